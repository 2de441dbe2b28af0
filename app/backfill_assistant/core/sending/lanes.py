"""Lanes: records queue up by person, so that several requests can be under way while each person's records keep their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.journal.runs import JournalBatch
from backfill_assistant.core.sending.loads import Load, packed

LANES_MAX: Final = 16
# Fewer rows than this per lane would only make many small requests.
_ROWS_PER_LANE: Final = 2_000


@dataclass(frozen=True, eq=False)
class Parcel:
    """A batch ready to go. `in_doubt`: it may have arrived already."""

    lane: int
    batch: JournalBatch
    body: bytes
    in_doubt: bool = False


def lane_count(row_count: int) -> int:
    """How many lanes a file of so many rows gets; it depends on nothing else, so a continued run has the same lanes."""
    return max(1, min(LANES_MAX, row_count // _ROWS_PER_LANE))


def lanes_of(people: npt.NDArray[np.uint64], count: int) -> npt.NDArray[np.int64]:
    """The lane of each person: a hash, so that lanes fill evenly however people are numbered."""
    mixed = (people * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)
    return (mixed % np.uint64(count)).astype(np.int64)


@dataclass
class _Lane:
    again: deque[Parcel] = field(default_factory=deque)
    waiting: deque[Load] = field(default_factory=deque)
    size_bytes: int = 0
    records: int = 0


class Lanes:
    """The queues. A lane gives one parcel and then rests until its answer is in."""

    def __init__(self, count: int, budget_bytes: int) -> None:
        self._lanes = [_Lane() for _ in range(count)]
        self._budget_bytes = budget_bytes

    @property
    def count(self) -> int:
        """How many lanes there are."""
        return len(self._lanes)

    @property
    def size_bytes(self) -> int:
        """Bytes of records that wait."""
        return sum(lane.size_bytes for lane in self._lanes)

    @property
    def empty(self) -> bool:
        """Whether nothing waits."""
        return not any(lane.again or lane.records for lane in self._lanes)

    @property
    def again_records(self) -> int:
        """Records that wait to be sent again."""
        return sum(len(parcel.batch.rows) for lane in self._lanes for parcel in lane.again if parcel.batch.attempts)

    def add(self, loads: Iterable[Load]) -> None:
        """Queue records behind those that wait already."""
        for load in loads:
            lane = self._lanes[load.lane]
            lane.waiting.append(load)
            lane.size_bytes += load.size_bytes
            lane.records += len(load.rows)

    def put_first(self, parcels: list[Parcel]) -> None:
        """Queue parcels of one lane before everything else in it, in this order."""
        for parcel in reversed(parcels):
            self._lanes[parcel.lane].again.appendleft(parcel)

    def put_next(self, parcel: Parcel) -> None:
        """Queue a parcel behind the parcels of its lane, yet before its records."""
        self._lanes[parcel.lane].again.append(parcel)

    def hungry(self, busy: Set[int]) -> bool:
        """Whether a lane that rests has nothing to give."""
        return any(not lane.again and not lane.waiting for index, lane in enumerate(self._lanes) if index not in busy)

    def has_for(self, busy: Set[int]) -> bool:
        """Whether a lane that rests has something to give."""
        return any(lane.again or lane.waiting for index, lane in enumerate(self._lanes) if index not in busy)

    def take(self, busy: Set[int], records_max: int) -> Parcel | None:
        """The next parcel of a lane that rests: what is sent again first, then whatever is earliest in the sending order."""
        resting = [(index, lane) for index, lane in enumerate(self._lanes) if index not in busy]
        for _, lane in resting:
            if lane.again:
                return lane.again.popleft()
        filled = [(int(lane.waiting[0].places[0]), index) for index, lane in resting if lane.waiting]
        if not filled:
            return None
        return self._cut(min(filled)[1], records_max)

    def _cut(self, index: int, records_max: int) -> Parcel:
        lane = self._lanes[index]
        load = packed(lane.waiting, self._budget_bytes, records_max)
        lane.size_bytes -= load.size_bytes
        lane.records -= len(load.rows)
        assert load.body is not None
        return Parcel(index, JournalBatch(number=0, rows=load.rows, kinds=load.kinds, body_sha256=load.body_sha256), load.body)
