"""Operation: what one accepted record asks for, whatever API it came through."""

from __future__ import annotations

from typing import Any, NamedTuple


class Operation(NamedTuple):
    """One thing to do. `identifiers` may hold id, email, cio_id, phone or anonymous_id."""

    action: str
    identifiers: dict[str, str]
    attributes: dict[str, Any]
    # Event name; for merge and the like the other identifiers lie in `attributes`.
    name: str = ""
    # Deduplicates when not empty.
    event_id: str = ""
    # When it happened; None: at processing.
    time_ms: int | None = None
    # A time was given and could not be used, so "now" took its place.
    time_was_bad: bool = False
    # Whether a new person may be made.
    creates: bool = True
    # Which API and which request it came with.
    route: str = ""
    request_number: int = 0


class StoredEvent(NamedTuple):
    """An event as it lies in the workspace. Times in unix milliseconds."""

    serial: int
    person: int | None
    identifiers: dict[str, str]
    kind: str
    name: str
    event_id: str
    time_ms: int
    time_was_bad: bool
    received_ms: int
    processed_ms: int
    route: str
    request_number: int
    attributes: dict[str, Any]


class Activity(NamedTuple):
    """A line of the activity log that is not an event."""

    serial: int
    person: int | None
    identifiers: dict[str, str]
    kind: str
    time_ms: int
    processed_ms: int
    route: str
    request_number: int
    detail: dict[str, Any]


class Entry(NamedTuple):
    """A person entered a campaign because of one row."""

    campaign_id: int
    campaign: str
    person: int
    cause: str
    event_name: str
    event_id: str
    time_ms: int
    processed_ms: int
    limit_ms: int
    request_number: int
