"""Run history: what was sent from this machine; go on with a run, look at its report, or delete its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from backfill_assistant.ui import history_operations, operations
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.models.history_model import (
    ACCEPTED,
    FILE,
    REFUSED,
    ROWS,
    STATE,
    WHEN,
    WORKSPACE,
    HistoryModel,
    moment_ms,
)
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.theme import CHOICE_ROW_HEIGHT
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.cells import ChipCells
from backfill_assistant.ui.widgets.data_table import DataTable
from backfill_assistant.ui.widgets.empty_state import EmptyState
from backfill_assistant.ui.widgets.page import Action, Footer, Page
from backfill_assistant.ui.widgets.text import Text
from backfill_assistant.ui.wording import day_and_time, number

if TYPE_CHECKING:
    from backfill_assistant.core.ports import RunSummary
    from backfill_assistant.ui.history_operations import KnownRuns

_WIDTHS = {WHEN: 164, WORKSPACE: 150, ACCEPTED: 92, REFUSED: 80, ROWS: 92}
# A window narrower than this has no room for every column; what they say also stands below the table.
_ROOMY = 850


class HistoryPage(Page):
    """A table of runs; the buttons act on the chosen one."""

    step = Step.HISTORY

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self._asked_about: RunSummary | None = None
        self.set_heading(
            self.tr("Run history"),
            self.tr("What was sent from this computer. Records hold counts and row numbers, no data of people and no keys."),
        )
        self._places = QStackedWidget(self)
        self._nothing = EmptyState(
            "history",
            self.tr("No runs yet"),
            self.tr("A run appears here as soon as it is started, and can be continued after an interruption."),
            self._places,
        )
        self._found = QWidget(self._places)
        self._build_table()
        self._places.addWidget(self._nothing)
        self._places.addWidget(self._found)
        self.body.addWidget(self._places, 1)
        self.set_footer(Footer())

    def entered(self) -> None:
        """Read the records again."""
        self.clear_notice()
        history_operations.list_runs(self.desk, self.show_runs).failed.connect(self.show_error)

    def show_runs(self, known: KnownRuns) -> None:
        """Show these runs; the newest is chosen."""
        runs = known.runs
        if known.unreadable:
            self.notice.say(
                "caution",
                self.tr("The records of %Ln run(s) cannot be read.", "", len(known.unreadable)),
                self.tr("They may be damaged, so these runs are not listed: {runs}.").format(runs=", ".join(known.unreadable)),
            )
        self.model.show_runs(runs, self.desk.parts.clock.now_ms())
        self._places.setCurrentWidget(self._found if runs else self._nothing)
        if runs:
            self.table.selectRow(0)
        self._show_chosen()

    @property
    def chosen(self) -> RunSummary | None:
        """The chosen run."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.run(rows[0].row()) if rows else None

    @Slot(QModelIndex)
    def open_line(self, _index: QModelIndex) -> None:
        """What Enter or a double click does: go on where that is possible, else show the report."""
        run = self.chosen
        if run is not None and run.end.can_continue:
            self.continue_run()
        else:
            self.open_report()

    @Slot()
    def continue_run(self) -> None:
        """Bring back everything the run was started with, and show what is left to send."""
        run = self.chosen
        if run is not None:
            job = operations.continue_run(self.desk, run.id)
            job.failed.connect(self.show_error)
            job.finished.connect(self._show_sending)

    @Slot()
    def open_report(self) -> None:
        """Show what became of it."""
        run = self.chosen
        if run is not None:
            operations.open_run(self.desk, run.id)
            self.go_to.emit(Step.REPORT)

    @Slot()
    def ask_to_delete(self) -> None:
        """Ask before a record is gone for good."""
        run = self.chosen
        if run is None:
            return
        self._asked_about = run
        advice = self.tr("What was sent stays at Customer.io. The report, and the way to go on with this run, are gone for good.")
        self.notice.say(
            "caution",
            self.tr("Delete the record of {file} from {moment}?").format(
                file=run.file_name, moment=day_and_time(moment_ms(run, self.desk.parts.clock.now_ms()))
            ),
            advice,
            (Action(self.tr("Delete the record"), self._delete), Action(self.tr("Keep"), self.clear_notice)),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """What the other columns leave is for the file's name."""
        super().resizeEvent(event)
        roomy = self.width() > _ROOMY
        for section in (ACCEPTED, REFUSED):
            self.table.setColumnHidden(section, not roomy)
        self.table.horizontalHeader().resizeSection(STATE, 190 if roomy else 166)
        self.table.horizontalHeader().resizeSection(WORKSPACE, 150 if roomy else 118)

    def _build_table(self) -> None:
        column = QVBoxLayout(self._found)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.model = HistoryModel(self)
        self.table = DataTable(self.tr("Runs"), self._found, row_height=CHOICE_ROW_HEIGHT, whole_rows=True)
        self.table.setModel(self.model)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setItemDelegateForColumn(STATE, ChipCells(self.table))
        header = self.table.horizontalHeader()
        for section, width in _WIDTHS.items():
            header.resizeSection(section, width)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(FILE, QHeaderView.ResizeMode.Stretch)
        self.table.activated.connect(self.open_line)
        self.table.selectionModel().selectionChanged.connect(self._show_chosen)
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(10)
        self._about = Text("", self._found, role="muted")
        column.addWidget(self._about)
        row.addStretch(1)
        self.delete = push_button(self.tr("Delete the record…"), self._found, icon="trash-2")
        self.delete.clicked.connect(self.ask_to_delete)
        self.open_button = push_button(self.tr("Open the report"), self._found, icon="clipboard-list")
        self.open_button.clicked.connect(self.open_report)
        self.go_on = push_button(self.tr("Continue"), self._found, icon="play")
        self.go_on.clicked.connect(self.continue_run)
        for button in (self.delete, self.open_button, self.go_on):
            row.addWidget(button)
        column.addLayout(row)

    @Slot()
    def _show_chosen(self) -> None:
        run = self.chosen
        for button in (self.delete, self.open_button):
            button.setEnabled(run is not None)
        self.go_on.setEnabled(run is not None and run.end.can_continue)
        self._about.setText("" if run is None else self._words(run))

    def _words(self, run: RunSummary) -> str:
        if run.waits(self.desk.parts.clock.now_ms()):
            return self.tr("Waits until {moment}. Continue it then, or wait on the Send page: nothing leaves before.").format(
                moment=day_and_time(run.start_ms)
            )
        so_far = self.tr("{accepted} of %Ln row(s) accepted, {refused} refused.", "", run.own_rows).format(
            accepted=number(run.accepted), refused=number(run.refused)
        )
        if run.end.can_continue:
            return " ".join((so_far, self.tr("It can be continued; events that already arrived are not doubled.")))
        return so_far

    @Slot()
    def _delete(self) -> None:
        run, self._asked_about = self._asked_about, None
        self.clear_notice()
        if run is not None:
            history_operations.delete_run(self.desk, run.id, self.show_runs).failed.connect(self.show_error)

    @Slot()
    def _show_sending(self) -> None:
        self.go_to.emit(Step.SEND)
