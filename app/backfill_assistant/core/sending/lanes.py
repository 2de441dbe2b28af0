"""Lanes: records queue up by person, so that several requests can be under way while each person's records keep their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from backfill_assistant.core.journal.batches import body_digest, body_of, first_batch, written_out
from backfill_assistant.core.journal.runs import JournalBatch
from backfill_assistant.core.sending.cargo import EncodedSlice

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
class Load:
    """Encoded records of one lane, in order: arrays of equal length. `places` are positions in the sending order."""

    lane: int
    rows: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.uint8]
    sizes: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]
    # The records as they stand in a body, with commas between them.
    text: memoryview

    @property
    def size_bytes(self) -> int:
        """Bytes of the records, each with a comma."""
        return len(self.text) + 1

    def cut(self, at: int) -> tuple[Load, Load]:
        """The first records, and the rest; there is at least one of each."""
        end = int(self.sizes[:at].sum()) + at
        parts = ((slice(at), self.text[: end - 1]), (slice(at, None), self.text[end:]))
        first, rest = (
            Load(self.lane, self.rows[part], self.kinds[part], self.sizes[part], self.places[part], text) for part, text in parts
        )
        return first, rest


def lane_count(row_count: int) -> int:
    """How many lanes a file of so many rows gets; it depends on nothing else, so a continued run has the same lanes."""
    return max(1, min(LANES_MAX, row_count // _ROWS_PER_LANE))


def lanes_of(people: npt.NDArray[np.uint64], count: int) -> npt.NDArray[np.int64]:
    """The lane of each person: a hash, so that lanes fill evenly however people are numbered."""
    mixed = (people * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)
    return (mixed % np.uint64(count)).astype(np.int64)


def loads_of(made: EncodedSlice, places: npt.NDArray[np.int64], lanes: npt.NDArray[np.int64], count: int) -> tuple[Load, ...]:
    """Encoded records by lane: one after the other in memory, so that a body is cut from them without looking at records."""
    order = np.argsort(lanes.astype(np.uint8), kind="stable")
    bounds = np.searchsorted(lanes[order], np.arange(count + 1))
    bodies = made.bodies if count == 1 else made.bodies.take(pa.array(order))
    texts = written_out(bodies, bounds)
    parts = [order[start:stop] for start, stop in pairwise(bounds)]
    return tuple(
        Load(lane, made.rows[part], made.kinds[part], made.sizes[part], places[part], text)
        for lane, (part, text) in enumerate(zip(parts, texts, strict=True))
        if len(part)
    )


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

    def hungry(self, busy: Set[int], records_max: int) -> bool:
        """Whether a lane that rests could fill its batch better if more records came."""
        return any(
            not lane.again and lane.size_bytes < self._budget_bytes and lane.records < records_max
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
        rows = np.concatenate([load.rows for load in lane.waiting])
        sizes = np.concatenate([load.sizes for load in lane.waiting])
        stop = first_batch(rows, sizes, self._budget_bytes, records_max)
        taken: list[Load] = []
        missing = stop
        while missing:
            load = lane.waiting.popleft()
            if len(load.rows) > missing:
                load, rest = load.cut(missing)
                lane.waiting.appendleft(rest)
            taken.append(load)
            missing -= len(load.rows)
        lane.size_bytes -= sum(load.size_bytes for load in taken)
        lane.records -= stop
        body = body_of(load.text for load in taken)
        kinds = np.concatenate([load.kinds for load in taken])
        return Parcel(index, JournalBatch(number=0, rows=rows[:stop], kinds=kinds, body_sha256=body_digest(body)), body)
