"""SortedRows: the rows that concern a campaign, sorted by time once, so that counting them is a search.

A row at a given place in the sending order is processed that much later, so it is as if its own time were that much earlier. Only
rows within one sending duration of an edge can be changed by that; all others are settled by two searches. Where many are so
near, they are sorted a second time, by what that leaves of their time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.forecast.ageing import Ageing
from backfill_assistant.core.forecast.ascending import ascending
from backfill_assistant.core.forecast.plane import AgedRows, by_person

# Stands for the time of rows without one: they count as the moment they are processed, so they are sorted to the end.
UNTIMED: Final = 2**61
# Higher than any height.
_NEVER_OLD: Final = np.iinfo(np.int64).max
# Up to so many rows near an edge are looked at one by one.
_FEW: Final = 1_000

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Younger:
    """For each edge asked about: how many rows are younger, and how many different people these belong to."""

    rows: Numbers
    people: Numbers


class SortedRows:
    """Row numbers ascending by time, rows without a time last."""

    def __init__(self, rows: Numbers, times: Numbers, people: npt.NDArray[np.int32], people_count: int) -> None:
        timed = np.flatnonzero(times != UNTIMED)
        self.timed = len(timed)
        order = np.concatenate((timed[ascending(times[timed])], np.flatnonzero(times == UNTIMED)))
        self.rows: Numbers = rows[order]
        self.times: Numbers = times[order]
        self._kept: tuple[object, AgedRows] | None = None
        # Places take half the memory of row numbers; there are never 2^31 rows here.
        places = np.arange(len(rows), dtype=np.int32)
        last = np.zeros(people_count, dtype=np.int32)
        sorted_people = people[order]
        last[sorted_people] = places
        # For each place the last place of the same person: it names the person within these rows.
        self._last_of: npt.NDArray[np.int32] = last[sorted_people]
        # How many people there are from each place on.
        self._people_from: npt.NDArray[np.int32] = np.zeros(len(rows) + 1, dtype=np.int32)
        self._people_from[:-1] = np.cumsum((self._last_of == places).astype(np.int32)[::-1], dtype=np.int32)[::-1]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def untimed(self) -> int:
        """How many rows have no time."""
        return len(self.rows) - self.timed

    def place_after(self, time_ms: int) -> int:
        """The first place whose time is later."""
        return int(self.times.searchsorted(time_ms, "right"))

    def places_after(self, times_ms: Numbers) -> Numbers:
        """The first place whose time is later, for each of these."""
        return self.times.searchsorted(times_ms, "right")

    def younger(self, edges_ms: Numbers, after_places: Numbers, ageing: Ageing | None) -> Younger:
        """Rows from `after_places` on whose time, less the delay until they are processed, is later than the edge beside it.

        Rows that the edge leaves behind at the start already may be those that the list of `ageing` ends with.
        """
        first, sure = self._first_and_sure(edges_ms, after_places, ageing)
        rows, people = len(self.rows) - sure, self._people_from[sure].astype(np.int64)
        if ageing is None:
            return Younger(rows, people)
        near = sure - first
        many = np.flatnonzero(near > _FEW)
        if len(many):
            aged = self._aged(ageing)
            ranks = aged.ranks_above(ageing.heights_at(edges_ms[many]))
            rows[many], people[many] = aged.rows.counts(first[many], ranks), aged.people(first[many], ranks)
        for number in np.flatnonzero((near > 0) & (near <= _FEW)):
            places = self._near(int(first[number]), int(sure[number]), int(edges_ms[number]), ageing)
            rows[number] += len(places)
            others = self._last_of[places]
            people[number] += _different(others[others < sure[number]])
        return Younger(rows, people)

    def younger_places(self, edge_ms: int, after_place: int, ageing: Ageing | None) -> Numbers:
        """The places of the rows that `younger` counts, ascending."""
        firsts, sures = self._first_and_sure(np.array([edge_ms]), np.array([after_place]), ageing)
        first, sure = int(firsts[0]), int(sures[0])
        if ageing is None:
            return np.arange(first, len(self.rows))
        if sure - first > _FEW:
            aged = self._aged(ageing)
            rank = aged.ranks_above(ageing.heights_at(np.array([edge_ms])))[0]
            return np.flatnonzero(aged.rows.ranks[first:] >= rank) + first
        return np.concatenate((self._near(first, sure, edge_ms, ageing), np.arange(sure, len(self.rows))))

    def count_older(self, edge_ms: int, ageing: Ageing) -> int:
        """How many rows have a time that, less the delay until they are processed, is not later than the edge."""
        near = slice(self.place_after(edge_ms), min(self.timed, self.place_after(edge_ms + ageing.longest_ms)))
        aged = self.times[near] - ageing.offsets_ms(self.rows[near])
        return near.start + int(np.count_nonzero(aged <= edge_ms))

    def people_at(self, places: Numbers) -> int:
        """How many different people the rows at these places belong to."""
        return _different(self._last_of[places])

    def _first_and_sure(self, edges_ms: Numbers, after_places: Numbers, ageing: Ageing | None) -> tuple[Numbers, Numbers]:
        """Where rows begin that are younger at the start, and where those begin that are younger whenever they go out."""
        first = np.maximum(after_places, self.places_after(edges_ms))
        return first, first if ageing is None else np.maximum(first, self.places_after(edges_ms + ageing.longest_ms))

    def _near(self, first: int, sure: int, edge_ms: int, ageing: Ageing) -> Numbers:
        heights = ageing.heights(self.times[first:sure], self.rows[first:sure])
        return np.flatnonzero(heights > ageing.height_at(edge_ms)) + first

    @cached_property
    def _latest_first(self) -> npt.NDArray[np.int32]:
        """The same whatever the order and the speed of sending."""
        return by_person(self._last_of)

    def _aged(self, ageing: Ageing) -> AgedRows:
        """Made once for all campaigns and starts."""
        if self._kept is None or self._kept[0] != ageing.key:
            heights = np.full(len(self.rows), _NEVER_OLD, dtype=np.int64)
            heights[: self.timed] = ageing.heights(self.times[: self.timed], self.rows[: self.timed])
            self._kept = ageing.key, AgedRows(heights, self._last_of, self._latest_first)
        return self._kept[1]


def _different(values: npt.NDArray[np.int32]) -> int:
    """How many different values there are; `unique` takes three times as long for few."""
    ascending_values = np.sort(values)
    return len(values) and 1 + int(np.count_nonzero(ascending_values[1:] != ascending_values[:-1]))
