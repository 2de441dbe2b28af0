"""ProblemRows: the rows with one problem as a table, in the place of the columns; cells are changed where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from backfill_assistant.ui.cell_roles import CONCERNED_ROLE
from backfill_assistant.ui.models.problem_rows_model import FIRST_CELL, STATE, ProblemRowsModel
from backfill_assistant.ui.models.table_model import Index
from backfill_assistant.ui.tokens import tokens_of
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.cells import ChipCells
from backfill_assistant.ui.widgets.data_table import LeftOverTable
from backfill_assistant.ui.widgets.file_table import RowCells
from backfill_assistant.ui.widgets.sight import bring_into_sight
from backfill_assistant.ui.widgets.text import ElidedText, Text
from backfill_assistant.ui.wording import number

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from backfill_assistant.core.checked import Problem
    from backfill_assistant.core.mapping.repairs import Repairs
    from backfill_assistant.core.table.table import Table

_LEAST_HEIGHT: Final = 150
_STATE_WIDTH: Final = 100
_CONCERNED_WIDTH: Final = 180
# More rows at once are left out by the problem's own button.
ROWS_AT_ONCE: Final = 10_000


class ProblemRows(QWidget):
    """`edited` as the model's; `rows_chosen`: leave these rows out, or send them after all; `row_shown`: look at this one."""

    edited = Signal(int, int, str)
    rows_chosen = Signal(object)
    row_shown = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.problem: Problem | None = None
        self._sentence = ElidedText("", self, role="strong")
        self.back_button = push_button(self.tr("Back to columns"), self, icon="arrow-left")
        self._hint = Text("", self, role="small")
        self.table = _RowsTable(self.tr("Rows with the problem"), self)
        self.model = self.table.rows
        self.out_button = push_button(self.tr("Leave out, or send after all"), self)
        above = QHBoxLayout()
        above.addWidget(self._sentence, 1)
        above.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignTop)
        below = QHBoxLayout()
        below.addWidget(self._hint, 1)
        below.addWidget(self.out_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(above)
        column.addWidget(self.table, 1)
        column.addLayout(below)
        self.model.edited.connect(self.edited)
        self.table.space_pressed.connect(self._choose_rows)
        self.table.selectionModel().currentRowChanged.connect(self._show_current)
        self.back_button.clicked.connect(self.left)
        self.out_button.clicked.connect(self._choose_rows)

    def show_problem(
        self, table: Table, problem: Problem, rows: npt.NDArray[np.int64], words: str, repairs: Repairs | None
    ) -> None:
        """Show the rows of another problem, told in words, with the cursor on the first cell that it is about."""
        self.problem = problem
        self.model.show_rows(table, problem, rows, repairs)
        self._sentence.set_text(words)
        keys = self.tr("Space leaves a row out or sends it after all. Esc goes back to the columns.")
        self._hint.setText(f"{self.tr('Enter or F2 changes a marked cell.')} {keys}" if self.model.editable else keys)
        self.table.setAccessibleDescription(f"{words} {self._hint.text()}")
        self.table.fit()
        column = problem.column + FIRST_CELL if problem.column is not None else FIRST_CELL
        self.table.setCurrentIndex(self.model.index(0, min(column, self.model.column_count() - 1)))
        self.table.setFocus()
        # Where questions stand above it, once the page is laid out.
        QTimer.singleShot(0, self._come_into_sight)

    @Slot()
    def _come_into_sight(self) -> None:
        if self.isVisible():
            bring_into_sight(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc goes back from the table and from the buttons around it."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _choose_rows(self) -> None:
        lines = self.table.selected_lines(ROWS_AT_ONCE)
        if lines:
            self.rows_chosen.emit(tuple(self.model.row_at(line) for line in lines))
        else:
            self._hint.setText(
                self.tr("Select at most %Ln row(s); the problem's own button leaves all of them out.", "", ROWS_AT_ONCE)
            )

    @Slot(QModelIndex)
    def _show_current(self, index: QModelIndex) -> None:
        if index.isValid():
            self.row_shown.emit(self.model.row_at(index.row()))


class _RowsTable(LeftOverTable):
    """Arrows walk over cells; Enter and F2 change one, Space chooses rows."""

    space_pressed = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self.rows = ProblemRowsModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_ConcernedCells(self))
        self._chips = ChipCells(self)
        self.setItemDelegateForColumn(STATE, self._chips)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setMinimumHeight(_LEAST_HEIGHT)
        numbers = self.verticalHeader()
        numbers.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        numbers.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        numbers.show()
        self.setCornerWidget(QWidget(self))
        self.activated.connect(self._change)

    def fit(self) -> None:
        """Fit the columns and the row numbers to what is shown."""
        self.size_columns()
        self.setColumnWidth(STATE, _STATE_WIDTH)
        if self.rows.concerned is not None:
            # Room for what is typed instead.
            column = self.rows.concerned + FIRST_CELL
            self.setColumnWidth(column, max(_CONCERNED_WIDTH, self.columnWidth(column)))
        count = self.rows.line_count()
        last = number(self.rows.row_at(count - 1) + 1) if count else "0"
        self.verticalHeader().setFixedWidth(self.fontMetrics().horizontalAdvance(last) + 28)

    def selected_lines(self, at_most: int) -> list[int]:
        """The lines with a selected cell, ascending; none where there are more than so many."""
        selection = self.selectionModel().selection()
        spans = [selection.at(number) for number in range(selection.count())]
        if sum(span.height() for span in spans) > at_most:
            return []
        return sorted({line for span in spans for line in range(span.top(), span.bottom() + 1)})

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Keys of this table; all others as in any."""
        if event.key() == Qt.Key.Key_Escape:
            # To the widget around it.
            event.ignore()
        elif event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.space_pressed.emit()
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _change(self, index: QModelIndex) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsEditable and self.state() != QAbstractItemView.State.EditingState:
            self.edit(index)


class _ConcernedCells(RowCells):
    """Marks the cells that the problem is about."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """As usual, on another ground."""
        if index.data(CONCERNED_ROLE) and not option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect.adjusted(0, 0, -1, -1), QColor(tokens_of(option.widget).caution_soft))
        super().paint(painter, option, index)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: N802
        """A line for the cell's text."""
        edit = QLineEdit(parent)
        edit.setFrame(False)
        row = index.model().headerData(index.row(), Qt.Orientation.Vertical)
        name = index.model().headerData(index.column(), Qt.Orientation.Horizontal)
        edit.setAccessibleName(self.tr("Row {row}, {column}").format(row=row, column=name))
        return edit

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Any) -> None:  # noqa: N802
        """Only what was typed: showing a cell must not change it."""
        if isinstance(editor, QLineEdit) and editor.isModified():
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)
