"""A journal in memory, as honest as the one on disk: what is not written is not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from backfill_assistant.core.journal.runs import Closing, JournalBatch, LeftOutRows, Reason, Refusal, RefusedRows, Run, RunEnd


class FakeJournal:
    """Implements ports.Journal."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._closing: Closing | None = None
        self._batches: dict[int, JournalBatch] = {}
        self._ours: tuple[RefusedRows, ...] = ()
        self._left_out: tuple[LeftOutRows, ...] = ()
        self._theirs: dict[Reason, set[int]] = {}

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
        before = (self._closing, dict(self._batches), {reason: set(rows) for reason, rows in self._theirs.items()})
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
            self._theirs.setdefault(refusal.reason, set()).add(refusal.row)

    def split_batch(self, batch: JournalBatch, parts: Sequence[JournalBatch]) -> None:
        self._batches[batch.number] = batch
        for part in parts:
            self._batches[part.number] = part

    def finish(self, closing: Closing, accepted: int, refused: int) -> None:
        self._closing = closing

    def batches(self) -> Sequence[JournalBatch]:
        return [self._batches[number] for number in sorted(self._batches)]

    def refused(self) -> Sequence[RefusedRows]:
        theirs = [RefusedRows(reason, np.array(sorted(rows), dtype=np.int64)) for reason, rows in self._theirs.items()]
        return [*self._ours, *theirs]

    def left_out(self) -> Sequence[LeftOutRows]:
        return self._left_out

    def close(self) -> None:
        pass
