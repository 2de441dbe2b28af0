"""EntryLimits: "at most so many rows that could enter this campaign", and which rows do not go out because of that.

In sending order a row goes if every limited campaign that it could enter has room for one more, and then takes that room.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.checked import CheckedRows
from backfill_assistant.core.forecast.kept import Kept
from backfill_assistant.core.forecast.plans import SendingPlan
from backfill_assistant.core.forecast.rooms import Rooms
from backfill_assistant.core.forecast.row_groups import RowGroups
from backfill_assistant.core.forecast.sending_order import SendingOrders
from backfill_assistant.core.forecast.sorted_rows import UNTIMED
from backfill_assistant.core.forecast.verdicts import Standing
from backfill_assistant.core.forecast.window_search import waits

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
# By campaign id, ascending: how many rows may go out.
AtMost = tuple[tuple[int, int], ...]

# Rows looked at in one go: few at first, as the first rows may reach every limit.
_FIRST_SLICE: Final = 1_024
_LARGEST_SLICE: Final = 65_536
# Later than any time, also of rows without one.
_NEVER_MS: Final = 2**62


@dataclass(frozen=True, eq=False)
class _Listed:
    """What decides about the rows of one order of sending, as they follow each other in its list."""

    rows: Numbers
    # By latest time; UNTIMED for rows without one.
    high: Numbers
    # Which campaigns a row concerns: twice the place of its event in `EntryLimits.names`, and one more for a person.
    kinds: npt.NDArray[np.int32]


@dataclass(frozen=True)
class _Limit:
    standings: tuple[Standing, ...]
    most: int


class EntryLimits:
    """Rows and counts, for a plan and limits. Rows count as entering at the start as well as when they go out."""

    def __init__(self, checked: CheckedRows, groups: RowGroups, standings: Sequence[Standing], orders: SendingOrders) -> None:
        self._checked, self._groups, self._orders = checked, groups, orders
        self._judged = [standing for standing in standings if standing.judged]
        # The events that campaigns wait for; the first place is for all others.
        self._names = [None, *sorted({each.event_name for each in self._judged if each.event_name is not None})]
        self._kept = Kept()

    def over(self, plan: SendingPlan, at_most: AtMost) -> Numbers:
        """Numbers of the rows that do not go out."""
        numbers: Numbers = self._kept.get("over", (plan, at_most), lambda: self._over(plan, at_most))
        return numbers

    def count_over(self, plan: SendingPlan, at_most: AtMost) -> int:
        """How many these are. Where it can be known, no row is looked at after the last that goes."""
        count: int = self._kept.get("count", (plan, at_most), lambda: self._count(plan, at_most))
        return count

    def _over(self, plan: SendingPlan, at_most: AtMost) -> Numbers:
        rooms = self._rooms(plan, self._limits(at_most))
        over = [np.empty(0, dtype=np.int64)]
        for listed in self._slices(plan):
            touching, going = rooms.let_in(listed.kinds, listed.high)
            over.append(listed.rows[touching & ~going])
        return np.concatenate(over)

    def _count(self, plan: SendingPlan, at_most: AtMost) -> int:
        limits = self._limits(at_most)
        if not self._can_be_searched(plan, limits):
            return len(self.over(plan, at_most))
        # Where a campaign has room for all its rows, it keeps nothing back.
        limits = [limit for limit in limits if self._touched(limit.standings, plan) > limit.most]
        rooms, going, full = self._rooms(plan, limits), 0, -1
        touched = self._touched([each for limit in limits for each in limit.standings], plan)
        for listed in self._slices(plan):
            if rooms.full_count != full:
                full = rooms.full_count
                closed = self._touched([each for number in rooms.full for each in limits[number].standings], plan)
            # Those that are let in are all that no full campaign concerns: none is left.
            if rooms.still_free() == touched - closed:
                break
            going += int(np.count_nonzero(rooms.let_in(listed.kinds, listed.high)[1]))
        return touched - going

    def _limits(self, at_most: AtMost) -> list[_Limit]:
        by_id = ((tuple(each for each in self._judged if each.campaign.id == campaign_id), most) for campaign_id, most in at_most)
        return [_Limit(standings, most) for standings, most in by_id if standings]

    def _rooms(self, plan: SendingPlan, limits: Sequence[_Limit]) -> Rooms:
        edges = np.full((len(limits), 2 * len(self._names)), _NEVER_MS)
        for number, limit in enumerate(limits):
            for each in limit.standings:
                place = self._names.index(each.event_name)
                kinds = slice(1, None, 2) if each.event_name is None else slice(2 * place, 2 * place + 2)
                edges[number, kinds] = np.minimum(edges[number, kinds], _edge_ms(each, plan))
        return Rooms(edges, [limit.most for limit in limits])

    def _slices(self, plan: SendingPlan) -> Iterator[_Listed]:
        """The rows in sending order; those without a time have that at which they go out."""
        whole, begins = self._listed(plan), self._orders.begins(plan)
        size, position = _FIRST_SLICE, 0
        for start, stop in ((begins, len(whole.rows)), (0, begins)):
            while start < stop:
                part = slice(start, min(stop, start + size))
                high = whole.high[part]
                untimed = np.flatnonzero(high == UNTIMED)
                if len(untimed):
                    high = high.copy()
                    high[untimed] = plan.start_ms + (position + untimed) * plan.step_us // 1_000
                yield _Listed(whole.rows[part], high, whole.kinds[part])
                position += len(high)
                start, size = part.stop, min(_LARGEST_SLICE, 2 * size)

    def _listed(self, plan: SendingPlan) -> _Listed:
        rows = self._orders.list(plan)
        # What is kept holds the list, so no other can have its id.
        listed: _Listed = self._kept.get("listed", id(rows), lambda: self._list(rows))
        return listed

    def _list(self, rows: Numbers) -> _Listed:
        checked, everything = self._checked, self._groups.everything.high
        high = np.empty(checked.row_count, dtype=np.int64)
        high[everything.rows] = everything.times
        # The last place stands for rows that are no event.
        places = np.zeros(len(checked.event_names) + 1, dtype=np.int32)
        for place, name in enumerate(self._names):
            if name in self._groups.event_numbers:
                places[self._groups.event_numbers[name]] = 2 * place
        kinds = places[checked.event[rows]]
        kinds += 1
        if checked.event_only_rows is not None:
            kinds -= np.isin(rows, checked.event_only_rows)
        return _Listed(rows, high[rows], kinds)

    def _can_be_searched(self, plan: SendingPlan, limits: Sequence[_Limit]) -> bool:
        """Whether `_touched` knows what the limited campaigns have in common."""
        return self._checked.event_only_rows is None and not any(
            waits(self._groups.of(each).high, each, plan) for limit in limits for each in limit.standings
        )

    def _touched(self, standings: Sequence[Standing], plan: SendingPlan) -> int:
        """How many rows could enter any of these campaigns, each counted once."""
        edges: dict[str | None, int] = {}
        for each in standings:
            edges[each.event_name] = min(_edge_ms(each, plan), edges.get(each.event_name, _NEVER_MS))
        # People are counted first; of each event those that are no person already.
        people_from, count = edges.pop(None, None), 0
        if people_from is not None:
            people = self._groups.by_event[None].high
            count = len(people) - people.place_after(people_from)
        for name, edge in edges.items():
            rows = self._groups.by_event[name].high
            stop = len(rows) if people_from is None else rows.place_after(people_from)
            count += max(0, stop - rows.place_after(edge))
        return count


def _edge_ms(standing: Standing, plan: SendingPlan) -> int:
    """Rows that are later could enter at the start; those without a time, if this is before the moment they go out."""
    return max(standing.start_ms, plan.start_ms - standing.limit_ms) - plan.margin_ms
