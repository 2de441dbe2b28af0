"""DataTable: the view for any table of the window: rows of one height, cells left-to-right, copy, keyboard, no sorting of rows.

Give it a model (`ui/models`). Columns are never sized by looking at all rows; `size_columns` looks at the first two hundred.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QKeySequence, QPalette
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
from backfill_assistant.ui.widgets.text import MadeFont, scaled

_ROWS_MEASURED = 200
# So many cells are looked at for the widths of all columns together; a few rows of each in any case.
_CELLS_MEASURED = 4_000
_ROWS_MEASURED_LEAST = 10
_ROWS_COPIED = 100_000
# More selected cells than these are not told one by one.
_CELLS_TOLD = 10_000
# Copying makes way for the window as often as this.
_COPYING_SECONDS = 0.015
_BESIDE_WORDS = 34
_HEADING_MEASURED = 80
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

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._small = MadeFont(_small)

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:  # noqa: N802
        """As usual, but quiet."""
        super().initStyleOption(option, index)
        option.font = self._small.of(option.font)
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
        self._copied_lines: list[str] = []
        self._copying: Iterator[str] | None = None

    def setSelectionModel(self, selection: QItemSelectionModel) -> None:  # noqa: N802
        """The headers get one of their own: they show no selection, but would look through all rows of it with every painting."""
        super().setSelectionModel(selection)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSelectionModel(QItemSelectionModel(selection.model(), header))

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802
        """As usual, but for very many cells without what QTableView tells screen readers, for which it lists every one of them."""
        if _cells_in(selected) + _cells_in(deselected) > _CELLS_TOLD:
            QAbstractItemView.selectionChanged(self, selected, deselected)
        else:
            super().selectionChanged(selected, deselected)

    def size_columns(self, width_max: int = _WIDTH_MAX) -> None:
        """Give each column the width its header and first rows need."""
        model = self.model()
        if model is None:
            return
        measure = self.fontMetrics()
        header = self.horizontalHeader()
        columns = model.columnCount()
        rows = min(_ROWS_MEASURED, max(_ROWS_MEASURED_LEAST, _CELLS_MEASURED // max(1, columns)), model.rowCount())
        for column in range(columns):
            words = (str(model.index(row, column).data() or "")[:80] for row in range(rows))
            width = max((measure.horizontalAdvance(text) for text in words), default=0) + _BESIDE_WORDS
            header.resizeSection(column, max(64, min(width_max, max(width, self.heading_width(column)))))

    def heading_width(self, column: int) -> int:
        """How wide the words above a column are: they are bolder than those below."""
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        words = str(self.model().headerData(column, Qt.Orientation.Horizontal) or "")[:_HEADING_MEASURED]
        return QFontMetrics(font).horizontalAdvance(words) + _BESIDE_WORDS

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Copy, or whatever the view does."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
            return
        super().keyPressEvent(event)

    def copy_selection(self) -> None:
        """Put the selected cells on the clipboard, line by line, at most as many rows as are worth pasting; `copied` tells when."""
        selection = self.selectionModel().selection() if self.selectionModel() is not None else QItemSelection()
        ranges = [selection.at(number) for number in range(selection.count())]
        spans = [(chosen.top(), chosen.bottom(), chosen.left(), chosen.right()) for chosen in ranges]
        self._copied_lines, self._copying = [], self._lines_of(spans)
        self._copy_on()

    def reset(self) -> None:
        """Other rows: those that were being copied are gone."""
        self._end_copying()
        super().reset()

    @Slot()
    def _copy_on(self) -> None:
        """Some lines more; the rest after whatever else the window has to do."""
        if self._copying is None:
            return
        until = time.monotonic() + _COPYING_SECONDS
        for line in self._copying:
            self._copied_lines.append(line)
            if time.monotonic() > until:
                self.viewport().setCursor(Qt.CursorShape.BusyCursor)
                QTimer.singleShot(0, self, self._copy_on)
                return
        if self._copied_lines:
            QApplication.clipboard().setText("\n".join(self._copied_lines))
        lines = self._copied_lines
        self._end_copying()
        if lines:
            self.copied.emit()

    def _end_copying(self) -> None:
        self._copying, self._copied_lines = None, []
        self.viewport().unsetCursor()

    def _lines_of(self, spans: list[tuple[int, int, int, int]]) -> Iterator[str]:
        """The selected cells (first and last row, first and last column of each part), a line at a time."""
        rows: set[int] = set()
        for top, bottom, _, _ in spans:
            rows.update(range(top, min(bottom, top + _ROWS_COPIED - 1) + 1))
        for row in sorted(rows)[:_ROWS_COPIED]:
            columns = {column for top, bottom, left, right in spans if top <= row <= bottom for column in range(left, right + 1)}
            cells = [str(self.model().index(row, column).data() or "") for column in sorted(columns)]
            alone = len(rows) == 1 and len(cells) == 1
            yield cells[0] if alone else "\t".join(map(_as_pasted, cells))


class LeftOverTable(DataTable):
    """A table that takes what a page leaves. A wish of its own would make it scroll; none at all would let others cover it."""

    def sizeHint(self) -> QSize:  # noqa: N802
        """No higher than it must be."""
        return QSize(super().sizeHint().width(), self.minimumHeight())


def _small(font: QFont) -> QFont:
    return scaled(font, 0.9)


def _as_pasted(cell: str) -> str:
    """A cell among others on the clipboard, in quotes where it would fall apart, as spreadsheets do."""
    if not any(sign in cell for sign in "\t\r\n") and not cell.startswith('"'):
        return cell
    return '"' + cell.replace('"', '""') + '"'


def _cells_in(selection: QItemSelection) -> int:
    ranges = (selection.at(number) for number in range(selection.count()))
    return sum(each.width() * each.height() for each in ranges)
