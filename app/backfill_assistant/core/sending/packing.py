"""Packing: loads are put together into whole batches while others are sent, body and digest included."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from backfill_assistant.core.sending.loads import Load, packed
from backfill_assistant.core.sending.pace import OPENING_RECORDS


@dataclass
class _Pile:
    waiting: deque[Load] = field(default_factory=deque)
    size_bytes: int = 0
    records: int = 0


class Packing:
    """Keeps what does not fill a batch yet. Belongs to whoever makes loads, one slice after the other."""

    def __init__(self, lane_count: int, budget_bytes: int, records_max: int) -> None:
        self._piles = [_Pile() for _ in range(lane_count)]
        self._budget_bytes, self._records_max = budget_bytes, records_max
        # The first batches are small; each is the first of its lane, so that none waits for another's answer.
        self._opening = deque(OPENING_RECORDS)
        self._opened: set[int] = set()

    @property
    def lane_count(self) -> int:
        """How many lanes there are."""
        return len(self._piles)

    def add(self, loads: Sequence[Load], is_last: bool) -> tuple[Load, ...]:
        """The batches that are full now, each lane's in order; with the last loads, all that is left."""
        for load in loads:
            pile = self._piles[load.lane]
            pile.waiting.append(load)
            pile.size_bytes += load.size_bytes
            pile.records += len(load.rows)
        return tuple(load for lane in range(self.lane_count) for load in self._given(lane, is_last))

    def _given(self, lane: int, everything: bool) -> Iterator[Load]:
        pile = self._piles[lane]
        while pile.records and (everything or pile.records >= self._most(lane) or pile.size_bytes >= self._budget_bytes):
            yield self._next(pile, self._most(lane))
            if lane not in self._opened:
                self._opened.add(lane)
                if self._opening:
                    self._opening.popleft()

    def _most(self, lane: int) -> int:
        if self._opening and lane not in self._opened:
            return min(self._opening[0], self._records_max)
        return self._records_max

    def _next(self, pile: _Pile, most: int) -> Load:
        load = packed(pile.waiting, self._budget_bytes, most)
        pile.size_bytes -= load.size_bytes
        pile.records -= len(load.rows)
        return load
