"""WallTimes: what a text says a clock on the wall showed, taken apart by patterns and put together by numpy."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.values.converted import ValueProblem, flags
from backfill_assistant.core.values.layouts import Layouts, digits_at, layouts_of, span_in_bytes
from backfill_assistant.core.values.months import month_number
from backfill_assistant.core.values.time_formats import TimeFormat
from backfill_assistant.core.values.zones import Ints


@dataclass(frozen=True, eq=False)
class WallTimes:
    """Milliseconds on the wall, or instants where the text has an offset."""

    local_ms: Ints
    has_offset: npt.NDArray[np.bool_]
    date_only: npt.NDArray[np.bool_]
    problem: npt.NDArray[np.uint8]
    # Place in `zone_texts` of the zone that the text names, -1 where it names none; None: nowhere.
    zone: Ints | None = None
    zone_texts: tuple[str, ...] = ()


_DIGIT_GROUPS: Final = ("y", "mo", "d", "week", "wd", "yd", "h", "mi", "s", "f", "oh", "om")
# Longer texts are no times; nothing is lost by not looking.
_LENGTH_MAX: Final = 120
# The second 10^11 lies in the year 5138, the millisecond 10^11 in 1973; 10^14 likewise.
# Beyond the year 9999 whatever the unit, and far from overflowing.
_FARTHEST_MS: Final = 400_000_000_000_000
_SECONDS_BELOW: Final = 10**11
_MILLISECONDS_BELOW: Final = 10**14


class _Meanings:
    """What each layout means in a format: where its groups stand, and what its words say."""

    def __init__(self, templates: list[str], entry: TimeFormat) -> None:
        patterns = [re.compile(pattern) for pattern in entry.patterns]
        count = len(templates)
        self.fits = np.zeros(count, dtype=np.bool_)
        self.starts = {name: np.zeros(count, dtype=np.int64) for name in _DIGIT_GROUPS}
        self.lengths = {name: np.zeros(count, dtype=np.int64) for name in _DIGIT_GROUPS}
        self.month = np.zeros(count, dtype=np.int64)
        self.morning = np.zeros(count, dtype=np.bool_)
        self.evening = np.zeros(count, dtype=np.bool_)
        self.has_offset = np.zeros(count, dtype=np.bool_)
        self.sign = np.ones(count, dtype=np.int64)
        self.zone = np.full(count, -1, dtype=np.int64)
        self.zone_texts: list[str] = []
        for position, template in enumerate(templates):
            if len(template) > _LENGTH_MAX or "0" not in template:
                continue
            match = next(filter(None, (pattern.fullmatch(template) for pattern in patterns)), None)
            if match is not None:
                self._understand(position, match)

    def _understand(self, position: int, match: re.Match[str]) -> None:
        words = match.groupdict()
        month = month_number(words["month"]) if words.get("month") else 0
        if month is None:
            return
        self.fits[position] = True
        self.month[position] = month
        for name in _DIGIT_GROUPS:
            self.starts[name][position], self.lengths[name][position] = span_in_bytes(match, name)
        half = (words.get("ap") or "").lower()
        self.morning[position], self.evening[position] = half == "a", half == "p"
        self.has_offset[position] = bool(words.get("utc") or words.get("sign"))
        self.sign[position] = -1 if words.get("sign") == "-" else 1
        zone = words.get("zone")
        if zone:
            if zone not in self.zone_texts:
                self.zone_texts.append(zone)
            self.zone[position] = self.zone_texts.index(zone)


def patterns_as_times(cells: pa.Array, entry: TimeFormat) -> WallTimes:
    """Read a column by the format's patterns."""
    count = len(cells)
    result = WallTimes(
        np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.bool_),
        np.zeros(count, dtype=np.bool_),
        np.full(count, ValueProblem.UNREADABLE, dtype=np.uint8),
    )
    layouts = layouts_of(cells)
    if not layouts.templates:
        return result
    meanings = _Meanings(layouts.templates, entry)
    rows = np.flatnonzero((layouts.layout >= 0) & meanings.fits[layouts.layout])
    if len(rows):
        result.local_ms[rows], result.date_only[rows], result.problem[rows] = _assemble(layouts, meanings, rows, entry)
        result.has_offset[rows] = meanings.has_offset[layouts.layout[rows]]
        if meanings.zone_texts:
            zone = np.full(count, -1, dtype=np.int64)
            zone[rows] = meanings.zone[layouts.layout[rows]]
            return replace(result, zone=zone, zone_texts=tuple(meanings.zone_texts))
    return result


