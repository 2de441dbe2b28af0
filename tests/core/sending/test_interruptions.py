"""Every fault, and a program that dies at every possible moment: each record still counts exactly once."""

from __future__ import annotations

import pytest

from backfill_assistant.core.journal.account import account_of
from backfill_assistant.core.journal.outcome import Outcome, OutcomeKind
from backfill_assistant.core.journal.report import make_report
from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.core.mapping.mapping import RowMeaning
from backfill_assistant.core.sending.sender import Wishes, send
from backfill_assistant.core.sentences import Sentence
from fakes.cargo import make_cargo, make_run
from fakes.clock import FakeClock
from fakes.journal import FakeJournal
from fakes.monitor import FakeMonitor
from fakes.workspace import FakeWorkspace

ROWS = 260
BAD = [11, 12, 150]


class Killed(BaseException):
    """The program dies here."""


class Guillotine:
    """Counts calls to a part and kills before or after the chosen one; what was done before stays done."""

    def __init__(self, at: int, after: bool) -> None:
        self.at, self.after, self.calls = at, after, 0

    def around(self, part: object, names: tuple[str, ...]) -> None:
        for name in names:
            original = getattr(part, name)

            def guarded(*args, _original=original):
                self.calls += 1
                if self.calls == self.at and not self.after:
                    raise Killed
                answer = _original(*args)
                if self.calls == self.at and self.after:
                    raise Killed
                return answer

            setattr(part, name, guarded)


def parts(fault=None, whole=False, meaning=RowMeaning.PERSON_AND_EVENT):
    clock = FakeClock()
    run = make_run(ROWS, meaning, approved=3)
    journal = FakeJournal(run)
    cargo = make_cargo(run, refused=[0, 5], left_out=[7], bad=BAD, bad_kinds=[1], entering=[20, 21, 200])
    return journal, cargo, FakeWorkspace(clock, fault, whole=whole), clock


def sit(journal, cargo, workspace, clock, monitor=None):
    return send(journal, cargo, workspace, clock, monitor or FakeMonitor(clock), Wishes(chance=lambda: 0.5))


def restarted(workspace):
    """What a new program sees: the same workspace, none of the old connections."""
    fresh = FakeWorkspace(FakeClock(), workspace.fault, whole=workspace.whole)
    fresh.held, fresh.times_taken, fresh.arrival = workspace.held, workspace.times_taken, workspace.arrival
    return fresh


def assert_complete(journal, workspace):
    report = make_report(journal)
    assert report.end is RunEnd.COMPLETE_WITH_REFUSALS
    assert report.totals.settled
    assert (report.totals.accepted, report.totals.refused_by_us, report.totals.left_out) == (ROWS - 6, 2, 1)
    assert list(report.refused_rows()) == [0, 5, 11, 12, 150]
    events = {int(name.split("/")[0]) for name in workspace.held if name.endswith("/1")}
    assert events == set(range(ROWS)) - {0, 5, 7, *BAD}


def calls_of_a_quiet_run(whole):
    journal, cargo, workspace, clock = parts(whole=whole)
    counter = Guillotine(0, after=False)
    counter.around(journal, ("set_aside", "begin_batch", "settle_batch", "split_batch", "finish"))
    counter.around(workspace, ("start", "answers"))
    sit(journal, cargo, workspace, clock)
    assert_complete(journal, workspace)
    return counter.calls


