"""Corrected texts are in no journal; the decisions come together again from whoever still knows the texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from backfill_assistant.adapters.run_form import run_from_text, run_to_text
from backfill_assistant.core.journal.runs import Run, UnwrittenKind, repairs_digest, repairs_to_write
from backfill_assistant.core.journal.unwritten import (
    as_begun,
    as_begun_with,
    decision_of,
    is_as_begun,
    lost_texts,
    told_before_sending,
    unwritten_of,
)
from backfill_assistant.core.mapping.repairs import (
    CellDecision,
    CorrectDomain,
    CorrectValue,
    Decision,
    EditCell,
    Keep,
    KeepOfDuplicates,
    LeaveOutProblem,
    LeaveOutRows,
    Repairs,
    SendAsText,
)
from backfill_assistant.core.mapping.saved_mappings import from_text, repairs_for, save_mapping, to_text
from fakes.cargo import make_run

TEXTS = st.text(st.characters(codec="utf-8"), max_size=6)
PLACES = st.integers(0, 2)
DECISIONS = st.lists(
    st.one_of(
        st.builds(EditCell, PLACES, PLACES, TEXTS),
        st.builds(CorrectValue, PLACES, TEXTS, TEXTS),
        st.builds(CorrectDomain, PLACES, TEXTS, TEXTS),
        st.builds(SendAsText, PLACES),
        st.just(KeepOfDuplicates(Keep.MERGE)),
        st.just(LeaveOutProblem("time.empty", 1)),
        st.just(LeaveOutRows((4,))),
    ),
    max_size=8,
).map(lambda decisions: Repairs(tuple(decisions)))


def begun_with(repairs: Repairs) -> Run:
    """A run of these decisions, as it comes out of its journal."""
    run = replace(
        make_run(12),
        repairs=repairs_to_write(repairs),
        repairs_digest=repairs_digest(repairs),
        unwritten=unwritten_of(repairs),
    )
    return run_from_text(run_to_text(run), None, run.approved_entries)


def only(repairs: Repairs, *kinds: type[Decision]) -> Repairs:
    return Repairs(tuple(each for each in repairs.decisions if isinstance(each, kinds)))


@given(DECISIONS)
def test_cells_decisions_alone_bring_all_decisions_back_in_their_order(repairs: Repairs) -> None:
    run = begun_with(repairs)
    assert as_begun(run, only(repairs, EditCell, CorrectValue, CorrectDomain)).decisions == repairs.decisions
    assert as_begun(run, repairs).decisions == repairs.decisions
    assert lost_texts(run, repairs) == ()


@given(DECISIONS, DECISIONS)
def test_other_texts_are_never_taken_for_those_the_run_began_with(repairs: Repairs, others: Repairs) -> None:
    run = begun_with(repairs)
    begun = as_begun_with(run, (None, others))
    assert is_as_begun(run, begun) or begun.decisions == run.repairs.decisions
    assert bool(lost_texts(run, begun)) is not is_as_begun(run, as_begun(run, begun))


@given(DECISIONS)
def test_a_saved_mapping_brings_back_what_is_a_rule(repairs: Repairs) -> None:
    names = ("a", "b", "c")
    saved = from_text(to_text(save_mapping("x", names, make_run(12).mapping, repairs)))
    run = begun_with(repairs)
    begun = as_begun_with(run, (repairs_for(saved, names),))
    edits = any(isinstance(each, EditCell) for each in repairs.decisions)
    assert edits or begun.decisions == repairs.decisions


def test_the_written_run_says_which_cells_but_not_what_they_held() -> None:
    repairs = Repairs((EditCell(7, 2, "secret@example.com"), LeaveOutRows((1,)), CorrectValue(1, "hidden", "unseen")))
    run = begun_with(repairs)
    assert not any(word in run_to_text(run) for word in ("secret", "hidden", "unseen"))
    assert [(each.place, each.kind, each.column, each.row) for each in run.unwritten] == [
        (0, UnwrittenKind.CELL, 2, 7),
        (2, UnwrittenKind.VALUE, 1, None),
    ]
    typed = (decision_of(run.unwritten[0], "secret@example.com"), decision_of(run.unwritten[1], "hidden", "unseen"))
    assert as_begun(run, Repairs(typed)).decisions == repairs.decisions
    assert lost_texts(run, Repairs(typed)) == ()
    assert lost_texts(run, Repairs((decision_of(run.unwritten[0], "Secret@example.com"), typed[1]))) == run.unwritten


def test_older_journals_say_nothing_of_places() -> None:
    run = replace(begun_with(Repairs((SendAsText(1),))), unwritten=())
    text = run_to_text(run).replace('"unwritten": [], ', "")
    assert "unwritten" not in text
    assert run_from_text(text, None, 0).unwritten == ()


def test_it_is_said_before_sending() -> None:
    def words(*decisions: CellDecision | SendAsText) -> str:
        return str(told_before_sending(Repairs(decisions)) or "")

    assert words() == words(SendAsText(1)) == ""
    assert words(EditCell(1, 1, "x"), EditCell(2, 1, "x")).startswith("What you typed into 2 cells is about people")
    assert "a mapping that you save" in words(CorrectValue(1, "x", "y"))


def test_a_run_that_wrote_everything_down_asks_for_no_saved_mapping() -> None:
    def damaged(place: int) -> Repairs:
        raise AssertionError("asked for")

    sources: Iterator[Repairs] = map(damaged, [0])
    repairs = Repairs((LeaveOutRows((1,)),))
    assert as_begun_with(begun_with(repairs), sources) == repairs
