"""The journal on disk: what is written is there after a crash, and nothing is there that should not be."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backfill_assistant.adapters import sqlite_journal
from backfill_assistant.adapters.journal_folder import JournalFolder
from backfill_assistant.adapters.run_form import rows_from_bytes, rows_to_bytes
from backfill_assistant.adapters.sqlite_journal import SqliteJournal
from backfill_assistant.core.campaigns.campaigns import Campaign, Trigger, TriggerKind
from backfill_assistant.core.errors import DiskFull, JournalProblem, RunBusy
from backfill_assistant.core.journal.account import Totals
from backfill_assistant.core.journal.report import make_report
from backfill_assistant.core.journal.runs import (
    BatchState,
    Closing,
    JournalBatch,
    LeftOutBy,
    LeftOutRows,
    Reason,
    Refusal,
    RefusedBy,
    RefusedRows,
    RunEnd,
    repairs_digest,
    repairs_to_write,
)
from backfill_assistant.core.mapping.mapping import RowMeaning
from backfill_assistant.core.mapping.repairs import EditCell, Keep, KeepOfDuplicates, LeaveOutRows, Repairs
from backfill_assistant.core.sending.sender import Wishes, send
from backfill_assistant.core.sentences import Sentence
from fakes.cargo import OUR_REASON, make_cargo, make_run
from fakes.clock import FakeClock
from fakes.journal import FakeJournal
from fakes.monitor import FakeMonitor
from fakes.workspace import FakeWorkspace

THEIRS = Reason(
    RefusedBy.CUSTOMERIO, "customerio.name", Sentence("Refused: {reason}.", reason="no name"), Sentence("Mend it."), "Plan"
)


def rows(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


@pytest.fixture
def folder(tmp_path: Path) -> JournalFolder:
    return JournalFolder(tmp_path / "runs")


def batch(number: int, *numbers: int, state: BatchState = BatchState.SENDING) -> JournalBatch:
    kinds = np.array([position % 2 for position in range(len(numbers))], dtype=np.uint8)
    return JournalBatch(number, rows(*numbers), kinds, state, attempts=1, body_sha256="ab", entries=2, campaign_entries=(2, 0))


@pytest.mark.parametrize(
    "numbers",
    [[], [7], [3, 4, 5], [5, 4, 3], [1, 1, 2, 2], [9, 2, 10**12, 4], [10**12, 10**12 + 255], [3, 259], list(range(0, 90_000, 7))],
    ids=str,
)
def test_row_numbers_survive(numbers):
    kept = rows_from_bytes(rows_to_bytes(np.array(numbers, dtype=np.int64)))
    assert kept.tolist() == numbers
    assert kept.dtype == np.int64


def test_a_run_is_read_back_as_it_was(folder):
    repairs = Repairs((LeaveOutRows((1, 2)), EditCell(3, 0, "secret@example.com"), KeepOfDuplicates(Keep.NEWEST)))
    run = replace(
        make_run(12),
        campaigns=(Campaign(4, "Welcome", Trigger(TriggerKind.SEGMENT, segment_ids=(5,), segment_names=("New",)), created_ms=9),),
        only_rows=rows(2, 3, 8),
        repairs=repairs_to_write(repairs),
        repairs_digest=repairs_digest(repairs),
    )
    folder.begin(run).close()
    journal = folder.open(run.id)
    found = journal.run()
    journal.close()
    assert list(found.only_rows) == [2, 3, 8]
    assert replace(found, only_rows=None) == replace(run, only_rows=None)
    assert b"secret@" not in b"".join(path.read_bytes() for path in (folder._folder).iterdir())


def tell(journal) -> None:
    journal.set_aside([RefusedRows(OUR_REASON, rows(0, 1))], [LeftOutRows(LeftOutBy.DECISION, rows(2))])
    journal.set_aside([RefusedRows(OUR_REASON, rows(0))], [LeftOutRows(LeftOutBy.REPAIR, rows(2))])
    journal.begin_batch(batch(1, 3, 3, 4))
    journal.settle_batch(batch(1, 3, 3, 4, state=BatchState.PARTLY_REFUSED), [Refusal(4, THEIRS)])
    journal.begin_batch(batch(2, 5, 6, 7))
    journal.split_batch(
        batch(2, 5, 6, 7, state=BatchState.SPLIT),
        [batch(3, 5, state=BatchState.NOT_TAKEN), batch(4, 6, 7, state=BatchState.UNANSWERED)],
    )
    journal.begin_batch(replace(batch(3, 5), attempts=2))
    journal.settle_batch(
        replace(batch(3, 5, state=BatchState.REFUSED), attempts=2, status=400, answered_ms=77), [Refusal(5, THEIRS)]
    )
    journal.approve(9)


def told(journal) -> object:
    batches = [
        (
            each.number,
            each.rows.tolist(),
            each.kinds.tolist(),
            each.state,
            each.attempts,
            each.status,
            each.answered_ms,
            each.entries,
            each.campaign_entries,
        )
        for each in journal.batches()
    ]
    refused = sorted((group.reason.code, str(group.reason.sentence), group.rows.tolist()) for group in journal.refused())
    left_out = [(part.by, part.rows.tolist()) for part in journal.left_out()]
    return batches, refused, left_out, journal.run().approved_entries, journal.closing()


def test_the_journal_on_disk_says_what_the_one_in_memory_says(folder):
    run = make_run(12)
    written, memory = folder.begin(run), FakeJournal(run)
    for journal in (written, memory):
        tell(journal)
    assert told(written) == told(memory)
    closing = Closing(RunEnd.STOPPED_BY_LIMIT, 99, Sentence("Because of {rows} rows.", rows=3))
    for journal in (written, memory):
        journal.finish(closing, 1, 2)
    written.close()
    again = folder.open(run.id, to_send=False)
    assert told(again) == told(memory)
    again.close()


@pytest.mark.parametrize("on_disk", [True, False])
def test_what_is_doubted_is_not_answered_and_has_refused_nothing(folder, on_disk):
    run = make_run(10)
    journal = folder.begin(run) if on_disk else FakeJournal(run)
    for number, state in ((1, BatchState.PARTLY_REFUSED), (2, BatchState.PARTLY_REFUSED), (3, BatchState.NOT_TAKEN)):
        journal.begin_batch(batch(number, number, number + 3))
        refusals = [Refusal(number, THEIRS)] if state is BatchState.PARTLY_REFUSED else []
        journal.settle_batch(batch(number, number, number + 3, state=state), refusals)
    journal.doubt([1, 3, 99] if on_disk else [1, 3])
    assert [each.state for each in journal.batches()] == [BatchState.UNANSWERED, BatchState.PARTLY_REFUSED, BatchState.NOT_TAKEN]
    assert [group.rows.tolist() for group in journal.refused()] == [[2]]
    journal.close()


def test_what_is_set_aside_again_opens_the_run_again(folder):
    journal = folder.begin(make_run(4))
    journal.finish(Closing(RunEnd.STOPPED_BY_PERSON, 9), 0, 0)
    journal.set_aside([], [])
    assert journal.end() is RunEnd.OPEN
    journal.close()


def test_a_second_instance_is_told_and_readers_are_not_kept_out(folder):
    run = make_run(4)
    journal = folder.begin(run)
    with pytest.raises(RunBusy):
        JournalFolder(folder._folder).open(run.id)
    with pytest.raises(RunBusy):
        folder.delete(run.id)
    reader = folder.open(run.id, to_send=False)
    assert reader.run().row_count == 4
    reader.close()
    assert [summary.id for summary in folder.summaries()] == [run.id]
    journal.close()
    folder.open(run.id).close()


def test_a_killed_program_leaves_its_journal_whole_and_its_lock_free(folder):
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from pathlib import Path
from fakes.cargo import make_run
from backfill_assistant.adapters.journal_folder import JournalFolder
from test_sqlite_journal import tell
journal = JournalFolder(Path({str(folder._folder)!r})).begin(make_run(12))
tell(journal)
print("told", flush=True)
sys.stdin.read()
"""
    program = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])},
    )
    with program:
        assert program.stdout.readline() == b"told\n"
        with pytest.raises(RunBusy):
            folder.open("run-1")
        assert folder.is_being_sent("run-1")
        program.send_signal(signal.SIGKILL)
        program.wait()
    assert not folder.is_being_sent("run-1")
    memory = FakeJournal(make_run(12))
    tell(memory)
    journal = folder.open("run-1")
    assert folder.is_being_sent("run-1")
    assert told(journal) == told(memory)
    assert make_report(journal).interrupted
    journal.close()


