"""Numbers: the literal equals the cell, digit for digit, or the cell is refused."""

from __future__ import annotations

import pyarrow as pa
import pytest

from backfill_assistant.core.values.converted import ValueProblem
from backfill_assistant.core.values.numbers import read_numbers


def read(text: str | None, decimal_mark: str = ".") -> str | ValueProblem | None:
    converted = read_numbers(pa.array([text], pa.string()), decimal_mark)
    if converted.problem[0]:
        assert converted.values[0].as_py() is None
        return ValueProblem(int(converted.problem[0]))
    literal: str | None = converted.values[0].as_py()
    return literal


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("1", "1"),
        (" 12.50 ", "12.50"),
        ("007", "7"),
        ("-0", "0"),
        ("+5", "5"),
        ("5.", "5"),
        (".5", "0.5"),
        ("1,234,567.89", "1234567.89"),
        ("12,34,567", "1234567"),
        ("1 234", "1234"),
        ("1\u202f234", "1234"),
        ("1'234", "1234"),
        ("12.5%", "0.125"),
        ("150 %", "1.50"),
        (".5%", "0.005"),
        ("(1,200.00)", "-1200.00"),
        ("($5)", "-5"),
        ("(12%)", "-0.12"),
        ("$5", "5"),
        ("5 €", "5"),
        ("EUR 1 234.5", "1234.5"),
        ("-$5", "-5"),
        ("$-5", "-5"),
        ("5-", "-5"),
        ("−5", "-5"),
        ("R$ 1,000", "1000"),
        ("1e5", "1e5"),
        ("1.5E+3", "1.5e3"),
        ("9007199254740993", "9007199254740993"),
        ("0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827"),
        ("", None),
        (None, None),
    ],
)
def test_with_a_decimal_point(text: str | None, literal: str | None) -> None:
    assert read(text) == literal


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("1.234,56", "1234.56"),
        ("1,5", "1.5"),
        ("1.234", "1234"),
        ("€ 1.234,00", "1234.00"),
        ("1 234,5", "1234.5"),
        ("-1,5 %", "-0.015"),
    ],
)
def test_with_a_decimal_comma(text: str, literal: str) -> None:
    assert read(text, ",") == literal


@pytest.mark.parametrize(
    "text", ["1,23", "1 23", "12,", "1..2", "(5", "5)", "(-5)", "-5-", "-", ".", "$", "NaN", "inf", "٣", "0x1", "1e", "5 apples"]
)
def test_refused_with_a_decimal_point(text: str) -> None:
    assert read(text) is ValueProblem.UNREADABLE


@pytest.mark.parametrize("text", ["1.23", "1,5,5", "1.2345"])
def test_refused_with_a_decimal_comma(text: str) -> None:
    assert read(text, ",") is ValueProblem.UNREADABLE


@pytest.mark.parametrize("text", ["1e999", "1e-999", "9" * 400])
def test_beyond_what_readers_hold(text: str) -> None:
    assert read(text) is ValueProblem.OUT_OF_RANGE
