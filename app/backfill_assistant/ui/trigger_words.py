"""What the Triggers page says of a plan and of what it means, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from backfill_assistant.core.forecast.plans import Choice, SendingPlan
from backfill_assistant.core.forecast.reasons import duration
from backfill_assistant.ui.wording import number, order, weekday_and_time

if TYPE_CHECKING:
    from backfill_assistant.core.forecast.outlook import Outlook


def plan_words(plan: SendingPlan, *, follows_clock: bool, hints: bool) -> str:
    """When, in which order and how fast rows go; `hints` adds what else can be done."""
    if follows_clock:
        words = QCoreApplication.translate("Triggers", "Sending now, {moment} · {order} · {speed} rows/s · margin {margin}.")
        if hints:
            words = f"{words} {QCoreApplication.translate('Triggers', 'Drag the line to try another time.')}"
    else:
        words = QCoreApplication.translate("Triggers", "Sending at {moment} · {order} · {speed} rows/s · margin {margin}.")
        if hints:
            words = f"{words} {QCoreApplication.translate('Triggers', 'Windows move while you wait.')}"
    return words.format(
        moment=weekday_and_time(plan.start_ms),
        order=order(plan.order.value),
        speed=number(round(plan.rows_per_second)),
        margin=duration(plan.margin_ms),
    )


def going_words(outlook: Outlook, *, previews_only: bool) -> str:
    """How many rows would be sent, and how many are held or left out."""
    going = outlook.chosen.going
    if previews_only:
        sentence = QCoreApplication.translate("Triggers", "%Ln row(s) would be sent", None, going)
    else:
        sentence = QCoreApplication.translate("Triggers", "%Ln row(s) to send", None, going)
    back = outlook.chosen.held_back
    if not back:
        return sentence
    if outlook.decision.choice is Choice.HOLD:
        held = QCoreApplication.translate("Triggers", "%Ln held", None, back)
    else:
        held = QCoreApplication.translate("Triggers", "%Ln left out", None, back)
    return QCoreApplication.translate("Triggers", "{going} · {held}").format(going=sentence, held=held)