def test_the_history_lists_runs_newest_first_and_leaves_out_what_is_no_journal(folder):
    folder.begin(replace(make_run(4, run_id="a"), created_ms=1)).close()
    journal = folder.begin(replace(make_run(12, run_id="b"), created_ms=2))
    tell(journal)
    journal.close()
    (folder._folder / "notes.run").write_bytes(b"these are no pages of a database, whatever the name says" * 50)
    newest, oldest = folder.summaries()
    assert (newest.id, oldest.id) == ("b", "a")
    assert (newest.accepted, newest.refused, newest.end) == (1, 3, RunEnd.OPEN)
    folder.delete("b")
    assert [summary.id for summary in folder.summaries()] == ["a"]
    assert not list(folder._folder.glob("b.*"))


def test_what_is_not_there_or_cannot_be_read_is_said(folder):
    with pytest.raises(JournalProblem):
        folder.open("gone")
    with pytest.raises(JournalProblem):
        folder.open("../elsewhere")
    folder.begin(make_run(4)).close()
    with pytest.raises(JournalProblem):
        folder.begin(make_run(4))
    path = folder._folder / "run-1.run"
    database = sqlite3.connect(path)
    database.execute("UPDATE run SET decided = '{}'")
    database.commit()
    database.execute("PRAGMA user_version=99")
    database.close()
    with pytest.raises(JournalProblem, match="newer version"):
        folder.open("run-1")


