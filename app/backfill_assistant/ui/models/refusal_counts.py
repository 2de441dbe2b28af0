"""RefusalCountsModel: refused rows by reason while a run goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Qt

from backfill_assistant.ui.models.table_model import TableModel
from backfill_assistant.ui.wording import in_words, number

if TYPE_CHECKING:
    from backfill_assistant.core.progress import RefusalCount

REASON, COLUMN, ROWS, EXAMPLE, SHOW = range(5)


class RefusalCountsModel(TableModel):
    """Reason, column, rows, an example; the most frequent reason first."""

    columns = SHOW + 1

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._counts: tuple[RefusalCount, ...] = ()

    def show_counts(self, counts: tuple[RefusalCount, ...]) -> None:
        """Show other counts; the selection stays while the reasons are the same."""
        if counts == self._counts:
            return
        if [(each.sentence, each.column) for each in counts] == [(each.sentence, each.column) for each in self._counts]:
            self._counts = counts
            self.dataChanged.emit(self.index(0, ROWS), self.index(len(counts) - 1, ROWS))
            return
        self.beginResetModel()
        self._counts = counts
        self.endResetModel()

    def row_of(self, line: int) -> int:
        """The row of the file that stands as an example in this line."""
        return self._counts[line].row

    def line_count(self) -> int:
        """How many reasons."""
        return len(self._counts)

    def title(self, column: int) -> str:
        """What stands above a column."""
        return (
            QCoreApplication.translate("Refusals", "Why rows were refused"),
            QCoreApplication.translate("Refusals", "Column"),
            QCoreApplication.translate("Refusals", "Rows"),
            QCoreApplication.translate("Refusals", "For example"),
            "",
        )[column]

    def cell(self, row: int, column: int, role: int) -> Any:
        """What a cell says."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        count = self._counts[row]
        return (
            in_words(count.sentence),
            count.column,
            number(count.rows),
            QCoreApplication.translate("Refusals", "row {row}").format(row=number(count.row + 1)),
            QCoreApplication.translate("Refusals", "Show"),
        )[column]
