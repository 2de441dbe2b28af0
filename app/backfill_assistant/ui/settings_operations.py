"""Operations on settings: everything a person can do on the Settings page, one function each (see `operations.py`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from backfill_assistant.ui import wishes
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.jobs import Job, Lane
from backfill_assistant.ui.theme import Look

if TYPE_CHECKING:
    from backfill_assistant.core.ports import Parts


@dataclass(frozen=True)
class Wished:
    """What was set, and where things lie."""

    look: Look
    direction: wishes.Direction
    rows_per_second: float
    cache_bytes: int
    data_folder: Path
    cache_folder: Path


def read_settings(desk: Desk, keep: Callable[[Wished], None]) -> Job:
    """What was set so far."""
    return desk.jobs.start(_read, desk.parts, desk.theme.look, name="settings", lane=Lane.OUTSIDE, keep=keep, watched=False)


def choose_look(desk: Desk, look: Look) -> Job:
    """Light, dark, or as the system; at once."""
    desk.theme.set_look(look)
    return _keep(desk, "look", look.value)


def choose_direction(desk: Desk, direction: wishes.Direction) -> Job:
    """From which side the window is read; at once."""
    wishes.turn(direction)
    return _keep(desk, wishes.DIRECTION, direction.value)


def choose_speed(desk: Desk, rows_per_second: float) -> Job:
    """What new runs start with."""
    return _keep(desk, wishes.SPEED, rows_per_second)


def clear_cache(desk: Desk, keep: Callable[[int], None]) -> Job:
    """Remove files that were read before; the open one stays. Hands over the bytes that are free now."""
    table = desk.session.table
    spared = None if table is None else table.path
    return desk.jobs.start(desk.parts.storage.clear_cache, spared, name="clear cache", lane=Lane.OUTSIDE, keep=keep, watched=False)


def open_folder(folder: Path) -> bool:
    """Show a folder in the system's file manager."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _keep(desk: Desk, name: str, value: object) -> Job:
    return desk.jobs.start(desk.parts.settings.keep, name, value, name="keep setting", lane=Lane.OUTSIDE, watched=False)


def _read(parts: Parts, look: Look) -> Wished:
    # Asked here, so that damaged settings are told on this page.
    parts.settings.read("look")
    storage = parts.storage
    return Wished(
        look,
        wishes.kept_direction(parts),
        wishes.kept_speed(parts),
        storage.cache_bytes(),
        storage.data_folder,
        storage.cache_folder,
    )
