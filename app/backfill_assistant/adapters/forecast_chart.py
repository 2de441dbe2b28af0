"""The timeline of a forecast as an SVG picture, for the report; its colours come from the page's style sheet."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Final

from backfill_assistant.core.forecast.forecast_picture import ForecastPicture
from backfill_assistant.core.forecast.reasons import duration
from backfill_assistant.core.limits import ACTIVITY_LOG_MS
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

_WIDTH: Final = 960
_TOP: Final = 56
_BASE: Final = 190
_HEIGHT: Final = 236
_LABELS_MAX: Final = 3

Words = Callable[[Sentence], str]


def chart_svg(picture: ForecastPicture, in_words: Words) -> str:
    """Bars of rows over time, windows as bands, the start of sending and the 30 days of activity logs as lines."""
    title = in_words(
        Sentence(
            QT_TRANSLATE_NOOP("core", "Rows over time: {rows} could enter a campaign or [is|are] too close to call."),
            rows=picture.outlook.totals.rows,
        )
    )
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(title, quote=True)}">',
        *_bands(picture),
        *_bars(picture),
        f'<line class="axis" x1="0" y1="{_BASE}" x2="{_WIDTH}" y2="{_BASE}"/>',
        *_marks(picture),
        *_lines(picture, in_words),
        "</svg>",
    ]
    return "".join(parts)


def _across(picture: ForecastPicture, moment_ms: float) -> float:
    return round(min(1.0, max(0.0, picture.outlook.scale.place(moment_ms))) * _WIDTH, 1)


def _bands(picture: ForecastPicture) -> list[str]:
    entered = [count for count in picture.outlook.counts if count.possible]
    entered.sort(key=lambda count: -count.possible)
    made = []
    for level, count in enumerate(entered[:_LABELS_MAX]):
        begin = max(count.standing.start_ms, picture.outlook.plan.start_ms - count.standing.limit_ms)
        left, right = _across(picture, begin), _across(picture, picture.outlook.plan.start_ms)
        made.append(f'<rect class="band" x="{left}" y="{_TOP}" width="{max(1.0, right - left):.1f}" height="{_BASE - _TOP}"/>')
        anchor, at = ("end", right - 4) if left > _WIDTH * 0.6 else ("start", left + 4)
        label = escape(f"{duration(count.standing.limit_ms)} · {count.campaign.name}")
        made.append(f'<text class="caution" x="{at:.1f}" y="{14 + 14 * level}" text-anchor="{anchor}">{label}</text>')
    return made


def _bars(picture: ForecastPicture) -> list[str]:
    shown = picture.outlook.histogram
    tallest = max(1, int(shown.rows.max(initial=0)))
    width = _WIDTH / max(1, len(shown.rows))
    made = []
    for number, (rows, entering) in enumerate(zip(shown.rows.tolist(), shown.could_enter.tolist(), strict=True)):
        if rows:
            # The square root keeps a bar of a few rows visible beside one of many thousands.
            height = (_BASE - _TOP - 12) * (rows / tallest) ** 0.5
            part = height * entering / rows
            left = number * width + 1
            size = f'width="{width - 2:.1f}"'
            made.append(f'<rect class="bar" x="{left:.1f}" y="{_BASE - height:.1f}" {size} height="{height - part:.1f}"/>')
            if entering:
                made.append(f'<rect class="hit" x="{left:.1f}" y="{_BASE - part:.1f}" {size} height="{part:.1f}"/>')
    return made


def _marks(picture: ForecastPicture) -> list[str]:
    made, last = [], float(_WIDTH)
    for age in picture.outlook.scale.marks():
        at = _across(picture, picture.outlook.scale.now_ms - age)
        if last - at >= 70 and at >= 20:
            made.append(f'<text x="{at}" y="{_BASE + 18}" text-anchor="middle">{escape(duration(age))}</text>')
            last = at
    return made


def _lines(picture: ForecastPicture, in_words: Words) -> list[str]:
    start, quiet_ms = _across(picture, picture.outlook.plan.start_ms), picture.outlook.quiet_time_ms
    log = _across(picture, picture.outlook.plan.start_ms - ACTIVITY_LOG_MS)
    sending = escape(in_words(Sentence(QT_TRANSLATE_NOOP("core", "start of sending"))))
    made = [
        f'<line class="send" x1="{start}" y1="{_TOP - 6}" x2="{start}" y2="{_BASE + 6}"/>',
        f'<text class="accent" x="{start + 4}" y="{_TOP + 6}">{sending}</text>',
    ]
    if quiet_ms is not None and picture.outlook.plan.start_ms < quiet_ms <= picture.outlook.scale.latest_ms:
        at = _across(picture, quiet_ms)
        words = escape(in_words(Sentence(QT_TRANSLATE_NOOP("core", "quiet"))))
        made.append(f'<line class="quiet" x1="{at}" y1="{_TOP - 6}" x2="{at}" y2="{_BASE}"/>')
        made.append(f'<text class="good" x="{at + 4}" y="{_BASE - 6}">{words}</text>')
    if log > 0:
        words = escape(in_words(Sentence(QT_TRANSLATE_NOOP("core", "30 days: activity logs end"))))
        made.append(f'<line class="log" x1="{log}" y1="{_TOP}" x2="{log}" y2="{_BASE}"/>')
        made.append(f'<text x="{log}" y="{_BASE + 36}" text-anchor="middle">{words}</text>')
    return made
