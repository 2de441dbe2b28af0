"""Lanes: records queue up by person, so that several requests can be under way while each person's records keep their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Set
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from backfill_assistant.core.batches import batch_body, body_digest, first_batch
from backfill_assistant.core.runs import JournalBatch

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


@dataclass(frozen=True, eq=False)
class Encoded:
    """Encoded records in order: arrays of equal length. `places` are positions in the sending order."""

    rows: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.uint8]
    sizes: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]
    bodies: pa.Array

    def part(self, start: int, stop: int | None = None) -> Encoded:
        """Records from `start` to `stop`."""
        cut = slice(start, stop)
        return Encoded(self.rows[cut], self.kinds[cut], self.sizes[cut], self.places[cut], self.bodies[cut])

    def chosen(self, at: npt.NDArray[np.int64]) -> Encoded:
        """The records at these positions."""
        return Encoded(self.rows[at], self.kinds[at], self.sizes[at], self.places[at], self.bodies.take(pa.array(at)))


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
    waiting: list[Encoded] = field(default_factory=list)
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

    def add(self, encoded: Encoded, lanes: npt.NDArray[np.int64]) -> None:
        """Queue records behind those that wait already."""
        for index, lane in enumerate(self._lanes):
            part = encoded if self.count == 1 else encoded.chosen(np.flatnonzero(lanes == index))
            if len(part.rows):
                lane.waiting.append(part)
                lane.size_bytes += int(part.sizes.sum())
                lane.records += len(part.rows)

    def put_first(self, parcels: list[Parcel]) -> None:
        """Queue parcels of one lane before everything else in it, in this order."""
        for parcel in reversed(parcels):
            self._lanes[parcel.lane].again.appendleft(parcel)

    def put_next(self, parcel: Parcel) -> None:
        """Queue a parcel behind the parcels of its lane, yet before its records."""
        self._lanes[parcel.lane].again.append(parcel)

    def hungry(self, busy: Set[int], records_max: int) -> bool:
        """Whether a lane that rests could fill its batch better if more records came."""
        return any(
            not lane.again and lane.size_bytes + lane.records < self._budget_bytes and lane.records < records_max
            for index, lane in enumerate(self._lanes)
            if index not in busy
        )

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
        if len(lane.waiting) > 1:
            lane.waiting = [_joined(lane.waiting)]
        head = lane.waiting[0]
        stop = first_batch(head.rows, head.sizes, self._budget_bytes, records_max)
        taken, rest = head.part(0, stop), head.part(stop)
        lane.waiting = [rest] if len(rest.rows) else []
        lane.size_bytes -= int(taken.sizes.sum())
        lane.records -= stop
        body = batch_body(taken.bodies)
        batch = JournalBatch(number=0, rows=taken.rows, kinds=taken.kinds, body_sha256=body_digest(body))
        return Parcel(index, batch, body)


def _joined(parts: list[Encoded]) -> Encoded:
    return Encoded(
        rows=np.concatenate([part.rows for part in parts]),
        kinds=np.concatenate([part.kinds for part in parts]),
        sizes=np.concatenate([part.sizes for part in parts]),
        places=np.concatenate([part.places for part in parts]),
        bodies=pa.concat_arrays([part.bodies for part in parts]),
    )
