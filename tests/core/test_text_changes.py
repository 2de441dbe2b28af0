"""Changes to a cell's text that a person asks for, as they arrive in the body."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backfill_assistant.core.mapping import Field, IdentifierKind, LetterCase, Mapping, RowMeaning, Target, ValueType
from backfill_assistant.core.records import preview_row
from backfill_assistant.core.repairs import NO_REPAIRS
from backfill_assistant.core.routes import Route
from backfill_assistant.core.saved_mappings import fit, from_text, save_mapping, to_text
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
