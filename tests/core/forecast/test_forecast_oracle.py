"""The fast forecast agrees with the slow one, with times at and around every edge."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backfill_assistant.core.campaigns.campaigns import Campaign, CampaignState, Trigger, TriggerKind, trigger_window
from backfill_assistant.core.forecast import entry_limits, plane, sorted_rows
from backfill_assistant.core.forecast.forecast import Choice, Decision, Forecast, Order, SendingPlan, Verdict, prepare
from backfill_assistant.core.forecast.import_kind import ImportKind
from fakes.checked_rows import checked_rows
from fakes.slow_forecast import SlowForecast

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NOW = 1_790_000_000_000
NAMES = ["purchased", "signed up", "Purchased", "cart"]
WORDS = {"could": Verdict.COULD_ENTER, "close": Verdict.TOO_CLOSE, "not": Verdict.WILL_NOT, "unsure": Verdict.NOT_PREDICTABLE}
LENGTHS = [0, 24 * HOUR, 30 * HOUR, 48 * HOUR, 72 * HOUR, 96 * HOUR]


def random_campaign(dice: random.Random, number: int) -> Campaign:
    kind = dice.choice([TriggerKind.EVENT] * 5 + [TriggerKind.SEGMENT] * 4 + [TriggerKind.DATE, TriggerKind.OTHER])
    trigger = Trigger(kind)
    if kind is TriggerKind.EVENT:
        trigger = Trigger(kind, event_name=dice.choice([*NAMES, " cart ", ""]))
    elif kind is TriggerKind.SEGMENT:
        trigger = Trigger(
            kind, segment_uses_events=dice.choice([None, False, False, True]), segment_touched=dice.choice([None, True, False])
        )
    started = NOW - dice.choice([0, 1, HOUR, 20 * HOUR, DAY, 3 * DAY, 10 * DAY, 500 * DAY, -HOUR, -30]) + dice.choice([-1, 0, 1])
    return Campaign(
        number,
        f"campaign {number}",
        trigger,
        dice.choice([CampaignState.RUNNING] * 8 + [CampaignState.DRAFT, CampaignState.STOPPED]),
        first_started_ms=dice.choice([started] * 6 + [None]),
        created_ms=dice.choice([started, started, None]),
        opening_delay_ms=dice.choice([*LENGTHS, LENGTHS[3] + 1]),
    )


def random_plan(dice: random.Random, campaigns) -> SendingPlan:
    margin = dice.choice([0, 0, 1, 15 * MINUTE, 15 * MINUTE, 24 * HOUR, 25 * HOUR])
    starts = [NOW, NOW, NOW + dice.choice([1, HOUR, 5 * DAY])]
    starts += [
        campaign.started_ms + dice.choice([margin, -margin]) + dice.choice([-1, 0, 1])
        for campaign in campaigns
        if campaign.started_ms
    ]
    speed = dice.choice([0.001, 0.01, 0.7, 3.0, 1_000.0, 1e9])
    return SendingPlan(dice.choice(starts), speed, dice.choice([Order.FILE, *Order]), margin)


def random_rows(dice: random.Random, count: int, campaigns, plan):
    """Times at and near every edge of every campaign, seen from the click and from each row's place in the file."""
    untimed_share, refused_share = dice.choice([0.05, 0.3]), dice.choice([0, 0.1])
    names = dice.choice([[*NAMES, "other", None], NAMES[:1]])

    def time(place: int) -> int | None:
        if dice.random() < untimed_share:
            return None
        if not campaigns or dice.random() < 0.15:
            return NOW - dice.randrange(0, 800 * DAY)
        campaign = dice.choice(campaigns)
        later = dice.choice([0, int(place * 1_000 / plan.rows_per_second)])
        window = trigger_window(campaign)
        edges = [plan.start_ms + later, campaign.started_ms or NOW]
        if window is not None:
            edges += [plan.start_ms - window.limit_ms + later] * 3
        near = dice.choice([0, plan.margin_ms, -plan.margin_ms]) + dice.choice([-1, 0, 0, 1, dice.randrange(-HOUR, HOUR)])
        return dice.choice(edges) + near

    return checked_rows(
        [time(place) for place in range(count)],
        [dice.choice(names) for _ in range(count)],
        [dice.randrange(1, max(2, count // 2)) for _ in range(count)],
        refused=[row for row in range(count) if dice.random() < refused_share],
        spans=[dice.choice([0, 23 * HOUR, DAY]) for _ in range(count)] if dice.random() < 0.25 else None,
        events_only=[row for row in range(count) if dice.random() < 0.1] if dice.random() < 0.25 else None,
    )


def compare(dice: random.Random, row_count: int, campaign_count: int) -> None:
    campaigns = tuple(random_campaign(dice, number) for number in range(campaign_count))
    plan = random_plan(dice, campaigns)
    checked = random_rows(dice, row_count, campaigns, plan)
    has_people, has_events = dice.choice([(True, False), (False, True), (True, True)])
    fast = prepare(checked, campaigns, ImportKind(has_people, has_events))
    # Several plans in turn: what is kept from one must not colour the next.
    later = replace(plan, start_ms=plan.start_ms + dice.choice([1, HOUR, 3 * DAY]))
    faster = replace(plan, rows_per_second=plan.rows_per_second * 7, order=dice.choice(list(Order)))
    for each in (plan, later, faster):
        compare_plan(dice, fast, SlowForecast(checked, campaigns, has_people, has_events, each, each.start_ms))


def compare_plan(dice: random.Random, fast: Forecast, slow: SlowForecast) -> None:
    plan, checked, campaigns = slow.plan, slow.checked, slow.campaigns
    row_count = checked.row_count
    assert list(fast.send_order(plan)) == slow.order
    clicks = [slow.tally(campaign, at_click=True) for campaign in campaigns]
    for index, (campaign, count) in enumerate(zip(campaigns, fast.counts(plan), strict=True)):
        sent = (count.could_enter, count.too_close, count.will_not, count.not_predictable, count.people)
        assert sent == slow.tally(campaign, at_click=False)
        click = count.at_click
        clicked = (click.could_enter, click.too_close, click.will_not, click.not_predictable, click.people)
        assert clicked == clicks[index]
        by_verdict = dict.fromkeys(Verdict, ())
        for verdict in Verdict:
            by_verdict[verdict] = tuple(fast.rows_with(index, frozenset({verdict}), plan))
        expected = {verdict: [] for verdict in Verdict}
        for row, word in slow.verdicts(campaign, at_click=False):
            expected[WORDS[word]].append(row)
        assert by_verdict == {verdict: tuple(rows) for verdict, rows in expected.items()}
        assert list(fast.curve(index, plan, np.asarray([plan.start_ms]))) == [click.could_enter + click.too_close]

    sent, clicked = slow.entering(at_click=False), slow.entering(at_click=True)
    assert set(np.flatnonzero(fast.rows_that_could_enter(plan))) == sent | clicked
    totals = fast.totals(plan)
    assert (totals.rows, totals.rows_at_click) == (len(sent), len(clicked))
    assert totals.people == len({int(checked.person[row]) for row in sent})
    assert totals.people_at_click == len({int(checked.person[row]) for row in clicked})
    old = [row for row in slow.rows if slow.time(row) is not None and slow.moment[row] - _latest(checked, row) > 30 * DAY]
    assert totals.older_than_log == len(old)

    _compare_histogram(dice, fast, slow, plan, sent)
    numbers = np.asarray(slow.rows, dtype=np.int64)
    judged = fast.judge(numbers, plan.start_ms, plan.margin_ms, [campaign.id for campaign in campaigns])
    assert judged.tolist() == [len(clicked), *(could + close for could, close, *_ in clicks)]
    for row in dice.sample(range(row_count), min(10, row_count)):
        told = [verdict for _, verdict, _ in fast.verdicts_of(row, plan)]
        if row in slow.moment:
            assert told == [WORDS[slow.verdict(row, campaign, slow.moment[row])] for campaign in campaigns]
        else:
            assert told == []
    _compare_quiet_time(fast, slow, plan)
    _compare_decisions(dice, fast, slow, plan)


def _latest(checked, row):
    return int(checked.time_ms[row]) + (0 if checked.time_span_ms is None else int(checked.time_span_ms[row]))


def _compare_histogram(dice, fast, slow, plan, entering):
    times = {row: slow.time(row) for row in slow.rows if slow.time(row) is not None}
    known = sorted({*times.values(), plan.start_ms})
    edges = sorted({dice.choice(known) + dice.choice([-DAY, -1, 0, 1, DAY]) for _ in range(5)})
    shown = fast.histogram(np.asarray(edges, dtype=np.int64), plan)
    bars = [[row for row, time in times.items() if start <= time < stop] for start, stop in pairwise(edges)]
    assert shown.rows.tolist() == [len(bar) for bar in bars]
    assert shown.could_enter.tolist() == [len(entering.intersection(bar)) for bar in bars]
    assert (shown.earlier, shown.without_time) == (sum(time < edges[0] for time in times.values()), len(slow.rows) - len(times))


def _compare_quiet_time(fast, slow, plan):
    quiet = fast.quiet_time_ms(plan)
    if quiet is None:
        assert any(
            slow.time(row) is None and slow.fixed(campaign) is None and slow.concerns(row, campaign)
            for row in slow.rows
            for campaign in slow.campaigns
        )
        return
    parts = slow.checked, slow.campaigns, slow.people, slow.events
    slow_at = SlowForecast(*parts, replace(plan, start_ms=quiet), quiet)
    assert slow_at.entering(at_click=True) == slow_at.entering(at_click=False) == set()
    if quiet > plan.start_ms:
        before = SlowForecast(*parts, replace(plan, start_ms=quiet - 1), quiet - 1)
        assert before.entering(at_click=True)


def _compare_decisions(dice, fast, slow, plan):
    entering = slow.entering(at_click=True) | slow.entering(at_click=False)
    for choice in Choice:
        share = dice.choice([0.2, 0.6])
        at_most = tuple((campaign.id, dice.randrange(0, 5)) for campaign in slow.campaigns if dice.random() < share)
        decision = Decision(choice, at_most)
        going = [int(row) for row in fast.rows_to_send(plan, decision)]
        assert sorted([*going, *(int(row) for row in fast.rows_held_back(plan, decision))]) == slow.rows
        assert going == [row for row in slow.order if row in set(going)]
        assert fast.reckon(plan, decision) == (len(going), len(entering & set(going)))
        if choice in (Choice.LEAVE_OUT, Choice.HOLD):
            assert not entering & set(going)
        if choice is Choice.ONLY:
            assert set(going) <= entering
        kept = {Choice.SEND_ALL: slow.rows, Choice.ONLY: entering}.get(choice, set(slow.rows) - entering)
        if choice in (Choice.SEND_ALL, Choice.ONLY):
            kept = set(kept) - slow.over_limits(at_most)
        assert set(going) == set(kept)
        for number, limit in at_most:
            campaign = slow.campaigns[number]
            moments = [(row, moment) for row in going for moment in (plan.start_ms, slow.moment[row])]
            touching = {row for row, moment in moments if slow.verdict(row, campaign, moment) in ("could", "close")}
            assert len(touching) <= limit


@pytest.fixture(params=["one by one", "on a plane"], autouse=True)
def near_an_edge(request, monkeypatch):
    """How rows near an edge are counted: a few are looked at, many are sorted on a plane, here already from the first on."""
    if request.param == "on a plane":
        monkeypatch.setattr(sorted_rows, "_FEW", -1)
        monkeypatch.setattr(plane, "_CELL", 3)
        monkeypatch.setattr(entry_limits, "_FIRST_SLICE", 2)
        monkeypatch.setattr(entry_limits, "_LARGEST_SLICE", 4)


@pytest.mark.parametrize("seed", range(400))
def test_agrees_on_seeded_files(seed):
    dice = random.Random(seed)
    compare(dice, dice.choice([0, 1, 2, 7, 7, 20, 40]), dice.choice([0, 1, 1, 3, 8]))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False), st.integers(0, 12), st.integers(0, 4))
def test_agrees_on_small_files_that_shrink(dice, row_count, campaign_count):
    compare(dice, row_count, campaign_count)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1_000, 1_250))
def test_agrees_on_a_million_judgements(seed):
    compare(random.Random(seed), 400, 12)
