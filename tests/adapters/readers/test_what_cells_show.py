"""XLSX, XLSB, XLS and ODS: one cell of each kind is read as what a person sees in it."""

from __future__ import annotations

import dataclasses
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backfill_assistant.adapters.readers import ods_parts
from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.adapters.readers.number_masks import mask_of
from backfill_assistant.adapters.readers.serial_times import SerialTime
from backfill_assistant.adapters.readers.what_cells_show import what_cells_show
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.table.reading import FirstLook
from backfill_assistant.core.table.table import Table
from fakes.binary_workbook import Cell, write_xlsb
from fakes.cell_kinds import CELLS, FORMULAS, write_cells

FILES = Path(__file__).parent / "files"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
# LibreOffice counts days before March 1900 otherwise, and writes days instead of numbers.
OTHERWISE_IN_ODS = {"first day": "1899-12-31", "28 February 1900": "1900-02-27", "29 February 1900": "1900-02-28"}


def look_and_read(files: Files, path: Path, sheet: str = "") -> tuple[FirstLook, Table]:
    look = files.look(path)
    if sheet:
        look = files.look(path, dataclasses.replace(look.choices, sheet=sheet), frozenset({"header_rows"}))
    return look, files.read(path, look.choices, Unwatched())


def cells(table: Table) -> dict[str, str]:
    return {row[0] or "": row[1] or "" for row in table.cells(0, table.row_count)}


def remarks(look: FirstLook) -> str:
    return " ".join(map(str, look.remarks))


def test_xlsx(files: Files, tmp_path: Path) -> None:
    write_cells(tmp_path / "cells.xlsx")
    look, table = look_and_read(files, tmp_path / "cells.xlsx")
    assert cells(table) == {what: shown for what, _, _, shown in CELLS} | {what: "" for what, *_ in FORMULAS}
    assert "6 formulas have no result in the file" in remarks(look)
    assert [(sheet.name, sheet.row_count, sheet.hidden) for sheet in look.sheets] == [
        ("Cells", len(CELLS) + len(FORMULAS), False),
        ("Hidden", 1, True),
        ("Gaps", 3, False),
    ]
    assert dict(look.rows) == cells(table)


