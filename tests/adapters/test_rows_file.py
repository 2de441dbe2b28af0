"""Refused rows: the person's own cells plus a reason, safe in a spreadsheet, and the same again when loaded."""

from __future__ import annotations

import csv
import errno
import os
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backfill_assistant.adapters.formula_guard import guard, is_guarded, unguard, unguard_text
from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.adapters.rows_file import RowsFile
from backfill_assistant.core.errors import DiskFull, FileProblem
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.table.reading import ReadingChoices
from backfill_assistant.core.table.table import Table
from fakes.tables import make_table

RISKY = ["=1+1", "+49 170 1", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "'=1", "''=1", "'+"]
HARMLESS = ["007", "NA", "'abc", "", "a=b", 'he said "no"', "two\nlines", "a,b;c", "#1", "ü€😀", " x ", "1e5"]


def load(path: Path, cache: Path) -> Table:
    files = Files(cache)
    look = files.look(path)
    return files.read(path, look.choices, Unwatched())


def rows_of(table: Table) -> list[tuple[str | None, ...]]:
    return table.cells(0, table.row_count)


@settings(deadline=None)
@given(st.lists(st.text(alphabet="'=+-@\t\r\n a＝", max_size=6)))
def test_every_text_comes_back_and_none_is_risky(texts: list[str]) -> None:
    guarded = guard(pa.array(texts, pa.string()))
    assert unguard(guarded).to_pylist() == texts
    assert [unguard_text(text) for text in guarded.to_pylist()] == texts
    assert not [text for text in guarded.to_pylist() if text.lstrip()[:1] in tuple("=+-@＝") or text[:1] in tuple("\t\r\n")]


@pytest.mark.parametrize("text", RISKY)
def test_risky_cells_are_guarded(text: str) -> None:
    assert guard(pa.array([text])).to_pylist() == [f"'{text}"]
    assert is_guarded(f"'{text}")


