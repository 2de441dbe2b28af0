"""Workbooks (XLSX, XLSM, XLSB, XLS, ODS) through calamine: their sheets and the rows of these."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine as calamine

from backfill_assistant.adapters.readers import problems, unpacking
from backfill_assistant.adapters.readers.cell_text import cell_text
from backfill_assistant.adapters.readers.guess_header import guess_header
from backfill_assistant.adapters.readers.limits import FIRST_ROWS
from backfill_assistant.adapters.readers.shown_cells import ShownCells
from backfill_assistant.adapters.readers.what_cells_show import what_cells_show
from backfill_assistant.adapters.readers.workbook_start import start_of
from backfill_assistant.core.errors import FileProblem
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence
from backfill_assistant.core.table.reading import Sheet

# A cover sheet or a legend is shorter than the table by far; beyond this share, the order of the sheets counts.
MEANT_SHARE = 0.1
# A sheet that does not tell how many rows it has is taken for a long one.
UNKNOWN_ROWS = 10_000


class Workbook:
    """An open workbook; with `rows_max`, perhaps only the start of it."""

    def __init__(self, path: Path, rows_max: int | None = None) -> None:
        self.path = path
        self._rows_max = rows_max
        self._opened: dict[str, calamine.CalamineSheet] = {}
        self._shown: dict[str, ShownCells] = {}
        with problems.reading(path):
            unpacking.refuse_harmful(path)
        self._start = None if rows_max is None else start_of(path, rows_max)
        try:
            with problems.reading(path):
                self._book = calamine.load_workbook(str(path) if self._start is None else self._start.content)
        except calamine.PasswordError as error:
            raise protected(path) from error
        except (calamine.CalamineError, ValueError) as error:
            raise problems.broken_workbook(path) from error
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
        if top is None:
            rows = [list(map(cell_text, values)) for values in islice(self.rows(sheet.name), FIRST_ROWS + 50)]
            guessed = guess_header(rows)
            top = guessed.skip_rows + guessed.header_rows
        if self._is_cut(sheet.name):
            return max(0, height - top)
        return sum(1 for values in islice(self.rows(sheet.name), top, None) if any(value != "" for value in values))

    def height(self, name: str) -> int | None:
        """How many rows a sheet has down to its last filled cell."""
        if self._start is not None and self._is_cut(name):
            return self._start.row_counts.get(name)
        end = self._sheet(name).end
        return 0 if end is None else end[0] + 1

    def _is_cut(self, name: str) -> bool:
        """Whether only the first rows of a sheet are known."""
        return self._start is not None and self._start.row_counts.get(name) != -1

    def best_sheet(self) -> str:
        """The sheet that is likeliest meant: the first visible one that is not much shorter than the longest of them."""
        heights = {sheet: self._height_seen(sheet.name) for sheet in self.sheets}
        filled = [sheet for sheet, height in heights.items() if height]
        if not filled:
            raise problems.empty(self.path)
        shown = [sheet for sheet in filled if not sheet.hidden] or filled
        longest = max(heights[sheet] for sheet in shown)
        return next(sheet.name for sheet in shown if heights[sheet] >= longest * MEANT_SHARE)

    def _height_seen(self, name: str) -> int:
        """How many rows a sheet has, or seems to have where only the first are known; 0 when these are empty."""
        seen = self._sheet(name).height
        return (self.height(name) or UNKNOWN_ROWS) if seen and self._is_cut(name) else seen

    def merged_areas(self, name: str, top: int) -> int:
        """How many areas of merged cells a sheet has from a row on (from 0), as far as the format tells."""
        try:
            return sum(1 for (row, _), _ in self._sheet(name).merged_cell_ranges or () if row >= top)
        except calamine.CalamineError:
            return 0

    def rows(self, name: str) -> Iterator[list[Any]]:
        """All rows of a sheet from its first row on, equally long, as calamine's values."""
        try:
            yield from self._sheet(name).iter_rows()
        except calamine.CalamineError as error:
            raise problems.broken_workbook(self.path) from error

    def first_column(self, name: str) -> int:
        """Where the rows of a sheet begin, counted from 0."""
        start = self._sheet(name).start
        return 0 if start is None else start[1]

    def shown_cells(self, name: str) -> ShownCells:
        """What is known of a sheet's cells beyond their values."""
        if name not in self._shown:
            self._shown[name] = what_cells_show(self.path, name, self._rows_max)
        return self._shown[name]

    def tell_shown(self, name: str, shown: ShownCells) -> None:
        """What `shown_cells` would find out, where it is known already."""
        self._shown[name] = shown

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
            raise problems.broken_workbook(self.path) from error

    def close(self) -> None:
        """Let go of the file."""
        self._opened.clear()
        self._book.close()


def open_sheet(path: Path, name: str) -> Workbook:
    """A workbook with this sheet read. Calamine needs no interpreter for it, so other work goes on beside."""
    book = Workbook(path)
    book.height(name)
    return book


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
