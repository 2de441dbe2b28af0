"""RunBar: how far a run is, accepted and refused in one bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from backfill_assistant.ui.tokens import tokens_of

_HEIGHT = 12


class RunBar(QWidget):
    """Green from the start of the line, then red; the rest is still to be sent. The words beside it say the same."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._shares = (0.0, 0.0)

    def show_shares(self, accepted: float, refused: float, words: str) -> None:
        """Show two shares of 1; `words` is what a screen reader says."""
        self._shares = (min(1.0, max(0.0, accepted)), min(1.0, max(0.0, refused)))
        self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as there is room."""
        return QSize(200, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the parts, mirrored with the window."""
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        whole = QRectF(0, 0, self.width(), self.height())
        rounded = QPainterPath()
        rounded.addRoundedRect(whole, whole.height() / 2, whole.height() / 2)
        painter.setClipPath(rounded)
        painter.fillRect(whole, tokens.colour("line"))
        accepted, refused = self._shares
        painter.fillRect(QRectF(0, 0, whole.width() * accepted, whole.height()), tokens.colour("good"))
        if refused:
            # Never thinner than can be seen.
            width = max(whole.width() * refused, 3.0)
            painter.fillRect(QRectF(whole.width() * accepted, 0, width, whole.height()), tokens.colour("bad"))
        painter.end()
