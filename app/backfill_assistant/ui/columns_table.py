"""ColumnsTable: the table of columns with choices in its cells, and widths that fit the window."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from backfill_assistant.ui.models.columns_model import COLUMN, NAME, SAMPLE, STATE, TYPE, USE, ColumnsModel
from backfill_assistant.ui.theme import wire_font
from backfill_assistant.ui.widgets.cells import ChipCells
from backfill_assistant.ui.widgets.choice_cells import ChoiceCells
from backfill_assistant.ui.widgets.data_table import DataTable, QuietCells

_ROW_HEIGHT: Final = 36
_LEAST_HEIGHT: Final = 33 + 4 * _ROW_HEIGHT
# What choices and checks need; the rest is for the file's own words.
_WIDE: Final = {USE: 126, TYPE: 120, STATE: 66}
_NARROW: Final = {USE: 122, TYPE: 118, STATE: 66}
_NARROW_BELOW: Final = 560
# Headers and names take what they need between these, samples what is left, but not less than their own least.
_WORDS_LEAST, _WORDS_MOST, _SAMPLE_LEAST = 84, 190, 112
_LINES_MEASURED: Final = 60


class ColumnsTable(DataTable):
    """Click, Enter, Space or F2 opens a cell that can be changed; `problem_wanted` tells a line whose check was clicked."""

    problem_wanted = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent, row_height=_ROW_HEIGHT)
        self.setAccessibleName(self.tr("Columns of the file"))
        self.columns = ColumnsModel(self)
        self.setModel(self.columns)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        for column in (USE, NAME, TYPE):
            self.setItemDelegateForColumn(column, ChoiceCells(self))
        self.setItemDelegateForColumn(SAMPLE, QuietCells(self))
        self.setItemDelegateForColumn(STATE, ChipCells(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(_LEAST_HEIGHT)
        self.horizontalHeader().setStretchLastSection(False)
        self._width = 0
        self._paints = QTimer(self)
        self._paints.setSingleShot(True)
        self._paints.timeout.connect(self._paint)
        self.columns.modelReset.connect(self.paint_apart)
        self.columns.dataChanged.connect(self.paint_apart)
        self.columns.modelReset.connect(self.fit_words)
        self.columns.dataChanged.connect(self.fit_words)
        self.clicked.connect(self._open_cell)
        self.activated.connect(self._open_cell)

    @Slot()
    def paint_apart(self) -> None:
        """Paint what changed in a turn of its own, and once however much comes: with all the rest of a page that is filled at the
        same time it would hold the window up for twice as long. Until then, what was there stays on screen.
        """
        self.viewport().setUpdatesEnabled(False)
        self._paints.start(0)

    @Slot()
    def _paint(self) -> None:
        self.viewport().setUpdatesEnabled(True)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """The page comes on screen first."""
        super().showEvent(event)
        self.paint_apart()

    @property
    def selected(self) -> int:
        """The line that is selected; the first when none is."""
        return max(0, self.currentIndex().row())

    def sizeHint(self) -> QSize:  # noqa: N802
        """As tall as the page leaves it, never a reason for the page to scroll."""
        return QSize(super().sizeHint().width(), _LEAST_HEIGHT)

    def fit_width(self, width: int) -> None:
        """Share out the width. Where there is little, samples are in the tooltip and names among the column's options."""
        self._width = width
        narrow = width < _NARROW_BELOW
        self.setColumnHidden(SAMPLE, narrow)
        self.setColumnHidden(NAME, narrow)
        header = self.horizontalHeader()
        for column in (COLUMN, SAMPLE):
            stretches = column == (COLUMN if narrow else SAMPLE)
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch if stretches else QHeaderView.ResizeMode.Interactive)
        self.fit_words()

    @Slot()
    def fit_words(self) -> None:
        """Other headers, names or counts need other widths."""
        narrow = self._width < _NARROW_BELOW
        sizes = dict(_NARROW if narrow else _WIDE)
        sizes[STATE] = max(sizes[STATE], self._needed(STATE, self.fontMetrics(), 40))
        if not narrow:
            room = self._width - sum(sizes.values()) - _SAMPLE_LEAST
            sizes[COLUMN] = self._needed(COLUMN, self.fontMetrics(), 24)
            sizes[NAME] = self._needed(NAME, QFontMetrics(wire_font(self.font())), 26)
            # The longer gives way first.
            sizes[NAME] = max(min(sizes[NAME], room - sizes[COLUMN]), min(sizes[NAME], room // 2), _WORDS_LEAST)
            sizes[COLUMN] = max(min(sizes[COLUMN], room - sizes[NAME]), _WORDS_LEAST)
        for column, size in sizes.items():
            self.horizontalHeader().resizeSection(column, size)

    def _needed(self, column: int, measure: QFontMetrics, around: int) -> int:
        """How wide a column of words has to be for most lines, with what stands around them."""
        lines = range(min(_LINES_MEASURED, self.columns.rowCount()))
        widths = [measure.horizontalAdvance(str(self.columns.index(line, column).data() or "")) for line in lines]
        return min(_WORDS_MOST, max(widths, default=0) + around)

    @Slot()
    def keep_selected_in_sight(self) -> None:
        """Scroll to the selected line."""
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Space does what Enter does: there is nothing else to select in a line."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self._open_cell(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _open_cell(self, index: QModelIndex) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
        elif index.column() == STATE:
            self.problem_wanted.emit(index.row())
