"""The written record of one run: an SQLite file that survives a crash, a power cut and a full disk."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
from filelock import BaseFileLock

from backfill_assistant.adapters.run_form import (
    kinds_from_bytes,
    kinds_to_bytes,
    rows_from_bytes,
    rows_to_bytes,
    run_from_text,
    run_to_text,
    sentence_from_text,
    sentence_to_text,
)
from backfill_assistant.core.errors import DiskFull, JournalProblem
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
    Run,
    RunEnd,
)
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

# In `refused_rows.batch`: rows that we refuse ourselves.
_OURS: Final = 0


def lay_tables(database: sqlite3.Connection) -> None:
    """Version 1."""
    for statement in (
        "CREATE TABLE run (id TEXT PRIMARY KEY, decided TEXT NOT NULL, only_rows BLOB, approved_entries INTEGER NOT NULL,"
        " ended TEXT NOT NULL, ended_ms INTEGER, explanation TEXT, accepted INTEGER NOT NULL DEFAULT 0,"
        " refused INTEGER NOT NULL DEFAULT 0)",
        "CREATE TABLE batch (number INTEGER PRIMARY KEY, record_count INTEGER NOT NULL, rows BLOB NOT NULL, kinds BLOB NOT NULL,"
        " state TEXT NOT NULL, attempts INTEGER NOT NULL, status INTEGER, answered_ms INTEGER, body_sha256 TEXT NOT NULL,"
        " entries INTEGER NOT NULL)",
        "CREATE TABLE reason (id INTEGER PRIMARY KEY, refused_by TEXT NOT NULL, code TEXT NOT NULL, sentence TEXT NOT NULL,"
        " advice TEXT NOT NULL, column_name TEXT NOT NULL, UNIQUE (refused_by, code, sentence, advice, column_name))",
        "CREATE TABLE refused_rows (reason INTEGER NOT NULL REFERENCES reason, batch INTEGER NOT NULL, rows BLOB NOT NULL,"
        " PRIMARY KEY (reason, batch)) WITHOUT ROWID",
        "CREATE TABLE left_out (left_out_by TEXT PRIMARY KEY, rows BLOB NOT NULL) WITHOUT ROWID",
    ):
        database.execute(statement)


def count_entries_per_campaign(database: sqlite3.Connection) -> None:
    """Version 2: what a batch uses up of the limits per campaign; NULL where that was not counted."""
    database.execute("ALTER TABLE batch ADD COLUMN campaign_entries TEXT")


# One step per version; a step, once released, is never changed.
MIGRATIONS: Final[tuple[Callable[[sqlite3.Connection], None], ...]] = (lay_tables, count_entries_per_campaign)


@contextmanager
def translated() -> Iterator[None]:
    """SQLite's errors in the person's words."""
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise DiskFull(
                Sentence(QT_TRANSLATE_NOOP("core", "The disk is full, so the run can no longer be written down.")),
                Sentence(
                    QT_TRANSLATE_NOOP("core", "Make room, then begin or continue the run. Nothing that was sent is forgotten.")
                ),
            ) from error
        raise JournalProblem(
            Sentence(
                QT_TRANSLATE_NOOP("core", "The record of this run cannot be read or written ({kind})."),
                kind=getattr(error, "sqlite_errorname", "SQLITE"),
            ),
            Sentence(QT_TRANSLATE_NOOP("core", "Check that the disk with your user data works, then try again.")),
        ) from error


@contextmanager
def understood() -> Iterator[None]:
    """What was read makes sense, or else the record is damaged: SQLite has no checksums that would have told."""
    try:
        with translated():
            yield
    except (ArithmeticError, LookupError, MemoryError, TypeError, ValueError, zlib.error) as error:
        raise JournalProblem(
            Sentence(QT_TRANSLATE_NOOP("core", "The record of this run cannot be understood.")),
            Sentence(QT_TRANSLATE_NOOP("core", "Begin a new run; what was sent already is not stored twice by Customer.io.")),
        ) from error


def connect(path: Path, create: bool = True) -> sqlite3.Connection:
    """Open the file with what makes it safe, and bring it up to date; without `create`, a file that is not there stays away."""
    place = f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
    database = sqlite3.connect(place, isolation_level=None, timeout=5.0, uri=True)
    try:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("PRAGMA foreign_keys=ON")
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise JournalProblem(
                Sentence(QT_TRANSLATE_NOOP("core", "A newer version of this program began this run.")),
                Sentence(QT_TRANSLATE_NOOP("core", "Continue it with that version.")),
            )
        for number, migrate in enumerate(MIGRATIONS[version:], version + 1):
            database.execute("BEGIN IMMEDIATE")
            migrate(database)
            database.execute(f"PRAGMA user_version={number}")
            database.execute("COMMIT")
    except BaseException:
        database.close()
        raise
    return database


class SqliteJournal:
    """Implements `ports.Journal`. Belongs to the thread that opened it; holds the run's lock while it may send."""

    def __init__(self, path: Path, lock: BaseFileLock | None, create: bool = True) -> None:
        self._path, self._lock = path, lock
        self._gathering = False
        self._row_count: int | None = None
        with understood():
            self._database = connect(path, create)

    @contextmanager
    def together(self) -> Iterator[None]:
        """One commit for everything written inside."""
        with translated():
            self._gathering = True
            try:
                yield
                if self._database.in_transaction:
                    self._database.execute("COMMIT")
                    self._check_in_place()
            finally:
                self._gathering = False
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")

    @contextmanager
    def _commit(self) -> Iterator[sqlite3.Connection]:
        """One transaction, or a part of the one that `together` gathers."""
        with translated():
            if not self._database.in_transaction:
                self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                if not self._gathering:
                    self._database.execute("COMMIT")
            finally:
                if not self._gathering and self._database.in_transaction:
                    self._database.execute("ROLLBACK")

    def write_run(self, run: Run) -> None:
        """The first thing written."""
        chosen = None if run.only_rows is None else rows_to_bytes(run.only_rows)
        with self._commit() as database:
            database.execute(
                "INSERT INTO run (id, decided, only_rows, approved_entries, ended) VALUES (?, ?, ?, ?, ?)",
                (run.id, run_to_text(run), chosen, run.approved_entries, RunEnd.OPEN),
            )

    def run(self) -> Run:
        """What was decided."""
        with understood():
            decided, chosen, approved = self._database.execute("SELECT decided, only_rows, approved_entries FROM run").fetchone()
            return run_from_text(decided, None if chosen is None else rows_from_bytes(chosen), approved)

    def end(self) -> RunEnd:
        """How the run ended."""
        closing = self.closing()
        return RunEnd.OPEN if closing is None else closing.end

    def closing(self) -> Closing | None:
        """How, when and why it ended."""
        with understood():
            ended, ended_ms, told = self._database.execute("SELECT ended, ended_ms, explanation FROM run").fetchone()
            if ended == RunEnd.OPEN:
                return None
            return Closing(RunEnd(ended), int(ended_ms), None if told is None else sentence_from_text(told))

    def counts(self) -> tuple[int, int]:
        """Accepted and refused rows when the run ended last."""
        with understood():
            accepted, refused = self._database.execute("SELECT accepted, refused FROM run").fetchone()
            return int(accepted), int(refused)

    def approve(self, entries: int) -> None:
        """Replace the approved number."""
        with self._commit() as database:
            database.execute("UPDATE run SET approved_entries = ?", (entries,))

    def set_aside(self, refused: Sequence[RefusedRows], left_out: Sequence[LeftOutRows]) -> None:
        """Replace what was set aside; the run is under way again."""
        with self._commit() as database:
            database.execute("UPDATE run SET ended = ?, ended_ms = NULL, explanation = NULL", (RunEnd.OPEN,))
            database.execute("DELETE FROM refused_rows WHERE batch = ?", (_OURS,))
            database.execute("DELETE FROM left_out")
            for group in refused:
                self._write_refused(group.reason, _OURS, group.rows)
            database.executemany("INSERT INTO left_out VALUES (?, ?)", [(part.by, rows_to_bytes(part.rows)) for part in left_out])

    def begin_batch(self, batch: JournalBatch) -> None:
        """Before the request leaves."""
        with self._commit():
            self._write_batch(batch)

    def settle_batch(self, batch: JournalBatch, refusals: Sequence[Refusal] = ()) -> None:
        """After the answer."""
        with self._commit() as database:
            database.execute(
                "UPDATE batch SET state = ?, attempts = ?, status = ?, answered_ms = ?, entries = ?, campaign_entries = ?"
                " WHERE number = ?",
                (
                    batch.state,
                    batch.attempts,
                    batch.status,
                    batch.answered_ms,
                    batch.entries,
                    json.dumps(batch.campaign_entries),
                    batch.number,
                ),
            )
            by_reason: dict[Reason, set[int]] = defaultdict(set)
            for refusal in refusals:
                by_reason[refusal.reason].add(refusal.row)
            for reason, rows in by_reason.items():
                self._write_refused(reason, batch.number, np.array(sorted(rows), dtype=np.int64))

    def doubt(self, numbers: Sequence[int]) -> None:
        """Not answered after all."""
        settled = (BatchState.ACCEPTED, BatchState.PARTLY_REFUSED, BatchState.REFUSED)
        with self._commit() as database:
            for number in numbers:
                found = database.execute(
                    "UPDATE batch SET state = ?, status = NULL WHERE number = ? AND state IN (?, ?, ?)",
                    (BatchState.UNANSWERED, number, *settled),
                )
                if found.rowcount:
                    database.execute("DELETE FROM refused_rows WHERE batch = ?", (number,))

    def split_batch(self, batch: JournalBatch, parts: Sequence[JournalBatch]) -> None:
        """Smaller batches instead of one."""
        with self._commit():
            self._write_batch(batch)
            for part in parts:
                self._write_batch(part)

    def _write_batch(self, batch: JournalBatch) -> None:
        self._database.execute(
            "INSERT OR REPLACE INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                batch.number,
                len(batch.rows),
                rows_to_bytes(batch.rows),
                kinds_to_bytes(batch.kinds),
                batch.state,
                batch.attempts,
                batch.status,
                batch.answered_ms,
                batch.body_sha256,
                batch.entries,
                json.dumps(batch.campaign_entries),
            ),
        )

    def _write_refused(self, reason: Reason, batch_number: int, rows: np.typing.NDArray[np.int64]) -> None:
        key = (
            reason.by,
            reason.code,
            sentence_to_text(reason.sentence),
            sentence_to_text(reason.advice),
            reason.column,
        )
        self._database.execute(
            "INSERT OR IGNORE INTO reason (refused_by, code, sentence, advice, column_name) VALUES (?, ?, ?, ?, ?)", key
        )
        (number,) = self._database.execute(
            "SELECT id FROM reason WHERE refused_by = ? AND code = ? AND sentence = ? AND advice = ? AND column_name = ?", key
        ).fetchone()
        self._database.execute("INSERT OR REPLACE INTO refused_rows VALUES (?, ?, ?)", (number, batch_number, rows_to_bytes(rows)))

    def finish(self, closing: Closing, accepted: int, refused: int) -> None:
        """How the run ended."""
        told = None if closing.explanation is None else sentence_to_text(closing.explanation)
        with self._commit() as database:
            database.execute(
                "UPDATE run SET ended = ?, ended_ms = ?, explanation = ?, accepted = ?, refused = ?",
                (closing.end, closing.ended_ms, told, accepted, refused),
            )
        self._check_in_place()

    def _check_in_place(self) -> None:
        """SQLite writes on into a file that was moved away or deleted, where no history would find it."""
        if not self._path.exists():
            raise JournalProblem(
                Sentence(
                    QT_TRANSLATE_NOOP("core", "The record of this run is no longer in its folder: {folder}."),
                    folder=str(self._path.parent),
                ),
                Sentence(
                    QT_TRANSLATE_NOOP(
                        "core",
                        "Sending has stopped. Put the folder back, then continue the run from the run history. Without it, begin a "
                        "new run; what was sent already is not stored twice by Customer.io.",
                    )
                ),
            )

    def batches(self) -> Sequence[JournalBatch]:
        """All batches by number."""
        with understood():
            found = self._database.execute("SELECT * FROM batch ORDER BY number").fetchall()
            return [
                JournalBatch(
                    number=number,
                    rows=self._rows(rows, count),
                    kinds=kinds_from_bytes(kinds, count),
                    state=BatchState(state),
                    attempts=attempts,
                    status=status,
                    answered_ms=answered_ms,
                    body_sha256=digest,
                    entries=entries,
                    campaign_entries=() if by_campaign is None else tuple(json.loads(by_campaign)),
                )
                for number, count, rows, kinds, state, attempts, status, answered_ms, digest, entries, by_campaign in found
            ]

    def refused(self) -> Sequence[RefusedRows]:
        """All refused rows by reason."""
        with understood():
            reasons = self._database.execute("SELECT id, refused_by, code, sentence, advice, column_name FROM reason").fetchall()
            rows_of = defaultdict(list)
            for number, rows in self._database.execute("SELECT reason, rows FROM refused_rows").fetchall():
                rows_of[number].append(self._rows(rows))
            return [
                RefusedRows(
                    Reason(RefusedBy(by), code, sentence_from_text(sentence), sentence_from_text(advice), column),
                    np.unique(np.concatenate(rows_of[number])),
                )
                for number, by, code, sentence, advice, column in reasons
                if number in rows_of
            ]

    def left_out(self) -> Sequence[LeftOutRows]:
        """Rows left out by the person."""
        with understood():
            found = self._database.execute("SELECT left_out_by, rows FROM left_out").fetchall()
            return [LeftOutRows(LeftOutBy(by), self._rows(rows)) for by, rows in found]

    def _rows(self, written: bytes, count: int | None = None) -> np.typing.NDArray[np.int64]:
        """Row numbers that the run's file can have; `count` is how many there must be."""
        if self._row_count is None:
            self._row_count = self.run().row_count
        rows = rows_from_bytes(written)
        if (count is not None and len(rows) != count) or (len(rows) and not 0 <= rows.min() <= rows.max() < self._row_count):
            raise ValueError("these are no rows of this file")
        return rows

    def close(self) -> None:
        """Let go of the file and of the lock."""
        with translated():
            self._database.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None
