"""Wording: values of the core as words in the person's language and numbers in their locale.

Customer.io's own words (person, event, attribute, property, campaign, segment, workspace) that stand alone on screen come
from here, since Customer.io is renaming some of them.
"""

from __future__ import annotations

import datetime as dt
from math import floor
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

if TYPE_CHECKING:
    from backfill_assistant.core.sentences import Sentence


def in_words(sentence: Sentence) -> str:
    """A sentence of the core, translated, its numbers as the locale writes them."""
    return sentence.in_words(_translated, _shown)


def number(value: int) -> str:
    """A whole number with the locale's separators."""
    return QLocale().toString(value)


def decimal(value: float, digits: int = 1) -> str:
    """A number with so many digits after the decimal mark."""
    return QLocale().toString(value, "f", digits)


def percent(share: float, digits: int = 0) -> str:
    """A share of 1 as percent, rounded down: 100 % are all."""
    step = 10.0**digits
    # What is a whole number but for the last bit of a binary fraction stays one.
    down = floor(share * 100 * step + 1e-6) / step
    return QCoreApplication.translate("Wording", "{number} %").format(number=QLocale().toString(down, "f", digits))


def size(size_bytes: int) -> str:
    """A size of a file: "142 MB"."""
    digits = 0 if size_bytes < 1_000_000 else 1
    return QLocale().formattedDataSize(size_bytes, digits, QLocale.DataSizeFormat.DataSizeSIFormat)


