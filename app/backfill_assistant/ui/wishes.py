"""Wishes: what the person set once for every session: the direction of the window and the usual speed."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from backfill_assistant.core.errors import SettingsProblem

if TYPE_CHECKING:
    from backfill_assistant.core.ports import Parts

# What the settings file calls them.
DIRECTION: Final = "direction"
SPEED: Final = "rows_per_second"
NORMAL_SPEED: Final = 1_000.0
# Where the application remembers what the language asked for, once that was overruled.
_OF_LANGUAGE: Final = "directionOfLanguage"


class Direction(StrEnum):
    """From which side the window is read."""

    LANGUAGE = "language"
    LEFT = "left"
    RIGHT = "right"


def kept_direction(parts: Parts) -> Direction:
    """What was set; the language decides until something is."""
    kept = _read(parts, DIRECTION)
    return Direction(str(kept)) if kept in list(Direction) else Direction.LANGUAGE


def kept_speed(parts: Parts) -> float:
    """Rows per second that new runs start with."""
    kept = _read(parts, SPEED)
    return float(kept) if isinstance(kept, int | float) and not isinstance(kept, bool) and kept > 0 else NORMAL_SPEED


def turn(direction: Direction) -> None:
    """Turn all windows that way round, or back to what the language asked for."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise RuntimeError("there is no application to turn")
    spoken = application.property(_OF_LANGUAGE)
    if direction is Direction.LANGUAGE:
        if spoken is not None:
            application.setLayoutDirection(Qt.LayoutDirection(spoken))
            application.setProperty(_OF_LANGUAGE, None)
        return
    if spoken is None:
        application.setProperty(_OF_LANGUAGE, application.layoutDirection().value)
    right = direction is Direction.RIGHT
    application.setLayoutDirection(Qt.LayoutDirection.RightToLeft if right else Qt.LayoutDirection.LeftToRight)


def _read(parts: Parts, name: str) -> object:
    try:
        return parts.settings.read(name)
    except SettingsProblem:
        # The settings page says what is wrong with them; everything else goes on as if nothing were set.
        return None
