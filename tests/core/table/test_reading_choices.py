"""Reading choices come back from their plain form, and what is none is refused before anything is read with it."""

from __future__ import annotations

import pytest

from backfill_assistant.core.table.reading import FileKind, ReadingChoices


def test_they_come_back_as_they_were_and_without_what_is_not_known() -> None:
    choices = ReadingChoices(FileKind.SPREADSHEET, sheet="Leads", header_rows=2)
    assert ReadingChoices.from_dict({**choices.to_dict(), "colour": "red"}) == choices
    assert ReadingChoices.from_dict({}) == ReadingChoices()


@pytest.mark.parametrize(
    "plain",
    [
        [1],
        {"kind": "picture"},
        {"delimiter": 5},
        {"delimiter": ""},
        {"quote": None},
        {"quote": "ab"},
        {"skip_rows": "1"},
        {"skip_rows": True},
        {"header_rows": -1},
        {"guarded": "yes"},
    ],
)
def test_what_is_none_is_refused(plain: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        ReadingChoices.from_dict(plain)  # type: ignore[arg-type]
