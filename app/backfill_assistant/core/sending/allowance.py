"""Allowance: how many rows of a run may start a campaign, in all and per campaign, and how many its batches have used up.

Everything is counted in arrays of one form: first the rows that could enter any campaign, then for each entry of the decision's
`at_most` those that could enter that campaign.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.journal.runs import BatchState, JournalBatch, Run
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

Numbers = npt.NDArray[np.int64]


class Allowance:
    """Asked before each batch leaves, told what came of it."""

    def __init__(self, run: Run, batches: Sequence[JournalBatch]) -> None:
        names = {campaign.id: campaign.name for campaign in run.campaigns}
        self._limited = [(names.get(campaign_id, f"#{campaign_id}"), most) for campaign_id, most in run.decision.at_most]
        self._limits = np.array([run.approved_entries, *(most for _, most in self._limited)], dtype=np.int64)
        self._total = np.zeros_like(self._limits)
        self._spent: dict[int, Numbers] = {}
        # Batches that hold a single row: a refusal may have split its two records.
        self._of_row: dict[int, set[int]] = defaultdict(set)
        for batch in batches:
            if batch.state is not BatchState.NOT_TAKEN:
                self.spend(batch)

    def would_use(self, batch: JournalBatch, judged: Numbers) -> Numbers:
        """What a batch uses up when it leaves now: never less than it may have brought about when it left before.

        What the other record of its row has used up is not counted again: the number is one of rows.
        """
        fresh = judged
        if _is_one_row(batch):
            for number in self._of_row.get(_row(batch), set()) - {batch.number}:
                fresh = np.maximum(fresh - self._spent.get(number, 0), 0)
        return np.maximum(fresh, self._spent.get(batch.number, 0))

    def excess(self, batch: JournalBatch) -> Sentence | None:
        """Why a batch may not leave: the first number it would exceed; None when it may."""
        more = self._total - self._spent.get(batch.number, 0) + self._used(batch) - self._limits
        if more[0] > 0:
            return Sentence(
                QT_TRANSLATE_NOOP(
                    "core",
                    "The next rows could start more than the {approved} campaign entries you agreed to; {more} more could start.",
                ),
                approved=int(self._limits[0]),
                more=int(more[0]),
            )
        for (name, most), over in zip(self._limited, more[1:].tolist(), strict=True):
            if over > 0:
                return Sentence(
                    QT_TRANSLATE_NOOP(
                        "core",
                        "You allow at most {most} row(s) that could start {campaign}; with the next rows it would be {more} more.",
                    ),
                    most=most,
                    campaign=name,
                    more=over,
                )
        return None

    def spend(self, batch: JournalBatch) -> None:
        """Enter what a batch uses up as of now, instead of what it did before."""
        used = self._used(batch)
        self._total = self._total + used - self._spent.get(batch.number, 0)
        self._spent[batch.number] = used
        if _is_one_row(batch):
            self._of_row[_row(batch)].add(batch.number)

    def give_back(self, batch: JournalBatch) -> None:
        """Nothing of the batch was taken, for sure."""
        self._total = self._total - self._spent.pop(batch.number, 0)

    def _used(self, batch: JournalBatch) -> Numbers:
        return entries_of(batch, len(self._limited))


def entries_of(batch: JournalBatch, limited: int) -> Numbers:
    """What a batch uses up, in all and of so many limited campaigns.

    Older versions did not count per campaign: there, each campaign counts as having taken all.
    """
    by_campaign = batch.campaign_entries or (batch.entries,) * limited
    return np.array((batch.entries, *by_campaign), dtype=np.int64)


def _row(batch: JournalBatch) -> int:
    return int(batch.rows[0])


def _is_one_row(batch: JournalBatch) -> bool:
    """The records of a row are adjacent."""
    return bool(batch.rows[0] == batch.rows[-1])
