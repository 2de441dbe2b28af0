"""Settling: what came of a batch is written down and entered in the account, down to the refused row."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from backfill_assistant.core.errors import JournalProblem
from backfill_assistant.core.journal.account import Account
from backfill_assistant.core.journal.batches import batch_body, body_digest, distinct, halves
from backfill_assistant.core.journal.outcome import Outcome, OutcomeKind, RecordRefusal
from backfill_assistant.core.journal.runs import BatchState, JournalBatch, Reason, Refusal, RefusedBy
from backfill_assistant.core.ports import Journal
from backfill_assistant.core.progress import RefusalCount
from backfill_assistant.core.sending.cargo import Cargo
from backfill_assistant.core.sending.lanes import Parcel
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

# The share of refusals is looked at over so many records, and not before so many are answered.
SHARE_RECORDS: Final = 1_000
SHARE_RECORDS_MIN: Final = 100
_REASONS_SHOWN: Final = 20
# Any other final answer refuses all of a batch.
_FINAL_STATES: Final = {
    OutcomeKind.ACCEPTED: BatchState.ACCEPTED,
    OutcomeKind.PARTLY_REFUSED: BatchState.PARTLY_REFUSED,
}


class Settling:
    """Writes answers into the journal; keeps the account, the refusals by reason and their recent share."""

    def __init__(self, journal: Journal, cargo: Cargo, account: Account) -> None:
        self._journal = journal
        self._cargo = cargo
        self._account = account
        self._recent: deque[tuple[int, int]] = deque()
        self._before = {group.reason: group.rows for group in journal.refused() if group.reason.by is RefusedBy.CUSTOMERIO}
        # How many rows, and the first that was seen.
        self._counts: dict[Reason, tuple[int, int]] = {reason: (len(rows), int(rows[0])) for reason, rows in self._before.items()}
        # By lane and reason, the last row: the two records of a row may have been refused in two requests.
        self._last: dict[tuple[int, Reason], int] = {}
        self.refusal_counts = self._sorted_counts()

    def answered(self, parcel: Parcel, outcome: Outcome, answered_ms: int) -> JournalBatch:
        """Enter a final answer."""
        state = _FINAL_STATES.get(outcome.kind, BatchState.REFUSED)
        batch = replace(parcel.batch, state=state, status=outcome.status, answered_ms=answered_ms)
        records: tuple[RecordRefusal, ...] = ()
        if state is BatchState.PARTLY_REFUSED:
            records = tuple(record for record in outcome.refusals if 0 <= record.index < len(batch.rows))
        elif state is BatchState.REFUSED:
            said = outcome.refusals[0] if outcome.refusals else RecordRefusal(0, outcome.reason)
            # An earlier request of the same bytes may have arrived all the same.
            batch = batch if parcel.in_doubt else batch.using(_none_of(batch))
            records = tuple(replace(said, index=index) for index in range(len(batch.rows)))
        refusals = [self._cargo.refusal(record, int(batch.rows[record.index])) for record in records]
        self._journal.settle_batch(batch, refusals)
        self._account.settle(batch, np.array([refusal.row for refusal in refusals], dtype=np.int64))
        self._note(parcel.lane, len(batch.rows), refusals)
        return batch

    def waits(self, parcel: Parcel, outcome: Outcome, answered_ms: int) -> Parcel:
        """Enter an answer after which the same bytes must be sent again."""
        taken_nowhere = outcome.kind in (OutcomeKind.BUSY, OutcomeKind.KEY_REFUSED)
        in_doubt = parcel.in_doubt or not taken_nowhere
        state = BatchState.UNANSWERED if in_doubt else BatchState.NOT_TAKEN
        batch = replace(parcel.batch, state=state, status=outcome.status, answered_ms=answered_ms)
        self._journal.settle_batch(batch)
        return replace(parcel, batch=batch, in_doubt=in_doubt)

    def split(self, parcel: Parcel, outcome: Outcome, numbers: tuple[int, int], answered_ms: int, moment_ms: int) -> list[Parcel]:
        """Replace a batch by its halves, which keep its doubts, and with them the entries it may have brought about.

        A refusal that does not say of which record leaves a doubt of its own: whether the others were taken is not published for
        Pipelines, and a 207 says that they were. A 413 leaves none, as nothing of such a request is read.
        """
        batch = parcel.batch
        in_doubt = parcel.in_doubt or outcome.kind is not OutcomeKind.TOO_LARGE
        bodies = self._rebuilt(batch)
        middle = halves(batch.rows)
        state = BatchState.UNANSWERED if in_doubt else BatchState.NOT_TAKEN
        parts = []
        # Rows only grow too old: what the second half could still start now is its share at least, and the first has the rest.
        none = _none_of(batch)
        spent = np.array((batch.entries, *batch.campaign_entries), dtype=np.int64) if in_doubt else none
        second = np.minimum(self._cargo.judge(distinct(batch.rows[middle:]), moment_ms), spent)
        for number, cut, entries in zip(numbers, (slice(0, middle), slice(middle, None)), (spent - second, second), strict=True):
            body = batch_body(bodies[cut])
            half = JournalBatch(number, batch.rows[cut], batch.kinds[cut], state, body_sha256=body_digest(body)).using(entries)
            parts.append(Parcel(parcel.lane, half, body, in_doubt))
        whole = replace(batch, state=BatchState.SPLIT, status=outcome.status, answered_ms=answered_ms).using(none)
        self._journal.split_batch(whole, [part.batch for part in parts])
        return parts

    def _rebuilt(self, batch: JournalBatch) -> pa.Array:
        """The records of a batch, made again from its rows."""
        order = distinct(batch.rows)
        made = self._cargo.encode(order)
        # Both lists are in the same order; the batch may lack one of a row's two records.
        wanted = set(zip(batch.rows.tolist(), batch.kinds.tolist(), strict=True))
        at = [i for i, key in enumerate(zip(made.rows.tolist(), made.kinds.tolist(), strict=True)) if key in wanted]
        if len(at) != len(batch.rows):
            raise _changed()
        return made.bodies.take(pa.array(at, pa.int64()))

    def again(self, batch: JournalBatch, lane: int) -> Parcel:
        """A batch of an earlier sitting, byte for byte as it was. Raises JournalProblem when it cannot be made again."""
        body = batch_body(self._rebuilt(batch))
        if body_digest(body) != batch.body_sha256:
            raise _changed()
        return Parcel(lane, batch, body, batch.state.in_doubt)

    def _note(self, lane: int, records: int, refusals: list[Refusal]) -> None:
        self._recent.append((records, len(refusals)))
        while sum(count for count, _ in self._recent) - self._recent[0][0] >= SHARE_RECORDS:
            self._recent.popleft()
        if refusals:
            for reason, row in dict.fromkeys((refusal.reason, refusal.row) for refusal in refusals):
                if records == 1 and (self._last.get((lane, reason)) == row or row in self._before.get(reason, ())):
                    # Its other record was refused alone before.
                    continue
                self._last[lane, reason] = row
                rows, example = self._counts.get(reason, (0, row))
                self._counts[reason] = (rows + 1, example)
            self.refusal_counts = self._sorted_counts()

    def refused_share(self) -> float:
        """The share of refused records among the latest thousand or so; 0 while too few are answered to tell."""
        records = sum(count for count, _ in self._recent)
        return sum(refused for _, refused in self._recent) / records if records >= SHARE_RECORDS_MIN else 0.0

    def _sorted_counts(self) -> tuple[RefusalCount, ...]:
        most = sorted(self._counts.items(), key=lambda pair: -pair[1][0])[:_REASONS_SHOWN]
        return tuple(RefusalCount(reason.sentence, reason.column, rows, example) for reason, (rows, example) in most)


def _none_of(batch: JournalBatch) -> npt.NDArray[np.int64]:
    """No entries of any campaign that is counted."""
    return np.zeros(1 + len(batch.campaign_entries), dtype=np.int64)


def _changed() -> JournalProblem:
    return JournalProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "The rows that were being sent can no longer be made again exactly as they were.")),
        Sentence(QT_TRANSLATE_NOOP("core", "Open the original file with the original columns, or begin a new run.")),
    )
