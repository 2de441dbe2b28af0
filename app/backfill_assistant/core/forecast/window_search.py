"""Which sorted rows one campaign's window holds under a plan: a handful of searches, however many rows there are."""

from __future__ import annotations

import numpy as np

from backfill_assistant.core.forecast.ageing import Ageing
from backfill_assistant.core.forecast.counts import Tally
from backfill_assistant.core.forecast.plans import SendingPlan
from backfill_assistant.core.forecast.row_groups import Group
from backfill_assistant.core.forecast.sorted_rows import Beyond, Found, Numbers, SortedRows
from backfill_assistant.core.forecast.verdicts import Standing, Verdict


def possible_rows(rows: SortedRows, standing: Standing, plan: SendingPlan, ageing: Ageing | None) -> Found | Beyond:
    """Rows that could enter or are too close to call; `rows` by the latest that their times may mean."""
    begin = standing.start_ms - plan.margin_ms
    found = rows.younger(plan.start_ms - standing.limit_ms - plan.margin_ms, rows.place_after(begin), ageing)
    if not rows.untimed or plan.start_ms > begin:
        return found
    places = rows.places_of(found)
    return Found(len(rows), np.concatenate((places[places < rows.timed], _untimed_after(rows, begin - plan.start_ms, ageing))))


def possible_numbers(rows: SortedRows, standing: Standing, plan: SendingPlan, ageing: Ageing | None) -> Numbers:
    """The numbers of these rows."""
    return rows.rows[rows.places_of(possible_rows(rows, standing, plan, ageing))]


def _clear_count(rows: SortedRows, standing: Standing, plan: SendingPlan, ageing: Ageing | None) -> int:
    begin = standing.start_ms + plan.margin_ms
    after = rows.place_after(begin)
    young = rows.count(rows.younger(plan.start_ms - standing.limit_ms + plan.margin_ms, after, ageing))
    to_come = rows.count(rows.younger(plan.start_ms, after, ageing))
    untimed = 0
    if rows.untimed and standing.limit_ms > plan.margin_ms:
        started = plan.start_ms > begin
        untimed = rows.untimed if started else len(_untimed_after(rows, begin - plan.start_ms, ageing))
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
    if ageing is None:
        return np.arange(rows.timed, rows.timed if delay_ms >= 0 else len(rows))
    return np.flatnonzero(ageing.offsets_ms(rows.rows[rows.timed :]) > delay_ms) + rows.timed
