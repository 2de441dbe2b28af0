"""A regular block as columns of the table's width, with the few rows that do not fit put back in their places."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from backfill_assistant.adapters.readers import regular_block
from backfill_assistant.adapters.readers.careful_rows import CarefulRows, Dialect
from backfill_assistant.adapters.readers.layout import Layout
from backfill_assistant.adapters.readers.regular_block import Parsed, Survey
from backfill_assistant.adapters.readers.shaping import shape
from backfill_assistant.adapters.readers.text_columns import has_text
from backfill_assistant.adapters.readers.uneven_block import pad, without_missing

# Beyond this share of rows that do not fit, reading all of them with care is quicker than putting them back.
MISFITS_MAX_SHARE = 0.1


@dataclass(frozen=True)
class PlacedRows:
    """Columns and marks as in Shaped, and the line of each row: here from 0 at the start of the block."""

    columns: list[pa.Array]
    short_by: npt.NDArray[np.int32] | None
    extra: list[str | None] | None
    lines: npt.NDArray[np.int64]


def joined(parts: list[PlacedRows]) -> PlacedRows:
    """One after the other as one."""
    if len(parts) == 1:
        return parts[0]
    counts = [len(part.lines) for part in parts]
    marks = [part.short_by for part in parts]
    columns = [pa.concat_arrays(pieces) for pieces in zip(*(part.columns for part in parts), strict=True)]
    if all(each is None for each in marks):
        short_by = extra = None
    else:
        short_by = np.concatenate(
            [np.zeros(count, np.int32) if each is None else each for each, count in zip(marks, counts, strict=True)]
        )
        extra = [text for part, count in zip(parts, counts, strict=True) for text in part.extra or [None] * count]
    return PlacedRows(columns, short_by, extra, np.concatenate([part.lines for part in parts] or [np.empty(0, np.int64)]))


def regular_rows(surveyed: Survey, dialect: Dialect, layout: Layout) -> PlacedRows | None:
    """None when the block needs care after all."""
    width = len(layout.column_names)
    # Where rows of one cell are the usual ones, a line of spaces would look like any other.
    alike = None if layout.usual_width == 1 < width else _even_rows(surveyed, dialect, layout)
    return alike or _uneven_rows(surveyed, dialect, width)


def _even_rows(surveyed: Survey, dialect: Dialect, layout: Layout) -> PlacedRows | None:
    """Where nearly all rows are as long as most of the first ones were."""
    width = len(layout.column_names)
    parsed = regular_block.parse(surveyed, dialect, layout.usual_width, MISFITS_MAX_SHARE * surveyed.line_count)
    even = _even_columns(parsed, width) if parsed is not None else None
    if parsed is None or even is None:
        return None
    short = width - layout.usual_width if layout.usual_width < width else 0
    plain = parsed.row_count == surveyed.line_count
    if plain and not len(parsed.misfits):
        return PlacedRows(even, _marks(short, parsed.row_count), None, np.arange(parsed.row_count, dtype=np.int64))
    places = surveyed.row_places()
    spanning = (places.first_lines != places.last_lines).any()
    if len(places.starts) != parsed.row_count or (spanning and layout.usual_width != width):
        return None
    marks = _marks(short, parsed.row_count)
    if not len(parsed.misfits):
        return PlacedRows(even, marks, None, places.first_lines)
    return _put_back(surveyed, dialect, width, parsed, even, marks)


def _uneven_rows(surveyed: Survey, dialect: Dialect, width: int) -> PlacedRows | None:
    """Where many rows are shorter than others."""
    places = surveyed.row_places()
    padded = pad(surveyed, places, dialect, width)
    parsed = regular_block.parse(replace(surveyed, rows_bytes=padded.text), dialect, width, MISFITS_MAX_SHARE * surveyed.line_count)
    if parsed is None or len(places.starts) != parsed.row_count:
        return None
    short = np.maximum(width - padded.counts, 0).astype(np.int32)
    short[parsed.misfits] = 0
    columns = without_missing(parsed.columns, np.delete(padded.counts, parsed.misfits))
    if not len(parsed.misfits):
        return PlacedRows(columns, short if short.any() else None, None, places.first_lines)
    return _put_back(surveyed, dialect, width, parsed, columns, short)


def _marks(short: int, count: int) -> npt.NDArray[np.int32] | None:
    return np.full(count, short, np.int32) if short else None


def _even_columns(parsed: Parsed, width: int) -> list[pa.Array] | None:
    """As many columns as the table has; None when cells beyond them are not empty."""
    if any(has_text(column) for column in parsed.columns[width:]):
        return None
    count = parsed.row_count - len(parsed.misfits)
    missing = [pa.nulls(count, pa.string())] * (width - len(parsed.columns))
    return [*parsed.columns[:width], *missing]


def _put_back(
    surveyed: Survey,
    dialect: Dialect,
    width: int,
    parsed: Parsed,
    even: list[pa.Array],
    short_by: npt.NDArray[np.int32] | None,
) -> PlacedRows | None:
    """Rows that did not fit, read with care, among the others; `short_by` is that of all rows."""
    places = surveyed.row_places()
    rows, kept = [], []
    for row in parsed.misfits:
        text = surveyed.rows_bytes[places.starts[row] : places.ends[row]].decode()
        found = CarefulRows(text, dialect, True, width).cut().rows
        if len(found) > 1:
            return None
        # A line of nothing but spaces is no row.
        rows += found
        kept += [row] * len(found)
    odd = shape(rows, width)
    fitting = np.setdiff1d(np.arange(parsed.row_count), parsed.misfits)
    numbers = np.concatenate([fitting, np.array(kept, np.int64)])
    order = np.argsort(numbers, kind="stable")
    columns = even if not rows else [pa.concat_arrays(pair).take(pa.array(order)) for pair in zip(even, odd.columns, strict=True)]
    odd_marks = np.zeros(len(rows), np.int32) if odd.short_by is None else odd.short_by
    even_marks = np.zeros(len(fitting), np.int32) if short_by is None else short_by[fitting]
    marks = np.concatenate([even_marks, odd_marks])[order]
    beside: list[str | None] = [None] * len(numbers)
    for at, extra in enumerate(odd.extra or []):
        beside[int(np.searchsorted(numbers[order], kept[at]))] = extra
    return PlacedRows(columns, marks, beside, places.first_lines[numbers[order]])
