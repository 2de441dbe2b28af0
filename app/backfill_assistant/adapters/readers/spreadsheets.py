"""Workbooks (XLSX, XLSM, XLSB, XLS, ODS) through calamine: sheets, first rows, and all rows as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import python_calamine as calamine

from backfill_assistant.adapters.readers import problems
from backfill_assistant.adapters.readers.cell_text import cell_text
from backfill_assistant.adapters.readers.guess_header import Guess, guess_header
from backfill_assistant.adapters.readers.layout import even_row, name_columns
from backfill_assistant.adapters.readers.limits import BATCH_ROWS, FIRST_ROWS
from backfill_assistant.adapters.readers.shaping import shape
from backfill_assistant.adapters.readers.shown_cells import ShownCells
from backfill_assistant.adapters.readers.table_writer import TableWriter
from backfill_assistant.adapters.readers.what_cells_show import what_cells_show
from backfill_assistant.adapters.readers.workbook_start import start_of
from backfill_assistant.core.errors import FileProblem
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence
from backfill_assistant.core.table.reading import ReadingChoices, Sheet


class Workbook:
    """An open workbook; with `rows_max`, perhaps only the start of it."""

    def __init__(self, path: Path, rows_max: int | None = None) -> None:
        self.path = path
        self._rows_max = rows_max
        self._opened: dict[str, calamine.CalamineSheet] = {}
        self._shown: dict[str, ShownCells] = {}
        self._start = None if rows_max is None else start_of(path, rows_max)
        try:
            with problems.reading(path):
                self._book = calamine.load_workbook(str(path) if self._start is None else self._start.content)
        except calamine.PasswordError as error:
            raise protected(path) from error
        except (calamine.CalamineError, ValueError) as error:
            raise broken(path) from error
        self.sheets = tuple(
            Sheet(found.name, None, found.visible != calamine.SheetVisibleEnum.Visible)
            for found in self._book.sheets_metadata
            if found.typ == calamine.SheetTypeEnum.WorkSheet
        )
        if not self.sheets:
            raise problems.empty(path)

    def count_rows(self, sheet: Sheet, top: int | None = None) -> int | None:
        """How many rows a sheet holds below its header, which `top` rows end (guessed where not told); None while not known."""
        height = self.height(sheet.name)
        if not height:
            return height
        rows = list(islice(self._plain_rows(sheet.name), FIRST_ROWS + 50))
        if top is None:
            guessed = guess_header(rows)
            top = guessed.skip_rows + guessed.header_rows
        if len(rows) < height:
            return max(0, height - top)
        return sum(1 for cells in rows[top:] if any(cells))

    def height(self, name: str) -> int | None:
        """How many rows a sheet has down to its last filled cell."""
        if self._start is not None and self._start.row_counts.get(name) != -1:
            return self._start.row_counts.get(name)
        end = self._sheet(name).end
        return 0 if end is None else end[0] + 1

    def best_sheet(self) -> str:
        """The first visible sheet with anything in it."""
        for sheet in sorted(self.sheets, key=lambda sheet: sheet.hidden):
            if self._sheet(sheet.name).start is not None:
                return sheet.name
        raise problems.empty(self.path)

    def merged_areas(self, name: str, top: int) -> int:
        """How many areas of merged cells a sheet has from a row on (from 0), as far as the format tells."""
        try:
            return sum(1 for (row, _), _ in self._sheet(name).merged_cell_ranges or () if row >= top)
        except calamine.CalamineError:
            return 0

    def rows(self, name: str) -> Iterator[list[str]]:
        """All rows of a sheet from its first row on, as text."""
        sheet = self._sheet(name)
        special = ShownCells() if sheet.start is None else self.shown_cells(name)
        return self._special_rows(sheet, special) if special.any else self._plain_rows(name)

    def _plain_rows(self, name: str) -> Iterator[list[str]]:
        try:
            for values in self._sheet(name).iter_rows():
                yield [value if type(value) is str else cell_text(value) for value in values]
        except calamine.CalamineError as error:
            raise broken(self.path) from error

    def _special_rows(self, sheet: calamine.CalamineSheet, special: ShownCells) -> Iterator[list[str]]:
        left = sheet.start[1] if sheet.start is not None else 0
        try:
            for row, values in enumerate(sheet.iter_rows()):
                told = (special.shown(row, left + column, value) for column, value in enumerate(values))
                yield [cell_text(value) if text is None else text for text, value in zip(told, values, strict=True)]
        except calamine.CalamineError as error:
            raise broken(self.path) from error

    def shown_cells(self, name: str) -> ShownCells:
        """What is known of a sheet's cells beyond their values."""
        if name not in self._shown:
            self._shown[name] = what_cells_show(self.path, name, self._rows_max)
        return self._shown[name]

    def _sheet(self, name: str) -> calamine.CalamineSheet:
        if name not in self._opened:
            self._opened[name] = self._open(name)
        return self._opened[name]

    def _open(self, name: str) -> calamine.CalamineSheet:
        try:
            with problems.reading(self.path):
                return self._book.get_sheet_by_name(name)
        except calamine.WorksheetNotFound as error:
            raise FileProblem(
                Sentence(QT_TRANSLATE_NOOP("core", "{file} has no sheet {sheet}."), file=self.path.name, sheet=name),
                Sentence(QT_TRANSLATE_NOOP("core", "Choose one of its sheets.")),
            ) from error
        except calamine.CalamineError as error:
            raise broken(self.path) from error

    def close(self) -> None:
        """Let go of the file."""
        self._opened.clear()
        self._book.close()


