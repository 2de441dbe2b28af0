"""RecentModel: what was done before, as a table: runs that can be continued first, then runs, files and saved mappings by age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Qt

from backfill_assistant.ui.cell_roles import DETAIL_ROLE, TONE_ROLE
from backfill_assistant.ui.models.table_model import TableModel
from backfill_assistant.ui.wording import day, day_and_time, number, run_end, run_end_tone

if TYPE_CHECKING:
    from backfill_assistant.core.ports import RunSummary

NAME, WORKSPACE, STATE, ROWS, ACTION = range(5)


@dataclass(frozen=True)
class RecentFile:
    """A file that was opened before. `opened_ms` in unix milliseconds."""

    path: str
    name: str
    row_count: int
    opened_ms: int


@dataclass(frozen=True)
class RecentMapping:
    """A mapping that was saved under a name. `used_ms` in unix milliseconds, 0 where that is not known."""

    name: str
    column_count: int
    used_ms: int


@dataclass(frozen=True)
class RecentLine:
    """One line: a run, a file or a saved mapping, and when it was last touched."""

    run: RunSummary | None = None
    file: RecentFile | None = None
    mapping: RecentMapping | None = None
    # A run that was decided but waits for its moment.
    waits: bool = False

    @property
    def can_continue(self) -> bool:
        """Whether the line is a run with rows left to send."""
        return self.run is not None and self.run.end.can_continue

    @property
    def moment_ms(self) -> int:
        """When it was last touched."""
        if self.run is not None:
            return self.run.ended_ms or self.run.start_ms or self.run.created_ms
        if self.mapping is not None:
            return self.mapping.used_ms
        return self.file.opened_ms if self.file is not None else 0

    @property
    def name(self) -> str:
        """What it is called."""
        if self.run is not None:
            return self.run.file_name
        return self.file.name if self.file is not None else self.mapping.name if self.mapping is not None else ""


def recent_lines(
    runs: Sequence[RunSummary], files: Sequence[RecentFile], mappings: Sequence[RecentMapping], now_ms: int
) -> tuple[RecentLine, ...]:
    """Runs that can be continued, then everything else, the newest first."""
    lines = [RecentLine(run=run, waits=run.waits(now_ms)) for run in runs]
    lines += [RecentLine(file=file) for file in files]
    lines += [RecentLine(mapping=mapping) for mapping in mappings]
    return tuple(sorted(lines, key=lambda line: (not line.can_continue, -line.moment_ms)))


class RecentModel(TableModel):
    """The lines as Qt wants them."""

    columns = ACTION + 1

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lines: tuple[RecentLine, ...] = ()

    def show_lines(self, lines: tuple[RecentLine, ...]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def line(self, row: int) -> RecentLine:
        """The line of a row."""
        return self._lines[row]

    def line_count(self) -> int:
        """How many lines."""
        return len(self._lines)

    def title(self, column: int) -> str:
        """What stands above a column."""
        return (
            QCoreApplication.translate("Recent", "Recent"),
            QCoreApplication.translate("Recent", "Workspace"),
            QCoreApplication.translate("Recent", "State"),
            QCoreApplication.translate("Recent", "Rows"),
            "",
        )[column]

    def cell(self, row: int, column: int, role: int) -> Any:
        """What a cell says."""
        line = self._lines[row]
        if role == Qt.ItemDataRole.DisplayRole:
            return _words(line, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tooltip(line, column)
        if column == STATE and role == TONE_ROLE:
            return _tone(line)
        if column == STATE and role == DETAIL_ROLE:
            return _detail(line)
        if role == Qt.ItemDataRole.AccessibleTextRole and column == STATE:
            return f"{_words(line, STATE)} {_detail(line)}"
        return None


def _words(line: RecentLine, column: int) -> str:
    run, file = line.run, line.file
    if column == NAME:
        return line.name
    if column == WORKSPACE:
        return run.workspace_name if run is not None else ""
    if column == STATE:
        if line.mapping is not None:
            return QCoreApplication.translate("Recent", "Saved mapping")
        if run is None:
            return QCoreApplication.translate("Recent", "Opened")
        if line.waits:
            return QCoreApplication.translate("Recent", "Waits")
        if run.end == "complete with rows refused":
            return QCoreApplication.translate("Recent", "%Ln row(s) refused", None, run.refused)
        return run_end(run.end)
    if column == ROWS and line.mapping is not None:
        return ""
    if column == ROWS:
        return number(run.own_rows if run is not None else file.row_count if file is not None else 0)
    if line.can_continue:
        return QCoreApplication.translate("Recent", "Continue")
    if line.mapping is not None:
        return QCoreApplication.translate("Recent", "Use")
    return QCoreApplication.translate("Recent", "Open")


def _tone(line: RecentLine) -> str:
    if line.run is None:
        return "neutral"
    return "accent" if line.waits else run_end_tone(line.run.end)


def _detail(line: RecentLine) -> str:
    if line.run is not None and line.waits:
        return QCoreApplication.translate("Recent", "until {moment}").format(moment=day_and_time(line.run.start_ms))
    if line.run is not None and line.can_continue:
        return QCoreApplication.translate("Recent", "{rows} sent").format(rows=number(line.run.accepted))
    if line.mapping is not None:
        return QCoreApplication.translate("Recent", "%Ln column(s)", None, line.mapping.column_count)
    return day(line.moment_ms)


def _tooltip(line: RecentLine, column: int) -> str | None:
    if column == STATE and line.moment_ms:
        return _detail(line) if line.waits else day_and_time(line.moment_ms)
    if column == NAME and line.file is not None:
        return line.file.path
    if column == ACTION and line.mapping is not None:
        return QCoreApplication.translate("Recent", "Choose a file, and bring it in as “{name}” says.").format(name=line.name)
    return None