def _assemble(
    layouts: Layouts, meanings: _Meanings, rows: Ints, entry: TimeFormat
) -> tuple[Ints, npt.NDArray[np.bool_], npt.NDArray[np.uint8]]:
    kind = layouts.layout[rows]

    def number(name: str) -> Ints:
        return digits_at(layouts, rows, meanings.starts[name][kind], meanings.lengths[name][kind])

    year, month, day = number("y"), number("mo") + meanings.month[kind], number("d")
    if entry.two_digit_year:
        year = np.where(year < 70, year + 2000, year + 1900)
    hour, minute, second = number("h"), number("mi"), number("s")
    fraction_digits = np.minimum(meanings.lengths["f"], 3)
    fraction = digits_at(layouts, rows, meanings.starts["f"][kind], fraction_digits[kind])
    milliseconds = fraction * 10 ** (3 - fraction_digits)[kind]
    morning, evening = meanings.morning[kind], meanings.evening[kind]
    possible = ~(morning & (hour > 12)) & ~(evening & (hour == 0))
    hour = np.where(morning & (hour == 12), 0, np.where(evening & (hour < 12), hour + 12, hour))
    offset_hours, offset_minutes = number("oh"), number("om")
    possible &= (offset_hours <= 23) & (offset_minutes <= 59)
    offset_ms = meanings.sign[kind] * (offset_hours * 60 + offset_minutes) * 60_000

    if (meanings.lengths["week"][kind] > 0).any():
        day_number, exists = _days_of_weeks(year, number("week"), number("wd"))
    elif (meanings.lengths["yd"][kind] > 0).any():
        day_number, exists = _days_of_years(year, number("yd"))
    else:
        day_number, exists = _days_of_months(year, month, day)
    midnight = (hour == 24) & (minute == 0) & (second == 0) & (milliseconds == 0)
    possible &= exists & ((hour <= 23) | midnight) & (minute <= 59) & (second <= 59)
    of_day = ((hour * 60 + minute) * 60 + second) * 1_000 + milliseconds
    local_ms = day_number * 86_400_000 + of_day - offset_ms
    date_only = meanings.lengths["h"][kind] == 0
    return local_ms, date_only, np.where(possible, 0, ValueProblem.IMPOSSIBLE).astype(np.uint8)


# Days since 1 January 1970, and whether there is such a day.
_Days = tuple[Ints, npt.NDArray[np.bool_]]


def _first_days(months: Ints) -> Ints:
    """The first day of months, counted from January 1970."""
    # Months are counted as numbers: numpy 2.5 no longer takes a bare 1 as a length of time.
    days: Ints = months.astype("M8[M]").astype("M8[D]").astype(np.int64)
    return days


def _days_of_months(year: Ints, month: Ints, day: Ints) -> _Days:
    is_month = (month >= 1) & (month <= 12)
    months = np.where(is_month, (year - 1970) * 12 + month - 1, 0)
    first = _first_days(months)
    return first + day - 1, is_month & (day >= 1) & (day <= _first_days(months + 1) - first)


def _days_of_years(year: Ints, day: Ints) -> _Days:
    first = _first_days((year - 1970) * 12)
    return first + day - 1, (day >= 1) & (day <= _first_days((year - 1969) * 12) - first)


def _days_of_weeks(year: Ints, week: Ints, weekday: Ints) -> _Days:
    """ISO 8601: weeks begin on Monday, and the first one of a year holds its 4 January."""
    monday, next_monday = _first_mondays(year), _first_mondays(year + 1)
    day = monday + (week - 1) * 7 + weekday - 1
    return day, (week >= 1) & (weekday >= 1) & (weekday <= 7) & (day < next_monday)


def _first_mondays(year: Ints) -> Ints:
    fourth = _first_days((year - 1970) * 12) + 3
    # Day 0 was a Thursday.
    return fourth - (fourth + 3) % 7


def numbers_as_times(cells: pa.Array, entry: TimeFormat) -> WallTimes:
    """Read counts of seconds, milliseconds, microseconds or days. A spreadsheet's day number is rounded to a millisecond."""
    count = len(cells)
    problem = np.full(count, ValueProblem.UNREADABLE, dtype=np.uint8)
    local_ms = np.zeros(count, dtype=np.int64)
    shaped = flags(pc.match_substring_regex(cells, r"\A[+-]?\d{1,25}(?:[.,]\d{1,30})?\z"))
    rows = np.flatnonzero(shaped)
    if len(rows):
        texts = pc.replace_substring(cells.take(pa.array(rows)), ",", ".")
        texts = pc.utf8_ltrim(texts, "+")
        whole = pc.replace_substring_regex(texts, r"\..*", "")
        fits = flags(pc.less_equal(pc.binary_length(pc.utf8_ltrim(pc.utf8_ltrim(whole, "-"), "0")), 17))
        problem[rows[~fits]] = ValueProblem.OUT_OF_RANGE
        rows, texts, whole = rows[fits], texts.filter(pa.array(fits)), whole.filter(pa.array(fits))
        local_ms[rows], far = _scaled(texts, whole, entry)
        problem[rows] = np.where(far, ValueProblem.OUT_OF_RANGE, 0)
    is_local = np.full(count, not entry.local)
    no_fraction = flags(pc.match_substring_regex(cells, r"\A[+-]?\d+(?:[.,]0*)?\z"))
    return WallTimes(local_ms, is_local, no_fraction & entry.local, problem)


def _scaled(texts: pa.Array, whole: pa.Array, entry: TimeFormat) -> tuple[Ints, npt.NDArray[np.bool_]]:
    units: Ints = whole.cast(pa.int64()).to_numpy(zero_copy_only=False)
    numerator, denominator = (np.full(len(units), number) for number in entry.unit_ms)
    if entry.by_size:
        numerator = np.where(np.abs(units) < _SECONDS_BELOW, 1_000, 1)
        denominator = np.where(np.abs(units) < _MILLISECONDS_BELOW, 1, 1_000)
    far = np.abs(units) > _FARTHEST_MS // numerator * denominator
    units = np.where(far, 0, units)
    fraction = pc.struct_field(pc.extract_regex(texts, r"(?P<f>\.\d+)\z"), "f")
    part = pc.fill_null(fraction.cast(pa.float64()), 0.0).to_numpy(zero_copy_only=False)
    part = np.where(flags(pc.starts_with(texts, "-")), -part, part)
    if entry.local:
        fine = np.rint(part * numerator).astype(np.int64)
    else:
        # A tiny amount makes up for binary fractions, so that .123 s is 123 ms.
        fine = np.floor(part * numerator / denominator + 1e-6).astype(np.int64)
    return np.floor_divide(units * numerator, denominator) + fine + entry.origin_ms, far
