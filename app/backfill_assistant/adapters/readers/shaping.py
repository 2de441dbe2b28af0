"""Rows of uneven length become columns of even length: short rows are marked, extra cells are kept beside."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from backfill_assistant.adapters.readers.text_columns import has_text, text_column


@dataclass(frozen=True)
class Shaped:
    """Columns of equal length plus the marks; `short_by` and `extra` are None when every row fits."""

    columns: list[pa.Array]
    short_by: npt.NDArray[np.int32] | None = None
    extra: list[str | None] | None = None


def mark(cells: Sequence[str], width: int) -> tuple[int, str | None]:
    """`short_by` and `extra` of one row. Empty cells beyond the last column are only trailing separators."""
    if len(cells) <= width:
        return width - len(cells), None
    beyond = list(cells[width:])
    while beyond and not beyond[-1]:
        beyond.pop()
    return -len(beyond), json.dumps(beyond, ensure_ascii=False) if beyond else None


def shape(rows: Sequence[Sequence[str]], width: int) -> Shaped:
    """Columns of text from rows of text."""
    if all(len(cells) == width for cells in rows):
        return Shaped([text_column(column) for column in zip(*rows, strict=True)] if rows else [])
    lengths = np.fromiter(map(len, rows), np.int32, len(rows))
    short_by, even = width - lengths, list(rows)
    extra: list[str | None] = [None] * len(rows)
    for place in np.flatnonzero(lengths > width).tolist():
        short_by[place], extra[place] = mark(rows[place], width)
        even[place] = rows[place][:width]
    columns = [pa.array(column, pa.string()) for column in zip_longest(*even)]
    columns += [pa.nulls(len(rows), pa.string())] * (width - len(columns))
    return Shaped(columns, short_by, extra) if short_by.any() else Shaped(columns)


def fit(columns: Sequence[pa.Array], width: int) -> Shaped:
    """`width` columns from those of a sheet, whose rows are all equally long."""
    if len(columns) == width or (len(columns) > width and not any(map(has_text, columns[width:]))):
        return Shaped(list(columns[:width]))
    return shape(list(zip(*(column.to_pylist() for column in columns), strict=True)), width)
