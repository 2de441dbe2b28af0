"""A time axis on which two years and the last hours are both seen, and how a file's rows lie on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]

_HOUR_MS: Final = 3_600_000
_DAY_MS: Final = 24 * _HOUR_MS
# Ages well below this are spread evenly, ages well above it by their logarithm.
_BEND_MS: Final = 6 * _HOUR_MS
# The part of the axis that lies after `now_ms`: room to move the start of sending.
_FUTURE_SHARE: Final = 0.2
# Ages that get a mark, where there is room, and how they are written.
MARKED_AGES_MS: Final = (
    _HOUR_MS,
    6 * _HOUR_MS,
    24 * _HOUR_MS,
    72 * _HOUR_MS,
    7 * _DAY_MS,
    14 * _DAY_MS,
    30 * _DAY_MS,
    90 * _DAY_MS,
    365 * _DAY_MS,
    730 * _DAY_MS,
    5 * 365 * _DAY_MS,
    20 * 365 * _DAY_MS,
)


@dataclass(frozen=True)
class TimeScale:
    """Moments from `oldest_ms` to `latest_ms` as places from 0 to 1; the nearer to `now_ms`, the more room."""

    now_ms: int
    oldest_ms: int
    latest_ms: int

    def __post_init__(self) -> None:
        if not self.oldest_ms < self.now_ms < self.latest_ms:
            raise ValueError("now lies between the oldest and the latest moment")

    def place(self, moment_ms: float) -> float:
        """Where a moment lies; below 0 or above 1 outside the axis."""
        if moment_ms >= self.now_ms:
            return 1 - _FUTURE_SHARE * (self.latest_ms - moment_ms) / (self.latest_ms - self.now_ms)
        bent = np.log1p((self.now_ms - moment_ms) / _BEND_MS) / np.log1p((self.now_ms - self.oldest_ms) / _BEND_MS)
        return float((1 - _FUTURE_SHARE) * (1 - bent))

    def moment(self, place: float) -> int:
        """The moment at a place."""
        now_place = 1 - _FUTURE_SHARE
        if place >= now_place:
            return round(self.now_ms + (place - now_place) / _FUTURE_SHARE * (self.latest_ms - self.now_ms))
        bent = (1 - place / now_place) * np.log1p((self.now_ms - self.oldest_ms) / _BEND_MS)
        return round(self.now_ms - float(np.expm1(bent)) * _BEND_MS)

    def edges(self, bar_count: int) -> Numbers:
        """The moments between bars of equal width, one more than there are bars."""
        places = np.arange(bar_count + 1) / bar_count
        return np.asarray([self.moment(float(place)) for place in places], dtype=np.int64)

    def marks(self) -> tuple[int, ...]:
        """The ages (milliseconds before now) that lie on the axis and are worth a mark, youngest first."""
        return tuple(age for age in MARKED_AGES_MS if self.now_ms - age >= self.oldest_ms)

    def zoomed(self, factor: float, oldest_row_ms: int) -> TimeScale:
        """Show a span this many times as long before now: at least an hour, at most to the oldest row (or three days)."""
        longest = max(3 * _DAY_MS, self.now_ms - oldest_row_ms)
        span = min(longest, max(_HOUR_MS, round((self.now_ms - self.oldest_ms) * factor)))
        return TimeScale(self.now_ms, self.now_ms - span, self.latest_ms)


def whole_scale(now_ms: int, oldest_row_ms: int | None) -> TimeScale:
    """The axis from the oldest row (at least three days ago) to a week from now."""
    oldest_ms = now_ms - 3 * _DAY_MS
    if oldest_row_ms is not None:
        oldest_ms = min(oldest_ms, oldest_row_ms)
    return TimeScale(now_ms, oldest_ms, now_ms + 7 * _DAY_MS)


@dataclass(frozen=True, eq=False)
class Histogram:
    """How many rows lie between each two edges, and how many of them could enter a campaign (or are too close to call)."""

    edges_ms: Numbers
    rows: Numbers
    could_enter: Numbers
    # Rows before the first edge: they lie to the left of what is shown.
    earlier: int
    without_time: int
