"""Columns that are aligned with spaces: read back exactly, told apart from separators, and doubtful rows kept and marked."""

from __future__ import annotations

import json
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.table.reading import ALIGNED, FirstLook, ReadingChoices
from backfill_assistant.core.table.table import Table

Cells = list[tuple[str | None, ...]]
NAMES = st.lists(st.text("abcdefghij", min_size=2, max_size=9), min_size=2, max_size=5, unique=True)
LETTERS = st.characters(categories=("Lu", "Ll", "Lo", "Nd"), exclude_characters="\ufeff")
WORD = st.text(LETTERS | st.sampled_from("東京名前éß,;.-/"), min_size=1, max_size=7)
PHRASE = st.lists(WORD, min_size=1, max_size=3).map(" ".join)


def display_width(text: str) -> int:
    return sum(
        0 if unicodedata.category(sign) in ("Mn", "Me", "Cf") else 1 + (unicodedata.east_asian_width(sign) in ("W", "F"))
        for sign in text
    )


def padded(text: str, width: int, right: bool, measure: Callable[[str], int]) -> str:
    blanks = " " * (width - measure(text))
    return blanks + text if right else text + blanks


def look_and_read(text: str, choices: ReadingChoices | None = None, encoding: str = "utf-8") -> tuple[FirstLook, Table, Cells]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.txt")
        path.write_bytes(text.encode(encoding))
        files = Files(Path(folder, "cache"))
        look = files.look(path, choices)
        table = files.read(path, look.choices, Unwatched())
        return look, table, table.cells(0, table.row_count)


@st.composite
def aligned(draw: st.DrawFn) -> tuple[str, list[str], Cells]:
    """A table, each column to the left or the right, two spaces or more between; measured in characters or as it is seen."""
    names = draw(NAMES)
    count = draw(st.integers(4, 12))
    numbers = st.decimals(-1_000, 100_000, places=2).map(str)
    measure = draw(st.sampled_from([len, display_width]))
    columns = []
    for name in names:
        right = draw(st.booleans())
        cells = draw(st.lists((numbers if right else PHRASE) | st.just(""), min_size=count, max_size=count))
        # Here and there a cell fills its column: else a space in every cell could as well be a gutter.
        full = "8" * max(map(measure, (name, *cells)))
        columns.append((name, right, [full, *cells, full]))
    count += 2
    gaps = [draw(st.integers(2, 4)) for _ in names]
    lines = []
    for row in range(-1, count):
        line = ""
        for (name, right, cells), gap in zip(columns, gaps, strict=True):
            width = max(measure(text) for text in (name, *cells))
            line += padded(name if row < 0 else cells[row], width, right, measure) + " " * gap
        lines.append(line.rstrip() if draw(st.booleans()) else line)
    rows: Cells = [tuple(cells[row] for _, _, cells in columns) for row in range(count)]
    return "\n".join(lines) + "\n", names, rows


@settings(max_examples=60, deadline=None)
@given(aligned())
def test_told_that_columns_are_aligned(table: tuple[str, list[str], Cells]) -> None:
    text, names, rows = table
    rows = [row for row in rows if any(row)]
    assume(rows)
    _, found, cells = look_and_read(text, ReadingChoices(delimiter=ALIGNED, quote=""))
    assert found.column_names == tuple(names)
    assert cells == rows
    assert found.ragged_count == 0


@settings(max_examples=60, deadline=None)
@given(aligned())
def test_told_nothing(table: tuple[str, list[str], Cells]) -> None:
    text, names, rows = table
    rows = [row for row in rows if any(row)]
    # Rows with one filled cell show no gutters; without gutters in most it is a guess whether anything is a table.
    assume(sum(sum(cell != "" for cell in row) > 1 for row in rows) > 0.7 * len(rows))
    look, found, cells = look_and_read(text)
    assert look.choices.delimiter == ALIGNED
    assert cells == rows
    assert len(found.column_names) == len(names)


