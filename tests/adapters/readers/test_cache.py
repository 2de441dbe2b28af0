"""The folder of tables: bounded, cleaned, and never in the way."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from backfill_assistant.adapters.readers.cache import LEFTOVER_AGE_SECONDS, TableCache
from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.core.errors import FileProblem
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.table.reading import ReadingChoices


def a_table(folder: Path, name: str, age_seconds: float, size: int = 1_000) -> Path:
    path = folder / f"{name}.arrow"
    path.write_bytes(b"x" * size)
    path.with_suffix(".json").write_text("{}")
    os.utime(path, (time.time() - age_seconds,) * 2)
    return path


def test_the_oldest_go_first(tmp_path: Path) -> None:
    tables = [a_table(tmp_path, name, age) for name, age in [("new", 0), ("mid", 10), ("old", 20)]]
    TableCache(tmp_path, bytes_max=2_500).clean()
    assert [path.exists() for path in tables] == [True, True, False]
    assert not tables[2].with_suffix(".json").exists()
    TableCache(tmp_path, tables_max=1).clean(spared=tables[1])
    assert [path.exists() for path in tables[:2]] == [True, True]
    TableCache(tmp_path, tables_max=1).clean()
    assert [path.exists() for path in tables[:2]] == [True, False]


def test_leftovers_of_a_crash_are_removed(tmp_path: Path) -> None:
    for name, age in [("a.partial", LEFTOVER_AGE_SECONDS + 10), ("b.partial", 0)]:
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    TableCache(tmp_path).clean()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.partial"]


def test_a_damaged_table_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,b\n1,2\n")
    files = Files(tmp_path / "cache")
    first = files.read(path, ReadingChoices(), Unwatched())
    first.path.write_bytes(b"ARROW1 no more")
    assert Files(tmp_path / "cache").read(path, ReadingChoices(), Unwatched()).cells(0, 1) == [("1", "2")]


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    path = tmp_path / "a.csv"
    path.write_text("id,b\n1,2\n")
    with pytest.raises(FileProblem, match="working copy"):
        Files(tmp_path / "taken").read(path, ReadingChoices(), Unwatched())


def test_touching_a_file_does_not_change_it(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,b\n1,2\n")
    files = Files(tmp_path / "cache")
    table = files.read(path, ReadingChoices(), Unwatched())
    os.utime(path, (1, 1))
    files.check_unchanged(table)
    path.write_text("id,b\n1,3\n")
    with pytest.raises(FileProblem, match="has changed"):
        files.check_unchanged(table)
