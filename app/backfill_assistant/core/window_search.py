"""Which sorted rows one campaign's window holds under a plan: a handful of searches, however many rows there are."""

from __future__ import annotations

import numpy as np

from backfill_assistant.core.counts import Tally
from backfill_assistant.core.plans import SendingPlan
from backfill_assistant.core.row_groups import Group
from backfill_assistant.core.sorted_rows import Ageing, Found, Numbers, SortedRows
from backfill_assistant.core.verdicts import Standing, Verdict


def possible_rows(rows: SortedRows, standing: Standing, plan: SendingPlan, ageing: Ageing | None) -> Found:
    """Rows that could enter or are too close to call; `rows` by the latest that their times may mean."""
    begin = standing.start_ms - plan.margin_ms
    found = rows.younger(plan.start_ms - standing.limit_ms - plan.margin_ms, rows.place_after(begin), ageing)
    if not rows.untimed or plan.start_ms > begin:
        return found
    timed = np.concatenate((found.places[found.places < rows.timed], np.arange(found.start, rows.timed)))
    return Found(len(rows), np.concatenate((timed, _untimed_after(rows, begin - plan.start_ms, ageing))))


def _clear_count(rows: SortedRows, standing: Standing, plan: SendingPlan, ageing: Ageing | None) -> int:
    begin = standing.start_ms + plan.margin_ms
    after = rows.place_after(begin)
    young = rows.count(rows.younger(plan.start_ms - standing.limit_ms + plan.margin_ms, after, ageing))
    to_come = rows.count(rows.younger(plan.start_ms, after, ageing))
    untimed = len(_untimed_after(rows, begin - plan.start_ms, ageing)) if standing.limit_ms > plan.margin_ms else 0
    return max(0, young - to_come) + untimed


def tally(group: Group, row_count: int, standing: Standing, plan: SendingPlan, ageing: Ageing | None) -> Tally:
    """The verdicts of all rows that can be sent, of which `group` concerns the campaign."""
    possible = people = clear = 0
    if standing.judged:
        found = possible_rows(group.high, standing, plan, ageing)
        possible, people = group.high.count(found), group.high.people(found)
        clear = _clear_count(group.low, standing, plan, ageing) if possible else 0
    others = row_count - possible
    will_not = others if standing.otherwise is Verdict.WILL_NOT else 0
    return Tally(clear, possible - clear, will_not, others - will_not, people)


def closes_in_ms(rows: SortedRows, standing: Standing, plan: SendingPlan) -> int | None:
    """How long after the start of sending no row could enter any more, whatever the speed; None: never, as rows have no time."""
    if not standing.judged:
        return 0
    if rows.untimed:
        return None
    if not rows.timed or rows.times[rows.timed - 1] <= standing.start_ms - plan.margin_ms:
        return 0
    closes_ms = int(rows.times[rows.timed - 1]) + standing.limit_ms + plan.margin_ms
    return max(0, closes_ms - plan.start_ms)


def _untimed_after(rows: SortedRows, delay_ms: int, ageing: Ageing | None) -> Numbers:
    """Places of rows without a time that are processed later than so long after the start."""
    places = np.arange(rows.timed, len(rows), dtype=np.int64)
    if delay_ms < 0:
        return places
    return places[:0] if ageing is None else places[ageing.offsets(rows.rows[rows.timed :]) > delay_ms]
