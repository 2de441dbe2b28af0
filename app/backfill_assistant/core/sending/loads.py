"""Loads: encoded records of one lane in order, as they stand in a body, and how they become one."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from backfill_assistant.core.journal.batches import body_digest, body_of, first_batch, text_of, written_out
from backfill_assistant.core.sending.cargo import EncodedSlice

_Number = TypeVar("_Number", bound=np.generic)


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
    # Where they are a batch of their own: its body, and the SHA-256 of that.
    body: bytes | None = None
    body_sha256: str = ""

    @property
    def size_bytes(self) -> int:
        """Bytes of the records, each with a comma."""
        return len(self.text) + 1

    def cut(self, at: int) -> tuple[Load, Load]:
        """The first records, and the rest, neither packed; there is at least one of each."""
        end = int(self.sizes[:at].sum()) + at
        parts = ((slice(at), self.text[: end - 1]), (slice(at, None), self.text[end:]))
        first, rest = (
            Load(self.lane, self.rows[part], self.kinds[part], self.sizes[part], self.places[part], text) for part, text in parts
        )
        return first, rest


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


def packed(waiting: deque[Load], budget_bytes: int, records_max: int) -> Load:
    """The load of one batch, taken from the beginning of those that wait: as much as fits, yet nothing that is packed already."""
    if waiting[0].body is not None and len(waiting[0].rows) <= records_max:
        return waiting.popleft()
    loose = [waiting.popleft()]
    while waiting and loose[0].body is None and waiting[0].body is None:
        loose.append(waiting.popleft())
    rows, sizes = _end_to_end([load.rows for load in loose]), _end_to_end([load.sizes for load in loose])
    stop = missing = first_batch(rows, sizes, budget_bytes, records_max)
    taken: list[Load] = []
    while missing:
        load = loose.pop(0)
        if len(load.rows) > missing:
            load, rest = load.cut(missing)
            loose.insert(0, rest)
        taken.append(load)
        missing -= len(load.rows)
    waiting.extendleft(reversed(loose))
    kinds, places = _end_to_end([load.kinds for load in taken]), _end_to_end([load.places for load in taken])
    body = body_of(load.text for load in taken)
    return Load(taken[0].lane, rows[:stop], kinds, sizes[:stop], places, text_of(body), body, body_digest(body))


def _end_to_end(parts: Sequence[npt.NDArray[_Number]]) -> npt.NDArray[_Number]:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
