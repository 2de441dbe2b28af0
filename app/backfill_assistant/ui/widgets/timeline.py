"""Timeline: the file's times as bars that tell and filter, and the start of sending as a line that can be moved.

Mouse: hover tells, a click filters, the wheel zooms (with Ctrl, or while the keyboard is here), the line can be dragged. Keys:
left and right move from bar to bar, Enter filters, Escape ends the filter, plus and minus zoom, 0 shows all; with Ctrl left and
right move the line by an hour, with Ctrl and Shift by a day.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from backfill_assistant.ui.theme import number_font
from backfill_assistant.ui.tokens import tokens_of
from backfill_assistant.ui.widgets.text import scaled
from backfill_assistant.ui.widgets.timeline_picture import Geometry, Marked, TimelineView, draw_timeline
from backfill_assistant.ui.wording import day_and_time

_MINUTE_MS: Final = 60_000
_HOUR_MS: Final = 60 * _MINUTE_MS
_GRASP: Final = 7
_PICTURE: Final = QSize(1200, 320)
BAR_COUNT: Final = 90
# Pixels, also where the window is low.
LEAST_HEIGHT: Final = 124
LOW_HEIGHT: Final = 106


class Timeline(QWidget):
    """See the module."""

    # The start of sending was moved to this moment (unix milliseconds).
    start_moved = Signal(object)
    # Rows from the first moment to before the second were asked for.
    span_chosen = Signal(object, object)
    span_cleared = Signal()
    # Show a span this many times as long.
    zoomed = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._view: TimelineView | None = None
        self._marked = Marked()
        self._dragged, self._pressed_at = False, 0.0
        # The middle of the bar that the keyboard went to; None where the mouse points, or nothing does.
        self._pointed_ms: float | None = None
        self.setFont(number_font(self.font()))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(LEAST_HEIGHT)
        self.setAccessibleName(self.tr("Timeline of the rows"))

    @property
    def view(self) -> TimelineView | None:
        """What is shown."""
        return self._view

    def show_view(self, view: TimelineView | None, text: str) -> None:
        """Show another forecast, or another part of the past; `text` says the same in sentences."""
        self._view = view
        self.setAccessibleDescription(text)
        if view is None:
            self._marked, self._pointed_ms = Marked(), None
        elif self._marked.bar is not None or self._pointed_ms is not None:
            # Under the mouse lies what is there now; where the keyboard is, it stays at its time.
            by_mouse = self._marked.bar if self._marked.bar is not None and self._marked.bar < len(view.histogram.rows) else None
            self._point_at(by_mouse if self._pointed_ms is None else Geometry.bar_of(view.histogram, self._pointed_ms))
        self.update()

    def clear_span(self) -> None:
        """Forget which bars filter the rows."""
        self._marked.chosen = None
        self.update()

    def bar_words(self, bar: int) -> str:
        """What one bar stands for."""
        if self._view is None:
            return ""
        shown = self._view.histogram
        first, last = day_and_time(int(shown.edges_ms[bar])), day_and_time(int(shown.edges_ms[bar + 1]))
        rows = self.tr("%Ln row(s)", "", int(shown.rows[bar]))
        entering = self.tr("%Ln could enter a campaign", "", int(shown.could_enter[bar]))
        return self.tr("{first} to {last}: {rows}, {entering}").format(first=first, last=last, rows=rows, entering=entering)

    def save_picture(self, path: str) -> bool:
        """Save what is shown as SVG or PNG, by the ending of the name; False when that is not possible."""
        if self._view is None:
            return False
        if Path(path).suffix.casefold() == ".svg":
            generator = QSvgGenerator()
            generator.setFileName(path)
            generator.setSize(_PICTURE)
            generator.setViewBox(QRectF(0, 0, _PICTURE.width(), _PICTURE.height()))
            generator.setTitle(self.accessibleName())
            generator.setDescription(self.accessibleDescription())
            painter = QPainter()
            if not painter.begin(generator):
                return False
            self._draw_alone(painter)
            return bool(painter.end())
        image = QImage(_PICTURE * 2, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(2)
        painter = QPainter(image)
        self._draw_alone(painter)
        painter.end()
        return bool(image.save(path))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Wide; no higher than it must be, as the page would scroll for it."""
        return QSize(640, self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the view."""
        painter = QPainter(self)
        tokens = tokens_of(self)
        if self._view is not None:
            draw_timeline(painter, QRectF(self.rect()), self.font(), tokens, self._view, self._marked)
        if self.hasFocus():
            painter.setPen(tokens.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag the line, or point at a bar."""
        if self._view is None:
            return
        x = event.position().x()
        if self._marked.holding:
            self._dragged = self._dragged or abs(x - self._pressed_at) >= QApplication.startDragDistance()
        if self._marked.holding and not self._dragged:
            return
        if self._marked.holding:
            self._move_start_to(self._geometry().moment(self._view.scale, x))
            return
        self.setCursor(Qt.CursorShape.SizeHorCursor if self._at_line(x) else Qt.CursorShape.ArrowCursor)
        self._pointed_ms = None
        self._point_at(self._geometry().bar_at(len(self._view.histogram.rows), x))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of the line, or choose a bar."""
        if self._view is None or event.button() != Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        if self._at_line(x):
            self._marked.holding, self._dragged, self._pressed_at = True, False, x
            self.update()
        else:
            self._choose(self._geometry().bar_at(len(self._view.histogram.rows), x))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go of the line. Who did not move it meant the bar beside it."""
        held, self._marked.holding = self._marked.holding, False
        self.update()
        if held and not self._dragged and self._view is not None:
            bar = self._geometry().bar_at(len(self._view.histogram.rows), event.position().x())
            if bar is not None and self._view.histogram.rows[bar]:
                self._choose(bar)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Nothing is pointed at any more, unless the keyboard goes on from there."""
        if not self.hasFocus():
            self._pointed_ms = None
            self._point_at(None)
        elif self._marked.bar is not None and self._pointed_ms is None:
            self._pointed_ms = self._middle_of(self._marked.bar)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The keyboard went elsewhere."""
        self._pointed_ms = None
        self._point_at(None)
        super().focusOutEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom with Ctrl, or while the keyboard is here; a page that scrolls must not zoom by the way."""
        meant = self.hasFocus() or bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if not meant or not event.angleDelta().y():
            event.ignore()
            return
        self.zoomed.emit(0.8 if event.angleDelta().y() > 0 else 1.25)
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Tell what a bar stands for."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tell_bar(event.globalPos())
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """See the module."""
        if self._view is None or not self._do_key(event):
            super().keyPressEvent(event)

    def _do_key(self, event: QKeyEvent) -> bool:
        key, with_ctrl = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(key), 0)
        if step and with_ctrl and self._view is not None:
            days = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._move_start_to(self._view.send_ms + step * (24 if days else 1) * _HOUR_MS)
        elif step:
            self._step(step)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self._marked.bar)
        elif key == Qt.Key.Key_Escape and self._marked.chosen is not None:
            self._choose(None)
        elif event.text() in ("+", "-", "0"):
            self.zoomed.emit({"+": 0.5, "-": 2.0, "0": 1e9}[event.text()])
        else:
            return False
        return True

    def _step(self, step: int) -> None:
        """To the next bar that has rows."""
        if self._view is None:
            return
        rows = self._view.histogram.rows
        begin = self._marked.bar if self._marked.bar is not None else (len(rows) if step < 0 else -1)
        bar = begin + step
        while 0 <= bar < len(rows) and not rows[bar]:
            bar += step
        if 0 <= bar < len(rows):
            self._pointed_ms = self._middle_of(bar)
            self._point_at(bar)
            self._tell_bar(self.mapToGlobal(QPoint(int(self._geometry().plot.left()), self.height())))

    def _tell_bar(self, at: QPoint) -> None:
        words = self.bar_words(self._marked.bar) if self._marked.bar is not None else ""
        QToolTip.showText(at, words, self)

    def _point_at(self, bar: int | None) -> None:
        words = self.tr("Timeline of the rows") if bar is None else self.bar_words(bar)
        if bar != self._marked.bar or words != self.accessibleName():
            self._marked.bar = bar
            self.setAccessibleName(words)
            # What a tip still says is not true of this bar.
            QToolTip.hideText()
            self.update()

    def _choose(self, bar: int | None) -> None:
        if self._view is None:
            return
        if bar is None or self._is_chosen(bar):
            self._marked.chosen = None
            self.span_cleared.emit()
        else:
            edges = self._view.histogram.edges_ms
            self._marked.chosen = int(edges[bar]), int(edges[bar + 1])
            self.span_chosen.emit(*self._marked.chosen)
        self.update()

    def _middle_of(self, bar: int) -> float | None:
        if self._view is None:
            return None
        begin, end = (int(edge) for edge in self._view.histogram.edges_ms[bar : bar + 2])
        return (begin + end) / 2

    def _is_chosen(self, bar: int) -> bool:
        """Whether this bar is the span that was chosen; time goes on, and bars move a little with it."""
        if self._view is None or self._marked.chosen is None:
            return False
        first, last = self._marked.chosen
        begin, end = (int(edge) for edge in self._view.histogram.edges_ms[bar : bar + 2])
        return begin <= (first + last) / 2 < end and first <= (begin + end) / 2 < last

    def _move_start_to(self, moment_ms: int) -> None:
        if self._view is None:
            return
        scale = self._view.scale
        # Whole minutes, as the date-time field shows them; never before now.
        minute = -(-min(moment_ms, scale.latest_ms) // _MINUTE_MS) * _MINUTE_MS
        self.start_moved.emit(max(minute, scale.now_ms) if moment_ms > scale.now_ms else scale.now_ms)

    def _geometry(self) -> Geometry:
        return Geometry(QRectF(self.rect()), scaled(self.font(), 0.85))

    def _at_line(self, x: float) -> bool:
        return self._view is not None and abs(x - self._geometry().across(self._view.scale, self._view.send_ms)) <= _GRASP

    def _draw_alone(self, painter: QPainter) -> None:
        tokens = tokens_of(self)
        area = QRectF(0, 0, _PICTURE.width(), _PICTURE.height())
        painter.fillRect(area, QColor(tokens.panel))
        if self._view is not None:
            draw_timeline(painter, area, self.font(), tokens, self._view, Marked())
