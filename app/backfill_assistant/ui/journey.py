"""Journey: walks the sample through the real window to a report, by its buttons, and takes a picture of every page.

For looking at the program, for the README, and to prove that an installed program works.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.core.ports import Parts
from backfill_assistant.ui import operations
from backfill_assistant.ui.application import create_application, create_window
from backfill_assistant.ui.main_window import MainWindow
from backfill_assistant.ui.pages.triggers_page import TriggersPage
from backfill_assistant.ui.steps import Step

PATIENCE_SECONDS: Final = 60.0


def walk_the_sample(parts: Parts, arguments: list[str], folder: Path) -> int:
    """The whole walk in a window of its own; 0 when it reached a report that adds up and nothing went wrong on the way."""
    application = create_application(arguments)
    mistakes: list[type[BaseException]] = []

    def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        mistakes.append(kind)
        sys.__excepthook__(kind, error, trace)

    sys.excepthook = note
    window = create_window(parts)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        arrived = Journey(window, folder, "journey").walk()
    finally:
        window.desk.jobs.shut_down()
        window.close()
        application.processEvents()
    return 0 if arrived and not mistakes else 1


class Journey:
    """Goes through the pages as a person would, by the footer's primary button, and takes a picture of each."""

    def __init__(self, window: MainWindow, folder: Path, name: str) -> None:
        self._window = window
        self._folder = folder
        self._name = name
        self._taken = 0

    def walk(self) -> bool:
        """From the first page to the report, then the places beside the path; whether the report adds up."""
        self.wait_until_idle()
        self.take("start")
        operations.open_sample_events(self._window.desk)
        self._window.go_to(Step.FILE)
        for step in (Step.FILE, Step.COLUMNS, Step.TRIGGERS, Step.SEND):
            self._window.go_to(step)
            self.wait_until_idle()
            self.take(step.value)
            self.choose()
            self.press_primary()
        if self._window.current_step is Step.SEND:
            self.send()
        arrived = self._window.current_step is Step.REPORT and self._adds_up()
        for step in (Step.START, Step.WORKSPACE, Step.HISTORY, Step.SETTINGS, Step.ABOUT):
            self._window.go_to(step)
            if self._window.current_step is step:
                self.wait_until_idle()
                self.take(f"{step.value}-after" if step is Step.START else step.value)
        return arrived

    def _adds_up(self) -> bool:
        """Every row of the sample is accepted, refused or left out, and the practice workspace holds what was accepted."""
        report = self._window.desk.session.report
        if report is None or report.end is not RunEnd.COMPLETE_WITH_REFUSALS:
            return False
        totals = report.totals
        held = self._window.desk.parts.practice.counts().events
        return totals.settled and totals.accepted + totals.refused + totals.left_out == totals.rows and held == totals.accepted

    def choose(self) -> None:
        """Where it is asked what happens to rows that could enter a campaign: send everything, as this is for practice."""
        page = self._window.page(Step.TRIGGERS)
        if self._window.current_step is Step.TRIGGERS and isinstance(page, TriggersPage) and page.summary.asks:
            page.summary.choice_box.setCurrentIndex(0)
            page.summary.choice_box.activated.emit(0)
            self.wait_until_idle()

    def send(self) -> None:
        """The confirmation was pressed: sending, then the report."""
        self.settle(0.1)
        self.confirm()
        self.settle(0.3)
        self.take("sending")
        self.wait_until_idle()
        if self._window.current_step is Step.SEND:
            self.take("sent")
            self._window.go_to(Step.REPORT)
        self.wait_until_idle()
        if self._window.current_step is Step.REPORT:
            self.take("report")

    def confirm(self) -> None:
        """Answer the one modal question with its primary button."""
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            return
        self.take("confirm", dialog)
        for button in dialog.findChildren(QPushButton):
            if button.property("role") == "primary":
                button.click()

    def press_primary(self) -> None:
        """Go on."""
        self._window.press_primary()
        self.settle(0.05)

    def wait_until_idle(self) -> None:
        """Until no job runs any more, and everything they told is shown."""
        until = time.monotonic() + PATIENCE_SECONDS
        self.settle(0.25)
        while self._window.desk.jobs.running() and time.monotonic() < until:
            self.settle(0.05)
        self.settle(0.25)

    def settle(self, seconds: float) -> None:
        """Let Qt and the jobs' threads work (`QTest.qWait` would keep the interpreter's lock)."""
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()

    def take(self, page: str, widget: QWidget | None = None) -> None:
        """Save what the window (or a dialog) shows."""
        self._taken += 1
        path = self._folder / f"{self._name}-{self._taken:02}-{page}.png"
        (widget or self._window).grab().save(str(path))
