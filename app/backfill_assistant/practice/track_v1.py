"""Track API v1: one person or one event per request."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from backfill_assistant.practice import record_rules as rules
from backfill_assistant.practice.json_reading import NotJson, read_json
from backfill_assistant.practice.messages import ACCEPTED, NOT_FOUND, Reply, Request, json_reply
from backfill_assistant.practice.operations import Operation
from backfill_assistant.practice.people import is_email
from backfill_assistant.practice.record_rules import Problem
from backfill_assistant.practice.switches import Switches
from backfill_assistant.practice.times import track_time
from backfill_assistant.practice.track_v2 import event_id_used, identify_operation, person_identifiers
from backfill_assistant.practice.workspace import Workspace

_ROUTE = "track v1"


class TrackV1:
    """Answers the addresses of version 1."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def answer(self, request: Request, number: int) -> tuple[Reply, int]:
        """The answer, and 1 when the record was refused."""
        parts = [unquote(part) for part in request.path.split("/")[3:]]
        try:
            body = read_json(request.body) if request.body else {}
        except NotJson:
            return refused("the request body is not valid JSON"), 1
        if not isinstance(body, dict):
            return refused("the request body must be an object"), 1
        found = self._operation(request.method, parts, body, number)
        if found is None:
            return NOT_FOUND, 0
        if isinstance(found, Problem):
            return refused(f"{found.field} {found.message}".strip()), 1
        self._workspace.accept([found])
        return ACCEPTED, 0

    def _operation(self, method: str, parts: list[str], body: dict[str, Any], number: int) -> Operation | Problem | None:
        switches = self._workspace.switches
        match (method, parts):
            case ("POST", ["events"]):
                return _event({"anonymous_id": str(body.get("anonymous_id") or "")}, body, switches, number)
            case ("POST", ["merge_customers"]):
                return _merge(body, switches, number)
            case (_, ["customers", identifier, *rest]):
                identifiers = _by_shape(identifier)
                if isinstance(identifiers, Problem):
                    return identifiers
                match (method, rest):
                    case ("PUT", []):
                        problem = rules.attributes_problem(body)
                        return problem or identify_operation(identifiers, body, (None, False), _ROUTE, number)
                    case ("POST", ["events"]):
                        return _event(identifiers, body, switches, number)
                    case ("DELETE", []):
                        return Operation("delete", identifiers, {}, route=_ROUTE, request_number=number)
                    case ("POST", ["suppress" | "unsuppress" as action]):
                        return Operation(action, identifiers, {}, route=_ROUTE, request_number=number)
                    case ("PUT", ["devices"]):
                        return Operation("add_device", identifiers, {}, route=_ROUTE, request_number=number)
                    case ("DELETE", ["devices", _]):
                        return Operation("delete_device", identifiers, {}, route=_ROUTE, request_number=number)
        return None


def refused(message: str) -> Reply:
    """Customer.io's page on invalid API requests: the form of version 1."""
    return json_reply(400, {"meta": {"error": message}})


def _by_shape(identifier: str) -> dict[str, str] | Problem:
    """The kind of a path identifier is told by its shape."""
    if not identifier.strip():
        return Problem("required", "id", "cannot be empty")
    if identifier.startswith("cio_"):
        return {"cio_id": identifier.removeprefix("cio_")}
    if is_email(identifier):
        return {"email": identifier}
    if rules.longer_than(identifier, rules.ID_BYTES):
        return Problem("invalid", "id", f"cannot be longer than {rules.ID_BYTES} bytes")
    return {"id": identifier}


def _event(identifiers: dict[str, str], body: dict[str, Any], switches: Switches, number: int) -> Operation | Problem:
    data = body.get("data")
    problem = rules.event_name_problem(body.get("name")) or rules.event_data_problem(data, "data")
    if problem:
        return problem
    if rules.json_bytes(data) > rules.EVENT_DATA_BYTES:
        return Problem("invalid", "data", f"cannot be longer than {rules.EVENT_DATA_BYTES} bytes")
    kind = body.get("type") or "event"
    if kind not in ("event", "page", "screen"):
        return Problem("invalid", "type", "must be event, page or screen")
    event_id = event_id_used(body.get("id"), switches)
    if isinstance(event_id, Problem):
        return event_id
    time_ms, bad = track_time(body.get("timestamp"))
    name = body["name"].strip() if switches.trims_event_names else body["name"]
    if not identifiers.get("anonymous_id", "-"):
        # An anonymous event without an id can never be joined to anybody.
        identifiers = {}
    return Operation(kind, identifiers, data or {}, name, event_id, time_ms, bad, True, _ROUTE, number)


def _merge(body: dict[str, Any], switches: Switches, number: int) -> Operation | Problem:
    primary = person_identifiers(body.get("primary"), switches, "primary")
    secondary = person_identifiers(body.get("secondary"), switches, "secondary")
    if isinstance(primary, Problem):
        return primary
    if isinstance(secondary, Problem):
        return secondary
    return Operation("merge", primary, {"secondary": secondary}, route=_ROUTE, request_number=number)
