"""At most so many rows per campaign: which go, in sending order, and that nothing is looked at in vain."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from backfill_assistant.core.campaigns.campaigns import Campaign, Trigger, TriggerKind
from backfill_assistant.core.forecast.forecast import Choice, Decision, Order, SendingPlan, prepare
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.forecast.rooms import Rooms
from fakes.checked_rows import checked_rows

HOUR = 3_600_000
NOW = 1_790_000_000_000
STARTED = NOW - 1_000 * HOUR
BOTH = ImportKind(has_people=True, has_events=True)


def event_campaign(number, name, delay_hours=0):
    trigger = Trigger(TriggerKind.EVENT, event_name=name)
    return Campaign(number, f"campaign {number}", trigger, first_started_ms=STARTED, opening_delay_ms=delay_hours * HOUR)


def forecast_of(campaigns, *rows):
    """Rows as pairs of hours ago (None: no time) and event."""
    times = [None if hours is None else NOW - hours * HOUR for hours, _ in rows]
    return prepare(checked_rows(times, [name for _, name in rows], list(range(1, len(rows) + 1))), campaigns, BOTH)


def going(forecast, at_most, order=Order.FILE, choice=Choice.SEND_ALL):
    plan, decision = SendingPlan(NOW, order=order), Decision(choice, tuple(at_most))
    rows = forecast.rows_to_send(plan, decision).tolist()
    assert forecast.reckon(plan, decision)[0] == len(rows)
    return rows


def test_the_first_rows_in_sending_order_go():
    forecast = forecast_of([event_campaign(1, "a")], (1, "a"), (70, "a"), (200, "a"), (2, "a"), (3, "b"))
    assert going(forecast, [(1, 1)]) == [0, 2, 4]
    assert going(forecast, [(1, 1)], Order.OLDEST_FIRST) == [2, 1, 4]
    assert going(forecast, [(1, 0)], choice=Choice.ONLY) == []
    assert going(forecast, [(1, 3)]) == [0, 1, 2, 3, 4]


def test_a_row_that_one_campaign_keeps_back_takes_no_room_in_another():
    segment = Campaign(2, "all", Trigger(TriggerKind.SEGMENT, segment_uses_events=False), first_started_ms=STARTED)
    forecast = forecast_of([event_campaign(1, "a"), segment], (1, "a"), (1, "a"), (1, "b"), (1, "b"), (1, "b"))
    assert going(forecast, [(1, 0), (2, 2)]) == [2, 3]
    assert going(forecast, [(1, 1), (2, 3)]) == [0, 2, 3]


def test_a_limit_of_a_campaign_that_is_not_judged_or_gone_keeps_nothing_back():
    forecast = forecast_of([event_campaign(1, "a"), Campaign(2, "form", Trigger(TriggerKind.FORM))], (1, "a"))
    assert going(forecast, [(2, 0), (99, 0)]) == [0]


def test_rows_without_a_time_have_the_one_at_which_they_go_out():
    late = replace(event_campaign(1, "a"), first_started_ms=NOW + 16 * 60_000)
    forecast = forecast_of([late], *[(None, "a")] * 100)
    plan = SendingPlan(NOW, rows_per_second=1 / 60)
    # Row n goes out n minutes after the start, and from a minute after the campaign's start (less the margin) on it counts.
    assert forecast.rows_to_send(plan, Decision(at_most=((1, 5),))).tolist() == list(range(7))
    assert forecast.reckon(plan, Decision(at_most=((1, 5),))) == (7, 5)


@pytest.mark.parametrize("seed", range(40))
def test_rooms_agree_with_a_plain_loop(seed):
    dice = np.random.default_rng(seed)
    campaigns, kinds = int(dice.integers(1, 5)), int(dice.integers(1, 4))
    edges, most = dice.integers(0, 10, (campaigns, kinds)), dice.integers(0, 8, campaigns).tolist()
    rooms, room = Rooms(edges, most), list(most)
    went = []
    for _ in range(4):
        kind, time = dice.integers(0, kinds, 9).astype(np.int32), dice.integers(0, 12, 9)
        touching, inside = rooms.let_in(kind, time)
        for row in range(9):
            touched = [number for number in range(campaigns) if time[row] > edges[number, kind[row]]]
            goes = bool(touched) and all(room[number] for number in touched)
            assert (bool(touching[row]), bool(inside[row])) == (bool(touched), goes)
            if goes:
                went.append(touched)
                for number in touched:
                    room[number] -= 1
        assert sorted(rooms.full) == [number for number in range(campaigns) if not room[number]]
        assert rooms.still_free() == sum(all(room[number] for number in touched) for touched in went)
