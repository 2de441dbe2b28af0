"""The rows of a sheet as columns of the text that its cells show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from backfill_assistant.adapters.readers.layout import even_row, name_columns
from backfill_assistant.adapters.readers.limits import BATCH_ROWS, FIRST_ROWS
from backfill_assistant.adapters.readers.shown_cells import ShownCells
from backfill_assistant.adapters.readers.text_columns import filled, value_column
from backfill_assistant.adapters.readers.workbook import Workbook
from backfill_assistant.core.table.reading import ReadingChoices


@dataclass(frozen=True)
class SheetPart:
    """Rows of a sheet from `first_row` (from 0) on: `row_count` of them, and those with anything in them as columns of text."""

    first_row: int
    row_count: int
    columns: list[pa.Array]
    # The numbers of the rows that are in `columns`, counted from `first_row`.
    filled: npt.NDArray[np.int64]

    def from_row(self, row: int) -> SheetPart:
        """Without the rows before this one."""
        beyond = int(np.searchsorted(self.filled, row - self.first_row))
        return replace(self, columns=[column[beyond:] for column in self.columns], filled=self.filled[beyond:]) if beyond else self


def sheet_parts(book: Workbook, sheet: str, first_row: int, rows_max: int = BATCH_ROWS) -> Iterator[SheetPart]:
    """All rows from `first_row` on, `rows_max` at a time."""
    rows = islice(book.rows(sheet), first_row, None)
    left, shown = book.first_column(sheet), book.shown_cells(sheet)
    while part := list(islice(rows, rows_max)):
        columns = _columns(part, left, first_row, shown)
        any_text = np.logical_or.reduce([filled(column) for column in columns]) if columns else np.zeros(len(part), bool)
        if not any_text.all():
            columns = [column.filter(pa.array(any_text)) for column in columns]
        yield SheetPart(first_row, len(part), columns, np.flatnonzero(any_text))
        first_row += len(part)


def _columns(rows: list[list[Any]], left: int, first_row: int, shown: ShownCells) -> list[pa.Array]:
    """Columns of text, of those rows and of all their cells."""
    return [value_column(shown.shown(left + place, first_row, values)) for place, values in enumerate(zip(*rows, strict=True))]


def first_rows(book: Workbook, sheet: str) -> list[list[str]]:
    """The rows that a guess and a first look need, as text."""
    rows = list(islice(book.rows(sheet), FIRST_ROWS + 50))
    if not rows or not rows[0]:
        return []
    columns = _columns(rows, book.first_column(sheet), 0, book.shown_cells(sheet))
    return [list(cells) for cells in zip(*(column.to_pylist() for column in columns), strict=True)]


def name_sheet_columns(rows: list[list[str]], choices: ReadingChoices) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Names and first data rows."""
    first = choices.skip_rows + choices.header_rows
    body = [cells for cells in rows[first : first + FIRST_ROWS] if any(cells)]
    names = name_columns(rows[choices.skip_rows : first], body)
    return names, tuple(even_row(cells, len(names)) for cells in body)
