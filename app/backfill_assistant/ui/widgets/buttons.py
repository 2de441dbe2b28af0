"""Buttons: secondary, primary, link, quiet icon buttons, and a button with a menu. Each gets a parent, a name and an icon."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget

from backfill_assistant.ui.icons import set_icon
from backfill_assistant.ui.widgets.text import set_role


def push_button(text: str, parent: QWidget, *, role: str = "", icon: str = "", name: str = "") -> QPushButton:
    """A button with words. `role`: "" for secondary, "primary", "link" or "quiet"; `name`: what a screen reader says instead."""
    button = QPushButton(text, parent)
    set_role(button, role)
    # Outside dialogs this is what lets Enter press a button that has the cursor; Space does so in any case.
    button.setAutoDefault(True)
    button.setAccessibleName(name or text.replace("&", ""))
    if icon:
        set_icon(button, icon, {"primary": "on_accent", "link": "accent_text"}.get(role, "text"))
    if role == "link":
        button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


def icon_button(icon: str, name: str, parent: QWidget, token: str = "muted") -> QToolButton:
    """A button with only an icon; `name` is its tooltip and what a screen reader says."""
    button = QToolButton(parent)
    set_role(button, "quiet")
    set_icon(button, icon, token)
    button.setIconSize(QSize(16, 16))
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def menu_button(text: str, parent: QWidget, *, icon: str = "") -> QPushButton:
    """A button that opens a menu: fill it with `button.menu().addAction(…)`."""
    button = push_button(text, parent, icon=icon)
    button.setProperty("hasMenu", True)
    button.setMenu(QMenu(button))
    return button
