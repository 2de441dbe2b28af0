"""The plainest files, and those that are no files."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.core.errors import FileProblem
from backfill_assistant.core.progress import Stopped, Unwatched
from backfill_assistant.core.table.table import Table


def read(files: Files, path: Path) -> Table:
    return files.read(path, files.look(path).choices, Unwatched())


def test_every_cell_keeps_its_text(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,zip,country,note\n007,01234,NA,"a, ""b""\nc"\n1e5,+49,,nan\n', "utf-8")
    table = read(files, path)
    assert table.column_names == ("id", "zip", "country", "note")
    assert table.cells(0, 2) == [("007", "01234", "NA", 'a, "b"\nc'), ("1e5", "+49", "", "nan")]
    assert table.slice(0, 2).column("line").to_pylist() == [2, 4]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_separator_is_found(files: Files, tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "\n".join(delimiter.join(row) for row in [("id", "when", "price"), ("1", "2026-01-02", "1.5"), ("2", "2026-01-03", "2.5")])
    )
    look = files.look(path)
    assert look.choices.delimiter == delimiter
    assert look.column_names == ("id", "when", "price")
    assert look.rows == (("1", "2026-01-02", "1.5"), ("2", "2026-01-03", "2.5"))
    assert look.complete


def test_ragged_rows_are_kept_and_marked(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,name,city\n1,a,b\n2,c\n3,d,e,f,g\n4,h,i,\n")
    table = read(files, path)
    assert table.cells(0, 4) == [("1", "a", "b"), ("2", "c", None), ("3", "d", "e"), ("4", "h", "i")]
    assert table.ragged_count == 2
    assert table.ragged_rows().tolist() == [1, 2]
    marks = table.slice(0, 4)
    assert marks.column("short_by").to_pylist() == [0, 1, -2, 0]
    assert marks.column("extra").to_pylist() == [None, None, '["f", "g"]', None]


def test_title_lines_above_the_header(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Leads of the fair\n\nexported 2026-01-02\nid,email,city\n1,a@b.example,Rome\n2,c@d.example,Oslo\n")
    table = read(files, path)
    assert table.choices.skip_rows == 3
    assert table.column_names == ("id", "email", "city")
    assert table.row_count == 2


def test_whole_questions_name_columns_too_and_long_texts_do_not(files: Files, tmp_path: Path) -> None:
    question = "How likely are you to recommend us to somebody you know, and why?" * 6
    path = tmp_path / "a.csv"
    path.write_text(f'email,"{question}"\na@b.example,9\nc@d.example,3\n')
    table = read(files, path)
    assert (table.column_names, table.row_count) == (("email", question), 2)
    path.write_text(f'note,"{question}"\nother,"{question}!"\nlast,"{question}?"\n')
    assert files.look(path).choices.header_rows == 0


def test_workbook_with_titles_and_sheets(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Leads"
    for row in [["Fair 2026"], [], ["id", "phone", "visits"], ["00123", "+49176", 1], ["00124", None, 2]]:
        sheet.append(row)
    book.create_sheet("Hidden").sheet_state = "hidden"
    book.save(path)
    look = files.look(path)
    assert [(sheet.name, sheet.row_count, sheet.hidden) for sheet in look.sheets] == [("Leads", 2, False), ("Hidden", 0, True)]
    assert look.choices.skip_rows == 2
    table = files.read(path, look.choices, Unwatched())
    assert table.column_names == ("id", "phone", "visits")
    assert table.cells(0, 2) == [("00123", "+49176", "1"), ("00124", "", "2")]
    assert table.slice(0, 2).column("line").to_pylist() == [4, 5]


def test_a_changed_file_is_noticed(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,b\n1,2\n")
    table = read(files, path)
    files.check_unchanged(table)
    path.write_text("id,b\n1,2\n3,4\n")
    with pytest.raises(FileProblem, match="has changed"):
        files.check_unchanged(table)
    path.unlink()
    with pytest.raises(FileProblem, match="is not there"):
        files.check_unchanged(table)


def test_a_folder_an_empty_file_and_nothing(files: Files, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    (tmp_path / "blank.csv").write_text("\n\n \n")
    for name, word in [("", "folder"), ("empty.csv", "empty"), ("blank.csv", "empty"), ("none.csv", "not there")]:
        with pytest.raises(FileProblem, match=word):
            files.look(tmp_path / name)


class Stopping(Unwatched):
    def stopping(self) -> bool:
        return True


def test_stopping_leaves_nothing_behind(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,b\n1,2\n")
    with pytest.raises(Stopped):
        files.read(path, files.look(path).choices, Stopping())
    assert list((tmp_path / "cache").iterdir()) == []


def test_an_equal_reading_is_found_again(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,b\n1,2\n")
    first, again = read(files, path), read(files, path)
    assert again.path == first.path
    assert again.fingerprint == first.fingerprint
    assert again.cells(0, 1) == [("1", "2")]


def test_a_ragged_row_with_lines_inside_stays_one_row(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,note\n1,a\n2,"two\nlines",x\n3,b\n', newline="")
    table = read(files, path)
    assert table.cells(0, 3) == [("1", "a"), ("2", "two\nlines"), ("3", "b")]
    assert table.ragged_rows().tolist() == [1]


def test_a_stray_quote_does_not_swallow_rows(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,size,name\n1,"5 inch,pipe\n2,6 inch,tube\n3,"7 inch",rod\n', newline="")
    table = read(files, path)
    assert table.cells(0, 3) == [("1", '"5 inch', "pipe"), ("2", "6 inch", "tube"), ("3", "7 inch", "rod")]
    assert table.ragged_count == 0
