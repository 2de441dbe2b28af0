"""Icons: one set of line drawings (Lucide), tinted from the tokens.

`set_icon(button, "upload")` is all that a page needs; the icon follows a change of the look. Names are those of the files in
`resources/icons`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QWidget

from backfill_assistant.resource_paths import icons
from backfill_assistant.ui.tokens import Tokens, tokens_of

_ICON_SIZES: Final = (16, 20)
# What a widget remembers, so that its icon can be drawn again in other colours: "name token".
_REMEMBERED: Final = "tintedIcon"


def set_icon(button: QAbstractButton, name: str, token: str = "text") -> None:
    """Give a button an icon in the colour of a token, and again whenever the look changes."""
    button.setProperty(_REMEMBERED, f"{name} {token}")
    retint(button, tokens_of(button))


def clear_icon(button: QAbstractButton) -> None:
    """Take a button's icon away."""
    if button.property(_REMEMBERED):
        button.setProperty(_REMEMBERED, None)
        button.setIcon(QIcon())


def retint(widget: QWidget, tokens: Tokens) -> None:
    """Draw a widget's icon in the colours of a look; does nothing for widgets without one of ours."""
    remembered = widget.property(_REMEMBERED)
    if remembered and isinstance(widget, QAbstractButton):
        name, token = str(remembered).split(" ")
        widget.setIcon(tinted_icon(name, getattr(tokens, token), tokens.faint))


@lru_cache(maxsize=256)
def tinted_icon(name: str, colour: str, disabled_colour: str) -> QIcon:
    """An icon in one colour, and in another while it cannot be used."""
    icon = QIcon()
    for mode, tint in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled_colour)):
        for size in _ICON_SIZES:
            for ratio in (1.0, 2.0):
                icon.addPixmap(tinted_pixmap(name, tint, size, ratio), mode)
    return icon


@lru_cache(maxsize=1024)
def tinted_pixmap(name: str, colour: str, size: int, pixel_ratio: float) -> QPixmap:
    """One drawing at a size in logical pixels; for `drawPixmap` in delegates and own widgets."""
    side = round(size * pixel_ratio)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    image.setDevicePixelRatio(pixel_ratio)
    return QPixmap.fromImage(image)


@lru_cache(maxsize=256)
def _drawing(name: str) -> str:
    return (icons() / f"{name}.svg").read_text(encoding="utf-8")
