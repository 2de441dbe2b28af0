"""The forecast once more, as two plain loops: slow, obvious, and written without a look at the fast one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backfill_assistant.core.campaigns.campaigns import Campaign
from backfill_assistant.core.checked import NO_TIME, CheckedRows

HOUR = 3_600_000


class SlowForecast:
    """Answers for one plan. Verdicts are "could", "close", "not" and "unsure"."""

    def __init__(
        self, checked: CheckedRows, campaigns: Sequence[Campaign], has_people: bool, has_events: bool, plan, start_ms: int
    ) -> None:
        self.checked, self.campaigns, self.people, self.events = checked, campaigns, has_people, has_events
        self.start, self.plan = start_ms, plan
        self.rows = [row for row in range(checked.row_count) if checked.refused[row] == 0]
        self.order = self._order()
        step_us = round(1_000_000 / plan.rows_per_second)
        self.moment = {row: self.start + place * step_us // 1000 for place, row in enumerate(self.order)}

    def time(self, row: int) -> int | None:
        time = int(self.checked.time_ms[row])
        return None if time == NO_TIME else time

    def window(self, campaign: Campaign) -> int:
        floor = 72 * HOUR if campaign.trigger.kind == "event" else 24 * HOUR
        return campaign.opening_delay_ms if campaign.opening_delay_ms > floor else floor

    def start_of(self, campaign: Campaign) -> int:
        if campaign.first_started_ms is not None:
            return campaign.first_started_ms
        return campaign.created_ms if campaign.created_ms is not None else -(10**18)

    def fixed(self, campaign: Campaign) -> str | None:
        trigger = campaign.trigger
        if campaign.state != "running":
            return "not"
        if trigger.kind == "event":
            if not self.events:
                return "not"
            return None if trigger.event_name.strip() else "unsure"
        if trigger.kind != "segment":
            return "unsure"
        if trigger.segment_touched is False:
            return "not"
        if trigger.segment_uses_events is True:
            return "unsure"
        if self.people:
            return None
        return "unsure" if trigger.segment_uses_events is None else "not"

    def concerns(self, row: int, campaign: Campaign) -> bool:
        if campaign.trigger.kind == "event":
            number = int(self.checked.event[row])
            return number >= 0 and self.checked.event_names[number] == campaign.trigger.event_name.strip()
        return self.checked.event_only_rows is None or row not in self.checked.event_only_rows.tolist()

    def verdict(self, row: int, campaign: Campaign, moment: int) -> str:
        fixed = self.fixed(campaign)
        if fixed is not None:
            return fixed
        otherwise = "not"
        if campaign.trigger.kind == "segment" and self.events and campaign.trigger.segment_uses_events is None:
            otherwise = "unsure"
        if not self.concerns(row, campaign):
            return otherwise
        time = self.time(row)
        span = 0 if self.checked.time_span_ms is None or time is None else int(self.checked.time_span_ms[row])
        earliest = moment if time is None else time
        latest = earliest + span
        limit, start, margin = self.window(campaign), self.start_of(campaign), self.plan.margin_ms
        if not (moment - latest < limit + margin and latest > start - margin):
            return otherwise
        safely_young = 0 <= moment - earliest < limit - margin
        return "could" if safely_young and earliest > start + margin else "close"

    def expires(self, row: int) -> float:
        """When the row can start nothing any more; never, for rows without a time; before everything, where it never could."""
        last, time = float("-inf"), self.time(row)
        span = 0 if self.checked.time_span_ms is None or time is None else int(self.checked.time_span_ms[row])
        for campaign in self.campaigns:
            if self.fixed(campaign) is None and self.concerns(row, campaign):
                if time is None:
                    return float("inf")
                if time + span > self.start_of(campaign) - self.plan.margin_ms:
                    last = max(last, time + span + self.window(campaign) + self.plan.margin_ms)
        return last

    def _order(self) -> list[int]:
        if self.plan.order == "oldest first":
            return sorted(self.rows, key=lambda row: float("inf") if self.time(row) is None else self.time(row))
        if self.plan.order == "soonest to expire first":
            # What has not expired comes first.
            return sorted(self.rows, key=lambda row: (self.expires(row) <= self.start, self.expires(row)))
        return list(self.rows)

    def verdicts(self, campaign: Campaign, at_click: bool) -> Iterator[tuple[int, str]]:
        for row in self.rows:
            yield row, self.verdict(row, campaign, self.start if at_click else self.moment[row])

    def tally(self, campaign: Campaign, at_click: bool) -> tuple[int, int, int, int, int]:
        found = list(self.verdicts(campaign, at_click))
        people = {int(self.checked.person[row]) for row, verdict in found if verdict in ("could", "close")}
        kinds = [verdict for _, verdict in found]
        return kinds.count("could"), kinds.count("close"), kinds.count("not"), kinds.count("unsure"), len(people)

    def entering(self, at_click: bool) -> set[int]:
        found = set()
        for campaign in self.campaigns:
            for row, verdict in self.verdicts(campaign, at_click):
                if verdict in ("could", "close"):
                    found.add(row)
        return found

    def over_limits(self, at_most: Sequence[tuple[int, int]]) -> set[int]:
        """In sending order, a row goes if every limited campaign that it could enter has room left, and takes it."""
        room, over = dict(at_most), set()
        limited = [campaign for campaign in self.campaigns if campaign.id in room]
        for row in self.order:
            moments = (self.start, self.moment[row])
            entered = [each for each in limited if any(self.verdict(row, each, at) in ("could", "close") for at in moments)]
            if any(room[each.id] == 0 for each in entered):
                over.add(row)
            else:
                for each in entered:
                    room[each.id] -= 1
        return over
