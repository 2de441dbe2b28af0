"""What was agreed to is kept: entries, rows per campaign, the share of refusals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from backfill_assistant.core.campaigns.campaigns import Campaign, Trigger, TriggerKind
from backfill_assistant.core.forecast.forecast import Decision
from backfill_assistant.core.journal.outcome import Outcome, OutcomeKind
from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.core.mapping.mapping import RowMeaning
from fakes.cargo import make_run
from fakes.monitor import FakeMonitor
from fakes.sender_scene import Scene, totals_of


def test_the_approved_number_is_never_exceeded():
    scene = Scene(run=make_run(1_000, approved=2), entering=[5, 6, 700, 800])
    assert scene.send() is RunEnd.STOPPED_BY_LIMIT
    entered = [row for row in (5, 6, 700, 800) if f"{row}/1" in scene.workspace.held]
    assert entered == [5, 6]
    totals = totals_of(scene.journal)
    assert totals.accepted + totals.not_sent == 1_000
    scene.journal.approve(4)
    assert scene.send() is RunEnd.COMPLETE
    assert set(scene.workspace.times_taken.values()) == {1}


def test_a_resend_does_not_use_up_the_approval_twice():
    def fault(place, records):
        return (Outcome(OutcomeKind.UNANSWERED), True) if place <= 3 else None

    scene = Scene(run=make_run(20, approved=2), entering=[5, 6], fault=fault)
    assert scene.send() is RunEnd.COMPLETE


def test_what_may_have_started_is_not_forgotten_when_its_batch_is_split():
    """The first request got through unseen; its rows are too old when its halves are judged, yet their entries are spent."""

    def fault(place, records):
        if place == 1:
            return Outcome(OutcomeKind.UNANSWERED), True
        return (Outcome(OutcomeKind.TOO_LARGE, 413), False) if place == 2 else None

    scene = Scene(run=make_run(60, approved=2), fault=fault, in_flight=1)
    begun = scene.clock.now_ms()
    early, late = {5, 6}, {50, 51}

    def judge(rows, moment_ms):
        risky = early if moment_ms - begun < 200 else late
        return np.array([sum(int(row) in risky for row in rows)])

    scene.cargo = replace(scene.cargo, judge=judge)
    assert scene.send(first_rows=20) is RunEnd.STOPPED_BY_LIMIT
    assert scene.send() is RunEnd.STOPPED_BY_LIMIT
    assert not {"50/1", "51/1"} & scene.workspace.held.keys()


def test_a_refusal_after_a_doubt_gives_no_entries_back():
    def fault(place, records):
        answers = {1: (Outcome(OutcomeKind.UNANSWERED), True), 2: (Outcome(OutcomeKind.TOO_LARGE, 413), False)}
        return answers.get(place)

    scene = Scene(run=make_run(2, approved=1), fault=fault, in_flight=1, entering=[0, 1])
    assert scene.send(first_rows=1, refused_share_max=2) is not RunEnd.STOPPED_BY_PERSON
    assert scene.send(refused_share_max=2) is RunEnd.STOPPED_BY_LIMIT
    assert set(scene.workspace.held) == {"0/1"}


CAMPAIGNS = tuple(Campaign(number, name, Trigger(TriggerKind.EVENT, "bought")) for number, name in ((7, "Welcome"), (8, "Thanks")))


def limited_run(rows, *at_most, meaning=RowMeaning.EVENT, approved=99):
    run = make_run(rows, meaning, approved, budget_bytes=1_000)
    return replace(run, campaigns=CAMPAIGNS, decision=Decision(at_most=at_most))


def test_the_limit_of_each_campaign_is_kept_batch_by_batch_and_named():
    scene = Scene(run=limited_run(1_000, (7, 3), (8, 2)), limited=[[5, 6, 700], [5, 300, 800]])
    assert scene.send() is RunEnd.STOPPED_BY_LIMIT
    held = {row for row in range(1_000) if f"{row}/1" in scene.workspace.held}
    assert {5, 6, 300, 700} & held == {5, 6, 300, 700}
    assert 800 not in held
    told = str(scene.journal.closing().explanation)
    assert "at most 2 rows that could start Thanks" in told
    # Going on does not forget what was used up.
    assert scene.send() is RunEnd.STOPPED_BY_LIMIT
    assert "800/1" not in scene.workspace.held
    scene.journal._run = replace(scene.run, decision=Decision(at_most=((7, 3), (8, 3))))
    assert scene.send() is RunEnd.COMPLETE
    assert set(scene.workspace.times_taken.values()) == {1}


def test_the_limit_of_a_campaign_survives_doubts_refusals_and_splits():
    faults = {1: (Outcome(OutcomeKind.UNANSWERED), True), 3: (Outcome(OutcomeKind.TOO_LARGE, 413), False)}
    run = limited_run(60, (7, 4))
    scene = Scene(run=run, fault=lambda place, _: faults.get(place), in_flight=1, limited=[[0, 1, 30, 31]])
    assert scene.send() is RunEnd.COMPLETE
    assert sum(batch.campaign_entries[0] for batch in scene.journal.batches()) == 4


def test_a_run_of_an_older_version_counts_every_entry_for_every_limited_campaign():
    scene = Scene(run=limited_run(40, (7, 3)), limited=[[0, 1, 2, 30]], in_flight=1)
    assert scene.send(first_rows=3) is RunEnd.STOPPED_BY_LIMIT
    for batch in scene.journal.batches():
        scene.journal._batches[batch.number] = replace(batch, campaign_entries=())
    assert scene.send() is RunEnd.STOPPED_BY_LIMIT
    assert "30/1" not in scene.workspace.held


@pytest.mark.parametrize("whole", [False, True], ids=["refuses the record", "refuses the whole"])
@pytest.mark.parametrize("bad_kinds", [[0], [1]], ids=["person refused", "event refused"])
@pytest.mark.parametrize("stopped_at", [0, 1, 2, 3, 4])
def test_a_row_split_between_its_records_uses_up_one_entry(stopped_at, bad_kinds, whole):
    run = make_run(6, RowMeaning.PERSON_AND_EVENT, approved=2)
    scene = Scene(run=run, bad=[2], bad_kinds=bad_kinds, whole=whole, entering=[1, 2], in_flight=1)
    if stopped_at:
        scene.monitor = FakeMonitor(scene.clock, lambda _: len(scene.workspace.bodies) >= stopped_at)
        scene.send(refused_share_max=2)
        scene.monitor = FakeMonitor(scene.clock)
    assert scene.send(refused_share_max=2) is RunEnd.COMPLETE_WITH_REFUSALS
    assert sum(batch.entries for batch in scene.journal.batches()) == 2


def test_a_row_split_in_doubt_uses_up_one_entry():
    faults = {
        1: (Outcome(OutcomeKind.UNANSWERED), True),
        2: (Outcome(OutcomeKind.TOO_LARGE, 413), False),
    }
    run = make_run(1, RowMeaning.PERSON_AND_EVENT, approved=1)
    scene = Scene(run=run, fault=lambda place, _: faults.get(place), entering=[0], in_flight=1)
    assert scene.send() is RunEnd.COMPLETE
    assert sum(batch.entries for batch in scene.journal.batches()) == 1


def test_too_many_refusals_stop_the_run():
    scene = Scene(5_000, bad=range(0, 5_000, 2))
    assert scene.send() is RunEnd.STOPPED_BY_LIMIT
    assert len(scene.workspace.bodies) <= 3
    assert Scene(5_000, bad=range(0, 5_000, 2)).send(refused_share_max=1.0) is RunEnd.COMPLETE_WITH_REFUSALS


@pytest.mark.parametrize(
    ("row_count", "bad", "end"),
    [
        # Exactly a quarter is not more than a quarter.
        (3_996, range(0, 3_996, 4), RunEnd.COMPLETE_WITH_REFUSALS),
        (3_996, [*range(0, 3_000, 4), *range(3_000, 3_500, 3)], RunEnd.STOPPED_BY_LIMIT),
        # Too few are answered to tell.
        (99, range(99), RunEnd.COMPLETE_WITH_REFUSALS),
        # All is answered: there is nothing left to stop.
        (100, range(100), RunEnd.COMPLETE_WITH_REFUSALS),
        (101, range(100), RunEnd.STOPPED_BY_LIMIT),
        (999, range(0, 996, 4), RunEnd.COMPLETE_WITH_REFUSALS),
        # The latest thousand count: what went well long ago does not make up for it.
        (20_000, range(18_000, 20_000), RunEnd.STOPPED_BY_LIMIT),
    ],
)
def test_the_share_of_refusals_at_its_edges(row_count, bad, end):
    scene = Scene(row_count, run=make_run(row_count, rows_per_second=500.0), bad=list(bad), in_flight=1)
    assert scene.send() is end
    totals = totals_of(scene.journal)
    assert totals.settled == (end is not RunEnd.STOPPED_BY_LIMIT)
    assert scene.journal.closing().end is end
    if row_count == 20_000:
        assert totals.refused_by_customerio <= 1_000


@pytest.mark.parametrize("count", [999, 1_000, 1_001])
def test_the_latest_thousand_forget_what_was_before_them(count):
    run = make_run(count + 100, rows_per_second=500.0)
    # A quarter and one of the first hundred would stop it; later ones bring it below.
    scene = Scene(run=run, bad=list(range(25)), in_flight=1)
    assert scene.send() is RunEnd.COMPLETE_WITH_REFUSALS
    assert totals_of(scene.journal).accepted == count + 75
