"""Every refusal names what mends it, and the decisions that need no further answer do mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from backfill_assistant.core.checked import Problem
from backfill_assistant.core.checks.checks import Severity, check_rows
from backfill_assistant.core.mapping.mapping import Field, IdentifierKind, Mapping, RowMeaning, Target, ValueType
from backfill_assistant.core.mapping.repairs import (
    NO_REPAIRS,
    CorrectDomain,
    Decision,
    Keep,
    KeepOfDuplicates,
    LeaveOutProblem,
    SendAsText,
)
from backfill_assistant.core.problems.problems import KINDS
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.routes import Route
from fakes.tables import make_table

NOW = 1_795_000_000_000


@pytest.mark.parametrize("code", KINDS)
def test_every_refusal_has_a_way_out(code: str) -> None:
    assert KINDS[code].repairs or KINDS[code].severity is Severity.WARNING
    assert len(set(KINDS[code].repairs)) == len(KINDS[code].repairs)


def decision(name: str, problem: Problem) -> Decision | None:
    column = problem.column if problem.column is not None else -1
    match name:
        case "leave_out":
            return LeaveOutProblem(problem.code, problem.column)
        case "keep_first" | "keep_newest" | "merge":
            return KeepOfDuplicates(Keep(name.removeprefix("keep_")))
        case "send_as_text":
            return SendAsText(column)
        case "correct_domain":
            return CorrectDomain(column, problem.suggestions[0].wrong, problem.suggestions[0].right)
    return None


def test_decisions_mend(tmp_path: Path) -> None:
    rows = [("ann@gmial.com", "x"), ("bob@x.org", "1"), ("bob@x.org", "2"), ("no address", "3")]
    table = make_table(tmp_path, ("email", "n"), rows)
    fields = (Field(Target.ATTRIBUTE, "n", 1, type=ValueType.NUMBER),)
    mapping = Mapping(RowMeaning.PERSON, 0, IdentifierKind.EMAIL, fields=fields, now_accepted=True)
    first = check_rows(table, mapping, NO_REPAIRS, Route.TRACK, NOW, Unwatched())
    tried = set()
    for problem in first.problems:
        for name in problem.repairs:
            decided = decision(name, problem)
            if decided is not None:
                after = check_rows(table, mapping, NO_REPAIRS.add(decided), Route.TRACK, NOW, Unwatched())
                assert (problem.code, problem.column) not in {(left.code, left.column) for left in after.problems}
                tried.add((problem.code, name))
    assert tried >= {
        ("email.malformed", "leave_out"),
        ("value.number", "send_as_text"),
        ("value.number", "leave_out"),
        ("person.duplicate", "merge"),
        ("person.duplicate", "keep_first"),
        ("person.duplicate", "keep_newest"),
    }


def test_a_likely_domain_mends(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("email",), [("ann@gmial.com",), ("bob@x.org",)])
    mapping = Mapping(RowMeaning.PERSON, 0, IdentifierKind.EMAIL, now_accepted=True)
    (typo,) = [
        each for each in check_rows(table, mapping, NO_REPAIRS, Route.TRACK, NOW, Unwatched()).problems if each.code == "email.typo"
    ]
    decided = decision("correct_domain", typo)
    assert decided is not None
    after = check_rows(table, mapping, NO_REPAIRS.add(decided), Route.TRACK, NOW, Unwatched())
    assert "email.typo" not in {each.code for each in after.problems}
