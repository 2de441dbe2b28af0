"""A value either converts and says the same as the cell, or is refused with a reason: shown with random cells."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from backfill_assistant.core.values import time_parts
from backfill_assistant.core.values.converted import Converted
from backfill_assistant.core.values.numbers import read_numbers
from backfill_assistant.core.values.time_formats import FORMATS
from backfill_assistant.core.values.times import TIME_MAX_MS, TIME_MIN_MS, read_times

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Africa/Casablanca",
]
STRFTIME = {
    "iso": "%Y-%m-%d %H:%M:%S",
    "dmy": "%d.%m.%Y %H:%M:%S",
    "mdy": "%m/%d/%Y %I:%M:%S %p",
    "month_name": "%d %B %Y %H:%M:%S",
    "dmy2": "%d/%m/%y %H:%M:%S",
    "compact": "%Y%m%d%H%M%S",
}


def refuse(word: str) -> None:
    raise AssertionError(f"{word} is no JSON number")


def one_or_the_other(converted: Converted, texts: list[str]) -> None:
    """Every cell with text has a value or a problem, never both and never neither."""
    for text, value, problem in zip(texts, converted.values.to_pylist(), converted.problem, strict=True):
        assert (value is None) == (bool(problem) or not text.strip()), repr(text)


# The first question about a zone looks up two hundred years of clock changes.
@settings(deadline=None)
@given(
    st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2068, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
    st.sampled_from(ZONES),
    st.sampled_from(sorted(STRFTIME)),
)
def test_times_agree_with_pythons_own_calendar(moment: datetime, zone: str, key: str) -> None:
    text = moment.strftime(STRFTIME[key])
    folds = {moment.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1)}
    really = {instant for instant in folds if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == moment}
    read = {
        hour: read_times(pa.array([text]), key, zone, repeated_hour=hour).values[0].as_py()
        for hour in ("refuse", "earlier", "later")
    }
    instants = sorted(int(instant.timestamp()) * 1_000 for instant in really)
    if len(instants) == 1:
        assert set(read.values()) == {instants[0]}
    else:
        assert read["refuse"] is None
        assert (read["earlier"], read["later"]) == ((instants[0], instants[1]) if instants else (None, None))


@given(
    st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)),
    st.integers(-23 * 60, 23 * 60),
    st.sampled_from(["seconds", "milliseconds", "microseconds"]),
)
def test_arrows_reader_and_ours_read_iso_alike(moment: datetime, offset_minutes: int, precision: str) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=offset_minutes)))
    text = aware.isoformat(timespec=precision)
    expected = (aware - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1 if precision != "seconds" else 1_000)
    expected *= 1 if precision != "seconds" else 1_000
    quick = read_times(pa.array([text]), "iso", "UTC").values[0].as_py()
    ours = time_parts.patterns_as_times(pa.array([text]), FORMATS["iso"]).local_ms[0]
    assert quick == ours == expected


@given(
    st.sampled_from([*FORMATS, "dmy+mdy", "iso+unix_s"]),
    st.lists(st.text("0123456789-/.: TZ+APMapmarJune,()é", max_size=30), max_size=8),
)
def test_whatever_a_cell_says_it_is_a_time_or_a_problem(key: str, texts: list[str]) -> None:
    converted = read_times(pa.array(texts, pa.string()), key, "Europe/Berlin")
    one_or_the_other(converted, texts)
    assert all(value is None or TIME_MIN_MS <= value <= TIME_MAX_MS for value in converted.values.to_pylist())


@given(st.lists(st.text("0123456789-/.: T", min_size=1, max_size=24), min_size=1, max_size=8))
def test_a_cell_means_the_same_alone_and_among_others(texts: list[str]) -> None:
    together = read_times(pa.array(texts), "iso+dmy", "UTC")
    alone = [read_times(pa.array([text]), "iso+dmy", "UTC") for text in texts]
    assert together.values.to_pylist() == [one.values[0].as_py() for one in alone]
    assert together.problem.tolist() == [int(one.problem[0]) for one in alone]


DRESSES = ["{sign}{digits}", "{sign}€{digits}", "€ {sign}{digits}", "{digits}{sign}", "{sign}{digits} EUR", "{sign} {digits} %"]


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20),
    st.sampled_from([(".", ","), (".", " "), (".", "'"), (".", ""), (",", "."), (",", "\u202f"), (",", "")]),
    st.sampled_from(DRESSES),
    st.sampled_from(["-", "−", "()"]),
)
def test_numbers_say_what_the_cell_says(number: Decimal, marks: tuple[str, str], dress: str, minus: str) -> None:
    decimal_mark, group = marks
    digits = f"{abs(number):,f}".replace(",", "_").replace(".", decimal_mark).replace("_", group)
    sign = minus if number < 0 else ""
    text = f"({dress.format(sign='', digits=digits)})" if sign == "()" else dress.format(sign=sign, digits=digits)
    literal = read_numbers(pa.array([text]), decimal_mark).values[0].as_py()
    assert literal is not None, repr(text)
    assert Decimal(literal) == (number / 100 if "%" in dress else number)
    json.loads(literal)


@given(st.sampled_from([".", ","]), st.lists(st.text("0123456789.,-+()%€$eE '−\u202fkr", max_size=14), max_size=8))
def test_whatever_a_cell_says_it_is_a_number_or_a_problem(decimal_mark: str, texts: list[str]) -> None:
    converted = read_numbers(pa.array(texts, pa.string()), decimal_mark)
    one_or_the_other(converted, texts)
    for text, literal in zip(texts, converted.values.to_pylist(), strict=True):
        if literal is None:
            continue
        json.loads(literal, parse_constant=refuse)
        # The same digits in the same order, but for leading zeros and what percent adds in front.
        said = "".join(letter for letter in text if letter in "0123456789").lstrip("0")
        kept = "".join(letter for letter in literal if letter in "0123456789").lstrip("0")
        assert said == kept, (text, literal)
