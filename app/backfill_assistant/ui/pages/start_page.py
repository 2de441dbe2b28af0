"""Start: what would you like to do? Three starting points, a place to drop a file, and what was done before."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QStackedWidget, QWidget

from backfill_assistant.ui import operations
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.models.recent_model import ACTION, NAME, ROWS, STATE, WORKSPACE, RecentModel, recent_lines
from backfill_assistant.ui.session import Intent
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.theme import CHOICE_ROW_HEIGHT
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.cells import ChipCells, LinkCells
from backfill_assistant.ui.widgets.choice_card import ChoiceCard
from backfill_assistant.ui.widgets.data_table import DataTable
from backfill_assistant.ui.widgets.drop_area import DropArea
from backfill_assistant.ui.widgets.empty_state import EmptyState
from backfill_assistant.ui.widgets.page import Footer, Page

if TYPE_CHECKING:
    from backfill_assistant.ui.operations import Recent

_COLUMN_WIDTHS = {WORKSPACE: 120, ROWS: 88, ACTION: 88}


class StartPage(Page):
    """The first page."""

    step = Step.START

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self.set_heading(self.tr("What would you like to do?"), self.tr("Nothing is sent until you say so on the last page."))
        self._build_cards()
        self._build_drop_area()
        self._build_recent()
        self.set_footer(Footer(back=False))

    def entered(self) -> None:
        """Look again at what was done before."""
        self.clear_notice()
        job = operations.list_recent(self.desk, self.show_recent)
        job.failed.connect(self.show_error)

    def show_recent(self, recent: Recent) -> None:
        """Show runs, files and saved mappings of earlier sessions."""
        lines = recent_lines(*recent, self.desk.parts.clock.now_ms())
        self.recent.show_lines(lines)
        self._below.setCurrentWidget(self.table if lines else self._nothing_yet)

    @Slot()
    def bring_in_people(self) -> None:
        """People from a list."""
        self._begin(Intent.PEOPLE)

    @Slot()
    def bring_in_events(self) -> None:
        """Things people did."""
        self._begin(Intent.EVENTS)

    @Slot()
    def preview_only(self) -> None:
        """A look at what could be triggered."""
        self._begin(Intent.PREVIEW)

    @Slot()
    def choose_file(self) -> None:
        """Ask for a file."""
        operations.ask_for_file(self, self.open_file)

    @Slot(str)
    def open_file(self, path: str) -> None:
        """Bring a file in; what goes wrong is told on the file's page."""
        self.go_to.emit(Step.FILE)
        operations.open_file(self.desk, path)

    @Slot()
    def try_events(self) -> None:
        """Sample events into the practice workspace; what goes wrong is told on the file's page."""
        self.go_to.emit(Step.FILE)
        operations.open_sample_events(self.desk)

    @Slot()
    def try_leads(self) -> None:
        """Sample leads into the practice workspace."""
        self.go_to.emit(Step.FILE)
        operations.open_sample_leads(self.desk)

    @Slot(QModelIndex)
    def open_line(self, index: QModelIndex) -> None:
        """Continue or open what a line stands for."""
        line = self.recent.line(index.row())
        if line.file is not None:
            self.open_file(line.file.path)
        elif line.mapping is not None:
            self._choose_file_for(partial(operations.begin_with_mapping, self.desk, line.mapping.name))
        elif line.run is not None and line.can_continue:
            job = operations.continue_run(self.desk, line.run.id)
            job.failed.connect(self.show_error)
            job.finished.connect(self._show_sending)
        elif line.run is not None:
            operations.open_run(self.desk, line.run.id)
            self.go_to.emit(Step.REPORT)

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == ACTION:
            self.open_line(index)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """A quarter of the width is for names."""
        super().resizeEvent(event)
        self.table.horizontalHeader().resizeSection(NAME, max(150, self.width() // 4))

    @Slot()
    def _show_sending(self) -> None:
        self.go_to.emit(Step.SEND)

    def _begin(self, intent: Intent) -> None:
        self._choose_file_for(partial(operations.begin, self.desk, intent))

    def _choose_file_for(self, begin: Callable[[], None]) -> None:
        """A new session begins once a file was chosen: who thinks better of it keeps what is open."""
        self._begin_anew = begin
        operations.ask_for_file(self, self._bring_in)

    @Slot(str)
    def _bring_in(self, path: str) -> None:
        self._begin_anew()
        self.open_file(path)

    def _build_cards(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(14)
        for icon, title, sentence, slot in (
            (
                "users",
                self.tr("Bring in people"),
                self.tr("Create or update people and their attributes from a list, such as conference leads."),
                self.bring_in_people,
            ),
            (
                "zap",
                self.tr("Bring in events"),
                self.tr("Add things people did in the past, such as purchases or survey answers."),
                self.bring_in_events,
            ),
            (
                "eye",
                self.tr("Preview triggers only"),
                self.tr("See which rows could start a campaign. Sends nothing."),
                self.preview_only,
            ),
        ):
            card = ChoiceCard(icon, title, sentence, self)
            card.clicked.connect(slot)
            row.addWidget(card, 1)
        self.body.addLayout(row)

    def _build_drop_area(self) -> None:
        area = DropArea(self.tr("Drop a file here"), self.tr("Excel, CSV and other exports · any size"), self)
        self.choose = push_button(self.tr("Choose a file…"), area, icon="folder-open")
        self.choose.clicked.connect(self.choose_file)
        self.sample_events = push_button(self.tr("Try it with sample events"), area)
        self.sample_events.clicked.connect(self.try_events)
        self.sample_leads = push_button(self.tr("… or sample leads"), area, role="link", name=self.tr("Try it with sample leads"))
        self.sample_leads.clicked.connect(self.try_leads)
        for button in (self.choose, self.sample_events, self.sample_leads):
            area.buttons.addWidget(button)
        self.body.addWidget(area)

    def _build_recent(self) -> None:
        self._below = QStackedWidget(self)
        self._nothing_yet = EmptyState(
            "history",
            self.tr("Nothing here yet"),
            self.tr("Files you open and runs you send appear here. A run that was interrupted can be continued from here."),
            self._below,
        )
        self.recent = RecentModel(self)
        self.table = DataTable(
            self.tr("Recent files, runs and saved mappings"), self._below, row_height=CHOICE_ROW_HEIGHT, whole_rows=True
        )
        self.table.setModel(self.recent)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setItemDelegateForColumn(STATE, ChipCells(self.table))
        self.table.setItemDelegateForColumn(ACTION, LinkCells(self.table))
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(STATE, QHeaderView.ResizeMode.Stretch)
        for column, width in _COLUMN_WIDTHS.items():
            header.resizeSection(column, width)
        self.table.activated.connect(self.open_line)
        self.table.clicked.connect(self._clicked)
        self._below.addWidget(self._nothing_yet)
        self._below.addWidget(self.table)
        self.body.addWidget(self._below, 1)
