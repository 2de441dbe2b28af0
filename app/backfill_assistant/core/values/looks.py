"""What the cells of a whole column look like: which readings take them all, and how many each takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.values.codes import COUNTRY_CODES, CURRENCY_CODES
from backfill_assistant.core.values.converted import ValueProblem, flags, trimmed_or_null
from backfill_assistant.core.values.json_values import read_json
from backfill_assistant.core.values.numbers import read_numbers
from backfill_assistant.core.values.time_formats import FORMATS
from backfill_assistant.core.values.times import read_times
from backfill_assistant.core.values.true_false import read_true_false
from backfill_assistant.core.values.zones import zone_name

TRUE_WORDS: Final = (
    "true",
    "yes",
    "y",
    "1",
    "t",
    "on",
    "x",
    "ja",
    "j",
    "wahr",
    "oui",
    "vrai",
    "si",
    "sí",
    "sì",
    "sim",
    "vero",
    "tak",
    "kyllä",
    "evet",
)
FALSE_WORDS: Final = (
    "false",
    "no",
    "n",
    "0",
    "f",
    "off",
    "nein",
    "falsch",
    "non",
    "faux",
    "nee",
    "não",
    "falso",
    "nie",
    "nej",
    "nei",
    "ei",
    "hayır",
)
# The instants of 1990 and 2040: outside, a bare number is more likely an amount than a time.
_LIKELY_MS: Final = (631_152_000_000, 2_208_988_800_000)
# More different words than this are no list of answers.
WORDS_MAX: Final = 12
_ALONE: Final = ("iso", "dmy", "mdy", "month_name", "dmy2", "mdy2", "ymd2", "month_name2", "compact")


class Look(StrEnum):
    """A kind of reading."""

    TIME = "time"
    NUMBER = "number"
    TRUE_FALSE = "true/false"
    JSON = "json"
    EMAIL = "email"
    PHONE = "phone"
    ZONE = "zone"
    LIST = "list"
    COUNTRY = "country"
    CURRENCY = "currency"
    # Digits that a number would lose: `007`, `+49`, and ids of more digits than a binary fraction holds.
    CODE = "code"
    # A time of day without a day.
    CLOCK = "clock"


@dataclass(frozen=True)
class Reading:
    """One way to read a column: `detail` is a format key, a decimal mark or a separator."""

    look: Look
    detail: str
    # How many cells it takes, and how many of them no other reading of the same kind takes.
    fits: int
    alone: int = 0


@dataclass(frozen=True)
class ColumnLook:
    """What was seen in a column. Only readings that take something are listed, the best first."""

    filled: int
    empty: int
    readings: tuple[Reading, ...]
    # Some times name no offset of their own, so the zone matters.
    needs_zone: bool = False
    # Some times name more than a day.
    has_clock: bool = False
    # Some cell occurs more than once.
    repeats: bool = False
    # How many numbers are another number with the other decimal mark (`1,234`).
    numbers_undecided: int = 0
    # The different cells, trimmed and in lower case; empty when there are more than 12.
    words: tuple[str, ...] = ()

    def best(self, look: Look) -> Reading | None:
        """The best reading of a kind."""
        return next((reading for reading in self.readings if reading.look is look), None)

    def share(self, look: Look) -> float:
        """The share of filled cells that the best reading of a kind takes."""
        best = self.best(look)
        return best.fits / self.filled if best and self.filled else 0.0


Test = Callable[[pa.Array], npt.NDArray[np.bool_]]


def _by_pattern(pattern: str) -> Test:
    return lambda cells: flags(pc.match_substring_regex(cells, pattern))


def _time(key: str) -> Test:
    def takes(cells: pa.Array) -> npt.NDArray[np.bool_]:
        converted = read_times(cells, key, "UTC")
        fits = converted.problem == ValueProblem.FINE
        if FORMATS[key].is_number:
            values = pc.fill_null(converted.values, 0).to_numpy(zero_copy_only=False)
            fits = fits & (values >= _LIKELY_MS[0]) & (values < _LIKELY_MS[1])
        return np.asarray(fits & flags(pc.is_valid(cells)))

    return takes


def _number(mark: str) -> Test:
    return lambda cells: (read_numbers(cells, mark).problem == 0) & flags(pc.is_valid(cells))


def _words(cells: pa.Array) -> npt.NDArray[np.bool_]:
    return (read_true_false(cells, TRUE_WORDS, FALSE_WORDS).problem == 0) & flags(pc.is_valid(cells))


def _json(cells: pa.Array) -> npt.NDArray[np.bool_]:
    framed = _by_pattern(r"(?s)\A(?:\{.*\}|\[.*\])\z")(cells)
    return framed & (read_json(pc.if_else(pa.array(framed), cells, pa.scalar(None, pa.string()))).problem == 0)


def _zones(cells: pa.Array) -> npt.NDArray[np.bool_]:
    coded = cells.dictionary_encode()
    known = np.array([zone_name(text) is not None and not text[0].isdigit() for text in coded.dictionary.to_pylist()] or [False])
    return known[pc.fill_null(coded.indices, 0).to_numpy(zero_copy_only=False)] & flags(pc.is_valid(cells))


def _one_of(codes: frozenset[str]) -> Test:
    return lambda cells: flags(pc.is_in(pc.utf8_upper(cells), value_set=pa.array(sorted(codes))))


EMAIL_PATTERN: Final = r"\A[^@\s,;<>()\[\]\\\"]+@(?:[^@\s.,;<>()\[\]\\\"]+\.)+[^@\s.,;<>()\[\]\\\"]{2,}\z"
_TESTS: Final[dict[tuple[Look, str], Test]] = {
    **{(Look.TIME, key): _time(key) for key in FORMATS},
    **{(Look.NUMBER, mark): _number(mark) for mark in ".,"},
    (Look.TRUE_FALSE, ""): _words,
    (Look.JSON, ""): _json,
    (Look.EMAIL, ""): _by_pattern(EMAIL_PATTERN),
    (Look.PHONE, ""): _by_pattern(r"\A(?:\+|00|\(?0)[\d ()/.-]{6,22}\z"),
    (Look.ZONE, ""): _zones,
    (Look.COUNTRY, ""): _one_of(COUNTRY_CODES),
    (Look.CURRENCY, ""): _one_of(CURRENCY_CODES),
    (Look.CODE, ""): _by_pattern(r"\A(?:0\d+|\+\d{5,}|\d{17,})\z"),
    (Look.CLOCK, ""): _by_pattern(r"(?i)\A\d{1,2}[:h]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?(?: ?[ap]\.?m\.?)?(?: ?Uhr)?\z"),
    **{
        (Look.LIST, mark): _by_pattern(rf"\A[^{again}]{{1,40}}(?:{again}[^{again}]{{1,40}})+\z")
        for mark, again in ((";", ";"), ("|", r"\|"), (",", ","))
    },
}

# The share of a sample that makes a reading worth trying on every cell. Dates may be few among others; one code is enough.
_LEAST: Final = {**{(Look.TIME, key): 0.005 for key in _ALONE}, (Look.CODE, ""): 0.0}


def look_at(sample: pa.Array, slices: Iterable[pa.Array]) -> ColumnLook:
    """Look at a whole column, piece by piece; readings that take a fifth of the sample are tried on every cell."""
    seen = trimmed_or_null(sample).drop_null()
    tried = [key for key, test in _TESTS.items() if len(seen) and test(seen).mean() >= _LEAST.get(key, 0.2)]
    if len(seen) and _TESTS[Look.CODE, ""](seen).any():
        # Digits that a number would lose: whatever else the column holds, it is sent as text.
        tried = [key for key in tried if key[0] is not Look.NUMBER]
    fits = dict.fromkeys(tried, 0)
    alone = dict.fromkeys(tried, 0)
    filled = empty = undecided = 0
    needs_zone = has_clock = repeats = False
    words: set[str] = set()
    for texts in slices:
        cells = trimmed_or_null(texts)
        empty += cells.null_count
        cells = cells.drop_null()
        filled += len(cells)
        taken = {key: _TESTS[key](cells) for key in tried}
        times = {key: taken[key] for key in tried if key[0] is Look.TIME}
        for key, mask in taken.items():
            fits[key] += int(mask.sum())
            others = [other for name, other in taken.items() if name != key and name[0] is key[0]]
            alone[key] += int((mask & ~np.any(others, axis=0)).sum()) if others else int(mask.sum())
        if not (needs_zone and has_clock):
            needs, has = _zone_and_clock(cells, times)
            needs_zone, has_clock = needs_zone or needs, has_clock or has
        repeats = repeats or len(cells.unique()) < len(cells)
        if (Look.NUMBER, ".") in taken and (Look.NUMBER, ",") in taken:
            undecided += _undecided_numbers(cells)
        if len(words) <= WORDS_MAX:
            words.update(text.casefold() for text in cells.unique().to_pylist())
    readings = [Reading(look, detail, fits[look, detail], alone[look, detail]) for look, detail in tried if fits[look, detail]]
    # Stable: among equals, the order of the formats decides.
    readings.sort(key=lambda reading: -reading.fits)
    few = tuple(sorted(words)) if len(words) <= WORDS_MAX else ()
    return ColumnLook(filled, empty, tuple(readings), needs_zone, has_clock, repeats, undecided, few)


def _zone_and_clock(cells: pa.Array, times: dict[tuple[Look, str], npt.NDArray[np.bool_]]) -> tuple[bool, bool]:
    """Whether some cells change their meaning with the zone, and whether some name more than a day."""
    worded = [key for key in times if not FORMATS[key[1]].is_number or FORMATS[key[1]].local]
    if not worded:
        return False, False
    best = max(worded, key=lambda key: int(times[key].sum()))
    here, there = (read_times(cells, best[1], zone) for zone in ("UTC", "+01:00"))
    days = here.date_only if here.date_only is not None else np.zeros(len(cells), dtype=np.bool_)
    return bool(flags(pc.not_equal(here.values, there.values)).any()), bool((times[best] & ~days).any())


def _undecided_numbers(cells: pa.Array) -> int:
    """How many cells are a number with either decimal mark, and not the same one."""
    cells = cells.filter(pc.match_substring_regex(cells, "[.,]"))
    point, comma = (read_numbers(cells, mark).values for mark in (".", ","))
    return int(flags(pc.not_equal(point, comma)).sum())


def time_format_of(look: ColumnLook) -> tuple[str, bool]:
    """The format key that reads a column best, and whether day and month are undecided; ("", False) when nothing does.

    Day first and month first are decided by the whole column: a 25 in one place settles it. If nothing settles it, or if both
    places hold a 25 somewhere, the key is both (`dmy+mdy`), under which each undecided row is refused.
    """
    times = {reading.detail: reading for reading in look.readings if reading.look is Look.TIME}
    if not times:
        return "", False
    best = max(times.values(), key=lambda reading: reading.fits)
    for day, month in (("dmy", "mdy"), ("dmy2", "mdy2")):
        if best.detail in (day, month) and day in times and month in times:
            by_day, by_month = times[day], times[month]
            if by_day.fits == by_month.fits or (by_day.alone and by_month.alone):
                return f"{day}+{month}", True
    chosen = [best.detail]
    missing = look.filled - best.fits
    if best.detail in _ALONE:
        for other in sorted(times.values(), key=lambda reading: -reading.alone):
            if missing and other.alone and other.detail in _ALONE and other.detail not in chosen:
                chosen.append(other.detail)
                missing -= other.alone
    return "+".join(chosen[:3]), False
