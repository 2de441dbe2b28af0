"""The application: Qt made ready (look, languages, last resort for mistakes of ours), and the window."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from backfill_assistant import __version__
from backfill_assistant.core.arrow_alone import load_arrow
from backfill_assistant.core.errors import SettingsProblem
from backfill_assistant.resource_paths import icons
from backfill_assistant.ui import operations
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.jobs import Jobs, Lane
from backfill_assistant.ui.languages import speak
from backfill_assistant.ui.last_resort import LastResort
from backfill_assistant.ui.log_file import end_log, keep_log
from backfill_assistant.ui.main_window import MainWindow
from backfill_assistant.ui.session import Session
from backfill_assistant.ui.steps import PAGES, Step
from backfill_assistant.ui.theme import Look, Theme
from backfill_assistant.ui.widgets.zone_box import zone_names
from backfill_assistant.ui.wishes import kept_direction, turn

if TYPE_CHECKING:
    from backfill_assistant.core.ports import Parts


def create_application(arguments: list[str]) -> QApplication:
    """The QApplication with its name, its translations and without what Qt would guess about the look."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(arguments)
    application.setApplicationName("backfill-assistant")
    application.setApplicationVersion(__version__)
    application.setApplicationDisplayName("Backfill Assistant")
    application.setWindowIcon(QIcon(str(icons() / "app.svg")))
    application.setDesktopFileName("io.github.backfill_assistant.BackfillAssistant")
    speak(application, QLocale.system())
    # Ten times as often as usual: the window waits for its turn behind every thread that sends or reads.
    sys.setswitchinterval(0.0005)
    return application


def create_window(parts: Parts) -> MainWindow:
    """The window, shown. Needs a QApplication (`create_application`)."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise RuntimeError("create_application comes first")
    theme = application.findChild(Theme) or Theme(application)
    look, problem = _kept_look(parts)
    theme.set_look(look)
    turn(kept_direction(parts))
    window = MainWindow(Desk(parts, Session(), Jobs(), theme))
    window.show()
    if problem is not None:
        window.tell(problem)
    operations.use_usual_workspace(window.desk).failed.connect(window.tell)
    return window


def run(make_parts: Callable[[], Parts], arguments: list[str], file_path: str | None = None, *, sample: bool = False) -> int:
    """Start the program, with a file or with the sample events, and stay until the window is closed."""
    application = create_application(arguments)
    last_resort = LastResort(application)
    sys.excepthook = last_resort.report
    parts = make_parts()
    log = keep_log(parts.storage.data_folder)
    window = create_window(parts)
    load = window.desk.jobs.start(
        load_heavy_modules, window.desk.parts, name="load", lane=Lane.QUICK, keep=settle_memory, watched=False
    )
    load.ended.connect(window.make_pages_ahead)
    if file_path is not None:
        window.bring_in(file_path)
    elif sample:
        window.go_to(Step.FILE)
        operations.open_sample_events(window.desk)
    code = application.exec()
    end_log(log)
    return code


def load_heavy_modules(parts: Parts) -> None:
    """Import, away from the window, the next pages and what they need."""
    load_arrow()
    for name in ("records.records", "checks.checks", "suggest", "forecast.forecast", "sending.sender", "journal.report"):
        import_module(f"backfill_assistant.core.{name}")
    for name in ("run_work", "trigger_work", "workspace_work"):
        import_module(f"backfill_assistant.ui.{name}")
    for slot in PAGES:
        slot.load()
    zone_names()
    # Parts are made when first asked for.
    parts.reader.get_ready()


def settle_memory(_loaded: object) -> None:
    """What was imported stays for good: full collections over it would stall the window for some 40 ms each."""
    gc.collect()
    gc.freeze()


def _kept_look(parts: Parts) -> tuple[Look, SettingsProblem | None]:
    """What was set; a window in the system's look opens whatever is wrong with the settings, and says so."""
    try:
        kept = parts.settings.read("look")
    except SettingsProblem as problem:
        return Look.SYSTEM, problem
    return (Look(kept) if kept in list(Look) else Look.SYSTEM), None
