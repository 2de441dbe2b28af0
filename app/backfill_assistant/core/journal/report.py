"""A Journal becomes a Report: what was sent, what was not, what is unknown, and why. The same after a crash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.checked import Subscriptions
from backfill_assistant.core.journal.account import Totals, account_of
from backfill_assistant.core.journal.runs import Closing, JournalBatch, LeftOutRows, Reason, RefusedBy, RefusedRows, Run, RunEnd
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

# Why a run did not go on. Only the person knows whether it may.
ANOTHER_KEY: Final = Sentence(
    QT_TRANSLATE_NOOP(
        "core",
        "The key is not the one the run began with, and Pipelines does not say to which workspace a key belongs. "
        "Continue only if it feeds the same workspace; else the rows end up in two.",
    )
)


@dataclass(frozen=True)
class HeldRows:
    """Rows that another run sends, not before `start_ms` (unix milliseconds)."""

    run_id: str
    rows: int
    start_ms: int


@dataclass(frozen=True, eq=False)
class Report:
    """What became of a run. `totals` adds up to the file's rows."""

    run: Run
    end: RunEnd
    totals: Totals
    # What the end means, in numbers, and why it came, if there is more to say.
    summary: Sentence
    explanation: Sentence | None
    ended_ms: int | None
    requests: int
    # The largest groups first. A row with several reasons is in several groups, and counts once in the totals.
    refused: tuple[RefusedRows, ...]
    # True when the run was cut short by the end of the program, so its end is derived.
    interrupted: bool = False

    @property
    def held(self) -> HeldRows | None:
        """The rows that wait in another run, if this one holds some back."""
        if not self.run.held_run_id:
            return None
        return HeldRows(self.run.held_run_id, self.totals.left_out_by_decision, self.run.held_until_ms)

    def waits(self, now_ms: int) -> bool:
        """Whether nothing of it was sent and the moment at which it is planned to start has not come."""
        return self.can_continue and self.run.plan.start_ms > now_ms and self.requests == 0

    @property
    def wants_word_on_key(self) -> bool:
        """Whether it goes on only when the person says that another key feeds the same workspace."""
        return self.explanation is not None and self.explanation.text == ANOTHER_KEY.text

    @property
    def can_continue(self) -> bool:
        """Whether sending can go on where it stopped."""
        return not self.totals.settled

    def refused_rows(self, by: RefusedBy | None = None) -> npt.NDArray[np.int64]:
        """Numbers of the refused rows, ascending, each once: what a new run would send after mending."""
        # Marks instead of sorting: the window asks for them.
        is_refused = np.zeros(self.run.row_count, dtype=bool)
        for group in self.refused:
            if by is None or group.reason.by is by:
                is_refused[group.rows] = True
        return np.flatnonzero(is_refused)

    @property
    def subscriptions(self) -> Sentence | None:
        """Who was to become subscribed and unsubscribed, in words; None where the run says nothing of that."""
        return subscriptions_in_words(self.run.subscriptions)

    def reasons_by_row(self) -> dict[int, tuple[Reason, ...]]:
        """Every refused row with all of its reasons."""
        found: dict[int, tuple[Reason, ...]] = {}
        for group in self.refused:
            for row in group.rows.tolist():
                found[row] = (*found.get(row, ()), group.reason)
        return found


def subscriptions_in_words(subscriptions: Subscriptions) -> Sentence | None:
    """How many people become subscribed and unsubscribed; None where nobody does."""
    if not subscriptions:
        return None
    return Sentence(
        QT_TRANSLATE_NOOP("core", "{subscribed} will be subscribed (can be mailed) · {unsubscribed} unsubscribed"),
        subscribed=subscriptions.subscribed,
        unsubscribed=subscriptions.unsubscribed,
    )


class Written(Protocol):
    """What a report needs of a journal."""

    def run(self) -> Run:
        """See `ports.Journal`."""

    def closing(self) -> Closing | None:
        """See `ports.Journal`."""

    def batches(self) -> Sequence[JournalBatch]:
        """See `ports.Journal`."""

    def refused(self) -> Sequence[RefusedRows]:
        """See `ports.Journal`."""

    def left_out(self) -> Sequence[LeftOutRows]:
        """See `ports.Journal`."""


