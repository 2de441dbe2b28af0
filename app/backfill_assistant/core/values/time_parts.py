"""WallTimes: what a text says a clock on the wall showed, taken apart by patterns and put together by numpy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.values.converted import ValueProblem, flags
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


def patterns_as_times(cells: pa.Array, entry: TimeFormat) -> WallTimes:
    """Read a column by the format's patterns, the later ones only for what the earlier ones leave."""
    count = len(cells)
    result = WallTimes(
        np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.bool_),
        np.zeros(count, dtype=np.bool_),
        np.full(count, ValueProblem.UNREADABLE, dtype=np.uint8),
    )
    rows = np.flatnonzero(flags(pc.is_valid(cells)))
    for pattern in entry.patterns:
        if not len(rows):
            break
        texts = cells if len(rows) == count else cells.take(pa.array(rows))
        parts = pc.extract_regex(texts, rf"\A(?:{pattern})\z")
        matched = flags(pc.is_valid(parts))
        if matched.any():
            if not matched.all():
                parts = parts.filter(pa.array(matched))
            at = rows[matched]
            read = _assemble(parts, entry)
            result.local_ms[at], result.has_offset[at] = read.local_ms, read.has_offset
            result.date_only[at], result.problem[at] = read.date_only, read.problem
        rows = rows[~matched]
    return result


def _part(parts: pa.StructArray, name: str, default: int) -> Ints:
    if parts.type.get_field_index(name) < 0:
        return np.full(len(parts), default, dtype=np.int64)
    texts = parts.field(name)
    texts = pc.if_else(pc.equal(texts, ""), pa.scalar(str(default)), texts)
    result: Ints = texts.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return result


def _words(parts: pa.StructArray, name: str) -> pa.Array:
    if parts.type.get_field_index(name) < 0:
        return pa.array([""] * len(parts), pa.string())
    return parts.field(name)


def _months(parts: pa.StructArray) -> Ints:
    """Month numbers; 0 for a word that is no month."""
    texts = parts.field("mo")
    if flags(pc.match_substring_regex(texts, r"\A\d")).all():
        return _part(parts, "mo", 0)
    coded = texts.dictionary_encode()
    numbers = np.array([month_number(word) or 0 for word in coded.dictionary.to_pylist()], dtype=np.int64)
    result: Ints = numbers[coded.indices.to_numpy(zero_copy_only=False)]
    return result


def _fractions_ms(parts: pa.StructArray) -> Ints:
    if parts.type.get_field_index("f") < 0:
        return np.zeros(len(parts), dtype=np.int64)
    digits = pc.utf8_slice_codeunits(pc.utf8_rpad(parts.field("f"), 3, "0"), 0, 3)
    result: Ints = digits.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return result


def _offsets_ms(texts: pa.Array) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Offsets from UTC, and whether they are possible. Few different ones occur, so each is read once."""
    coded = texts.dictionary_encode()
    offsets, possible = [], []
    for text in coded.dictionary.to_pylist():
        digits = "".join(letter for letter in text if letter.isdigit())
        hours, minutes = int(digits[:2] or 0), int(digits[2:] or 0)
        offsets.append((hours * 60 + minutes) * (-60_000 if "-" in text else 60_000))
        possible.append(hours <= 23 and minutes <= 59)
    codes = coded.indices.to_numpy(zero_copy_only=False)
    return np.array(offsets, dtype=np.int64)[codes], np.array(possible, dtype=np.bool_)[codes]


def _assemble(parts: pa.StructArray, entry: TimeFormat) -> WallTimes:
    year, month, day = _part(parts, "y", 0), _months(parts), _part(parts, "d", 0)
    if entry.two_digit_year:
        year = np.where(year < 70, year + 2000, year + 1900)
    hour, minute, second = _part(parts, "h", -1), _part(parts, "mi", 0), _part(parts, "s", 0)
    milliseconds = _fractions_ms(parts)
    date_only = hour < 0
    hour = np.maximum(hour, 0)
    half = _words(parts, "ap")
    morning, evening = flags(pc.is_in(half, pa.array(["a", "A"]))), flags(pc.is_in(half, pa.array(["p", "P"])))
    possible = ~(morning & (hour > 12)) & ~(evening & (hour == 0))
    hour = np.where(morning & (hour == 12), 0, np.where(evening & (hour < 12), hour + 12, hour))
    named = _words(parts, "tz")
    offset_ms, offset_possible = _offsets_ms(named)
    has_offset = flags(pc.not_equal(named, ""))

    months = np.where((month >= 1) & (month <= 12), (year - 1970) * 12 + month - 1, 0).astype("M8[M]")
    first_day = months.astype("M8[D]").astype(np.int64)
    days_in_month = (months + 1).astype("M8[D]").astype(np.int64) - first_day
    midnight = (hour == 24) & (minute == 0) & (second == 0) & (milliseconds == 0)
    possible &= (month >= 1) & (month <= 12) & (day >= 1) & (day <= days_in_month)
    possible &= ((hour <= 23) | midnight) & (minute <= 59) & (second <= 59) & offset_possible
    of_day = ((hour * 60 + minute) * 60 + second) * 1_000 + milliseconds
    local_ms = (first_day + day - 1) * 86_400_000 + of_day - offset_ms
    # A word in the month's place that is no month is another form, not an impossible date.
    wrong = (
        np.where(month == 0, ValueProblem.UNREADABLE, ValueProblem.IMPOSSIBLE)
        if entry.key.startswith("month")
        else np.full(len(year), ValueProblem.IMPOSSIBLE)
    )
    problem = np.where(possible, 0, wrong).astype(np.uint8)
    return WallTimes(local_ms, has_offset, date_only, problem)


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
    numerator, denominator = entry.unit_ms
    units: Ints = whole.cast(pa.int64()).to_numpy(zero_copy_only=False)
    far = np.abs(units) > 400_000_000_000_000 * denominator // numerator
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
