"""Work ahead in a thread: results in order, errors in their turn, and no thread left behind."""

from __future__ import annotations

import threading
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from backfill_assistant.adapters.readers.ahead import AHEAD, BlocksAhead, made_ahead
from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.core.errors import FileProblem
from backfill_assistant.core.progress import Progress, Stopped, Unwatched


def readers() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("reading-ahead")]


def test_results_come_in_order() -> None:
    assert list(made_ahead(partial(pow, number, 2) for number in range(50))) == [number**2 for number in range(50)]
    assert readers() == []


def test_only_a_few_are_made_too_early() -> None:
    made: list[int] = []
    with closing(made_ahead(partial(made.append, number) for number in range(50))) as results:
        next(results)
    assert len(made) <= AHEAD + 1
    assert readers() == []


class Blocks:
    """Two blocks and then a broken disk."""

    def __init__(self) -> None:
        self._blocks = [b"one", b"two"]

    def next_block(self) -> bytes:
        if not self._blocks:
            raise OSError("gone")
        return self._blocks.pop(0)


def test_an_error_comes_in_its_turn() -> None:
    with closing(BlocksAhead(Blocks())) as blocks:
        assert [blocks.next_block(), blocks.next_block()] == [b"one", b"two"]
        with pytest.raises(OSError, match="gone"):
            blocks.next_block()
    assert readers() == []


class StoppedAt(Unwatched):
    """Asked to stop once so many bytes are read."""

    def __init__(self, at: int) -> None:
        self._at, self._done = at, 0

    def show(self, progress: Progress) -> None:
        self._done = progress.done

    def stopping(self) -> bool:
        return self._done >= self._at


def test_no_thread_outlives_a_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backfill_assistant.adapters.readers.text_blocks.BLOCK_BYTES", 10_000)
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,name\n" + b"1,Ada\n" * 50_000)
    files = Files(tmp_path / "cache")
    choices = files.look(path).choices
    with pytest.raises(Stopped):
        files.read(path, choices, StoppedAt(100_000))
    assert list((tmp_path / "cache").iterdir()) == []
    assert readers() == []
    path.write_bytes(path.read_bytes() + b'"' + b"x" * 200_000)
    monkeypatch.setattr("backfill_assistant.adapters.readers.delimited.ROW_MAX_BYTES", 100_000)
    with pytest.raises(FileProblem, match="too long"):
        files.read(path, choices, Unwatched())
    assert list((tmp_path / "cache").iterdir()) == []
    assert readers() == []
