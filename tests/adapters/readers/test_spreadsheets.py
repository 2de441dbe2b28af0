"""Spreadsheets: what a cell shows to a person is what the table holds."""

from __future__ import annotations

import dataclasses
import datetime
import time
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from backfill_assistant.adapters.readers import workbook_start
from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.adapters.readers.number_masks import mask_of
from backfill_assistant.core.errors import FileProblem
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.table.table import Table


def read(files: Files, path: Path) -> Table:
    return files.read(path, files.look(path).choices, Unwatched())


def one_cell(files: Files, tmp_path: Path, value: Any, number_format: str = "", epoch: Any = None) -> str | None:
    path = tmp_path / f"{time.monotonic_ns()}.xlsx"
    book = openpyxl.Workbook()
    if epoch is not None:
        book.epoch = epoch
    sheet = book.active
    sheet.append(["id", "value"])
    sheet.append(["x", value])
    if number_format:
        sheet["B2"].number_format = number_format
    if isinstance(value, str) and value.startswith("#DIV"):
        sheet["B2"].data_type = "e"
    book.save(path)
    return read(files, path).cells(0, 1)[0][1]


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        ("00123", "", "00123"),
        ("+49 176 1", "", "+49 176 1"),
        (1, "", "1"),
        (1.0, "0.00", "1"),
        (-2.5, "", "-2.5"),
        (0.1, "", "0.1"),
        (0.000001, "", "0.000001"),
        (491761234567890, "", "491761234567890"),
        (4917612345678901, "", "4917612345678901"),
        (1e20, "", "100000000000000000000"),
        (123, "00000", "00123"),
        (123456789, "000-00-0000", "123-45-6789"),
        (1234567, "(000) 000-0000", "(000) 123-4567"),
        (0.125, "0.0%", "12.5%"),
        (1, "0%", "100%"),
        (0.29, "0%", "29%"),
        (1234.5, "#,##0.00", "1234.5"),
        (True, "", "TRUE"),
        (False, "", "FALSE"),
        (datetime.date(2026, 1, 2), "", "2026-01-02"),
        (datetime.datetime(2026, 1, 2, 3, 4, 5), "", "2026-01-02 03:04:05"),
        (datetime.datetime(2026, 1, 2, 3, 4, 5, 250_000), "", "2026-01-02 03:04:05.250"),
        (datetime.datetime(2026, 1, 2, 23, 59, 59), "", "2026-01-02 23:59:59"),
        (datetime.time(3, 4), "", "03:04:00"),
        (datetime.timedelta(hours=30), "[h]:mm", "30:00:00"),
        ("#DIV/0!", "", "#DIV/0!"),
        (" two\nlines ", "", " two\nlines "),
        (None, "", ""),
    ],
)
def test_a_cell_shows(files: Files, tmp_path: Path, value: Any, number_format: str, shown: str) -> None:
    assert one_cell(files, tmp_path, value, number_format) == shown


def test_dates_of_a_1904_workbook(files: Files, tmp_path: Path) -> None:
    moment = datetime.datetime(2026, 1, 2, 3, 4, 5)
    assert one_cell(files, tmp_path, moment, epoch=CALENDAR_MAC_1904) == "2026-01-02 03:04:05"


def test_digits_that_are_still_in_the_file(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    for row in [["id", "card"], ["x", 777], ["y", 4929123456789012300]]:
        book.active.append(row)
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<v>777</v>", b"<v>12345678901234567891</v>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    look = files.look(path)
    assert read(files, path).cells(0, 2) == [("x", "12345678901234567891"), ("y", "4929123456789012000")]
    assert any("rounded" in str(remark) for remark in look.remarks)


def test_formats_that_only_decorate_have_no_mask() -> None:
    for number_format in ("General", "0", "0.00", "#,##0", "@", "yyyy-mm-dd", "0.00E+00", "$#,##0.00", "# ?/?"):
        assert mask_of(number_format) is None, number_format


def test_a_sheet_that_starts_somewhere_with_gaps_and_merged_cells(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["C2"] = "Leads of the fair"
    sheet.merge_cells("C2:E2")
    for row, cells in [(4, ["id", "share", "city"]), (5, ["1", 0.5, "Rome"]), (7, ["2", 0.25, "Oslo"]), (8, ["3"])]:
        for column, value in enumerate(cells):
            sheet.cell(row, column + 3, value)
    for row in (5, 7):
        sheet.cell(row, 4).number_format = "0%"
    sheet.merge_cells("E7:E8")
    sheet.row_dimensions[7].hidden = True
    sheet.cell(8, 7, "beyond")
    book.save(path)
    look = files.look(path)
    assert look.choices.skip_rows == 3
    assert [str(remark) for remark in look.remarks] == [
        "Some rows are hidden in your spreadsheet program. They are read too.",
        "1 merged area: the text stands in the first cell only.",
    ]
    table = files.read(path, look.choices, Unwatched())
    assert table.column_names[:3] == ("id", "share", "city")
    assert [row[:3] for row in table.cells(0, 3)] == [("1", "50%", "Rome"), ("2", "25%", "Oslo"), ("3", "", "")]
    assert table.slice(0, 3).column("line").to_pylist() == [5, 7, 8]
    assert "beyond" in str(table.slice(0, 3).to_pylist())


def test_another_sheet_can_be_chosen(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["a"])
    other = book.create_sheet("Other")
    for row in [["note"], ["id", "city"], ["1", "Rome"]]:
        other.append(row)
    book.save(path)
    first = files.look(path)
    look = files.look(path, dataclasses.replace(first.choices, sheet="Other"), frozenset({"header_rows"}))
    assert (first.column_names, look.column_names) == (("a",), ("id", "city"))
    assert look.rows == (("1", "Rome"),)
    with pytest.raises(FileProblem, match="no sheet"):
        files.look(path, dataclasses.replace(first.choices, sheet="None such"))


def test_the_start_of_a_large_workbook_looks_like_the_whole(files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.append(["id", "name", "share"])
    for number in range(3_000):
        sheet.append([f"{number:05}", f"name <{number}>", number / 4])
    book.create_sheet("Second").append(["x"])
    book.save(path)
    whole = files.look(path)
    monkeypatch.setattr(workbook_start, "SMALL_BYTES", 0)
    assert workbook_start.start_of(path, 250) is not None
    start = files.look(path)
    assert start.rows == whole.rows
    assert start.choices == whole.choices
    assert [sheet.name for sheet in start.sheets] == ["Data", "Second"]
    assert read(files, path).row_count == 3_000


ODS_CONTENT = """<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="Leads">
<table:table-row><table:table-cell office:value-type="string"><text:p>id</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>visits</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>007</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="3"><text:p>3</text:p></table:table-cell></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


def test_ods(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        )
        archive.writestr("content.xml", ODS_CONTENT.replace("\n<", "<"))
    table = read(files, path)
    assert table.column_names == ("id", "visits")
    assert table.cells(0, 1) == [("007", "3")]


FILES = Path(__file__).parent / "files"


def test_old_workbook_with_1904_dates(files: Files) -> None:
    assert read(files, FILES / "old.xls").cells(0, 1) == [("007", "3", "2026-01-02 03:04:05")]


def test_a_password(files: Files) -> None:
    with pytest.raises(FileProblem, match="protected by a password") as caught:
        files.look(FILES / "protected.xlsx")
    assert "without a password" in str(caught.value.advice)
