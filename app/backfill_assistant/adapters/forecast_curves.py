"""What a later start would change, campaign by campaign, as an SVG picture and a table for the forecast report."""

from __future__ import annotations

from html import escape
from typing import Final

import numpy as np

from backfill_assistant.adapters.html_page import Words, moment_text
from backfill_assistant.core.forecast.forecast_picture import ForecastPicture
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

_WIDTH: Final = 960
_TOP: Final = 20
_BASE: Final = 170
_HEIGHT: Final = 200
_DAYS: Final = 7
_LINES_MAX: Final = 5
# Lines are told apart without colour.
_DASHES: Final = ("", "7 3", "2 3", "9 3 2 3", "14 4")


def curves_panel(picture: ForecastPicture, in_words: Words) -> tuple[str, ...]:
    """The heading, the picture and the same numbers as a table; nothing where no row could enter anything in the next days."""
    shown = _most_first(picture)
    if not shown:
        return ()

    def told(text: str, /, **values: object) -> str:
        return escape(in_words(Sentence(text, **values)))

    explained = told(
        QT_TRANSLATE_NOOP(
            "core",
            "Rows that could enter, or are too close to call, if all rows were processed at one moment "
            "of the 7 days from the start of sending.",
        )
    )
    hidden = sum(bool(rows.any()) for rows in picture.curves.rows) - len(shown)
    more = told(QT_TRANSLATE_NOOP("core", "{campaigns} more campaign(s) [is|are] not shown here."), campaigns=hidden)
    return (
        f"<h2>{told(QT_TRANSLATE_NOOP('core', 'If sending started later'))}</h2>",
        f'<div class="panel"><p class="muted">{explained}{" " + more if hidden else ""}</p>',
        _svg(picture, shown, explained, in_words),
        f"{_table(picture, shown, in_words)}</div>",
    )


def _most_first(picture: ForecastPicture) -> list[int]:
    """The campaigns that have a line, by their highest number."""
    highest = {index: int(rows.max()) for index, rows in enumerate(picture.curves.rows) if rows.any()}
    return sorted(highest, key=lambda index: (-highest[index], index))[:_LINES_MAX]


def _across(picture: ForecastPicture, moment_ms: int) -> float:
    first, last = int(picture.curves.starts_ms[0]), int(picture.curves.starts_ms[-1])
    return round((moment_ms - first) / (last - first) * _WIDTH, 1)


def _svg(picture: ForecastPicture, shown: list[int], title: str, in_words: Words) -> str:
    starts, outlook = picture.curves.starts_ms, picture.outlook
    highest = max(int(picture.curves.rows[index].max()) for index in shown)
    parts = [f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(title, quote=True)}">']
    for dash, index in zip(_DASHES, shown, strict=False):
        # The square root keeps a line of a few rows visible beside one of many thousands.
        heights = _BASE - (_BASE - _TOP) * np.sqrt(picture.curves.rows[index] / highest)
        points = " ".join(f"{_across(picture, int(at))},{height:.1f}" for at, height in zip(starts, heights, strict=True))
        parts.append(f'<polyline class="curve" stroke-dasharray="{dash}" points="{points}"/>')
    parts.append(f'<line class="axis" x1="0" y1="{_BASE}" x2="{_WIDTH}" y2="{_BASE}"/>')
    for day in range(1, _DAYS):
        words = escape(in_words(Sentence(QT_TRANSLATE_NOOP("core", "{days} day(s) later"), days=day)))
        parts.append(f'<text x="{_WIDTH * day / _DAYS:.1f}" y="{_BASE + 18}" text-anchor="middle">{words}</text>')
    marks = [(outlook.plan.start_ms, "send", "accent", QT_TRANSLATE_NOOP("core", "start of sending"))]
    if outlook.quiet_time_ms is not None and outlook.quiet_time_ms > outlook.plan.start_ms:
        marks.append((outlook.quiet_time_ms, "quiet", "good", QT_TRANSLATE_NOOP("core", "quiet")))
    for moment_ms, line, tone, text in marks:
        if starts[0] <= moment_ms <= starts[-1]:
            at = _across(picture, moment_ms)
            anchor, label = ("end", at - 4) if at > _WIDTH * 0.8 else ("start", at + 4)
            parts.append(f'<line class="{line}" x1="{at}" y1="{_TOP - 12}" x2="{at}" y2="{_BASE}"/>')
            words = escape(in_words(Sentence(text)))
            parts.append(f'<text class="{tone}" x="{label:.1f}" y="{_TOP - 8}" text-anchor="{anchor}">{words}</text>')
    return "".join((*parts, "</svg>"))


def _table(picture: ForecastPicture, shown: list[int], in_words: Words) -> str:
    """One line per campaign with the numbers of each day, the line of the picture beside its name."""
    starts = picture.curves.starts_ms
    every = (len(starts) - 1) // _DAYS
    heads = [in_words(Sentence(QT_TRANSLATE_NOOP("core", "Campaign")))]
    heads += [moment_text(int(each)) for each in starts[::every]]
    head = "".join(f'<th class="{"number" if place else ""}" scope="col">{escape(text)}</th>' for place, text in enumerate(heads))
    rows = []
    for dash, index in zip(_DASHES, shown, strict=False):
        sample = (
            '<svg viewBox="0 0 48 8" style="width:48px" aria-hidden="true">'
            f'<line class="curve" stroke-dasharray="{dash}" x1="0" y1="4" x2="48" y2="4"/></svg>'
        )
        name = escape(picture.outlook.counts[index].campaign.name)
        numbers = "".join(f'<td class="number">{rows_then:,}</td>' for rows_then in picture.curves.rows[index][::every].tolist())
        rows.append(f"<tr><td>{sample} {name}</td>{numbers}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
