"""Layouts: texts that differ only in their digits are understood once, and their digits are then read for all rows together.

A column of a million times has a handful of layouts (`0000-00-00 00:00`), so patterns are matched a handful of times, and what
is left is arithmetic on bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.values.zones import Ints

_ZERO = ord("0")


@dataclass(frozen=True, eq=False)
class Layouts:
    """A column's texts as bytes, and which layout each row has."""

    bytes: npt.NDArray[np.uint8]
    starts: Ints
    # Position in `templates` per row; -1 for null.
    layout: Ints
    # Each layout with 0 for every digit.
    templates: list[str]


def layouts_of(cells: pa.Array) -> Layouts:
    """Group a string column by layout."""
    # A slice of a larger column brings the larger column's buffers along; taken together again, it starts at 0.
    cells = pa.concat_arrays([cells]) if cells.offset == 0 else pa.concat_arrays([cells, pa.array([], pa.string())])
    validity, offsets, content = cells.buffers()
    if content is None or not len(cells):
        return Layouts(np.zeros(1, dtype=np.uint8), np.zeros(len(cells), np.int64), np.full(len(cells), -1), [])
    raw = np.frombuffer(content, dtype=np.uint8)
    masked = np.where(raw - _ZERO <= 9, np.uint8(_ZERO), raw)
    alike = pa.StringArray.from_buffers(len(cells), offsets, pa.py_buffer(masked), validity, cells.null_count, cells.offset)
    coded = alike.dictionary_encode()
    starts = np.frombuffer(offsets, dtype=np.int32)[cells.offset : cells.offset + len(cells)].astype(np.int64)
    layout = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return Layouts(raw, starts, layout, coded.dictionary.to_pylist())


def digits_at(layouts: Layouts, rows: Ints, start: Ints, length: Ints) -> Ints:
    """The number written in `length` bytes from `start` of each row's text; 0 where the length is 0."""
    value = np.zeros(len(rows), dtype=np.int64)
    at = layouts.starts[rows] + start
    last = len(layouts.bytes) - 1
    for place in range(int(length.max(initial=0))):
        digit = layouts.bytes[np.minimum(at + place, last)].astype(np.int64) - _ZERO
        value = np.where(place < length, value * 10 + digit, value)
    return value


def span_in_bytes(match: re.Match[str], group: str) -> tuple[int, int]:
    """Start and length of a group in UTF-8 bytes; (0, 0) where it took no part."""
    names: Callable[[], dict[str, str | None]] = match.groupdict
    text = names().get(group)
    if text is None:
        return 0, 0
    return len(match.string[: match.start(group)].encode()), len(text.encode())
