"""Workspace: takes operations, processes them when they are due, and holds people, events, activities and entries."""

from __future__ import annotations

import random
import threading
import uuid
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from backfill_assistant.practice.attributes import apply_attributes
from backfill_assistant.practice.campaigns import default_campaigns, default_segments
from backfill_assistant.practice.entries import Judge
from backfill_assistant.practice.identifying import person_meant
from backfill_assistant.practice.operations import Activity, Operation, StoredEvent
from backfill_assistant.practice.people import IDENTIFIER_KINDS, People, Person, is_email
from backfill_assistant.practice.switches import Switches

_THIRTY_DAYS_MS = 30 * 24 * 3_600_000
_EVENT_ACTIONS = frozenset({"event", "page", "screen"})


class Workspace:
    """Everything one account holds. All methods may be called from any thread."""

    def __init__(self, clock_ms: Callable[[], int], switches: Switches) -> None:
        self._clock_ms = clock_ms
        self.switches = switches
        self.lock = threading.RLock()
        self.clear()
        now_s = clock_ms() // 1000
        self.judge = Judge(default_campaigns(now_s), default_segments(), switches)

    def clear(self) -> None:
        """Forget everything that was received; campaigns and segments stay."""
        with self.lock:
            self.people = People()
            self.events: list[StoredEvent] = []
            self.activities: list[Activity] = []
            self.counted: Counter[str] = Counter()
            self._event_ids: set[str] = set()
            self._held: dict[tuple[str, str], list[StoredEvent]] = {}
            # Each identifier that is barred, with those that were barred with it.
            self.barred: dict[tuple[str, str], set[tuple[str, str]]] = {}
            # Accepted and not yet processed: when it came, when it is due, what it asks for.
            self.waiting: deque[tuple[int, int, Operation]] = deque()
            self.serial = 0
            # Another one whenever everything is forgotten, so that whoever sends can tell.
            self.mark = uuid.uuid4().hex[:8]
            if hasattr(self, "judge"):
                self.judge.entries.clear()

    def accept(self, operations: Sequence[Operation]) -> None:
        """Take the operations of one request; each is processed now or when its lag is over."""
        if self.switches.shuffles:
            operations = random.sample(operations, len(operations))
        lag_ms = self.switches.processing_lag_ms
        with self.lock:
            received_ms = self._clock_ms()
            if lag_ms <= 0 and not self.waiting:
                for operation in operations:
                    self._process(operation, received_ms, received_ms)
            else:
                self.waiting.extend((received_ms, received_ms + lag_ms, operation) for operation in operations)
                self.process_due()

    def process_due(self) -> None:
        """Process what has waited long enough. Called before anything is read."""
        with self.lock:
            now_ms = self._clock_ms()
            while self.waiting and self.waiting[0][1] <= now_ms:
                received_ms, due_ms, operation = self.waiting.popleft()
                self._process(operation, received_ms, due_ms)

    def _process(self, operation: Operation, received_ms: int, now_ms: int) -> None:
        self.serial += 1
        if operation.time_was_bad:
            self.counted["bad_times"] += 1
        if self.barred and operation.action != "unsuppress" and self._is_barred(operation):
            self.counted["dropped"] += 1
        elif operation.action in _EVENT_ACTIONS:
            self._event(operation, received_ms, now_ms)
        elif operation.action == "identify":
            self._identify(operation, now_ms)
        else:
            self._other(operation, now_ms)

    def _is_barred(self, operation: Operation) -> bool:
        return any((kind, _key(kind, value)) in self.barred for kind, value in operation.identifiers.items())

    def _event(self, operation: Operation, received_ms: int, now_ms: int) -> None:
        if operation.event_id in self._event_ids:
            self.counted["duplicates_ignored"] += 1
            return
        person = self._whose(operation, now_ms)
        event = StoredEvent(
            self.serial, person.number if person else None, operation.identifiers, operation.action, operation.name,
            operation.event_id, now_ms if operation.time_ms is None else operation.time_ms, operation.time_was_bad,
            received_ms, now_ms, operation.route, operation.request_number, operation.attributes,
        )  # fmt: skip
        if person is not None:
            self._store(event)
            self.judge.event(event, person, now_ms)
            return
        identifier = next(iter(operation.identifiers.items()), ("", ""))
        anonymous = identifier[0] == "anonymous_id"
        if anonymous or (self.switches.unknown_person_event == "held" and identifier[0] in IDENTIFIER_KINDS):
            self._store(event)
            self._hold(event)
        else:
            self.counted["dropped"] += 1
            self._note(operation, None, "failed_event", now_ms, {"reason": "nobody has this identifier"})

    def _store(self, event: StoredEvent) -> None:
        self.events.append(event)
        if event.event_id:
            self._event_ids.add(event.event_id)

    def take_events(self, events: list[StoredEvent]) -> None:
        """Take up events that were kept by an earlier run."""
        self.events = events
        self._event_ids = {event.event_id for event in events if event.event_id}
        for event in events:
            if event.person is None:
                self._hold(event)

    def _hold(self, event: StoredEvent) -> None:
        identifier = next(iter(event.identifiers.items()), ("", ""))
        self._held.setdefault((identifier[0], _key(*identifier)), []).append(event)

    def _whose(self, operation: Operation, now_ms: int) -> Person | None:
        """The person an event belongs to, made if need be and allowed."""
        for kind, value in operation.identifiers.items():
            person = self.people.find(kind, value)
            if person is not None:
                return person
        for kind, value in operation.identifiers.items():
            known = kind in IDENTIFIER_KINDS and (kind != "email" or is_email(value))
            if known and self.switches.unknown_person_event == "creates":
                person = self._new_person(operation, now_ms)
                self.people.give(person, kind, value)
                return person
        return None

    def _new_person(self, operation: Operation, now_ms: int) -> Person:
        person = self.people.create(now_ms)
        person.attributes["created_at"] = now_ms // 1000
        self._note(operation, person, "profile_create", now_ms, {})
        return person

    def _identify(self, operation: Operation, now_ms: int) -> None:
        attributes = operation.attributes
        person, failures = person_meant(self.people, operation, self.switches, lambda: self._new_person(operation, now_ms))
        if failures:
            self._note(operation, person, "failed_attribute_change", now_ms, failures)
        if person is None:
            self.counted["dropped"] += 1
            return
        time_ms = now_ms if operation.time_ms is None else operation.time_ms
        stale = person.updated_ms is not None and time_ms < person.updated_ms
        if stale and self.switches.stale_identify == "profile":
            self.counted["skipped_updates"] += 1
            self._note(operation, person, "skipped_update", now_ms, {"updated": person.updated_ms, "given": time_ms})
            return
        skipped = apply_attributes(person, attributes, time_ms, self.switches)
        if skipped:
            self.counted["skipped_updates"] += 1
            self._note(operation, person, "skipped_update", now_ms, {"attributes": skipped})
        person.updated_ms = max(time_ms, person.updated_ms or time_ms)
        self._note(operation, person, "attribute_change", now_ms, {"attributes": list(attributes)})
        self._release_held(person, now_ms)
        self.judge.change(person, time_ms, now_ms, operation.request_number)

    def _release_held(self, person: Person, now_ms: int) -> None:
        """Events that waited for this person, or were anonymous until now, are the person's from now on."""
        if not self._held:
            return
        known = [*person.identifiers().items(), *(("anonymous_id", value) for value in person.anonymous_ids)]
        for kind, value in known:
            for event in self._held.pop((kind, _key(kind, value)), ()):
                # Anonymous events are kept for 30 days (Track API specification).
                if now_ms - event.received_ms < _THIRTY_DAYS_MS:
                    mine = event._replace(person=person.number)
                    self.events[bisect_left(self.events, event.serial, key=attrgetter("serial"))] = mine
                    self.judge.event(mine, person, now_ms)

    def _other(self, operation: Operation, now_ms: int) -> None:
        """delete, suppress, unsuppress, merge; anything else is only noted."""
        person = next((found for kind, value in operation.identifiers.items() if (found := self.people.find(kind, value))), None)
        identifiers = person.identifiers() if person else operation.identifiers
        detail = {"event": operation.name} if operation.name else operation.attributes
        self._note(operation, person, operation.action, now_ms, detail)
        if operation.name:
            # An event whose name is a command: a sender should never let that happen.
            self.counted["dangerous"] += 1
        if operation.action.startswith("failed_"):
            self.counted["dropped"] += 1
        keys = {(kind, _key(kind, value)) for kind, value in {**identifiers, **operation.identifiers}.items()}
        if operation.action == "suppress":
            self.barred |= dict.fromkeys(keys, keys)
        elif operation.action == "unsuppress":
            for key in set().union(*(self.barred.get(key, set()) for key in keys)):
                del self.barred[key]
        if operation.action in ("delete", "suppress") and person is not None:
            self.people.remove(person)
        if operation.action == "merge" and person is not None:
            self._merge(person, operation.attributes.get("secondary", {}))

    def _merge(self, primary: Person, secondary: dict[str, str]) -> None:
        other = next((found for kind, value in secondary.items() if (found := self.people.find(kind, value))), None)
        if other is None or other is primary:
            return
        self.people.remove(other)
        primary.attributes = {**other.attributes, **primary.attributes}
        for value in other.anonymous_ids:
            self.people.give(primary, "anonymous_id", value)
        self.events = [event._replace(person=primary.number) if event.person == other.number else event for event in self.events]

    def _note(self, operation: Operation, person: Person | None, kind: str, now_ms: int, detail: dict[str, Any]) -> None:
        self.activities.append(
            Activity(
                self.serial,
                person.number if person else None,
                operation.identifiers,
                kind,
                now_ms if operation.time_ms is None else operation.time_ms,
                now_ms,
                operation.route,
                operation.request_number,
                detail,
            )
        )


def _key(kind: str, value: str) -> str:
    return value.lower() if kind == "email" else value
