"""Events that a file holds more than once, letter for letter: each needs an id of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.mapping.mapping import Mapping
from backfill_assistant.core.records.writing import TRACK, writings
from backfill_assistant.core.routes import Route
from backfill_assistant.core.rows.row_reading import RowsRead
from backfill_assistant.core.text_hash import content_hashes, mixed, shared

Rows = npt.NDArray[np.int64]
# Reads rows again, slice by slice.
ReadAgain = Callable[[Rows], Iterator[RowsRead]]


def repeated_events(
    time_ms: npt.NDArray[np.int64],
    person: npt.NDArray[np.uint64],
    event: npt.NDArray[np.int32],
    candidates: npt.NDArray[np.bool_],
    read_again: ReadAgain,
    mapping: Mapping,
    route: Route,
) -> tuple[Rows, npt.NDArray[np.int32]]:
    """Rows (ascending) that have an equal row before them, and how many.

    Only rows that share person, name and time are read again and compared.
    """
    rows = np.flatnonzero(candidates & (event >= 0)).astype(np.int64)
    alike = mixed(mixed(mixed(person[rows]) ^ time_ms[rows].view(np.uint64)) ^ event[rows].astype(np.uint64))
    rows = rows[shared(alike)]
    if not len(rows):
        return rows, np.empty(0, dtype=np.int32)
    contents = []
    for read in read_again(rows):
        track = next(each for each in writings(read, mapping, route) if each.kind == TRACK)
        first, second = content_hashes(track.bodies(len(read)))
        contents.append(first ^ second)
    counts = _equal_before(np.concatenate(contents) ^ mixed(time_ms[rows].view(np.uint64)))
    again = counts > 0
    return rows[again], counts[again]


def _equal_before(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.int32]:
    """How many equal numbers stand before each."""
    order = np.argsort(numbers, kind="stable")
    in_order = numbers[order]
    starts = np.concatenate([[True], in_order[1:] != in_order[:-1]])
    places = np.arange(len(numbers))
    since = places - np.maximum.accumulate(np.where(starts, places, 0))
    counts = np.empty(len(numbers), dtype=np.int32)
    counts[order] = since
    return counts
