"""The loop against a workspace in memory: everything arrives once, in order, and is written down."""

from __future__ import annotations

import json
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import replace

import pytest

from backfill_assistant.core.journal.outcome import Outcome, OutcomeKind
from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.core.mapping.mapping import RowMeaning
from fakes.cargo import make_run
from fakes.clock import FakeClock
from fakes.monitor import FakeMonitor
from fakes.sender_scene import Scene, totals_of


def test_every_row_arrives_once_and_the_totals_say_so():
    scene = Scene(30_000, refused=[3, 4], left_out=[10])
    assert scene.send() is RunEnd.COMPLETE_WITH_REFUSALS
    assert set(scene.workspace.times_taken.values()) == {1}
    assert len(scene.workspace.held) == 29_997
    totals = totals_of(scene.journal)
    assert (totals.accepted, totals.refused_by_us, totals.left_out_by_decision) == (29_997, 2, 1)
    assert scene.workspace.most_at_once == 4


def test_without_refusals_the_run_is_complete():
    scene = Scene(10)
    assert scene.send() is RunEnd.COMPLETE
    assert totals_of(scene.journal).accepted == 10


def test_an_empty_cargo_is_complete():
    scene = Scene(2, left_out=[0, 1])
    assert scene.send() is RunEnd.COMPLETE
    assert scene.workspace.bodies == []


def test_a_body_stays_within_the_budget_and_keeps_the_sending_order():
    run = make_run(400, budget_bytes=2_000)
    scene = Scene(run=run, order=list(reversed(range(400))), filler=40)
    scene.send()
    assert max(len(body) for body in scene.workspace.bodies) <= 2_000
    sent = [record["row"] for body in scene.workspace.bodies for record in json.loads(body)["batch"]]
    assert sent == list(reversed(range(400)))


def test_a_persons_records_keep_their_order_while_requests_overlap():
    count = 40_000

    def fault(place, records):
        return (Outcome(OutcomeKind.UNANSWERED), False) if place % 9 == 8 else None

    run = make_run(count, budget_bytes=30_000)
    scene = Scene(run=run, fault=fault, people=[row % 3 + 1 for row in range(count)], in_flight=8)
    assert scene.send() is RunEnd.COMPLETE
    assert scene.workspace.most_at_once > 1
    seen = defaultdict(list)
    for name in scene.workspace.arrival:
        row = int(name.split("/")[0])
        seen[row % 3].append(row)
    assert all(rows == sorted(rows) for rows in seen.values())


def test_requests_leave_while_the_next_are_written_down():
    scene = Scene(40_000, in_flight=16, run=make_run(40_000, budget_bytes=20_000))
    together, groups = scene.journal.together, []

    @contextmanager
    def watched():
        with together():
            before = len(scene.journal.batches())
            yield
            groups.append(len(scene.journal.batches()) - before)

    scene.journal.together = watched
    assert scene.send() is RunEnd.COMPLETE
    assert scene.workspace.most_at_once == 16
    assert max(groups) == 8


def test_a_row_that_is_person_and_event_counts_once_and_only_when_both_are_in():
    run = make_run(9, RowMeaning.PERSON_AND_EVENT)
    scene = Scene(run=run, bad=[4], bad_kinds=[1])
    assert scene.send() is RunEnd.COMPLETE_WITH_REFUSALS
    totals = totals_of(scene.journal)
    assert (totals.accepted, totals.refused_by_customerio) == (8, 1)
    assert "4/0" in scene.workspace.held
    assert scene.monitor.seen[-1].accepted == 8


@pytest.mark.parametrize("whole", [False, True])
def test_while_it_goes_a_row_counts_once_for_each_reason_whatever_was_refused_of_it(whole):
    run = make_run(60, RowMeaning.PERSON_AND_EVENT)
    scene = Scene(run=run, bad=[7, 31, 32], bad_kinds=[0, 1], whole=whole)
    assert scene.send() is RunEnd.COMPLETE_WITH_REFUSALS
    (group,) = scene.journal.refused()
    assert [count.rows for count in scene.monitor.seen[-1].refusals] == [len(group.rows)] == [3]