def make_report(journal: Written, being_sent: bool = False) -> Report:
    """Read the journal and nothing else. `being_sent`: rows of the run go out at this moment, so that it has no end yet."""
    run, closing, batches, refused = journal.run(), journal.closing(), journal.batches(), journal.refused()
    totals = account_of(run.row_count, batches, refused, journal.left_out()).totals(batches)
    explanation: Sentence | None
    if closing is None and not batches:
        end, explanation = RunEnd.OPEN, Sentence(QT_TRANSLATE_NOOP("core", "Nothing of this run has been sent yet."))
    elif closing is None and being_sent:
        end, explanation = RunEnd.OPEN, Sentence(QT_TRANSLATE_NOOP("core", "It is being sent at this moment."))
    elif closing is None:
        end = RunEnd.COULD_NOT_CONTINUE
        explanation = Sentence(QT_TRANSLATE_NOOP("core", "The program ended while rows were being sent."))
    else:
        end, explanation = closing.end, closing.explanation
    return Report(
        run=run,
        end=end,
        totals=totals,
        summary=_summary(end, totals, holds=bool(run.held_run_id)),
        explanation=explanation,
        ended_ms=None if closing is None else closing.ended_ms,
        requests=sum(batch.attempts for batch in batches),
        refused=tuple(sorted(refused, key=lambda group: -len(group.rows))),
        interrupted=closing is None and bool(batches) and not being_sent,
    )


def _summary(end: RunEnd, totals: Totals, *, holds: bool) -> Sentence:
    if end is RunEnd.COMPLETE and holds:
        return Sentence(QT_TRANSLATE_NOOP("core", "{rows} row(s) arrived."), rows=totals.accepted)
    if end is RunEnd.COMPLETE_WITH_REFUSALS and holds:
        return Sentence(
            QT_TRANSLATE_NOOP("core", "{accepted} row(s) arrived, {refused} [was|were] refused."),
            accepted=totals.accepted,
            refused=totals.refused,
        )
    if end in (RunEnd.COMPLETE, RunEnd.COMPLETE_WITH_REFUSALS) and (
        decided := totals.left_out_by_person - totals.left_out_by_choice
    ):
        if totals.refused:
            told = QT_TRANSLATE_NOOP(
                "core", "{accepted} row(s) arrived, {left_out} [was|were] left out, {refused} [was|were] refused."
            )
        else:
            told = QT_TRANSLATE_NOOP("core", "{accepted} row(s) arrived, {left_out} [was|were] left out.")
        return Sentence(told, accepted=totals.accepted, left_out=decided, refused=totals.refused)
    if end is RunEnd.COMPLETE:
        return Sentence(QT_TRANSLATE_NOOP("core", "{rows} row(s) arrived. Nothing is left."), rows=totals.accepted)
    if end is RunEnd.COMPLETE_WITH_REFUSALS:
        return Sentence(
            QT_TRANSLATE_NOOP("core", "{accepted} row(s) arrived, {refused} [was|were] refused. Nothing is left."),
            accepted=totals.accepted,
            refused=totals.refused,
        )
    if totals.unknown and not totals.not_sent:
        return Sentence(
            QT_TRANSLATE_NOOP(
                "core",
                "{accepted} row(s) arrived. For {unknown} it is not known: "
                "they may have arrived, and continuing sends them again without doubling them.",
            ),
            accepted=totals.accepted,
            unknown=totals.unknown,
        )
    if totals.unknown:
        return Sentence(
            QT_TRANSLATE_NOOP(
                "core",
                "{accepted} row(s) arrived, {waiting} [was|were] not sent. For {unknown} it is not known: "
                "they may have arrived, and continuing sends them again without doubling them.",
            ),
            accepted=totals.accepted,
            waiting=totals.not_sent,
            unknown=totals.unknown,
        )
    return Sentence(
        QT_TRANSLATE_NOOP("core", "{accepted} row(s) arrived, {waiting} [was|were] not sent."),
        accepted=totals.accepted,
        waiting=totals.not_sent,
    )
