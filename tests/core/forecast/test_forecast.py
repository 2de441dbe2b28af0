"""What the forecast says in particular cases: reasons, orders, decisions, near misses, quiet time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from backfill_assistant.core.campaigns.campaigns import Campaign, CampaignState, Trigger, TriggerKind
from backfill_assistant.core.forecast.campaign_reasons import campaign_reason, campaign_sentences, campaign_word
from backfill_assistant.core.forecast.forecast import Choice, Decision, Order, SendingPlan, Verdict, prepare
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.forecast.near_names import Difference, difference_of
from backfill_assistant.core.mapping.mapping import Field, IdentifierKind, Mapping, RowMeaning, Target
from fakes.checked_rows import checked_rows

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NOW = 1_790_000_000_000
PLAN = SendingPlan(NOW)
COULD, CLOSE, NOT, UNSURE = Verdict.COULD_ENTER, Verdict.TOO_CLOSE, Verdict.WILL_NOT, Verdict.NOT_PREDICTABLE


def on_event(number=1, name="buy", **given):
    return Campaign(
        number, f"c{number}", Trigger(TriggerKind.EVENT, event_name=name), **{"first_started_ms": NOW - 300 * DAY, **given}
    )


def on_segment(number=2, said=None, **given):
    trigger = Trigger(TriggerKind.SEGMENT, segment_ids=(7,), **(said or {}))
    return Campaign(number, f"s{number}", trigger, **{"first_started_ms": NOW - 300 * DAY, **given})


def events(*times, campaigns, has_people=False, **given):
    return prepare(checked_rows(times, ["buy"] * len(times), **given), campaigns, ImportKind(has_people, True))


@pytest.mark.parametrize(
    ("age", "campaign", "sentence"),
    [
        (71 * HOUR + 22 * MINUTE, on_event(), "71 h 22 min old when it is processed; the window is 72 h."),
        (71 * HOUR + 52 * MINUTE, on_event(), "71 h 52 min old when it is processed, too near the end of the window of 72 h."),
        (80 * HOUR, on_event(), "80 h old when it is processed; the window of 72 h is over."),
        (400 * DAY, on_event(first_started_ms=NOW - 500 * DAY), "400 d old when it is processed; the window of 72 h is over."),
        (
            5 * HOUR,
            on_event(first_started_ms=NOW - 2 * HOUR),
            "It happened 3 h before the campaign started; only later rows count.",
        ),
        (
            2 * HOUR + 4 * MINUTE,
            on_event(first_started_ms=NOW - 2 * HOUR),
            "It happened 4 min before the campaign started, within the margin of 15 min.",
        ),
        (2 * HOUR - 4 * MINUTE, on_event(first_started_ms=NOW - 2 * HOUR), "It happened only 4 min after the campaign started."),
        (-2 * MINUTE, on_event(), "Its time is 2 min after the moment it is processed; the window is 72 h."),
        (HOUR, on_event(name="sell"), "Another event than the one that starts this campaign."),
        (HOUR, on_event(state=CampaignState.DRAFT), "The campaign is a draft and has not started; nothing can enter it."),
        (5 * HOUR, on_event(opening_delay_ms=4 * DAY), "5 h old when it is processed; the window is 96 h."),
    ],
)
def test_reasons_carry_the_numbers(age, campaign, sentence):
    ((_, _, reason),) = events(NOW - age, campaigns=(campaign,)).verdicts_of(0, PLAN)
    assert str(reason) == sentence


def test_a_row_without_time_says_that_it_counts_as_its_moment():
    ((_, verdict, reason),) = events(None, campaigns=(on_event(),)).verdicts_of(0, PLAN)
    assert verdict is COULD
    assert str(reason) == "It has no time, so it counts as the moment it is processed; the window is 72 h."


def test_a_date_without_an_hour_is_judged_at_both_ends():
    forecast = events(NOW - 80 * HOUR, campaigns=(on_event(),), spans=[DAY])
    ((_, verdict, reason),) = forecast.verdicts_of(0, PLAN)
    assert verdict is CLOSE
    assert "part of that day" in str(reason)
    assert events(NOW - 97 * HOUR, campaigns=(on_event(),), spans=[DAY]).counts(PLAN)[0].will_not == 1


@pytest.mark.parametrize(
    ("said", "has_people", "has_events", "young", "old"),
    [
        ({}, True, False, COULD, NOT),
        ({"segment_uses_events": False}, True, True, COULD, NOT),
        ({}, True, True, COULD, UNSURE),
        ({}, False, True, UNSURE, UNSURE),
        ({"segment_uses_events": False}, False, True, NOT, NOT),
        ({"segment_uses_events": True}, True, False, UNSURE, UNSURE),
        ({"segment_uses_events": True, "segment_touched": False}, True, True, NOT, NOT),
        ({"segment_touched": True}, True, False, COULD, NOT),
    ],
)
def test_segments_are_judged_by_what_is_known_of_them(said, has_people, has_events, young, old):
    checked = checked_rows([NOW - HOUR, NOW - 50 * DAY], ["x", "x"])
    forecast = prepare(checked, (on_segment(said=said),), ImportKind(has_people, has_events))
    assert [forecast.verdicts_of(row, PLAN)[0][1] for row in (0, 1)] == [young, old]


@pytest.mark.parametrize("kind", [TriggerKind.DATE, TriggerKind.FORM, TriggerKind.WEBHOOK, TriggerKind.OBJECT, TriggerKind.OTHER])
def test_kinds_without_a_published_rule_are_not_predictable(kind):
    forecast = events(NOW - HOUR, campaigns=(Campaign(1, "c", Trigger(kind)),))
    assert forecast.counts(PLAN)[0].not_predictable == 1
    assert forecast.totals(PLAN).not_predictable_campaigns == 1


def test_a_date_that_the_import_writes_is_named():
    by_date = Campaign(1, "Birthday", Trigger(TriggerKind.DATE, date_attribute="born.on"))

    def reason(*names, people=True):
        checked = checked_rows([NOW - HOUR])
        forecast = prepare(checked, (by_date,), ImportKind(people, not people, frozenset(names)))
        assert forecast.counts(PLAN)[0].not_predictable == 1
        return str(campaign_reason(forecast.counts(PLAN)[0]))

    for names in (("born.on",), ("plan", "Born.On"), ("born",), ("born.on.day",)):
        assert reason(*names).startswith("This import writes born.on, the date that starts this campaign"), names
    for names in ((), ("born.onward",), ("on",)):
        assert reason(*names).startswith("The date born.on starts this campaign, and this import does not write it"), names
    unnamed = Campaign(1, "c", Trigger(TriggerKind.DATE))
    assert "type its name in" in str(campaign_reason(events(NOW, campaigns=(unnamed,)).counts(PLAN)[0]))


def test_the_kind_of_import_is_that_of_its_mapping():
    fields = (Field(Target.ATTRIBUTE, " born ", 1), Field(Target.PROPERTY, "price", 2))
    both = Mapping(RowMeaning.PERSON_AND_EVENT, 0, fields=fields)
    assert ImportKind.of(both) == ImportKind(True, True, frozenset({"born"}))
    assert ImportKind.of(replace(both, row_meaning=RowMeaning.EVENT)) == ImportKind(False, True)
    anonymous = Mapping(RowMeaning.EVENT, 0, IdentifierKind.ANONYMOUS_ID, event_name="came")
    assert ImportKind.of(anonymous).anonymous


def test_anonymous_events_are_judged_by_the_same_window_with_a_note():
    checked = checked_rows([NOW - HOUR, NOW - 80 * HOUR], ["buy", "buy"])
    forecast = prepare(checked, (on_event(), on_segment(said={})), ImportKind(False, True, anonymous=True))
    assert [forecast.verdicts_of(row, PLAN)[0][1] for row in (0, 1)] == [COULD, NOT]
    noted, unnoted = (" ".join(map(str, each.notes)) for each in forecast.standings)
    assert "only if its visitor is known, or becomes known, within 72 h of the event" in noted
    assert "anonymous" not in unnoted


def test_people_never_start_event_campaigns():
    forecast = prepare(checked_rows([NOW - HOUR]), (on_event(),), ImportKind(True, False))
    assert forecast.counts(PLAN)[0].will_not == 1


def test_a_running_campaign_without_a_start_uses_its_creation_and_says_so():
    forecast = events(NOW - 2 * HOUR, NOW - HOUR // 2, campaigns=(on_event(first_started_ms=None, created_ms=NOW - HOUR),))
    (count,) = forecast.counts(PLAN)
    assert (count.could_enter, count.will_not) == (1, 1)
    assert [str(note) for note in count.standing.notes] == [
        "Its start is not shown, so the day it was created counts as the start."
    ]
    unknown = events(NOW - HOUR, campaigns=(on_event(first_started_ms=None),))
    assert unknown.counts(PLAN)[0].could_enter == 1
    assert unknown.counts(PLAN)[0].standing.notes


def test_a_person_and_event_row_counts_once_over_all_and_people_are_distinct():
    campaigns = (on_event(1), on_event(2), on_segment(3, {"segment_uses_events": False}))
    forecast = events(NOW - HOUR, NOW - HOUR, NOW - 30 * HOUR, campaigns=campaigns, has_people=True, people=[5, 5, 6])
    assert [(count.could_enter, count.people) for count in forecast.counts(PLAN)] == [(3, 2), (3, 2), (2, 1)]
    totals = forecast.totals(PLAN)
    assert (totals.rows, totals.people, totals.campaigns) == (3, 2, 3)


def test_rows_whose_attributes_another_row_sends_do_not_count_as_people():
    forecast = events(NOW - HOUR, NOW - HOUR, campaigns=(on_event(), on_segment()), has_people=True, events_only=[1])
    assert [count.could_enter for count in forecast.counts(PLAN)] == [2, 1]
    _, verdict, reason = forecast.verdicts_of(1, PLAN)[1]
    assert verdict is UNSURE
    assert str(reason) == "Another row sends the attributes of this person; this one is sent as an event only."


def test_refused_rows_never_count_and_take_no_place():
    forecast = events(NOW - HOUR, NOW - HOUR, campaigns=(on_event(),), refused=[0])
    assert forecast.counts(PLAN)[0].could_enter == 1
    assert forecast.verdicts_of(0, PLAN) == ()
    assert list(forecast.send_order(PLAN)) == [1]
    assert forecast.judge(np.asarray([0, 1]), NOW).tolist() == [1]


def test_event_names_are_compared_exactly_after_trimming():
    checked = checked_rows([NOW - HOUR] * 5, ["buy", "Buy", "buys", "buy!", "sell"])
    forecast = prepare(checked, (on_event(name=" buy "),), ImportKind(False, True))
    assert forecast.counts(PLAN)[0].could_enter == 1
    assert [(miss.event_name, miss.difference, miss.rows) for miss in forecast.near_misses()] == [
        ("Buy", Difference.CASE, 1),
        ("buys", Difference.PLURAL, 1),
        ("buy!", Difference.PUNCTUATION, 1),
    ]


@pytest.mark.parametrize(
    ("wanted", "name", "difference"),
    [
        ("survey_completed", "Survey_Completed", Difference.CASE),
        ("survey_completed", "survey completed", Difference.PUNCTUATION),
        ("survey_completed", "surveycompleted", Difference.PUNCTUATION),
        ("survey_completed", "survey_complete", Difference.PLURAL),
        ("order", "orders", Difference.PLURAL),
        ("survey_completed", "survey_compelted", Difference.SPELLING),
        ("purchased", "purchsed", Difference.SPELLING),
        ("survey_completed", "survey_started", None),
        ("step_1_done_now", "step_2_done_now", None),
        ("order", "paid", None),
        ("same", "same", None),
        ("a", "b", None),
        ("!!", "??", None),
    ],
)
def test_near_misses_are_told_from_other_names(wanted, name, difference):
    assert difference_of(wanted, name) is difference


def test_orders_and_their_places():
    times = (NOW - 10 * HOUR, None, NOW - 71 * HOUR, NOW - 400 * DAY, NOW - 30 * HOUR)
    forecast = events(*times, campaigns=(on_event(),))
    orders = {order: list(forecast.send_order(SendingPlan(NOW, order=order))) for order in Order}
    assert orders == {
        Order.FILE: [0, 1, 2, 3, 4],
        Order.OLDEST_FIRST: [3, 2, 4, 0, 1],
        Order.SOONEST_TO_EXPIRE: [2, 4, 0, 1, 3],
    }


def test_what_expires_last_for_any_campaign_expires_then_and_what_has_expired_goes_last():
    # Row 0 and row 1 are too old for the short window; row 0 has expired for the long one, too, an hour after the start.
    long = on_event(2, opening_delay_ms=240 * HOUR)
    times = (NOW - 239 * HOUR, NOW - 100 * HOUR, NOW - HOUR, NOW - 300 * HOUR)
    forecast = events(*times, campaigns=(on_event(), long))
    plan = SendingPlan(NOW, order=Order.SOONEST_TO_EXPIRE)
    assert list(forecast.send_order(plan)) == [0, 1, 2, 3]
    assert list(forecast.send_order(replace(plan, start_ms=NOW + 2 * HOUR))) == [1, 2, 3, 0]


def test_leaving_rows_out_stays_safe_though_the_others_move_forward():
    # Row 1 would be too old at its own place, but not if row 0 is left out and it goes out at once.
    plan = SendingPlan(NOW, rows_per_second=1 / 3_600, margin_ms=0)
    forecast = events(NOW - HOUR, NOW - 71 * HOUR - 30 * MINUTE, NOW - 80 * HOUR, campaigns=(on_event(),))
    assert [row.will_not for row in forecast.counts(plan)] == [2]
    decision = Decision(Choice.LEAVE_OUT)
    assert list(forecast.rows_to_send(plan, decision)) == [2]
    assert list(forecast.rows_held_back(plan, decision)) == [0, 1]
    assert forecast.possible_entries(plan, decision) == 0


def test_at_most_n_per_campaign_keeps_the_first():
    forecast = events(*[NOW - HOUR] * 5, NOW - 90 * DAY, campaigns=(on_event(1), on_event(2, name="sell")))
    decision = Decision(Choice.SEND_ALL, at_most=((1, 2), (2, 0), (99, 0)))
    assert list(forecast.rows_to_send(PLAN, decision)) == [0, 1, 5]
    assert forecast.possible_entries(PLAN, decision) == 2


def test_quiet_time_is_the_end_of_the_last_window():
    campaigns = (on_event(1), on_event(2, opening_delay_ms=5 * DAY, first_started_ms=NOW - 20 * HOUR))
    forecast = events(NOW - 30 * HOUR, NOW - 10 * HOUR, campaigns=campaigns)
    assert forecast.quiet_time_ms(PLAN) == NOW - 10 * HOUR + 5 * DAY + PLAN.margin_ms
    assert [count.closes_in_ms for count in forecast.counts(PLAN)] == [62 * HOUR + PLAN.margin_ms, 110 * HOUR + PLAN.margin_ms]
    assert events(NOW - 90 * DAY, campaigns=campaigns).quiet_time_ms(PLAN) == NOW
    assert events(NOW - 90 * DAY, None, campaigns=campaigns).quiet_time_ms(PLAN) is None


def test_the_curve_falls_to_nothing():
    forecast = events(NOW - HOUR, NOW - 71 * HOUR, campaigns=(on_event(),))
    starts = NOW + np.asarray([0, HOUR + PLAN.margin_ms, 3 * DAY])
    assert list(forecast.curve(0, PLAN, starts)) == [2, 1, 0]


def test_older_than_the_activity_log_and_without_time_are_counted():
    totals = events(NOW - 31 * DAY, NOW - 30 * DAY, NOW - 29 * DAY, None, campaigns=()).totals(SendingPlan(NOW, 1e9))
    assert (totals.older_than_log, totals.rows_without_time) == (1, 1)


@pytest.mark.parametrize("given", [{"rows_per_second": 0}, {"rows_per_second": float("nan")}, {"margin_ms": -1}])
def test_a_plan_without_speed_or_with_a_negative_margin_is_refused(given):
    with pytest.raises(ValueError, match="plan"):
        SendingPlan(NOW, **given)


def test_both_numbers_are_told_where_they_differ():
    forecast = events(NOW - HOUR, NOW - 71 * HOUR, campaigns=(on_event(),))
    (slow,) = forecast.counts(SendingPlan(NOW, rows_per_second=1 / 7_200))
    assert str(campaign_reason(slow)) == "1 row comes after the start and is younger than 72 h when sent."
    assert str(campaign_sentences(slow)[1]) == "If all went out at once, 2 rows could enter or be too close."
    (fast,) = forecast.counts(PLAN)
    assert campaign_sentences(fast) == (campaign_reason(fast),)


def test_a_segment_of_which_nobody_said_what_it_is_built_from_is_asked_about():
    (unsaid,) = events(NOW - HOUR, campaigns=(on_segment(),), has_people=True).counts(PLAN)
    assert str(campaign_sentences(unsaid)[-1]).startswith("No other row can be predicted")
    (said,) = events(NOW - HOUR, campaigns=(on_segment(said={"segment_uses_events": False}),), has_people=True).counts(PLAN)
    assert campaign_sentences(said) == (campaign_reason(said),)


@pytest.mark.parametrize(
    ("times", "campaign", "word", "tone", "sentence"),
    [
        ([NOW - HOUR], on_event(), "Could enter", "caution", "1 row comes after the start and is younger than 72 h when sent."),
        ([NOW - 72 * HOUR], on_event(), "Too close to call", "caution", "1 row is too near the start or the end of the window"),
        ([NOW - 80 * DAY], on_event(), "Rows too old", "good", "1 row is older than 72 h when sent."),
        ([NOW - DAY], on_event(first_started_ms=NOW - HOUR), "Started too late", "good", "1 row happened before the campaign"),
        ([NOW - HOUR], on_event(name="sell"), "No rows match", "good", "No row that can be sent is this event."),
        ([NOW - HOUR], on_event(state=CampaignState.DRAFT), "Draft", "good", "The campaign is a draft"),
        ([NOW - HOUR], on_event(state=CampaignState.STOPPED), "Stopped", "good", "The campaign is stopped"),
        ([NOW - HOUR], on_segment(said={"segment_touched": False}), "Not touched", "good", "You said that this import"),
        ([NOW - HOUR], on_segment(), "Not predictable", "neutral", "Customer.io does not show whether this segment"),
        (
            [NOW - 80 * DAY, NOW - 310 * DAY],
            on_event(),
            "Rows too old",
            "good",
            "1 row happened before the campaign started; 1 is older than 72 h when sent.",
        ),
    ],
)
def test_a_campaign_has_a_word_a_tone_and_a_sentence_with_numbers(times, campaign, word, tone, sentence):
    (count,) = events(*times, campaigns=(campaign,)).counts(PLAN)
    told, colour = campaign_word(count)
    assert (str(told), colour) == (word, tone)
    assert str(campaign_reason(count)).startswith(sentence)


def test_a_delay_that_customerio_happens_to_show_is_told_but_not_used():
    hinted = on_event(delay_hint_ms=4 * DAY)
    (count,) = events(NOW - 80 * HOUR, campaigns=(hinted,)).counts(PLAN)
    assert count.will_not == 1
    assert "a delay of 96 h" in str(count.standing.notes[0])
    (confirmed,) = events(NOW - 80 * HOUR, campaigns=(on_event(delay_hint_ms=4 * DAY, opening_delay_ms=4 * DAY),)).counts(PLAN)
    assert (confirmed.could_enter, confirmed.standing.notes) == (1, ())


@pytest.mark.parametrize("order", list(Order))
def test_another_speed_on_the_same_forecast_counts_as_on_a_new_one(order):
    times = [NOW - 60 * HOUR - number * 7 * MINUTE for number in range(60)]
    kept = events(*times, campaigns=(on_event(),))
    found = []
    for speed in (1 / 900, 1 / 450, 1 / 1_800, 1 / 900):
        plan = SendingPlan(NOW, rows_per_second=speed, order=order, margin_ms=0)
        found.append(kept.counts(plan)[0].could_enter)
        assert kept.counts(plan) == events(*times, campaigns=(on_event(),)).counts(plan)
    assert len(set(found)) == 3
