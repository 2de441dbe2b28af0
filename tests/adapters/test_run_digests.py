"""The history and the ledger read a journal that rests once, and notice whatever happens to it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backfill_assistant.adapters.journal_folder import JournalFolder
from backfill_assistant.adapters.sqlite_journal import SqliteJournal
from backfill_assistant.core.errors import JournalProblem
from backfill_assistant.core.journal.runs import BatchState, Closing, JournalBatch, Region, RunEnd, WorkspaceAddress
from backfill_assistant.core.sending.ledger import sent_before
from fakes.cargo import make_run

HERE = WorkspaceAddress("w", "Practice", Region.EU)


def bring_in(journal: SqliteJournal, number: int, rows: list[int]) -> None:
    batch = JournalBatch(number, np.array(rows, dtype=np.int64), np.ones(len(rows), dtype=np.uint8))
    journal.begin_batch(batch)
    journal.settle_batch(replace(batch, state=BatchState.ACCEPTED))


def sent(folder: JournalFolder, run_id: str, rows: list[int]) -> None:
    journal = folder.begin(make_run(10, run_id=run_id))
    bring_in(journal, 1, rows)
    journal.finish(Closing(RunEnd.STOPPED_BY_PERSON, 7), len(rows), 0)
    journal.close()


def rest(path: Path) -> None:
    """As if nothing had happened to the journal for a minute."""
    found = path.stat()
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns - 60_000_000_000))


def spoil(path: Path) -> None:
    """The journal can no longer be read, and its file looks as it did."""
    found = path.stat()
    path.write_bytes(b"x" * found.st_size)
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


def known_rows(folder: JournalFolder) -> list[int]:
    found = sent_before(folder, "f" * 64, HERE, 10)
    return [] if found is None else found.rows.tolist()


@pytest.fixture
def folder(tmp_path: Path) -> JournalFolder:
    """Two runs that rest."""
    found = JournalFolder(tmp_path)
    sent(found, "a", [1, 2])
    sent(found, "b", [2, 4])
    for path in tmp_path.glob("*.run"):
        rest(path)
    return found


def test_journals_that_rest_are_not_read_again(folder: JournalFolder, tmp_path: Path) -> None:
    before = folder.summaries()
    assert known_rows(folder) == [1, 2, 4]
    for path in tmp_path.glob("*.run"):
        spoil(path)
    assert known_rows(folder) == [1, 2, 4]
    assert (folder.summaries(), folder.unreadable()) == (before, [])
    assert folder.accepted("a").tolist() == [row in (1, 2) for row in range(10)]
    assert sent_before(folder, "e" * 64, HERE, 10) is None


def test_the_history_alone_reads_no_batches_and_the_ledger_reads_them_later(folder: JournalFolder, tmp_path: Path) -> None:
    folder.summaries()
    assert known_rows(JournalFolder(tmp_path)) == [1, 2, 4]


def test_a_run_that_went_on_is_read_again(folder: JournalFolder, tmp_path: Path) -> None:
    assert known_rows(folder) == [1, 2, 4]
    journal = folder.open("a")
    bring_in(journal, 2, [7])
    # Under way, what it did stands in a log beside it.
    assert known_rows(folder) == [1, 2, 4, 7]
    journal.finish(Closing(RunEnd.COMPLETE, 9), 3, 0)
    journal.close()
    assert known_rows(folder) == [1, 2, 4, 7]
    assert next(each for each in folder.summaries() if each.id == "a").end is RunEnd.COMPLETE
    rest(tmp_path / "a.run")
    assert known_rows(folder) == [1, 2, 4, 7]


def test_what_changed_just_now_is_not_kept(folder: JournalFolder, tmp_path: Path) -> None:
    sent(folder, "c", [8])
    assert known_rows(folder) == [1, 2, 4, 8]
    assert {path.stem for path in tmp_path.glob("*.digest")} == {"a", "b"}


def test_a_run_that_was_deleted_counts_no_longer_and_leaves_nothing(folder: JournalFolder, tmp_path: Path) -> None:
    assert known_rows(folder) == [1, 2, 4]
    folder.delete("a")
    assert known_rows(folder) == [2, 4]
    assert {path.name for path in tmp_path.iterdir()} == {"b.run", "b.digest", "b.lock"}
    with pytest.raises(JournalProblem):
        folder.accepted("a")


@pytest.mark.parametrize(
    "damage", [lambda content: content[: len(content) // 2], lambda content: content.replace(b"w", b"v"), bytes]
)
def test_a_damaged_digest_is_made_again(folder: JournalFolder, tmp_path: Path, damage) -> None:
    assert known_rows(folder) == [1, 2, 4]
    path = tmp_path / "a.digest"
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert known_rows(folder) == [1, 2, 4]
    assert path.read_bytes() == whole


def test_where_nothing_can_be_kept_the_journals_are_read(folder: JournalFolder, tmp_path: Path) -> None:
    (tmp_path / "a.digest").mkdir()
    assert known_rows(folder) == [1, 2, 4]
    assert known_rows(folder) == [1, 2, 4]
    assert not list(tmp_path.glob("*.part"))