def whole_minute(moment_ms: int) -> int:
    """The next whole minute: a moment that is shown in minutes is not to be earlier than it is."""
    return -(-moment_ms // 60_000) * 60_000


def day_and_time(unix_ms: int) -> str:
    """A moment in this computer's time zone: "22 Nov 2026 16:40", in the order and with the clock of the locale."""
    moment = _local(unix_ms)
    return QCoreApplication.translate("Wording", "{day} {time}").format(
        day=day(unix_ms), time=QLocale().toString(moment.time(), QLocale.FormatType.ShortFormat)
    )


def weekday_and_time(unix_ms: int) -> str:
    """The same with the day of the week: "Sun 22 Nov 2026 16:40"."""
    return QCoreApplication.translate("Wording", "{weekday} {moment}").format(
        weekday=QLocale().toString(_local(unix_ms).date(), "ddd"), moment=day_and_time(unix_ms)
    )


def day(unix_ms: int) -> str:
    """The day of a moment in this computer's time zone, its month as a word: 11/12/26 is read in two ways."""
    return QLocale().toString(_local(unix_ms).date(), _day_form())


def recent_moment(unix_ms: int) -> str:
    """A moment of the last weeks, without its year: "22 Nov 16:40"."""
    locale, moment = QLocale(), _local(unix_ms)
    return QCoreApplication.translate("Wording", "{day} {time}").format(
        day=locale.toString(moment.date(), _day_form().replace(", yyyy", "").replace("yyyy", "").strip()),
        time=locale.toString(moment.time(), QLocale.FormatType.ShortFormat),
    )


def moment_form() -> str:
    """How `day_and_time` writes a moment, in Qt's letters, for fields in which one is typed."""
    return f"{_day_form()}  {QLocale().timeFormat(QLocale.FormatType.ShortFormat)}"


def _day_form() -> str:
    first = QLocale().dateFormat(QLocale.FormatType.ShortFormat)[:1]
    # A day before its month is an ordinal number in some languages, told by its dot.
    ordinal = "d. " in QLocale().dateFormat(QLocale.FormatType.LongFormat)
    return {"M": "MMM d, yyyy", "y": "yyyy MMM d"}.get(first, "d. MMM yyyy" if ordinal else "d MMM yyyy")


def utc(unix_ms: int) -> str:
    """The same moment in UTC, for tooltips; the same in every locale."""
    # Windows has no timestamps before 1970.
    moment = dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(milliseconds=unix_ms)
    return QCoreApplication.translate("Wording", "{moment} UTC").format(moment=moment.strftime("%Y-%m-%d %H:%M:%S"))


def wall_time(local_ms: int) -> str:
    """What a clock on the wall shows, in milliseconds counted as UTC is: "Sun 2026-03-29 02:00"; the same in every locale."""
    return (dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(milliseconds=local_ms)).strftime("%a %Y-%m-%d %H:%M")


def starts_in_words(start_ms: int, now_ms: int) -> str:
    """When sending is planned to start, how long that is, and what to do until then."""
    words = QCoreApplication.translate(
        "Wording", "Sending starts {moment}, in {time}. Keep this computer on, or continue it from the run history then."
    )
    return words.format(moment=day_and_time(start_ms), time=duration((start_ms - now_ms) / 1000))


def duration(seconds: float) -> str:
    """How long: "52 s", "3 min 52 s", "71 h 52 min", "2 d 21 h"."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes_left = divmod(minutes, 60)
    days, hours_left = divmod(hours, 24)
    if hours >= 96:
        return QCoreApplication.translate("Wording", "{days} d {hours} h").format(days=number(days), hours=hours_left)
    if hours:
        return QCoreApplication.translate("Wording", "{hours} h {minutes} min").format(hours=hours, minutes=minutes_left)
    if minutes:
        return QCoreApplication.translate("Wording", "{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)
    return QCoreApplication.translate("Wording", "{seconds} s").format(seconds=rest)


def verdict(value: str) -> str:
    """A verdict of the forecast."""
    return {
        "could enter": QCoreApplication.translate("Wording", "Could enter"),
        "too close to call": QCoreApplication.translate("Wording", "Too close to call"),
        "will not": QCoreApplication.translate("Wording", "Will not"),
        "not predictable": QCoreApplication.translate("Wording", "Not predictable"),
    }[value]


def verdict_tone(value: str) -> str:
    """The tone of a verdict."""
    return {"could enter": "caution", "too close to call": "caution", "will not": "good", "not predictable": "neutral"}[value]


def run_end(value: str) -> str:
    """How a run ended."""
    return {
        "open": QCoreApplication.translate("Wording", "Not finished"),
        "complete": QCoreApplication.translate("Wording", "Complete"),
        "complete with rows refused": QCoreApplication.translate("Wording", "Complete, rows refused"),
        "stopped by you": QCoreApplication.translate("Wording", "Stopped by you"),
        "stopped by a limit": QCoreApplication.translate("Wording", "Stopped by a limit"),
        "could not continue": QCoreApplication.translate("Wording", "Could not continue"),
    }[value]


def run_end_tone(value: str) -> str:
    """The tone of a run's end."""
    return {
        "open": "caution",
        "complete": "good",
        "complete with rows refused": "bad",
        "stopped by you": "caution",
        "stopped by a limit": "caution",
        "could not continue": "bad",
    }[value]


def choice(value: str) -> str:
    """What to do with rows that could enter a campaign."""
    return {
        "send everything": QCoreApplication.translate("Wording", "Send everything"),
        "leave out": QCoreApplication.translate("Wording", "Leave these rows out"),
        "hold until quiet time": QCoreApplication.translate("Wording", "Hold until quiet time"),
        "send only these": QCoreApplication.translate("Wording", "Send only these rows"),
    }[value]


def order(value: str) -> str:
    """In which order rows are sent."""
    return {
        "file order": QCoreApplication.translate("Wording", "As in the file"),
        "oldest first": QCoreApplication.translate("Wording", "Oldest first"),
        "soonest to expire first": QCoreApplication.translate("Wording", "Soonest to expire first"),
    }[value]


def row_meaning(value: str) -> str:
    """What one row of the file is."""
    return {
        "person": QCoreApplication.translate("Wording", "A person"),
        "event": QCoreApplication.translate("Wording", "An event"),
        "person and event": QCoreApplication.translate("Wording", "A person and an event"),
    }[value]


def region(value: str) -> str:
    """Where a workspace lives, as Customer.io writes it."""
    return {"us": "US", "eu": "EU"}[value]


def trigger_kind(value: str) -> str:
    """What starts a campaign."""
    return {
        "event": QCoreApplication.translate("Wording", "event"),
        "segment": QCoreApplication.translate("Wording", "segment"),
        "date": QCoreApplication.translate("Wording", "date"),
        "form": QCoreApplication.translate("Wording", "form"),
        "webhook": QCoreApplication.translate("Wording", "webhook"),
        "object": QCoreApplication.translate("Wording", "object"),
        "other": QCoreApplication.translate("Wording", "other"),
    }[value]


def _local(unix_ms: int) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(unix_ms)


def _translated(text: str) -> str:
    return QCoreApplication.translate("core", text)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return number(value)
    if isinstance(value, float):
        return QLocale().toString(value)
    return str(value)
