"""Bad answers, no network, doubts and stops: what the sender makes of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from backfill_assistant.core.errors import KeyRefused, WorkspaceProblem
from backfill_assistant.core.journal.outcome import Outcome, OutcomeKind
from backfill_assistant.core.journal.report import make_report
from backfill_assistant.core.journal.runs import BatchState, RunEnd
from backfill_assistant.core.mapping.mapping import RowMeaning
from backfill_assistant.core.sentences import Sentence
from fakes.cargo import make_run
from fakes.clock import FakeClock
from fakes.monitor import FakeMonitor
from fakes.sender_scene import Scene, totals_of


@pytest.mark.parametrize("meaning", [RowMeaning.EVENT, RowMeaning.PERSON_AND_EVENT])
def test_a_request_refused_as_a_whole_is_split_down_to_the_row(meaning):
    run = make_run(60, meaning)
    scene = Scene(run=run, bad=[7, 31, 32], bad_kinds=[1], whole=True)
    assert scene.send() is RunEnd.COMPLETE_WITH_REFUSALS
    totals = totals_of(scene.journal)
    assert (totals.accepted, totals.refused_by_customerio) == (57, 3)
    assert set(scene.workspace.times_taken.values()) == {1}
    (group,) = scene.journal.refused()
    assert list(group.rows) == [7, 31, 32]


def test_too_large_is_split_and_goes_through():
    def fault(place, records):
        return (Outcome(OutcomeKind.TOO_LARGE, 413), False) if len(records) > 10 else None

    scene = Scene(64, fault)
    assert scene.send() is RunEnd.COMPLETE
    assert set(scene.workspace.times_taken.values()) == {1}


def test_retry_after_is_honoured():
    def fault(place, records):
        return (Outcome(OutcomeKind.BUSY, 429, wait_seconds=20.0), False) if place == 1 else None

    scene = Scene(5, fault)
    assert scene.send() is RunEnd.COMPLETE
    assert scene.workspace.started_at[1] - scene.workspace.started_at[0] >= 20.0
    assert any(progress.waiting for progress in scene.monitor.seen)


def test_trouble_is_tried_again_without_end_with_growing_waits_and_told():
    told = Sentence("No network.")

    def fault(place, records):
        return (Outcome(OutcomeKind.UNANSWERED, explanation=told), False) if place <= 12 else None

    scene = Scene(5, fault)
    assert scene.send() is RunEnd.COMPLETE
    gaps = [later - earlier for earlier, later in zip(scene.workspace.started_at, scene.workspace.started_at[1:], strict=False)]
    assert gaps[0] < gaps[3] < gaps[6]
    assert max(gaps) < 62
    assert told in {progress.waiting for progress in scene.monitor.seen}


def test_bad_answers_of_one_moment_are_one_trouble():
    def fault(place, records):
        return (Outcome(OutcomeKind.UNANSWERED), False) if 8 <= place < 15 else None

    scene = Scene(run=make_run(60_000, budget_bytes=60_000), fault=fault, in_flight=16)
    assert scene.send() is RunEnd.COMPLETE
    # Seven requests fail together; counted one by one, the wait alone would be half a minute.
    assert scene.clock.monotonic() < 15


def test_a_refused_key_ends_the_run_and_a_new_key_continues_it():
    def fault(place, records):
        return (Outcome(OutcomeKind.KEY_REFUSED, 401), False) if place == 2 else None

    scene = Scene(500, fault, in_flight=1)
    assert scene.send() is RunEnd.COULD_NOT_CONTINUE
    totals = totals_of(scene.journal)
    assert totals.unknown == 0
    assert totals.accepted + totals.not_sent == 500
    scene.workspace.fault = None
    assert scene.send() is RunEnd.COMPLETE
    assert set(scene.workspace.times_taken.values()) == {1}


def test_a_key_refused_before_anything_leaves_sends_nothing():
    scene = Scene(5)
    scene.workspace.check_problems = [KeyRefused(Sentence("Key."), Sentence("Give it."))]
    assert scene.send() is RunEnd.COULD_NOT_CONTINUE
    assert scene.workspace.bodies == []
    assert totals_of(scene.journal).not_sent == 5


def test_no_network_at_the_start_is_waited_for():
    scene = Scene(5)
    scene.workspace.check_problems = [WorkspaceProblem(Sentence("No network."), Sentence("Wait."))] * 3
    assert scene.send() is RunEnd.COMPLETE
    assert scene.workspace.checks == 4


def test_without_a_network_the_workspace_is_asked_less_and_less_often():
    scene = Scene(5)
    scene.workspace.check_problems = [WorkspaceProblem(Sentence("No network."), Sentence("Wait."))] * 8
    assert scene.send() is RunEnd.COMPLETE
    # Three quarters of 0.5, 1, 2, 4, 8, 16, 32 and 60 seconds.
    assert scene.clock.monotonic() > 92.0
    assert all(progress.waiting for progress in scene.monitor.seen if progress.waiting_seconds)


def test_a_key_of_another_workspace_sends_nothing():
    scene = Scene(5)
    scene.workspace.key = "another"
    assert scene.send() is RunEnd.COULD_NOT_CONTINUE
    assert scene.workspace.bodies == []


def test_a_refusal_that_names_no_record_leaves_the_others_in_doubt():
    """Such as a 207 without a `batch_index`: all but the bad record are in, whatever happens to the halves that are sent next."""

    def fault(place, records):
        return (Outcome(OutcomeKind.REFUSED, 207), True) if place == 1 else None

    scene = Scene(run=make_run(60, approved=2), fault=fault, in_flight=1, bad=[7])
    begun = scene.clock.now_ms()
    early, late = {5, 6}, {50}

    def judge(rows, moment_ms):
        risky = early if moment_ms == begun else late
        return np.array([sum(int(row) in risky for row in rows)])

    scene.cargo = replace(scene.cargo, judge=judge)
    scene.monitor = FakeMonitor(scene.clock, lambda _: scene.workspace.times_taken != {})
    assert scene.send(first_rows=20) is RunEnd.STOPPED_BY_PERSON
    totals = totals_of(scene.journal)
    assert (totals.accepted, totals.unknown, totals.not_sent) == (0, 20, 40)
    assert len(scene.workspace.held) == 19
    # What the rows that are in may have started stays used up, although they are too old when they are sent again.
    scene.clock.advance(600)
    scene.monitor = FakeMonitor(scene.clock)
    assert scene.send() is RunEnd.STOPPED_BY_LIMIT
    assert "50/1" not in scene.workspace.held


def test_stop_waits_for_answers_that_are_due_and_accounts_for_every_row():
    clock = FakeClock()
    scene = Scene(20_000, monitor=FakeMonitor(clock, lambda progress: progress.accepted >= 100))
    scene.monitor.clock = scene.clock
    assert scene.send() is RunEnd.STOPPED_BY_PERSON
    totals = totals_of(scene.journal)
    assert totals.unknown == 0
    assert totals.accepted == len(scene.workspace.held)
    assert totals.accepted + totals.not_sent == 20_000


def test_an_answer_that_never_comes_is_unknown_after_a_stop():
    def fault(place, records):
        return (Outcome(OutcomeKind.UNANSWERED), True)

    scene = Scene(10, fault)
    scene.monitor = FakeMonitor(scene.clock, lambda progress: progress.retrying > 0)
    assert scene.send() is RunEnd.STOPPED_BY_PERSON
    assert totals_of(scene.journal).unknown == 10


def test_a_stop_without_waiting_leaves_what_is_under_way_unknown_and_continuing_sends_it_once():
    scene = Scene(3_000)
    scene.monitor = FakeMonitor(scene.clock, lambda progress: progress.accepted >= 500)
    scene.workspace.seconds = 20.0
    show = scene.monitor.show

    def look(progress):
        show(progress)
        scene.monitor.in_haste = progress.last_answers_rows > 0

    scene.monitor.show = look
    assert scene.send() is RunEnd.STOPPED_BY_PERSON
    (waited,) = [progress for progress in scene.monitor.seen if progress.last_answers_rows]
    assert 29 < waited.last_answers_seconds <= 30
    totals = totals_of(scene.journal)
    assert totals.unknown == waited.last_answers_rows > 0
    assert scene.workspace.times_cut_off == 1
    scene.monitor, scene.workspace.seconds = FakeMonitor(scene.clock), 0.1
    assert scene.send() is RunEnd.COMPLETE
    assert len(scene.workspace.held) == 3_000


def test_pause_holds_and_goes_on():
    scene = Scene(3_000)
    sent = []

    class Holding(FakeMonitor):
        def pausing(self):
            return len(scene.workspace.bodies) >= 2 and self.clock.monotonic() < 100

        def pause(self, wait_seconds):
            sent.append(len(scene.workspace.bodies))
            return super().pause(wait_seconds)

    scene.monitor = Holding(scene.clock)
    assert scene.send() is RunEnd.COMPLETE
    assert set(sent) == {2}
    assert any(progress.paused for progress in scene.monitor.seen)


def test_another_key_of_a_workspace_that_does_not_say_its_name_is_noticed_and_goes_on_only_when_told():
    scene = Scene(run=replace(make_run(20), key_mark="a"))
    scene.workspace.key_mark = "b"
    assert scene.send() is RunEnd.COULD_NOT_CONTINUE
    assert scene.workspace.bodies == []
    assert make_report(scene.journal).wants_word_on_key
    assert scene.send(another_key=True) is RunEnd.COMPLETE
    assert not make_report(scene.journal).wants_word_on_key


def test_a_stop_in_the_midst_of_trouble_says_so_in_the_history():
    scene = Scene(50, lambda place, records: (Outcome(OutcomeKind.UNANSWERED), False))
    scene.monitor = FakeMonitor(scene.clock, lambda progress: progress.waiting is not None)
    assert scene.send() is RunEnd.STOPPED_BY_PERSON
    assert str(scene.journal.closing().explanation).startswith("It was waiting for the network or for Customer.io")


def test_a_stop_that_comes_with_the_last_answer_stops_nothing():
    scene = Scene(50)
    scene.monitor = FakeMonitor(scene.clock, lambda progress: progress.accepted == 50)
    assert scene.send() is RunEnd.COMPLETE
    assert scene.journal.closing().explanation is None


def test_unanswered_batches_go_out_again_with_the_same_bytes():
    scene = Scene(300, lambda place, records: (Outcome(OutcomeKind.UNANSWERED), True))
    scene.monitor = FakeMonitor(scene.clock, lambda progress: progress.retrying > 0)
    scene.send()
    first = scene.workspace.bodies[0]
    scene.workspace.fault, scene.monitor = None, FakeMonitor(scene.clock)
    scene.workspace.bodies.clear()
    assert scene.send() is RunEnd.COMPLETE
    assert scene.workspace.bodies[0] == first
    assert all(batch.state is BatchState.ACCEPTED for batch in scene.journal.batches())
