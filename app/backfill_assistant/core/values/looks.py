"""What the cells of a whole column look like: which readings take them all, and how many each takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.values.codes import COUNTRY_CODES, CURRENCY_CODES
from backfill_assistant.core.values.converted import Texts, ValueProblem, as_array, flags, trimmed_or_null
from backfill_assistant.core.values.json_values import read_json
from backfill_assistant.core.values.numbers import read_numbers
from backfill_assistant.core.values.screens import Screens, Shares
from backfill_assistant.core.values.time_formats import FORMATS, TimeFormat
from backfill_assistant.core.values.times import read_times
from backfill_assistant.core.values.true_false import read_true_false
from backfill_assistant.core.values.yes_no_words import FALSE_WORDS, TRUE_WORDS
from backfill_assistant.core.values.zone_words import USUAL_MEANINGS
from backfill_assistant.core.values.zones import zone_name, zone_spellings

# The instants of 1990 and 2040: outside, a bare number is more likely an amount than a time.
_LIKELY_MS: Final = (631_152_000_000, 2_208_988_800_000)
# More different words than this are no list of answers.
WORDS_MAX: Final = 12
# Nor more spellings of them (yes, Yes, YES, …) in one piece.
_SPELLINGS_MAX: Final = 200
# An offset with its sign; a number without one is no zone.
_OFFSET: Final = r"\A(?:utc|gmt)?[+-]\d"
# There are not so many zones.
_ZONES_MAX: Final = 700
# Every word for yes and no, in some spellings.
_WORDS_DIFFERENT: Final = 200
# Three numbers of two digits, of which any may be the year.
_SHORT: Final = ("dmy2", "mdy2", "ymd2")
_ALONE: Final = ("iso", "dmy", "mdy", "month_name", "dmy2", "mdy2", "ymd2", "month_name2", "compact", "iso_week", "iso_day")
# Seven digits are taken for a day of the year only by a person's choice.
_ONLY_CHOSEN: Final = "compact_day"
# Like bare numbers, `2026-063` is as likely a number of an invoice: a time only where the header says so.
AS_LIKELY_OTHERS: Final = frozenset({"serial", "serial_1904", "compact", "unix_s", "unix_ms", "unix_us", "unix", "iso_day"})


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
    # For years of two digits: how many different years there would be.
    years: int = 0


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


_Key: TypeAlias = tuple[Look, str]
Test = Callable[[pa.Array], npt.NDArray[np.bool_]]


def _by_pattern(pattern: str) -> Test:
    return lambda cells: flags(pc.match_substring_regex(cells, pattern))


def _whole(pattern: str) -> Test:
    return _by_pattern(rf"\A(?:{pattern})\z")


def _time(key: str) -> Test:
    def takes(cells: pa.Array) -> npt.NDArray[np.bool_]:
        converted = read_times(cells, key, "UTC")
        # What a zone of letters means is asked later; the column is one of times all the same.
        fits = np.isin(converted.problem, (ValueProblem.FINE, ValueProblem.UNSAID_ZONE))
        if FORMATS[key].is_number:
            values = pc.fill_null(converted.values, 0).to_numpy(zero_copy_only=False)
            fits = fits & (values >= _LIKELY_MS[0]) & (values < _LIKELY_MS[1])
        return np.asarray(fits & flags(pc.is_valid(cells)))

    return takes


def _year_first(cells: pa.Array) -> npt.NDArray[np.bool_]:
    """Years of two digits in front. With points nobody means that, unless a person says so."""
    return _time("ymd2")(cells) & ~flags(pc.match_substring_regex(cells, r"\A\d\d\."))


def _number(mark: str) -> Test:
    return lambda cells: (read_numbers(cells, mark).problem == 0) & flags(pc.is_valid(cells))


def _words(cells: pa.Array) -> npt.NDArray[np.bool_]:
    return (read_true_false(cells, TRUE_WORDS, FALSE_WORDS).problem == 0) & flags(pc.is_valid(cells))


def _json(cells: pa.Array) -> npt.NDArray[np.bool_]:
    framed = _by_pattern(r"(?s)\A(?:\{.*\}|\[.*\])\z")(cells)
    return framed & (read_json(pc.if_else(pa.array(framed), cells, pa.scalar(None, pa.string()))).problem == 0)


def _zones(cells: pa.Array) -> npt.NDArray[np.bool_]:
    coded = cells.dictionary_encode()
    # Few texts name a zone: those that could are found by column, and only they are looked at one by one.
    plain = pc.replace_substring(pc.utf8_lower(coded.dictionary), " ", "_")
    likely = flags(pc.is_in(plain, value_set=pa.array(_zone_spellings()))) | flags(pc.match_substring_regex(plain, _OFFSET))
    known = np.zeros(len(coded.dictionary) or 1, dtype=np.bool_)
    for place in np.flatnonzero(likely):
        known[place] = _names_zone(coded.dictionary[int(place)].as_py())
    return known[pc.fill_null(coded.indices, 0).to_numpy(zero_copy_only=False)] & flags(pc.is_valid(cells))


@lru_cache(maxsize=1)
def _zone_spellings() -> list[str]:
    return [*zone_spellings(), *map(str.lower, USUAL_MEANINGS)]


def _names_zone(text: str) -> bool:
    return zone_name(text) is not None or text in USUAL_MEANINGS


def _one_of(codes: frozenset[str]) -> Test:
    return lambda cells: flags(pc.is_in(pc.utf8_upper(cells), value_set=pa.array(sorted(codes))))


# Of whole cells, for Arrow and for Python's own patterns alike.
_PHONE: Final = r"(?:\+|00|\(?0)[0-9 ()/.-]{6,22}"
_CODE: Final = r"0[0-9]+|\+[0-9]{5,}|[0-9]{17,}"
_CLOCK: Final = r"[0-9]{1,2}[:hH][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]+)?)?(?: ?[aApP]\.?[mM]\.?)?(?: ?[uU][hH][rR])?"
EMAIL_PATTERN: Final = r"\A[^@\s,;<>()\[\]\\\"]+@(?:[^@\s.,;<>()\[\]\\\"]+\.)+[^@\s.,;<>()\[\]\\\"]{2,}\z"
_TESTS: Final[dict[_Key, Test]] = {
    **{(Look.TIME, key): _time(key) for key in FORMATS if key != _ONLY_CHOSEN},
    (Look.TIME, "ymd2"): _year_first,
    **{(Look.NUMBER, mark): _number(mark) for mark in ".,"},
    (Look.TRUE_FALSE, ""): _words,
    (Look.JSON, ""): _json,
    (Look.EMAIL, ""): _by_pattern(EMAIL_PATTERN),
    (Look.PHONE, ""): _whole(_PHONE),
    (Look.ZONE, ""): _zones,
    (Look.COUNTRY, ""): _one_of(COUNTRY_CODES),
    (Look.CURRENCY, ""): _one_of(CURRENCY_CODES),
    (Look.CODE, ""): _whole(_CODE),
    (Look.CLOCK, ""): _whole(_CLOCK),
    **{
        (Look.LIST, mark): _by_pattern(rf"\A[^{again}]{{1,40}}(?:{again}[^{again}]{{1,40}})+\z")
        for mark, again in ((";", ";"), ("|", r"\|"), (",", ","))
    },
}


@lru_cache(maxsize=32)
def _digits_of(entry: TimeFormat) -> int:
    """How many digits the smallest likely number of a format has."""
    if not entry.is_number:
        return 1
    numerator, denominator = entry.unit_ms
    return len(str((_LIKELY_MS[0] - entry.origin_ms) * denominator // numerator))


# At most which share of a column a reading can take, told from its characters, lengths and layouts; times have their formats.
_SCREENS: Final[dict[Look, Callable[[Screens, str], Shares]]] = {
    Look.TIME: lambda screen, detail: screen.share_of_time(FORMATS[detail], _digits_of(FORMATS[detail])),
    Look.NUMBER: lambda screen, detail: screen.share_of_number(detail),
    Look.TRUE_FALSE: lambda screen, _: screen.share_of_words(_WORDS_DIFFERENT),
    Look.JSON: lambda screen, _: screen.holds_any(b"{["),
    Look.EMAIL: lambda screen, _: screen.holds_any(b"@"),
    Look.PHONE: lambda screen, _: screen.share_of_layout(_PHONE),
    # One by one looked at, more would take their time; there are not so many zones.
    Look.ZONE: lambda screen, _: screen.share_of_words(_ZONES_MAX) * (screen.different <= _ZONES_MAX),
    Look.COUNTRY: lambda screen, _: screen.share_of_length(2),
    Look.CURRENCY: lambda screen, _: screen.share_of_length(3),
    Look.CODE: lambda screen, _: screen.share_of_layout(_CODE),
    Look.CLOCK: lambda screen, _: screen.share_of_layout(_CLOCK),
    Look.LIST: lambda screen, detail: screen.holds_any(detail.encode()),
}

# The share of a sample that makes a reading worth trying on every cell. Dates may be few among others; one code is enough.
_LEAST: Final = {**{(Look.TIME, key): 0.005 for key in _ALONE}, (Look.CODE, ""): 0.0}


_NOTHING: Final = np.zeros(0, dtype=np.bool_)


@dataclass(frozen=True, eq=False)
class Sampled:
    """A column of which a sample was looked at: its cells, trimmed, and which readings take enough of those that are filled."""

    cells: pa.Array
    taken: dict[_Key, npt.NDArray[np.bool_]]


def sampled(samples: Sequence[Texts]) -> list[Sampled]:
    """Look at samples of columns side by side: so many calls for all of them as one alone would take."""
    starts = np.cumsum([0, *map(len, samples)])
    together = trimmed_or_null(pa.concat_arrays([pa.array([], pa.string()), *map(as_array, samples)]))
    cells = [together.slice(start, len(sample)) for start, sample in zip(starts.tolist(), samples, strict=False)]
    filled = np.cumsum([0, *(len(each) - each.null_count for each in cells)])
    taken = _worth_trying(together.drop_null(), filled)
    for column in taken:
        if column.get((Look.CODE, ""), _NOTHING).any():
            # Digits that a number would lose: whatever else the column holds, it is sent as text.
            for key in [key for key in column if key[0] is Look.NUMBER]:
                del column[key]
    return [Sampled(*each) for each in zip(cells, taken, strict=True)]


def look_at(sample: Texts, slices: Iterable[pa.Array] | None = None) -> ColumnLook:
    """Look at a whole column, piece by piece; readings that take a fifth of the sample are tried on every cell.

    Without `slices` the sample is all there is.
    """
    return look_on(sampled([sample])[0], slices)


def look_on(begun: Sampled, slices: Iterable[pa.Array] | None) -> ColumnLook:
    """The same when a sample has been looked at among others."""
    seen, taken = begun.cells, begun.taken
    tried = list(taken)
    fits = dict.fromkeys(tried, 0)
    alone = dict.fromkeys(tried, 0)
    filled = empty = undecided = 0
    needs_zone = has_clock = repeats = many = False
    words: set[str] = set()
    years: dict[str, set[int]] = {}
    for cells in (seen,) if slices is None else map(trimmed_or_null, slices):
        empty += cells.null_count
        cells = cells.drop_null()
        filled += len(cells)
        if slices is not None:
            taken = {key: _TESTS[key](cells) for key in tried}
        times = {key: mask for key, mask in taken.items() if key[0] is Look.TIME}
        for _, detail in times:
            if detail in _SHORT:
                years.setdefault(detail, set()).update(_years(cells, detail))
        for key, mask in taken.items():
            fits[key] += int(mask.sum())
            others = [other for name, other in taken.items() if name != key and name[0] is key[0]]
            alone[key] += int((mask & ~np.any(others, axis=0)).sum()) if others else int(mask.sum())
        if not (needs_zone and has_clock):
            needs, has = _zone_and_clock(cells, times)
            needs_zone, has_clock = needs_zone or needs, has_clock or has
        different = cells.unique()
        repeats = repeats or len(different) < len(cells)
        if (Look.NUMBER, ".") in taken and (Look.NUMBER, ",") in taken:
            undecided += _undecided_numbers(cells)
        many = many or len(different) > _SPELLINGS_MAX
        if not many:
            words.update(text.casefold() for text in different.to_pylist())
            many = len(words) > WORDS_MAX
    readings = [
        Reading(look, detail, fits[look, detail], alone[look, detail], len(years.get(detail, ())))
        for look, detail in tried
        if fits[look, detail]
    ]
    # Stable: among equals, the order of the formats decides.
    readings.sort(key=lambda reading: -reading.fits)
    few = () if many else tuple(sorted(words))
    return ColumnLook(filled, empty, tuple(readings), needs_zone, has_clock, repeats, undecided, few)


def _worth_trying(seen: pa.Array, starts: npt.NDArray[np.int64]) -> list[dict[_Key, npt.NDArray[np.bool_]]]:
    """Readings that take enough of a sample, and what they take, for columns that stand behind each other (see `Screens`)."""
    screens = Screens(seen, starts)
    filled = np.diff(starts)
    taken: list[dict[_Key, npt.NDArray[np.bool_]]] = [{} for _ in filled]
    for key, test in _TESTS.items():
        look, detail = key
        least = _LEAST.get(key, 0.2)
        possible = _SCREENS[look](screens, detail)
        columns = np.flatnonzero((possible > 0) & (possible >= least) & (filled > 0)).tolist()
        if not columns:
            continue
        pieces = [seen.slice(int(starts[column]), int(filled[column])) for column in columns]
        mask = test(pa.concat_arrays(pieces))
        ends = np.cumsum(filled[columns])
        takes = np.add.reduceat(mask, ends - filled[columns], dtype=np.int64)
        for place in np.flatnonzero(takes >= least * filled[columns]).tolist():
            taken[columns[place]][key] = mask[ends[place] - filled[columns[place]] : ends[place]]
    return taken


def _zone_and_clock(cells: pa.Array, times: dict[_Key, npt.NDArray[np.bool_]]) -> tuple[bool, bool]:
    """Whether some cells change their meaning with the zone, and whether some name more than a day."""
    worded = [key for key in times if not FORMATS[key[1]].is_number or FORMATS[key[1]].local]
    if not worded:
        return False, False
    best = max(worded, key=lambda key: int(times[key].sum()))
    here, there = (read_times(cells, best[1], zone) for zone in ("UTC", "+01:00"))
    days = here.date_only if here.date_only is not None else np.zeros(len(cells), dtype=np.bool_)
    return bool(flags(pc.not_equal(here.values, there.values)).any()), bool((times[best] & ~days).any())


def _years(cells: pa.Array, key: str) -> set[int]:
    """The years of a column's times in UTC."""
    instants = read_times(cells, key, "UTC").values.drop_null()
    return set(pc.unique(pc.year(instants.cast(pa.timestamp("ms")))).to_pylist())


