"""Rows of uneven length in a regular block: separators that short rows lack are put behind them, so that Arrow parses all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from backfill_assistant.adapters.readers.careful_rows import Dialect
from backfill_assistant.adapters.readers.regular_block import CR, RowPlaces, Survey

SPACE, BEYOND_ASCII = 32, 128


@dataclass(frozen=True)
class Padded:
    """`text` is that of the block, in which short rows got their separators; `counts` says how many cells each row has by itself.

    Rows that only care can cut keep their length, so that they do not fit, and so do rows that are too long.
    """

    text: bytes
    counts: npt.NDArray[np.int64]


def pad(surveyed: Survey, places: RowPlaces, dialect: Dialect, width: int) -> Padded:
    """Make every row of less than `width` cells as long as that."""
    text = np.frombuffer(surveyed.rows_bytes, np.uint8)
    separators = np.flatnonzero(text == ord(dialect.delimiter))
    if len(surveyed.quotes):
        separators = separators[np.searchsorted(surveyed.quotes, separators) % 2 == 0]
    counts = np.searchsorted(separators, places.ends) - np.searchsorted(separators, places.starts) + 1
    missing = np.maximum(width - counts, 0)
    missing[_for_care(surveyed, places, dialect, counts, missing)] = 0
    at = np.repeat(places.ends - (text[np.maximum(places.ends - 1, 0)] == CR), missing)
    return Padded(np.insert(text, at, ord(dialect.delimiter)).tobytes(), counts)


def _for_care(
    surveyed: Survey, places: RowPlaces, dialect: Dialect, counts: npt.NDArray[np.int64], missing: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Short rows with doubled quotes, which may have closed cells after all, and lines of nothing but spaces."""
    care: list[int] = []
    twice = surveyed.quotes[1:][np.diff(surveyed.quotes) == 1]
    if len(twice):
        of_twice = np.unique(np.searchsorted(places.starts, twice, "right") - 1)
        care += of_twice[missing[of_twice] > 0].tolist()
    text = np.frombuffer(surveyed.rows_bytes, np.uint8)
    first = text[places.starts]
    perhaps_blank = np.flatnonzero((counts == 1) & (missing > 0) & ((first <= SPACE) | (first >= BEYOND_ASCII)))
    care += [
        row for row in perhaps_blank.tolist() if not surveyed.rows_bytes[places.starts[row] : places.ends[row]].decode().strip()
    ]
    return np.array(care, np.int64)


def without_missing(columns: list[pa.Array], counts: npt.NDArray[np.int64]) -> list[pa.Array]:
    """The same columns, in which cells that a row does not have are null."""
    found = []
    for place, column in enumerate(columns):
        there = counts > place
        if not there.all():
            bits = pa.py_buffer(np.packbits(there, bitorder="little"))
            column = pa.StringArray.from_buffers(len(column), *column.buffers()[1:], bits)
        found.append(column)
    return found
