"""Settings: replaced as a whole, never half written; a damaged file is set aside and told."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from backfill_assistant.adapters.settings_file import SettingsFile
from backfill_assistant.core.errors import DiskFull, SettingsProblem


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"settings.lock"}


def test_values_outlive_the_session(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    settings = SettingsFile(folder)
    assert settings.read("look") is None
    settings.keep("look", {"mode": "dark"})
    settings.keep("recent_files", ["ü.csv"])
    assert SettingsFile(folder).read("look") == {"mode": "dark"}
    assert SettingsFile(folder).read("recent_files") == ["ü.csv"]
    assert names(folder) == {"settings.json"}
    settings.keep("look", None)
    assert SettingsFile(folder).read("look") is None


def test_two_windows_do_not_forget_each_others_wishes(tmp_path: Path) -> None:
    threads = [threading.Thread(target=SettingsFile(tmp_path).keep, args=(f"n{number}", number)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [SettingsFile(tmp_path).read(f"n{number}") for number in range(8)] == list(range(8))


@pytest.mark.parametrize("damaged", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file_is_set_aside_and_told_once(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / "settings.json").write_bytes(damaged)
    settings = SettingsFile(tmp_path)
    with pytest.raises(SettingsProblem) as caught:
        settings.read("look")
    assert str(tmp_path) in str(caught.value)
    assert (tmp_path / "settings.damaged.json").read_bytes() == damaged
    assert settings.read("look") is None
    settings.keep("look", 1)
    assert settings.read("look") == 1


def test_a_damaged_file_that_cannot_be_set_aside_is_told_and_stays(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_bytes(b"{")
    (tmp_path / "settings.damaged.json" / "inside").mkdir(parents=True)
    with pytest.raises(SettingsProblem, match="cannot be set aside"):
        SettingsFile(tmp_path).read("look")
    assert (tmp_path / "settings.json").read_bytes() == b"{"


def test_what_cannot_be_written_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    settings = SettingsFile(tmp_path)
    settings.keep("look", 1)
    with pytest.raises(TypeError):
        settings.keep("look", object())
    assert settings.read("look") == 1
    assert names(tmp_path) == {"settings.json"}


@pytest.mark.parametrize(("number", "problem"), [(errno.ENOSPC, DiskFull), (errno.EACCES, SettingsProblem)])
def test_a_disk_that_takes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, problem: type[Exception]) -> None:
    settings = SettingsFile(tmp_path)
    settings.keep("look", 1)

    def fail(_: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(problem):
        settings.keep("look", 2)
    monkeypatch.undo()
    assert settings.read("look") == 1
    assert names(tmp_path) == {"settings.json"}


def test_it_is_readable_json(tmp_path: Path) -> None:
    SettingsFile(tmp_path).keep("name", "Büro")
    text = (tmp_path / "settings.json").read_text(encoding="utf-8")
    assert json.loads(text) == {"name": "Büro"}
    assert "Büro" in text


ADD = """
import sys
from pathlib import Path
from backfill_assistant.adapters.settings_file import SettingsFile
settings = SettingsFile(Path(sys.argv[1]))
for number in range(25):
    settings.change("workspaces", lambda kept: [*(kept or []), f"{sys.argv[2]}{number}"])
"""


def test_lists_that_two_windows_add_to_lose_nothing(tmp_path: Path) -> None:
    programs = [subprocess.Popen([sys.executable, "-c", ADD, str(tmp_path), name]) for name in "ab"]
    assert [program.wait(60) for program in programs] == [0, 0]
    kept = SettingsFile(tmp_path).read("workspaces")
    assert sorted(kept) == sorted(f"{name}{number}" for name in "ab" for number in range(25))