def test_a_run_of_some_rows_is_listed_with_those(folder):
    folder.begin(replace(make_run(4_000), only_rows=rows(3, 4, 9))).close()
    (summary,) = folder.summaries()
    assert (summary.row_count, summary.own_rows) == (4_000, 3)


def test_a_full_disk_is_said_and_what_was_written_stays(folder):
    journal = folder.begin(make_run(5_000))
    journal.begin_batch(batch(1, 3))
    (pages,) = journal._database.execute("PRAGMA page_count").fetchone()
    journal._database.execute(f"PRAGMA max_page_count={pages + 1}")
    scattered = np.random.default_rng(1).permutation(5_000).astype(np.int64)
    with pytest.raises(DiskFull):
        journal.split_batch(
            batch(1, 3), [JournalBatch(number, scattered, np.zeros(5_000, dtype=np.uint8)) for number in range(2, 9)]
        )
    assert journal.batches()[0].rows.tolist() == [3]
    journal.close()


def test_a_run_that_has_no_room_to_begin_leaves_nothing_behind(folder, monkeypatch):
    def full(*_):
        raise DiskFull(Sentence("full"), Sentence("make room"))

    monkeypatch.setattr(SqliteJournal, "write_run", full)
    with pytest.raises(DiskFull):
        folder.begin(make_run(4))
    assert not list(folder._folder.glob("*.run*"))
    monkeypatch.undo()
    folder.begin(make_run(4)).close()


def test_a_disk_that_fills_while_sending_loses_nothing(folder):
    run = make_run(20_000, RowMeaning.EVENT)
    order = np.random.default_rng(1).permutation(20_000).tolist()
    clock = FakeClock()
    workspace = FakeWorkspace(clock)
    journal = folder.begin(run)
    (pages,) = journal._database.execute("PRAGMA page_count").fetchone()
    journal._database.execute(f"PRAGMA max_page_count={pages + 4}")
    cargo = make_cargo(run, order=order)
    with pytest.raises(DiskFull):
        send(journal, cargo, workspace, clock, FakeMonitor(clock), Wishes(chance=lambda: 0.5))
    journal.close()
    journal = folder.open(run.id)
    assert 0 < len(workspace.held) < 20_000
    assert send(journal, cargo, workspace, clock, FakeMonitor(clock), Wishes(chance=lambda: 0.5)) is RunEnd.COMPLETE
    assert make_report(journal).totals.accepted == len(workspace.held) == 20_000
    journal.close()


