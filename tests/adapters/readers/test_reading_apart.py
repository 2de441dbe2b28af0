"""A workbook read in a process of its own: the same table, the same errors, stopped at once, nothing left."""

from __future__ import annotations

import sys
import threading
import zipfile
from pathlib import Path

import openpyxl
import pytest

from backfill_assistant.adapters.readers import reading_apart
from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.core.errors import FileProblem
from backfill_assistant.core.progress import Stopped, Unwatched


@pytest.fixture(autouse=True)
def worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_apart, "WORTH_BYTES", 0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in [["id", "city"], ["007", "Köln"], ["008", "Łódź"]]:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


def test_it_is_the_same_table(path: Path, tmp_path: Path) -> None:
    here, apart = Files(tmp_path / "here", ()), Files(tmp_path / "apart")
    choices = here.look(path).choices
    one, other = here.read(path, choices, Unwatched()), apart.read(path, choices, Unwatched())
    assert other.cells(0, 2) == one.cells(0, 2) == [("007", "Köln"), ("008", "Łódź")]
    assert other.fingerprint == one.fingerprint
    apart.check_unchanged(other)


def test_errors_come_back_as_they_are(path: Path, tmp_path: Path) -> None:
    files = Files(tmp_path / "cache")
    choices = files.look(path).choices
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet><sheetData><row r='1'><c"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(FileProblem, match="damaged") as caught:
        files.read(path, choices, Unwatched())
    assert dict(caught.value.title.values) == {"file": "a.xlsx"}
    assert list((tmp_path / "cache").iterdir()) == []


class StoppedSoon(Unwatched):
    def __init__(self) -> None:
        self.looks = 0

    def stopping(self) -> bool:
        self.looks += 1
        return self.looks > 2


def test_stopping_ends_the_child(path: Path, tmp_path: Path) -> None:
    files = Files(tmp_path / "cache", [sys.executable, "-c", "import threading; threading.Event().wait(60)"])
    with pytest.raises(Stopped):
        files.read(path, files.look(path).choices, StoppedSoon())
    assert list((tmp_path / "cache").iterdir()) == []
    assert "reading-apart" not in [thread.name for thread in threading.enumerate()]


def test_a_child_that_dies_is_told(path: Path, tmp_path: Path) -> None:
    files = Files(tmp_path / "cache", [sys.executable, "-c", "raise SystemExit(1)"])
    with pytest.raises(FileProblem, match="damaged, or its sheets are too large"):
        files.read(path, files.look(path).choices, Unwatched())