def _undecided_numbers(cells: pa.Array) -> int:
    """How many cells are a number with either decimal mark, and not the same one."""
    cells = cells.filter(pc.match_substring_regex(cells, "[.,]"))
    if not len(cells):
        return 0
    point, comma = (read_numbers(cells, mark).values for mark in (".", ","))
    return int(flags(pc.not_equal(point, comma)).sum())


def time_format_of(look: ColumnLook) -> tuple[str, bool]:
    """The format key that reads a column best, and whether day and month are undecided; ("", False) when nothing does.

    Day first and month first are decided by the whole column: a 25 in one place settles it. If nothing settles it, or if both
    places hold a 25 somewhere, the key is both (`dmy+mdy`), under which each undecided row is refused. So it is with years of
    two digits, which may also come first.
    """
    times = {reading.detail: reading for reading in look.readings if reading.look is Look.TIME}
    if not times:
        return "", False
    best = max(times.values(), key=lambda reading: reading.fits)
    if best.detail in _SHORT:
        # What is the year in `25-03-26` is decided by the column: days and months change, years hardly do.
        alike = [times[key] for key in _SHORT if key in times and times[key].fits == best.fits]
        fewest = min(reading.years for reading in alike)
        likely = [reading.detail for reading in alike if reading.years < 3 * fewest]
        if len(likely) > 1:
            return "+".join(likely), True
        best = times[likely[0]]
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