def test_a_row_whose_other_record_was_refused_in_an_earlier_sitting_counts_once():
    run = make_run(3, RowMeaning.PERSON_AND_EVENT)
    scene = Scene(run=run, bad=[1], bad_kinds=[0, 1], whole=True)
    scene.monitor = FakeMonitor(scene.clock, lambda progress: progress.refused == 1)
    assert scene.send() is RunEnd.STOPPED_BY_PERSON
    scene.monitor = FakeMonitor(scene.clock)
    assert scene.send() is RunEnd.COMPLETE_WITH_REFUSALS
    assert [count.rows for count in scene.monitor.seen[-1].refusals] == [1]


def test_three_rows_first_then_the_rest():
    scene = Scene(200)
    assert scene.send(first_rows=3) is RunEnd.STOPPED_BY_LIMIT
    assert sorted(scene.workspace.held) == ["0/1", "1/1", "2/1"]
    assert scene.send() is RunEnd.COMPLETE
    assert set(scene.workspace.times_taken.values()) == {1}
    assert len(scene.workspace.held) == 200


def test_the_speed_is_kept_on_average_and_begins_softly():
    scene = Scene(run=make_run(20_000, rows_per_second=500.0))
    scene.send()
    assert 20_000 / 500 * 0.9 <= scene.clock.monotonic() <= 20_000 / 500 * 1.3
    sizes = [len(json.loads(body)["batch"]) for body in scene.workspace.bodies]
    assert sizes[0] == 100
    assert max(sizes) <= 500


def test_a_wrong_clock_is_told_and_rows_are_judged_by_the_servers():
    moments = []

    def fault(place, records):
        return Outcome(OutcomeKind.ACCEPTED, 200, clock_ahead_seconds=3_600.0), True

    scene = Scene(250, fault)
    judge = scene.cargo.judge
    scene.cargo = type(scene.cargo)(
        **{**vars(scene.cargo), "judge": lambda rows, moment: moments.append(moment - scene.clock.now_ms()) or judge(rows, moment)}
    )
    scene.send()
    assert moments[0] == 0
    assert moments[-1] == 3_600_000
    assert scene.monitor.seen[-1].notices


@pytest.mark.parametrize("jump_seconds", [-86_400, -5, 5, 86_400])
@pytest.mark.parametrize("dated", [False, True])
def test_a_clock_that_is_set_anew_under_way_makes_no_row_older_or_younger(jump_seconds, dated):
    moments, truth = [], FakeClock()

    def fault(place, records):
        if place == 3:
            scene.clock.set_anew(jump_seconds)
        ahead = (truth.now_ms() + scene.clock.monotonic() * 1000 - scene.clock.now_ms()) / 1000
        return Outcome(OutcomeKind.ACCEPTED, 200, clock_ahead_seconds=ahead if dated else None), True

    scene = Scene(5_000, fault, run=make_run(5_000, rows_per_second=500.0))
    judge = scene.cargo.judge

    def judged(rows, moment_ms):
        moments.append(moment_ms - truth.now_ms() - scene.clock.monotonic() * 1000)
        return judge(rows, moment_ms)

    scene.cargo = replace(scene.cargo, judge=judged)
    assert scene.send() is RunEnd.COMPLETE
    assert scene.clock.monotonic() == pytest.approx(10, abs=2)
    assert max(map(abs, moments)) < 2_000


def test_a_computer_that_slept_judges_by_the_servers_clock_from_the_next_answer_on():
    moments = []

    def fault(place, records):
        if place == 3:
            scene.clock.sleep(8 * 3_600)
        return Outcome(OutcomeKind.ACCEPTED, 200, clock_ahead_seconds=0.0), True

    scene = Scene(5_000, fault, run=make_run(5_000, rows_per_second=500.0), in_flight=1)
    judge = scene.cargo.judge
    scene.cargo = replace(scene.cargo, judge=lambda rows, ms: moments.append(ms - scene.clock.now_ms()) or judge(rows, ms))
    assert scene.send() is RunEnd.COMPLETE
    # The batch that left before it slept was judged then; the next one knows.
    assert all(abs(late) < 2_000 for late in moments)
    assert scene.monitor.seen[-1].notices == ()
