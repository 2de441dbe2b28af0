"""What is no table gives a sentence with advice, never a traceback, and leaves nothing behind."""

from __future__ import annotations

import errno
import gzip
import os
import random
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.core.errors import BackfillError, DiskFull, FileProblem
from backfill_assistant.core.progress import Progress, Unwatched

ROWS = b"id,name\n" + b"".join(b"%d,Ada %d\n" % (number, number) for number in range(20_000))


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "cache")


def open_it(files: Files, path: Path) -> None:
    files.read(path, files.look(path).choices, Unwatched())


def leftovers(tmp_path: Path) -> list[str]:
    folder = tmp_path / "cache"
    return [path.name for path in folder.iterdir()] if folder.exists() else []


def a_workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["id", "name"])
    book.active.append(["1", "Ada"])
    book.save(path)


def binary(path: Path) -> None:
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


def workbook_in_zip(path: Path) -> None:
    inner = path.with_name("inner.xlsx")
    a_workbook(inner)
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inner, "inner.xlsx")


def bad_json(path: Path) -> None:
    path.write_text('[{"id": 1}, {"id": }]')


def bad_parquet(path: Path) -> None:
    path.write_bytes(b"PAR1" + b"\0" * 100 + b"PAR1")


def many_columns(path: Path) -> None:
    path.write_text(",".join(f"c{number}" for number in range(100_000)) + "\n" + "," * 99_999 + "\n")


def html_named_xls(path: Path) -> None:
    path.write_text("<html><body><table><tr><td>id</td></tr></table></body></html>")


def cut_utf16(path: Path) -> None:
    path.write_bytes("id,name\n1,Ada\n".encode("utf-16")[:-1])


WRONG: dict[str, tuple[str, Any, str]] = {
    "binary named csv": ("a.csv", binary, "does not hold text"),
    "truncated gzip": ("a.csv.gz", cut_gzip, "cut off"),
    "not gzip inside": ("a.csv.gz", not_gzip, "cut off"),
    "cut-off workbook": ("a.xlsx", broken_workbook, "damaged"),
    "damaged sheet": ("a.xlsx", damaged_sheet, "damaged"),
    "locked zip": ("a.zip", locked_zip, "password"),
    "empty zip": ("a.zip", empty_zip, "empty"),
    "workbook in zip": ("a.zip", workbook_in_zip, "unpacked"),
    "broken JSON": ("a.json", bad_json, "line 1"),
    "broken Parquet": ("a.parquet", bad_parquet, "damaged"),
    "a hundred thousand columns": ("a.csv", many_columns, "100,000 columns"),
    "web page named xls": ("a.xls", html_named_xls, "web page"),
    "cut UTF-16": ("a.csv", cut_utf16, "utf-16"),
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
    assert leftovers(tmp_path) == []


class Acting(Unwatched):
    """Does something to the file while it is read."""

    def __init__(self, act: Any) -> None:
        self._act = act

    def show(self, progress: Progress) -> None:
        if progress.done > 100_000 and self._act is not None:
            self._act, act = None, self._act
            act()


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
