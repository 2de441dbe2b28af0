"""The look: two sets of tokens, and the palette made from them.

A widget that paints asks `tokens.tokens_of(self)` when it paints, so it follows a change of the look by itself. A widget that
only needs colours for states sets the property "tone" (see `style_sheet.py`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from backfill_assistant.ui.icons import retint
from backfill_assistant.ui.style_sheet import style_sheet
from backfill_assistant.ui.tokens import DARK, LIGHT, Tokens

# Margins and gaps go in steps of four pixels.
PAGE_MARGIN: Final = 30
CARD_PADDING: Final = 16
GAP: Final = 12
CHOICE_ROW_HEIGHT: Final = 36
DATA_ROW_HEIGHT: Final = 28


class Look(StrEnum):
    """What the settings keep about how the window looks."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Gives the application its palette and style sheet, and follows the system while it is asked to."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._look = Look.SYSTEM
        application.setStyle(QStyleFactory.create("Fusion"))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._apply()

    @property
    def look(self) -> Look:
        """What was asked for."""
        return self._look

    @property
    def tokens(self) -> Tokens:
        """The set in use."""
        wants_dark = self._look == Look.DARK or (self._look == Look.SYSTEM and _system_is_dark())
        return DARK if wants_dark else LIGHT

    def set_look(self, look: Look) -> None:
        """Show the light or the dark set, or whichever the system shows."""
        self._look = look
        self._apply()

    def _follow_system(self, _scheme: Qt.ColorScheme) -> None:
        if self._look == Look.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        tokens = self.tokens
        self._application.setPalette(palette(tokens))
        self._application.setStyleSheet(style_sheet(tokens))
        for widget in QApplication.allWidgets():
            retint(widget, tokens)
        self.changed.emit()


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def palette(tokens: Tokens) -> QPalette:
    """The palette of a token set; needed beside the style sheet for everything that Qt draws itself."""
    roles = QPalette.ColorRole
    made = QPalette()
    for role, colour in (
        (roles.Window, tokens.window),
        (roles.WindowText, tokens.text),
        (roles.Base, tokens.panel),
        (roles.AlternateBase, tokens.window),
        (roles.Text, tokens.text),
        (roles.PlaceholderText, tokens.muted),
        (roles.Button, tokens.panel),
        (roles.ButtonText, tokens.text),
        (roles.BrightText, tokens.bad),
        (roles.ToolTipBase, tokens.panel),
        (roles.ToolTipText, tokens.text),
        (roles.Highlight, tokens.accent),
        (roles.HighlightedText, tokens.on_accent),
        (roles.Accent, tokens.accent),
        (roles.Link, tokens.accent),
        (roles.LinkVisited, tokens.accent),
        (roles.Light, tokens.panel),
        (roles.Midlight, tokens.rail),
        (roles.Mid, tokens.line),
        (roles.Dark, tokens.muted),
        (roles.Shadow, tokens.line),
    ):
        made.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.faint))
    return made


def wire_font(size_of: QFont) -> QFont:
    """The monospaced font, for what goes over the wire and nothing else."""
    font = QFont(size_of)
    font.setFamilies(["SF Mono", "Cascadia Mono", "Consolas", "DejaVu Sans Mono", "Liberation Mono", "monospace"])
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


def number_font(size_of: QFont) -> QFont:
    """The same font with digits of equal width, so that counts do not jump while they change."""
    font = QFont(size_of)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
