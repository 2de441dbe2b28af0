"""ProblemRowsModel: exactly the rows with one problem, as they stand after all decisions, fetched a page at a time."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from backfill_assistant.core.row_sets import found_in
from backfill_assistant.ui.cell_roles import CONCERNED_ROLE, TONE_ROLE
from backfill_assistant.ui.column_words import column_name
from backfill_assistant.ui.models.table_model import Index, TableModel
from backfill_assistant.ui.wording import number

if TYPE_CHECKING:
    from backfill_assistant.core.checked import Problem
    from backfill_assistant.core.mapping.repairs import Repairs
    from backfill_assistant.core.table.table import Table

# What becomes of the row; the person's columns follow.
STATE, FIRST_CELL = 0, 1
_PAGE: Final = 64
_TOOLTIP_MAX: Final = 1_000
_NO_ROWS: npt.NDArray[np.int64] = np.empty(0, dtype=np.int64)


class ProblemRowsModel(TableModel):
    """`edited` tells a row, a column of the file, and the text that its cell is to hold."""

    edited = Signal(int, int, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._table: Table | None = None
        self._rows = self._left = self._out = _NO_ROWS
        self._problem: Problem | None = None
        self._column: int | None = None
        self._editable = self._all_out = False
        self._repairs: Repairs | None = None
        self._page = lru_cache(maxsize=32)(self._fetch)

    @property
    def concerned(self) -> int | None:
        """The column of the file that the problem is about; None where it is about the whole row."""
        return self._column

    @property
    def editable(self) -> bool:
        """Whether cells that the problem is about can be changed."""
        return self._editable

    def show_rows(self, table: Table, problem: Problem, rows: npt.NDArray[np.int64], repairs: Repairs | None) -> None:
        """Show other rows (ascending), which have this problem; cells that it is about can be changed where that mends it."""
        self.beginResetModel()
        self._table, self._problem, self._rows, self._left = table, problem, rows, rows
        self._column = problem.column
        self._editable = "edit" in problem.repairs and problem.column is not None
        self._take(repairs)
        self.endResetModel()

    def show_repairs(self, repairs: Repairs | None) -> None:
        """Other decisions: cells and what becomes of rows may have changed."""
        self._take(repairs)
        self._tell_all()

    def show_left(self, rows: npt.NDArray[np.int64]) -> None:
        """The rows (ascending) that have the problem still."""
        self._left = rows
        self._tell_all()

    def row_at(self, line: int) -> int:
        """The row of the file that a line shows, from 0."""
        return int(self._rows[line])

    def line_count(self) -> int:
        """How many rows have, or had, the problem."""
        return len(self._rows)

    def column_count(self) -> int:
        """What becomes of the row, and the person's columns."""
        return FIRST_CELL + self._table.column_count if self._table is not None else 0

    def title(self, column: int) -> str:
        """The names of the file's columns."""
        if column == STATE:
            return QCoreApplication.translate("ProblemRows", "State")
        return column_name(self._table.column_names, column - FIRST_CELL) if self._table is not None else ""

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        """Names above, the rows' own numbers beside them."""
        if orientation is Qt.Orientation.Vertical and role == Qt.ItemDataRole.DisplayRole and section < len(self._rows):
            return number(self.row_at(section) + 1)
        return super().headerData(section, orientation, role)

    def cell(self, row: int, column: int, role: int) -> Any:
        """One cell after all decisions, or what becomes of the row."""
        if column == STATE:
            return self._state(self.row_at(row), role)
        concerned = column - FIRST_CELL == self._column
        if role == CONCERNED_ROLE:
            return concerned and _is_in(self._left, self.row_at(row))
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return None
        text = self._page(row // _PAGE)[row % _PAGE][column - FIRST_CELL]
        if role != Qt.ItemDataRole.ToolTipRole:
            return text or ""
        if concerned and self._editable:
            return QCoreApplication.translate("ProblemRows", "Enter or F2 changes the cell.")
        return text[:_TOOLTIP_MAX] if text is not None and len(text) > 20 else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells that the problem is about can be changed where that mends it."""
        flags = super().flags(index)
        editable = self._editable and index.column() - FIRST_CELL == self._column
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Ask for another text in a cell."""
        if role != Qt.ItemDataRole.EditRole or self._column is None or not self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        if str(value) != str(index.data(Qt.ItemDataRole.EditRole)):
            self.edited.emit(self.row_at(index.row()), self._column, str(value))
        return True

    def _state(self, row: int, role: int) -> str | None:
        if self._all_out or _is_in(self._out, row):
            words = (QCoreApplication.translate("ProblemRows", "left out"), "neutral")
        elif not _is_in(self._left, row):
            words = (QCoreApplication.translate("ProblemRows", "✓ settled"), "good")
        else:
            return None
        return {Qt.ItemDataRole.DisplayRole: words[0], TONE_ROLE: words[1]}.get(role)

    def _take(self, repairs: Repairs | None) -> None:
        self._repairs = repairs
        problem = self._problem
        self._all_out = repairs is not None and problem is not None and repairs.leaves_out(problem.code, problem.column)
        self._out = np.asarray(repairs.rows_left_out() if repairs is not None else (), dtype=np.int64)
        self._page.cache_clear()

    def _tell_all(self) -> None:
        if len(self._rows):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, self.column_count() - 1))

    def _fetch(self, page: int) -> list[tuple[str | None, ...]]:
        from backfill_assistant.core.mapping.repairs import NO_REPAIRS
        from backfill_assistant.core.rows.cells import Cells

        assert self._table is not None
        rows = self._rows[page * _PAGE : (page + 1) * _PAGE]
        cells = Cells(self._table, rows, self._repairs if self._repairs is not None else NO_REPAIRS)
        return list(zip(*(cells.column(column).to_pylist() for column in range(self._table.column_count)), strict=True))


def _is_in(ascending: npt.NDArray[np.int64], row: int) -> bool:
    return bool(found_in(ascending, np.asarray([row], dtype=np.int64))[0][0])
