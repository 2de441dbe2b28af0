"""SparkLine: the recent course of a rate, with a word where it was slowed down."""

from __future__ import annotations

from collections import deque
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from backfill_assistant.ui.tokens import tokens_of
from backfill_assistant.ui.widgets.text import scaled

_POINTS_MAX: Final = 240


class SparkLine(QWidget):
    """A line of at most 240 points. A point may carry words, written under the line."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = name
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(56)
        self._points: deque[tuple[float, str]] = deque(maxlen=_POINTS_MAX)

    def start_over(self) -> None:
        """Forget the course."""
        self._points.clear()
        self.update()

    def add(self, rate: float, note: str = "") -> None:
        """One more point; a note that repeats the one before is written once."""
        self._points.append((rate, note))
        self.setAccessibleDescription(note)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Low and wide."""
        return QSize(300, 84)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw from left to right: time runs that way in a chart whatever the language."""
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(1, 4, self.width() - 2, self.height() - 24)
        painter.setPen(QPen(tokens.colour("line"), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        if len(self._points) >= 2:
            top = max(max(rate for rate, _ in self._points), 1e-9) * 1.1
            step = room.width() / (_POINTS_MAX - 1) if len(self._points) > 60 else room.width() / 59
            places = [
                QPointF(room.left() + index * step, room.bottom() - rate / top * room.height())
                for index, (rate, _) in enumerate(self._points)
            ]
            painter.setPen(QPen(tokens.colour("accent"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPolyline(QPolygonF(places))
            self._write_notes(painter, places)
        painter.end()

    def _write_notes(self, painter: QPainter, places: list[QPointF]) -> None:
        tokens = tokens_of(self)
        painter.setFont(scaled(self.font(), 0.85))
        painter.setPen(tokens.colour("caution_text"))
        measure = QFontMetrics(painter.font())
        free_from = 0.0
        before = ""
        for (_, note), place in zip(self._points, places, strict=True):
            if note and note != before and place.x() >= free_from:
                width = min(measure.horizontalAdvance(note) + 4, self.width())
                left = min(place.x(), self.width() - width)
                if left >= free_from:
                    shown = measure.elidedText(note, Qt.TextElideMode.ElideRight, int(width))
                    painter.drawText(QPointF(left, self.height() - 5), shown)
                    free_from = left + width + 12
            before = note
