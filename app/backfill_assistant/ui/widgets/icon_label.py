"""IconLabel: an icon that stands by itself and follows the look."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from backfill_assistant.ui.icons import tinted_pixmap
from backfill_assistant.ui.tokens import tokens_of


class IconLabel(QWidget):
    """One icon in the colour of a token. Decoration only: the words beside it must say the same."""

    def __init__(self, name: str, parent: QWidget | None = None, *, token: str = "muted", size: int = 16) -> None:
        super().__init__(parent)
        self._name = name
        self._token = token
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, token: str) -> None:
        """Show another icon or another colour."""
        self._name, self._token = name, token
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """The icon's own size."""
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the icon from the palette's tokens."""
        painter = QPainter(self)
        colour = getattr(tokens_of(self), self._token)
        painter.drawPixmap(0, 0, tinted_pixmap(self._name, colour, self._size, self.devicePixelRatioF()))
        painter.end()