def first_rows(book: Workbook, sheet: str) -> list[list[str]]:
    """The rows a guess and a first look need."""
    return list(islice(book.rows(sheet), FIRST_ROWS + 50))


def guess(rows: list[list[str]]) -> Guess:
    """Title rows and header rows."""
    return guess_header(rows)


def name_sheet_columns(rows: list[list[str]], choices: ReadingChoices) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Names and first data rows."""
    first = choices.skip_rows + choices.header_rows
    body = [cells for cells in rows[first : first + FIRST_ROWS] if any(cells)]
    names = name_columns(rows[choices.skip_rows : first], body)
    return names, tuple(even_row(cells, len(names)) for cells in body)


def write_sheet(book: Workbook, choices: ReadingChoices, width: int, writer: TableWriter, watch: Callable[[int], None]) -> None:
    """Every row below the header; rows without any cell are no rows."""
    rows = book.rows(choices.sheet)
    at = sum(1 for _ in islice(rows, choices.skip_rows + choices.header_rows))
    while True:
        watch(at)
        part = list(islice(rows, BATCH_ROWS))
        if not part:
            return
        filled = [index for index, cells in enumerate(part) if any(cells)]
        shaped = shape([part[index] for index in filled], width)
        writer.write(shaped.columns, np.array(filled, np.int64) + at + 1, shaped.short_by, shaped.extra)
        at += len(part)


def empty_sheet(path: Path, sheet: str) -> FileProblem:
    """A sheet without any cell."""
    return FileProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "The sheet {sheet} of {file} is empty."), sheet=sheet, file=path.name),
        Sentence(QT_TRANSLATE_NOOP("core", "Choose one of its other sheets.")),
    )


def protected(path: Path) -> FileProblem:
    """Opened only with a password."""
    return FileProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "{file} is protected by a password."), file=path.name),
        Sentence(
            QT_TRANSLATE_NOOP("core", "Open it in your spreadsheet program, save a copy without a password, and choose the copy.")
        ),
    )


def broken(path: Path) -> FileProblem:
    """Not a workbook inside, or a damaged one."""
    return FileProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "{file} is not a workbook that can be read, or it is damaged."), file=path.name),
        Sentence(
            QT_TRANSLATE_NOOP("core", "Open it in your spreadsheet program, save it again as XLSX or CSV, and choose the new file.")
        ),
    )
