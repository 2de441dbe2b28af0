"""A sheet read in pieces is the sheet read as a whole, and cells far away cost nothing."""

from __future__ import annotations

import datetime
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from backfill_assistant.adapters.readers import sheet_xml, workbook_file, workbook_pieces
from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.adapters.readers.sheet_xml import NotInPieces, near_pieces
from backfill_assistant.core.errors import FileProblem
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.table.table import Table
from fakes.cell_kinds import write_cells
from fakes.shared_texts import share_texts

SHEET = "xl/worksheets/sheet1.xml"


def random_cells(path: Path, seed: int, rows: int = 400) -> None:
    chance = random.Random(seed)
    book = openpyxl.Workbook()
    sheet = book.active
    first, names = chance.randrange(1, 4), ["id", "name", "when", "share", "note"]
    for place, name in enumerate(names):
        sheet.cell(1, first + place, name)
    row = 1
    for number in range(rows):
        row += chance.choice((1, 1, 1, 1, 2, 40))
        cells: list[tuple[Any, str]] = [
            (f"{number:05}" if chance.random() < 0.5 else number, "00000"),
            (chance.choice(("Ada", "Łukasz & Zoë <x>", "", " two\nlines ", "_x0041_", f"name {number % 50}")), "General"),
            (datetime.datetime(2026, 1, 1) + datetime.timedelta(minutes=37 * number), "yyyy-mm-dd hh:mm"),
            (number / 8, chance.choice(("0%", "General"))),
            (chance.choice((None, True, "=A1", 4929123456789012, 0.1)), "General"),
        ]
        for place, (value, number_format) in enumerate(cells):
            if value not in (None, "") and chance.random() < 0.9:
                cell = sheet.cell(row, first + place, value)
                cell.number_format = number_format
    sheet.cell(row + 1, 9, "beyond")
    book.save(path)


def read(path: Path, folder: Path, in_pieces: bool) -> Table:
    files = Files(folder, ())
    with pytest.MonkeyPatch.context() as patch:
        if not in_pieces:
            patch.setattr(workbook_file, "SheetInPieces", refuse)
        else:
            patch.setattr(workbook_file, "_write_whole", refuse)
        return files.read(path, files.look(path).choices, Unwatched())


def refuse(*_given: object) -> None:
    raise NotInPieces


def everything(table: Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.slice(0, table.row_count).to_pylist()
    return rows


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_the_same_in_pieces(seed: int, shared: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_xml, "PIECE_BYTES", 3_000)
    monkeypatch.setattr(sheet_xml, "BLOCK_BYTES", 1_000)
    monkeypatch.setattr(workbook_pieces, "PIECE_BYTES", 700)
    monkeypatch.setattr(sheet_xml, "CELLS_MAX", 26 * 30)
    path = tmp_path / "a.xlsx"
    random_cells(path, seed)
    if shared:
        assert share_texts(path) > 50
    whole, pieces = read(path, tmp_path / "whole", False), read(path, tmp_path / "pieces", True)
    assert everything(pieces) == everything(whole)
    assert (pieces.column_names, pieces.row_count, pieces.ragged_count) == (whole.column_names, whole.row_count, 1)


def test_every_kind_of_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_xml, "PIECE_BYTES", 300)
    write_cells(tmp_path / "a.xlsx")
    whole = read(tmp_path / "a.xlsx", tmp_path / "whole", False)
    assert everything(read(tmp_path / "a.xlsx", tmp_path / "pieces", True)) == everything(whole)


def written(path: Path, changed: Callable[[bytes], bytes]) -> None:
    """A workbook whose sheet is changed as XML."""
    book = openpyxl.Workbook()
    for cells in (["id", "name"], ["1", "Ada"], ["2", "Bob"]):
        book.active.append(cells)
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[SHEET] = changed(parts[SHEET])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_a_cell_at_the_far_end_of_the_sheet(tmp_path: Path) -> None:
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row></sheetData>'
    written(tmp_path / "a.xlsx", lambda xml: xml.replace(b"</sheetData>", far))
    table = read(tmp_path / "a.xlsx", tmp_path / "cache", True)
    assert table.cells(0, 3) == [("1", "Ada"), ("2", "Bob"), ("", "")]
    assert [row["line"] for row in everything(table)] == [2, 3, 1_048_576]
    assert '"far"' in everything(table)[2]["extra"]
    assert table.ragged_count == 1


