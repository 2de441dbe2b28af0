"""Tokens: the colours of the light and of the dark look, named after what they are for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class Tokens:
    """One look. A tone x has three: `x` for fills and lines, `x_soft` for grounds, `x_text` for words on any ground of ours."""

    # The page behind the panels.
    window: str
    # Cards, tables, footer.
    panel: str
    # Behind the steps.
    rail: str
    # Hairlines, one pixel.
    line: str
    # Outlines of what can be changed: more visible than a hairline.
    outline: str
    text: str
    muted: str
    # Text of what cannot be used now; exempt from the contrast rule, and the only one that is.
    faint: str
    # Primary button, selection, send-time line, links.
    accent: str
    accent_soft: str
    accent_text: str
    # Text on the accent itself.
    on_accent: str
    # Accepted, complete.
    good: str
    good_soft: str
    good_text: str
    # Could enter, waiting, warnings, the practice workspace's band.
    caution: str
    caution_soft: str
    caution_text: str
    # Refused.
    bad: str
    bad_soft: str
    bad_text: str
    # Histogram outside a window, the empty part of a progress bar.
    neutral_bar: str

    def colour(self, name: str) -> QColor:
        """The colour of a token, by name, such as "accent" or "good_soft"."""
        return QColor(getattr(self, name))


LIGHT: Final = Tokens(
    window="#f6f7f9",
    panel="#ffffff",
    rail="#eef0f4",
    line="#e2e5ea",
    outline="#c5cad3",
    text="#1b1f27",
    muted="#626b7a",
    faint="#9aa1ad",
    accent="#2f5bea",
    accent_soft="#e9eeff",
    accent_text="#2f5bea",
    on_accent="#ffffff",
    good="#1d8a4b",
    good_soft="#e5f5ec",
    # The fill itself would reach only 3.8 : 1 on the rail.
    good_text="#177a40",
    caution="#b25e00",
    caution_soft="#fff2df",
    # As above: 4.1 : 1.
    caution_text="#a05400",
    bad="#c02b3c",
    bad_soft="#fdebed",
    bad_text="#c02b3c",
    neutral_bar="#c9d1de",
)
DARK: Final = Tokens(
    window="#16181d",
    panel="#1e2127",
    rail="#1a1c22",
    line="#31363f",
    outline="#454c59",
    text="#e8eaee",
    muted="#9aa3b2",
    faint="#646c7a",
    accent="#7d9bff",
    accent_soft="#25305a",
    accent_text="#7d9bff",
    on_accent="#10131a",
    good="#55c98a",
    good_soft="#1c3a2a",
    good_text="#55c98a",
    caution="#f0a850",
    caution_soft="#43300f",
    caution_text="#f0a850",
    bad="#f0808c",
    bad_soft="#4a2026",
    bad_text="#f0808c",
    neutral_bar="#4a5261",
)

TONES: Final = ("neutral", "accent", "good", "caution", "bad")
TOKEN_NAMES: Final = tuple(field.name for field in fields(Tokens))


def is_dark(window: QColor) -> bool:
    """Whether a window colour belongs to a dark look."""
    return window.lightness() < 128


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours as WCAG 2.2 defines it, from 1 to 21."""
    light, dark = sorted((_luminance(QColor(first)), _luminance(QColor(second))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    channels = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def tokens_of(_widget: QWidget) -> Tokens:
    """The set in use. Read from the application's palette: a style sheet puts its own grounds into a widget's."""
    return DARK if is_dark(QGuiApplication.palette().color(QPalette.ColorRole.Window)) else LIGHT
