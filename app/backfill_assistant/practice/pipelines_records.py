"""Reads one Pipelines record and says what it does in the workspace, or why it is bad."""

from __future__ import annotations

from typing import Any, Final

from backfill_assistant.practice import record_rules as rules
from backfill_assistant.practice.operations import Operation
from backfill_assistant.practice.people import is_email
from backfill_assistant.practice.switches import Switches
from backfill_assistant.practice.times import dates_to_seconds, iso_time

_ROUTE: Final = "pipelines"
# Pipelines API specification, semantic events: a track call with such a name does something instead of being recorded.
_COMMANDS: Final = {
    "user deleted": "delete",
    "delete person": "delete",
    "user suppressed": "suppress",
    "user unsuppressed": "unsuppress",
    "device created or updated": "add_device",
    "device deleted": "delete_device",
    "relationship deleted": "delete_relationships",
    "object deleted": "object delete",
    "group deleted": "object delete",
    "report delivery event": "report",
    "report content event": "report",
    "application installed": "add_device",
    "application opened": "add_device",
    "application uninstalled": "delete_device",
}


def read_record(record: Any, call: str | None, switches: Switches, number: int) -> Operation | str:
    """An operation, or what is wrong; `call` is None for an item of a batch, which names its own type."""
    if not isinstance(record, dict):
        return "a call must be an object"
    kind = call or record.get("type")
    if not kind:
        return "type is required"
    when = _time(record, switches)
    if isinstance(when, str):
        return when
    user, anonymous = record.get("userId"), record.get("anonymousId")
    for name, value in (("userId", user), ("anonymousId", anonymous), ("messageId", record.get("messageId"))):
        if value is not None and not isinstance(value, str):
            return f"{name} must be a string"
    identifiers = _identifiers(user, anonymous)
    match kind:
        case "identify":
            return _identify(record, identifiers, when, switches, number)
        case "track" | "page" | "screen":
            return _event(record, kind, identifiers, when, switches, number)
        case "group":
            if not record.get("groupId"):
                return "groupId is required"
            return Operation("object identify", identifiers, {}, route=_ROUTE, request_number=number)
        case "alias":
            if not (record.get("previousId") and user):
                return "previousId and userId are required"
            joined = {"anonymous_id": str(record["previousId"])}
            return Operation("identify", identifiers, joined, "", "", *when, True, _ROUTE, number)
    return "type is not a call"


def _identifiers(user: str | None, anonymous: str | None) -> dict[str, str]:
    found = {}
    if user:
        found["email" if is_email(user) else "id"] = user
    if anonymous:
        found["anonymous_id"] = anonymous
    return found


def _identify(
    record: dict[str, Any], identifiers: dict[str, str], when: tuple[int | None, bool], switches: Switches, number: int
) -> Operation | str:
    traits = record.get("traits")
    if traits is not None and not isinstance(traits, dict):
        return "traits must be an object"
    traits = dict(traits or {})
    if not identifiers and not traits.get("email"):
        return "userId or anonymousId is required"
    if "createdAt" in traits:
        traits.setdefault("created_at", traits.pop("createdAt"))
    if "anonymous_id" in identifiers:
        traits["anonymous_id"] = identifiers["anonymous_id"]
    if switches.date_text_becomes_seconds:
        traits = dates_to_seconds(traits)
    named = {kind: value for kind, value in identifiers.items() if kind != "anonymous_id"}
    if not named and traits.get("email"):
        named = {"email": str(traits["email"])}
    # What Track would refuse at once is found here only after the call has been answered.
    problem = rules.attributes_problem(traits)
    if problem is None and rules.longer_than(named.get("id", ""), rules.ID_BYTES):
        problem = rules.Problem("invalid", "id", f"cannot be longer than {rules.ID_BYTES} bytes")
    if problem:
        return _failed("failed_attribute_change", identifiers, problem, when, number)
    creates = traits.get("_update") is not True
    return Operation("identify", named, traits, "", "", *when, creates, _ROUTE, number)


def _event(
    record: dict[str, Any], kind: str, identifiers: dict[str, str], when: tuple[int | None, bool], switches: Switches, number: int
) -> Operation | str:
    if not identifiers:
        return "userId or anonymousId is required"
    name = record.get("event") if kind == "track" else record.get("name") or "viewed"
    if not isinstance(name, str) or not name.strip():
        return "event is required"
    properties = record.get("properties")
    if properties is not None and not isinstance(properties, dict):
        return "properties must be an object"
    if kind == "track" and (command := _COMMANDS.get(name.strip().casefold())):
        return Operation(command, identifiers, {}, name, "", *when, True, _ROUTE, number)
    problem = rules.event_name_problem(name)
    if problem:
        return _failed("failed_event", identifiers, problem, when, number)
    data = dates_to_seconds(properties or {}) if switches.date_text_becomes_seconds else properties or {}
    event_id = record.get("messageId") or "" if switches.message_id_deduplicates else ""
    stored_name = name.strip() if switches.trims_event_names else name
    action = "event" if kind == "track" else kind
    return Operation(action, identifiers, data, stored_name, event_id, *when, True, _ROUTE, number)


def _failed(
    action: str, identifiers: dict[str, str], problem: rules.Problem, when: tuple[int | None, bool], number: int
) -> Operation:
    return Operation(action, identifiers, problem._asdict(), "", "", *when, True, _ROUTE, number)


def _time(record: dict[str, Any], switches: Switches) -> tuple[int | None, bool] | str:
    """The row's time, and whether it was bad; or a refusal."""
    given = record.get("timestamp", record.get("originalTimestamp"))
    if given is None:
        return None, False
    if isinstance(given, str):
        time_ms = iso_time(given)
        if time_ms is not None:
            return time_ms, False
        return "timestamp must be an ISO 8601 date-time" if switches.unreadable_time == "refused" else (None, True)
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        if switches.numeric_time == "milliseconds":
            return int(given), False
        if switches.numeric_time == "now":
            return None, True
    return "timestamp must be an ISO 8601 date-time" if switches.numeric_time == "refused" else (None, True)
