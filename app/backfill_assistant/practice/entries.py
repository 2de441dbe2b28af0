"""Judge: who enters which campaign, decided from what was processed and when. No filters: the widest reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backfill_assistant.practice.campaigns import Campaign, event_campaigns
from backfill_assistant.practice.operations import Entry, StoredEvent
from backfill_assistant.practice.people import Person
from backfill_assistant.practice.switches import Switches


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
        self._by_event = event_campaigns(self.campaigns, self._any_case)
        from_events = {segment["id"]: segment["from_event"] for segment in self.segments if segment.get("from_event")}
        self._segments_by_event: dict[str, list[int]] = {}
        for segment_id, event_name in from_events.items():
            self._segments_by_event.setdefault(event_name, []).append(segment_id)
        self._segments_of_anybody = {segment["id"] for segment in self.segments} - from_events.keys()
        self._by_segment: dict[int, list[Campaign]] = {}
        for campaign in self.campaigns:
            for number in campaign.shown.get("trigger_segment_ids") or ():
                self._by_segment.setdefault(number, []).append(campaign)

    def event(self, event: StoredEvent, person: Person, processed_ms: int) -> None:
        """An event of a known person was processed."""
        name = event.name.lower() if self._any_case else event.name
        for campaign in self._by_event.get(name, ()):
            if campaign.admits("event", event.time_ms, processed_ms):
                self._enter(campaign, "event", person, event, processed_ms)
        for number in self._segments_by_event.get(event.name, ()):
            person.segments.add(number)
            for campaign in self._by_segment.get(number, ()):
                if campaign.admits("segment", event.time_ms, processed_ms):
                    self._enter(campaign, "segment", person, event, processed_ms)

    def change(self, person: Person, time_ms: int, processed_ms: int, request_number: int) -> None:
        """An identify was applied: it may have moved the person into any segment that is not built from events."""
        person.segments |= self._segments_of_anybody
        for number in self._segments_of_anybody:
            for campaign in self._by_segment.get(number, ()):
                if campaign.admits("segment", time_ms, processed_ms):
                    limit_ms = campaign.limit_ms("segment")
                    self.entries.append(
                        Entry(campaign.id, campaign.name, person.number, "segment", "", "", time_ms, processed_ms, limit_ms,
                              request_number)
                    )  # fmt: skip

    def _enter(self, campaign: Campaign, trigger: str, person: Person, event: StoredEvent, processed_ms: int) -> None:
        self.entries.append(
            Entry(campaign.id, campaign.name, person.number, trigger, event.name, event.event_id, event.time_ms, processed_ms,
                  campaign.limit_ms(trigger), event.request_number)
        )  # fmt: skip
