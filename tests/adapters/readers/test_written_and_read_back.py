"""Tables written in random dialects and encodings come back exactly, without being told anything."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.table.reading import ReadingChoices

LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\ufffe\uffff")
TEXT = st.text(LETTERS | st.sampled_from("\n\r\t,;|\"' \\"), max_size=12)
NAMES = st.lists(st.text("abcdefghij", min_size=1, max_size=6), min_size=1, max_size=5, unique=True)


@st.composite
def tables(draw: st.DrawFn, cells: st.SearchStrategy[str] = TEXT) -> tuple[list[str], list[list[str]]]:
    names = draw(NAMES)
    return names, draw(st.lists(st.lists(cells, min_size=len(names), max_size=len(names)), min_size=1, max_size=6))


def written(rows: list[list[str]], delimiter: str, quote: str, escape: str, end: str, always: bool) -> str:
    def cell(text: str, alone: bool) -> str:
        needs = (
            always
            or (alone and not text.strip())
            or any(sign in text for sign in (delimiter[0], quote, "\n", "\r", escape or quote))
        )
        if not needs and text.strip() == text:
            return text
        inner = text.replace(escape, escape * 2).replace(quote, escape + quote) if escape else text.replace(quote, quote * 2)
        return quote + inner + quote

    return "".join(delimiter.join(cell(text, len(row) == 1) for text in row) + end for row in rows)


def read_back(raw: bytes, choices: ReadingChoices | None = None) -> tuple[tuple[str, ...], list[tuple[str | None, ...]]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.csv")
        path.write_bytes(raw)
        files = Files(Path(folder, "cache"))
        table = files.read(path, choices or files.look(path).choices, Unwatched())
        cells = table.cells(0, table.row_count)
        assert table.ragged_count == 0
        return table.column_names, cells


@settings(max_examples=60, deadline=None)
@given(
    table=tables(),
    delimiter=st.sampled_from([",", ";", "\t", "|", ":", "||", "~|~"]),
    quote=st.sampled_from(['"', "'"]),
    escape=st.sampled_from(["", "\\"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    always=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le"]),
)
def test_told_the_dialect(
    table: tuple[list[str], list[list[str]]], delimiter: str, quote: str, escape: str, end: str, always: bool, encoding: str
) -> None:
    names, rows = table
    text = written([names, *rows], delimiter, quote, escape, end, always)
    told = ReadingChoices(encoding=encoding.replace("-sig", ""), delimiter=delimiter, quote=quote, escape=escape)
    assert read_back(text.encode(encoding), told) == (tuple(names), [tuple(row) for row in rows])


PLAIN = st.sampled_from(
    [
        "00123",
        "Ada Lovelace",
        "a@b.example",
        "2026-01-02",
        "31.12.2025 23:15",
        "12,5",
        "1.234,50",
        "+49 176 1",
        "NA",
        "yes",
        "Köln – Süd",
        "x y",
    ]
)


# A guess can always be led astray: the same examples each time, so that a change of the guess shows and chance does not.
@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    table=tables(PLAIN | st.just("two\nlines") | st.just('said "so", ok') | st.just("a; b | c")),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    always=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "cp1252"]),
)
def test_told_nothing(table: tuple[list[str], list[list[str]]], delimiter: str, end: str, always: bool, encoding: str) -> None:
    names, rows = table
    assume(len(names) > 1)
    text = written([names, *rows], delimiter, '"', "", end, always)
    assert read_back(text.encode(encoding)) == (tuple(names), [tuple(row) for row in rows])


NOTES = st.sampled_from(
    ["", "plain", "hello, world", "a; b", "x | y", "tab\there", "two\nlines", 'said "so"', "it's", "'so called'", "C:\\temp\\new",
     "12:30 to 13:00", "100%", "https://a.example/?q=1,2;3", "=SUM(A1)", "#1 choice", "-- none", "// remark", '5" pipe']
)  # fmt: skip
COLUMNS = {
    "id": lambda row: str(1000 + row),
    "email": "u{}@b.example".format,
    "day": lambda row: f"{row % 28 + 1:02}.{row % 12 + 1:02}.2026",
    "moment": lambda row: f"2026-{row % 12 + 1:02}-{row % 28 + 1:02}T10:{row % 60:02}:00Z",
    "amount": lambda row: f"{row * 7 % 1000},{row % 100:02}",
    "price": lambda row: f"{row * 7 % 1000}.{row % 100:02}",
    "phone": lambda row: f"+49 176 {row:07}",
    "zip": lambda row: f"{row * 37 % 99999:05}",
    "city": lambda row: ("Rome", "New York", "São Paulo")[row % 3],
}


# As above: the same examples each time.
@settings(max_examples=120, deadline=None, derandomize=True)
@given(
    names=st.lists(st.sampled_from(sorted(COLUMNS)), min_size=2, max_size=6, unique=True),
    notes=st.lists(NOTES, min_size=4, max_size=30),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    always=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32-le"]),
    titles=st.sampled_from(["", "Export of the fair", "Fair 2026: all halls\n\nAs of today"]),
)
def test_usual_files_with_notes_as_people_write_them(
    names: list[str], notes: list[str], delimiter: str, end: str, always: bool, encoding: str, titles: str
) -> None:
    header = [*names, "note"]
    rows = [[*(COLUMNS[name](row) for name in names), note] for row, note in enumerate(notes)]
    above = titles.replace("\n", end) + end if titles else ""
    text = above + written([header, *rows], delimiter, '"', "", end, always)
    assert read_back(text.encode(encoding)) == (tuple(header), [tuple(row) for row in rows])


@pytest.mark.parametrize("block", [1, 7, 64])
def test_blocks_may_end_anywhere(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backfill_assistant.adapters.readers.text_blocks.BLOCK_BYTES", block)
    monkeypatch.setattr("backfill_assistant.adapters.readers.delimited.SAMPLE_BYTES", 16)
    rows = [["1", "Grüße €", 'a "b"\r\nc'], ["2", "日本", ""]] * 5
    text = written([["id", "name", "note"], *rows], ",", '"', "", "\r\n", False)
    for encoding in ("utf-8", "utf-16", "utf-8-sig"):
        assert read_back(text.encode(encoding)) == (("id", "name", "note"), [tuple(row) for row in rows])
