"""Every page as PNG: light and dark, large and smallest window, 100 % and 200 %. For looking at, and for the README.

    python packaging/pictures.py FOLDER [--only light-1240x800-100]

Walks the sample events through the practice workspace without a screen, once per combination, each in a process
and a home of its own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

    from PySide6.QtWidgets import QWidget

    from backfill_assistant.ui.main_window import MainWindow

LOOKS = ("light", "dark")
SIZES = ((1240, 800), (960, 640))
SCALES = (100, 200)
PATIENCE_SECONDS = 60.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", help="one combination, such as light-1240x800-100")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    if chosen.only:
        return walk(chosen.folder, chosen.only)
    names = [f"{look}-{width}x{height}-{scale}" for look in LOOKS for width, height in SIZES for scale in SCALES]
    failed = [name for name in names if run_alone(chosen.folder, name)]
    print(f"{len(list(chosen.folder.glob('*.png')))} pictures in {chosen.folder}")
    for name in failed:
        print(f"failed: {name}", file=sys.stderr)
    return 1 if failed else 0


def run_alone(folder: Path, name: str) -> int:
    """The scale can only be set before Qt starts, so each combination has a process of its own."""
    scale = int(name.rsplit("-", 1)[1])
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale / 100), "LC_ALL": "C.UTF-8"}
    with tempfile.TemporaryDirectory() as home:
        environment["BACKFILL_ASSISTANT_HOME"] = home
        done = subprocess.run([sys.executable, __file__, str(folder), "--only", name], env=environment, check=False)
    return done.returncode


def walk(folder: Path, name: str) -> int:
    from backfill_assistant.compose import make_parts
    from backfill_assistant.ui.application import create_application, create_window

    look, size, _ = name.split("-")
    parts = make_parts()
    parts.settings.keep("look", look)
    application = create_application([sys.argv[0]])
    mistakes: list[type[BaseException]] = []

    def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        mistakes.append(kind)
        sys.__excepthook__(kind, error, trace)

    sys.excepthook = note
    window = create_window(parts)
    try:
        window.resize(*(int(side) for side in size.split("x")))
        Photographer(window, folder, name).walk()
    finally:
        window.desk.jobs.shut_down()
        window.close()
        application.processEvents()
        parts.close()
    return 1 if mistakes else 0


class Photographer:
    """Goes through the pages as a person would, by the footer's primary button, and takes a picture of each."""

    def __init__(self, window: MainWindow, folder: Path, name: str) -> None:
        self._window = window
        self._folder = folder
        self._name = name
        self._taken = 0

    def walk(self) -> None:
        """From the first page to the report, then the places beside the path."""
        from backfill_assistant.ui import operations
        from backfill_assistant.ui.steps import Step

        self.wait_until_idle()
        self.take("start")
        operations.open_sample_events(self._window.desk)
        self._window.go_to(Step.FILE)
        for step in (Step.FILE, Step.COLUMNS, Step.TRIGGERS, Step.SEND):
            self._window.go_to(step)
            self.wait_until_idle()
            self.take(step.value)
            self.press_primary()
        if self._window.current_step is Step.SEND:
            self.send()
        for step in (Step.START, Step.WORKSPACE, Step.HISTORY, Step.SETTINGS):
            self._window.go_to(step)
            if self._window.current_step is step:
                self.wait_until_idle()
                self.take(f"{step.value}-after" if step is Step.START else step.value)

    def send(self) -> None:
        """The confirmation was pressed: sending, then the report."""
        from backfill_assistant.ui.steps import Step

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
        from PySide6.QtWidgets import QApplication, QPushButton

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
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()

    def take(self, page: str, widget: QWidget | None = None) -> None:
        """Save what the window (or a dialog) shows."""
        self._taken += 1
        path = self._folder / f"{self._name}-{self._taken:02}-{page}.png"
        (widget or self._window).grab().save(str(path))


if __name__ == "__main__":
    raise SystemExit(main())
