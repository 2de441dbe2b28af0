"""The part of the App API that reads people and their activities."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from backfill_assistant.practice.messages import NOT_FOUND, Reply, json_reply
from backfill_assistant.practice.operations import Activity, StoredEvent
from backfill_assistant.practice.people import Person
from backfill_assistant.practice.replies import error, int_in, page_of
from backfill_assistant.practice.workspace import Workspace

_LOG_DAYS_MS: Final = 30 * 24 * 3_600_000


class PeopleReading:
    """Answers /v1/customers and /v1/activities."""

    def __init__(self, workspace: Workspace, clock_ms: Callable[[], int]) -> None:
        self._workspace = workspace
        self._clock_ms = clock_ms

    def answer(self, parts: list[str], query: dict[str, str]) -> Reply:
        """The answer; the workspace is locked by the caller."""
        if parts == ["customers"]:
            if "email" not in query:
                return error(400, "email is required")
            person = self._workspace.people.find("email", query["email"])
            found = [{"email": person.email, "id": person.id or None, "cio_id": person.cio_id}] if person else []
            return json_reply(200, {"results": found})
        if len(parts) == 3 and parts[0] == "customers":
            person = self._person(parts[1], query.get("id_type", "id"))
            if person is None:
                return NOT_FOUND
            if parts[2] == "attributes":
                return json_reply(200, {"customer": _shown(person)})
            if parts[2] == "activities":
                return self._activities({**query, "customer_id": parts[1]})
            if parts[2] == "segments":
                names = {segment["id"]: segment["name"] for segment in self._workspace.judge.segments}
                segments = [{"id": number, "name": names.get(number, "")} for number in sorted(person.segments)]
                return json_reply(200, {"segments": segments})
        if parts == ["activities"]:
            return self._activities(query)
        return NOT_FOUND

    def _person(self, value: str, kind: str) -> Person | None:
        return self._workspace.people.find(kind, value) if kind in ("id", "email", "phone", "cio_id") else None

    def _activities(self, query: dict[str, str]) -> Reply:
        wanted = query.get("type")
        number: int | None = None
        if "customer_id" in query:
            person = self._person(query["customer_id"], query.get("id_type", "id"))
            if person is None:
                return NOT_FOUND
            number = person.number
        oldest_ms = self._clock_ms() - _LOG_DAYS_MS
        kept: list[StoredEvent | Activity] = [
            event
            for event in self._workspace.events
            if event.time_ms >= oldest_ms
            and wanted in (None, event.kind)
            and (number is None or event.person == number)
            and query.get("name") in (None, event.name)
        ]
        if "name" not in query:
            kept += [
                activity
                for activity in self._workspace.activities
                if activity.processed_ms >= oldest_ms
                and wanted in (None, activity.kind)
                and (number is None or activity.person == number)
            ]
        kept.sort(key=lambda one: one.serial, reverse=True)
        page, following = page_of(kept, query.get("start", ""), int_in(query.get("limit"), 10, 100))
        return json_reply(200, {"activities": [self._line(one) for one in page], "next": following})

    def _line(self, one: StoredEvent | Activity) -> dict[str, Any]:
        person = None if one.person is None else self._workspace.people.numbered(one.person)
        identifiers = person.identifiers() if person else dict(one.identifiers)
        line: dict[str, Any] = {
            "id": f"{one.serial:026d}",
            "type": one.kind,
            "customer_id": identifiers.get("id", ""),
            "customer_identifiers": {kind: identifiers.get(kind) for kind in ("id", "email", "cio_id")},
            "timestamp": one.time_ms // 1000,
        }
        if isinstance(one, StoredEvent):
            return {**line, "data": one.attributes} if one.kind == "page" else {**line, "name": one.name, "data": one.attributes}
        return {**line, "data": one.detail}


def _shown(person: Person) -> dict[str, Any]:
    """Attributes read back as text (App API specification)."""
    attributes = {name: _as_text(value) for name, value in person.attributes.items()}
    identifiers = person.identifiers()
    return {
        "id": person.id,
        "identifiers": {kind: identifiers.get(kind) for kind in ("id", "email", "cio_id")},
        "attributes": {**attributes, **identifiers},
        "timestamps": {name: time_ms // 1000 for name, time_ms in person.attribute_times_ms.items()},
        "unsubscribed": person.unsubscribed,
        "devices": [],
    }


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
