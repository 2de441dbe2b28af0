"""The published rule at its edges: one row, one campaign."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from backfill_assistant.core.campaigns.campaigns import Campaign, CampaignState, Trigger, TriggerKind
from backfill_assistant.core.forecast.forecast import SendingPlan, Verdict, prepare
from backfill_assistant.core.forecast.import_kind import ImportKind
from fakes.checked_rows import checked_rows

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NOW = 1_790_000_000_000
COULD, CLOSE, NOT, UNSURE = Verdict.COULD_ENTER, Verdict.TOO_CLOSE, Verdict.WILL_NOT, Verdict.NOT_PREDICTABLE


def event_campaign(started=NOW - 10 * DAY, delay=0, state=CampaignState.RUNNING):
    return Campaign(
        1, "c", Trigger(TriggerKind.EVENT, event_name="purchased"), state, first_started_ms=started, opening_delay_ms=delay
    )


def segment_campaign(started=NOW - 10 * DAY, delay=0, **said):
    return Campaign(
        2, "s", Trigger(TriggerKind.SEGMENT, segment_ids=(7,), **said), first_started_ms=started, opening_delay_ms=delay
    )


def verdict(campaign, time, margin=0, processed=NOW):
    """The verdict from the single row, checked against every other way of asking."""
    events = campaign.trigger.kind is TriggerKind.EVENT
    forecast = prepare(checked_rows([time], ["purchased"] if events else None), (campaign,), ImportKind(not events, events))
    plan = SendingPlan(processed, margin_ms=margin)
    ((_, one, _),) = forecast.verdicts_of(0, plan)
    (count,) = forecast.counts(plan)
    counted = {COULD: count.could_enter, CLOSE: count.too_close, NOT: count.will_not, UNSURE: count.not_predictable}
    assert counted == {each: int(each is one) for each in Verdict}
    assert forecast.judge(forecast.send_order(plan), processed, margin) == count.could_enter + count.too_close
    assert list(forecast.rows_with(0, frozenset({one}), plan)) == [0]
    return one


def test_w1_event_71_h_59_min_old_could_enter():
    assert verdict(event_campaign(), NOW - (71 * HOUR + 59 * MINUTE)) is COULD


def test_w2_event_exactly_72_h_old_will_not():
    assert verdict(event_campaign(), NOW - 72 * HOUR) is NOT
    assert verdict(event_campaign(), NOW - 72 * HOUR + 1) is COULD


def test_w3_person_23_h_59_min_old_could_enter():
    assert verdict(segment_campaign(), NOW - (23 * HOUR + 59 * MINUTE)) is COULD


def test_w4_person_exactly_24_h_old_will_not():
    assert verdict(segment_campaign(), NOW - 24 * HOUR) is NOT


@pytest.mark.parametrize("campaign", [event_campaign(delay=4 * DAY), segment_campaign(delay=4 * DAY)])
def test_w5_opening_delay_of_4_days_95_h_old_could_enter(campaign):
    assert verdict(campaign, NOW - 95 * HOUR) is COULD


@pytest.mark.parametrize("campaign", [event_campaign(delay=4 * DAY), segment_campaign(delay=4 * DAY)])
def test_w6_opening_delay_of_4_days_96_h_old_will_not(campaign):
    assert verdict(campaign, NOW - 96 * HOUR) is NOT


def test_w7_opening_delay_under_72_h_leaves_the_floor():
    assert verdict(event_campaign(delay=48 * HOUR), NOW - 71 * HOUR) is COULD


def test_w8_opening_delay_of_exactly_24_h_leaves_the_segment_limit():
    assert verdict(segment_campaign(delay=24 * HOUR), NOW - 24 * HOUR) is NOT
    assert verdict(segment_campaign(delay=24 * HOUR), NOW - 24 * HOUR + 1) is COULD


def test_w9_opening_delay_of_30_h_person_29_h_old_could_enter():
    assert verdict(segment_campaign(delay=30 * HOUR), NOW - 29 * HOUR) is COULD


def test_w10_at_the_start_exactly_will_not_and_is_borderline_with_a_margin():
    start = NOW - 5 * HOUR
    assert verdict(event_campaign(started=start), start) is NOT
    assert verdict(event_campaign(started=start), start + 1) is COULD
    assert verdict(event_campaign(started=start), start, margin=15 * MINUTE) is CLOSE


def test_w11_before_the_start_inside_the_limit_will_not():
    assert verdict(event_campaign(started=NOW - 5 * HOUR), NOW - 6 * HOUR) is NOT


def test_w12_draft_will_not():
    assert verdict(event_campaign(state=CampaignState.DRAFT), NOW - HOUR) is NOT
    assert verdict(event_campaign(state=CampaignState.STOPPED), NOW - HOUR) is NOT


@pytest.mark.parametrize("campaign", [event_campaign(), segment_campaign()])
def test_w13_row_without_time_counts_as_the_moment_it_is_processed(campaign):
    assert verdict(campaign, None) is COULD
    assert verdict(campaign, None, processed=NOW + 400 * DAY) is COULD


def test_w14_each_row_is_judged_when_it_goes_out():
    old = NOW - 70 * HOUR
    forecast = prepare(
        checked_rows([old, *[NOW - DAY] * 99, old], ["purchased"] * 101), (event_campaign(),), ImportKind(False, True)
    )
    plan = SendingPlan(NOW, rows_per_second=100 / (3 * 3_600))
    assert [forecast.verdicts_of(row, plan)[0][1] for row in (0, 100)] == [COULD, NOT]
    (count,) = forecast.counts(plan)
    assert (count.could_enter, count.at_click.could_enter) == (100, 101)
    assert str(forecast.verdicts_of(100, plan)[0][2]) == "73 h old when it is processed; the window of 72 h is over."


def test_w15_published_examples_could_enter():
    assert verdict(segment_campaign(), NOW - 60_000, margin=15 * MINUTE) is COULD
    assert verdict(event_campaign(), NOW - 142_000, margin=15 * MINUTE) is COULD


def test_w16_clock_changes_do_not_matter_to_instants():
    berlin = ZoneInfo("Europe/Berlin")
    processed = datetime(2026, 3, 30, 12, 0, tzinfo=berlin)
    # The clocks went forward on the 29th: by the wall clock 72 h, in truth 71 h.
    happened = datetime(2026, 3, 27, 12, 0, tzinfo=berlin)
    to_ms = [int(moment.astimezone(UTC).timestamp() * 1_000) for moment in (happened, processed)]
    campaign = event_campaign(started=to_ms[0] - DAY)
    assert verdict(campaign, to_ms[0], processed=to_ms[1]) is COULD
    # Back in October the same wall-clock distance is 73 h.
    processed = datetime(2026, 10, 26, 12, 0, tzinfo=berlin)
    happened = datetime(2026, 10, 23, 12, 0, tzinfo=berlin)
    to_ms = [int(moment.astimezone(UTC).timestamp() * 1_000) for moment in (happened, processed)]
    assert verdict(event_campaign(started=to_ms[0] - DAY), to_ms[0], processed=to_ms[1]) is NOT


def test_w17_segment_built_from_events_is_not_predictable():
    assert verdict(segment_campaign(segment_uses_events=True), NOW - HOUR) is UNSURE
    assert verdict(segment_campaign(segment_uses_events=True), NOW - 400 * DAY) is UNSURE


def test_w18_time_still_to_come_is_borderline():
    assert verdict(event_campaign(), NOW + 1) is CLOSE
    assert verdict(event_campaign(), NOW) is COULD
