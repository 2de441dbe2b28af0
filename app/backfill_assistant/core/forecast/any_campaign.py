"""AnyCampaign: rows that could enter at least one campaign, each counted once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.forecast.ageing import Ageing
from backfill_assistant.core.forecast.kept import Kept
from backfill_assistant.core.forecast.plans import SendingPlan
from backfill_assistant.core.forecast.row_groups import RowGroups
from backfill_assistant.core.forecast.sending_order import SendingOrders
from backfill_assistant.core.forecast.verdicts import LONG_AGO_MS, Standing
from backfill_assistant.core.forecast.window_search import possible_numbers

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


class AnyCampaign:
    """Counts and masks. Rows too close to call count as those that could enter; without an ageing, all go out at the start."""

    def __init__(self, groups: RowGroups, standings: Sequence[Standing], orders: SendingOrders) -> None:
        self._groups, self._orders = groups, orders
        self._judged = [standing for standing in standings if standing.judged]
        self._kept = Kept()
        # Rows without a time wait until then for a campaign.
        waiting = (standing.start_ms for standing in self._judged if groups.of(standing).high.untimed)
        self._waits_until_ms = max(waiting, default=LONG_AGO_MS)

    def count(self, plan: SendingPlan, ageing: Ageing | None) -> tuple[int, int]:
        """How many rows could enter, and how many people are behind them."""
        if self._is_late(plan):
            mask = self.mask(plan, ageing)
            return int(np.count_nonzero(mask)), self._groups.count_people(mask)
        rows = self._orders.reach(plan.margin_ms).rows
        found = rows.younger(np.array([plan.start_ms]), np.zeros(1, dtype=np.int64), ageing)
        return int(found.rows[0]), int(found.people[0])

    def mask(self, plan: SendingPlan, ageing: Ageing | None) -> Mask:
        """One entry per row of the file."""
        hit = np.zeros(len(self._groups.people), dtype=bool)
        if self._is_late(plan):
            for standing in self._judged:
                hit[possible_numbers(self._groups.of(standing).high, standing, plan, ageing)] = True
            return hit
        rows = self._orders.reach(plan.margin_ms).rows
        hit[rows.rows[rows.younger_places(plan.start_ms, 0, ageing)]] = True
        return hit

    def at_either_moment(self, plan: SendingPlan) -> Mask:
        """Rows that could enter at the start or when they go out."""
        at_start = self.mask(plan, None)
        # What could enter later could at the start, too, unless it waits for a campaign.
        return at_start | self.mask(plan, self._orders.ageing(plan)) if self._is_late(plan) else at_start

    def count_at_either_moment(self, plan: SendingPlan) -> int:
        """How many of these there are."""
        return int(np.count_nonzero(self.at_either_moment(plan))) if self._is_late(plan) else self.count(plan, None)[0]

    def by_time(self, plan: SendingPlan) -> tuple[int, Mask]:
        """A place among the timed rows by their earliest time, and for each from there on whether it could enter; before, none."""
        low, ageing, reach = self._groups.everything.low, self._orders.ageing(plan), self._orders.reach(plan.margin_ms)
        numbers = low.rows[: low.timed]
        if self._is_late(plan):
            return 0, self.mask(plan, ageing)[numbers]

        def make() -> tuple[int, Numbers, npt.NDArray[np.int32]]:
            until_ms = reach.until_ms[numbers]
            longest_ms = int((until_ms - low.times[: low.timed]).max(initial=0))
            return longest_ms, ageing.heights(until_ms, numbers), ageing.places[numbers]

        longest_ms, heights, places = self._kept.get("heights", (plan.margin_ms, ageing.key), make)
        first = min(low.timed, low.place_after(plan.start_ms - longest_ms))
        entering = heights[first:] > ageing.height_at(plan.start_ms)
        return first, entering & (places[first:] >= ageing.begins) if ageing.begins else entering

    def _is_late(self, plan: SendingPlan) -> bool:
        """Whether rows without a time wait for a campaign that starts after sending does: then rows are looked at one by one."""
        return plan.start_ms <= self._waits_until_ms - plan.margin_ms
