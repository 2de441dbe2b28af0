"""Progress: a frozen snapshot of a long job, and Monitor: how a job shows it and learns that it should stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from backfill_assistant.core.sentences import Sentence


class Stopped(Exception):
    """The person asked a job to stop, and it did. Not an error."""


@dataclass(frozen=True)
class RefusalCount:
    """How many rows Customer.io refused for one reason so far."""

    sentence: Sentence
    column: str
    rows: int
    # One of these rows (0-based), as an example.
    row: int


@dataclass(frozen=True)
class Progress:
    """How far a job is. `total` is None while it is not known; rates are per second, times in seconds."""

    done: int = 0
    total: int | None = None
    accepted: int = 0
    refused: int = 0
    retrying: int = 0
    rows_per_second: float = 0.0
    seconds_left: float | None = None
    # At the slower of the recent rates; None where there is only one.
    seconds_left_most: float | None = None
    # Why nothing moves at the moment, and how long until the next try.
    waiting: Sentence | None = None
    waiting_seconds: float = 0.0
    # When sending is planned to start (unix milliseconds), as long as that is waited for.
    starts_ms: int | None = None
    paused: bool = False
    # After a stop: rows in requests whose answers are still waited for, and for how long at most.
    last_answers_rows: int = 0
    last_answers_seconds: float = 0.0
    # What the person should know while it goes on, such as a clock that is wrong.
    notices: tuple[Sentence, ...] = ()
    # Refused rows by reason, the most frequent first.
    refusals: tuple[RefusalCount, ...] = ()


class Monitor(Protocol):
    """Whoever runs a job. Every method is safe to call from the job's thread and returns quickly."""

    def show(self, progress: Progress) -> None:
        """Keep the newest snapshot; one assignment."""

    def stopping(self) -> bool:
        """True once the person asked to stop."""

    def pausing(self) -> bool:
        """True while the person wants the job to hold."""

    def hurrying(self) -> bool:
        """True once the person asked to stop without waiting for answers that are due."""

    def pause(self, wait_seconds: float) -> bool:
        """Wait, but wake at once when asked to stop; True if asked to stop."""


class Unwatched:
    """A Monitor for callers who neither look nor stop: `pause` does not wait."""

    def show(self, progress: Progress) -> None:
        """Ignore the snapshot."""

    def stopping(self) -> bool:
        """Never."""
        return False

    def pausing(self) -> bool:
        """Never."""
        return False

    def hurrying(self) -> bool:
        """Never."""
        return False

    def pause(self, wait_seconds: float) -> bool:
        """Return at once."""
        return False
