"""A spreadsheet cell's value becomes the text a person means by it: `1`, never `1.0`; dates as ISO text."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

# Whole numbers from here on may have lost digits when they were stored in binary.
ROUNDED_FROM = 10**15


def cell_text(value: Any) -> str:
    """Text of one value as calamine gives it."""
    as_text = BY_TYPE.get(type(value))
    return str(value) if as_text is None else as_text(value)


def number_text(value: float) -> str:
    """Shortest digits that mean the same number, without an exponent and without a needless `.0`."""
    if value.is_integer() and abs(value) < ROUNDED_FROM:
        return str(int(value))
    text = repr(value)
    if "e" not in text and not text.endswith(".0"):
        return text
    # Digits beyond those that the number really holds are zeros, not inventions of binary arithmetic.
    return f"{Decimal(text).normalize():f}" if abs(value) < 1e40 else text


def moment_text(value: datetime.datetime) -> str:
    """ISO text; midnight is a date. Spreadsheets keep times to about a millisecond, so finer digits are noise."""
    if not value.microsecond:
        text = value.isoformat(" ")
        return text[:10] if text.endswith("00:00:00") else text
    rounded = value + datetime.timedelta(microseconds=500)
    rounded -= datetime.timedelta(microseconds=rounded.microsecond % 1000)
    if rounded.time() == datetime.time():
        return rounded.date().isoformat()
    return rounded.isoformat(sep=" ", timespec="milliseconds" if rounded.microsecond else "seconds")


def duration_text(value: datetime.timedelta) -> str:
    """Hours, minutes, seconds, such as `30:00:00`."""
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def time_text(value: datetime.time) -> str:
    """A time of day."""
    return value.isoformat(timespec="milliseconds" if value.microsecond else "seconds")


BY_TYPE: dict[type, Callable[[Any], str]] = {
    str: str,
    float: number_text,
    bool: lambda value: "TRUE" if value else "FALSE",
    datetime.datetime: moment_text,
    datetime.timedelta: duration_text,
    datetime.time: time_text,
}