@pytest.mark.parametrize("after", [False, True], ids=["before the call", "after the call"])
@pytest.mark.parametrize("whole", [False, True], ids=["refused by record", "refused as a whole"])
def test_killed_at_every_call_and_continued(whole, after):
    for at in range(1, calls_of_a_quiet_run(whole) + 1):
        journal, cargo, workspace, clock = parts(whole=whole)
        guillotine = Guillotine(at, after)
        written, network = dict(vars(journal)), dict(vars(workspace))
        guillotine.around(journal, ("set_aside", "begin_batch", "settle_batch", "split_batch", "finish"))
        guillotine.around(workspace, ("start", "answers"))
        with pytest.raises(Killed):
            sit(journal, cargo, workspace, clock)
        for part, kept in ((journal, written), (workspace, network)):
            for name in [name for name in vars(part) if name not in kept]:
                delattr(part, name)
        totals = make_report(journal).totals
        assert totals.accepted + totals.refused + totals.left_out + totals.not_sent + totals.unknown == ROWS
        after_restart = restarted(workspace)
        sit(journal, cargo, after_restart, after_restart.clock)
        assert_complete(journal, after_restart)
        sent_again = {name for name, times in after_restart.times_taken.items() if times > 1}
        in_doubt = totals.unknown
        assert len({name.split("/")[0] for name in sent_again}) <= in_doubt


NO_ANSWER = Outcome(OutcomeKind.UNANSWERED, explanation=Sentence("No answer."))
# Each fault hits the requests with these places; True: the records arrived although the answer was bad.
FAULTS = {
    "busy with a wait": ({2, 3}, Outcome(OutcomeKind.BUSY, 429, wait_seconds=3.0), False),
    "busy without a wait": ({1, 2, 3}, Outcome(OutcomeKind.BUSY, 429), False),
    "408": ({2}, Outcome(OutcomeKind.UNANSWERED, 408), False),
    "500": ({1, 3}, Outcome(OutcomeKind.UNANSWERED, 500), False),
    "503 with a wait": ({2}, Outcome(OutcomeKind.UNANSWERED, 503, wait_seconds=7.0), False),
    "cut off before it arrived": ({1, 2}, NO_ANSWER, False),
    "cut off after it arrived": ({1, 2, 3}, NO_ANSWER, True),
    "too large": ({2}, Outcome(OutcomeKind.TOO_LARGE, 413), False),
    "refused as a whole": ({2}, Outcome(OutcomeKind.REFUSED, 400, reason="malformed"), False),
    "key refused": ({2}, Outcome(OutcomeKind.KEY_REFUSED, 401), False),
    "key refused at once": ({1}, Outcome(OutcomeKind.KEY_REFUSED, 403), False),
    "captive portal": ({1, 2}, Outcome(OutcomeKind.INTERCEPTED, 302), False),
    "certificate not trusted": ({2}, Outcome(OutcomeKind.INTERCEPTED), False),
}
FIVE_ENDS = {end for end in RunEnd if end is not RunEnd.OPEN}


@pytest.mark.parametrize("whole", [False, True], ids=["names the record", "refuses the whole"])
@pytest.mark.parametrize("stopped", [False, True], ids=["undisturbed", "stopped in between"])
@pytest.mark.parametrize("name", FAULTS)
def test_fault_matrix(name, stopped, whole):
    places, outcome, arrives = FAULTS[name]
    journal, cargo, workspace, clock = parts(lambda place, records: (outcome, arrives) if place in places else None, whole)
    monitor = FakeMonitor(clock, (lambda progress: len(workspace.bodies) >= 2) if stopped else None)
    end = sit(journal, cargo, workspace, clock, monitor)
    assert end in FIVE_ENDS
    totals = make_report(journal).totals
    assert totals.accepted + totals.refused + totals.left_out + totals.not_sent + totals.unknown == ROWS
    accepted_rows = {row for row in range(ROWS) if {f"{row}/0", f"{row}/1"} <= set(workspace.held)}
    assert totals.accepted <= len(accepted_rows) <= totals.accepted + totals.unknown
    for _ in range(3):
        if make_report(journal).totals.settled:
            break
        after_restart = restarted(workspace)
        after_restart.fault = None
        sit(journal, cargo, after_restart, after_restart.clock)
        workspace = after_restart
    assert_complete(journal, workspace)


def test_totals_of_an_open_journal_never_count_a_row_twice():
    journal, cargo, workspace, clock = parts()
    sit(journal, cargo, workspace, clock)
    run = journal.run()
    again = account_of(run.row_count, [*journal.batches(), *journal.batches()], journal.refused(), journal.left_out())
    assert again.totals() == make_report(journal).totals
