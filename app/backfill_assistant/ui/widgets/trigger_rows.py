"""TriggerRows: the rows behind a number or a bar, with verdict and reason for one campaign."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from backfill_assistant.ui.models.trigger_rows_model import FIRST_CELL, REASON, ROW, VERDICT, WHEN, ShownRows, TriggerRowsModel
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.cells import ChipCells
from backfill_assistant.ui.widgets.data_table import LeftOverTable
from backfill_assistant.ui.widgets.text import Text

_WIDTHS = {ROW: 90, WHEN: 180, VERDICT: 140, REASON: 430}
# Of the table, in pixels: the header and some rows.
_LEAST_HEIGHT = 150
_LOW_HEIGHT = 118


class TriggerRows(QWidget):
    """A sentence that says which rows these are, and the rows. `left`: back to the campaigns."""

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = TriggerRowsModel(self)
        self._sentence = Text("", self, role="strong")
        self.back_button = push_button(self.tr("Back to campaigns"), self, icon="arrow-left")
        self.back_button.clicked.connect(self.left)
        self.table = LeftOverTable(self.tr("Rows"), self)
        self.table.setModel(self.model)
        self.table.setMinimumHeight(_LEAST_HEIGHT)
        self._chips = ChipCells(self.table)
        self.table.setItemDelegateForColumn(VERDICT, self._chips)
        above = QHBoxLayout()
        above.addWidget(self._sentence, 1)
        above.addWidget(self.back_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(above)
        column.addWidget(self.table, 1)

    def set_low(self, low: bool) -> None:
        """Where there is little room, fewer rows are seen at once."""
        self.table.setMinimumHeight(_LOW_HEIGHT if low else _LEAST_HEIGHT)

    def show_rows(self, shown: ShownRows | None, sentence: str) -> None:
        """Show other rows."""
        before = self.model.columnCount()
        self.model.show_rows(shown)
        self._sentence.setText(sentence)
        self.table.setAccessibleDescription(sentence)
        for column in (VERDICT, REASON):
            self.table.setColumnHidden(column, shown is None or shown.campaign is None)
        if self.model.columnCount() != before and shown is not None:
            self.table.size_columns()
            for column, width in _WIDTHS.items():
                self.table.setColumnWidth(column, width)
        if shown is not None and len(shown.rows) and self.table.currentIndex().row() < 0:
            self.table.setCurrentIndex(self.model.index(0, min(ROW, FIRST_CELL)))
