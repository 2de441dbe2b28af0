"""Workbooks and Parquet inside archives: opened like any other file, one of several chosen, and gone again."""

from __future__ import annotations

import dataclasses
import errno
import gzip
import os
import time
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from backfill_assistant.adapters.readers import cache, file_reader, reading_apart, unpacking
from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.core.errors import DiskFull, FileProblem
from backfill_assistant.core.progress import Unwatched


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "cache", ())


def a_workbook(path: Path, city: str) -> Path:
    book = openpyxl.Workbook()
    for cells in (["id", "city"], ["007", city]):
        book.active.append(cells)
    book.save(path)
    return path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "a.zip"
    pq.write_table(pa.table({"id": [1], "city": ["Bern"]}), tmp_path / "c.parquet")
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("readme.txt", "Look at the workbooks.")
        for name, city in (("a.xlsx", "Rome"), ("deep/b.xlsx", "Oslo")):
            made.write(a_workbook(tmp_path / Path(name).name, city), name)
        made.write(tmp_path / "c.parquet", "c.parquet")
    return path


def unpacked(tmp_path: Path) -> list[str]:
    return [path.name for path in (tmp_path / "cache").glob("unpacked-*/*")]


def test_one_of_several_is_chosen(files: Files, archive: Path, tmp_path: Path) -> None:
    look = files.look(archive)
    assert look.members == ("readme.txt", "a.xlsx", "deep/b.xlsx", "c.parquet")
    assert (look.choices.member, look.rows) == ("a.xlsx", (("007", "Rome"),))
    for member, row in (("deep/b.xlsx", ("007", "Oslo")), ("c.parquet", ("1", "Bern")), ("a.xlsx", ("007", "Rome"))):
        other = files.look(archive, dataclasses.replace(look.choices, member=member), frozenset({"kind"}))
        table = files.read(archive, other.choices, Unwatched())
        assert table.cells(0, 1) == [row]
        # It is the archive that was read, and that must stay as it is.
        assert table.source.name == "a.zip"
        files.check_unchanged(table)
        assert unpacked(tmp_path) == [Path(member).name]
    archive.write_bytes(archive.read_bytes() + b" ")
    with pytest.raises(FileProblem, match="has changed"):
        files.check_unchanged(table)


def test_in_a_process_of_its_own(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_apart, "WORTH_BYTES", 0)
    files = Files(tmp_path / "cache")
    table = files.read(archive, files.look(archive).choices, Unwatched())
    assert table.cells(0, 1) == [("007", "Rome")]


def test_packed_by_gzip(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx.gz"
    path.write_bytes(gzip.compress(a_workbook(tmp_path / "a.xlsx", "Rome").read_bytes()))
    assert files.read(path, files.look(path).choices, Unwatched()).cells(0, 1) == [("007", "Rome")]


def test_what_is_too_large_or_does_not_fit_leaves_nothing(
    files: Files, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "UNPACK_FILE_MAX_BYTES", 100)
    with pytest.raises(FileProblem, match="only be read unpacked"):
        files.look(archive)

    def fill(*given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(file_reader.unpacking, "unpack_into", fill)
    with pytest.raises(DiskFull, match="MB are needed"):
        files.look(archive)
    assert list((tmp_path / "cache").iterdir()) == []


def test_what_was_unpacked_is_gone_after_a_day(files: Files, archive: Path, tmp_path: Path) -> None:
    files.look(archive)
    [folder] = (tmp_path / "cache").glob("unpacked-*")
    kept = cache.TableCache(tmp_path / "cache")
    kept.clean()
    assert folder.exists()
    os.utime(folder, (time.time() - 2 * 24 * 3600,) * 2)
    kept.clean()
    assert not folder.exists()
