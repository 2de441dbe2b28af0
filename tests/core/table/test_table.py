"""Table: any rows, in any order, with their marks."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from backfill_assistant.core.mapping.repairs import Repairs
from backfill_assistant.core.rows.cells import Cells, rows_per_slice
from backfill_assistant.core.table.table import ShownRow, Table, open_table
from fakes.tables import make_table

ROWS = [[str(number), f"name {number}"] for number in range(250)]


@pytest.fixture
def table(tmp_path: Path) -> Table:
    rows: list[list[str | None]] = [list(row) for row in ROWS]
    rows[7] = ["7"]
    rows[130] = ["130", "x", "more", "cells"]
    return make_table(tmp_path, ("id", "name"), rows, rows_per_batch=100)


@pytest.mark.parametrize(("start", "stop"), [(0, 3), (95, 105), (99, 201), (240, 400), (300, 400), (-5, 2), (5, 5)])
def test_a_slice_is_what_python_would_slice(table: Table, start: int, stop: int) -> None:
    expected = [str(number) for number in range(250)][max(0, start) : stop]
    assert [row[0] for row in table.cells(start, stop)] == expected


@pytest.mark.parametrize("rows", [[], [5], [249, 0, 100, 5], [3, 3, 3], list(range(90, 110)), [0, 249]])
def test_taken_rows_come_in_the_order_asked_for(table: Table, rows: list[int]) -> None:
    taken = table.take(np.array(rows, np.int64))
    assert taken.column(0).to_pylist() == [str(row) for row in rows]


def test_far_apart_rows_are_taken_without_reading_between(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("id",), [[str(number)] for number in range(120_000)], rows_per_batch=10_000)
    rows = np.array([119_999, 3, 60_000, 3], np.int64)
    assert table.take(rows).column(0).to_pylist() == ["119999", "3", "60000", "3"]
    assert table.take(rows, 0).column(0).to_pylist() == ["119999", "3", "60000", "3"]


def test_ragged_rows_are_known_and_shown(table: Table) -> None:
    assert table.ragged_rows().tolist() == [7, 130]
    assert table.shown(np.array([7, 130, 0], np.int64)) == [
        ShownRow(("7", None), 9, 1, ()),
        ShownRow(("130", "x"), 132, -2, ("more", "cells")),
        ShownRow(("0", "name 0"), 2, 0, ()),
    ]


def test_a_described_table_opens_again(table: Table) -> None:
    again = open_table(table.path, table.describe())
    assert (again.column_names, again.row_count, again.fingerprint) == (table.column_names, table.row_count, table.fingerprint)
    assert (again.source, again.choices, again.ragged_count) == (table.source, table.choices, table.ragged_count)


def test_a_table_that_does_not_hold_what_it_says_is_refused(table: Table) -> None:
    with pytest.raises(ValueError, match="250 rows, not 251"):
        open_table(table.path, table.describe().replace('"row_count": 250', '"row_count": 251'))


@pytest.mark.parametrize("rows", [[], [5], [249, 0, 100, 5], [3, 3, 3], list(range(90, 110)), [0, 249]])
def test_one_column_can_be_taken_alone(table: Table, rows: list[int]) -> None:
    numbers = np.array(rows, dtype=np.int64)
    assert table.take(numbers, 1).column_names == ["1"]
    assert table.take(numbers, 1).column("1").to_pylist() == table.take(numbers).column("1").to_pylist()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a file that is in use")
def test_a_table_whose_file_is_removed_goes_on(table: Table) -> None:
    size_bytes = table.path.stat().st_size
    table.path.unlink()
    assert table.size_bytes == size_bytes
    assert rows_per_slice(table, 10) == 10
    assert table.cells(249, 250) == [("249", "name 249")]


def test_cells_copy_only_columns_that_are_asked_for(tmp_path: Path) -> None:
    table = make_table(tmp_path, tuple(f"c{number}" for number in range(50)), [["some text"] * 50 for _ in range(4_000)])
    rows = np.arange(0, 4_000, 2, dtype=np.int64)[::-1]
    before = pa.total_allocated_bytes()
    cells = Cells(table, rows, Repairs())
    assert pa.total_allocated_bytes() == before
    assert cells.column(3).to_pylist() == ["some text"] * 2_000
    assert pa.total_allocated_bytes() - before < 3 * 2_000 * len("some text")


def test_cells_out_of_order_know_what_their_rows_lack_and_have_too_many(table: Table) -> None:
    cells = Cells(table, np.array([130, 8, 7], np.int64), Repairs())
    assert cells.column(0).to_pylist() == ["130", "8", "7"]
    assert cells.lacking(1).tolist() == [False, False, True]
    assert cells.surplus().tolist() == [True, False, False]
