"""Operations: everything a person can do, one function each. Reads like a table of contents.

The work is done by the core and the parts. A function that takes time starts a job and returns it; what comes of it is kept in the
session. The core's heavy modules are imported inside the functions, so that the window opens before pandas and pyarrow are loaded.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.jobs import Job, Lane
from backfill_assistant.ui.session import Opened

if TYPE_CHECKING:
    from backfill_assistant.core.reading import FirstLook, ReadingChoices

# ---- File


def ask_for_file(window: QWidget) -> str | None:
    """Let the person choose a file."""
    path, _ = QFileDialog.getOpenFileName(window, QCoreApplication.translate("Operations", "Choose a file"))
    return path or None


def open_file(desk: Desk, path: str, choices: ReadingChoices | None = None) -> Job:
    """Show the first rows of a file; `choices` read it another way than guessed. `read_file` then reads the rest."""

    def keep(look: FirstLook) -> None:
        desk.session.opened = Opened(path, look)

    for job in desk.jobs.running():
        if job.name in ("look", "read"):
            job.stop()
    return desk.jobs.start(desk.parts.reader.look, Path(path), choices, name="look", lane=Lane.QUICK, keep=keep, watched=False)
