"""The log: what the program did and what went wrong, in a file that support can ask for. No cell values, no keys, no file names."""

from __future__ import annotations

import logging
import platform
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from PySide6.QtCore import qVersion

from backfill_assistant import __version__

_MAX_BYTES: Final = 500_000
_OLDER_FILES: Final = 2


def log_folder(data_folder: Path) -> Path:
    """Where log files lie."""
    return data_folder / "logs"


def keep_log(data_folder: Path) -> logging.Handler | None:
    """Write the program's log from now on; None, and nothing is written, where the folder cannot be used."""
    folder = log_folder(data_folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "backfill-assistant.log", maxBytes=_MAX_BYTES, backupCount=_OLDER_FILES, encoding="utf-8"
        )
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    log = logging.getLogger("backfill_assistant")
    log.setLevel(logging.INFO)
    log.addHandler(handler)
    log.info("started: version %s, Python %s, Qt %s, %s", __version__, platform.python_version(), qVersion(), platform.system())
    return handler


def end_log(handler: logging.Handler | None) -> None:
    """Close the file."""
    if handler is not None:
        logging.getLogger("backfill_assistant").removeHandler(handler)
        handler.close()
