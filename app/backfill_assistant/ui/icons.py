"""Icons: one set of line drawings (Lucide), tinted from the tokens.

`set_icon(button, "upload")` is all that a page needs; the icon follows a change of the look. Names are those of the files in
`resources/icons`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from backfill_assistant.resource_paths import icons
from backfill_assistant.ui.tokens import Tokens, tokens_of

_ICON_SIZES: Final = (16, 20)
# Beside words a drawing needs more room than the style leaves; on both sides, so that it serves either direction of writing.
_BESIDE_WORDS: Final = 3
# What a widget remembers, so that its icon can be drawn again in other colours: "name token".
_REMEMBERED: Final = "tintedIcon"


def set_icon(button: QAbstractButton, name: str, token: str = "text") -> None:
    """Give a button an icon in the colour of a token, and again whenever the look changes."""
    button.setProperty(_REMEMBERED, f"{name} {token}")
    if isinstance(button, QPushButton):
        button.setIconSize(QSize(16 + 2 * _BESIDE_WORDS, 16))
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
        margin = _BESIDE_WORDS if isinstance(widget, QPushButton) else 0
        widget.setIcon(tinted_icon(name, getattr(tokens, token), tokens.faint, margin))


@lru_cache(maxsize=256)
def tinted_icon(name: str, colour: str, disabled_colour: str, margin: int = 0) -> QIcon:
    """An icon in one colour, and in another while it cannot be used; `margin` as for `tinted_pixmap`."""
    icon = QIcon()
    for mode, tint in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled_colour)):
        for size in _ICON_SIZES:
            for ratio in (1.0, 2.0):
                icon.addPixmap(tinted_pixmap(name, tint, size, ratio, margin), mode)
    return icon


@lru_cache(maxsize=1024)
def tinted_pixmap(name: str, colour: str, size: int, pixel_ratio: float, margin: int = 0) -> QPixmap:
    """One drawing at a size in logical pixels, with a margin left and right; for `drawPixmap` in delegates and own widgets."""
    side, beside = round(size * pixel_ratio), round(margin * pixel_ratio)
    image = QImage(side + 2 * beside, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode())).render(painter, QRectF(beside, 0, side, side))
    painter.end()
    image.setDevicePixelRatio(pixel_ratio)
    return QPixmap.fromImage(image)


@lru_cache(maxsize=256)
def _drawing(name: str) -> str:
    return (icons() / f"{name}.svg").read_text(encoding="utf-8")
