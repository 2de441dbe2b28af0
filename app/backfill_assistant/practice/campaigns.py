"""Campaigns of the practice workspace, and its own reading of the rule by which a row lets a person enter one.

The rule is that of docs.customer.io/journeys/importing-old-data ("Backfill historical data"): the row's time is after
the campaign's start, and when the row is processed it is younger than 24 hours (segment) or 72 hours (event), or than
the campaign's opening delay where that is longer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

_HOUR_S: Final = 3_600
_DAY_S: Final = 24 * _HOUR_S
_YOUNGER_THAN_MS: Final = {"event": 72 * _HOUR_S * 1000, "segment": 24 * _HOUR_S * 1000}


@dataclass(frozen=True)
class Campaign:
    """A campaign: `shown` is what the App API shows, the opening delay is known only here."""

    shown: Mapping[str, Any]
    opening_delay_s: int = 0
    actions: tuple[Mapping[str, Any], ...] = ()

    @property
    def id(self) -> int:
        """Its number."""
        return int(self.shown["id"])

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.shown.get("name", ""))

    def segment_ids(self) -> tuple[int, ...]:
        """The segments that start it or filter who may enter."""
        return (*(self.shown.get("trigger_segment_ids") or ()), *(self.shown.get("filter_segment_ids") or ()))

    def limit_ms(self, trigger: str) -> int:
        """Rows must be younger than this."""
        return max(_YOUNGER_THAN_MS[trigger], self.opening_delay_s * 1000)

    def start_ms(self) -> int | None:
        """When it started, or was created where no start is known; None while it does not run."""
        if self.shown.get("state") != "running":
            return None
        return int(self.shown.get("first_started") or self.shown.get("created") or 0) * 1000


def read_campaign(given: Mapping[str, Any]) -> Campaign:
    """A campaign from the App API's form, plus `opening_delay` (seconds) and `action_list`, which are not shown in the list."""
    shown = {name: value for name, value in given.items() if name not in ("opening_delay", "action_list")}
    if type(shown.get("id")) is not int:
        raise ValueError("a campaign needs a whole number as id")
    actions = tuple(given.get("action_list", ()))
    if actions:
        shown["actions"] = [{"type": action.get("type", ""), "id": action.get("id", 0)} for action in actions]
    return Campaign(shown, int(given.get("opening_delay", 0)), actions)


def default_campaigns(now_s: int) -> tuple[Campaign, ...]:
    """One of each kind, one without the `type` field, a draft, a stopped one, and a running one without `first_started`."""
    mails = [{"id": 900 + n, "type": "email", "name": f"Mail {n + 1}", "subject": "Hello"} for n in range(22)]
    return tuple(
        read_campaign(_whole(given, now_s))
        for given in (
            {"id": 1, "name": "Welcome", "type": "behavioral", "trigger_segment_ids": [1], "started_days": 60},
            {"id": 2, "name": "After a purchase", "type": "transactional", "event_name": "purchase", "started_days": 90,
             "action_list": [{"id": 899, "type": "delay_seconds_action", "delay": 3600}, *mails], "opening_delay": 3600},
            {"id": 3, "name": "Survey thanks", "event_name": "survey_completed", "started_days": 10},
            {"id": 4, "name": "Slow nurture", "event_name": "webinar_attended", "started_days": 30, "opening_delay": 4 * _DAY_S},
            {"id": 5, "name": "Birthday", "type": "date", "date_attribute": "birthday", "frequency": "yearly",
             "use_customer_timezone": True, "start_hour": 9, "start_minutes": 0, "started_days": 200},
            {"id": 6, "name": "Contact form", "type": "form", "started_days": 100},
            {"id": 7, "name": "Order hook", "webhook_id": "wh_1", "started_days": 100},
            {"id": 8, "name": "New course", "type": "object", "object_type_id": "1", "filters": {}, "started_days": 100},
            {"id": 9, "name": "Course seat", "type": "relationship", "object_type_id": "1", "audience": {}, "started_days": 100},
            {"id": 10, "name": "Coming soon", "event_name": "purchase", "state": "draft"},
            {"id": 11, "name": "Old welcome", "trigger_segment_ids": [1], "state": "stopped", "started_days": 400},
            {"id": 12, "name": "Win back", "trigger_segment_ids": [2], "filter_segment_ids": [1], "created_days": 50},
            {"id": 13, "name": "Active visitors", "trigger_segment_ids": [3], "started_days": 20},
        )
    )  # fmt: skip


def default_segments() -> tuple[dict[str, Any], ...]:
    """Two segments that every applied identify can move people into, one built from events (`from_event`, not shown)."""
    return (_segment(1, "Signed up"), _segment(2, "Customers"), {**_segment(3, "Visitors"), "from_event": "page_viewed"})


def segments_described(campaigns: Sequence[Campaign], given: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The segments given, and a plain one for each that a campaign names and nobody described."""
    known = {segment["id"] for segment in given}
    used = {number for campaign in campaigns for number in campaign.segment_ids()}
    return [*given, *(_segment(number, f"Practice {number}") for number in sorted(used - known))]


def _segment(number: int, name: str) -> dict[str, Any]:
    shown: dict[str, Any] = {"description": "", "state": "finished", "progress": None, "type": "dynamic", "tags": []}
    return {"id": number, "name": name, **shown}


def _whole(given: Mapping[str, Any], now_s: int) -> dict[str, Any]:
    campaign: dict[str, Any] = {"state": "running", "description": "", "tags": [], "actions": [], **given}
    started = campaign.pop("started_days", None)
    created_s = now_s - campaign.pop("created_days", (started or 0) + 1) * _DAY_S
    if started is not None:
        campaign["first_started"] = now_s - started * _DAY_S
    campaign |= {"active": campaign["state"] == "running", "created": created_s, "updated": created_s}
    return {**campaign, "deduplicate_id": f"{campaign['id']}:{created_s}"}
