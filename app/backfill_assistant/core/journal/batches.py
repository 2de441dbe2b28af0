"""Encoded records become request bodies within the byte limits, order kept.

Both of Customer.io's batch doors take `{"batch":[…]}` (Track API and Pipelines API specifications).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

_HEAD: Final = b'{"batch":['
_TAIL: Final = b"]}"
_COMMA: Final = pa.scalar(b",", pa.large_binary())
_NOTHING: Final = pa.scalar(b"", pa.large_binary())


def written_out(bodies: pa.Array, bounds: npt.NDArray[np.int64]) -> list[memoryview]:
    """The records between bounds as they stand in a body, with commas between them; bounds ascend from 0 to the last."""
    # A comma behind each record, then cuts before the commas that are too many: half the time of joining lists of records.
    lines = pc.binary_join_element_wise(bodies.cast(pa.large_binary()), _COMMA, _NOTHING)
    _, offsets, content = lines.buffers()
    places = np.frombuffer(offsets, dtype=np.int64, count=len(lines) + 1)[bounds].tolist() if len(lines) else [0] * len(bounds)
    text = memoryview(content or b"")
    return [text[start : max(stop - 1, start)] for start, stop in pairwise(places)]


def body_of(texts: Iterable[memoryview]) -> bytes:
    """One request body from records that are written out."""
    parts = [part for text in texts for part in (b",", text)]
    return b"".join((_HEAD, *parts[1:], _TAIL))


def text_of(body: bytes) -> memoryview:
    """The records of a body again, as they stand in it."""
    return memoryview(body)[len(_HEAD) : -len(_TAIL)]


def batch_body(bodies: pa.Array) -> bytes:
    """One request body from encoded records, byte for byte as they are."""
    return body_of(written_out(bodies, np.array([0, len(bodies)])))


def body_digest(body: bytes) -> str:
    """SHA-256 of a body, as the journal keeps it."""
    return hashlib.sha256(body).hexdigest()


def first_batch(rows: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64], budget_bytes: int, records_max: int) -> int:
    """How many of these records the next batch takes, so that its body stays within the budget.

    The records of one row (they are adjacent) stay together, so that a row is judged once and is in as soon as its batch is.
    A row too large for the budget travels alone: checks refuse such rows long before.
    """
    room = budget_bytes - len(_HEAD) - len(_TAIL) + 1
    near = sizes[: records_max + 1]
    fitting = min(int(np.searchsorted(np.cumsum(near + 1), room, side="right")), records_max)
    stop = max(fitting, 1)
    if stop == len(rows) or rows[stop] != rows[stop - 1]:
        return stop
    first = stop
    while first > 0 and rows[first - 1] == rows[stop]:
        first -= 1
    if first > 0:
        return first
    while stop < len(rows) and rows[stop] == rows[0]:
        stop += 1
    return stop


def distinct(rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Each row once; the records of a row are adjacent in a batch."""
    again = rows[1:] == rows[:-1]
    return np.delete(rows, np.flatnonzero(again) + 1) if again.any() else rows


def halves(rows: npt.NDArray[np.int64]) -> int:
    """Where to split a batch of two records or more: near the middle, between two rows if there are two."""
    middle = len(rows) // 2
    borders = np.flatnonzero(rows[1:] != rows[:-1]) + 1
    if len(borders) == 0:
        return max(middle, 1)
    return int(borders[np.argmin(np.abs(borders - middle))])