@pytest.mark.parametrize("text", HARMLESS)
def test_other_cells_are_left_alone(text: str) -> None:
    assert guard(pa.array([text])).to_pylist() == [text]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_saved_rows_load_again_as_they_were(tmp_path: Path, delimiter: str) -> None:
    source = tmp_path / "leads.csv"
    cells = [*RISKY, *HARMLESS]
    rows = [[f"p{at}@example.com", cell, "x"] for at, cell in enumerate(cells)]
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([["email", "=note", "city"], *rows])
    table = load(source, tmp_path / "cache")
    wanted = np.arange(0, table.row_count, 2)
    saved = tmp_path / "refused.csv"
    RowsFile().save(saved, table, wanted, {int(row): f"reason of {row}" for row in wanted})

    first_cells = [line.partition(delimiter) for line in saved.read_text(encoding="utf-8-sig").splitlines()[:2]]
    assert first_cells[0][0] == '"email"'
    again = load(saved, tmp_path / "cache")
    assert again.column_names == ("email", "=note", "city", "reason")
    expected = [(*row, f"reason of {at}") for at, row in enumerate(rows_of(table)) if at % 2 == 0]
    assert rows_of(again) == expected


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\r\n"), max_size=8), min_size=2, max_size=2
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_cells_come_back(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    folder = tmp_path_factory.mktemp("rows")
    table = make_table(folder, ["email", "note"], rows)
    saved = folder / "refused.csv"
    RowsFile().save(saved, table, np.arange(len(rows)), {})
    files = Files(folder / "cache")
    again = files.read(saved, ReadingChoices(guarded=True), Unwatched())
    assert rows_of(again) == [(*row, "") for row in rows]


def test_the_first_rows_shown_are_the_ones_that_will_be_read(tmp_path: Path) -> None:
    saved = tmp_path / "refused.csv"
    RowsFile().save(saved, make_table(tmp_path, ["a", "b"], [["=1", "x"], ["y", "+2"]]), np.array([0, 1]), {0: "no", 1: "no"})
    look = Files(tmp_path / "cache").look(saved)
    assert look.rows == (("=1", "x", "no"), ("y", "+2", "no"))
    assert any("Apostrophes" in str(remark) for remark in look.remarks)


def test_a_workbook_made_from_the_file_loads_as_it_was_too(tmp_path: Path) -> None:
    saved = tmp_path / "refused.csv"
    RowsFile().save(saved, make_table(tmp_path, ["a", "b"], [["=1", "+49 1"]]), np.array([0]), {0: "no"})
    book = openpyxl.Workbook()
    with saved.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            book.active.append(row)
    book.save(tmp_path / "refused.xlsx")
    assert rows_of(load(tmp_path / "refused.xlsx", tmp_path / "cache")) == [("=1", "+49 1", "no")]


@pytest.mark.parametrize("header", ["a,b", "a,reason_code", "reasons,b"])
def test_other_files_keep_their_apostrophes(tmp_path: Path, header: str) -> None:
    path = tmp_path / "other.csv"
    path.write_text(f"{header}\n'=1,x\n'+2,y\n", encoding="utf-8")
    table = load(path, tmp_path / "cache")
    assert rows_of(table) == [("'=1", "x"), ("'+2", "y")]


def test_refused_rows_that_are_refused_again_get_the_new_reason(tmp_path: Path) -> None:
    saved, again = tmp_path / "refused.csv", tmp_path / "again.csv"
    RowsFile().save(saved, make_table(tmp_path, ["a", "b"], [["x", "1"], ["y", "2"]]), np.array([0, 1]), {0: "old", 1: "old"})
    RowsFile().save(again, load(saved, tmp_path / "cache"), np.array([1]), {1: "new"})
    table = load(again, tmp_path / "cache")
    assert table.column_names == ("a", "b", "reason")
    assert rows_of(table) == [("y", "2", "new")]


def test_a_column_of_the_persons_own_that_is_called_reason_stays(tmp_path: Path) -> None:
    saved = tmp_path / "refused.csv"
    RowsFile().save(saved, make_table(tmp_path, ["reason", "b"], [["mine", "1"]]), np.array([0]), {0: "ours"})
    table = load(saved, tmp_path / "cache")
    assert table.column_names == ("reason", "b", "reason 2")
    assert rows_of(table) == [("mine", "1", "ours")]


def test_rows_with_too_few_or_too_many_cells_lose_nothing(tmp_path: Path) -> None:
    table = make_table(tmp_path, ["a", "b"], [["x"], ["y", "2", "=3", "4"], ["z", "5"]])
    saved = tmp_path / "refused.csv"
    RowsFile().save(saved, table, np.array([1, 0]), {1: "too many", 0: "too few"})
    again = load(saved, tmp_path / "cache")
    assert again.column_names == ("a", "b", "extra 1", "extra 2", "reason")
    assert rows_of(again) == [("y", "2", "=3", "4", "too many"), ("x", "", "", "", "too few")]
    RowsFile().save(saved, table, np.array([2]), {2: "no"})
    assert load(saved, tmp_path / "cache").column_names == ("a", "b", "reason")


def test_many_rows_are_written_in_slices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backfill_assistant.adapters.rows_file._SLICE_ROWS", 7)
    table = make_table(tmp_path, ["a"], [[str(at)] for at in range(100)], rows_per_batch=9)
    saved = tmp_path / "refused.csv"
    RowsFile().save(saved, table, np.arange(0, 100, 3), {})
    assert [row[0] for row in rows_of(load(saved, tmp_path / "cache"))] == [str(at) for at in range(0, 100, 3)]


@pytest.mark.parametrize(("number", "problem"), [(errno.ENOSPC, DiskFull), (errno.EACCES, FileProblem)])
def test_what_cannot_be_saved_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, problem: type[Exception]
) -> None:
    table = make_table(tmp_path, ["a"], [["planted"]])
    before = set(tmp_path.iterdir())

    def fail(*_: object) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(problem) as caught:
        RowsFile().save(tmp_path / "refused.csv", table, np.array([0]), {0: "no"})
    assert "planted" not in repr(caught.value)
    assert set(tmp_path.iterdir()) == before


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileProblem):
        RowsFile().save(tmp_path / "no" / "refused.csv", make_table(tmp_path, ["a"], [["x"]]), np.array([0]), {})
    assert not os.path.exists(tmp_path / "no")
