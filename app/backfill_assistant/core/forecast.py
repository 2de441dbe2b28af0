"""Times × campaigns × a sending plan become verdicts, counts and the quiet time.

`prepare` sorts the rows once; whatever is asked afterwards is a search. Rows that were refused never count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.campaigns import Campaign
from backfill_assistant.core.checked import NO_TIME, CheckedRows
from backfill_assistant.core.counts import CampaignCount as CampaignCount
from backfill_assistant.core.counts import Tally as Tally
from backfill_assistant.core.counts import Totals as Totals
from backfill_assistant.core.limits import ACTIVITY_LOG_MS, CLOSE_CALL_MARGIN_MS
from backfill_assistant.core.near_names import NearMiss, near_misses
from backfill_assistant.core.plans import Choice as Choice
from backfill_assistant.core.plans import Decision as Decision
from backfill_assistant.core.plans import Order as Order
from backfill_assistant.core.plans import SendingPlan as SendingPlan
from backfill_assistant.core.reasons import row_reason
from backfill_assistant.core.row_groups import RowGroups, group_rows
from backfill_assistant.core.row_sets import row_set
from backfill_assistant.core.sending_order import positions, send_order
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.core.sorted_rows import UNTIMED, Ageing
from backfill_assistant.core.timeline import Histogram
from backfill_assistant.core.verdicts import Standing, standing_of
from backfill_assistant.core.verdicts import Verdict as Verdict
from backfill_assistant.core.window_search import closes_in_ms, possible_rows, tally

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


def prepare(
    checked: CheckedRows, campaigns: Sequence[Campaign], has_people: bool, has_events: bool, only_rows: Numbers | None = None
) -> Forecast:
    """Sort what the campaigns need, once. With `only_rows`, no other rows of the file go out, and so none of them counts."""
    standings = tuple(standing_of(campaign, has_people, has_events) for campaign in campaigns)
    sendable = checked.sendable
    if only_rows is not None:
        sendable &= row_set(only_rows, checked.row_count)
    return Forecast(checked, tuple(campaigns), standings, only_rows, sendable, group_rows(checked, sendable, standings), has_events)


@dataclass(frozen=True, eq=False)
class Forecast:
    """What a file could start, to be asked again and again with different plans."""

    checked: CheckedRows
    campaigns: tuple[Campaign, ...]
    standings: tuple[Standing, ...]
    # The only rows that go out; None for all that can.
    only_rows: Numbers | None
    _sendable: Mask
    _groups: RowGroups
    _has_events: bool
    _kept: dict[object, tuple[Numbers, Numbers]] = field(default_factory=dict)
    _newest_masks: dict[SendingPlan, tuple[Mask, Mask]] = field(default_factory=dict)

    @property
    def row_count(self) -> int:
        """Rows that can be sent."""
        return len(self._groups.everything.high)

    def is_of(self, checked: CheckedRows, campaigns: Sequence[Campaign], only_rows: Numbers | None) -> bool:
        """Whether this is the forecast of these rows for these campaigns."""
        if self.checked is not checked or self.campaigns != tuple(campaigns):
            return False
        if self.only_rows is None or only_rows is None:
            return self.only_rows is only_rows
        return np.array_equal(self.only_rows, only_rows)

    def send_order(self, plan: SendingPlan) -> Numbers:
        """Numbers of the rows that can be sent, in the order of the plan."""
        return self._order(plan)[0]

    def counts(self, plan: SendingPlan) -> tuple[CampaignCount, ...]:
        """The verdicts per campaign: by the time rows go out, and at the click."""
        ageing = self._ageing(plan)
        counted = []
        for standing in self.standings:
            group = self._groups.of(standing)
            sent, click = tally(group, self.row_count, standing, plan, ageing), tally(group, self.row_count, standing, plan, None)
            counted.append(
                CampaignCount(
                    standing.campaign,
                    sent.could_enter,
                    sent.too_close,
                    sent.will_not,
                    sent.not_predictable,
                    sent.people,
                    click,
                    closes_in_ms(group.high, standing, plan),
                    standing,
                    len(group.high) if standing.judged else 0,
                    min(group.high.timed, group.high.place_after(standing.start_ms - plan.margin_ms)) if standing.judged else 0,
                )
            )
        return tuple(counted)

    def totals(self, plan: SendingPlan) -> Totals:
        """Rows and people over all campaigns, each counted once."""
        ageing = self._ageing(plan)
        sent, click = self._masks(plan)
        by_time = self._groups.everything.high
        old = by_time.younger(plan.start_ms - ACTIVITY_LOG_MS - 1, 0, ageing)
        concerned = [
            s
            for s in self.standings
            if s.judged and self._groups.of(s).high.count(possible_rows(self._groups.of(s).high, s, plan, ageing))
        ]
        return Totals(
            rows=int(np.count_nonzero(sent)),
            people=self._groups.count_people(sent),
            campaigns=len(concerned),
            rows_at_click=int(np.count_nonzero(click)),
            people_at_click=self._groups.count_people(click),
            not_predictable_campaigns=sum(s.otherwise is Verdict.NOT_PREDICTABLE for s in self.standings),
            older_than_log=self.row_count - by_time.count(old),
            rows_without_time=by_time.untimed,
        )

    def rows_that_could_enter(self, plan: SendingPlan, campaign_id: int | None = None) -> Mask:
        """True for rows that could enter a campaign, or this one (or are too close to call), at the start or when they go out.

        Both moments count, because leaving rows out or sending faster brings the others forward.
        """
        if campaign_id is None:
            sent, click = self._masks(plan)
            return sent | click
        hit = np.zeros(self.checked.row_count, dtype=bool)
        for standing in self.standings:
            if standing.judged and standing.campaign.id == campaign_id:
                rows = self._groups.of(standing).high
                for ageing in (None, self._ageing(plan)):
                    hit[rows.rows_of(possible_rows(rows, standing, plan, ageing))] = True
        return hit

    def rows_with(self, index: int, verdicts: frozenset[Verdict], plan: SendingPlan) -> Numbers:
        """Numbers of the rows that have one of these verdicts for campaign `index`, ascending, by the time they go out."""
        standing, ageing = self.standings[index], self._ageing(plan)
        possible, clear = np.zeros(self.checked.row_count, dtype=bool), np.zeros(self.checked.row_count, dtype=bool)
        if standing.judged:
            group = self._groups.of(standing)
            possible[group.high.rows_of(possible_rows(self._groups.of(standing).high, standing, plan, ageing))] = True
            numbers = np.flatnonzero(possible)
            low = self._low(numbers)
            moments = plan.start_ms + plan.offsets_ms(self._order(plan)[1][numbers])
            clear[numbers] = standing.clear(np.where(low == UNTIMED, moments, low), moments, plan.margin_ms)
        chosen = np.zeros(self.checked.row_count, dtype=bool)
        if Verdict.COULD_ENTER in verdicts:
            chosen |= clear
        if Verdict.TOO_CLOSE in verdicts:
            chosen |= possible & ~clear
        if standing.otherwise in verdicts:
            chosen |= ~possible
        return np.flatnonzero(chosen & self._sendable)

    def verdicts_of(self, row: int, plan: SendingPlan) -> tuple[tuple[Campaign, Verdict, Sentence], ...]:
        """The verdict of one row for each campaign, with the reason; nothing for a row that is not sent."""
        if not self._sendable[row]:
            return ()
        return tuple((each, *self.verdict_of(row, index, plan)) for index, each in enumerate(self.campaigns))

    def verdict_of(self, row: int, index: int, plan: SendingPlan) -> tuple[Verdict, Sentence]:
        """The verdict of one row that can be sent for campaign `index`, with the reason."""
        numbers, standing = np.asarray([row], dtype=np.int64), self.standings[index]
        moment = plan.start_ms + int(plan.offsets_ms(self._order(plan)[1][numbers])[0])
        matches, possible, clear = self._verdict_masks(standing, numbers, moment, plan.margin_ms)
        verdict = Verdict.COULD_ENTER if clear[0] else Verdict.TOO_CLOSE if possible[0] else standing.otherwise
        untimed = bool(self.checked.time_ms[row] == NO_TIME)
        low = moment if untimed else int(self.checked.time_ms[row])
        return verdict, row_reason(standing, verdict, bool(matches[0]), low, moment, plan.margin_ms, untimed)

    def judge(
        self, rows: Numbers, moment_ms: int, margin_ms: int = CLOSE_CALL_MARGIN_MS, campaign_ids: Sequence[int] = ()
    ) -> Numbers:
        """How many of these rows could enter any campaign, or are too close to call, if processed at that moment.

        The first number counts each row once; then come the numbers for each of the campaigns asked for.
        """
        any_campaign, each = np.zeros(len(rows), dtype=bool), dict.fromkeys(campaign_ids, 0)
        for standing in self.standings:
            if standing.judged:
                hit = self._verdict_masks(standing, rows, moment_ms, margin_ms)[1] & self._sendable[rows]
                any_campaign |= hit
                if standing.campaign.id in each:
                    each[standing.campaign.id] = int(np.count_nonzero(hit))
        return np.array([np.count_nonzero(any_campaign), *(each[campaign_id] for campaign_id in campaign_ids)], dtype=np.int64)

    def quiet_time_ms(self, plan: SendingPlan) -> int | None:
        """The first start, not before the plan's, at which no row could enter anything at whatever speed; None: there is none.

        Campaigns that are not predictable are not covered.
        """
        quiet = plan.start_ms
        for standing in self.standings:
            closes_in = closes_in_ms(self._groups.of(standing).high, standing, plan)
            if closes_in is None:
                return None
            quiet = max(quiet, plan.start_ms + closes_in)
        return quiet

    def curve(self, index: int, plan: SendingPlan, starts_ms: Numbers) -> Numbers:
        """How many rows could enter campaign `index` (or are too close to call) if all were processed at each of these moments."""
        standing = self.standings[index]
        if not standing.judged:
            return np.zeros(len(starts_ms), dtype=np.int64)
        rows = self._groups.of(standing).high
        edges = np.maximum(standing.start_ms, starts_ms - standing.limit_ms) - plan.margin_ms
        timed = rows.timed - np.minimum(rows.timed, rows.times.searchsorted(edges, "right"))
        return timed + np.where(starts_ms > standing.start_ms - plan.margin_ms, rows.untimed, 0)

    def time_range_ms(self) -> tuple[int, int] | None:
        """The earliest and the latest time in the file; None where no row has one."""
        rows = self._groups.everything.low
        return (int(rows.times[0]), int(rows.times[rows.timed - 1])) if rows.timed else None

    def histogram(self, edges_ms: Numbers, plan: SendingPlan) -> Histogram:
        """How the rows' times lie between edges, and which could enter a campaign by the time they go out."""
        rows = self._groups.everything.low
        places = np.minimum(rows.timed, rows.times.searchsorted(edges_ms, "left"))
        entering = self._masks(plan)[0]
        if 4 * np.count_nonzero(entering) > self.row_count:
            counted = np.concatenate((np.zeros(1, dtype=np.int64), _running_count(entering[rows.rows])))
            bars = np.diff(counted[places])
        else:
            # Few could enter, as a rule: then looking up their bars one by one is ten times as fast.
            times = self.checked.time_ms[np.flatnonzero(entering)]
            bars = np.bincount(edges_ms.searchsorted(times, "right"), minlength=len(edges_ms) + 1)[1:-1]
        return Histogram(edges_ms, np.diff(places), bars, int(places[0]), rows.untimed)

    def rows_between(self, from_ms: int, to_ms: int) -> Numbers:
        """Numbers of the rows whose time is at or after the first moment and before the second, ascending."""
        rows = self._groups.everything.low
        first, last = (min(rows.timed, int(rows.times.searchsorted(each, "left"))) for each in (from_ms, to_ms))
        return np.sort(rows.rows[first:last])

    def rows_to_send(self, plan: SendingPlan, decision: Decision) -> Numbers:
        """Numbers of the rows that go out under a decision, in sending order."""
        order = self.send_order(plan)
        entering = self.rows_that_could_enter(plan)
        if decision.choice in (Choice.LEAVE_OUT, Choice.HOLD):
            order = order[~entering[order]]
        elif decision.choice is Choice.ONLY:
            order = order[entering[order]]
        for campaign_id, most in decision.at_most:
            touching = self.rows_that_could_enter(plan, campaign_id)[order]
            order = order[~touching | (_running_count(touching) <= most)]
        return order

    def rows_held_back(self, plan: SendingPlan, decision: Decision) -> Numbers:
        """Numbers of the rows that could be sent but do not go out under a decision, in sending order."""
        order = self.send_order(plan)
        going = np.zeros(self.checked.row_count, dtype=bool)
        going[self.rows_to_send(plan, decision)] = True
        return order[~going[order]]

    def possible_entries(self, plan: SendingPlan, decision: Decision) -> int:
        """How many of the rows that go out could enter a campaign: the number a person approves."""
        return self.reckon(plan, decision)[1]

    def reckon(self, plan: SendingPlan, decision: Decision) -> tuple[int, int]:
        """How many rows go out under a decision, and how many of them could enter a campaign."""
        entering = self.rows_that_could_enter(plan)
        if not decision.at_most:
            entries = int(np.count_nonzero(entering))
            if decision.choice is Choice.ONLY:
                return entries, entries
            return (self.row_count, entries) if decision.choice is Choice.SEND_ALL else (self.row_count - entries, 0)
        going = self.rows_to_send(plan, decision)
        return len(going), int(np.count_nonzero(entering[going]))

    def near_misses(self) -> tuple[NearMiss, ...]:
        """Event names in the file that almost match a campaign's."""
        return self._near_misses

    @cached_property
    def _near_misses(self) -> tuple[NearMiss, ...]:
        if not self._has_events:
            return ()
        return near_misses(self.checked, self._sendable, [s for s in self.standings if s.judged and s.event_name is not None])

    @staticmethod
    def _order_key(plan: SendingPlan) -> object:
        """Plans with equal keys send in the same order; what expires first depends on when sending starts."""
        return plan.order if plan.order is not Order.SOONEST_TO_EXPIRE else (plan.order, plan.start_ms, plan.margin_ms)

    def _order(self, plan: SendingPlan) -> tuple[Numbers, Numbers]:
        key = self._order_key(plan)
        if key not in self._kept:
            for old in [old for old in self._kept if isinstance(old, tuple)]:
                self._kept.pop(old, None)
            judged = [(standing, self._groups.of(standing).high) for standing in self.standings if standing.judged]
            order = send_order(plan, self._sendable, self._groups.everything.low, judged)
            self._kept[key] = order, positions(order, self.checked.row_count)
        return self._kept[key]

    def _ageing(self, plan: SendingPlan) -> Ageing:
        places = self._order(plan)[1]
        key = self._order_key(plan), plan.rows_per_second
        return Ageing(lambda rows: plan.offsets_ms(places[rows]), plan.duration_ms(self.row_count), key)

    def _masks(self, plan: SendingPlan) -> tuple[Mask, Mask]:
        """Rows that could enter any campaign: by the time they go out, and at the click. Kept for the plan asked last."""
        masks = self._newest_masks.get(plan)
        if masks is None:
            masks = self._any(plan, self._ageing(plan)), self._any(plan, None)
            self._newest_masks.clear()
            self._newest_masks[plan] = masks
        return masks

    def _any(self, plan: SendingPlan, ageing: Ageing | None) -> Mask:
        hit = np.zeros(self.checked.row_count, dtype=bool)
        from_place: dict[str | None, int] = {}
        for standing in self.standings:
            if standing.judged:
                found, name = possible_rows(self._groups.of(standing).high, standing, plan, ageing), standing.event_name
                hit[self._groups.by_event[name].high.rows[found.places]] = True
                from_place[name] = min(found.start, from_place.get(name, found.start))
        for name, place in from_place.items():
            hit[self._groups.by_event[name].high.rows[place:]] = True
        return hit

    def _low(self, numbers: Numbers) -> Numbers:
        times = self.checked.time_ms[numbers]
        return np.where(times == NO_TIME, UNTIMED, times)

    def _verdict_masks(self, standing: Standing, numbers: Numbers, moment_ms: int, margin_ms: int) -> tuple[Mask, Mask, Mask]:
        matches = np.ones(len(numbers), dtype=bool)
        if not standing.judged:
            return matches, ~matches, ~matches
        if standing.event_name is None:
            if self.checked.event_only_rows is not None:
                matches = ~np.isin(numbers, self.checked.event_only_rows)
        else:
            matches = self.checked.event[numbers] == self._groups.event_numbers.get(standing.event_name, -2)
        times = self.checked.time_ms[numbers]
        spans = 0 if self.checked.time_span_ms is None else self.checked.time_span_ms[numbers]
        low = np.where(times == NO_TIME, moment_ms, times)
        high = np.where(times == NO_TIME, moment_ms, times + spans)
        possible = matches & standing.possible(high, moment_ms, margin_ms)
        return matches, possible, matches & standing.clear(low, moment_ms, margin_ms)


def _running_count(mask: Mask) -> Numbers:
    """How many are true up to each place. `cumsum` of the mask itself would hold the interpreter lock: 0.2 s for 5 million rows."""
    return np.cumsum(mask.astype(np.int64))
