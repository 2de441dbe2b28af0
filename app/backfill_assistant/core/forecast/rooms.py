"""Rooms: rows come in sending order, and each goes in if every campaign that it touches has room for one more."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Kinds = npt.NDArray[np.int32]


class Rooms:
    """What is left of the room in each campaign; a row is told by its kind and its time."""

    def __init__(self, edges: Numbers, most: Sequence[int]) -> None:
        """A row of kind `k` touches campaign `n` if its time is later than `edges[n, k]`; `most`: the rows with room in each."""
        self._edges, self._left = edges, list(most)
        never = np.iinfo(np.int64).max
        self._any = edges.min(axis=0, initial=never)
        self._closed = np.full(edges.shape[1], never)
        self.full: list[int] = []
        # Rows that went in: kinds and times; how many, and with how many full campaigns those that touch one were last taken out.
        self._inside: list[tuple[Kinds, Numbers]] = []
        self._free, self._counted_at = 0, 0
        for number, room in enumerate(self._left):
            if room <= 0:
                self._close(number)

    @property
    def full_count(self) -> int:
        """How many campaigns have no room left."""
        return len(self.full)

    def still_free(self) -> int:
        """How many of the rows that went in touch no campaign that is full by now."""
        if self._counted_at != self.full_count:
            self._counted_at = self.full_count
            self._inside = [
                (kinds[free], times[free])
                for kinds, times in self._inside
                for free in [np.flatnonzero(times <= self._closed[kinds])]
                if len(free)
            ]
            self._free = sum(len(times) for _, times in self._inside)
        return self._free

    def let_in(self, kinds: Kinds, times: Numbers) -> tuple[Mask, Mask]:
        """The next rows: which of them touch a campaign at all, and which of these go in."""
        touching = times > self._any[kinds]
        going = np.zeros(len(times), dtype=bool)
        waiting = np.flatnonzero(touching & (times <= self._closed[kinds]))
        while len(waiting):
            stop = self._take(kinds[waiting], times[waiting])
            going[waiting[:stop]] = True
            waiting = waiting[stop:]
            waiting = waiting[times[waiting] <= self._closed[kinds[waiting]]]
        inside = np.flatnonzero(going)
        if len(inside):
            self._inside.append((kinds[inside], times[inside]))
            self._free += len(inside)
        return touching, going

    def _take(self, kinds: Kinds, times: Numbers) -> int:
        """How many of these rows, which touch no full campaign, go in before one of the campaigns is full."""
        touched = {}
        stop = len(times)
        for number in range(len(self._left)):
            if number not in self.full:
                touched[number] = np.flatnonzero(times > self._edges[number][kinds])
                if len(touched[number]) >= self._left[number]:
                    stop = min(stop, int(touched[number][self._left[number] - 1]) + 1)
        for number, places in touched.items():
            self._left[number] -= int(places.searchsorted(stop))
            if not self._left[number]:
                self._close(number)
        return stop

    def _close(self, number: int) -> None:
        self.full.append(number)
        self._closed = np.minimum(self._closed, self._edges[number])
