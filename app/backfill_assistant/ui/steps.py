"""Step: the places of the window, in the order of the path, and which page stands at each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import Any, Final


class Step(StrEnum):
    """A place of the window. Pages go elsewhere with `self.go_to.emit(Step.COLUMNS)`."""

    START = "start"
    FILE = "file"
    COLUMNS = "columns"
    TRIGGERS = "triggers"
    SEND = "send"
    REPORT = "report"
    WORKSPACE = "workspace"
    HISTORY = "history"
    SETTINGS = "settings"
    ABOUT = "about"


# The path itself; the other places stand below it in the rail.
PATH: Final = (Step.START, Step.FILE, Step.COLUMNS, Step.TRIGGERS, Step.SEND, Step.REPORT)


@dataclass(frozen=True)
class PageSlot:
    """Where a page's class is found. It is imported when the page is first shown, so that a window opens at once."""

    step: Step
    module: str
    class_name: str

    def load(self) -> Any:
        """Import the module and return the page's class, a `widgets.page.Page`."""
        return getattr(import_module(f"backfill_assistant.ui.pages.{self.module}"), self.class_name)


# A new page is one line here.
PAGES: Final = (
    PageSlot(Step.START, "start_page", "StartPage"),
    PageSlot(Step.FILE, "file_page", "FilePage"),
    PageSlot(Step.COLUMNS, "columns_page", "ColumnsPage"),
    PageSlot(Step.TRIGGERS, "triggers_page", "TriggersPage"),
    PageSlot(Step.SEND, "send_page", "SendPage"),
    PageSlot(Step.REPORT, "report_page", "ReportPage"),
    PageSlot(Step.WORKSPACE, "workspace_page", "WorkspacePage"),
    PageSlot(Step.HISTORY, "history_page", "HistoryPage"),
    PageSlot(Step.SETTINGS, "settings_page", "SettingsPage"),
    PageSlot(Step.ABOUT, "about_page", "AboutPage"),
)
