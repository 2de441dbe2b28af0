"""What is no table gives a sentence with advice, never a traceback, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import errno
import gzip
import io
import os
import random
import re
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyarrow as pa
import pytest

from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.adapters.readers.table_writer import TableWriter
from backfill_assistant.core.errors import BackfillError, DiskFull, FileProblem
from backfill_assistant.core.progress import Progress, Unwatched
from fakes.reader_scene import leftovers, open_it

ROWS = b"id,name\n" + b"".join(b"%d,Ada %d\n" % (number, number) for number in range(20_000))


def a_workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["id", "name"])
    book.active.append(["1", "Ada"])
    book.save(path)


def binary(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(50_000))


def a_picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(50_000))


def cut_gzip(path: Path) -> None:
    path.write_bytes(gzip.compress(ROWS)[:-2_000])


def not_gzip(path: Path) -> None:
    path.write_bytes(b"\x1f\x8b" + b"nothing of the kind" * 20)


def broken_workbook(path: Path) -> None:
    a_workbook(path)
    path.write_bytes(path.read_bytes()[:3_000])


def damaged_sheet(path: Path) -> None:
    a_workbook(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet><sheetData><row r='1'><c"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def locked_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", ROWS)
    raw = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + place] |= 1
    path.write_bytes(raw)


def empty_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w"):
        pass


def zip_in_zip(path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.csv", ROWS)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())


def bad_json(path: Path) -> None:
    path.write_text('[{"id": 1}, {"id": }]')


def bad_parquet(path: Path) -> None:
    path.write_bytes(b"PAR1" + b"\0" * 100 + b"PAR1")


def many_columns(path: Path) -> None:
    path.write_text(",".join(f"c{number}" for number in range(100_000)) + "\n" + "," * 99_999 + "\n")


def text(words: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(words)


PAGE = "<table><tr><td>id</td></tr><tr><td>1</td></tr></table>"


def a_tar(path: Path) -> None:
    member = tarfile.TarInfo("people.csv")
    member.size = len(ROWS)
    with tarfile.open(path, "w:gz" if path.suffix == ".gz" else "w") as archive:
        archive.addfile(member, io.BytesIO(ROWS))


def a_database(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE people (id, name)")
        database.commit()


def nothing_but_zeros(path: Path) -> None:
    path.write_bytes(bytes(5_000))


def a_letter(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")


OFFICE_FILES = Path(__file__).parent / "files"


def locked_ods(path: Path) -> None:
    with zipfile.ZipFile(OFFICE_FILES / "cells.ods") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["content.xml"] = random.Random(3).randbytes(2_000)
    locked = b'"><manifest:encryption-data manifest:checksum-type="SHA1/1K"/></manifest:file-entry>'
    manifest = "META-INF/manifest.xml"
    parts[manifest] = re.sub(rb'(content\.xml" manifest:media-type="text/xml)"/>', rb"\1" + locked, parts[manifest])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def locked_xls(path: Path) -> None:
    raw = bytearray((OFFICE_FILES / "cells.xls").read_bytes())
    # The record behind the first one becomes the one that says that all others are encrypted.
    place = raw.index(bytes.fromhex("0908100000060500")) + 20
    raw[place : place + 2] = b"\x2f\x00"
    path.write_bytes(raw)


def cut_utf16(path: Path) -> None:
    path.write_bytes("id,name\n1,Ada\n".encode("utf-16")[:-1])


WRONG: dict[str, tuple[str, Any, str]] = {
    "binary named csv": ("a.csv", binary, "does not hold text"),
    "binary named xlsx": ("a.xlsx", binary, "damaged"),
    "picture": ("photo.jpg", a_picture, "is a picture"),
    "picture named csv": ("a.csv", a_picture, "is a picture"),
    "truncated gzip": ("a.csv.gz", cut_gzip, "cut off"),
    "not gzip inside": ("a.csv.gz", not_gzip, "cut off"),
    "cut-off workbook": ("a.xlsx", broken_workbook, "damaged"),
    "damaged sheet": ("a.xlsx", damaged_sheet, "damaged"),
    "locked zip": ("a.zip", locked_zip, "password"),
    "empty zip": ("a.zip", empty_zip, "empty"),
    "zip in zip": ("a.zip", zip_in_zip, "unpacked"),
    "broken JSON": ("a.json", bad_json, "line 1"),
    "broken Parquet": ("a.parquet", bad_parquet, "damaged"),
    "a hundred thousand columns": ("a.csv", many_columns, "100,000 columns"),
    "web page named xls": ("a.xls", text(f"<html><body>{PAGE}</body></html>"), "web page"),
    "web page without a beginning": ("a.xls", text(f"<div>{PAGE}</div>"), "web page"),
    "web page that begins with a remark": ("a.xls", text(f"<!-- made on Monday -->{PAGE}"), "web page"),
    "web page packed as a letter": ("a.xls", text(f"MIME-Version: 1.0\nContent-Type: text/html\n\n{PAGE}"), "web page"),
    "workbook of 2003 as XML": ("a.xls", text('<?xml version="1.0"?><Workbook><Worksheet/></Workbook>'), "web page, XML"),
    "tar": ("a.tar", a_tar, "unpacked"),
    "packed tar": ("a.tar.gz", a_tar, "unpacked"),
    "database": ("a.csv", a_database, "does not hold text"),
    "zeros": ("a.csv", nothing_but_zeros, "does not hold text"),
    "letter named xlsx": ("a.xlsx", a_letter, "not a workbook"),
    "locked ODS": ("a.ods", locked_ods, "password"),
    "locked XLS": ("a.xls", locked_xls, "password"),
    "JSON without anything": ("a.json", text("{}"), "empty"),
    "cut UTF-16": ("a.csv", cut_utf16, "UTF-16"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_sentence_and_no_damage(case: str, files: Files, tmp_path: Path) -> None:
    name, make, words = WRONG[case]
    path = tmp_path / name
    make(path)
    before = path.read_bytes()
    with pytest.raises(FileProblem, match=words) as caught:
        open_it(files, path)
    assert str(caught.value.advice)
    assert path.read_bytes() == before
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("really a workbook.csv", a_workbook),
        ("really commas.xls", text("id,name\n1,Ada\n")),
        ("really tabs.xls", lambda path: path.write_bytes("id\tname\n1\tAda\n".encode("utf-16"))),
        ("really commas.json", text("id,name\n1,Ada\n")),
        ("names like tags.csv", text("<id>,<name>\n1,Ada\n")),
    ],
)
def test_what_it_is_counts_and_not_its_name(files: Files, tmp_path: Path, name: str, make: Callable[[Path], object]) -> None:
    make(tmp_path / name)
    look = files.look(tmp_path / name)
    table = files.read(tmp_path / name, look.choices, Unwatched())
    assert [cell.strip("<>") for cell in table.column_names] == ["id", "name"]
    assert table.cells(0, 2) == [("1", "Ada")]


def test_only_a_header(files: Files, tmp_path: Path) -> None:
    for words in ("id,name\n", "id,name"):
        (tmp_path / "a.csv").write_text(words)
        look = files.look(tmp_path / "a.csv")
        table = files.read(tmp_path / "a.csv", look.choices, Unwatched())
        assert (table.column_names, table.row_count) == (("id", "name"), 0)


def test_one_endless_line(files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backfill_assistant.adapters.readers.delimited.ROW_MAX_BYTES", 1 << 20)
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,name\n1,Ada\n" + b"x" * (9 << 20))
    with pytest.raises(FileProblem, match=r"Line 3 of a\.csv is far too long"):
        open_it(files, path)
    monkeypatch.setattr("backfill_assistant.adapters.readers.text_file.ROW_MAX_BYTES", 1 << 20)
    path.write_bytes(b"x" * (9 << 20))
    with pytest.raises(FileProblem, match="too long"):
        open_it(files, path)
    assert leftovers(tmp_path) == []


def test_a_zip_bomb(files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backfill_assistant.adapters.readers.unpacking.UNPACK_FREE_BYTES", 1 << 20)
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"id,name\n" + b"1,Ada\n" * 2_000_000))
    with pytest.raises(FileProblem, match="times its size"):
        open_it(files, path)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"id,name\n" + b"1,Ada\n" * 2_000_000)
    with pytest.raises(FileProblem, match="times its size"):
        files.look(tmp_path / "a.zip")
    assert leftovers(tmp_path) == []


class Acting(Unwatched):
    """Does something to the file while it is read."""

    def __init__(self, act: Any) -> None:
        self._act = act

    def show(self, progress: Progress) -> None:
        if progress.done > 100_000 and self._act is not None:
            self._act, act = None, self._act
            act()


class Shares(Unwatched):
    """How far a reading was, as shares of the whole."""

    def __init__(self) -> None:
        self.shares: list[float] = []

    def show(self, progress: Progress) -> None:
        self.shares.append(progress.done / progress.total)


def test_progress_inside_a_zip(files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backfill_assistant.adapters.readers.text_blocks.BLOCK_BYTES", 200_000)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", ROWS * 8)
    shown = Shares()
    files.read(tmp_path / "a.zip", files.look(tmp_path / "a.zip").choices, shown)
    assert shown.shares == sorted(shown.shares)
    assert any(0.2 < share < 0.8 for share in shown.shares)


def test_a_file_that_changes_while_it_is_read(files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backfill_assistant.adapters.readers.text_blocks.BLOCK_BYTES", 50_000)
    path = tmp_path / "a.csv"
    path.write_bytes(ROWS)
    choices = files.look(path).choices
    with pytest.raises(FileProblem, match="has changed"):
        files.read(path, choices, Acting(lambda: path.write_bytes(ROWS + b"1,2\n")))
    with pytest.raises(FileProblem, match="is not there"):
        files.read(path, choices, Acting(path.unlink))
    assert leftovers(tmp_path) == []


def test_a_full_disk(files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def __init__(self, *args: object) -> None:
            self._file = pa.OSFile(*args)

        def write_batch(self, batch: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        def close(self) -> None: ...

    path = tmp_path / "a.csv"
    path.write_bytes(ROWS)
    choices = files.look(path).choices
    monkeypatch.setattr("backfill_assistant.adapters.readers.table_writer.pa.ipc.new_file", lambda *args: Full(os.devnull, "wb"))
    with pytest.raises(DiskFull, match="MB are needed"):
        files.read(path, choices, Unwatched())
    assert leftovers(tmp_path) == []


def test_a_full_disk_tells_what_the_whole_table_needs(tmp_path: Path) -> None:
    writer = TableWriter(tmp_path / "a.arrow", 1, 1_000)
    writer.write([pa.array(["x" * 1_000_000])], np.array([1]))
    writer.share = 0.1
    told = writer._translated(OSError(errno.ENOSPC, "No space left on device"))
    writer.discard()
    assert "About 10 MB are needed" in str(told)


def test_a_file_without_permission(files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(ROWS)

    def refuse(*args: object, **more: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FileProblem, match="may not be read"):
        files.look(path)


def test_a_pipe_is_no_file(files: Files, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    with pytest.raises(BackfillError, match="read twice"):
        files.look(tmp_path / "a.csv")