def test_xlsm(files: Files, tmp_path: Path) -> None:
    """The same with a program inside, which is never looked at."""
    write_cells(tmp_path / "cells.xlsx")
    with zipfile.ZipFile(tmp_path / "cells.xlsx") as plain, zipfile.ZipFile(tmp_path / "cells.xlsm", "w") as with_program:
        for name in plain.namelist():
            part = plain.read(name)
            if name == "[Content_Types].xml":
                usual = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
                assert usual in part
                part = part.replace(usual, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
            with_program.writestr(name, part)
        with_program.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 no program at all")
    _, table = look_and_read(files, tmp_path / "cells.xlsm")
    assert cells(table) == {what: shown for what, _, _, shown in CELLS} | {what: "" for what, *_ in FORMULAS}


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_xls_and_ods(files: Files, kind: str) -> None:
    look, table = look_and_read(files, FILES / f"cells.{kind}")
    expected = {what: shown for what, _, _, shown in [*CELLS, *FORMULAS]}
    assert cells(table) == expected | (OTHERWISE_IN_ODS if kind == "ods" else {})
    assert [(sheet.name, sheet.hidden) for sheet in look.sheets] == [("Cells", False), ("Hidden", True), ("Gaps", False)]
    assert "formula" not in remarks(look)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_gaps_hidden_rows_merged_cells_and_remarks(files: Files, tmp_path: Path, kind: str) -> None:
    write_cells(tmp_path / "cells.xlsx")
    path = tmp_path / "cells.xlsx" if kind == "xlsx" else FILES / f"cells.{kind}"
    look, table = look_and_read(files, path, "Gaps")
    assert table.column_names == ("id", "share", "city")
    assert table.cells(0, 3) == [("1", "50%", "Rome"), ("2", "25%", "Oslo"), ("3", "", "")]
    assert table.slice(0, 3).column("line").to_pylist() == [5, 7, 8]
    assert "Some rows are hidden" in remarks(look)
    assert "merged" not in remarks(look)


def test_xlsb(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsb"
    rows = [
        ["what", "value"],
        ["mask", Cell(123, "00000")],
        ["long mask", Cell(123456789.0, "000-00-0000")],
        ["percent", Cell(0.125, "0.0%")],
        ["whole day", Cell(46024, "yyyy-mm-dd")],
        ["whole day, long", Cell(46024.0, "yyyy-mm-dd")],
        ["moment", Cell(46024.25, "dd/mm/yyyy hh:mm")],
        ["leap day", Cell(60, "yyyy-mm-dd")],
        ["leap day, long", Cell(60.5, "yyyy-mm-dd hh:mm")],
        ["duration", Cell(1.25, "[h]:mm:ss")],
        ["whole duration", Cell(2, "[h]:mm:ss")],
        ["sum", Cell(7, "00", calculated=True)],
        ["error", Cell("#DIV/0!")],
        ["yes", Cell(True)],
        ["one", 1.0],
        ["tenth", 0.1],
        ["phone", 491761234567],
        [None, "in a hidden row"],
    ]
    write_xlsb(path, {"Cells": rows, "-Hidden": [["a"], ["b"]]})
    look, table = look_and_read(files, path)
    assert list(cells(table).values()) == [
        *("00123", "123-45-6789", "12.5%", "2026-01-02", "2026-01-02", "2026-01-02 06:00:00"),
        *("1900-02-29", "1900-02-29 12:00:00", "30:00:00", "48:00:00", "07", "#DIV/0!", "TRUE", "1", "0.1", "491761234567"),
        "in a hidden row",
    ]
    assert [(sheet.name, sheet.hidden) for sheet in look.sheets] == [("Cells", False), ("Hidden", True)]
    assert remarks(look) == "Some rows are hidden in your spreadsheet program. They are read too."


def test_xlsb_that_counts_from_1904(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsb"
    rows = [
        ["what", "value"],
        ["short", Cell(44562, "yyyy-mm-dd")],
        ["long", Cell(44562.5, "yyyy-mm-dd")],
        ["x", Cell(60, "d/m/yy")],
    ]
    write_xlsb(path, {"Cells": rows}, from_1904=True)
    assert list(cells(look_and_read(files, path)[1]).values()) == ["2026-01-02", "2026-01-02 12:00:00", "1904-03-01"]


def rewrite(path: Path, part: str, change: tuple[str, str], more: tuple[str, str] = ("", "")) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for pattern, new in (change, more):
        parts[part] = re.sub(pattern, new, parts[part]) if pattern else parts[part]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


SHEET = "xl/worksheets/sheet1.xml"


def test_names_with_a_prefix_are_understood_too(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "cells.xlsx"
    write_cells(path)
    rewrite(path, SHEET, (r"<(/?)(?=[a-zA-Z])", r"<\1x:"), ("xmlns=", "xmlns:x="))
    found = cells(look_and_read(files, path)[1])
    assert (found["five digits"], found["percent"], found["29 February 1900"]) == ("00123", "12.5%", "1900-02-29")


def test_formats_that_cannot_be_placed_are_told(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "cells.xlsx"
    write_cells(path)
    rewrite(path, SHEET, (r'<c r="[A-Z]+\d+"', "<c"))
    look, table = look_and_read(files, path)
    assert cells(table)["five digits"] == "123"
    assert "How numbers are shown could not be read" in remarks(look)


def test_broken_styles_are_told_and_digits_stay(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(FILES / "cells.ods") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["styles.xml"] = parts["styles.xml"][:-200]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    look, table = look_and_read(files, path)
    assert (cells(table)["five digits"], cells(table)["percent"]) == ("123", "0.125")
    assert "How numbers are shown could not be read" in remarks(look)


def an_ods(path: Path, row: str) -> None:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "style", "number")
    )
    with zipfile.ZipFile(path, "w") as archive:
        table = f'<table:table table:name="A"><table:table-row/>{row}</table:table>'
        archive.writestr("content.xml", f"<office:document-content {names}>{table}</office:document-content>")


def test_ods_repeats_rows_and_columns(tmp_path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="2" office:value-type="percentage" office:value="0.5"/>'
    path = tmp_path / "a.ods"
    an_ods(path, f'<table:table-row table:number-rows-repeated="3"><table:table-cell/>{cell}</table:table-row>')
    shown = what_cells_show(path, "A")
    expected = [0.5, "50%", "50%", "50%", 0.5, 0.5]
    assert [shown.shown(column, 0, [0.5] * 6) for column in range(5)] == [[0.5] * 6, expected, expected, *[[0.5] * 6] * 2]


@pytest.mark.parametrize("chunk_bytes", [50, 1 << 18])
@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('office:value-type="percentage" office:value="0.5"', "50%"),
        ("office:value-type='percentage' office:value='0.5'", "50%"),
        ('office:value-type="time" office:time-value="PT30H00M00S"', "30:00:00"),
        ('office:value-type="float" office:value="1" table:formula="of:=TRUE()"', "TRUE"),
    ],
)
def test_ods_cells_that_show_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cell: str, text: str, chunk_bytes: int) -> None:
    monkeypatch.setattr(ods_parts, "CHUNK_BYTES", chunk_bytes)
    an_ods(tmp_path / "a.ods", f"<table:table-row><table:table-cell {cell}/></table:table-row>")
    assert what_cells_show(tmp_path / "a.ods", "A").shown(0, 1, [0.5]) == [text]


def test_ods_cells_that_say_it_all_are_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ods_parts, "_Walk", None)
    cells = '<table:table-cell office:value-type="float" office:value="1"/><table:table-cell office:value-type="string"/>'
    an_ods(tmp_path / "a.ods", f"<table:table-row>{cells}</table:table-row>")
    assert not what_cells_show(tmp_path / "a.ods", "A").unread


def test_the_29th_of_february_1900_in_ods(files: Files, tmp_path: Path) -> None:
    """ODS holds days as text: what the file says is what its program showed."""
    rows = "".join(
        f'<table:table-row><table:table-cell office:value-type="string"><text:p xmlns:text="{TEXT}">{what}</text:p>'
        "</table:table-cell>"
        f'<table:table-cell office:value-type="date" office:date-value="{day}"/></table:table-row>'
        for what, day in (("a", "1900-02-28"), ("b", "1900-02-29"), ("c", "1900-03-01"))
    )
    with zipfile.ZipFile(FILES / "cells.ods") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    content = re.sub(
        rb"<office:spreadsheet>.*</office:spreadsheet>",
        f'<office:spreadsheet><table:table table:name="A">{rows}</table:table></office:spreadsheet>'.encode(),
        parts["content.xml"],
        flags=re.DOTALL,
    )
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        for name, part in (parts | {"content.xml": content}).items():
            archive.writestr(name, part)
    look = files.look(tmp_path / "a.ods")
    table = files.read(tmp_path / "a.ods", dataclasses.replace(look.choices, skip_rows=0, header_rows=0), Unwatched())
    assert [row[1] for row in table.cells(0, 3)] == ["1900-02-28", "1900-02-29", "1900-03-01"]


@pytest.mark.parametrize(
    ("number_format", "value", "shown"),
    [
        ("00000", 7, "00007"),
        ("00000", 1234567, "1234567"),
        ("(###) ###-####", 4155551234, "(415) 555-1234"),
        ("(###) ###-####", 5551234, "() 555-1234"),
        ('"No. "000', 7, "No. 007"),
        ("00 00 00 00 00", 123456789, "01 23 45 67 89"),
        ('[Red]000;[Blue]-000;"none"', 7, "007"),
        ("[$-407]00000", 7, "00007"),
        ('000" kg"', 7, None),
        ("0", 7, None),
        ('0" x"', 7, None),
        ("000.0", 7, None),
        ("0,000", 7, None),
        ("# ###", 7, None),
        ("000", 7.5, None),
        ("000", -7, None),
        ("dd/mm/yyyy", 7, None),
        ("00E+00", 7, None),
    ],
)
def test_masks(number_format: str, value: float, shown: str | None) -> None:
    mask = mask_of(number_format)
    assert (None if mask is None else mask.show(float(value))) == shown


@given(digits=st.integers(0, 10**14), places=st.integers(2, 18))
def test_a_mask_never_loses_a_digit(digits: int, places: int) -> None:
    mask = mask_of("0" * places)
    assert mask is not None
    assert mask.show(float(digits)) == str(digits).zfill(places)


@pytest.mark.parametrize(
    ("serial", "duration", "from_1904", "shown"),
    [
        (1, False, False, "1900-01-01"),
        (59.5, False, False, "1900-02-28 12:00:00"),
        (60.75, False, False, "1900-02-29 18:00:00"),
        (61, False, False, "1900-03-01"),
        (0.5, False, False, "12:00:00"),
        (1, False, True, "1904-01-02"),
        (60, False, True, "1904-03-01"),
        (1.5, True, False, "36:00:00"),
        (-1, False, False, None),
        (3e6, False, False, None),
    ],
)
def test_numbers_that_are_times(serial: float, duration: bool, from_1904: bool, shown: str | None) -> None:
    assert SerialTime(duration, from_1904).show(serial) == shown
