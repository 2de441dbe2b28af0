"""A clock that only moves when told to."""

from __future__ import annotations


class FakeClock:
    """Implements ports.Clock."""

    def __init__(self, now_ms: int = 1_790_000_000_000) -> None:
        self._now_ms = float(now_ms)
        self._seconds = 0.0

    def now_ms(self) -> int:
        return int(self._now_ms)

    def monotonic(self) -> float:
        return self._seconds

    def set_anew(self, seconds: float) -> None:
        """The clock on the wall is moved by so much; no time passes."""
        self._now_ms += seconds * 1000

    def sleep(self, seconds: float) -> None:
        """The computer sleeps: time passes, and the clock that only grows stands still meanwhile."""
        self._now_ms += seconds * 1000

    def advance(self, seconds: float) -> None:
        self._seconds += seconds
        self._now_ms += seconds * 1000