def test_cells_before_the_first_column_are_not_lost(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in range(1, 400):
        book.active.cell(row, 3, "id" if row == 1 else f"{row}")
    book.active.cell(390, 1, "total")
    book.save(tmp_path / "a.xlsx")
    table = read(tmp_path / "a.xlsx", tmp_path / "cache", True)
    assert table.column_names == ("", "", "id")
    assert table.cells(388, 389) == [("total", "", "390")]
    assert table.cells(0, 1) == [("", "", "2")]


def with_prefix(xml: bytes) -> bytes:
    return re.sub(rb"<(/?)(\w)", rb"<\1x:\2", xml).replace(b"xmlns=", b"xmlns:x=")


@pytest.mark.parametrize(
    "changed",
    [
        lambda xml: re.sub(rb'<c r="(\w+)" t="inlineStr"', rb'<c t="inlineStr" r="\1"', xml),
        lambda xml: re.sub(rb' r="[A-Z]+\d+"', b"", xml),
        lambda xml: re.sub(rb'<row r="\d+"', b"<row", xml),
        with_prefix,
    ],
    ids=["places later", "no places", "no numbers of rows", "prefix"],
)
def test_other_ways_of_writing_give_the_same(changed: Callable[[bytes], bytes], tmp_path: Path) -> None:
    written(tmp_path / "a.xlsx", changed)
    files = Files(tmp_path / "cache", ())
    table = files.read(tmp_path / "a.xlsx", files.look(tmp_path / "a.xlsx").choices, Unwatched())
    assert table.cells(0, 2) == [("1", "Ada"), ("2", "Bob")]


def test_a_sheet_that_grows_without_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backfill_assistant.adapters.readers.unpacking.UNPACK_FREE_BYTES", 1 << 20)
    monkeypatch.setattr("backfill_assistant.adapters.readers.unpacking.UNPACK_RATIO_MAX", 50)
    written(
        tmp_path / "a.xlsx", lambda xml: xml.replace(b"</sheetData>", b'<row r="9"><c r="A9"/></row>' * 200_000 + b"</sheetData>")
    )
    with pytest.raises(FileProblem, match="times its size"):
        Files(tmp_path / "cache", ()).look(tmp_path / "a.xlsx")


def test_a_large_sheet_that_would_have_to_be_read_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_file, "WHOLE_MAX_BYTES", 100)
    written(tmp_path / "a.xlsx", with_prefix)
    files = Files(tmp_path / "cache", ())
    with pytest.raises(FileProblem, match="too large"):
        files.read(tmp_path / "a.xlsx", files.look(tmp_path / "a.xlsx").choices, Unwatched())
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.parametrize(
    ("items", "texts"),
    [
        ("<si><t>Ada</t></si><si><t>Zoë, two\nlines</t></si><si><t></t></si>", ["Ada", "Zoë, two\nlines", ""]),
        ("<si><t>a &amp; b</t></si>", None),
        ("<si><t>a_x0041_</t></si>", None),
        ("<si><t> a</t></si>", None),
        ("<si><t>a</t></si>\n<si><t>b</t></si>", None),
        ("<si><r><t>a</t></r><r><t>b</t></r></si>", None),
        ('<si><t xml:space="preserve"> a</t></si>', None),
        ("<si><t>a</t><rPh><t>b</t></rPh></si>", None),
        ("<si/>", None),
    ],
)
def test_shared_texts_that_need_no_reader(items: str, texts: list[str] | None) -> None:
    found = workbook_pieces.plain_strings(items.encode())
    assert (None if found is None else found.to_pylist()) == texts


def test_rows_far_apart_are_pieces_of_their_own() -> None:
    row = b'<row r="%d"><c r="A%d"><v>1</v></c></row>'
    rows = b"".join(row % (number, number) for number in (1, 2, 900_000, 900_001, 1_048_576))
    pieces = list(near_pieces(rows))
    assert b"".join(piece.rows for piece in pieces) == rows
    assert pieces[0].first_row == 0
    assert all(sheet_xml.spread(piece.rows) <= sheet_xml.CELLS_MAX for piece in pieces)
    assert list(near_pieces(b"")) == []
