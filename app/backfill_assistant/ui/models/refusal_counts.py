"""RefusalCountsModel: refused rows by reason while a run goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from backfill_assistant.ui.wording import in_words, number

if TYPE_CHECKING:
    from backfill_assistant.core.progress import RefusalCount

REASON, COLUMN, ROWS, EXAMPLE, SHOW = range(5)
_NOWHERE = QModelIndex()


class RefusalCountsModel(QAbstractTableModel):
    """Reason, column, rows, an example; the most frequent reason first."""

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

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:  # noqa: N802
        """How many reasons."""
        return 0 if parent.isValid() else len(self._counts)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:  # noqa: N802
        """Reason, column, rows, example, a link to it."""
        return 0 if parent.isValid() else SHOW + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        """The columns' names."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return (
            QCoreApplication.translate("Refusals", "Why rows were refused"),
            QCoreApplication.translate("Refusals", "Column"),
            QCoreApplication.translate("Refusals", "Rows"),
            QCoreApplication.translate("Refusals", "For example"),
            "",
        )[section]

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell says."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        count = self._counts[index.row()]
        return (
            in_words(count.sentence),
            count.column,
            number(count.rows),
            QCoreApplication.translate("Refusals", "row {row}").format(row=number(count.row + 1)),
            QCoreApplication.translate("Refusals", "Show"),
        )[index.column()]
