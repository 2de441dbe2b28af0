"""Decisions: added, undone, redone, told, kept, and applied to cells."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning, Target, ValueType
from backfill_assistant.core.mapping.repairs import (
    NO_REPAIRS,
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
    TrimColumn,
)
from backfill_assistant.core.rows.cells import Cells
from fakes.tables import make_table

ALL: list[Decision] = [
    LeaveOutRows((3,)),
    LeaveOutRows((1, 2)),
    LeaveOutProblem("record.large"),
    LeaveOutProblem("time.empty", 1),
    EditCell(4, 0, "secret text"),
    CorrectValue(0, "secret text", "other"),
    CorrectDomain(0, "gmial.com", "gmail.com"),
    KeepOfDuplicates(Keep.FIRST),
    KeepOfDuplicates(Keep.MERGE),
    SendAsText(1),
    TrimColumn(1),
]
SOME = st.lists(st.sampled_from(ALL), max_size=6)


@settings(deadline=None)
@given(SOME, st.integers(0, 8))
def test_undo_and_redo_lead_back(decisions: list[Decision], steps: int) -> None:
    repairs = NO_REPAIRS
    for decision in decisions:
        repairs = repairs.add(decision)
    back = repairs
    for _ in range(steps):
        back = back.undo()
    assert back.decisions == tuple(decisions[: max(len(decisions) - steps, 0)])
    for _ in range(steps):
        back = back.redo()
    assert back == repairs


def test_a_new_decision_forgets_what_was_undone() -> None:
    repairs = NO_REPAIRS.add(ALL[0]).add(ALL[1]).undo().add(ALL[2])
    assert repairs == Repairs((ALL[0], ALL[2]))
    assert repairs.redo() == repairs


def test_one_decision_in_the_middle_can_be_taken_back() -> None:
    assert Repairs(tuple(ALL[:3])).without(1) == Repairs((ALL[0], ALL[2]))


@settings(deadline=None)
@given(SOME)
def test_the_plain_form_reads_back(decisions: list[Decision]) -> None:
    repairs = Repairs(tuple(decisions))
    assert Repairs.from_plain(json.loads(json.dumps(repairs.to_plain()))) == repairs


@pytest.mark.parametrize(
    "plain",
    [[{"decision": "dance"}], [{}], [{"decision": "edit cell", "row": 1}], [{"decision": "keep of duplicates", "keep": "x"}]],
)
def test_what_is_no_plain_form_is_refused(plain: list[dict[str, object]]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Repairs.from_plain(plain)


def test_each_decision_has_a_sentence_without_cell_values() -> None:
    told = [str(sentence) for sentence in Repairs(tuple(ALL)).in_words(("email", "when"))]
    assert len(told) == len(set(told)) == len(ALL)
    assert not any("secret" in text or "gmial" in text or "{" in text for text in told)
    assert told[0] == "Leave out row 4."
    assert told[3] == "Leave out rows without a time in when."
    assert told[4] == "Row 5: another text in email."


def test_rules_fit_other_files() -> None:
    kept = Repairs(tuple(ALL)).rules().decisions
    assert not any(isinstance(each, LeaveOutRows | EditCell) for each in kept)
    assert len(kept) == len(ALL) - 3


def test_the_last_word_about_duplicates_counts() -> None:
    assert Repairs(tuple(ALL)).kept_of_duplicates() is Keep.MERGE
    assert NO_REPAIRS.kept_of_duplicates() is None


def test_columns_sent_as_text_and_trimmed() -> None:
    fields = (
        Field(Target.ATTRIBUTE, "a", 1, type=ValueType.NUMBER, trim=False),
        Field(Target.ATTRIBUTE, "b", 2, type=ValueType.NUMBER, trim=False),
    )
    mapping = Mapping(RowMeaning.PERSON, 0, fields=fields)
    changed = Repairs((SendAsText(1), TrimColumn(1))).applied_to(mapping)
    assert [(field.type, field.trim) for field in changed.fields] == [(ValueType.TEXT, True), (ValueType.NUMBER, False)]
    assert NO_REPAIRS.applied_to(mapping) is mapping


def cells(folder: Path, texts: list[str | None], *decisions: Decision, rows: list[int] | None = None) -> list[str | None]:
    table = make_table(folder, ("a", "b"), [("x",) if text is None else ("x", text) for text in texts], rows_per_batch=2)
    wanted = np.asarray(rows if rows is not None else range(len(texts)), dtype=np.int64)
    return Cells(table, wanted, Repairs(decisions)).column(1).to_pylist()


def test_corrections_replace_whole_cells_only(tmp_path: Path) -> None:
    assert cells(tmp_path, ["Y", "y", "YY", "", None], CorrectValue(1, "Y", "yes")) == ["yes", "y", "YY", "", None]


def test_empty_stands_for_missing_cells_too(tmp_path: Path) -> None:
    assert cells(tmp_path, ["", None, " ", "x"], CorrectValue(1, "", "none")) == ["none", "none", " ", "x"]


def test_decisions_work_in_their_order(tmp_path: Path) -> None:
    first = (EditCell(1, 1, "Y"), CorrectValue(1, "Y", "yes"))
    assert cells(tmp_path, ["Y", "n"], *first) == ["yes", "yes"]
    assert cells(tmp_path, ["Y", "n"], *reversed(first)) == ["yes", "Y"]


def test_edits_follow_their_row(tmp_path: Path) -> None:
    edits = (EditCell(2, 1, "first"), EditCell(0, 1, "zero"), EditCell(2, 1, "last"), EditCell(2, 0, "elsewhere"))
    assert cells(tmp_path, ["a", "b", None], *edits, rows=[2, 1, 0]) == ["last", "b", "zero"]


def test_domains_are_corrected_in_any_letter_case(tmp_path: Path) -> None:
    texts = ["ann@gmial.com", "Bob@GMIAL.com ", "gmial.com", "ann@xgmial.com", "", None]
    corrected = cells(tmp_path, texts, CorrectDomain(1, "gmial.com", "gmail.com"))
    assert corrected == ["ann@gmail.com", "Bob@gmail.com", "gmial.com", "ann@xgmial.com", "", None]


TEXTS = st.sampled_from(["", "a", "A@x.de", " b@X.de ", "b@x.de", "no", "\u200bno\u00a0", "\ufeff"])
CHANGES = st.lists(
    st.one_of(
        st.builds(EditCell, st.integers(0, 1), st.integers(0, 1), TEXTS),
        st.builds(CorrectValue, st.integers(0, 1), TEXTS, TEXTS),
        st.builds(CorrectDomain, st.integers(0, 1), st.sampled_from(["x.de", "X.DE", "de"]), st.just("y.com")),
        st.builds(TrimColumn, st.integers(0, 1)),
    ),
    max_size=5,
)


@given(st.lists(TEXTS, min_size=2, max_size=2), CHANGES)
@settings(max_examples=60, deadline=None)
def test_one_cell_is_told_as_whole_columns_are_read(texts: list[str], decisions: list[CellDecision | TrimColumn]) -> None:
    repairs = Repairs(tuple(decisions))
    with tempfile.TemporaryDirectory() as folder:
        table = make_table(Path(folder), ("a", "b"), [(text, text) for text in texts])
        cells = Cells(table, np.arange(2), repairs)
        for column in (0, 1):
            told = [repairs.text_of(row, column, text) for row, text in enumerate(texts)]
            assert told == cells.column(column).to_pylist()
