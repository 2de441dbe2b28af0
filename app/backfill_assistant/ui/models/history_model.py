"""HistoryModel: the runs on this machine as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from backfill_assistant.ui.cell_roles import TONE_ROLE
from backfill_assistant.ui.wording import day_and_time, number, run_end, run_end_tone, utc

if TYPE_CHECKING:
    from backfill_assistant.core.ports import RunSummary

WHEN, FILE, WORKSPACE, STATE, ACCEPTED, REFUSED, ROWS = range(7)
_NUMBERS = (ACCEPTED, REFUSED, ROWS)
_NOWHERE = QModelIndex()


def moment_ms(run: RunSummary, now_ms: int) -> int:
    """When it is to start, or ended, or was to start, or was begun."""
    return run.start_ms if run.waits(now_ms) else run.ended_ms or run.start_ms or run.created_ms


class HistoryModel(QAbstractTableModel):
    """One line per run."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._runs: tuple[RunSummary, ...] = ()
        self._now_ms = 0

    def show_runs(self, runs: tuple[RunSummary, ...], now_ms: int) -> None:
        """Show other runs."""
        self.beginResetModel()
        self._runs, self._now_ms = runs, now_ms
        self.endResetModel()

    def run(self, row: int) -> RunSummary:
        """The run of a line."""
        return self._runs[row]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:  # noqa: N802
        """How many runs."""
        return 0 if parent.isValid() else len(self._runs)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:  # noqa: N802
        """When, file, workspace, state, accepted, refused, rows."""
        return 0 if parent.isValid() else ROWS + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section in _NUMBERS:
            return Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            QCoreApplication.translate("History", "When"),
            QCoreApplication.translate("History", "File"),
            QCoreApplication.translate("History", "Workspace"),
            QCoreApplication.translate("History", "State"),
            QCoreApplication.translate("History", "Accepted"),
            QCoreApplication.translate("History", "Refused"),
            QCoreApplication.translate("History", "Rows"),
        )[section]

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell says."""
        if not index.isValid():
            return None
        run, column = self._runs[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(run, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return utc(moment_ms(run, self._now_ms)) if column == WHEN else self._words(run, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _NUMBERS:
            return Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        if column == STATE and role == TONE_ROLE:
            return "accent" if run.waits(self._now_ms) else run_end_tone(run.end)
        return None

    def _words(self, run: RunSummary, column: int) -> str:
        if column == STATE:
            return QCoreApplication.translate("History", "Waits until then") if run.waits(self._now_ms) else run_end(run.end)
        return (
            day_and_time(moment_ms(run, self._now_ms)),
            run.file_name,
            run.workspace_name,
            "",
            number(run.accepted),
            number(run.refused),
            number(run.own_rows),
        )[column]
