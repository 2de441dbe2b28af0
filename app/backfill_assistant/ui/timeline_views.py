"""What the timeline shows of an outlook, as a picture and as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication

from backfill_assistant.core.limits import ACTIVITY_LOG_MS
from backfill_assistant.ui.models.campaigns_model import window_words
from backfill_assistant.ui.widgets.timeline_picture import Band, TimelineView
from backfill_assistant.ui.wording import day_and_time, number

if TYPE_CHECKING:
    from backfill_assistant.core.forecast.counts import CampaignCount
    from backfill_assistant.core.forecast.forecast import Forecast
    from backfill_assistant.core.forecast.outlook import Outlook

_CURVE_POINTS = 169


def timeline_view(forecast: Forecast, outlook: Outlook, campaign: int) -> TimelineView:
    """The picture; `campaign` is the line whose curve is drawn, -1 for none."""
    plan, scale = outlook.plan, outlook.scale
    entered = sorted((count for count in outlook.counts if count.possible), key=lambda count: -count.possible)
    curve_ms: tuple[int, ...] = ()
    curve_rows: tuple[int, ...] = ()
    named_start_ms = None
    if 0 <= campaign < len(outlook.counts) and outlook.counts[campaign].standing.judged:
        named_start_ms = outlook.counts[campaign].standing.start_ms
        starts = np.linspace(scale.now_ms, scale.latest_ms, _CURVE_POINTS).astype(np.int64)
        curve_ms, curve_rows = tuple(starts.tolist()), tuple(forecast.curve(campaign, plan, starts).tolist())
    return TimelineView(
        scale=scale,
        histogram=outlook.histogram,
        send_ms=plan.start_ms,
        log_ends_ms=plan.start_ms - ACTIVITY_LOG_MS,
        bands=tuple(_band(count, plan.start_ms) for count in entered),
        campaign_starts_ms=tuple(count.standing.start_ms for count in outlook.counts if count.standing.judged and count.concerned),
        quiet_ms=outlook.quiet_time_ms,
        older_than_log=outlook.totals.older_than_log,
        named_start_ms=named_start_ms,
        curve_ms=curve_ms,
        curve_rows=curve_rows,
    )


def timeline_text(outlook: Outlook) -> str:
    """The same in sentences, for screen readers."""
    totals, plan = outlook.totals, outlook.plan
    told = [
        QCoreApplication.translate("Timeline", "Sending starts {moment}.").format(moment=day_and_time(plan.start_ms)),
        QCoreApplication.translate("Timeline", "%Ln row(s) could enter a campaign.", None, totals.rows),
    ]
    if totals.older_than_log:
        words = QCoreApplication.translate("Timeline", "%Ln row(s) [is|are] over 30 days old.", None, totals.older_than_log)
        told.append(words)
    if totals.rows_without_time:
        told.append(QCoreApplication.translate("Timeline", "%Ln row(s) [has|have] no time.", None, totals.rows_without_time))
    if outlook.quiet_time_ms is not None and outlook.quiet_time_ms > plan.start_ms:
        words = QCoreApplication.translate("Timeline", "Quiet from {moment} on.")
        told.append(words.format(moment=day_and_time(outlook.quiet_time_ms)))
    return " ".join(told)


def bars_as_text(outlook: Outlook) -> str:
    """Every bar that has rows, as lines with tabs: from, to, rows, could enter."""
    header = (
        QCoreApplication.translate("Timeline", "From"),
        QCoreApplication.translate("Timeline", "To"),
        QCoreApplication.translate("Timeline", "Rows"),
        QCoreApplication.translate("Timeline", "Could enter"),
    )
    shown = outlook.histogram
    lines = ["\t".join(header)]
    for bar in np.flatnonzero(shown.rows).tolist():
        span = day_and_time(int(shown.edges_ms[bar])), day_and_time(int(shown.edges_ms[bar + 1]))
        lines.append("\t".join((*span, number(int(shown.rows[bar])), number(int(shown.could_enter[bar])))))
    return "\n".join((timeline_text(outlook), "", *lines))


def _band(count: CampaignCount, send_ms: int) -> Band:
    standing = count.standing
    words = QCoreApplication.translate("Timeline", "{window} window · {campaign}")
    named = words.format(window=window_words(count), campaign=count.campaign.name)
    return Band(named, max(standing.start_ms, send_ms - standing.limit_ms))
