"""Judge: who enters which campaign, decided from what was processed and when. No filters: the widest reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from backfill_assistant.practice.campaigns import Campaign
from backfill_assistant.practice.operations import Entry, StoredEvent
from backfill_assistant.practice.people import Person
from backfill_assistant.practice.switches import Switches


class _Door(NamedTuple):
    """The way into a running campaign."""

    campaign: Campaign
    trigger: str
    start_ms: int
    limit_ms: int

    def admits(self, time_ms: int, processed_ms: int) -> bool:
        """Whether a row of this time can let a person enter when it is processed."""
        return time_ms > self.start_ms and processed_ms - time_ms < self.limit_ms


class Judge:
    """Keeps campaigns and segments, and lists entries."""

    def __init__(self, campaigns: Sequence[Campaign], segments: Sequence[Mapping[str, Any]], switches: Switches) -> None:
        self.entries: list[Entry] = []
        self.set(campaigns, segments, switches)

    def set(self, campaigns: Sequence[Campaign], segments: Sequence[Mapping[str, Any]], switches: Switches) -> None:
        """Take other campaigns and segments from now on."""
        self.campaigns = tuple(campaigns)
        self.segments = tuple(segments)
        self._any_case = switches.event_names_any_case
        from_events = {segment["id"]: segment["from_event"] for segment in self.segments if segment.get("from_event")}
        self._touched_by_any_change = {segment["id"] for segment in self.segments} - from_events.keys()
        self._touched_by_event: dict[str, set[int]] = {}
        for segment_id, event_name in from_events.items():
            self._touched_by_event.setdefault(event_name, set()).add(segment_id)
        self._doors_by_event: dict[str, list[_Door]] = {}
        self._doors_by_segment: dict[int, list[_Door]] = {}
        for campaign in self.campaigns:
            start_ms = campaign.start_ms()
            if start_ms is None:
                continue
            name = campaign.shown.get("event_name")
            if name:
                door = _Door(campaign, "event", start_ms, campaign.limit_ms("event"))
                self._doors_by_event.setdefault(self._compared(name), []).append(door)
            for number in campaign.shown.get("trigger_segment_ids") or ():
                door = _Door(campaign, "segment", start_ms, campaign.limit_ms("segment"))
                self._doors_by_segment.setdefault(number, []).append(door)

    def event(self, event: StoredEvent, person: Person, processed_ms: int) -> None:
        """An event of a known person was processed."""
        for door in self._doors_by_event.get(self._compared(event.name), ()):
            if door.admits(event.time_ms, processed_ms):
                self._enter(door, person, event.name, event.event_id, event.time_ms, processed_ms, event.request_number)
        for number in self._touched_by_event.get(event.name, ()):
            person.segments.add(number)
            for door in self._doors_by_segment.get(number, ()):
                if door.admits(event.time_ms, processed_ms):
                    self._enter(door, person, event.name, event.event_id, event.time_ms, processed_ms, event.request_number)

    def change(self, person: Person, time_ms: int, processed_ms: int, request_number: int) -> None:
        """An identify was applied: it may have moved the person into any segment that is not built from events."""
        person.segments |= self._touched_by_any_change
        for number in self._touched_by_any_change:
            for door in self._doors_by_segment.get(number, ()):
                if door.admits(time_ms, processed_ms):
                    self._enter(door, person, "", "", time_ms, processed_ms, request_number)

    def _compared(self, name: str) -> str:
        return name.lower() if self._any_case else name

    def _enter(
        self, door: _Door, person: Person, event_name: str, event_id: str, time_ms: int, processed_ms: int, request_number: int
    ) -> None:
        campaign, trigger, _, limit_ms = door
        entered = (campaign.id, campaign.name, person.number, trigger, event_name, event_id)
        self.entries.append(Entry(*entered, time_ms, processed_ms, limit_ms, request_number))