PLAIN = st.text("abcdefgh", min_size=1, max_size=8)
WORDS = st.lists(PLAIN, min_size=1, max_size=3).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(PLAIN, min_size=3, max_size=3), min_size=6, max_size=30),
    st.sampled_from([" ", ",", ", ", ";", "\t", "|", ",   "]),
)
def test_separated_files_are_not_taken_for_aligned_ones(rows: list[list[str]], separator: str) -> None:
    names = ["name", "number", "city"]
    text = "".join(separator.join(cells) + "\n" for cells in [names, *rows])
    look, found, cells = look_and_read(text)
    assert look.choices.delimiter != ALIGNED
    assert [tuple(cell.strip() for cell in row if cell is not None) for row in (look.column_names, *cells)][-1] == tuple(rows[-1])
    assert found.ragged_count == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(PLAIN, WORDS, st.integers(0, 10_000)), min_size=6, max_size=20), st.sampled_from(",;|"))
def test_padded_cells_between_separators_are_separated(rows: list[tuple[str, str, int]], separator: str) -> None:
    lines = [("name", "words", "number"), *rows]
    text = "".join(f"{first:12}{separator} {second:26}{separator} {number:>8}\n" for first, second, number in lines)
    look, _, cells = look_and_read(text)
    if look.choices.delimiter == ALIGNED:
        # Only bars in line can be a frame.
        assert separator == "|"
    assert [tuple((cell or "").strip() for cell in row) for row in cells] == [(a, b, str(n)) for a, b, n in rows]


WORKERS = """\
Name          Age   City
Anna Maria     12   New York
Bob             7   Rome
Jo Lee        103   San Francisco, CA
"""
TABLES = {
    "names over columns": WORKERS,
    "titles and blank lines above": f"Staff of Spring Ltd, as of 2024-03-01\nprinted by J. Doe\n\n{WORKERS}",
    "dashes under the names": """\

Name           Age City
----           --- ----
Anna Maria      12 New York
Bob              7 Rome
Jo Lee         103 San Francisco, CA
""",
    "bars and dashes": """\
 Name       | Age | City
------------+-----+-------------------
 Anna Maria |  12 | New York
 Bob        |   7 | Rome
 Jo Lee     | 103 | San Francisco, CA
""",
    "a frame": """\
+------------+-----+-------------------+
| Name       | Age | City              |
+------------+-----+-------------------+
| Anna Maria |  12 | New York          |
| Bob        |   7 | Rome              |
+------------+-----+-------------------+
| Jo Lee     | 103 | San Francisco, CA |
+------------+-----+-------------------+
""",
    "Markdown": """\
| Name       | Age | City              |
|:-----------|----:|-------------------|
| Anna Maria |  12 | New York          |
| Bob        |   7 | Rome              |
| Jo Lee     | 103 | San Francisco, CA |
""",
    "double lines": """\
╔════════════╦═════╦═══════════════════╗
║ Name       ║ Age ║ City              ║
╠════════════╬═════╬═══════════════════╣
║ Anna Maria ║  12 ║ New York          ║
║ Bob        ║   7 ║ Rome              ║
║ Jo Lee     ║ 103 ║ San Francisco, CA ║
╚════════════╩═════╩═══════════════════╝
""",
    "names that do not stand over their columns": """\
Name Age City
Anna Maria     12   New York
Bob             7   Rome
Jo Lee        103   San Francisco, CA
""",
}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("kind", TABLES)
def test_usual_reports(kind: str, end: str) -> None:
    look, found, cells = look_and_read(TABLES[kind].replace("\n", end), encoding="utf-8-sig")
    assert look.choices.delimiter == ALIGNED
    assert look.column_names == found.column_names == ("Name", "Age", "City")
    assert (
        cells
        == list(look.rows)
        == [
            ("Anna Maria", "12", "New York"),
            ("Bob", "7", "Rome"),
            ("Jo Lee", "103", "San Francisco, CA"),
        ]
    )
    assert found.ragged_count == 0


def test_a_day_and_its_time_are_one_cell_unless_they_have_two_names() -> None:
    rows = (
        "2024-03-01 10:00:00 Anna   1\n2024-03-02 11:30:00 Bob   12\n2024-03-03 12:45:00 Cleo 133\n2024-03-04 08:00:00 Dan    4\n"
    )
    look, *_ = look_and_read("created_at          name   n\n" + rows)
    assert look.column_names == ("created_at", "name", "n")
    assert look.rows[1] == ("2024-03-02 11:30:00", "Bob", "12")
    look, *_ = look_and_read("Date       Time     Name   n\n" + rows)
    assert look.column_names == ("Date", "Time", "Name", "n")
    assert look.rows[1] == ("2024-03-02", "11:30:00", "Bob", "12")


