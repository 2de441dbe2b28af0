"""The rule: what one row can do to one campaign, and which campaigns the rule does not cover.

Customer.io, "Backfill historical data": a row can let a person enter a campaign when its time is after the campaign's start
and, at the moment the row is processed, less than the campaign's window ago.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.campaigns.campaigns import Campaign, CampaignState, TriggerKind, trigger_window
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.limits import EVENT_WINDOW_MS
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

# Stands for "started before any row": used when Customer.io shows neither start nor creation, the safe side.
LONG_AGO_MS: Final = -(2**60)

Mask = npt.NDArray[np.bool_]
Times = npt.NDArray[np.int64]


class Verdict(StrEnum):
    """What one row could do to one campaign. Whether a person enters is decided by filters and frequency too."""

    COULD_ENTER = "could enter"
    TOO_CLOSE = "too close to call"
    WILL_NOT = "will not"
    NOT_PREDICTABLE = "not predictable"


@dataclass(frozen=True)
class Standing:
    """How a campaign stands towards a kind of import, before any row is looked at."""

    campaign: Campaign
    # The verdict of every row, or of the rows outside the window when `judged`.
    otherwise: Verdict
    # True: rows are compared with the window and the start.
    judged: bool = False
    # Judged campaigns only: the window, and the start that counts.
    limit_ms: int = 0
    start_ms: int = LONG_AGO_MS
    # Why, where rows are not judged.
    reason: Sentence | None = None
    # What the person should know about the campaign, such as a start that is not shown.
    notes: tuple[Sentence, ...] = ()

    @cached_property
    def event_name(self) -> str | None:
        """The event that rows must be, trimmed; None where rows count as people."""
        trigger = self.campaign.trigger
        return trigger.event_name.strip() if trigger.kind is TriggerKind.EVENT else None

    def possible(self, high: Times, moments: Times | int, margin_ms: int) -> Mask:
        """True where the row could enter or is too close to call; `high` is the latest that a row's time may mean."""
        inside: Mask = (moments - high < self.limit_ms + margin_ms) & (high > self.start_ms - margin_ms)
        return inside

    def clear(self, low: Times, moments: Times | int, margin_ms: int) -> Mask:
        """True where the row could enter and no edge is near; a time that is still to come is never clear."""
        ages = moments - low
        inside: Mask = (ages < self.limit_ms - margin_ms) & (ages >= 0) & (low > self.start_ms + margin_ms)
        return inside


def standing_of(campaign: Campaign, kind: ImportKind) -> Standing:
    """How a campaign stands towards a kind of import."""
    fixed = _state(campaign) or _kind(campaign, kind)
    if fixed is not None:
        return fixed
    window = trigger_window(campaign)
    if window is None:
        raise ValueError("only event and segment campaigns have a window")
    unsaid = campaign.trigger.kind is TriggerKind.SEGMENT and kind.has_events and campaign.trigger.segment_uses_events is None
    started_ms = campaign.started_ms
    return Standing(
        campaign,
        otherwise=Verdict.NOT_PREDICTABLE if unsaid else Verdict.WILL_NOT,
        judged=True,
        limit_ms=window.limit_ms,
        start_ms=LONG_AGO_MS if started_ms is None else started_ms,
        notes=_notes(campaign, kind),
    )


def _state(campaign: Campaign) -> Standing | None:
    if campaign.state is CampaignState.DRAFT:
        return Standing(
            campaign,
            Verdict.WILL_NOT,
            reason=Sentence(QT_TRANSLATE_NOOP("core", "The campaign is a draft and has not started; nothing can enter it.")),
        )
    if campaign.state is CampaignState.STOPPED:
        return Standing(
            campaign,
            Verdict.WILL_NOT,
            reason=Sentence(
                QT_TRANSLATE_NOOP(
                    "core", "The campaign is stopped; nothing can enter it unless it is started again before sending."
                )
            ),
        )
    return None


def _kind(campaign: Campaign, kind: ImportKind) -> Standing | None:
    trigger = campaign.trigger
    if trigger.kind is TriggerKind.SEGMENT:
        return _segment(campaign, kind.has_people)
    if trigger.kind is TriggerKind.EVENT:
        if not kind.has_events:
            return Standing(
                campaign,
                Verdict.WILL_NOT,
                reason=Sentence(QT_TRANSLATE_NOOP("core", "An event starts this campaign, and this import sends people only.")),
            )
        if trigger.event_name.strip():
            return None
        return Standing(
            campaign,
            Verdict.NOT_PREDICTABLE,
            reason=Sentence(QT_TRANSLATE_NOOP("core", "An event starts this campaign, but its name is not known. Type it in.")),
        )
    reason = (
        _date_reason(trigger.date_attribute, kind) if trigger.kind is TriggerKind.DATE else _NO_RULE.get(trigger.kind, _OTHER_KIND)
    )
    return Standing(campaign, Verdict.NOT_PREDICTABLE, reason=reason)