def test_a_journal_of_an_older_version_goes_on(folder, monkeypatch):
    monkeypatch.setattr(sqlite_journal, "MIGRATIONS", (sqlite_journal.lay_tables,))
    journal = folder.begin(make_run(12))
    with journal._commit() as database:
        database.execute(
            "INSERT INTO batch VALUES (1, 2, ?, ?, 'sending', 1, NULL, NULL, 'ab', 2)", (rows_to_bytes(rows(3, 4)), b"\x01")
        )
    journal.close()
    monkeypatch.undo()
    journal = folder.open("run-1")
    (kept,) = journal.batches()
    assert (kept.rows.tolist(), kept.entries, kept.campaign_entries) == ([3, 4], 2, ())
    journal.settle_batch(replace(kept, state=BatchState.ACCEPTED, campaign_entries=(1,)))
    assert journal.batches()[0].campaign_entries == (1,)
    journal.close()


def test_writes_are_forced_to_disk(folder):
    journal = folder.begin(make_run(4))
    assert journal._database.execute("PRAGMA synchronous").fetchone() == (2,)
    assert journal._database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert journal._database.execute("PRAGMA user_version").fetchone() == (len(sqlite_journal.MIGRATIONS),)
    journal.close()


def damaged(content: bytes, chance: random.Random) -> bytes:
    """As a disk may hand it back: a few other bytes, a part without any, or less of it."""
    found = bytearray(content)
    how = chance.choice(["bytes", "hole", "cut"])
    if how == "cut":
        return bytes(found[: chance.randrange(len(found))])
    if how == "hole":
        start = chance.randrange(len(found) - 500)
        found[start : start + 500] = bytes(500)
    for _ in range(chance.choice([1, 3, 30]) if how == "bytes" else 0):
        found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


def test_a_damaged_record_is_told_and_hides_no_other(folder, tmp_path):
    chance = random.Random(6)
    for run_id in ("a", "b"):
        journal = folder.begin(make_run(400, run_id=run_id))
        tell(journal)
        for number in range(10, 40):
            journal.begin_batch(batch(number, *chance.sample(range(400), 40), state=BatchState.ACCEPTED))
        journal.close()
    path = tmp_path / "runs" / "a.run"
    content = path.read_bytes()
    told = 0
    for _ in range(120):
        for left in path.parent.glob("a.run-*"):
            left.unlink()
        path.write_bytes(damaged(content, chance))
        listed = {summary.id for summary in folder.summaries()}
        assert "b" in listed
        # A record is listed or told to be unreadable, never neither.
        assert set(folder.unreadable()) == {"a"} - listed
        try:
            journal = folder.open("a", to_send=False)
            try:
                totals = make_report(journal).totals
                assert sum(getattr(totals, name) for name in Totals.__dataclass_fields__) == 2 * totals.rows
            finally:
                journal.close()
        except JournalProblem:
            told += 1
    assert told > 20


def test_looking_at_a_record_that_was_just_deleted_makes_no_new_one(tmp_path: Path) -> None:
    path = tmp_path / "gone.run"
    with pytest.raises(JournalProblem):
        SqliteJournal(path, None, create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_record_in_which_a_text_stands_for_a_workspace_is_damaged(tmp_path: Path) -> None:
    folder = JournalFolder(tmp_path)
    folder.begin(make_run(10, run_id="a")).close()
    with contextlib.closing(sqlite3.connect(tmp_path / "a.run", isolation_level=None)) as database:
        database.execute("UPDATE run SET decided = json_set(decided, '$.workspace', 'x')")
    assert (folder.summaries(), folder.unreadable()) == ([], ["a"])
