"""Track API v2: one operation (/entity) or a batch, with a 207 that names the operations that were refused."""

from __future__ import annotations

from typing import Any, Final

from backfill_assistant.practice import record_rules as rules
from backfill_assistant.practice.json_reading import NotJson, read_batch, read_json
from backfill_assistant.practice.messages import ACCEPTED, Reply, json_reply
from backfill_assistant.practice.operations import Operation
from backfill_assistant.practice.record_rules import Problem
from backfill_assistant.practice.switches import Switches
from backfill_assistant.practice.times import track_time
from backfill_assistant.practice.workspace import Workspace

_EVENTS: Final = frozenset({"event", "page", "screen"})
_OTHERS: Final = frozenset(
    {"delete", "suppress", "unsuppress", "add_relationships", "delete_relationships", "add_device", "delete_device"}
)
_PERSON_KINDS: Final = ("id", "email", "cio_id")


class TrackV2:
    """Answers the two addresses of version 2."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def batch(self, body: bytes, request_number: int) -> tuple[Reply, int]:
        """The answer, and how many operations were refused."""
        switches = self._workspace.switches
        if len(body) >= rules.BATCH_KB * switches.kilobyte:
            return _refused(switches.track_oversize_batch, Problem("invalid", "batch", "the batch is too large")), 0
        try:
            value, sizes = read_batch(body)
        except NotJson:
            return _refused(400, Problem("invalid", "", "the request body is not valid JSON")), 0
        given = value.get("batch") if isinstance(value, dict) else None
        if not isinstance(given, list):
            return _refused(400, Problem("required", "batch", "must be an array of operations")), 0
        most = switches.track_batch_items_max
        if most is not None and len(given) > most:
            return _refused(400, Problem("invalid", "batch", f"cannot have more than {most} operations")), len(given)
        operation_bytes = rules.OPERATION_KB * switches.kilobyte
        operations: list[Operation] = []
        errors: list[dict[str, Any]] = []
        for index, record in enumerate(given):
            if sizes[index] > operation_bytes:
                found: Operation | Problem = Problem("invalid", "", "the operation is too large")
                if switches.track_oversize_item == "batch":
                    return _refused(400, Problem("invalid", f"batch.{index}", "the operation is too large")), len(given)
            else:
                found = read_operation(record, switches, "track v2", request_number)
            if isinstance(found, Problem):
                errors.append({"batch_index": index, **found._asdict()})
            else:
                operations.append(found)
        self._workspace.accept(operations)
        if errors:
            return json_reply(switches.track_errors_status, {"errors": errors}), len(errors)
        return ACCEPTED, 0

    def entity(self, body: bytes, request_number: int) -> tuple[Reply, int]:
        """The answer, and 1 when the operation was refused."""
        switches = self._workspace.switches
        if len(body) > rules.OPERATION_KB * switches.kilobyte:
            return _refused(switches.track_oversize_batch, Problem("invalid", "", "the operation is too large")), 1
        try:
            found = read_operation(read_json(body), switches, "track v2", request_number)
        except NotJson:
            found = Problem("invalid", "", "the request body is not valid JSON")
        if isinstance(found, Problem):
            return _refused(400, found), 1
        self._workspace.accept([found])
        return ACCEPTED, 0


def _refused(status: int, problem: Problem) -> Reply:
    return json_reply(status, {"errors": [problem._asdict()]})


def read_operation(record: Any, switches: Switches, route: str, request_number: int) -> Operation | Problem:
    """An operation, or what is wrong with it."""
    if not isinstance(record, dict):
        return Problem("invalid", "", "must be an object")
    if record.get("type") != "person":
        return _not_a_person(record, route, request_number)
    action = record.get("action")
    if action == "merge":
        return _merge(record, switches, route, request_number)
    identifiers = person_identifiers(record.get("identifiers"), switches)
    if isinstance(identifiers, Problem):
        return identifiers
    time_ms, bad = track_time(record.get("timestamp"))
    attributes = record.get("attributes")
    if action in _EVENTS:
        problem = rules.event_name_problem(record.get("name")) or rules.event_data_problem(attributes, "attributes")
        if problem:
            return problem
        event_id = event_id_used(record.get("id"), switches)
        if isinstance(event_id, Problem):
            return event_id
        name: str = record["name"].strip() if switches.trims_event_names else record["name"]
        return Operation(action, identifiers, attributes or {}, name, event_id, time_ms, bad, True, route, request_number)
    if action == "identify":
        problem = rules.attributes_problem({} if attributes is None else attributes)
        if problem:
            return problem
        return identify_operation(identifiers, attributes or {}, (time_ms, bad), route, request_number)
    if action in _OTHERS:
        return Operation(action, identifiers, {}, "", "", time_ms, bad, True, route, request_number)
    return Problem("invalid", "action", "is not an action for a person")


def _merge(record: dict[str, Any], switches: Switches, route: str, request_number: int) -> Operation | Problem:
    primary = person_identifiers(record.get("primary"), switches, "primary")
    secondary = person_identifiers(record.get("secondary"), switches, "secondary")
    if isinstance(primary, Problem):
        return primary
    if isinstance(secondary, Problem):
        return secondary
    return Operation("merge", primary, {"secondary": secondary}, route=route, request_number=request_number)


def identify_operation(
    identifiers: dict[str, str], attributes: dict[str, Any], when: tuple[int | None, bool], route: str, request_number: int
) -> Operation:
    """An identify; its time may also lie among the attributes, as in version 1."""
    time_ms, bad = when
    if time_ms is None and not bad and "_timestamp" in attributes:
        time_ms, bad = track_time(attributes["_timestamp"])
    creates = attributes.get("_update") is not True
    return Operation("identify", identifiers, attributes, "", "", time_ms, bad, creates, route, request_number)


def event_id_used(given: Any, switches: Switches) -> str | Problem:
    """The id by which a repeat is recognised; empty when it does not count."""
    if given is None or rules.is_ulid(given):
        return given or ""
    if switches.not_a_ulid == "refuse":
        return Problem("invalid", "id", "must be a ULID")
    return str(given) if switches.not_a_ulid == "use" else ""


def person_identifiers(given: Any, switches: Switches, field: str = "identifiers") -> dict[str, str] | Problem:
    """Exactly one identifier, as text."""
    if type(given) is dict and len(given) == 1 and _is_plain_id(given.get("id")):
        return given
    if not isinstance(given, dict):
        return Problem("required", field, "must be an object")
    kinds = (*_PERSON_KINDS, "phone") if switches.phone_identifies else _PERSON_KINDS
    if len(given) != 1:
        return Problem("invalid", field, "must have exactly one identifier")
    kind, value = next(iter(given.items()))
    if kind not in kinds:
        return Problem("invalid", f"{field}.{kind}", "is not an identifier")
    if value is None or value == "":
        return Problem("required", f"{field}.{kind}", f"{kind} cannot be {'null' if value is None else 'empty'}")
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return Problem("invalid", f"{field}.{kind}", "must be a string or a number")
    text = str(value)
    if kind == "id" and rules.longer_than(text, rules.ID_BYTES):
        return Problem("invalid", f"{field}.id", f"cannot be longer than {rules.ID_BYTES} bytes")
    return {kind: text}


def _is_plain_id(value: Any) -> bool:
    """The usual case, told quickly: text that cannot be too long whatever its letters."""
    return type(value) is str and 0 < len(value) * 4 <= rules.ID_BYTES


def _not_a_person(record: dict[str, Any], route: str, request_number: int) -> Operation | Problem:
    kind = record.get("type")
    if kind not in ("object", "delivery"):
        return Problem("invalid" if kind else "required", "type", 'must be "person", "object" or "delivery"')
    identifiers = record.get("identifiers")
    if kind == "object" and not (isinstance(identifiers, dict) and {"object_type_id", "object_id"} <= identifiers.keys()):
        return Problem("required", "identifiers", "must have object_type_id and object_id")
    return Operation(
        f"{kind} {record.get('action', '')}", {}, record.get("attributes") or {}, route=route, request_number=request_number
    )
