"""A cell's value arrives as it is, or the row is refused with a reason: nothing is altered in silence."""

from __future__ import annotations

import json
import tempfile
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.mapping.mapping import EmptyCell, Field, Mapping, RowMeaning, Target, ValueType
from backfill_assistant.core.mapping.repairs import NO_REPAIRS
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.records.records import encode_rows
from backfill_assistant.core.routes import Route
from backfill_assistant.core.values.numbers import read_numbers
from fakes.tables import make_table

NOW = 1_795_000_000_000
ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
NUMBER_LIKE = st.from_regex(r"\A[-+(]?\d{0,6}[.,]?\d{0,4}([eE][-+]?\d{1,2})?[%)]?\Z")


def sent_values(field: Field, cells: list[str], route: Route) -> dict[int, str]:
    """Per row that is sent, the body."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [(f"id{number}", cell) for number, cell in enumerate(cells)]
        table = make_table(Path(folder), ("id", "value"), rows, rows_per_batch=3)
        mapping = Mapping(RowMeaning.EVENT, 0, event_name="came", now_accepted=True, fields=(field,))
        checked = check_rows(table, mapping, NO_REPAIRS, route, NOW, Unwatched())
        for row in np.flatnonzero(~checked.sendable).tolist():
            assert checked.problems[checked.refused[row] - 1].count
        sent = encode_rows(table, np.arange(len(cells)), mapping, NO_REPAIRS, checked, route, "workspace")
        assert sent.rows.tolist() == np.flatnonzero(checked.sendable).tolist()
        return dict(zip(sent.rows.tolist(), (body.decode() for body in sent.bodies.to_pylist()), strict=True))


def values_of(body: str, route: Route) -> dict[str, object]:
    parsed = json.loads(body, parse_float=Decimal, parse_int=Decimal)
    found: dict[str, object] = parsed["attributes" if route is Route.TRACK else "properties"]
    return found


@settings(max_examples=80, deadline=None)
@given(st.lists(ANY_TEXT, min_size=1, max_size=8), st.sampled_from(EmptyCell), st.sampled_from(Route))
def test_text_arrives_letter_for_letter(cells: list[str], empty: EmptyCell, route: Route) -> None:
    sent = sent_values(Field(Target.PROPERTY, "value", 1, trim=False, empty=empty), cells, route)
    assert len(sent) == len(cells)
    for row, cell in enumerate(cells):
        expected = {"value": cell} if cell or empty is EmptyCell.CLEAR else {}
        assert values_of(sent[row], route) == expected


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(NUMBER_LIKE, ANY_TEXT), min_size=1, max_size=8), st.sampled_from([".", ","]), st.sampled_from(Route))
def test_numbers_arrive_with_every_digit_or_not_at_all(cells: list[str], mark: str, route: Route) -> None:
    sent = sent_values(Field(Target.PROPERTY, "value", 1, type=ValueType.NUMBER, decimal_mark=mark), cells, route)
    read = read_numbers(pa.array(cells, pa.string()), mark)
    for row, cell in enumerate(cells):
        assert (row in sent) == (read.problem[row] == 0)
        if row in sent:
            literal = read.values[row].as_py()
            assert values_of(sent[row], route) == ({} if literal is None else {"value": Decimal(literal)})
            assert (literal is None) == (not cell.strip())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["yes", "No", " TRUE ", "0", "1", "maybe", "", "y"]), min_size=1, max_size=8))
def test_opt_outs_are_certain_or_not_sent(cells: list[str]) -> None:
    certain = {"yes": True, "true": True, "1": True, "no": False, "0": False, "false": False}
    with tempfile.TemporaryDirectory() as folder:
        table = make_table(Path(folder), ("id", "unsubscribed"), [(f"id{number}", cell) for number, cell in enumerate(cells)])
        field = Field(Target.ATTRIBUTE, "unsubscribed", 1, type=ValueType.TRUE_FALSE, empty=EmptyCell.CLEAR)
        mapping = Mapping(RowMeaning.PERSON, 0, now_accepted=True, fields=(field,))
        checked = check_rows(table, mapping, NO_REPAIRS, Route.TRACK, NOW, Unwatched())
        sent = encode_rows(table, np.arange(len(cells)), mapping, NO_REPAIRS, checked, Route.TRACK, "workspace")
    found = {row: json.loads(body)["attributes"] for row, body in zip(sent.rows.tolist(), sent.bodies.to_pylist(), strict=True)}
    assert found == {
        row: {"unsubscribed": certain[cell.strip().lower()]} for row, cell in enumerate(cells) if cell.strip().lower() in certain
    }


@pytest.mark.parametrize("slice_rows", [1, 7, 50])
def test_slices_change_no_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slice_rows: int) -> None:
    rows = [(f"{number}", "" if number % 3 else f'"{number}', "é" * (number % 5)) for number in range(40)]
    table = make_table(tmp_path, ("id", "a", "b"), rows, rows_per_batch=6)
    fields = tuple(Field(target, name, at) for target in Target for at, name in ((1, "a"), (2, "b")))
    mapping = Mapping(RowMeaning.PERSON_AND_EVENT, 0, event_name="came", now_accepted=True, fields=fields)
    checked = check_rows(table, mapping, NO_REPAIRS, Route.TRACK, NOW, Unwatched())
    whole = encode_rows(table, np.arange(40), mapping, NO_REPAIRS, checked, Route.TRACK, "workspace")
    monkeypatch.setattr("backfill_assistant.core.records.records.SLICE_ROWS", slice_rows)
    sliced = encode_rows(table, np.arange(40), mapping, NO_REPAIRS, checked, Route.TRACK, "workspace")
    assert len(whole.rows) == 80
    assert sliced.bodies.equals(whole.bodies)
    assert sliced.kinds.tolist() == whole.kinds.tolist()
