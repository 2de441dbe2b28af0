"""FORMATS: the ways of writing a time that can be read, each with what it looks like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence
from backfill_assistant.core.values.zone_words import ZONE_WORD


@dataclass(frozen=True)
class TimeFormat:
    """One way of writing a time.

    `patterns` are tried in order and must match the whole text; their groups are y, mo or month (a word), d, week (ISO 8601, with
    wd for its day, Monday is 1), yd (the day of the year), h, mi, s, f (fraction of a second), ap (am or pm), utc, sign, oh, om
    (offset), and zone (by letters). They must not look at which digit it is, only whether it is one (see `layouts`). A number
    format has no patterns but `unit_ms` and `origin_ms` instead.
    """

    key: str
    name: Sentence
    # What it looks like; always 4 March 2026, a quarter past four in the afternoon, so that formats can be compared.
    example: str
    patterns: tuple[str, ...] = ()
    # 70 to 99 become 1970 to 1999, 00 to 69 become 2000 to 2069.
    two_digit_year: bool = False
    # For numbers: how many milliseconds one unit has, as numerator and denominator, and the instant of zero.
    unit_ms: tuple[int, int] = (0, 1)
    origin_ms: int = 0
    # Numbers that count from a local midnight (spreadsheets) instead of from an instant.
    local: bool = False
    # Up to 11 digits are seconds, up to 14 milliseconds, more are microseconds: from 1973 on nothing is mistaken.
    by_size: bool = False

    @property
    def is_number(self) -> bool:
        """Whether the text is a count of seconds or days rather than a date in words."""
        return not self.patterns


# A letter of any script; digits are ASCII only, since other digits are not read.
_LETTER = r"[^\W\d_]"
_N = "[0-9]"
_WEEKDAY = rf"(?:{_LETTER}{{2,12}}\.?,?\s+)?"
_OFFSET = (
    rf"(?:\s?(?:(?P<utc>[Zz]|UTC|GMT)|(?:UTC|GMT)?(?P<sign>[+-])(?P<oh>{_N}{{2}})(?::?(?P<om>{_N}{{2}}))?)"
    rf"(?:\[[\w/+-]+\])?(?:\s\([^()]*\))?|\s(?P<zone>{ZONE_WORD}|[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_-]+)+)(?:\s\([^()]*\))?)?"
)
_CLOCK = (
    rf"(?P<h>{_N}{{1,2}})(?:[:.h](?P<mi>{_N}{{2}})(?:[:.](?P<s>{_N}{{2}})(?:[.,](?P<f>{_N}{{1,9}}))?)?)?h?"
    r"(?:\s?(?P<ap>[AaPp])\.?\s?[Mm]\.?)?(?:\s?Uhr)?"
)
# What may follow a date: a time of day, and an offset only behind one.
_TIME = rf"(?:(?:[Tt]|,?\s+(?:at\s|um\s|à\s|kl\.?\s|klo\s|- )?){_CLOCK}{_OFFSET})?"
_MARK = r"\s?[-/.]\s?"
_TH = r"(?:st|nd|rd|th|er|\.|º)?"
_OF = r"(?:de\s|of\s|del\s)?"


def _numeric(first: str, second: str, third: str) -> str:
    parts = {
        "y": rf"(?P<y>{_N}{{4}})",
        "y2": rf"(?P<y>{_N}{{2}})",
        "mo": rf"(?P<mo>{_N}{{1,2}})",
        "d": rf"(?P<d>{_N}{{1,2}})",
    }
    return _WEEKDAY + _MARK.join(parts[part] for part in (first, second, third)) + r"\.?" + _TIME


def _named(year_digits: int) -> tuple[str, ...]:
    day = rf"(?P<d>{_N}{{1,2}}){_TH}"
    month = rf"(?P<month>{_LETTER}{{3,12}})\.?"
    year = rf"(?P<y>{_N}{{{year_digits}}})(?:\s?г\.?)?"
    return (
        rf"{_WEEKDAY}{day}[-/\s]*{_OF}{month}[-/,\s]*{_OF}{year}{_TIME}",
        rf"{_WEEKDAY}{month}[-/\s]+{day},?[-/\s]+{year}{_TIME}",
        rf"{_WEEKDAY}{month}\s+{day}\s+{_CLOCK}{_OFFSET}\s{year}",
        rf"{year}[-/\s]{month}[-/\s]{day}{_TIME}",
    )


# 2026年3月4日 16時15分, in Japanese and Chinese.
_IDEOGRAPHS = rf"(?P<y>{_N}{{4}})年\s?(?P<mo>{_N}{{1,2}})月\s?(?P<d>{_N}{{1,2}})日"
_HOURS = rf"(?P<h>{_N}{{1,2}})[時时]\s?(?:(?P<mi>{_N}{{1,2}})分\s?(?:(?P<s>{_N}{{1,2}})秒)?)?"
_COMPACT = rf"(?P<y>{_N}{{4}})(?P<mo>{_N}{{2}})(?P<d>{_N}{{2}})"
# What may follow a day without marks.
_COMPACT_TIME = rf"(?:[Tt\s]?(?P<h>{_N}{{2}})(?P<mi>{_N}{{2}})(?:(?P<s>{_N}{{2}})(?:[.,]?(?P<f>{_N}{{1,9}}))?)?{_OFFSET})?"
_DAY_MS = 86_400_000
# Day 0 of a spreadsheet's calendar: 30 December 1899, since it counts a 29 February 1900 that never was.
_SERIAL_1900_MS = -25_569 * _DAY_MS
_SERIAL_1904_MS = -24_107 * _DAY_MS

_ALL = (
    TimeFormat(
        "iso",
        Sentence(QT_TRANSLATE_NOOP("core", "Year first")),
        "2026-03-04 16:15:00",
        (_numeric("y", "mo", "d"), rf"{_IDEOGRAPHS}{_TIME}", rf"{_IDEOGRAPHS}\s?{_HOURS}"),
    ),
    TimeFormat("dmy", Sentence(QT_TRANSLATE_NOOP("core", "Day first")), "04/03/2026 16:15", (_numeric("d", "mo", "y"),)),
    TimeFormat("mdy", Sentence(QT_TRANSLATE_NOOP("core", "Month first")), "03/04/2026 4:15 PM", (_numeric("mo", "d", "y"),)),
    TimeFormat("month_name", Sentence(QT_TRANSLATE_NOOP("core", "Month as a word")), "4 March 2026 16:15", _named(4)),
    TimeFormat(
        "dmy2",
        Sentence(QT_TRANSLATE_NOOP("core", "Day first, year with two digits (1970 to 2069)")),
        "04.03.26 16:15",
        (_numeric("d", "mo", "y2"),),
        two_digit_year=True,
    ),
    TimeFormat(
        "mdy2",
        Sentence(QT_TRANSLATE_NOOP("core", "Month first, year with two digits (1970 to 2069)")),
        "03/04/26 4:15 PM",
        (_numeric("mo", "d", "y2"),),
        two_digit_year=True,
    ),
    TimeFormat(
        "ymd2",
        Sentence(QT_TRANSLATE_NOOP("core", "Year first with two digits (1970 to 2069)")),
        "26-03-04 16:15",
        (_numeric("y2", "mo", "d"),),
        two_digit_year=True,
    ),
    TimeFormat(
        "month_name2",
        Sentence(QT_TRANSLATE_NOOP("core", "Month as a word, year with two digits (1970 to 2069)")),
        "04-Mar-26 16:15",
        _named(2),
        two_digit_year=True,
    ),
    TimeFormat(
        "compact",
        Sentence(QT_TRANSLATE_NOOP("core", "Digits without marks, year first")),
        "20260304161500",
        (
            rf"{_COMPACT}{_COMPACT_TIME}",
            rf"{_COMPACT}[Tt\s]{_CLOCK}{_OFFSET}",
        ),
    ),
    TimeFormat(
        "iso_week",
        Sentence(QT_TRANSLATE_NOOP("core", "Year, week and day of the week")),
        "2026-W10-3 16:15",
        (
            rf"(?P<y>{_N}{{4}})-[Ww](?P<week>{_N}{{2}})-(?P<wd>{_N}){_TIME}",
            rf"(?P<y>{_N}{{4}})[Ww](?P<week>{_N}{{2}})(?P<wd>{_N}){_TIME}",
            rf"(?P<y>{_N}{{4}})[Ww](?P<week>{_N}{{2}})(?P<wd>{_N}){_COMPACT_TIME}",
        ),
    ),
    TimeFormat(
        "iso_day",
        Sentence(QT_TRANSLATE_NOOP("core", "Year and day of the year")),
        "2026-063 16:15",
        (rf"(?P<y>{_N}{{4}})-(?P<yd>{_N}{{3}}){_TIME}",),
    ),
    # Seven digits are as likely an id or an amount: nothing is read so unless a person says it.
    TimeFormat(
        "compact_day",
        Sentence(QT_TRANSLATE_NOOP("core", "Seven digits without marks, year and day of the year")),
        "2026063 16:15",
        (rf"(?P<y>{_N}{{4}})(?P<yd>{_N}{{3}})(?:[Tt\s]{_CLOCK}{_OFFSET})?",),
    ),
    TimeFormat("unix_s", Sentence(QT_TRANSLATE_NOOP("core", "Seconds since 1970")), "1772640900", unit_ms=(1_000, 1)),
    TimeFormat("unix_ms", Sentence(QT_TRANSLATE_NOOP("core", "Milliseconds since 1970")), "1772640900000", unit_ms=(1, 1)),
    TimeFormat("unix_us", Sentence(QT_TRANSLATE_NOOP("core", "Microseconds since 1970")), "1772640900000000", unit_ms=(1, 1_000)),
    TimeFormat(
        "unix",
        Sentence(QT_TRANSLATE_NOOP("core", "Seconds, milliseconds or microseconds since 1970, told apart by their size")),
        "1772640900",
        unit_ms=(1_000, 1),
        by_size=True,
    ),
    TimeFormat(
        "serial",
        Sentence(QT_TRANSLATE_NOOP("core", "Spreadsheet day number")),
        "46085.6770833333",
        unit_ms=(_DAY_MS, 1),
        origin_ms=_SERIAL_1900_MS,
        local=True,
    ),
    TimeFormat(
        "serial_1904",
        Sentence(QT_TRANSLATE_NOOP("core", "Spreadsheet day number, counted from 1904")),
        "44623.6770833333",
        unit_ms=(_DAY_MS, 1),
        origin_ms=_SERIAL_1904_MS,
        local=True,
    ),
)

FORMATS: Final[dict[str, TimeFormat]] = {entry.key: entry for entry in _ALL}


def formats_of(key: str) -> tuple[TimeFormat, ...]:
    """The formats of a key: one, or several joined by `+` for a column that mixes them (`dmy+mdy` means: not decided)."""
    return tuple(FORMATS[part] for part in key.split("+"))
