"""Local times become instants: clock changes of an IANA zone as numpy tables, skipped and repeated hours named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.values.converted import ValueProblem

Ints = npt.NDArray[np.int64]

# Years whose clock changes are looked up beforehand; the few times outside are looked up one by one.
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# No zone has ever changed its clocks twice within four days.
_STEP_S: Final = 4 * 86_400
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class ClockChanges:
    """The clock changes of one zone, in milliseconds: change n happens at `wall_low[n]` to `wall_high[n]` on the wall."""

    # Offset from UTC before the first change and after each.
    offsets: Ints
    # The two walls of each change: between them local times are skipped (`gap`) or exist twice.
    wall_low: Ints
    wall_high: Ints
    gap: npt.NDArray[np.bool_]


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def zone_spellings() -> tuple[str, ...]:
    """Every name of a zone in lower case, with a low line for each space."""
    return (*_names(), "z", "utc", "gmt")


@lru_cache(maxsize=2_000)
def zone_name(text: str) -> str | None:
    """The zone a text means: an IANA name in any letter case, `UTC`, `Z`, or an offset such as `+02:00`; None if no zone."""
    text = text.strip()
    if text.casefold() in {"z", "utc", "gmt"}:
        return "UTC"
    known = _names().get(text.casefold().replace(" ", "_"))
    if known is not None:
        return known
    match = _OFFSET.fullmatch(text)
    if match is None:
        return None
    hours, minutes = int(match[2]), int(match[3] or 0)
    if hours > 18 or minutes > 59:
        return None
    return f"{match[1]}{hours:02d}:{minutes:02d}"


def _offset_ms(name: str) -> int:
    sign = -1 if name[0] == "-" else 1
    return sign * (int(name[1:3]) * 60 + int(name[4:6])) * 60_000


def _offset_at(zone: ZoneInfo, unix_s: int) -> int:
    """Offset from UTC in milliseconds at an instant."""
    offset = (_EPOCH + timedelta(seconds=unix_s)).astimezone(zone).utcoffset()
    return 0 if offset is None else round(offset.total_seconds() * 1_000)


@lru_cache(maxsize=64)
def clock_changes(name: str) -> ClockChanges:
    """The clock changes of a zone between FIRST_YEAR and LAST_YEAR, found by asking every four days and halving.

    Python's zone data is asked rather than Arrow's: it comes with the program (`tzdata`) where a system has none.
    """
    if name[0] in "+-" or name == "UTC":
        fixed = 0 if name == "UTC" else _offset_ms(name)
        nothing = np.empty(0, dtype=np.int64)
        return ClockChanges(np.array([fixed], dtype=np.int64), nothing, nothing, np.empty(0, dtype=np.bool_))
    zone = ZoneInfo(name)
    start = int((datetime(FIRST_YEAR, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds())
    end = int((datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds())
    offsets = [_offset_at(zone, start)]
    low: list[int] = []
    high: list[int] = []
    gap: list[bool] = []
    for day in range(start, end, _STEP_S):
        after = _offset_at(zone, day + _STEP_S)
        if after == offsets[-1]:
            continue
        first, last = day, day + _STEP_S
        while last - first > 1:
            middle = (first + last) // 2
            first, last = (middle, last) if _offset_at(zone, middle) == offsets[-1] else (first, middle)
        walls = (last * 1_000 + offsets[-1], last * 1_000 + after)
        low.append(min(walls))
        high.append(max(walls))
        gap.append(after > offsets[-1])
        offsets.append(after)
    as_ints = tuple(np.array(values, dtype=np.int64) for values in (offsets, low, high))
    return ClockChanges(as_ints[0], as_ints[1], as_ints[2], np.array(gap, dtype=np.bool_))


def to_instants(
    local_ms: Ints, name: str, repeated_hour: str, date_only: npt.NDArray[np.bool_]
) -> tuple[Ints, npt.NDArray[np.uint8]]:
    """Wall-clock milliseconds in a zone become unix milliseconds, with a problem where the clocks skip or repeat them.

    A day without a time of day begins at its first instant, also where the clocks skip midnight.
    """
    problem = np.zeros(len(local_ms), dtype=np.uint8)
    changes = clock_changes(name)
    index = np.searchsorted(changes.wall_high, local_ms, side="right")
    instants = local_ms - changes.offsets[index]
    if len(changes.gap):
        following = np.minimum(index, len(changes.gap) - 1)
        between = (index < len(changes.gap)) & (local_ms >= changes.wall_low[following])
        skipped = between & changes.gap[following]
        repeated = between & ~changes.gap[following]
        if skipped.any():
            at_change = changes.wall_low[following] - changes.offsets[index]
            instants = np.where(skipped & date_only, at_change, instants)
            problem[skipped & ~date_only] = ValueProblem.SKIPPED_HOUR
        if repeated.any():
            if repeated_hour == "later":
                instants = np.where(repeated & ~date_only, local_ms - changes.offsets[following + 1], instants)
            elif repeated_hour == "refuse":
                problem[repeated & ~date_only] = ValueProblem.REPEATED_HOUR
        _correct_far_years(instants, local_ms, name)
    return instants, problem


@dataclass(frozen=True)
class ClockChange:
    """A clock change in milliseconds on the wall: from `from_ms` up to `until_ms` times are skipped, or exist twice."""

    from_ms: int
    until_ms: int
    skipped: bool


def clock_change_at(local_ms: int, name: str) -> ClockChange | None:
    """The clock change of a zone that a time on the wall (in milliseconds) falls into."""
    changes = clock_changes(name)
    at = int(np.searchsorted(changes.wall_high, local_ms, side="right"))
    if at >= len(changes.gap) or local_ms < changes.wall_low[at]:
        return None
    return ClockChange(int(changes.wall_low[at]), int(changes.wall_high[at]), bool(changes.gap[at]))


def _correct_far_years(instants: Ints, local_ms: Ints, name: str) -> None:
    """Ask the zone itself for the few times outside the table."""
    first = np.datetime64(f"{FIRST_YEAR}-01-02", "ms").astype(np.int64)
    last = np.datetime64(f"{LAST_YEAR}-12-30", "ms").astype(np.int64)
    far = np.flatnonzero((local_ms < first) | (local_ms > last))
    if not len(far):
        return
    zone = ZoneInfo(name)
    walls, back = np.unique(local_ms[far], return_inverse=True)
    offsets = np.empty(len(walls), dtype=np.int64)
    for position, wall in enumerate(walls.tolist()):
        clipped = min(max(wall // 1_000, -62_135_510_400), 253_402_214_400)
        offset = (_EPOCH.replace(tzinfo=None) + timedelta(seconds=clipped)).replace(tzinfo=zone).utcoffset()
        offsets[position] = 0 if offset is None else round(offset.total_seconds() * 1_000)
    instants[far] = local_ms[far] - offsets[back]
