"""Blanks and invisible characters at the ends of cells: told wherever they matter, and gone with one decision."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backfill_assistant.core.checked import CheckedRows, Severity
from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.json_text import escaped
from backfill_assistant.core.mapping.mapping import Field, IdentifierKind, Mapping, RowMeaning, Target, TimeReading, ValueType
from backfill_assistant.core.mapping.repairs import Repairs, TrimColumn
from backfill_assistant.core.problems.problems import KINDS
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.records.records import encode_rows
from backfill_assistant.core.routes import Route
from backfill_assistant.core.table.table import Table
from backfill_assistant.core.values.unseen_ends import trimmed, with_unseen_ends, without_unseen_ends
from fakes.tables import make_table

NOW = 1_795_000_000_000
TIME = "2026-11-17T10:00:00Z"
ENDS = ["\u200b", "\ufeff", "\u2060", "\u200e", "\u00ad"]


def attribute(column: int, name: str, **rest: object) -> Field:
    return Field(Target.ATTRIBUTE, name, column, **rest)  # type: ignore[arg-type]


def person(*fields: Field, kind: IdentifierKind = IdentifierKind.ID) -> Mapping:
    created = Field(Target.ATTRIBUTE, "created_at", fixed="2020-01-01", type=ValueType.TIME, time=TimeReading())
    return Mapping(RowMeaning.PERSON, 0, kind, fields=(*fields, created), now_accepted=True)


def event(*fields: Field) -> Mapping:
    return Mapping(RowMeaning.EVENT, 0, event_name_column=1, time_column=2, fields=fields)


def check(table: Table, mapping: Mapping, *decisions: TrimColumn) -> CheckedRows:
    return check_rows(table, mapping, Repairs(decisions), Route.TRACK, NOW, Unwatched())


def told(checked: CheckedRows) -> dict[str, tuple[int | None, tuple[int, ...], Severity]]:
    return {each.code: (each.column, each.rows, each.severity) for each in checked.problems}


def sent(table: Table, mapping: Mapping, *decisions: TrimColumn) -> list[dict[str, object]]:
    repairs = Repairs(decisions)
    checked = check_rows(table, mapping, repairs, Route.TRACK, NOW, Unwatched())
    records = encode_rows(table, np.arange(table.row_count), mapping, repairs, checked, Route.TRACK, "")
    return [json.loads(body) for body in records.bodies.to_pylist()]


@pytest.mark.parametrize("text", [" Berlin", "Berlin ", "\u00a0Berlin", "Berlin\u200b", "\tBerlin\n", "  ", "\u3000Berlin"])
def test_text_with_blanks_at_its_ends_is_told_when_it_is_not_trimmed(tmp_path: Path, text: str) -> None:
    table = make_table(tmp_path, ("id", "city"), [("1", "Berlin"), ("2", text)])
    mapping = person(attribute(1, "city", trim=False))
    assert told(check(table, mapping)) == {"value.spaces": (1, (1,), Severity.WARNING)}
    assert check(table, mapping).sendable.all()
    assert told(check(table, mapping, TrimColumn(1))) == {}
    after = sent(table, mapping, TrimColumn(1))[1]["attributes"]
    assert isinstance(after, dict)
    assert after.get("city", "") == text.strip().strip("\u200b")


def test_blanks_that_are_trimmed_anyway_are_no_problem(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("id", "city"), [(" 1", " Berlin "), ("2", "\u00a0Ulm")])
    assert told(check(table, person(attribute(1, "city")))) == {}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("kind", [IdentifierKind.ID, IdentifierKind.EMAIL])
def test_invisible_ends_of_an_identifier_would_make_another_person(tmp_path: Path, end: str, kind: IdentifierKind) -> None:
    table = make_table(tmp_path, ("who",), [("ann@x.org",), (f"bob@x.org{end}",), (f"{end}cy@x.org ",)])
    checked = check(table, person(kind=kind))
    assert told(checked)["identifier.spaces"] == (0, (1, 2), Severity.REFUSED)
    assert not {"identifier.control", "email.malformed"} & set(told(checked))
    assert checked.sendable.tolist() == [True, False, False]
    identifiers = [each["identifiers"] for each in sent(table, person(kind=kind), TrimColumn(0))]
    assert identifiers == [{kind.value: f"{name}@x.org"} for name in ("ann", "bob", "cy")]


def test_what_is_wrong_inside_an_identifier_is_told_as_well(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("who",), [("b\u200bob@x.org\u200b",), ("\u200b",)])
    assert told(check(table, person())) == {
        "identifier.missing": (0, (1,), Severity.REFUSED),
        "identifier.spaces": (0, (0,), Severity.REFUSED),
        "identifier.control": (0, (0,), Severity.REFUSED),
    }


def test_an_email_attribute_and_a_number_are_refused_until_they_are_trimmed(tmp_path: Path) -> None:
    rows = [("1", " a@x.org", "5\u200b"), ("2", "b@x.org\u200b", "6"), ("3", "nobody", "seven")]
    table = make_table(tmp_path, ("id", "email", "sum"), rows)
    mapping = person(attribute(1, "email", trim=False), attribute(2, "sum", type=ValueType.NUMBER))
    assert told(check(table, mapping)) == {
        "email.spaces": (1, (0, 1), Severity.REFUSED),
        "email.malformed": (1, (2,), Severity.REFUSED),
        "value.unseen": (2, (0,), Severity.REFUSED),
        "value.number": (2, (2,), Severity.REFUSED),
    }
    bodies = sent(table, mapping, TrimColumn(1), TrimColumn(2))
    values = [each["attributes"] for each in bodies]
    assert [(each["email"], each["sum"]) for each in values] == [("a@x.org", 5), ("b@x.org", 6)]  # type: ignore[index]


def test_event_names_and_times_with_invisible_ends_go_once_they_are_trimmed(tmp_path: Path) -> None:
    rows = [("1", "Bought\u200b", TIME), ("2", "Bought", f"\ufeff{TIME}"), ("3", "\u200bUser Deleted", TIME)]
    table = make_table(tmp_path, ("id", "event", "at"), rows)
    assert told(check(table, event())) == {
        "event_name.spaces": (1, (0, 2), Severity.REFUSED),
        "event_name.command": (1, (2,), Severity.REFUSED),
        "time.unseen": (2, (1,), Severity.REFUSED),
    }
    checked = check(table, event(), TrimColumn(1), TrimColumn(2))
    assert checked.sendable.tolist() == [True, True, False]
    assert {body["name"] for body in sent(table, event(), TrimColumn(1), TrimColumn(2))} == {"Bought"}


def test_trimming_is_one_button_of_each_such_problem_a_rule_and_told_in_words() -> None:
    for code in ("identifier.spaces", "email.spaces", "event_name.spaces", "time.unseen", "value.unseen", "value.spaces"):
        assert KINDS[code].repairs[0] == "trim"
    repairs = Repairs((TrimColumn(1),))
    assert repairs.rules() == repairs
    assert Repairs.from_plain(repairs.to_plain()) == repairs
    assert str(repairs.in_words(("id", "city"))[0]) == "Trim the cells of city: nothing invisible or blank at their ends."
    assert repairs.undo().redo() == repairs


VISIBLE = "aé日👩🏽🏴\U000e0067\U000e007f\\\"'n"
TEXTS = st.text(alphabet=st.sampled_from([*VISIBLE, " ", "\t", "\n", "\x01", "\x7f", "\u00a0", "\u200b", "\ufeff", "\u2028"]))


@given(st.lists(st.one_of(st.none(), TEXTS), max_size=8))
def test_ends_are_found_alike_in_json_and_gone_once_trimmed(texts: list[str | None]) -> None:
    cells = pa.array(texts, pa.string())
    found = with_unseen_ends(cells)
    seen = [text is not None and text != "" and (text[0] not in VISIBLE or text[-1] not in VISIBLE) for text in texts]
    assert found.tolist() == seen
    assert with_unseen_ends(escaped(cells), in_json=True).tolist() == seen
    without = without_unseen_ends(cells)
    assert not with_unseen_ends(without).any()
    assert without.to_pylist() == [None if text is None else trimmed(text) for text in texts]
    assert all(text is None or after in text for text, after in zip(texts, without.to_pylist(), strict=True))
