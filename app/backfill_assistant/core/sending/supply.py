"""Supply: the rows that are in no batch yet, encoded and packed a slice at a time; the next one is made while others are sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.beside import Beside
from backfill_assistant.core.sending.cargo import Cargo
from backfill_assistant.core.sending.lanes import lanes_of
from backfill_assistant.core.sending.loads import Load, loads_of
from backfill_assistant.core.sending.packing import Packing

Rows = npt.NDArray[np.int64]

_SLICE_ROWS: Final = 20_000
# The first slice is small, so that the first request leaves soon.
_FIRST_SLICE_ROWS: Final = 2_000


class Supply:
    """Gives batches for the lanes, each lane's in sending order."""

    def __init__(self, cargo: Cargo, places: Rows, packing: Packing, beside: Beside) -> None:
        """`places` are positions in the sending order (ascending) whose rows are to be sent."""
        self._cargo, self._places, self._packing, self._beside = cargo, places, packing, beside
        self._next = 0
        self._slice_rows = _FIRST_SLICE_ROWS
        self._coming: Callable[[], Sequence[Load]] | None = None
        self._is_under_way = False

    @property
    def empty(self) -> bool:
        """Whether all rows have been given."""
        return self._coming is None and self._next >= len(self._places)

    @property
    def is_under_way(self) -> bool:
        """Whether somebody else makes the next slice just now, so that taking it would have to wait."""
        return self._is_under_way

    def begin_next(self) -> None:
        """Begin to make the next slice, if there is one and none is being made."""
        if self._coming is None and self._next < len(self._places):
            places = self._places[self._next : self._next + self._slice_rows]
            self._next += len(places)
            self._slice_rows = _SLICE_ROWS
            self._coming = self._beside(partial(self._made, places, self._next >= len(self._places)))

    def take(self) -> Sequence[Load]:
        """The batches that the next slice fills; waits until they are made."""
        self.begin_next()
        coming, self._coming = self._coming, None
        loads = coming() if coming is not None else ()
        self.begin_next()
        return loads

    def _made(self, places: Rows, is_last: bool) -> Sequence[Load]:
        self._is_under_way = True
        try:
            return self._packing.add(self._loads(places), is_last)
        finally:
            self._is_under_way = False

    def _loads(self, places: Rows) -> Sequence[Load]:
        made = self._cargo.encode(self._cargo.rows[places])
        if len(made.rows) == 0:
            return ()
        first_of_row = np.append(True, made.rows[1:] != made.rows[:-1])
        count = self._packing.lane_count
        return loads_of(made, places[np.cumsum(first_of_row) - 1], lanes_of(self._cargo.people[made.rows], count), count)
