"""SortedRows: the rows that concern a campaign, sorted by time once, so that counting them is a search.

A row at a given place in the sending order is processed that much later, so it is as if its own time were that much earlier. Only
rows within one sending duration of an edge can be changed by that; all others are settled by two searches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

# Stands for the time of rows without one: they count as the moment they are processed, so they are sorted to the end.
UNTIMED: Final = 2**61
# Below this many, sorting people out is faster than marking each.
_FEW: Final = 10_000

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ageing:
    """How much later than the start rows are processed: `offsets` for rows, `longest_ms` for the last of all."""

    offsets: Callable[[Numbers], Numbers]
    longest_ms: int
    # Equal keys mean equal offsets: they depend on order and speed, not on when sending starts.
    key: object


@dataclass(frozen=True, eq=False)
class Found:
    """Places in a SortedRows: all from `start` on, and besides those in `places` (ascending, all before `start`)."""

    start: int
    places: Numbers


class SortedRows:
    """Row numbers ascending by time, rows without a time last."""

    def __init__(self, rows: Numbers, times: Numbers, people: npt.NDArray[np.int32], people_count: int) -> None:
        order = np.argsort(times, kind="stable")
        self.rows: Numbers = rows[order]
        self.times: Numbers = times[order]
        self._kept: tuple[object, Numbers] | None = None
        self.timed = int(self.times.searchsorted(UNTIMED, "left"))
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

    def younger(self, edge_ms: int, after_place: int, ageing: Ageing | None) -> Found:
        """Places from `after_place` on whose time, less the delay until they are processed, is later than the edge."""
        first = max(after_place, self.place_after(edge_ms))
        if ageing is None:
            return Found(first, np.empty(0, dtype=np.int64))
        sure = max(first, self.place_after(edge_ms + ageing.longest_ms))
        return Found(sure, np.flatnonzero(self._aged(first, sure, ageing) > edge_ms) + first)

    def count(self, found: Found) -> int:
        """How many rows were found."""
        return len(self.rows) - found.start + len(found.places)

    def people(self, found: Found) -> int:
        """How many different people the found rows belong to."""
        others = self._last_of[found.places]
        others = others[others < found.start]
        if len(others) < _FEW:
            return int(self._people_from[found.start]) + len(np.unique(others))
        seen = np.zeros(found.start, dtype=bool)
        seen[others] = True
        return int(self._people_from[found.start]) + int(np.count_nonzero(seen))

    def rows_of(self, found: Found) -> Numbers:
        """The row numbers of what was found, by time."""
        return np.concatenate((self.rows[found.places], self.rows[found.start :]))

    def _aged(self, first: int, last: int, ageing: Ageing) -> Numbers:
        """Times less the delay until the rows are processed, for places from `first` to before `last`."""
        if self._kept is not None and self._kept[0] == ageing.key:
            return self._kept[1][first:last]
        if (last - first) * 20 < len(self.rows):
            return self.times[first:last] - ageing.offsets(self.rows[first:last])
        # Sending takes so long that many rows are near an edge: worked out once for all campaigns and starts.
        whole = self.times - ageing.offsets(self.rows)
        self._kept = ageing.key, whole
        return whole[first:last]
