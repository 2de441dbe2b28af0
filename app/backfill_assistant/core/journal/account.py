"""Account: where every row of a file stands in a run, so that totals add up. The sender keeps one, the report makes the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.journal.batches import distinct
from backfill_assistant.core.journal.runs import BatchState, JournalBatch, LeftOutBy, LeftOutRows, RefusedBy, RefusedRows, RunEnd

# Marks of a row: a record of it is in; a record of it waits in a batch that was not taken.
_IN: Final = 1
_WAITS: Final = 2
_REFUSED_BY_CUSTOMERIO: Final = 4
_REFUSED_BY_US: Final = 8
_LEFT_OUT: Final = {LeftOutBy.DECISION: 16, LeftOutBy.REPAIR: 32, LeftOutBy.CHOICE: 64, LeftOutBy.MERGING: 256}
# A record of it is in a batch whose answer is not known.
_UNKNOWN: Final = 128


@dataclass(frozen=True)
class Totals:
    """Numbers of rows; all but the first add up to it."""

    rows: int
    accepted: int = 0
    refused_by_us: int = 0
    refused_by_customerio: int = 0
    left_out_by_decision: int = 0
    left_out_by_repair: int = 0
    left_out_by_choice: int = 0
    # What they say went out with another row of the same person.
    left_out_by_merging: int = 0
    # Still to be sent when the run goes on.
    not_sent: int = 0
    # Sent, without an answer that says whether they were taken; they are sent again when the run goes on, without harm.
    unknown: int = 0

    @property
    def refused(self) -> int:
        """Rows refused, whoever did it."""
        return self.refused_by_us + self.refused_by_customerio

    @property
    def left_out(self) -> int:
        """Rows that do not go out although nothing is wrong with them."""
        return self.left_out_by_person + self.left_out_by_merging

    @property
    def left_out_by_person(self) -> int:
        """Rows left out by the person's choice."""
        return self.left_out_by_decision + self.left_out_by_repair + self.left_out_by_choice

    @property
    def settled(self) -> bool:
        """Whether nothing is left to send and nothing is unknown."""
        return self.not_sent == 0 and self.unknown == 0


class Account:
    """The marks of each row.

    All records of a row are begun in the same batch (see `batches.first_batch`), so a row is accepted when a record of it is in,
    none is refused and none waits in a part of a batch that had to be split.
    """

    def __init__(self, row_count: int) -> None:
        self._marks = np.zeros(row_count, dtype=np.uint16)
        self.accepted = 0
        self.refused_by_customerio = 0

    def set_aside(self, refused: Sequence[RefusedRows], left_out: Sequence[LeftOutRows]) -> None:
        """Mark rows that are refused (by whomever) and rows that are left out."""
        for group in refused:
            by_us = group.reason.by is RefusedBy.US
            self._marks[group.rows] |= _REFUSED_BY_US if by_us else _REFUSED_BY_CUSTOMERIO
        for part in left_out:
            self._marks[part.rows] |= _LEFT_OUT[part.by]
        totals = self.totals()
        self.accepted, self.refused_by_customerio = totals.accepted, totals.refused_by_customerio

    def settle(self, batch: JournalBatch, refused_rows: npt.NDArray[np.int64] | None = None) -> None:
        """Enter what a batch's state says; `refused_rows` are rows of it that Customer.io refused."""
        if batch.state in (BatchState.ACCEPTED, BatchState.PARTLY_REFUSED):
            rows = distinct(batch.rows)
            marks = self._marks[rows]
            # Those that become accepted: no record of them was in before, and none is refused.
            self.accepted += len(rows) - int(np.count_nonzero(marks & (_IN | _REFUSED_BY_CUSTOMERIO)))
            self._marks[rows] = marks | _IN
        if refused_rows is not None and len(refused_rows):
            rows = np.unique(refused_rows)
            self.accepted -= int(np.count_nonzero(self._is_accepted(rows)))
            self.refused_by_customerio += int(np.count_nonzero((self._marks[rows] & _REFUSED_BY_CUSTOMERIO) == 0))
            self._marks[rows] |= _REFUSED_BY_CUSTOMERIO

    def _is_accepted(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        return np.equal(self._marks[rows] & (_IN | _REFUSED_BY_CUSTOMERIO), _IN)

    def begin_anew(self, other: Account) -> None:
        """Take over what another account says, for whoever holds this one."""
        self._marks, self.accepted, self.refused_by_customerio = other._marks, other.accepted, other.refused_by_customerio

    def accepted_rows(self) -> npt.NDArray[np.int64]:
        """Numbers of the accepted rows, ascending."""
        return np.flatnonzero((self._marks & (_IN | _REFUSED_BY_CUSTOMERIO)) == _IN).astype(np.int64)

    def totals(self, batches: Sequence[JournalBatch] = ()) -> Totals:
        """Count every row once; rows of `batches` that are still to be sent are unknown or not sent."""
        marks = self._marks.copy()
        for batch in batches:
            if batch.state.to_send:
                marks[batch.rows] |= _UNKNOWN if batch.state.in_doubt else _WAITS
        counts = np.bincount(marks, minlength=512)
        found = dict.fromkeys(Totals.__dataclass_fields__, 0)
        for value in np.flatnonzero(counts):
            found[self._name(int(value))] += int(counts[value])
        return Totals(**{**found, "rows": len(marks)})

    def _name(self, mark: int) -> str:
        if mark & _REFUSED_BY_CUSTOMERIO:
            return "refused_by_customerio"
        if mark & _UNKNOWN:
            return "unknown"
        if mark & _WAITS:
            return "not_sent"
        if mark & _IN:
            return "accepted"
        if mark & _REFUSED_BY_US:
            return "refused_by_us"
        for by, bit in _LEFT_OUT.items():
            if mark & bit:
                return f"left_out_by_{by.value}"
        return "not_sent"


def account_of(
    row_count: int,
    batches: Sequence[JournalBatch],
    refused: Sequence[RefusedRows],
    left_out: Sequence[LeftOutRows],
) -> Account:
    """The account of everything that is written down."""
    account = Account(row_count)
    for batch in batches:
        account.settle(batch)
    account.set_aside(refused, left_out)
    return account


def end_of(totals: Totals) -> RunEnd:
    """The end of a run that was not stopped."""
    return RunEnd.COMPLETE_WITH_REFUSALS if totals.refused else RunEnd.COMPLETE
