"""A journal in memory, as honest as the one on disk: what is not written is not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from backfill_assistant.core.journal.runs import (
    BatchState,
    Closing,
    JournalBatch,
    LeftOutRows,
    Reason,
    Refusal,
    RefusedRows,
    Run,
    RunEnd,
)


class FakeJournal:
    """Implements ports.Journal."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._closing: Closing | None = None
        self._batches: dict[int, JournalBatch] = {}
        self._ours: tuple[RefusedRows, ...] = ()
        self._left_out: tuple[LeftOutRows, ...] = ()
        # By reason and the number of the batch.
        self._theirs: dict[tuple[Reason, int], set[int]] = {}

    def run(self) -> Run:
        return self._run

    def end(self) -> RunEnd:
        return RunEnd.OPEN if self._closing is None else self._closing.end

    def closing(self) -> Closing | None:
        return self._closing

    def approve(self, entries: int) -> None:
        self._run = replace(self._run, approved_entries=entries)

    def set_aside(self, refused: Sequence[RefusedRows], left_out: Sequence[LeftOutRows]) -> None:
        self._closing, self._ours, self._left_out = None, tuple(refused), tuple(left_out)

    @contextmanager
    def together(self) -> Iterator[None]:
        before = (self._closing, dict(self._batches), {key: set(rows) for key, rows in self._theirs.items()})
        try:
            yield
        except BaseException:
            self._closing, self._batches, self._theirs = before
            raise

    def begin_batch(self, batch: JournalBatch) -> None:
        self._batches[batch.number] = batch

    def settle_batch(self, batch: JournalBatch, refusals: Sequence[Refusal] = ()) -> None:
        known = self._batches[batch.number]
        self._batches[batch.number] = replace(batch, rows=known.rows, kinds=known.kinds, body_sha256=known.body_sha256)
        for refusal in refusals:
            self._theirs.setdefault((refusal.reason, batch.number), set()).add(refusal.row)

    def doubt(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            batch = self._batches[number]
            if batch.state in (BatchState.ACCEPTED, BatchState.PARTLY_REFUSED, BatchState.REFUSED):
                self._batches[number] = replace(batch, state=BatchState.UNANSWERED, status=None)
                self._theirs = {key: rows for key, rows in self._theirs.items() if key[1] != number}

    def split_batch(self, batch: JournalBatch, parts: Sequence[JournalBatch]) -> None:
        self._batches[batch.number] = batch
        for part in parts:
            self._batches[part.number] = part

    def finish(self, closing: Closing, accepted: int, refused: int) -> None:
        self._closing = closing

    def batches(self) -> Sequence[JournalBatch]:
        return [self._batches[number] for number in sorted(self._batches)]

    def refused(self) -> Sequence[RefusedRows]:
        by_reason: dict[Reason, set[int]] = {}
        for (reason, _), rows in self._theirs.items():
            by_reason.setdefault(reason, set()).update(rows)
        theirs = [RefusedRows(reason, np.array(sorted(rows), dtype=np.int64)) for reason, rows in by_reason.items()]
        return [*self._ours, *theirs]

    def left_out(self) -> Sequence[LeftOutRows]:
        return self._left_out

    def close(self) -> None:
        pass
