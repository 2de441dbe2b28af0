"""Showing: where a run stands, as one snapshot for whoever watches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from backfill_assistant.core.journal.account import Account
from backfill_assistant.core.progress import Monitor, Progress
from backfill_assistant.core.sending.lanes import Lanes
from backfill_assistant.core.sending.pace import Course, Pace
from backfill_assistant.core.sending.settling import Settling
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

# A clock that differs by more than this from Customer.io's is told.
_CLOCK_TOLERANCE_SECONDS: Final = 60.0
FORGOTTEN: Final = Sentence(
    QT_TRANSLATE_NOOP(
        "core",
        "The practice workspace was started anew since this run began. What it had received before is gone: it holds only the "
        "rows that were sent since.",
    )
)
_ASKED_AGAIN: Final = Sentence(
    QT_TRANSLATE_NOOP(
        "core",
        "Something on the way to Customer.io, such as a proxy, mixed up answers. Rows whose answers are in doubt are sent again; "
        "none counts twice.",
    )
)


@dataclass
class Showing:
    """Reads the parts of a sitting and shows them; keeps the course of the last seconds."""

    monitor: Monitor
    account: Account
    lanes: Lanes
    settling: Settling
    pace: Pace
    course: Course
    row_count: int
    # What was said when the last answer was no good; None when all is well.
    told: Sentence | None = None
    clock_ahead_seconds: float = 0.0
    # The practice workspace does not hold any more what it took in an earlier sitting.
    has_forgotten: bool = False
    # Answers were mixed up on the way, and what they were about is sent again.
    asks_again: bool = False
    # Rows whose answers are waited for after a stop, and for how many seconds at most.
    last_answers: tuple[int, float] = (0, 0.0)

    @property
    def done(self) -> int:
        """Rows that are settled."""
        return self.account.accepted + self.account.refused_by_customerio

    def show(self, now: float) -> None:
        """One assignment for the watcher."""
        rate = self.course.per_second(now)
        slowest, fastest = self.course.slowest_and_fastest(now)
        left = max(self.row_count - self.done, 0)
        if self.course.is_young(now):
            slowest = fastest = 0.0
        held = self.pace.held_for(now)
        self.monitor.show(
            Progress(
                done=self.done,
                total=self.row_count,
                accepted=self.account.accepted,
                refused=self.account.refused_by_customerio,
                retrying=self.lanes.again_records,
                rows_per_second=rate,
                seconds_left=left / fastest if fastest > 0 else None,
                seconds_left_most=left / slowest if slowest > 0 else None,
                waiting=self.told if held > 0 else None,
                waiting_seconds=held,
                paused=self.monitor.pausing(),
                last_answers_rows=self.last_answers[0],
                last_answers_seconds=self.last_answers[1],
                notices=self._notices(),
                refusals=self.settling.refusal_counts,
            )
        )

    def _notices(self) -> tuple[Sentence, ...]:
        forgotten = (*([FORGOTTEN] if self.has_forgotten else []), *([_ASKED_AGAIN] if self.asks_again else []))
        ahead = round(abs(self.clock_ahead_seconds))
        if ahead <= _CLOCK_TOLERANCE_SECONDS:
            return forgotten
        told = QT_TRANSLATE_NOOP(
            "core", "This computer's clock differs from Customer.io's by {seconds} seconds; rows are judged by Customer.io's."
        )
        return (*forgotten, Sentence(told, seconds=ahead))
