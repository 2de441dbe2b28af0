"""Waiting for the moment at which sending was planned to start."""

from __future__ import annotations

from typing import Final

from backfill_assistant.core.ports import Clock
from backfill_assistant.core.progress import Monitor, Progress
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

# After so long the clock on the wall is looked at again: a computer that slept meanwhile is not late by more.
_PIECE_SECONDS: Final = 1.0


def wait_for_start(start_ms: int, so_far: Progress, clock: Clock, monitor: Monitor) -> bool:
    """Wait in short pieces; True when the moment has come, False when asked to stop before. `so_far` is shown meanwhile."""
    told = Sentence(QT_TRANSLATE_NOOP("core", "Waiting for the time at which sending is planned to start."))
    while (left_ms := start_ms - clock.now_ms()) > 0:
        if monitor.stopping():
            return False
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
    return True
