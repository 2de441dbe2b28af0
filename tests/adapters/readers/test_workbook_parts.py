"""Cells that calamine tells wrongly are found wherever looking at every single cell would find them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backfill_assistant.adapters.readers.workbook_parts import (
    LONG_OR_ERROR,
    UNPLACED,
    _long_or_error,
    _plainly_placed,
)

VALUES = ("1", "60", "60.25", "605", "#N/A", "-1234567890123456", "12345678901234567890", "")
FORMULAS = ("", "<f>A1+1</f>", '<f t="shared" si="0"/>', "<f>IF(v>#REF!,v>60.5)</f>")


@st.composite
def chunks(draw: st.DrawFn) -> bytes:
    """Rows as programs write them, with and without a prefix."""
    mark = draw(st.sampled_from(["", "x:"]))
    text = draw(st.sampled_from(["", "rest</v></c>"]))
    for number in range(draw(st.integers(0, 6))):
        place = draw(st.sampled_from([f' r="A{number}"', ""]))
        formula = (
            draw(st.sampled_from(FORMULAS))
            .replace("<f", f"<{mark}f")
            .replace("</f", f"</{mark}f")
            .replace(f"</{mark}{mark}", f"</{mark}")
        )
        value = draw(st.sampled_from(VALUES))
        inside = draw(
            st.sampled_from([f"{formula}<{mark}v>{value}</{mark}v>", f"<{mark}is><{mark}t>a v>#b :c d</{mark}t></{mark}is>"])
        )
        text += f'<{mark}c{place} s="3">{inside}</{mark}c>'
    return text.encode()


@given(chunk=chunks())
def test_what_is_looked_for_only_where_it_may_be_is_all_there_is(chunk: bytes) -> None:
    assert {found.span() for found in _long_or_error(chunk)} == {found.span() for found in LONG_OR_ERROR.finditer(chunk)}
    assert not (_plainly_placed(chunk) and UNPLACED.search(chunk))
