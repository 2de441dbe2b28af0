"""All runs on this machine: one journal file each, in one folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout

from backfill_assistant.adapters.run_digests import Digest, forget_digest, keep_digest, kept_digest, state_of
from backfill_assistant.adapters.sqlite_journal import SqliteJournal
from backfill_assistant.core.errors import BackfillError, JournalProblem, RunBusy, RunGone
from backfill_assistant.core.journal.account import Account, account_of
from backfill_assistant.core.journal.runs import Run
from backfill_assistant.core.ports import RunSummary
from backfill_assistant.core.row_sets import row_set
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence


class JournalFolder:
    """Implements `ports.Journals`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, run: Run) -> SqliteJournal:
        """A new journal, locked."""
        path = self._path(run.id)
        self._make_folder()
        if path.exists():
            raise JournalProblem(
                Sentence(QT_TRANSLATE_NOOP("core", "This run has been begun already.")),
                Sentence(QT_TRANSLATE_NOOP("core", "Continue it from the run history.")),
            )
        lock = self._locked(run.id)
        journal = None
        try:
            journal = SqliteJournal(path, lock)
            journal.write_run(run)
        except BackfillError:
            # A run that could not begin leaves nothing behind.
            if journal is not None:
                journal.close()
            self._remove(run.id)
            lock.release()
            raise
        return journal

    def open(self, run_id: str, to_send: bool = True) -> SqliteJournal:
        """An existing journal."""
        path = self._path(run_id)
        if not path.is_file():
            raise _not_there()
        lock = self._locked(run_id) if to_send else None
        try:
            return SqliteJournal(path, lock, create=False)
        except BackfillError:
            if lock is not None:
                lock.release()
            raise

    def summaries(self) -> Sequence[RunSummary]:
        """Newest first; files that are no journals are left out."""
        found = [summary for path in self._folder.glob("*.run") if (summary := _summary_at(path)) is not None]
        # A run and the one that holds its other rows are of the same moment: the latter's name is longer, and comes after it.
        return sorted(found, key=lambda summary: (-summary.created_ms, summary.id))

    def unreadable(self) -> Sequence[str]:
        """The ids of runs whose journals cannot be read, in order."""
        return sorted(path.stem for path in self._folder.glob("*.run") if _summary_at(path) is None)

    def accepted(self, run_id: str) -> npt.NDArray[np.bool_]:
        """Which rows of the file the run brought in, one entry per row."""
        path = self._path(run_id)
        if not path.is_file():
            raise _not_there()
        state = state_of(path)
        known = kept_digest(path, state)
        if known is not None and known.accepted is not None:
            return known.accepted
        journal = SqliteJournal(path, None, create=False)
        try:
            summary = _summary(journal) if known is None else known.summary
            rows = _account(journal).accepted_rows()
        finally:
            journal.close()
        accepted = row_set(rows, summary.row_count)
        keep_digest(path, state, Digest(summary, accepted))
        return accepted

    def is_being_sent(self, run_id: str) -> bool:
        """Whether some instance of the program holds the run's lock."""
        path = self._lock_path(run_id)
        if not path.exists():
            return False
        lock = FileLock(path, timeout=0, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            return True
        except OSError:
            # Where a lock cannot be written, nothing can be sent either.
            return False
        lock.release()
        return False

    def delete(self, run_id: str) -> None:
        """Remove one run for good."""
        lock = self._locked(run_id)
        try:
            self._remove(run_id)
        finally:
            lock.release()
        self._lock_path(run_id).unlink(missing_ok=True)

    def _remove(self, run_id: str) -> None:
        path = self._path(run_id)
        try:
            for ending in ("", "-wal", "-shm"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
            forget_digest(path)
        except OSError as error:
            raise JournalProblem(
                Sentence(QT_TRANSLATE_NOOP("core", "The record of this run cannot be deleted.")),
                Sentence(QT_TRANSLATE_NOOP("core", "It may be open in another window. Close that, then try again.")),
            ) from error

    def _path(self, run_id: str) -> Path:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,80}", run_id):
            # No run has such an id, and no path that it might spell is looked at.
            raise _not_there()
        return self._folder / f"{run_id}.run"

    def _lock_path(self, run_id: str) -> Path:
        return self._path(run_id).with_suffix(".lock")

    def _make_folder(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise JournalProblem(
                Sentence(
                    QT_TRANSLATE_NOOP("core", "The folder for run records cannot be made: {folder}."), folder=str(self._folder)
                ),
                Sentence(QT_TRANSLATE_NOOP("core", "Check that you may write there and that the disk is not full.")),
            ) from error

    def _locked(self, run_id: str) -> FileLock:
        """The lock of a run; the system lets go of it when the program dies, however that happens."""
        lock = FileLock(self._lock_path(run_id), timeout=0, thread_local=False)
        try:
            lock.acquire()
        except Timeout as error:
            raise RunBusy(
                Sentence(
                    QT_TRANSLATE_NOOP("core", "This run is being sent already, by another window of this program or by a script.")
                ),
                Sentence(QT_TRANSLATE_NOOP("core", "Go on there, or end that first.")),
            ) from error
        except OSError as error:
            raise JournalProblem(
                Sentence(
                    QT_TRANSLATE_NOOP("core", "The folder for run records cannot be written: {folder}."), folder=str(self._folder)
                ),
                Sentence(QT_TRANSLATE_NOOP("core", "Check that you may write there and that the disk is not full.")),
            ) from error
        return lock


def _not_there() -> RunGone:
    return RunGone(
        Sentence(QT_TRANSLATE_NOOP("core", "The record of this run is no longer there.")),
        Sentence(QT_TRANSLATE_NOOP("core", "Begin a new run; what was sent already is not stored twice by Customer.io.")),
    )


def _summary_at(path: Path) -> RunSummary | None:
    """None for a file that cannot be read as a journal."""
    state = state_of(path)
    known = kept_digest(path, state)
    if known is not None:
        return known.summary
    try:
        journal = SqliteJournal(path, None, create=False)
        try:
            summary = _summary(journal)
        finally:
            journal.close()
    except BackfillError:
        return None
    keep_digest(path, state, Digest(summary))
    return summary


def _account(journal: SqliteJournal) -> Account:
    return account_of(journal.run().row_count, journal.batches(), journal.refused(), journal.left_out())


def _summary(journal: SqliteJournal) -> RunSummary:
    run, closing = journal.run(), journal.closing()
    accepted, refused = journal.counts()
    if closing is None:
        # It was never ended properly, so the numbers are counted from the batches.
        totals = _account(journal).totals()
        accepted, refused = totals.accepted, totals.refused
    return RunSummary(
        id=run.id,
        workspace_name=run.workspace.name,
        practice=run.workspace.practice,
        file_name=run.source.name,
        row_count=run.row_count,
        accepted=accepted,
        refused=refused,
        end=journal.end(),
        created_ms=run.created_ms,
        ended_ms=None if closing is None else closing.ended_ms,
        start_ms=run.plan.start_ms,
        fingerprint=run.fingerprint,
        workspace_key=run.workspace_key,
        workspace_id=run.workspace.id,
        chosen_rows=None if run.only_rows is None else len(run.only_rows),
    )
