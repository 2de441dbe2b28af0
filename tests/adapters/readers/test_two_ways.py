"""The quick way and the careful way give the same rows, whatever the text and wherever blocks are cut."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backfill_assistant.adapters.readers import delimited
from backfill_assistant.adapters.readers.delimited import DelimitedText
from backfill_assistant.core.errors import FileProblem
from backfill_assistant.core.table.reading import ReadingChoices


class Pieces:
    """A text as blocks of a few bytes; no character is cut, all being ASCII."""

    def __init__(self, text: bytes, size: int) -> None:
        self._pieces = [text[at : at + size] for at in range(0, len(text), size)]

    def next_block(self) -> bytes:
        return self._pieces.pop(0) if self._pieces else b""


class Rows:
    """A writer that keeps rows in a list."""

    def __init__(self) -> None:
        self.rows: list[Any] = []

    def write(self, columns: Any, lines: Any, short_by: Any = None, extra: Any = None) -> None:
        cells = zip(*(column.to_pylist() for column in columns), strict=True)
        marks = [0] * len(lines) if short_by is None else short_by.tolist()
        beside = [None] * len(lines) if extra is None else extra
        self.rows += list(zip(lines.tolist(), cells, marks, beside, strict=True))


def rows(text: bytes, size: int, choices: ReadingChoices, quick: bool) -> list[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited.regular_block, "can_be_regular", lambda dialect: quick)
        patch.setattr(delimited, "SAMPLE_BYTES", 30)
        patch.setattr(delimited, "BATCH_ROWS", 2)
        return read(text, size, choices)


def read(text: bytes, size: int, choices: ReadingChoices) -> list[Any]:
    reading = DelimitedText(Path("a.csv"), Pieces(text, size), choices, lambda: None)
    found = Rows()
    reading.write(found)  # type: ignore[arg-type]
    return found.rows


CELL = st.text("ab ,\"';\r\n", max_size=5)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Mostly regular lines with accidents among them."""
    lines = draw(
        st.lists(
            st.sampled_from(
                [
                    "1,2,3",
                    '"x","y, y","z"',
                    '"a ""b"" c",,',
                    "1,2",
                    "1,2,3,4",
                    "1,2,3,",
                    "",
                    '"a\nb",c,d',
                    "  ",
                    'a"b,c,d',
                    '"a\rb",1,2',
                    'a 5" pipe,2"x,"',
                    "x",
                    '"x, y"',
                    '"x""",2',
                    "\x1c ",
                ]
            ),
            max_size=12,
        )
    )
    ends = draw(st.lists(st.sampled_from(["\n", "\r\n", "\r"]), min_size=len(lines), max_size=len(lines)))
    return (
        "a,b,c\n"
        + "".join(line + end for line, end in zip(lines, ends, strict=True))
        + draw(st.sampled_from(["", "9,8,7", '"open,1\n2,3']))
    )


@settings(max_examples=150, deadline=None)
@given(text=texts() | st.lists(st.text('a ,"\n|', max_size=6), max_size=20).map(", ".join), size=st.integers(1, 60), data=st.data())
@example(text='a, b, c\n1, "x, y", 3\n1, 2, 3, "a, b", 5\n', size=100, data=None)
def test_both_ways_agree_about_longer_separators(text: str, size: int, data: st.DataObject | None) -> None:
    delimiter = ", " if data is None else data.draw(st.sampled_from([", ", "||", " | ", "\x1f|"]))
    if data is not None:
        text = text.replace(",", delimiter)
    if not text.strip(" \r\n"):
        return
    choices = ReadingChoices(delimiter=delimiter)
    try:
        careful = rows(text.encode(), 1 << 20, choices, False)
    except FileProblem:
        return
    assert rows(text.encode(), size, choices, True) == careful
    assert rows(text.encode(), 1 << 20, choices, True) == careful


@settings(max_examples=150, deadline=None)
@given(text=texts() | st.lists(CELL, max_size=20).map("".join), size=st.integers(1, 60))
@example(text='a,b,c\n"x\r', size=3)
@example(text='a,b,c\n"a,1,2\n3,4,5\n6",7,8\n', size=100)
def test_both_ways_agree(text: str, size: int) -> None:
    if not text.strip(" \r\n"):
        return
    choices = ReadingChoices()
    try:
        careful = rows(text.encode(), 1 << 20, choices, False)
    except FileProblem:
        with pytest.raises(FileProblem):
            rows(text.encode(), size, choices, True)
        return
    assert rows(text.encode(), size, choices, False) == careful
    assert rows(text.encode(), size, choices, True) == careful
    assert rows(text.encode(), 1 << 20, choices, True) == careful
