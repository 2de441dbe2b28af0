"""RefusedRowsModel: refused rows with reason, column, value and how to mend them; values come from the table when shown."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QCoreApplication, QObject, Qt

from backfill_assistant.ui.models.table_model import TableModel
from backfill_assistant.ui.wording import in_words, number

if TYPE_CHECKING:
    from backfill_assistant.core.journal.report import Report
    from backfill_assistant.core.journal.runs import RefusedRows
    from backfill_assistant.core.table.table import Table

ROW, REASON, COLUMN, VALUE, ADVICE = range(5)
_VALUE_LENGTH_MAX: Final = 300


class RefusedRowsModel(TableModel):
    """One line per row and reason, group after group; nothing is copied, so a million refused rows cost nothing."""

    columns = ADVICE + 1

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._groups: tuple[RefusedRows, ...] = ()
        self._ends: list[int] = []
        self._table: Table | None = None
        self._columns: dict[str, int] = {}
        self._value = lru_cache(maxsize=2_000)(self._read_value)

    def show_report(self, report: Report | None, table: Table | None, only: int | None = None) -> None:
        """Show a report's refused rows, of one group only if asked. Without the file's table, values are not shown."""
        self.beginResetModel()
        groups = report.refused if report is not None else ()
        self._groups = groups if only is None else groups[only : only + 1]
        self._ends, total = [], 0
        for group in self._groups:
            total += len(group.rows)
            self._ends.append(total)
        self._table = table
        names = table.column_names if table is not None else ()
        self._columns = {name: position for position, name in reversed(list(enumerate(names)))}
        self._value.cache_clear()
        self.endResetModel()

    def row_of(self, line: int) -> int:
        """The row of the file that a line is about."""
        return self._at(line)[1]

    def _at(self, line: int) -> tuple[RefusedRows, int]:
        place = bisect_right(self._ends, line)
        group = self._groups[place]
        return group, int(group.rows[line - (self._ends[place - 1] if place else 0)])

    def line_count(self) -> int:
        """How many lines."""
        return self._ends[-1] if self._ends else 0

    def title(self, column: int) -> str:
        """What stands above a column."""
        return (
            QCoreApplication.translate("Refusals", "Row"),
            QCoreApplication.translate("Refusals", "Why it was refused"),
            QCoreApplication.translate("Refusals", "Column"),
            QCoreApplication.translate("Refusals", "Value"),
            QCoreApplication.translate("Refusals", "How to fix it"),
        )[column]

    def cell(self, row: int, column: int, role: int) -> Any:
        """What a cell says."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        group, row_of_file = self._at(row)
        if column == ROW:
            return number(row_of_file + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if column == REASON:
            return in_words(group.reason.sentence)
        if column == COLUMN:
            return group.reason.column
        if column == ADVICE:
            return in_words(group.reason.advice)
        return self._value(row_of_file, group.reason.column)

    def _read_value(self, row: int, column: str) -> str:
        position = self._columns.get(column)
        if self._table is None or position is None or row >= self._table.row_count:
            return ""
        cell = self._table.cells(row, row + 1)[0][position]
        return (cell or "")[:_VALUE_LENGTH_MAX]
