"""ColumnsTable: the table of columns with choices in its cells, and widths that fit the window."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from backfill_assistant.ui.models.columns_model import COLUMN, NAME, SAMPLE, STATE, TYPE, USE, ColumnsModel
from backfill_assistant.ui.widgets.cells import ChipCells
from backfill_assistant.ui.widgets.choice_cells import ChoiceCells
from backfill_assistant.ui.widgets.data_table import DataTable

_ROW_HEIGHT: Final = 36
_WIDE: Final = {COLUMN: 116, USE: 130, NAME: 112, TYPE: 128, STATE: 64}
_NARROW: Final = {USE: 118, TYPE: 98, STATE: 70}
_NARROW_BELOW: Final = 560


class ColumnsTable(DataTable):
    """Click, Enter or F2 opens a cell that can be changed; `problem_wanted` tells a line whose check was clicked."""

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
        self.setItemDelegateForColumn(STATE, ChipCells(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(33 + 4 * _ROW_HEIGHT)
        self.clicked.connect(self._open_cell)
        self.activated.connect(self._open_cell)

    @property
    def selected(self) -> int:
        """The line that is selected; the first when none is."""
        return max(0, self.currentIndex().row())

    def fit_width(self, width: int) -> None:
        """Share out the width. Where there is little, samples are in the tooltip and names among the column's options."""
        header = self.horizontalHeader()
        narrow = width < _NARROW_BELOW
        for column, size in (_NARROW if narrow else _WIDE).items():
            header.resizeSection(column, size)
        self.setColumnHidden(SAMPLE, narrow)
        self.setColumnHidden(NAME, narrow)
        stretched = COLUMN if narrow else SAMPLE
        for column in (COLUMN, SAMPLE):
            mode = QHeaderView.ResizeMode.Stretch if column == stretched else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(column, mode)

    @Slot()
    def keep_selected_in_sight(self) -> None:
        """Scroll to the selected line."""
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    @Slot(QModelIndex)
    def _open_cell(self, index: QModelIndex) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
        elif index.column() == STATE:
            self.problem_wanted.emit(index.row())
