"""Pace: how fast requests may follow one another. It starts softly, follows what the server asks for, and finds its way back."""

from __future__ import annotations

import math
from collections import deque
from typing import Final

from backfill_assistant.core.limits import REQUESTS_PER_SECOND_MAX

# Until then an estimate from the rate so far would be far off.
_ESTIMATE_AFTER_SECONDS: Final = 4.0
# Rows per second by name; a number works as well.
SPEEDS: Final = {"gentle": 200.0, "normal": 1_000.0, "fast": 10_000.0}
# The first batch is small: if everything in the file is wrong, little has been tried.
FIRST_BATCH_RECORDS: Final = 100
# The first batches as they may follow one another when all goes well; after them, what fits.
OPENING_RECORDS: Final = (FIRST_BATCH_RECORDS, 200, 200, 400, 400, 800, 800)
# Requests may be this late and still catch up; less once the server has shown its limit, where a burst would be too much.
_CATCH_UP_SECONDS: Final = 0.25
_CATCH_UP_LIMITED_SECONDS: Final = 0.02
_RECENT_SECONDS: Final = 1.0
_LEAST_SECONDS: Final = 0.25
# So long do good answers count, so that a slow server's rate is measured by more than a handful.
_REMEMBERED_SECONDS: Final = 5.0
# Below what the server took when it said that it was too much, by this much; then a look whether it takes more.
_BELOW_LIMIT: Final = 0.98
_FIRST_RISE: Final = 0.015
_RISE_EVERY_SECONDS: Final = 20.0
# Upwards, by how much and how often: from a limit that was only guessed, from the first that was measured, from a later one.
_WAYS_UP: Final = ((0.2, 0.5), (0.03, 1.0), (_FIRST_RISE, _RISE_EVERY_SECONDS))


class Pace:
    """When the next request may start, how many may be under way, and how many records it may carry."""

    def __init__(self, rows_per_second: float, in_flight_max: int, now: float) -> None:
        self._rows_per_second = rows_per_second
        self._in_flight_max = max(1, in_flight_max)
        self._at_once = 1
        self._records_max = FIRST_BATCH_RECORDS
        self._next_start = now
        self._hold_until = now
        self._requests_per_second = float(REQUESTS_PER_SECOND_MAX)
        self._learned_at = -math.inf
        self._rise = _FIRST_RISE
        self._rise_every_seconds = _RISE_EVERY_SECONDS
        self._rises_at = now
        self._undisturbed_since = now
        self._times_sure = 0
        self._good: deque[float] = deque()

    @property
    def records_max(self) -> int:
        """How many records the next batch may carry: few at first, at most a second's worth later."""
        return min(self._records_max, self.records_most)

    @property
    def records_most(self) -> int:
        """How many records a batch of this run may ever carry."""
        return int(max(self._rows_per_second, FIRST_BATCH_RECORDS))

    @property
    def at_once(self) -> int:
        """How many requests may be under way."""
        return self._at_once

    def ready_in(self, now: float) -> float:
        """Seconds until the next request may start; 0 when it may start now."""
        return max(self._hold_until - now, self._next_start - now, 0.0)

    def held_for(self, now: float) -> float:
        """Seconds until trouble allows the next try."""
        return max(self._hold_until - now, 0.0)

    def started(self, records: int, now: float) -> None:
        """A request with so many records left."""
        cost = max(records / self._rows_per_second, 1.0 / self._requests_per_second)
        catch_up = _CATCH_UP_LIMITED_SECONDS if self._limited else _CATCH_UP_SECONDS
        self._next_start = max(self._next_start, now - catch_up) + cost

    @property
    def _limited(self) -> bool:
        return self._requests_per_second < REQUESTS_PER_SECOND_MAX

    def went_well(self, now: float) -> None:
        """An answer came that settles a batch."""
        self._at_once = min(self._at_once * 2, self._in_flight_max)
        self._records_max = min(self._records_max * 2, 1_000_000)
        self._good.append(now)
        self._forget_old(now)
        if self._limited and now >= self._rises_at:
            # Carefully at first, boldly later: the limit may have been a passing one.
            self._requests_per_second = min(self._requests_per_second * (1 + self._rise), REQUESTS_PER_SECOND_MAX)
            if self._rise_every_seconds == _RISE_EVERY_SECONDS:
                self._rise = min(self._rise * 2, 1.0)
            self._rises_at = now + self._rise_every_seconds

    def slow_down(self, wait_seconds: float, now: float) -> None:
        """The server said that it is too much: wait, then stay a little below what it took in the last second."""
        self._hold_until = max(self._hold_until, now + wait_seconds)
        if now - self._learned_at < _RECENT_SECONDS:
            return
        self._forget_old(now)
        # A whole second without a wait tells the limit; less is a guess, from which the way up is bold.
        is_sure = now - self._undisturbed_since >= _RECENT_SECONDS
        if self._good:
            learned = len(self._good) / max(now - self._good[0], _LEAST_SECONDS) * _BELOW_LIMIT
        else:
            learned = min(self._requests_per_second, self._at_once) / 2
        self._requests_per_second = max(0.2, min(learned, self._requests_per_second))
        self._learned_at = now
        self._undisturbed_since = self._hold_until
        self._times_sure += is_sure
        self._rise, self._rise_every_seconds = _WAYS_UP[min(self._times_sure, 2) if is_sure else 0]
        self._rises_at = self._hold_until + self._rise_every_seconds

    def trouble(self, wait_seconds: float, now: float) -> None:
        """No answer: wait, then feel the way with one request."""
        self._hold_until = max(self._hold_until, now + wait_seconds)
        self._at_once = 1

    def _forget_old(self, now: float) -> None:
        while self._good and self._good[0] < now - _REMEMBERED_SECONDS:
            self._good.popleft()


class Course:
    """The recent course of a number that grows: its rate over the last seconds, and over the last minutes."""

    def __init__(self, now: float, done: int, seconds: float = 10.0, long_seconds: float = 120.0) -> None:
        self._began = now
        self._spans = (seconds, long_seconds)
        self._points: tuple[deque[tuple[float, int]], ...] = tuple(deque([(now, done)]) for _ in self._spans)

    def is_young(self, now: float) -> bool:
        """Whether too little has been seen to tell how long the rest takes: the first batches are small."""
        return now - self._began < _ESTIMATE_AFTER_SECONDS

    def reached(self, now: float, done: int) -> None:
        """The number is now `done`."""
        for seconds, points in zip(self._spans, self._points, strict=True):
            # Fifty points in each span, so that a rate costs the same whatever its span.
            if now - points[-1][0] >= seconds / 50 or len(points) == 1:
                points.append((now, done))
            else:
                points[-1] = (points[-1][0], done)
            while len(points) > 2 and points[1][0] <= now - seconds:
                points.popleft()

    def per_second(self, now: float) -> float:
        """The rate over the last seconds."""
        return _rate(self._points[0], now)

    def slowest_and_fastest(self, now: float) -> tuple[float, float]:
        """The rate of the last seconds and that of the last minutes, waits included, the smaller first."""
        rates = [_rate(points, now) for points in self._points]
        return min(rates), max(rates)


def _rate(points: deque[tuple[float, int]], now: float) -> float:
    (since, before), (_, latest) = points[0], points[-1]
    return (latest - before) / (now - since) if now - since >= 0.2 else 0.0
