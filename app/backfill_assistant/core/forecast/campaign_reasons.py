"""What a forecast says about one campaign: a word for its state, and a sentence that carries the numbers."""

from __future__ import annotations

from backfill_assistant.core.campaigns.campaigns import CampaignState
from backfill_assistant.core.forecast.counts import CampaignCount
from backfill_assistant.core.forecast.reasons import window_length
from backfill_assistant.core.forecast.verdicts import Verdict
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence


def campaign_word(count: CampaignCount) -> tuple[Sentence, str]:
    """The state of a campaign in two or three words, and its tone: "caution", "good" or "neutral"."""
    standing = count.standing
    if count.could_enter:
        return Sentence(QT_TRANSLATE_NOOP("core", "Could enter")), "caution"
    if count.too_close:
        return Sentence(QT_TRANSLATE_NOOP("core", "Too close to call")), "caution"
    if standing.otherwise is Verdict.NOT_PREDICTABLE:
        return Sentence(QT_TRANSLATE_NOOP("core", "Not predictable")), "neutral"
    if count.campaign.state is CampaignState.DRAFT:
        return Sentence(QT_TRANSLATE_NOOP("core", "Draft")), "good"
    if count.campaign.state is CampaignState.STOPPED:
        return Sentence(QT_TRANSLATE_NOOP("core", "Stopped")), "good"
    if not standing.judged:
        return Sentence(QT_TRANSLATE_NOOP("core", "Not touched")), "good"
    if not count.concerned:
        return Sentence(QT_TRANSLATE_NOOP("core", "No rows match")), "good"
    if count.before_start == count.concerned:
        return Sentence(QT_TRANSLATE_NOOP("core", "Started too late")), "good"
    return Sentence(QT_TRANSLATE_NOOP("core", "Rows too old")), "good"


def campaign_reason(count: CampaignCount) -> Sentence:
    """Why, with numbers."""
    standing = count.standing
    if standing.reason is not None:
        return standing.reason
    window = window_length(standing.limit_ms)
    if not count.concerned:
        return _none_concerned(standing.event_name is not None)
    if count.could_enter and count.too_close:
        return Sentence(
            QT_TRANSLATE_NOOP(
                "core",
                "{could} row(s) come[s|] after the start and [is|are] younger than {window} when sent; {close} more too close.",
            ),
            could=count.could_enter,
            window=window,
            close=count.too_close,
        )
    if count.could_enter:
        return Sentence(
            QT_TRANSLATE_NOOP("core", "{could} row(s) come[s|] after the start and [is|are] younger than {window} when sent."),
            could=count.could_enter,
            window=window,
        )
    if count.too_close:
        return Sentence(
            QT_TRANSLATE_NOOP("core", "{close} row(s) [is|are] too near the start or the end of the window of {window} to call."),
            close=count.too_close,
            window=window,
        )
    return _none_inside(count, window)


def campaign_sentences(count: CampaignCount) -> tuple[Sentence, ...]:
    """All that is known: why, the number at the click, what nobody said yet, and what is not shown of the campaign."""
    told = (campaign_reason(count), _click_note(count), _unsaid_note(count), *count.standing.notes)
    return tuple(each for each in told if each is not None)


def _click_note(count: CampaignCount) -> Sentence | None:
    """The number at the click, where it is another than by the time rows go out."""
    at_click = count.at_click.could_enter + count.at_click.too_close
    if at_click == count.possible:
        return None
    return Sentence(QT_TRANSLATE_NOOP("core", "If all went out at once, {rows} row(s) could enter or be too close."), rows=at_click)


def _unsaid_note(count: CampaignCount) -> Sentence | None:
    """What the other rows hang on where nobody said whether the segment is built from events; for campaigns with a number."""
    if not count.possible or count.standing.otherwise is not Verdict.NOT_PREDICTABLE:
        return None
    return Sentence(
        QT_TRANSLATE_NOOP(
            "core",
            "No other row can be predicted, as Customer.io does not show whether the segment is built from events. "
            "Say so if you know.",
        )
    )


def _none_concerned(event: bool) -> Sentence:
    if event:
        return Sentence(QT_TRANSLATE_NOOP("core", "No row that can be sent is this event."))
    return Sentence(QT_TRANSLATE_NOOP("core", "No row that can be sent sets attributes of a person."))


def _none_inside(count: CampaignCount, window: str) -> Sentence:
    old = count.concerned - count.before_start
    if count.standing.otherwise is Verdict.NOT_PREDICTABLE:
        return Sentence(
            QT_TRANSLATE_NOOP(
                "core",
                "No row is inside the window of {window}, but whether the segment is built from events is not shown.",
            ),
            window=window,
        )
    if not old:
        return Sentence(
            QT_TRANSLATE_NOOP("core", "{before} row(s) happened before the campaign started."), before=count.before_start
        )
    if not count.before_start:
        return Sentence(QT_TRANSLATE_NOOP("core", "{old} row(s) [is|are] older than {window} when sent."), old=old, window=window)
    return Sentence(
        QT_TRANSLATE_NOOP(
            "core", "{before} row(s) happened before the campaign started; {old} [is|are] older than {window} when sent."
        ),
        before=count.before_start,
        old=old,
        window=window,
    )
