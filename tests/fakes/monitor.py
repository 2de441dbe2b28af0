"""Someone who watches a job, and stops or holds it at a moment of the test's choice."""

from __future__ import annotations

from collections.abc import Callable

from backfill_assistant.core.progress import Progress
from fakes.clock import FakeClock


class FakeMonitor:
    """Implements progress.Monitor; waiting moves the clock instead of taking time."""

    def __init__(self, clock: FakeClock, stop_when: Callable[[Progress], bool] | None = None) -> None:
        self.clock = clock
        self.seen: list[Progress] = []
        self.stop_asked = False
        self.hold_asked = False
        self.in_haste = False
        self._stop_when = stop_when

    def show(self, progress: Progress) -> None:
        self.seen.append(progress)
        if self._stop_when is not None and self._stop_when(progress):
            self.stop_asked = True

    def stopping(self) -> bool:
        return self.stop_asked

    def pausing(self) -> bool:
        return self.hold_asked

    def hurrying(self) -> bool:
        return self.in_haste

    def pause(self, wait_seconds: float) -> bool:
        self.clock.advance(wait_seconds)
        return self.stop_asked
