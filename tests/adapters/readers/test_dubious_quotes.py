"""Quotes that close nothing: rows are the same however they are looked for, and many of them cost no more each than a few."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backfill_assistant.adapters.readers import careful_rows
from backfill_assistant.adapters.readers.careful_rows import CarefulRows, Dialect


def cut(text: str, dialect: Dialect, final: bool, width: int | None, steps_max: int) -> tuple[Any, ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(careful_rows, "_STEPS_MAX", steps_max)
        patch.setattr(careful_rows, "QUOTED_MAX_BYTES", 30)
        found = CarefulRows(text, dialect, final, width).cut()
        return found.rows, found.lines, found.consumed, found.consumed_lines


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(['"', '"', '""', "a", " ", ",", "\n", "\r\n", "\\"]), max_size=60).map("".join),
    st.sampled_from([",", " , ", ",,"]),
    st.sampled_from(["", "\\"]),
    st.booleans(),
    st.sampled_from([None, 1, 2, 3]),
)
@example('"a" b,c\n"d" e,"f"\n', ",", "", True, 2)
@example('"""a"" b,c\n"""d", e\n', ",", "", False, 2)
def test_looking_far_ahead_at_once_gives_the_same_rows(
    text: str, delimiter: str, escape: str, final: bool, width: int | None
) -> None:
    dialect = Dialect(delimiter, '"', escape)
    assert cut(text, dialect, final, width, 0) == cut(text, dialect, final, width, 1_000)


class Counting(CarefulRows):
    """Counts how often a quote is looked at, and how often a line."""

    looks = 0

    def _after(self, at: int) -> int | None:
        self.looks += 1
        return super()._after(at)

    def _cells(self, at: int, spanning: bool) -> tuple[list[str], int]:
        self.looks += 1
        return super()._cells(at, spanning)


@pytest.mark.parametrize("cell", ['"Bob" Smith', '"Bob Smith', '""Bob"" Smith'])
@pytest.mark.parametrize("sound", [None, 1_999, 1_000])
def test_a_row_with_a_dubious_quote_costs_the_same_in_a_long_text(cell: str, sound: int | None) -> None:
    lines = [f"{cell},{number}" for number in range(2_000)]
    if sound is not None:
        lines[sound] = '"Ada, Byron",1'
    found = Counting("\n".join(lines), Dialect(), True, 2)
    found.cut()
    assert [row[1] for row in found.rows[:3]] == ["0", "1", "2"]
    assert len(found.rows) == 2_000
    assert found.looks < 60 * 2_000
