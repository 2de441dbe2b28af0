"""HistoryModel: the runs on this machine as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Qt

from backfill_assistant.ui.cell_roles import TONE_ROLE
from backfill_assistant.ui.models.table_model import TableModel
from backfill_assistant.ui.wording import day_and_time, number, run_end, run_end_tone, utc

if TYPE_CHECKING:
    from backfill_assistant.core.ports import RunSummary

WHEN, FILE, WORKSPACE, STATE, ACCEPTED, REFUSED, ROWS = range(7)


def moment_ms(run: RunSummary, now_ms: int) -> int:
    """When it is to start, or ended, or was to start, or was begun."""
    return run.start_ms if run.waits(now_ms) else run.ended_ms or run.start_ms or run.created_ms


class HistoryModel(TableModel):
    """One line per run."""

    columns = ROWS + 1
    numbers = (ACCEPTED, REFUSED, ROWS)

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

    def line_count(self) -> int:
        """How many runs."""
        return len(self._runs)

    def title(self, column: int) -> str:
        """What stands above a column."""
        return (
            QCoreApplication.translate("History", "When"),
            QCoreApplication.translate("History", "File"),
            QCoreApplication.translate("History", "Workspace"),
            QCoreApplication.translate("History", "State"),
            QCoreApplication.translate("History", "Accepted"),
            QCoreApplication.translate("History", "Refused"),
            QCoreApplication.translate("History", "Rows"),
        )[column]

    def cell(self, row: int, column: int, role: int) -> Any:
        """What a cell says."""
        run = self._runs[row]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(run, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return utc(moment_ms(run, self._now_ms)) if column == WHEN else self._words(run, column)
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
