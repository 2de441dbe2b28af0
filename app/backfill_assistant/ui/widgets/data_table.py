"""DataTable: the view for any table of the window: rows of one height, cells left-to-right, copy, keyboard, no sorting of rows.

Give it a model (`ui/models`). Columns are never sized by looking at all rows; `size_columns` looks at the first two hundred.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QItemSelection, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from backfill_assistant.ui.theme import DATA_ROW_HEIGHT, number_font
from backfill_assistant.ui.tokens import tokens_of
from backfill_assistant.ui.widgets.text import scaled

_ROWS_MEASURED = 200
_ROWS_COPIED = 100_000
_WIDTH_MAX = 320


class DataCells(QStyledItemDelegate):
    """Draws the person's data left-to-right in every language: a date must not be turned round."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:  # noqa: N802
        """As usual, but left-to-right."""
        try:
            super().initStyleOption(option, index)
        except Exception as mistake:  # noqa: BLE001 - whatever a model raises
            # It comes through Qt; let out here, it would end the program without a word.
            sys.excepthook(type(mistake), mistake, mistake.__traceback__)
            return
        if option.direction == Qt.LayoutDirection.RightToLeft:
            option.direction = Qt.LayoutDirection.LeftToRight
            option.displayAlignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class QuietCells(DataCells):
    """Cells that only accompany others: smaller, so that more of them is seen, and muted."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:  # noqa: N802
        """As usual, but quiet."""
        super().initStyleOption(option, index)
        option.font = scaled(option.font, 0.9)
        option.fontMetrics = QFontMetrics(option.font)
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
            option.palette.setColor(role, QColor(tokens_of(option.widget).muted))


class DataTable(QTableView):
    """A table view for data of any length. Enter tells `activated`; Ctrl+C copies the selected cells as text with tabs."""

    copied = Signal()

    def __init__(self, name: str, parent: QWidget, *, row_height: int = DATA_ROW_HEIGHT, whole_rows: bool = False) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setItemDelegate(DataCells(self))
        self.setFont(number_font(self.font()))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        behaviour = QAbstractItemView.SelectionBehavior
        self.setSelectionBehavior(behaviour.SelectRows if whole_rows else behaviour.SelectItems)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(row_height)
        rows.setDefaultSectionSize(row_height)
        rows.hide()
        columns = self.horizontalHeader()
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        columns.setHighlightSections(False)
        columns.setStretchLastSection(True)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        columns.setTextElideMode(Qt.TextElideMode.ElideRight)
        columns.setMinimumSectionSize(48)

    def size_columns(self, width_max: int = _WIDTH_MAX) -> None:
        """Give each column the width its header and first rows need."""
        model = self.model()
        if model is None:
            return
        measure = self.fontMetrics()
        header = self.horizontalHeader()
        for column in range(model.columnCount()):
            words = [str(model.headerData(column, Qt.Orientation.Horizontal) or "")]
            words += [str(model.index(row, column).data() or "")[:80] for row in range(min(_ROWS_MEASURED, model.rowCount()))]
            width = max(measure.horizontalAdvance(text) for text in words) + 34
            header.resizeSection(column, max(64, min(width_max, width)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Copy, or whatever the view does."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
            return
        super().keyPressEvent(event)

    def copy_selection(self) -> None:
        """Put the selected cells on the clipboard, line by line, at most as many rows as are worth pasting."""
        selection = self.selectionModel().selection() if self.selectionModel() is not None else QItemSelection()
        ranges = [selection.at(number) for number in range(selection.count())]
        columns_of: dict[int, set[int]] = {}
        for chosen in ranges:
            for row in range(chosen.top(), min(chosen.bottom(), chosen.top() + _ROWS_COPIED - 1) + 1):
                columns_of.setdefault(row, set()).update(range(chosen.left(), chosen.right() + 1))
        cells = [
            [str(self.model().index(row, column).data() or "") for column in sorted(columns_of[row])]
            for row in sorted(columns_of)[:_ROWS_COPIED]
        ]
        alone = len(cells) == 1 and len(cells[0]) == 1
        lines = ["\t".join(cell if alone else _as_pasted(cell) for cell in row) for row in cells]
        if lines:
            QApplication.clipboard().setText("\n".join(lines))
            self.copied.emit()


class LeftOverTable(DataTable):
    """A table that takes what a page leaves. A wish of its own would make it scroll; none at all would let others cover it."""

    def sizeHint(self) -> QSize:  # noqa: N802
        """No higher than it must be."""
        return QSize(super().sizeHint().width(), self.minimumHeight())


def _as_pasted(cell: str) -> str:
    """A cell among others on the clipboard, in quotes where it would fall apart, as spreadsheets do."""
    if not any(sign in cell for sign in "\t\r\n") and not cell.startswith('"'):
        return cell
    return '"' + cell.replace('"', '""') + '"'
