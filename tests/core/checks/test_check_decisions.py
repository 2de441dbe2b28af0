"""What a decision changes in the checks, and how they go on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backfill_assistant.core.checks.checks import Severity, check_rows
from backfill_assistant.core.errors import MappingIncomplete
from backfill_assistant.core.mapping.mapping import Field, IdentifierKind, Mapping, RowMeaning, Target, ValueType
from backfill_assistant.core.mapping.repairs import (
    NO_REPAIRS,
    CorrectValue,
    LeaveOutProblem,
    LeaveOutRows,
    Repairs,
    SendAsText,
)
from backfill_assistant.core.problems.problems import KINDS
from backfill_assistant.core.progress import Progress, Stopped, Unwatched
from backfill_assistant.core.routes import Route
from fakes.checks_scene import GOOD_TIME, NOW, attribute, check, event, found, person
from fakes.tables import make_table


def test_problems_that_are_left_out_become_decisions(tmp_path: Path) -> None:
    rows = [("1", "came", GOOD_TIME), ("2", "came", ""), ("", "came", ""), ("4", "came", GOOD_TIME)]
    checked = check(tmp_path, ("id", "what", "when"), rows, event(), LeaveOutProblem("time.empty", 2), LeaveOutRows((3, 99)))
    assert found(checked, Severity.REFUSED) == {"left_out.rows": (3,), "left_out.problem": (1, 2), "identifier.missing": (2,)}
    assert checked.sendable.tolist() == [True, False, False, False]


def test_warned_rows_can_be_left_out(tmp_path: Path) -> None:
    rows = [("a@gmial.com",), ("b@x.org",)]
    checked = check(tmp_path, ("email",), rows, person(kind=IdentifierKind.EMAIL), LeaveOutProblem("email.typo", 0))
    assert checked.sendable.tolist() == [False, True]


def test_corrections_count_when_checking(tmp_path: Path) -> None:
    field = attribute(name="unsubscribed", type=ValueType.TRUE_FALSE)
    rows = [("1", "opt-out"), ("2", ""), ("3", None), ("4", "no")]
    decisions = (CorrectValue(1, "opt-out", "yes"), CorrectValue(1, "", "no"))
    assert check(tmp_path, ("id", "unsubscribed"), rows, person(field), *decisions).sendable.all()


def test_a_column_sent_as_text_is_not_read(tmp_path: Path) -> None:
    field = attribute(type=ValueType.NUMBER)
    assert check(tmp_path, ("id", "n"), [("1", "x")], person(field), SendAsText(1)).sendable.all()


def test_counts_go_on_where_examples_end(tmp_path: Path) -> None:
    checked = check(tmp_path, ("id",), [("",)] * 2_500, person())
    (problem,) = checked.problems
    assert (problem.count, problem.rows) == (2_500, tuple(range(1_000)))


def test_an_incomplete_mapping_is_not_checked(tmp_path: Path) -> None:
    with pytest.raises(MappingIncomplete, match="identifies"):
        check(tmp_path, ("id",), [("1",)], Mapping(RowMeaning.PERSON, now_accepted=True))


class StopAfterFirst(Unwatched):
    def __init__(self) -> None:
        self.shown: list[Progress] = []

    def show(self, progress: Progress) -> None:
        self.shown.append(progress)

    def stopping(self) -> bool:
        return bool(self.shown)


def test_checking_can_be_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backfill_assistant.core.checks.checks.SLICE_ROWS", 2)
    table = make_table(tmp_path, ("id",), [("1",)] * 5)
    monitor = StopAfterFirst()
    with pytest.raises(Stopped):
        check_rows(table, person(), NO_REPAIRS, Route.TRACK, NOW, monitor)
    assert monitor.shown == [Progress(done=2, total=5)]


def test_long_rows_are_read_fewer_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = make_table(tmp_path, ("id", "text"), [(str(row), "x" * 2_000) for row in range(40)])
    monkeypatch.setattr("backfill_assistant.core.checks.checks._SLICE_BYTES", table.size_bytes // 4)
    monitor = StopAfterFirst()
    with pytest.raises(Stopped):
        check_rows(table, person(), NO_REPAIRS, Route.TRACK, NOW, monitor)
    assert [(shown.done, shown.total) for shown in monitor.shown] == [(9, 40)]


@pytest.mark.parametrize("slice_rows", [1, 2, 3, 100])
def test_slices_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slice_rows: int) -> None:
    rows = [("1", "came", GOOD_TIME), ("", "came", "x"), ("1", "came", GOOD_TIME), ("3", "", ""), ("1", "came", GOOD_TIME)]
    whole = check(tmp_path, ("id", "what", "when"), rows, event())
    monkeypatch.setattr("backfill_assistant.core.checks.checks.SLICE_ROWS", slice_rows)
    sliced = check(tmp_path, ("id", "what", "when"), rows, event())
    assert sliced.problems == whole.problems
    for name in ("refused", "time_ms", "event", "person", "repeated_rows", "repeated_counts"):
        assert np.array_equal(getattr(sliced, name), getattr(whole, name)), name


def test_sentences_have_every_gap_filled() -> None:
    for code, kind in KINDS.items():
        for text in (kind.text, kind.advice):
            gaps = {"column": "c", "name": "n"} | ({"limit": kind.limit} if kind.limit is not None else {})
            assert "{" not in text.format(**gaps), code


def test_who_gets_messages_is_never_sent_as_text(tmp_path: Path) -> None:
    """The same column may also be sent as a number; mending that must not turn `yes` into a text that Customer.io takes as no."""
    unsubscribed = attribute(name="unsubscribed", type=ValueType.TRUE_FALSE)
    checked = check(tmp_path, ("id", "n"), [("1", "maybe"), ("2", "yes")], person(unsubscribed), SendAsText(1))
    assert found(checked, Severity.REFUSED)["unsubscribed.unknown"] == (0,)
    assert Repairs((SendAsText(1),)).applied_to(person(unsubscribed)) == person(unsubscribed)


def test_a_row_counts_once_for_a_problem_however_often_its_column_is_sent(tmp_path: Path) -> None:
    """The identifier is sent as an attribute as well, and one column as two; leaving out for two reasons leaves out once."""
    rows = [("a@x.org", "1"), ("no address", "2"), ("neither", "x"), ("b@x.org", "y"), ("c@x.org", "z")]
    fields = (
        Field(Target.ATTRIBUTE, "email", column=0),
        attribute(name="plan", type=ValueType.NUMBER),
        attribute(name="level", type=ValueType.NUMBER),
    )
    mapping = person(*fields, kind=IdentifierKind.EMAIL)
    checked = check(tmp_path, ("email", "plan"), rows, mapping)
    told = {each.code: each for each in checked.problems}
    assert (told["email.malformed"].count, told["email.malformed"].rows) == (2, (1, 2))
    assert (told["value.number"].count, told["value.number"].rows) == (3, (2, 3, 4))
    assert checked.rows_of(told["value.number"]).tolist() == [2, 3, 4]
    left_out = check(
        tmp_path, ("email", "plan"), rows, mapping, LeaveOutProblem("email.malformed", 0), LeaveOutProblem("value.number", 1)
    )
    assert {each.code: (each.count, each.rows) for each in left_out.problems}["left_out.problem"] == (4, (1, 2, 3, 4))
