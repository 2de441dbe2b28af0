"""The loop against a workspace in memory: everything arrives once, in order, and is written down."""

from __future__ import annotations

import json
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest

from backfill_assistant.core.campaigns.campaigns import Campaign, Trigger, TriggerKind
from backfill_assistant.core.errors import KeyRefused, WorkspaceProblem
from backfill_assistant.core.forecast.forecast import Decision
from backfill_assistant.core.journal.account import account_of
from backfill_assistant.core.journal.outcome import Outcome, OutcomeKind
from backfill_assistant.core.journal.report import make_report
from backfill_assistant.core.journal.runs import BatchState, RunEnd
from backfill_assistant.core.mapping.mapping import RowMeaning
from backfill_assistant.core.sending.sender import Wishes, send
from backfill_assistant.core.sentences import Sentence
from fakes.cargo import make_cargo, make_run
from fakes.clock import FakeClock
from fakes.journal import FakeJournal
from fakes.monitor import FakeMonitor
from fakes.workspace import FakeWorkspace


def totals_of(journal):
    run = journal.run()
    return account_of(run.row_count, journal.batches(), journal.refused(), journal.left_out()).totals(journal.batches())


def wishes(**changes):
    return Wishes(chance=lambda: 0.5, **changes)


class Scene:
    def __init__(self, rows=50, fault=None, run=None, monitor=None, whole=False, in_flight=4, **cargo):
        self.clock = FakeClock()
        self.run = run or make_run(rows)
        self.journal = FakeJournal(self.run)
        self.cargo = make_cargo(self.run, **cargo)
        self.workspace = FakeWorkspace(self.clock, fault, in_flight, whole=whole)
        self.monitor = monitor or FakeMonitor(self.clock)

    def send(self, **changes):
        return send(self.journal, self.cargo, self.workspace, self.clock, self.monitor, wishes(**changes))


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


def test_three_rows_first_then_the_rest():
    scene = Scene(200)
    assert scene.send(first_rows=3) is RunEnd.STOPPED_BY_LIMIT
    assert sorted(scene.workspace.held) == ["0/1", "1/1", "2/1"]
    assert scene.send() is RunEnd.COMPLETE
    assert set(scene.workspace.times_taken.values()) == {1}
    assert len(scene.workspace.held) == 200


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
