"""Times × campaigns × a sending plan become verdicts, counts and the quiet time.

`prepare` sorts the rows once; whatever is asked afterwards is a search. Rows that were refused never count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.campaigns.campaigns import Campaign
from backfill_assistant.core.checked import NO_TIME, CheckedRows
from backfill_assistant.core.forecast.any_campaign import AnyCampaign
from backfill_assistant.core.forecast.counts import CampaignCount as CampaignCount
from backfill_assistant.core.forecast.counts import Tally as Tally
from backfill_assistant.core.forecast.counts import Totals as Totals
from backfill_assistant.core.forecast.counts import campaign_count
from backfill_assistant.core.forecast.entry_limits import EntryLimits
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.forecast.kept import Kept
from backfill_assistant.core.forecast.near_names import NearMiss, near_misses
from backfill_assistant.core.forecast.plans import Choice as Choice
from backfill_assistant.core.forecast.plans import Decision as Decision
from backfill_assistant.core.forecast.plans import Order as Order
from backfill_assistant.core.forecast.plans import SendingPlan as SendingPlan
from backfill_assistant.core.forecast.reasons import row_reason
from backfill_assistant.core.forecast.row_groups import RowGroups, group_rows
from backfill_assistant.core.forecast.row_verdicts import RowVerdicts
from backfill_assistant.core.forecast.sending_order import SendingOrders
from backfill_assistant.core.forecast.sorted_rows import UNTIMED
from backfill_assistant.core.forecast.timeline import Histogram
from backfill_assistant.core.forecast.verdicts import Standing, standing_of
from backfill_assistant.core.forecast.verdicts import Verdict as Verdict
from backfill_assistant.core.forecast.window_search import closes_in_ms, possible_numbers, tallies, tally_unjudged
from backfill_assistant.core.limits import ACTIVITY_LOG_MS, CLOSE_CALL_MARGIN_MS
from backfill_assistant.core.row_sets import row_set
from backfill_assistant.core.sentences import Sentence

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


def prepare(checked: CheckedRows, campaigns: Sequence[Campaign], kind: ImportKind, only_rows: Numbers | None = None) -> Forecast:
    """Sort what the campaigns need, once. With `only_rows`, no other rows of the file go out, and so none of them counts."""
    standings = tuple(standing_of(campaign, kind) for campaign in campaigns)
    sendable = checked.sendable
    if only_rows is not None:
        sendable &= row_set(only_rows, checked.row_count)
    groups = group_rows(checked, sendable, standings)
    orders = SendingOrders(groups, standings)
    any_campaign, limits = AnyCampaign(groups, standings, orders), EntryLimits(checked, groups, standings, orders)
    verdicts = RowVerdicts(checked, groups.event_numbers)
    return Forecast(
        checked, tuple(campaigns), standings, only_rows, sendable, groups, kind.has_events, orders, any_campaign, limits, verdicts
    )


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
    _orders: SendingOrders
    _any: AnyCampaign
    _limits: EntryLimits
    _verdicts: RowVerdicts
    _kept: Kept = field(default_factory=Kept)

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
        return self._orders.rows(plan)

    def counts(self, plan: SendingPlan) -> tuple[CampaignCount, ...]:
        """The verdicts per campaign: by the time rows go out, and at the click."""
        counted: tuple[CampaignCount, ...] = self._kept.get("counts", plan, lambda: self._count(plan))
        return counted

    def _count(self, plan: SendingPlan) -> tuple[CampaignCount, ...]:
        ageing, told = self._orders.ageing(plan), {}
        for indexes in self._judged_together:
            standings = [self.standings[index] for index in indexes]
            group = self._groups.of(standings[0])
            sent, clicked = (tallies(group, self.row_count, standings, plan, each) for each in (ageing, None))
            begins = np.array([each.start_ms for each in standings], dtype=np.int64) - plan.margin_ms
            before = np.minimum(group.high.timed, group.high.places_after(begins)).tolist()
            for number, index in enumerate(indexes):
                closes_in = closes_in_ms(group.high, standings[number], plan)
                told[index] = campaign_count(
                    standings[number], sent[number], clicked[number], closes_in, len(group.high), before[number]
                )
        for index, standing in enumerate(self.standings):
            if index not in told:
                tally = tally_unjudged(self.row_count, standing)
                told[index] = campaign_count(standing, tally, tally, 0, 0, 0)
        return tuple(told[index] for index in range(len(self.standings)))

    @cached_property
    def _judged_together(self) -> tuple[tuple[int, ...], ...]:
        """Places of the campaigns that are judged, those together that the same rows concern."""
        together: dict[str | None, list[int]] = {}
        for index, standing in enumerate(self.standings):
            if standing.judged:
                together.setdefault(standing.event_name, []).append(index)
        return tuple(tuple(indexes) for indexes in together.values())

    def totals(self, plan: SendingPlan) -> Totals:
        """Rows and people over all campaigns, each counted once."""
        ageing, by_time = self._orders.ageing(plan), self._groups.everything.high
        (rows, people), (rows_at_click, people_at_click) = (self._any.count(plan, each) for each in (ageing, None))
        return Totals(
            rows=rows,
            people=people,
            campaigns=sum(count.possible > 0 for count in self.counts(plan)),
            rows_at_click=rows_at_click,
            people_at_click=people_at_click,
            not_predictable_campaigns=sum(s.otherwise is Verdict.NOT_PREDICTABLE for s in self.standings),
            older_than_log=by_time.count_older(plan.start_ms - ACTIVITY_LOG_MS - 1, ageing),
            rows_without_time=by_time.untimed,
        )

    def rows_that_could_enter(self, plan: SendingPlan, campaign_id: int | None = None) -> Mask:
        """True for rows that could enter a campaign, or this one (or are too close to call), at the start or when they go out.

        Both moments count, because leaving rows out or sending faster brings the others forward.
        """
        if campaign_id is None:
            return self._any.at_either_moment(plan)
        hit = np.zeros(self.checked.row_count, dtype=bool)
        for standing in self.standings:
            if standing.judged and standing.campaign.id == campaign_id:
                for ageing in (None, self._orders.ageing(plan)):
                    hit[possible_numbers(self._groups.of(standing).high, standing, plan, ageing)] = True
        return hit

    def rows_with(self, index: int, verdicts: frozenset[Verdict], plan: SendingPlan) -> Numbers:
        """Numbers of the rows that have one of these verdicts for campaign `index`, ascending, by the time they go out."""
        standing, ageing = self.standings[index], self._orders.ageing(plan)
        possible, clear = np.zeros(self.checked.row_count, dtype=bool), np.zeros(self.checked.row_count, dtype=bool)
        if standing.judged:
            possible[possible_numbers(self._groups.of(standing).high, standing, plan, ageing)] = True
            numbers = np.flatnonzero(possible)
            low = self._low(numbers)
            moments = plan.start_ms + ageing.offsets_ms(numbers)
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
        moment = plan.start_ms + int(self._orders.ageing(plan).offsets_ms(numbers)[0])
        matches, possible, clear = self._verdicts.masks(standing, numbers, moment, plan.margin_ms)
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
                hit = self._verdicts.masks(standing, rows, moment_ms, margin_ms)[1] & self._sendable[rows]
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
        first, entering = self._any.by_time(plan)
        bars = [np.count_nonzero(entering[max(0, start - first) : max(0, stop - first)]) for start, stop in pairwise(places)]
        return Histogram(edges_ms, np.diff(places), np.array(bars, dtype=np.int64), int(places[0]), rows.untimed)

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
            return order[~entering[order]]
        if decision.choice is Choice.ONLY:
            order = order[entering[order]]
        if not decision.at_most:
            return order
        over = row_set(self._limits.over(plan, decision.at_most), self.checked.row_count)
        return order[~over[order]]

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
        entries = self._any.count_at_either_moment(plan)
        if decision.choice in (Choice.LEAVE_OUT, Choice.HOLD):
            return self.row_count - entries, 0
        over = self._limits.count_over(plan, decision.at_most) if decision.at_most else 0
        return (entries if decision.choice is Choice.ONLY else self.row_count) - over, entries - over

    def near_misses(self) -> tuple[NearMiss, ...]:
        """Event names in the file that almost match a campaign's."""
        return self._near_misses

    @cached_property
    def _near_misses(self) -> tuple[NearMiss, ...]:
        if not self._has_events:
            return ()
        return near_misses(self.checked, self._sendable, [s for s in self.standings if s.judged and s.event_name is not None])

    def _low(self, numbers: Numbers) -> Numbers:
        times = self.checked.time_ms[numbers]
        return np.where(times == NO_TIME, UNTIMED, times)
