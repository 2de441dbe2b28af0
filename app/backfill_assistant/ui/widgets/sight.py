"""Bring what has the cursor into sight: Qt scrolls to it after Tab, but not when a button has put the cursor there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget


def focus_in_sight(widget: QWidget) -> None:
    """Put the cursor on a control and scroll the page to it."""
    widget.setFocus(Qt.FocusReason.OtherFocusReason)
    bring_into_sight(widget)


def bring_into_sight(widget: QWidget) -> None:
    """Scroll the page to a widget."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget)
        around = around.parentWidget()
