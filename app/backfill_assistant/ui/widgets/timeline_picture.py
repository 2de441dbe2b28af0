"""The timeline as a drawing: rows over time, windows as bands, campaign starts, the send line; for widget, PNG and SVG alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from backfill_assistant.core.forecast.timeline import Histogram, TimeScale
from backfill_assistant.ui.tokens import Tokens
from backfill_assistant.ui.widgets.text import scaled

_HOUR_MS: Final = 3_600_000
_DAY_MS: Final = 24 * _HOUR_MS
_SIDE: Final = 18
_BANDS_NAMED: Final = 2


@dataclass(frozen=True)
class Band:
    """The window of a campaign that rows could enter: its words, and from where to the send line it reaches."""

    words: str
    begin_ms: int


@dataclass(frozen=True, eq=False)
class TimelineView:
    """What is drawn. Times in unix milliseconds."""

    scale: TimeScale
    histogram: Histogram
    send_ms: int
    log_ends_ms: int
    bands: tuple[Band, ...] = ()
    campaign_starts_ms: tuple[int, ...] = ()
    quiet_ms: int | None = None
    # The start of the campaign whose curve is drawn.
    named_start_ms: int | None = None
    older_than_log: int = 0
    # For each start from now on, how many rows could enter the campaign whose curve it is.
    curve_ms: tuple[int, ...] = ()
    curve_rows: tuple[int, ...] = ()


@dataclass
class Marked:
    """What the mouse or the keyboard points at: a bar, the span that filters the rows, whether the line is held.

    The span is two moments (unix milliseconds): whatever part of the past is shown, it stays at its time.
    """

    bar: int | None = None
    chosen: tuple[int, int] | None = None
    holding: bool = False


@dataclass(frozen=True)
class Geometry:
    """Where things lie in a picture of a size."""

    area: QRectF
    font: QFont
    plot: QRectF = field(init=False)

    def __post_init__(self) -> None:
        line = QFontMetricsF(self.font).height()
        top, bottom = self.area.top() + line * (1 + _BANDS_NAMED) + 6, self.area.bottom() - line * 2 - 4
        plot = QRectF(self.area.left() + _SIDE, top, self.area.width() - 2 * _SIDE, max(10.0, bottom - top))
        object.__setattr__(self, "plot", plot)

    def across(self, scale: TimeScale, moment_ms: float) -> float:
        """The pixel column of a moment, never outside the picture."""
        return self.plot.left() + min(1.0, max(0.0, scale.place(moment_ms))) * self.plot.width()

    def moment(self, scale: TimeScale, x: float) -> int:
        """The moment at a pixel column."""
        return scale.moment(min(1.0, max(0.0, (x - self.plot.left()) / self.plot.width())))

    @staticmethod
    def bar_of(histogram: Histogram, moment_ms: float) -> int | None:
        """The bar in which a moment lies."""
        bar = int(np.searchsorted(histogram.edges_ms, moment_ms, side="right")) - 1
        return bar if 0 <= bar < len(histogram.rows) else None

    def bar_at(self, bar_count: int, x: float) -> int | None:
        """The bar at a pixel column."""
        if not self.plot.left() <= x < self.plot.right():
            return None
        return min(bar_count - 1, int((x - self.plot.left()) / self.plot.width() * bar_count))


def draw_timeline(painter: QPainter, area: QRectF, font: QFont, tokens: Tokens, view: TimelineView, marked: Marked) -> None:
    """Draw everything into an area."""
    small = scaled(font, 0.85)
    geometry = Geometry(area, small)
    painter.setFont(small)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    _draw_bands(painter, geometry, tokens, view)
    _draw_bars(painter, geometry, tokens, view, marked)
    _draw_curve(painter, geometry, tokens, view)
    _draw_axis(painter, geometry, tokens, view)
    _draw_lines(painter, geometry, tokens, view, marked)


def bar_heights(histogram: Histogram) -> np.ndarray:
    """Heights from 0 to 1; the square root keeps a bar of a few rows visible beside one of many thousands."""
    tallest = max(1, int(histogram.rows.max(initial=0)))
    return np.sqrt(histogram.rows / tallest)


def age_words(age_ms: int) -> str:
    """An age as a mark on the axis."""
    if age_ms < 5 * _DAY_MS:
        return QCoreApplication.translate("Timeline", "{count} h").format(count=age_ms // _HOUR_MS)
    if age_ms < 365 * _DAY_MS:
        return QCoreApplication.translate("Timeline", "{count} days").format(count=age_ms // _DAY_MS)
    return QCoreApplication.translate("Timeline", "%Ln year(s)", None, age_ms // (365 * _DAY_MS))


def later_words(scale: TimeScale) -> str:
    """How far ahead the axis reaches: a week, or as far as a later start needs."""
    return QCoreApplication.translate("Timeline", "in %Ln day(s)", None, round((scale.latest_ms - scale.now_ms) / _DAY_MS))


def _draw_bands(painter: QPainter, geometry: Geometry, tokens: Tokens, view: TimelineView) -> None:
    plot, metrics = geometry.plot, QFontMetricsF(geometry.font)
    right = geometry.across(view.scale, view.send_ms)
    ground = tokens.colour("caution_soft")
    ground.setAlphaF(0.75)
    widest = min((geometry.across(view.scale, band.begin_ms) for band in view.bands), default=right)
    painter.fillRect(QRectF(widest, plot.top(), max(0.0, right - widest), plot.height()), ground)
    for level, band in enumerate(view.bands[:_BANDS_NAMED]):
        left = geometry.across(view.scale, band.begin_ms)
        y = geometry.area.top() + metrics.height() * (level + 1)
        painter.setPen(QPen(tokens.colour("caution"), 1))
        painter.drawLine(QPointF(left, y + metrics.height() * 0.5), QPointF(left, plot.bottom()))
        # Rather shortened inside the band than written over the marks left of it.
        inside = right - 4 - (left + 5)
        room = inside if inside > metrics.height() * 7 else plot.width() * 0.6
        words = metrics.elidedText(band.words, Qt.TextElideMode.ElideRight, room)
        wide = metrics.horizontalAdvance(words)
        # Not across the send line, if there is room on the other side.
        at = left - 5 - wide if left + 5 + wide > right - 4 and left - 5 - wide > geometry.area.left() else left + 5
        at = min(at, geometry.area.right() - wide - 2)
        painter.setPen(tokens.colour("caution_text"))
        painter.drawText(QPointF(at, y + metrics.ascent()), words)


def _draw_bars(painter: QPainter, geometry: Geometry, tokens: Tokens, view: TimelineView, marked: Marked) -> None:
    plot, shown = geometry.plot, view.histogram
    count = len(shown.rows)
    wide = plot.width() / max(1, count)
    painter.setPen(Qt.PenStyle.NoPen)
    heights = bar_heights(shown)
    if marked.chosen is not None:
        first, last = (geometry.across(view.scale, moment) for moment in marked.chosen)
        painter.fillRect(QRectF(first, plot.top(), last - first, plot.height()), tokens.colour("accent_soft"))
    for number in np.flatnonzero(shown.rows).tolist():
        tall = max(2.0, float(heights[number]) * plot.height() * 0.94)
        hit = int(shown.could_enter[number])
        part = max(2.0, tall * hit / int(shown.rows[number])) if hit else 0.0
        left = plot.left() + number * wide + 0.5
        bar = QRectF(left, plot.bottom() - tall, max(1.0, wide - 1.5), tall)
        painter.setBrush(tokens.colour("neutral_bar"))
        painter.drawRoundedRect(bar, 1.5, 1.5)
        if part:
            painter.setBrush(tokens.colour("caution"))
            painter.drawRoundedRect(QRectF(bar.left(), plot.bottom() - part, bar.width(), part), 1.5, 1.5)
    if marked.bar is not None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tokens.colour("accent"), 1.5))
        painter.drawRoundedRect(QRectF(plot.left() + marked.bar * wide, plot.top(), wide, plot.height()), 2, 2)


def _draw_curve(painter: QPainter, geometry: Geometry, tokens: Tokens, view: TimelineView) -> None:
    highest = max(view.curve_rows, default=0)
    if not highest:
        return
    plot = geometry.plot
    # Up to the first point at which nothing could enter any more.
    shown = next((number + 1 for number, rows in enumerate(view.curve_rows) if not rows), len(view.curve_rows))
    points = [
        QPointF(geometry.across(view.scale, moment), plot.bottom() - 0.94 * plot.height() * (rows / highest) ** 0.5)
        for moment, rows in zip(view.curve_ms[:shown], view.curve_rows[:shown], strict=True)
    ]
    ground = QPolygonF([QPointF(points[0].x(), plot.bottom()), *points, QPointF(points[-1].x(), plot.bottom())])
    fill = tokens.colour("caution")
    fill.setAlphaF(0.16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawPolygon(ground)
    painter.setPen(QPen(tokens.colour("caution"), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(points))


def _draw_axis(painter: QPainter, geometry: Geometry, tokens: Tokens, view: TimelineView) -> None:
    plot, metrics, scale = geometry.plot, QFontMetricsF(geometry.font), view.scale
    painter.setPen(QPen(tokens.colour("outline"), 1))
    painter.drawLine(plot.bottomLeft(), plot.bottomRight())
    baseline = plot.bottom() + metrics.height() + 1
    now = geometry.across(scale, scale.now_ms)
    painter.setPen(tokens.colour("muted"))
    words = QCoreApplication.translate("Timeline", "now")
    taken = now - metrics.horizontalAdvance(words) / 2
    painter.drawText(QPointF(taken, baseline), words)
    later = later_words(scale)
    painter.drawText(QPointF(geometry.area.right() - 4 - metrics.horizontalAdvance(later), baseline), later)
    for age in scale.marks():
        at, words = geometry.across(scale, scale.now_ms - age), age_words(age)
        half = metrics.horizontalAdvance(words) / 2
        begin = max(geometry.area.left() + 2, at - half)
        if begin + 2 * half + 10 <= taken:
            painter.drawText(QPointF(begin, baseline), words)
            painter.drawLine(QPointF(at, plot.bottom()), QPointF(at, plot.bottom() + 3))
            taken = begin
    if view.histogram.earlier:
        words = QCoreApplication.translate("Timeline", "%Ln row(s) earlier", None, view.histogram.earlier)
        painter.drawText(QPointF(geometry.area.left() + 4, plot.top() - 3), words)


def _draw_lines(painter: QPainter, geometry: Geometry, tokens: Tokens, view: TimelineView, marked: Marked) -> None:
    plot, metrics, scale = geometry.plot, QFontMetricsF(geometry.font), view.scale
    lower = plot.bottom() + metrics.height() * 2
    dashed = QPen(tokens.colour("muted"), 1, Qt.PenStyle.DashLine)
    for moment in view.campaign_starts_ms:
        if scale.oldest_ms <= moment <= scale.latest_ms:
            at = geometry.across(scale, moment)
            painter.setPen(dashed)
            painter.drawLine(QPointF(at, plot.top()), QPointF(at, plot.bottom()))
            if moment == view.named_start_ms:
                words = QCoreApplication.translate("Timeline", "campaign started")
                painter.setPen(tokens.colour("muted"))
                wide = metrics.horizontalAdvance(words)
                painter.drawText(QPointF(at - 5 - wide if at - 5 - wide > plot.left() else at + 5, plot.top() - 3), words)
    if view.log_ends_ms > scale.oldest_ms:
        at = geometry.across(scale, view.log_ends_ms)
        painter.setPen(QPen(tokens.colour("muted"), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(at, plot.top()), QPointF(at, plot.bottom() + 3))
        words = QCoreApplication.translate("Timeline", "30 days: activity log ends")
        if view.older_than_log:
            before = QCoreApplication.translate("Timeline", "%Ln row(s) before", None, view.older_than_log)
            words = QCoreApplication.translate("Timeline", "{log}, {rows}").format(log=words, rows=before)
        painter.setPen(tokens.colour("muted"))
        painter.drawText(QPointF(max(geometry.area.left() + 4, at - metrics.horizontalAdvance(words) / 2), lower), words)
    send = geometry.across(scale, view.send_ms)
    if view.quiet_ms is not None and scale.now_ms < view.quiet_ms <= scale.latest_ms:
        at = geometry.across(scale, view.quiet_ms)
        painter.setPen(QPen(tokens.colour("good"), 1.5))
        painter.drawLine(QPointF(at, plot.top()), QPointF(at, plot.bottom()))
        _lettering(
            painter, geometry, QCoreApplication.translate("Timeline", "quiet from here"), at, lower, tokens.colour("good_text")
        )
    painter.setPen(QPen(tokens.colour("accent"), 3 if marked.holding else 2))
    painter.drawLine(QPointF(send, geometry.area.top() + metrics.height()), QPointF(send, plot.bottom() + 4))
    painter.setBrush(tokens.colour("accent"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(QPointF(send, geometry.area.top() + metrics.height() + 4), 4, 4)
    words = QCoreApplication.translate("Timeline", "start of sending")
    _lettering(painter, geometry, words, send, geometry.area.top() + metrics.ascent(), tokens.colour("accent_text"))


def _lettering(painter: QPainter, geometry: Geometry, words: str, at: float, baseline: float, colour: QColor) -> None:
    """Words in the middle of a line, kept inside the picture."""
    wide = QFontMetricsF(geometry.font).horizontalAdvance(words)
    left = min(max(geometry.area.left() + 4, at - wide / 2), geometry.area.right() - 4 - wide)
    painter.setPen(colour)
    painter.drawText(QPointF(left, baseline), words)
