"""Start: what would you like to do? Three starting points, a place to drop a file, and what was done before."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from backfill_assistant.ui import operations
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.drop_area import DropArea
from backfill_assistant.ui.widgets.page import Footer, Page


class StartPage(Page):
    """The first page."""

    step = Step.START

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self.set_heading(self.tr("What would you like to do?"), self.tr("Nothing is sent until you say so on the last page."))
        area = DropArea(self.tr("Drop a file here"), self.tr("CSV, Excel, JSON, Parquet · any size"), self)
        self.choose = push_button(self.tr("Choose a file…"), area, icon="folder-open")
        self.choose.clicked.connect(self.choose_file)
        area.buttons.addWidget(self.choose)
        self.body.addWidget(area, 1)
        self.set_footer(Footer(back=False))

    @Slot()
    def choose_file(self) -> None:
        """Ask for a file and bring it in."""
        path = operations.ask_for_file(self)
        if path is not None:
            operations.open_file(self.desk, path)
            self.go_to.emit(Step.FILE)
