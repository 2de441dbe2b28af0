"""The report reads the journal and nothing else, and its numbers add up."""

from __future__ import annotations

import numpy as np
import pytest

from backfill_assistant.core.journal.report import make_report
from backfill_assistant.core.journal.runs import (
    BatchState,
    Closing,
    JournalBatch,
    LeftOutBy,
    LeftOutRows,
    Reason,
    Refusal,
    RefusedBy,
    RefusedRows,
    RunEnd,
)
from backfill_assistant.core.sentences import Sentence
from fakes.cargo import OUR_REASON, make_run
from fakes.journal import FakeJournal

THEIR_REASON = Reason(RefusedBy.CUSTOMERIO, "customerio.attributes.plan", Sentence("Too long."), Sentence("Shorten it."), "Plan")


def rows(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def batch(number: int, state: BatchState, *numbers: int) -> JournalBatch:
    return JournalBatch(number, rows(*numbers), np.ones(len(numbers), dtype=np.uint8), state, attempts=1)


def told_journal() -> FakeJournal:
    """Twelve rows, every possible fate."""
    journal = FakeJournal(make_run(12))
    journal.set_aside(
        [RefusedRows(OUR_REASON, rows(0, 1))],
        [LeftOutRows(LeftOutBy.DECISION, rows(2)), LeftOutRows(LeftOutBy.REPAIR, rows(3))],
    )
    for entry in (
        batch(1, BatchState.ACCEPTED, 4, 5),
        batch(2, BatchState.PARTLY_REFUSED, 6, 7),
        batch(3, BatchState.UNANSWERED, 8),
        batch(4, BatchState.SENDING, 9),
        batch(5, BatchState.NOT_TAKEN, 10),
    ):
        journal.begin_batch(entry)
    journal.settle_batch(batch(2, BatchState.PARTLY_REFUSED, 6, 7), [Refusal(7, THEIR_REASON)])
    return journal


def test_every_row_has_one_fate():
    journal = told_journal()
    journal.finish(Closing(RunEnd.STOPPED_BY_PERSON, 5), 3, 3)
    totals = make_report(journal).totals
    assert totals.accepted == 3
    assert totals.refused_by_us == 2
    assert totals.refused_by_customerio == 1
    assert totals.left_out_by_decision == 1
    assert totals.left_out_by_repair == 1
    assert totals.unknown == 2
    assert totals.not_sent == 2  # the batch that was not taken, and row 11 that was never tried
    parts = totals.accepted + totals.refused + totals.left_out + totals.unknown + totals.not_sent
    assert parts == totals.rows == 12


def test_a_run_that_is_being_sent_has_no_end_yet():
    report = make_report(told_journal(), being_sent=True)
    assert (report.end, report.interrupted) == (RunEnd.OPEN, False)
    assert str(report.explanation) == "It is being sent at this moment."


def test_a_run_that_was_never_ended_says_so():
    report = make_report(told_journal())
    assert report.end is RunEnd.COULD_NOT_CONTINUE
    assert report.interrupted
    assert report.can_continue


@pytest.mark.parametrize("end", [end for end in RunEnd if end is not RunEnd.OPEN])
def test_each_end_has_a_summary_with_the_numbers(end):
    journal = told_journal()
    journal.finish(Closing(end, 5, Sentence("Because.")), 3, 3)
    report = make_report(journal)
    assert report.end is end
    assert "3 rows arrived" in str(report.summary)
    assert str(report.explanation) == "Because."


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        ((), "2 rows arrived, 3 were left out."),
        ((5,), "2 rows arrived, 3 were left out, 1 was refused."),
    ],
)
def test_what_was_left_out_is_not_passed_over(refused, said):
    journal = FakeJournal(make_run(5 + len(refused)))
    journal.set_aside(
        [RefusedRows(OUR_REASON, rows(*refused))] if refused else [], [LeftOutRows(LeftOutBy.DECISION, rows(2, 3, 4))]
    )
    journal.begin_batch(batch(1, BatchState.ACCEPTED, 0, 1))
    end = RunEnd.COMPLETE_WITH_REFUSALS if refused else RunEnd.COMPLETE
    journal.finish(Closing(end, 5), 2, len(refused))
    assert str(make_report(journal).summary) == said


def test_refused_rows_are_grouped_and_can_be_sent_again():
    report = make_report(told_journal())
    assert [(group.reason, list(group.rows)) for group in report.refused] == [(OUR_REASON, [0, 1]), (THEIR_REASON, [7])]
    assert list(report.refused_rows()) == [0, 1, 7]
    assert list(report.refused_rows(RefusedBy.CUSTOMERIO)) == [7]
    assert report.reasons_by_row()[7] == (THEIR_REASON,)


def test_a_row_with_two_reasons_counts_once():
    journal = told_journal()
    other = Reason(RefusedBy.CUSTOMERIO, "customerio.name", Sentence("No name."), Sentence("Name it."))
    journal.settle_batch(batch(2, BatchState.PARTLY_REFUSED, 6, 7), [Refusal(7, other)])
    report = make_report(journal)
    assert report.totals.refused_by_customerio == 1
    assert report.reasons_by_row()[7] == (THEIR_REASON, other)


def test_a_run_that_waits_to_begin_says_so():
    report = make_report(FakeJournal(make_run(4)))
    assert (report.end, report.interrupted, report.can_continue) == (RunEnd.OPEN, False, True)
    assert "Nothing of this run has been sent yet" in str(report.explanation)
