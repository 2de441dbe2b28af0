"""Campaigns as text, to keep in a file or in the settings, and back again. No data of people is in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from backfill_assistant.core.campaigns.campaign_reading import read_campaigns
from backfill_assistant.core.campaigns.campaigns import Campaign, CampaignState, Trigger, TriggerKind
from backfill_assistant.core.errors import CampaignsUnreadable
from backfill_assistant.core.iso_text import LAST_MS
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

_FORM: Final = "backfill-assistant campaigns"
_VERSION: Final = 1


def campaigns_to_dict(campaigns: Sequence[Campaign], read_at_ms: int | None = None) -> dict[str, Any]:
    """A plain form with the time the campaigns were read (unix milliseconds; None where they were typed in)."""
    return {"form": _FORM, "version": _VERSION, "read_at_ms": read_at_ms, "campaigns": [asdict(each) for each in campaigns]}


def campaigns_from_dict(plain: object) -> tuple[Campaign, ...]:
    """Read the plain form, or an answer of the App API as it is. Raises CampaignsUnreadable."""
    if not isinstance(plain, dict) or plain.get("form") != _FORM:
        return read_campaigns(plain)
    if plain.get("version") != _VERSION:
        raise CampaignsUnreadable(
            Sentence(QT_TRANSLATE_NOOP("core", "The campaigns were saved by a newer version of this program.")),
            Sentence(QT_TRANSLATE_NOOP("core", "Update the program, or read the campaigns from the workspace again.")),
        )
    try:
        return tuple(_campaign(each) for each in plain["campaigns"])
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged() from error


def campaigns_to_text(campaigns: Sequence[Campaign], read_at_ms: int | None = None) -> str:
    """Readable JSON."""
    return json.dumps(campaigns_to_dict(campaigns, read_at_ms), indent=1, ensure_ascii=False) + "\n"


def campaigns_from_text(text: str) -> tuple[Campaign, ...]:
    """Read what `campaigns_to_text` wrote, or a saved answer of the App API. Raises CampaignsUnreadable."""
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _damaged() from error
    return campaigns_from_dict(plain)


def _campaign(plain: dict[str, Any]) -> Campaign:
    values = dict(plain)
    trigger = dict(values["trigger"])
    trigger["kind"] = TriggerKind(trigger["kind"])
    trigger["segment_ids"] = tuple(int(each) for each in trigger["segment_ids"])
    trigger["segment_names"] = tuple(str(each) for each in trigger["segment_names"])
    values["trigger"] = Trigger(**trigger)
    values["state"] = CampaignState(values["state"])
    campaign = Campaign(**values)
    moments = (campaign.first_started_ms, campaign.created_ms, campaign.restarted_ms, campaign.delay_hint_ms)
    numbers = [campaign.id, campaign.opening_delay_ms, *(each for each in moments if each is not None)]
    said = (campaign.trigger.segment_uses_events, campaign.trigger.segment_touched)
    texts = (campaign.name, campaign.trigger.event_name, campaign.trigger.date_attribute)
    if not (
        all(type(each) is int for each in numbers)
        and all(0 <= each <= LAST_MS for each in numbers[1:])
        and all(each is None or type(each) is bool for each in said)
        and all(isinstance(each, str) for each in texts)
    ):
        raise ValueError("not the type that belongs there")
    return campaign


def _damaged() -> CampaignsUnreadable:
    return CampaignsUnreadable(
        Sentence(QT_TRANSLATE_NOOP("core", "The file holds no campaigns that this program can read.")),
        Sentence(
            QT_TRANSLATE_NOOP("core", "Choose a file saved by this program, or a saved answer of Customer.io's list of campaigns.")
        ),
    )
