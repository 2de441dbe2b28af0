"""Campaigns from the JSON of Customer.io's App API (App API specification, September 2026).

The field `type` is marked for removal there, so what starts a campaign is told by which field is present. Opening delays, re-entry
rules and the conditions of segments are not shown at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from backfill_assistant.core.campaigns.campaigns import Campaign, CampaignState, Trigger, TriggerKind
from backfill_assistant.core.errors import CampaignsUnreadable
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

_KINDS_BY_TYPE = {
    "behavioral": TriggerKind.SEGMENT,
    "seg_attr": TriggerKind.SEGMENT,
    "segment": TriggerKind.SEGMENT,
    "transactional": TriggerKind.EVENT,
    "event": TriggerKind.EVENT,
    "form": TriggerKind.FORM,
    "date": TriggerKind.DATE,
    "webhook": TriggerKind.WEBHOOK,
    "object": TriggerKind.OBJECT,
    "relationship": TriggerKind.OBJECT,
}


def read_campaigns(answer: object, segment_names: Mapping[int, str] | None = None) -> tuple[Campaign, ...]:
    """All campaigns of an answer `{"campaigns": […]}`. Raises CampaignsUnreadable."""
    listed = answer.get("campaigns") if isinstance(answer, dict) else None
    if not isinstance(listed, list):
        raise _unreadable()
    return tuple(read_campaign(each, segment_names) for each in listed)


def read_campaign(plain: object, segment_names: Mapping[int, str] | None = None) -> Campaign:
    """One campaign object, such as `{"id": 3, "name": …, "event_name": …}`. Raises CampaignsUnreadable."""
    if not isinstance(plain, dict):
        raise _unreadable()
    number = _number(plain.get("id"))
    if number is None:
        raise _unreadable()
    name = plain.get("name")
    return Campaign(
        id=number,
        name=name.strip() if isinstance(name, str) and name.strip() else f"#{number}",
        trigger=read_trigger(plain, segment_names or {}),
        state=_state(plain),
        first_started_ms=_moment_ms(plain.get("first_started")),
        created_ms=_moment_ms(plain.get("created")),
        delay_hint_ms=delay_hint_ms(plain.get("actions")),
    )


def read_trigger(plain: Mapping[str, Any], segment_names: Mapping[int, str]) -> Trigger:
    """What starts a campaign, by the field that is present, else by `type`."""
    event_name = plain.get("event_name")
    if isinstance(event_name, str) and event_name.strip():
        return Trigger(TriggerKind.EVENT, event_name=event_name)
    listed = plain.get("trigger_segment_ids")
    segments = tuple(number for each in listed if (number := _number(each)) is not None) if isinstance(listed, list) else ()
    if segments:
        names = tuple(segment_names[number] for number in segments if number in segment_names)
        return Trigger(TriggerKind.SEGMENT, segment_ids=segments, segment_names=names)
    attribute = plain.get("date_attribute")
    if isinstance(attribute, str) and attribute:
        return Trigger(TriggerKind.DATE, date_attribute=attribute)
    if plain.get("webhook_id"):
        return Trigger(TriggerKind.WEBHOOK)
    if plain.get("object_type_id"):
        return Trigger(TriggerKind.OBJECT)
    return Trigger(_KINDS_BY_TYPE.get(str(plain.get("type", "")).strip().casefold(), TriggerKind.OTHER))


def delay_hint_ms(actions: object) -> int | None:
    """The length of a delay, if the first of a campaign's actions happens to be one. Only a hint: delays are not documented."""
    if not isinstance(actions, list) or not actions or not isinstance(actions[0], dict):
        return None
    first = actions[0]
    seconds = first.get("delay")
    if "delay" not in str(first.get("type", "")) or isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    return int(seconds * 1_000) if 0 < seconds < 10**10 else None


def keep_statements(read: Sequence[Campaign], known: Sequence[Campaign]) -> tuple[Campaign, ...]:
    """Campaigns read anew, with what the person said where Customer.io is silent, and behind them those that were typed in."""
    by_id = {campaign.id: campaign for campaign in known}
    kept = [_keep(campaign, by_id[campaign.id]) if campaign.id in by_id else campaign for campaign in read]
    return (*kept, *(campaign for campaign in known if campaign.typed_in))


def _keep(read: Campaign, known: Campaign) -> Campaign:
    return replace(
        read,
        trigger=_keep_trigger(read.trigger, known.trigger),
        opening_delay_ms=known.opening_delay_ms,
        restarted_ms=known.restarted_ms,
        first_started_ms=known.first_started_ms if read.first_started_ms is None else read.first_started_ms,
    )


def _keep_trigger(read: Trigger, known: Trigger) -> Trigger:
    if read.kind is known.kind is TriggerKind.SEGMENT and read.segment_ids == known.segment_ids:
        return replace(read, segment_uses_events=known.segment_uses_events, segment_touched=known.segment_touched)
    nameless = read.kind is known.kind is TriggerKind.EVENT and not read.event_name.strip()
    return known if nameless or read.kind is TriggerKind.OTHER else read


def _state(plain: Mapping[str, Any]) -> CampaignState:
    word = str(plain.get("state", "")).strip().casefold()
    for state in CampaignState:
        if word == state.value:
            return state
    # A state that is not shown, or new: running is the safe reading unless the campaign is said to be inactive.
    return CampaignState.STOPPED if not word and plain.get("active") is False else CampaignState.RUNNING


def _number(value: object) -> int | None:
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _moment_ms(value: object) -> int | None:
    seconds = _number(value)
    return seconds * 1_000 if seconds is not None and 0 < seconds < 10**11 else None


def _unreadable() -> CampaignsUnreadable:
    return CampaignsUnreadable(
        Sentence(QT_TRANSLATE_NOOP("core", "The list of campaigns could not be understood.")),
        Sentence(QT_TRANSLATE_NOOP("core", "Try again, choose another file, or type the campaigns in.")),
    )
