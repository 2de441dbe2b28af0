"""Waiting for the moment at which sending was planned to start."""

from __future__ import annotations

from typing import Final

from backfill_assistant.core.ports import Clock
from backfill_assistant.core.progress import Monitor, Progress
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

# After so long the clock on the wall is looked at again: a computer that slept meanwhile is not late by more.
_PIECE_SECONDS: Final = 1.0
# A start that is noticed later than this was slept through: what was agreed to was a forecast for another moment.
_LATE_MS: Final = 5 * 60_000
STOPPED_BEFORE: Final = Sentence(QT_TRANSLATE_NOOP("core", "It was stopped before the time at which sending is planned to start."))
SLEPT_THROUGH: Final = Sentence(
    QT_TRANSLATE_NOOP(
        "core",
        "The time at which sending was planned to start passed while this computer slept. Nothing was sent: look at what the rows "
        "could start now, then continue.",
    )
)


def wait_for_start(start_ms: int, so_far: Progress, clock: Clock, monitor: Monitor) -> Sentence | None:
    """Wait in short pieces, while `so_far` is shown; None when the moment has come, else why sending does not start."""
    told = Sentence(QT_TRANSLATE_NOOP("core", "Waiting for the time at which sending is planned to start."))
    while (left_ms := start_ms - clock.now_ms()) > 0:
        if monitor.stopping():
            return STOPPED_BEFORE
        monitor.show(
            Progress(
                done=so_far.done,
                total=so_far.total,
                accepted=so_far.accepted,
                refused=so_far.refused,
                waiting=told,
                waiting_seconds=left_ms / 1000,
                starts_ms=start_ms,
            )
        )
        monitor.pause(min(left_ms / 1000, _PIECE_SECONDS))
    return SLEPT_THROUGH if clock.now_ms() - start_ms > _LATE_MS else None
