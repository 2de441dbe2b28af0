"""In which order rows go out: every order is a list that is begun somewhere and gone through once around (see `Ageing`)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.forecast.ageing import Ageing
from backfill_assistant.core.forecast.kept import Kept
from backfill_assistant.core.forecast.plans import Order, SendingPlan
from backfill_assistant.core.forecast.reach import NEVER, Reach, reach_of
from backfill_assistant.core.forecast.row_groups import RowGroups
from backfill_assistant.core.forecast.verdicts import Standing

Numbers = npt.NDArray[np.int64]


class SendingOrders:
    """The orders of one file's rows, each made when it is first asked for."""

    def __init__(self, groups: RowGroups, standings: Sequence[Standing]) -> None:
        self._groups, self._standings = groups, standings
        self._kept = Kept()

    def rows(self, plan: SendingPlan) -> Numbers:
        """Numbers of the rows that can be sent, in the order of the plan."""
        return np.roll(self.list(plan), -self.begins(plan))

    def ageing(self, plan: SendingPlan) -> Ageing:
        """How much later than the start each row goes out."""
        key, rows = _key(plan), self.list(plan)
        places = self._kept.get("places", key, lambda: _places_in(rows, len(self._groups.people)))
        return Ageing(places, len(rows), self.begins(plan), plan.step_us, (key, plan.step_us))

    def reach(self, margin_ms: int) -> Reach:
        """Until when each row could start any campaign."""
        reach: Reach = self._kept.get("reach", margin_ms, lambda: reach_of(self._groups, self._standings, margin_ms))
        return reach

    def list(self, plan: SendingPlan) -> Numbers:
        """The list, to be begun at `begins` and gone through once around; the same object as long as it is kept."""
        rows: Numbers = self._kept.get("list", _key(plan), lambda: self._make_list(plan))
        return rows

    def _make_list(self, plan: SendingPlan) -> Numbers:
        """Ties keep the order of the file."""
        by_time = self._groups.everything.low.rows
        if plan.order is Order.OLDEST_FIRST:
            return by_time
        in_file = np.sort(by_time)
        if plan.order is Order.FILE:
            return in_file
        reach = self.reach(plan.margin_ms)
        return np.concatenate((in_file[reach.until_ms[in_file] == NEVER], reach.rows.rows))

    def begins(self, plan: SendingPlan) -> int:
        """What expires soonest comes first, but not what has expired: that goes last."""
        if plan.order is not Order.SOONEST_TO_EXPIRE:
            return 0
        rows = self.reach(plan.margin_ms).rows
        return len(self.list(plan)) - len(rows) + rows.place_after(plan.start_ms)


def _key(plan: SendingPlan) -> object:
    """Plans with equal keys send the same list."""
    return plan.order if plan.order is not Order.SOONEST_TO_EXPIRE else (plan.order, plan.margin_ms)


def _places_in(rows: Numbers, row_count: int) -> npt.NDArray[np.int32]:
    """The place of each row of the file in a list, -1 for rows that are not in it."""
    places = np.full(row_count, -1, dtype=np.int32)
    places[rows] = np.arange(len(rows), dtype=np.int32)
    return places
