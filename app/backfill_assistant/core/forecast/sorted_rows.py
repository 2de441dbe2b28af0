"""SortedRows: the rows that concern a campaign, sorted by time once, so that counting them is a search.

A row at a given place in the sending order is processed that much later, so it is as if its own time were that much earlier. Only
rows within one sending duration of an edge can be changed by that; all others are settled by two searches. Where many are so
near, they are sorted a second time, by what that leaves of their time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.forecast.ageing import Ageing
from backfill_assistant.core.forecast.ascending import ascending
from backfill_assistant.core.forecast.plane import AgedRows

# Stands for the time of rows without one: they count as the moment they are processed, so they are sorted to the end.
UNTIMED: Final = 2**61
# Higher than any height.
_NEVER_OLD: Final = np.iinfo(np.int64).max
# Up to so many rows near an edge are looked at one by one.
_FEW: Final = 10_000

Numbers = npt.NDArray[np.int64]
_NO_PLACES: Final = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Found:
    """Places in a SortedRows: all from `start` on, and besides those in `places` (ascending, all before `start`)."""

    start: int
    places: Numbers


@dataclass(frozen=True, eq=False)
class Beyond:
    """The places of a SortedRows from `start` on that, as `aged`, have this rank or a higher one."""

    aged: AgedRows
    start: int
    rank: int


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

    def younger(self, edge_ms: int, after_place: int, ageing: Ageing | None) -> Found | Beyond:
        """Places from `after_place` on whose time, less the delay until they are processed, is later than the edge.

        Rows that the edge leaves behind at the start already may be those that the list of `ageing` ends with.
        """
        first = max(after_place, self.place_after(edge_ms))
        if ageing is None:
            return Found(first, _NO_PLACES)
        sure = max(first, self.place_after(edge_ms + ageing.longest_ms))
        if sure - first > _FEW:
            aged = self._aged(ageing)
            return Beyond(aged, first, aged.rank_above(ageing.height_at(edge_ms)))
        near = slice(first, sure)
        return Found(sure, np.flatnonzero(ageing.heights(self.times[near], self.rows[near]) > ageing.height_at(edge_ms)) + first)

    def count_older(self, edge_ms: int, ageing: Ageing) -> int:
        """How many rows have a time that, less the delay until they are processed, is not later than the edge."""
        near = slice(self.place_after(edge_ms), min(self.timed, self.place_after(edge_ms + ageing.longest_ms)))
        aged = self.times[near] - ageing.offsets_ms(self.rows[near])
        return near.start + int(np.count_nonzero(aged <= edge_ms))

    def count(self, found: Found | Beyond) -> int:
        """How many rows were found."""
        if isinstance(found, Beyond):
            return found.aged.rows.count(found.start, found.rank)
        return len(self.rows) - found.start + len(found.places)

    def people(self, found: Found | Beyond) -> int:
        """How many different people the found rows belong to."""
        if isinstance(found, Beyond):
            return found.aged.people(found.start, found.rank)
        others = self._last_of[found.places]
        return int(self._people_from[found.start]) + len(np.unique(others[others < found.start]))

    def places_of(self, found: Found | Beyond) -> Numbers:
        """Every place that was found, ascending."""
        if isinstance(found, Beyond):
            return np.flatnonzero(found.aged.rows.ranks[found.start :] >= found.rank) + found.start
        return np.concatenate((found.places, np.arange(found.start, len(self.rows))))

    def _aged(self, ageing: Ageing) -> AgedRows:
        """Made once for all campaigns and starts."""
        if self._kept is None or self._kept[0] != ageing.key:
            heights = np.full(len(self.rows), _NEVER_OLD, dtype=np.int64)
            heights[: self.timed] = ageing.heights(self.times[: self.timed], self.rows[: self.timed])
            self._kept = ageing.key, AgedRows(heights, self._last_of)
        return self._kept[1]