def test_a_column_without_cells_keeps_its_name() -> None:
    look, *_ = look_and_read(
        "Name          Phone   Age\nAnna Maria             12\nBob                     7\nEve                    41\n"
    )
    assert look.column_names == ("Name", "Phone", "Age")
    assert look.rows[0] == ("Anna Maria", "", "12")


def test_a_line_of_few_dashes_is_a_row() -> None:
    _, found, cells = look_and_read(WORKERS + "---           ---   ---\n")
    assert cells[-1] == ("---", "---", "---")
    assert found.row_count == 4


def marked(table: Table) -> list[tuple[int, str | None]]:
    rows = table.slice(0, table.row_count).to_pylist()
    return [(row["short_by"], row["extra"]) for row in rows if row["short_by"]]


def test_a_text_across_a_border_is_in_no_column_but_kept_beside_and_marked() -> None:
    _, found, cells = look_and_read(WORKERS * 1 + "Wolfeschlegelsteinhausenberg 9 Berlin\n" + "Eve             5   Oslo\n" * 300)
    assert cells[3] == ("", "", "")
    assert cells[4] == ("Eve", "5", "Oslo")
    assert marked(found) == [(-1, json.dumps(["Wolfeschlegelsteinhausenberg 9 Berlin"]))]


def test_remarks_below_a_frame_are_no_row_that_could_be_sent() -> None:
    _, found, cells = look_and_read(TABLES["a frame"] + "3 rows in set (0.00 sec)\n")
    assert cells[-1] == ("", "", "")
    assert marked(found) == [(-1, json.dumps(["3 rows in set (0.00 sec)"]))]


def table_of(count: int, long_name: int) -> tuple[str, Cells]:
    rows: Cells = [(f"Käthe {'x' * 22}" if number == long_name else f"Käthe {number}", str(number)) for number in range(count)]
    return "Name                            Number\n" + "".join(f"{name:30}{number:>8}\n" for name, number in rows), rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_gutters_are_looked_for_in_all_lines(encoding: str) -> None:
    # The first thousand lines leave more free than this one does.
    text, rows = table_of(20_000, 15_000)
    look, found, cells = look_and_read(text, encoding=encoding)
    assert look.choices.delimiter == ALIGNED
    assert cells == rows
    assert found.ragged_count == 0


@pytest.mark.parametrize("block", [1, 7, 100])
def test_blocks_may_end_anywhere(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backfill_assistant.adapters.readers.text_blocks.BLOCK_BYTES", block)
    text, rows = table_of(60, 50)
    _, _, cells = look_and_read(text.replace("\n", "\r\n"))
    assert cells == rows


def test_lines_of_rows_are_those_of_the_file() -> None:
    _, found, _ = look_and_read(TABLES["a frame"])
    assert found.slice(0, 3).column("line").to_pylist() == [4, 5, 7]


def test_chosen_for_any_text_nothing_is_lost() -> None:
    _, found, cells = look_and_read("a,b\n1,2\n", ReadingChoices(delimiter=ALIGNED, quote=""))
    assert (found.column_names, cells) == (("a,b",), [("1,2",)])
    _, _, cells = look_and_read("a,b\n1,2\n", ReadingChoices(delimiter=ALIGNED, quote="", header_rows=0))
    assert cells == [("a,b",), ("1,2",)]


def test_accents_that_take_no_place_stay_with_their_letter() -> None:
    rows: Cells = [("Re\u0301my", "1"), ("東京 太郎", "2"), ("Bob", "3"), ("Ali", "4")]
    lines = [f"{padded(str(name), 12, False, display_width)}{number:>4}\n" for name, number in [("Name", "No"), *rows]]
    look, _, cells = look_and_read("".join(lines))
    assert look.column_names == ("Name", "No")
    assert cells == rows