def _segment(campaign: Campaign, has_people: bool) -> Standing | None:
    trigger = campaign.trigger
    if trigger.segment_touched is False:
        return Standing(
            campaign,
            Verdict.WILL_NOT,
            reason=Sentence(QT_TRANSLATE_NOOP("core", "You said that this import cannot move anyone into the segment.")),
        )
    if trigger.segment_uses_events:
        return Standing(
            campaign,
            Verdict.NOT_PREDICTABLE,
            reason=Sentence(
                QT_TRANSLATE_NOOP(
                    "core",
                    "The segment is built from events. Customer.io says that entry is then not reliable, in either direction.",
                )
            ),
        )
    if has_people:
        return None
    if trigger.segment_uses_events is None:
        return Standing(
            campaign,
            Verdict.NOT_PREDICTABLE,
            reason=Sentence(
                QT_TRANSLATE_NOOP(
                    "core", "Customer.io does not show whether this segment is built from events. Say so if you know."
                )
            ),
        )
    return Standing(
        campaign,
        Verdict.WILL_NOT,
        reason=Sentence(QT_TRANSLATE_NOOP("core", "Events move people only into segments built from events, and this one is not.")),
    )


_NO_RULE = {
    TriggerKind.FORM: Sentence(
        QT_TRANSLATE_NOOP("core", "A form starts this campaign. This import sends no forms, but Customer.io publishes no rule.")
    ),
    TriggerKind.WEBHOOK: Sentence(
        QT_TRANSLATE_NOOP("core", "A webhook starts this campaign. This import calls none, but Customer.io publishes no rule.")
    ),
    TriggerKind.OBJECT: Sentence(
        QT_TRANSLATE_NOOP("core", "An object or relationship starts this campaign. Customer.io publishes no rule for imports.")
    ),
}
_OTHER_KIND = Sentence(QT_TRANSLATE_NOOP("core", "What starts this campaign is not known, so no rule applies."))


def _date_reason(attribute: str, kind: ImportKind) -> Sentence:
    """An import that writes the date can let people in on that day, and one that does not can still let them past a filter."""
    if not attribute:
        return Sentence(
            QT_TRANSLATE_NOOP("core", "A date starts this campaign. Which attribute holds it is not known; type its name in.")
        )
    if kind.writes(attribute):
        return Sentence(
            QT_TRANSLATE_NOOP(
                "core",
                "This import writes {attribute}, the date that starts this campaign: people could enter when their date comes. "
                "Customer.io publishes no rule for imported dates.",
            ),
            attribute=attribute,
        )
    return Sentence(
        QT_TRANSLATE_NOOP(
            "core",
            "The date {attribute} starts this campaign, and this import does not write it. "
            "Customer.io publishes no rule for imports.",
        ),
        attribute=attribute,
    )


def _notes(campaign: Campaign, kind: ImportKind) -> tuple[Sentence, ...]:
    notes = []
    if kind.anonymous and campaign.trigger.kind is TriggerKind.EVENT:
        notes.append(
            Sentence(
                QT_TRANSLATE_NOOP(
                    "core",
                    "The events are anonymous: one can start it only if its visitor is known, or becomes known, "
                    "within {hours} h of the event.",
                ),
                hours=EVENT_WINDOW_MS // 3_600_000,
            )
        )
    if campaign.started_ms is None:
        notes.append(
            Sentence(
                QT_TRANSLATE_NOOP(
                    "core", "Its start is not shown, so it counts as started before every row. Type it in if you know."
                )
            )
        )
    elif campaign.first_started_ms is None:
        notes.append(Sentence(QT_TRANSLATE_NOOP("core", "Its start is not shown, so the day it was created counts as the start.")))
    if campaign.restarted_ms is not None:
        notes.append(
            Sentence(
                QT_TRANSLATE_NOOP(
                    "core",
                    "It was started again later. Which start counts is not documented; the first one is used, the safe side.",
                )
            )
        )
    if campaign.delay_hint_ms is not None and not campaign.opening_delay_ms:
        notes.append(
            Sentence(
                QT_TRANSLATE_NOOP(
                    "core",
                    "Customer.io shows a delay of {hours} h in it. If the campaign begins with it, type it in as opening delay.",
                ),
                hours=-(-campaign.delay_hint_ms // 3_600_000),
            )
        )
    return tuple(notes)
