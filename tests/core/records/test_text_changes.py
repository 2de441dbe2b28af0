"""Changes to a cell's text that a person asks for, as they arrive in the body."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.mapping.lacks import lacks_for
from backfill_assistant.core.mapping.mapping import (
    EmptyCell,
    Field,
    IdentifierKind,
    LetterCase,
    Mapping,
    RowMeaning,
    Target,
    ValueType,
)
from backfill_assistant.core.mapping.repairs import NO_REPAIRS, Keep, KeepOfDuplicates, Repairs
from backfill_assistant.core.mapping.saved_mappings import fit, from_text, save_mapping, to_text
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.records.records import encode_rows, preview_row
from backfill_assistant.core.routes import Route
from fakes.tables import make_table

NOW = 1_790_000_000_000
COLUMNS = ("email", "first", "last", "code")
ROW = ["ada@example.com", "Ada", "LOVELACE", "A-17-x"]


def sent(folder: Path, row: list[str], **changes: Any) -> object:
    """What one attribute is in the body; None where it is not sent."""
    field = Field(Target.ATTRIBUTE, "it", **changes)
    mapping = Mapping(RowMeaning.PERSON, 0, IdentifierKind.EMAIL, fields=(field,), now_accepted=True)
    shown = preview_row(make_table(folder, COLUMNS, [row]), 0, mapping, NO_REPAIRS, None, Route.TRACK, "w", NOW)
    (body,) = shown.bodies
    return json.loads(body)["attributes"].get("it")


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({"column": 1, "joined": (2,)}, "Ada LOVELACE"),
        ({"column": 1, "joined": (2, 3), "join_with": "/"}, "Ada/LOVELACE/A-17-x"),
        ({"column": 1, "joined": (2,), "letter_case": LetterCase.TITLE}, "Ada Lovelace"),
        ({"column": 2, "letter_case": LetterCase.LOWER}, "lovelace"),
        ({"column": 1, "letter_case": LetterCase.UPPER}, "ADA"),
        ({"column": 3, "part": 0, "part_at": "-"}, "A"),
        ({"column": 3, "part": -1, "part_at": "-"}, "x"),
        ({"column": 3, "part": 7, "part_at": "-"}, None),
        ({"column": 3, "part": 1, "part_at": "-", "type": ValueType.NUMBER}, 17),
        ({"column": 3, "replaced": (("-", ""), ("x", "y"))}, "A17y"),
        ({"column": 1, "value_map": (("ADA", "Countess"),), "letter_case": LetterCase.UPPER}, "Countess"),
    ],
)
def test_what_is_sent(tmp_path: Path, changes: dict[str, Any], value: object) -> None:
    assert sent(tmp_path, ROW, **changes) == value


def test_empty_cells_join_to_nothing(tmp_path: Path) -> None:
    assert sent(tmp_path, ["ada@example.com", "", " ", ""], column=1, joined=(2,)) is None
    assert sent(tmp_path, ["ada@example.com", "", "Lovelace", ""], column=1, joined=(2,)) == "Lovelace"


def test_they_are_saved_by_names_of_columns(tmp_path: Path) -> None:
    field = Field(Target.ATTRIBUTE, "name", column=1, joined=(2,), replaced=(("a", "b"),), letter_case=LetterCase.TITLE)
    saved = save_mapping("x", COLUMNS, Mapping(RowMeaning.PERSON, 0, fields=(field,)))
    assert from_text(to_text(saved)) == saved
    assert '"joined": [\n' in to_text(saved)
    moved = fit(saved, ("code", "last", "first", "email")).mapping.fields[0]
    assert (moved.column, moved.joined) == (2, (1,))


def test_a_mapping_saved_before_they_existed_is_still_read() -> None:
    mapping = Mapping(RowMeaning.PERSON, 0, fields=(Field(Target.ATTRIBUTE, "a", column=1),))
    plain = mapping.to_dict()
    for name in ("joined", "join_with", "part", "part_at", "replaced", "letter_case"):
        del plain["fields"][0][name]
    assert Mapping.from_dict(plain) == mapping


def test_a_part_without_a_mark_to_cut_at_is_asked_for() -> None:
    cut = Field(Target.ATTRIBUTE, "first", column=1, part=0)
    (lack,) = lacks_for(Mapping(RowMeaning.PERSON, 0, fields=(cut,), now_accepted=True), Route.TRACK)
    assert "cut" in lack.text


def test_merged_people_keep_what_is_joined_to_an_empty_cell(tmp_path: Path) -> None:
    table = make_table(
        tmp_path, COLUMNS, [["ada@example.com", "", "Lovelace", ""], ["ada@example.com", "", "", "7"]], rows_per_batch=1
    )
    fields = (Field(Target.ATTRIBUTE, "name", column=1, joined=(2,)), Field(Target.ATTRIBUTE, "code", column=3))
    mapping = Mapping(RowMeaning.PERSON, 0, IdentifierKind.EMAIL, fields=fields, now_accepted=True)
    repairs = Repairs((KeepOfDuplicates(Keep.MERGE),))
    checked = check_rows(table, mapping, repairs, Route.TRACK, NOW, Unwatched())
    sent = encode_rows(table, np.arange(2), mapping, repairs, checked, Route.TRACK, "w")
    (body,) = sent.bodies.to_pylist()
    assert json.loads(body)["attributes"] == {"name": "Lovelace", "code": "7"}


# Letters whose case every program agrees on; the rest is what changes look for.
CELLS = st.one_of(st.none(), st.text("aZéÜ1'- ,;→=\"\\", max_size=7))
PIECES = st.tuples(st.text("a- ,;", max_size=2), st.text("Z ;é", max_size=2))
CHANGES = st.builds(
    Field,
    target=st.sampled_from(Target),
    name=st.just("it"),
    column=st.sampled_from([1, 2]),
    empty=st.sampled_from(EmptyCell),
    trim=st.booleans(),
    value_map=st.lists(st.tuples(CELLS.map(lambda text: text or ""), st.sampled_from(["", "x"])), max_size=2).map(tuple),
    joined=st.lists(st.integers(1, 3), max_size=3).map(tuple),
    join_with=st.sampled_from([" ", "", "-", "; "]),
    part=st.one_of(st.none(), st.integers(-3, 3)),
    part_at=st.sampled_from([" ", "-", ", "]),
    replaced=st.lists(PIECES, max_size=2).map(tuple),
    letter_case=st.sampled_from(LetterCase),
)


def slowly(field: Field, row: tuple[str | None, ...]) -> str:
    """What one cell becomes, letter by letter; "" where nothing is left."""
    text = row[field.column or 0]
    if field.joined:
        texts = [each for each in (text, *(row[place] for place in field.joined)) if each is not None and each.strip(" ")]
        text = field.join_with.join(texts)
    if field.part is not None:
        parts = (text or "").split(field.part_at)
        text = parts[field.part] if -len(parts) <= field.part < len(parts) else ""
    text = text or ""
    for old, new in field.replaced:
        text = text.replace(old, new) if old else text
    cased = {LetterCase.LOWER: str.lower, LetterCase.UPPER: str.upper, LetterCase.TITLE: str.title}.get(field.letter_case)
    text = cased(text) if cased else text
    text = text.strip(" ") if field.trim else text
    return next((new for old, new in field.value_map if old == text), text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6), CHANGES, st.sampled_from(Route))
def test_nothing_changes_beyond_what_was_chosen(rows: list[tuple[str | None, ...]], field: Field, route: Route) -> None:
    cells = [(f"Id-{number}", *row) for number, row in enumerate(rows)]
    with tempfile.TemporaryDirectory() as folder:
        table = make_table(Path(folder), ("id", "a", "b", "c"), cells, rows_per_batch=2)
        mapping = Mapping(RowMeaning.PERSON_AND_EVENT, 0, event_name="Came", fields=(field,), now_accepted=True)
        checked = check_rows(table, mapping, NO_REPAIRS, route, NOW, Unwatched())
        sent = encode_rows(table, np.arange(len(rows)), mapping, NO_REPAIRS, checked, route, "w")
        assert len(sent.rows) == 2 * len(rows)
        for row, body in zip(sent.rows.tolist(), sent.bodies.to_pylist(), strict=True):
            assert f'"Id-{row}"' in body.decode()
            plain = json.loads(body)
            person = plain.get("action") == "identify" or plain["type"] == "identify"
            values = plain.get("traits" if person else "properties", plain.get("attributes", {}))
            text = slowly(field, cells[row])
            expected = {"it": text} if text or field.empty is EmptyCell.CLEAR else {}
            mine = person == (field.target is Target.ATTRIBUTE)
            assert {name: value for name, value in values.items() if name == "it"} == (expected if mine else {})
        for row in range(len(rows)):
            shown = preview_row(table, row, mapping, NO_REPAIRS, checked, route, "w", NOW)
            assert list(shown.bodies) == [
                body for at, body in zip(sent.rows.tolist(), sent.bodies.to_pylist(), strict=True) if at == row
            ]
