"""What the core and the window ask of the records of runs."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.journal.runs import Closing, JournalBatch, LeftOutRows, Refusal, RefusedRows, Run, RunEnd


@dataclass(frozen=True)
class RunSummary:
    """A line of the run history. Times in unix milliseconds."""

    id: str
    workspace_name: str
    practice: bool
    file_name: str
    row_count: int
    accepted: int
    refused: int
    end: RunEnd
    created_ms: int
    ended_ms: int | None
    # When it is planned to start: a run held until quiet time waits in the history.
    start_ms: int = 0
    fingerprint: str = ""
    workspace_key: str = ""
    workspace_id: str = ""
    # Of a run of a part of the file's rows: how many; None where all are its own.
    chosen_rows: int | None = None

    @property
    def own_rows(self) -> int:
        """Rows that the run is about."""
        return self.row_count if self.chosen_rows is None else self.chosen_rows

    def waits(self, now_ms: int) -> bool:
        """Whether nothing of it was sent and the moment at which it is planned to start has not come."""
        return self.end.can_continue and self.start_ms > now_ms and self.accepted == 0


class Journal(Protocol):
    """The written record of one run; what writes returns only when it is safe on disk. Raises JournalProblem, DiskFull."""

    def run(self) -> Run:
        """What was decided when the run began (and the number of entries approved since)."""

    def end(self) -> RunEnd:
        """How it ended, OPEN while it is under way."""

    def closing(self) -> Closing | None:
        """How, when and why it ended; None while it is under way."""

    def approve(self, entries: int) -> None:
        """Replace the approved number of possible entries."""

    def set_aside(self, refused: Sequence[RefusedRows], left_out: Sequence[LeftOutRows]) -> None:
        """Rows that we refuse ourselves and rows left out; replaces what was set aside before. The run is under way again."""

    def together(self) -> AbstractContextManager[None]:
        """What is written inside is safe on disk when it is left: all of it in one commit, or nothing if that fails."""

    def begin_batch(self, batch: JournalBatch) -> None:
        """Written before the request leaves (or leaves again: `attempts` then grows)."""

    def settle_batch(self, batch: JournalBatch, refusals: Sequence[Refusal] = ()) -> None:
        """Written after the answer, with the refusals it brought, in one commit."""

    def split_batch(self, batch: JournalBatch, parts: Sequence[JournalBatch]) -> None:
        """Replace a batch by smaller ones, in one commit."""

    def doubt(self, numbers: Sequence[int]) -> None:
        """Answers to these batches count no longer, nor the refusals they brought: those that were settled are unanswered."""

    def finish(self, closing: Closing, accepted: int, refused: int) -> None:
        """Write how the run ended, and how many rows were accepted and refused, for the history."""

    def batches(self) -> Sequence[JournalBatch]:
        """All batches in the order of their numbers."""

    def refused(self) -> Sequence[RefusedRows]:
        """All refused rows by reason, ours and Customer.io's."""

    def left_out(self) -> Sequence[LeftOutRows]:
        """Rows that were set aside because the person decided so."""

    def close(self) -> None:
        """Let go of the file and of the lock."""


class Journals(Protocol):
    """All runs on this machine."""

    def begin(self, run: Run) -> Journal:
        """A new journal, locked by this program instance."""

    def open(self, run_id: str, to_send: bool = True) -> Journal:
        """An existing journal; `to_send` takes the lock. Raises RunBusy, JournalProblem."""

    def summaries(self) -> Sequence[RunSummary]:
        """Newest first; unreadable journals are left out."""

    def unreadable(self) -> Sequence[str]:
        """The ids of runs whose journals cannot be read, in order."""

    def accepted(self, run_id: str) -> npt.NDArray[np.bool_]:
        """Which rows of its file a run brought in, one entry per row. Raises JournalProblem."""

    def is_being_sent(self, run_id: str) -> bool:
        """Whether this or another instance of the program is sending the run at this moment."""

    def delete(self, run_id: str) -> None:
        """Remove one run for good. Raises RunBusy."""
