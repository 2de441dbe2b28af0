"""What the workspace holds, as plain lists and dictionaries that can be written as JSON. Times in unix milliseconds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from backfill_assistant.practice.workspace import Workspace

_Thing = TypeVar("_Thing")


class Received:
    """Snapshots of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def people(self, newest: int | None = None) -> list[dict[str, Any]]:
        """Everybody: identifiers, attributes, whether unsubscribed, and when."""
        with self._reading():
            return [
                {
                    "identifiers": person.identifiers(),
                    "anonymous_ids": list(person.anonymous_ids),
                    "attributes": dict(person.attributes),
                    "unsubscribed": person.unsubscribed,
                    "created_ms": person.created_ms,
                    "updated_ms": person.updated_ms,
                }
                for person in newest_of(self._workspace.people.all(), newest)
            ]

    def events(self, newest: int | None = None) -> list[dict[str, Any]]:
        """All events, in the order they were processed."""
        with self._reading():
            return [
                {
                    "person": self._identifiers(event.person, event.identifiers),
                    "identifiers": dict(event.identifiers),
                    "known": event.person is not None,
                    "kind": event.kind,
                    "name": event.name,
                    "id": event.event_id,
                    "time_ms": event.time_ms,
                    "time_was_bad": event.time_was_bad,
                    "received_ms": event.received_ms,
                    "processed_ms": event.processed_ms,
                    "route": event.route,
                    "request": event.request_number,
                    "data": event.attributes,
                }
                for event in newest_of(self._workspace.events, newest)
            ]

    def activities(self, newest: int | None = None) -> list[dict[str, Any]]:
        """What else happened: changes, failures, skipped updates, new profiles."""
        with self._reading():
            return [
                {
                    "person": self._identifiers(activity.person, activity.identifiers),
                    "type": activity.kind,
                    "time_ms": activity.time_ms,
                    "processed_ms": activity.processed_ms,
                    "route": activity.route,
                    "request": activity.request_number,
                    "detail": activity.detail,
                }
                for activity in newest_of(self._workspace.activities, newest)
            ]

    def entries(self, newest: int | None = None) -> list[dict[str, Any]]:
        """Who entered which campaign, because of what."""
        with self._reading():
            return [
                {
                    "campaign_id": entry.campaign_id,
                    "campaign": entry.campaign,
                    "person": self._identifiers(entry.person, {}),
                    "cause": entry.cause,
                    "event_name": entry.event_name,
                    "event_id": entry.event_id,
                    "time_ms": entry.time_ms,
                    "processed_ms": entry.processed_ms,
                    "age_ms": entry.processed_ms - entry.time_ms,
                    "limit_ms": entry.limit_ms,
                    "request": entry.request_number,
                }
                for entry in newest_of(self._workspace.judge.entries, newest)
            ]

    def counts(self) -> dict[str, int]:
        """How many of each, and how often something special happened."""
        with self._reading() as workspace:
            named = ("bad_times", "duplicates_ignored", "skipped_updates", "dropped", "dangerous")
            return {
                "people": len(workspace.people),
                "events": len(workspace.events),
                "activities": len(workspace.activities),
                "entries": len(workspace.judge.entries),
                "waiting": len(workspace.waiting),
                **{name: workspace.counted[name] for name in named},
            }

    def all(self, newest: int | None = None) -> dict[str, Any]:
        """Everything at one moment; with `newest` only the last so many of each (the counts are always whole)."""
        with self._workspace.lock:
            return {
                "counts": self.counts(),
                "people": self.people(newest),
                "events": self.events(newest),
                "activities": self.activities(newest),
                "entries": self.entries(newest),
            }

    def _reading(self) -> _Reading:
        return _Reading(self._workspace)

    def _identifiers(self, number: int | None, otherwise: dict[str, str]) -> dict[str, str]:
        person = None if number is None else self._workspace.people.numbered(number)
        return person.identifiers() if person else dict(otherwise)


def newest_of(things: Iterable[_Thing], newest: int | None) -> Iterable[_Thing]:
    """The last so many, in their order; all without a number."""
    if newest is None:
        return things
    listed = things if isinstance(things, list) else list(things)
    return listed[max(0, len(listed) - newest) :]


class _Reading:
    """Holds the lock while reading, after everything due has been processed."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def __enter__(self) -> Workspace:
        self._workspace.lock.acquire()
        self._workspace.process_due()
        return self._workspace

    def __exit__(self, *_: object) -> None:
        self._workspace.lock.release()
