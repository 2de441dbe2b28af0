"""Faults on demand: what goes wrong, how often, and on which requests."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import formatdate
from enum import StrEnum


class FaultKind(StrEnum):
    """What can go wrong."""

    # Waits `seconds` before the answer, after storing.
    SLOW = "slow"
    # Answers `status` (429 unless told otherwise) without storing, with `retry_after` if given.
    BUSY = "busy"
    # Answers 429 to what exceeds `per_second`, with `retry_after` if given.
    RATE = "rate"
    # Answers `status` (503 unless told otherwise) without storing.
    ERROR = "error"
    # Stores, and answers `status` all the same.
    ERROR_AFTER = "error_after"
    # Cuts the connection before the body is read.
    CUT_BEFORE = "cut_before"
    # Stores, and cuts the connection without an answer.
    CUT_AFTER = "cut_after"
    # Stores, and cuts the connection in the middle of the answer.
    TRUNCATED = "truncated"
    # A captive portal or a proxy: 200 with a page, nothing stored.
    HTML = "html"
    # Stores, and answers 200 with an empty body, 204, or 200 with a body that is no JSON.
    EMPTY = "empty"
    NO_CONTENT = "no_content"
    NOT_JSON = "not_json"
    # Answers 401, as if the key had been revoked.
    REVOKED = "revoked"
    # Redirects to `location` without storing.
    REDIRECT = "redirect"
    # Answers 413 to bodies over `bytes` bytes.
    TOO_LARGE = "too_large"
    # The Date header is wrong by `seconds`.
    CLOCK_SKEW = "clock_skew"


@dataclass(frozen=True)
class Fault:
    """One fault. It strikes every `every`-th request whose path contains `path`, after the first `after`, at most `times` times."""

    kind: FaultKind
    every: int = 1
    after: int = 0
    times: int | None = None
    path: str = ""
    seconds: float = 0.0
    status: int | None = None
    # "2", or "date+2" for the moment in two seconds as an HTTP date.
    retry_after: str = ""
    per_second: float = 0.0
    bytes: int = 0
    location: str = "http://127.0.0.1:9/"

    def headers(self, now_ms: int) -> dict[str, str]:
        """The Retry-After header, if one is wanted."""
        if self.retry_after.startswith("date+"):
            return {"Retry-After": formatdate(now_ms / 1000 + float(self.retry_after[5:]), usegmt=True)}
        return {"Retry-After": self.retry_after} if self.retry_after else {}


class Faults:
    """The faults that are switched on, and how often each has struck."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self.set()

    def set(self, *faults: Fault) -> None:
        """Replace all faults; without arguments there are none."""
        with self._lock:
            self._faults = faults
            self._seen = [0] * len(faults)
            self._struck = [0] * len(faults)
            self._passed: list[deque[float]] = [deque() for _ in faults]

    def struck(self) -> list[tuple[Fault, int]]:
        """Each fault, and how often it has struck."""
        with self._lock:
            return list(zip(self._faults, self._struck, strict=True))

    def strike(self, path: str) -> Sequence[Fault]:
        """The faults that strike a request to this path."""
        if not self._faults:
            return ()
        with self._lock:
            return [fault for index, fault in enumerate(self._faults) if fault.path in path and self._strikes(index, fault)]

    def _strikes(self, index: int, fault: Fault) -> bool:
        self._seen[index] += 1
        if fault.times is not None and self._struck[index] >= fault.times:
            return False
        turn = self._seen[index] - fault.after
        if turn <= 0 or turn % fault.every:
            return False
        if fault.kind is FaultKind.RATE and not self._over_rate(self._passed[index], fault.per_second):
            return False
        self._struck[index] += 1
        return True

    def _over_rate(self, passed: deque[float], per_second: float) -> bool:
        now = self._monotonic()
        while passed and passed[0] <= now - 1:
            passed.popleft()
        if len(passed) >= per_second:
            return True
        passed.append(now)
        return False


def read_fault(given: dict[str, object]) -> Fault:
    """A fault from its JSON form; raises TypeError or ValueError for what is none."""
    fault = Fault(**{**given, "kind": FaultKind(str(given.get("kind")))})  # type: ignore[arg-type]
    if fault.every < 1:
        raise ValueError("every must be at least 1")
    return fault
