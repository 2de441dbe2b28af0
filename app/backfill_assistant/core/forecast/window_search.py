"""Which sorted rows one campaign's window holds under a plan: a handful of searches, however many rows there are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backfill_assistant.core.forecast.ageing import Ageing
from backfill_assistant.core.forecast.counts import Tally
from backfill_assistant.core.forecast.plans import SendingPlan
from backfill_assistant.core.forecast.row_groups import Group
from backfill_assistant.core.forecast.sorted_rows import Numbers, SortedRows
from backfill_assistant.core.forecast.verdicts import Standing, Verdict


def possible_numbers(rows: SortedRows, standing: Standing, plan: SendingPlan, ageing: Ageing | None) -> Numbers:
    """Numbers of rows that could enter or are too close to call; `rows` by the latest that their times may mean."""
    return rows.rows[_possible_places(rows, standing, plan, ageing)]


def tallies(
    group: Group, row_count: int, standings: Sequence[Standing], plan: SendingPlan, ageing: Ageing | None
) -> tuple[Tally, ...]:
    """The verdicts of all rows that can be sent, of which `group` concerns these campaigns, in a few searches for all of them."""
    rows, starts = group.high, np.array([each.start_ms for each in standings], dtype=np.int64)
    limits = np.array([each.limit_ms for each in standings], dtype=np.int64)
    begins = starts - plan.margin_ms
    found = rows.younger(plan.start_ms - limits - plan.margin_ms, rows.places_after(begins), ageing)
    clear = _clear_counts(group.low, starts + plan.margin_ms, limits, plan, ageing)
    told = []
    for number, standing in enumerate(standings):
        possible, people = int(found.rows[number]), int(found.people[number])
        if waits(rows, standing, plan):
            places = _possible_places(rows, standing, plan, ageing)
            possible, people = len(places), rows.people_at(places)
        told.append(_tally(standing, row_count, possible, int(clear[number]) if possible else 0, people))
    return tuple(told)


def tally_unjudged(row_count: int, standing: Standing) -> Tally:
    """The verdicts where the campaign decides alone."""
    return _tally(standing, row_count, 0, 0, 0)


def _tally(standing: Standing, row_count: int, possible: int, clear: int, people: int) -> Tally:
    others = row_count - possible
    will_not = others if standing.otherwise is Verdict.WILL_NOT else 0
    return Tally(clear, possible - clear, will_not, others - will_not, people)


def waits(rows: SortedRows, standing: Standing, plan: SendingPlan) -> bool:
    """Whether rows without a time wait for the campaign to start."""
    return rows.untimed > 0 and plan.start_ms <= standing.start_ms - plan.margin_ms


def _possible_places(rows: SortedRows, standing: Standing, plan: SendingPlan, ageing: Ageing | None) -> Numbers:
    begin = standing.start_ms - plan.margin_ms
    places = rows.younger_places(plan.start_ms - standing.limit_ms - plan.margin_ms, rows.place_after(begin), ageing)
    if not waits(rows, standing, plan):
        return places
    return np.concatenate((places[places < rows.timed], _untimed_after(rows, begin - plan.start_ms, ageing)))


def _clear_counts(rows: SortedRows, begins: Numbers, limits: Numbers, plan: SendingPlan, ageing: Ageing | None) -> Numbers:
    after = rows.places_after(begins)
    counted = rows.younger(plan.start_ms - limits + plan.margin_ms, after, ageing).rows
    if rows.timed and rows.times[rows.timed - 1] > plan.start_ms:
        to_come = rows.younger(np.full(len(begins), plan.start_ms), after, ageing).rows
    else:
        to_come = np.full(len(begins), rows.untimed)
    timed = np.maximum(0, counted - to_come)
    untimed = np.where(plan.start_ms > begins, rows.untimed, 0)
    for number in np.flatnonzero(plan.start_ms <= begins) if rows.untimed else ():
        untimed[number] = len(_untimed_after(rows, int(begins[number]) - plan.start_ms, ageing))
    return timed + np.where(limits > plan.margin_ms, untimed, 0)


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
