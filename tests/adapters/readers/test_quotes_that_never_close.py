"""A quote that closes nowhere, or closes by accident, is text: rows behind it stay rows. Long cells that do close stay whole."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from backfill_assistant.adapters.readers import delimited, regular_block
from backfill_assistant.adapters.readers.careful_rows import CarefulRows, Dialect
from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.adapters.readers.layout import Layout
from backfill_assistant.adapters.readers.regular_rows import regular_rows
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.table.table import Table

HEADER = "id,name,mail,day\n"
STRAY = '7,"stray,x@y.z,2020-01-01\n'


def row(number: int) -> str:
    return f"{number},person {number},p{number}@example.com,2024-01-01\n"


def read(folder: Path, text: str, name: str = "a.csv") -> Table:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    files = Files(folder / "cache")
    return files.read(path, files.look(path).choices, Unwatched())


def columns(table: Table) -> dict[str, list[str]]:
    found = table.slice(0, table.row_count)
    return {name: found.column(str(place)).to_pylist() for place, name in enumerate(table.column_names)}


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
@pytest.mark.parametrize("before", [0, 3, 30_000])
def test_rows_behind_a_stray_quote_are_rows(tmp_path: Path, name: str, before: int) -> None:
    rows = [row(number) for number in range(60_000)]
    table = read(tmp_path, HEADER + "".join(rows[:before]) + STRAY + "".join(rows[before:]), name)
    assert (table.row_count, table.ragged_count) == (60_001, 0)
    found = columns(table)
    assert found["name"][before] == '"stray'
    assert found["id"][before + 1] == str(before)
    assert found["id"][-1] == "59999"


def test_a_stray_quote_in_the_first_row_leaves_something_to_see(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEADER + STRAY + "".join(map(row, range(60_000))))
    look = Files(tmp_path / "cache").look(path)
    assert len(look.rows) == 200
    assert look.rows[0][1] == '"stray'


def test_a_quote_before_words_without_end_leaves_something_to_see(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,name\n1,"' + "plain words\n" * 900_000)
    look = Files(tmp_path / "cache").look(path)
    assert look.column_names == ("id", "name")
    assert look.rows[:2] == (("1", '"plain words'), ("plain words", ""))


@pytest.mark.parametrize(
    "partner",
    ['8,"Ada, Byron",a@b.c,2020-02-02\n', '8,"Ada\nByron",a@b.c,2020-02-02\n'],
    ids=["of a cell in a line", "of a cell over two lines"],
)
def test_quotes_far_below_that_would_close_it_by_accident_do_not(tmp_path: Path, partner: str) -> None:
    # Not every line between fits by itself.
    between = "".join(map(row, range(500))) + "9,too short\n" + "".join(map(row, range(500, 1_000)))
    table = read(tmp_path, HEADER + STRAY + between + partner + row(1_000))
    found = columns(table)
    assert (table.row_count, table.ragged_count) == (1_004, 1)
    assert found["name"][0] == '"stray'
    assert found["name"][-2] == partner.split('"')[1]


def test_cells_over_several_lines_behind_a_stray_quote_stay_whole(tmp_path: Path) -> None:
    lines = '8,"Ada\nByron",a@b.c,2020-02-02\n' * 50
    table = read(tmp_path, HEADER + STRAY + lines)
    assert (table.row_count, table.ragged_count) == (51, 0)
    assert set(columns(table)["name"]) == {'"stray', "Ada\nByron"}


@pytest.mark.parametrize("quote", ['""', '\\"'])
def test_a_cell_of_megabytes_that_closes_is_one_cell(tmp_path: Path, quote: str) -> None:
    cell = f"so he said {quote}no, not me{quote}\nand went\n" * 70_000
    assert len(cell) > 2 << 20
    rows = "id,note,day\n1,short,2024-01-01\n" + f'2,"{cell}",2024-01-02\n3,"{quote}",2024-01-03\n'
    table = read(tmp_path, rows)
    assert (table.row_count, table.ragged_count) == (3, 0)
    assert columns(table)["note"][1] == cell.replace(quote, '"')


def test_a_long_cell_in_the_first_row_is_shown_as_it_will_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    cell = "well, well\n" * 100_000
    path.write_text(f'id,note\n1,"{cell}"\n2,b\n')
    look = Files(tmp_path / "cache").look(path)
    assert look.column_names == ("id", "note")
    assert look.rows == (("1", cell), ("2", "b"))


def test_a_quote_among_lines_that_are_no_rows_still_opens_a_cell() -> None:
    text = '1,"he said "no" and\n' + "went home\n" * 40 + 'at last",x\n2,b,c\n'
    found = CarefulRows(text, Dialect(), True, 3).cut()
    assert [len(cells) for cells in found.rows] == [3, 3]


def surveyed(text: str) -> regular_block.Survey:
    found = regular_block.survey(text.encode(), Dialect(), True)
    assert found is not None
    return found


def test_short_rows_need_no_care() -> None:
    layout = Layout(("a", "b", "c"), 0, 0, (), 3)
    found = regular_rows(surveyed('1,2,3\n4\n5,"6, 7"\r\n' + "8\n" * 20), Dialect(), layout)
    assert found is not None
    assert [column.to_pylist()[:3] for column in found.columns] == [["1", "4", "5"], ["2", None, "6, 7"], ["3", None, None]]
    assert found.short_by is not None
    assert found.short_by.tolist()[:4] == [0, 2, 1, 2]
    assert found.lines.tolist() == list(range(23))


def test_quotes_within_cells_need_no_care() -> None:
    text = '1,a 5" pipe,x\n2,7",y\n"a, b",c,d\n'
    found = surveyed(text)
    assert found.quotes.tolist() == [text.index('"a'), text.index('",c')]
    rows = regular_rows(found, Dialect(), Layout(("a", "b", "c"), 0, 0, (), 3))
    assert rows is not None
    assert list(zip(*(column.to_pylist() for column in rows.columns), strict=True)) == [
        ("1", 'a 5" pipe', "x"),
        ("2", '7"', "y"),
        ("a, b", "c", "d"),
    ]


def test_a_row_that_was_not_finished_waits_for_more_than_a_block(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tries: list[int] = []
    careful = delimited.DelimitedText._careful

    def counted(self: delimited.DelimitedText, text: str, final: bool) -> CarefulRows:
        tries.append(len(text))
        return careful(self, text, final)

    monkeypatch.setattr(delimited.DelimitedText, "_careful", counted)
    read(tmp_path, 'id,name\n1,"' + "plain words\n" * 1_500_000)
    assert sum(tries) < 2 * 18_000_000
