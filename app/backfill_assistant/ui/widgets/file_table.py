"""FileTable: the person's rows with their numbers beside them; line ends inside cells are drawn as a sign."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QHeaderView, QWidget

from backfill_assistant.ui.models.file_rows_model import FileRowsModel
from backfill_assistant.ui.widgets.cells import ChipCells
from backfill_assistant.ui.widgets.data_table import DataCells, DataTable
from backfill_assistant.ui.wording import number

_DRAWN_MAX = 300
_MARK_WIDTH = 170
_WIDTH_MAX = 320
_ROWS_MEASURED = 50
_TEXT_MEASURED = 80


class RowCells(DataCells):
    """Draws the start of a cell on one line."""

    def displayText(self, value: Any, locale: QLocale | QLocale.Language) -> str:  # noqa: N802
        """The cell, its line ends as signs."""
        return str(value)[:_DRAWN_MAX].replace("\r\n", " ⏎ ").replace("\n", " ⏎ ").replace("\r", " ⏎ ").replace("\t", " ⇥ ")


class FileTable(DataTable):
    """A DataTable over a FileRowsModel."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self.rows = FileRowsModel(self)
        self.setModel(self.rows)
        self._cells = RowCells(self)
        self._marks = ChipCells(self)
        self.setItemDelegate(self._cells)
        numbers = self.verticalHeader()
        numbers.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        numbers.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        numbers.setHighlightSections(False)
        numbers.setSectionsClickable(True)
        numbers.show()
        # Where both scroll bars meet, the style would draw a frame.
        self.setCornerWidget(QWidget(self))

    def fit(self, keep_widths: bool = False) -> None:
        """Fit columns and row numbers to what is shown; `keep_widths` leaves the columns to the person."""
        count = self.rows.rowCount()
        last = number(self.rows.row_at(count - 1) + 1) if count else "0"
        self.verticalHeader().setFixedWidth(self.fontMetrics().horizontalAdvance(last) + 28)
        marked = self.rows.first_column
        self.setItemDelegateForColumn(0, self._marks if marked else self._cells)
        if not keep_widths:
            measure = self.fontMetrics()
            for column, text in enumerate(self.rows.longest_texts(_ROWS_MEASURED)):
                width = measure.horizontalAdvance(text[:_TEXT_MEASURED]) + 34
                self.setColumnWidth(column + marked, max(64, min(_WIDTH_MAX, max(width, self.heading_width(column + marked)))))
            if marked:
                self.setColumnWidth(0, _MARK_WIDTH)

    def show_cell(self, place: int, column: int) -> None:
        """Select a cell (a place of the view, a column of the person's) and bring it into view."""
        index = self.rows.index(place, column + self.rows.first_column)
        self.setCurrentIndex(index)
        across = self.horizontalScrollBar().value()
        self.scrollTo(index, self.ScrollHint.PositionAtCenter)
        self.horizontalScrollBar().setValue(across)
        self.scrollTo(index)

    def scroll_to_current(self) -> None:
        """Bring the current cell into view again."""
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def current_place(self) -> tuple[int, int]:
        """Row and column (the person's) of the current cell; just before the first while there is none."""
        index = self.currentIndex()
        if not index.isValid():
            return 0, -1
        return self.rows.row_at(index.row()), max(0, index.column() - self.rows.first_column)
