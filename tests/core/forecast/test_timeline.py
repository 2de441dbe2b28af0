"""The time axis, and rows on it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backfill_assistant.core.campaigns.campaigns import Campaign, Trigger, TriggerKind
from backfill_assistant.core.forecast.forecast import SendingPlan, prepare
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.forecast.timeline import TimeScale, whole_scale
from fakes.checked_rows import checked_rows

HOUR = 3_600_000
DAY = 24 * HOUR
NOW = 1_790_000_000_000


@given(st.integers(1, 4_000), st.floats(0, 1))
def test_places_and_moments_are_inverse(days, place):
    scale = whole_scale(NOW, NOW - days * DAY)
    assert scale.place(scale.moment(place)) == pytest.approx(place, abs=1e-6)
    assert scale.place(scale.moment(place)) + 1e-9 >= 0


def test_two_years_and_the_last_hours_both_have_room():
    scale = whole_scale(NOW, NOW - 730 * DAY)
    assert (scale.place(scale.oldest_ms), scale.place(scale.latest_ms)) == (0, 1)
    assert scale.place(NOW) - scale.place(NOW - DAY) > 0.1
    assert scale.place(NOW - 30 * DAY) > 0.2


def test_edges_ascend_and_bars_have_equal_width():
    scale = whole_scale(NOW, NOW - 730 * DAY)
    edges = scale.edges(90)
    assert len(edges) == 91
    assert (np.diff(edges) > 0).all()
    widths = np.diff([scale.place(edge) for edge in edges])
    assert widths == pytest.approx(np.full(90, 1 / 90), abs=1e-6)


def test_zooming_stays_between_an_hour_and_the_oldest_row():
    scale = whole_scale(NOW, NOW - 100 * DAY)
    assert scale.zoomed(0.5, NOW - 100 * DAY).oldest_ms == NOW - 50 * DAY
    assert scale.zoomed(1e-9, NOW - 100 * DAY).oldest_ms == NOW - HOUR
    assert scale.zoomed(1e9, NOW - 100 * DAY).oldest_ms == NOW - 100 * DAY
    assert [age // HOUR for age in scale.zoomed(1e-9, NOW).marks()] == [1]


def test_an_axis_that_has_no_now_is_refused():
    with pytest.raises(ValueError, match="now lies"):
        TimeScale(NOW, NOW, NOW + 1)


def test_rows_on_the_axis():
    campaign = Campaign(1, "c", Trigger(TriggerKind.EVENT, event_name="buy"), first_started_ms=NOW - 50 * DAY)
    times = [NOW - 90 * DAY, NOW - 40 * DAY, NOW - 2 * DAY, NOW - HOUR, None, NOW - HOUR]
    forecast = prepare(checked_rows(times, ["buy"] * 5 + ["sell"], refused=[]), (campaign,), ImportKind(False, True))
    edges = np.asarray([NOW - 60 * DAY, NOW - 3 * DAY, NOW - DAY, NOW + DAY])
    shown = forecast.histogram(edges, SendingPlan(NOW))
    assert list(shown.rows) == [1, 1, 2]
    assert list(shown.could_enter) == [0, 1, 1]
    assert (shown.earlier, shown.without_time) == (1, 1)
    assert list(forecast.rows_between(NOW - DAY, NOW + 1)) == [3, 5]
    assert forecast.time_range_ms() == (NOW - 90 * DAY, NOW - HOUR)


def test_a_file_without_times_has_an_empty_axis():
    forecast = prepare(checked_rows([None]), (), ImportKind(True, False))
    shown = forecast.histogram(whole_scale(NOW, None).edges(10), SendingPlan(NOW))
    assert (int(shown.rows.sum()), shown.without_time, forecast.time_range_ms()) == (0, 1, None)


@given(
    st.lists(st.integers(0, 40 * DAY) | st.none(), max_size=30), st.lists(st.integers(-1, 45), min_size=2, max_size=9, unique=True)
)
def test_bars_add_up_and_agree_with_counting_one_by_one(ages, days):
    campaign = Campaign(1, "c", Trigger(TriggerKind.EVENT, event_name="buy"), first_started_ms=NOW - 50 * DAY)
    times = [None if age is None else NOW - age for age in ages]
    forecast = prepare(checked_rows(times, ["buy"] * len(times)), (campaign,), ImportKind(False, True))
    edges = np.asarray(sorted(NOW - each * DAY for each in days), dtype=np.int64)
    shown = forecast.histogram(edges, SendingPlan(NOW))
    entering = forecast.rows_that_could_enter(SendingPlan(NOW))
    for bar, (first, last) in enumerate(pairwise(edges)):
        inside = [row for row, time in enumerate(times) if time is not None and first <= time < last]
        assert (shown.rows[bar], shown.could_enter[bar]) == (len(inside), sum(bool(entering[row]) for row in inside))
    assert shown.earlier == sum(time is not None and time < edges[0] for time in times)
