"""Text columns become numbers, written as the exact JSON literal: no digit passes through a binary fraction."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.values.converted import Converted, Texts, ValueProblem, flags, trimmed_or_null, with_problems

# JSON readers that use binary fractions overflow beyond 1e308 and lose what is smaller than 1e-307.
_DIGITS_MAX: Final = 308
_WORD_SIGNS: Final = (
    "EUR|USD|GBP|CHF|JPY|CNY|RMB|INR|AUD|CAD|NZD|SGD|HKD|SEK|NOK|DKK|ISK|PLN|CZK|HUF|RON|BGN|TRY|RUB|UAH|BRL|MXN|ARS|CLP|COP|ZAR"
    r"|AED|SAR|ILS|KRW|THB|VND|IDR|MYR|PHP|Euro?s?|US\$|A\$|C\$|R\$|kr\.?|Kč|zł|Ft|Fr\.?|лв\.?|руб\.?|Rs\.?|lei|TL"
)
_CURRENCY: Final = rf"(?:\p{{Sc}}|(?i:{_WORD_SIGNS}))"
_SPACES: Final = "[ \u00a0\u2009\u202f]"
_GROUP_MARKS: Final = {".": (",", "'’", " \u00a0\u2009\u202f"), ",": (".", "'’", " \u00a0\u2009\u202f")}


def read_numbers(texts: Texts, decimal_mark: str) -> Converted:
    """Read a column as numbers; `values` are strings, each a JSON number equal to what the cell says.

    Taken: signs before or behind, brackets for negatives, thousands signs in their places, a currency sign or code, percent
    (`12 %` becomes 0.12, as in every spreadsheet), and exponents. `decimal_mark` is "." or ",".
    """
    if decimal_mark not in _GROUP_MARKS:
        raise ValueError("the decimal mark is a point or a comma")
    cells = trimmed_or_null(texts)
    mark = re.escape(decimal_mark)
    plain = flags(pc.match_substring_regex(cells, rf"\A-?(?:0|[1-9]\d*)(?:{mark}\d+)?\z"))
    # Minus zero is a number of its own to some readers; it is written as 0 below.
    plain &= ~flags(pc.match_substring_regex(cells, rf"\A-0(?:{mark}0+)?\z"))
    literals = cells if decimal_mark == "." else pc.replace_substring(cells, ",", ".")
    problem = np.zeros(len(cells), dtype=np.uint8)
    rest = np.flatnonzero(~plain & flags(pc.is_valid(cells)))
    if len(rest):
        read, wrong = _read_decorated(cells.take(pa.array(rest)), decimal_mark)
        problem[rest] = wrong
        mask = np.zeros(len(cells), dtype=np.bool_)
        mask[rest] = True
        literals = pc.replace_with_mask(literals, pa.array(mask), read)
    long = flags(pc.greater(pc.binary_length(literals), _DIGITS_MAX - 8))
    if long.any():
        problem[long & (problem == 0)] = ValueProblem.OUT_OF_RANGE
    return with_problems(literals, problem)


def _grouped(decimal_mark: str) -> str:
    """A whole number with thousands signs of one kind, each three digits apart, or in the Indian way (12,34,567)."""
    ways = [rf"\d{{1,3}}(?:[{re.escape(marks)}]\d{{3}})+" for marks in _GROUP_MARKS[decimal_mark]]
    comma = re.escape(_GROUP_MARKS[decimal_mark][0])
    return "|".join([*ways, rf"\d{{1,2}}(?:{comma}\d{{2}})+{comma}\d{{3}}"])


def _read_decorated(cells: pa.Array, decimal_mark: str) -> tuple[pa.Array, npt.NDArray[np.uint8]]:
    """Literals and problems of cells that are more than bare digits; null where there is a problem."""
    sign = r"(?P<{0}>[-+−]?)"
    mark = re.escape(decimal_mark)
    number = rf"(?P<whole>{_grouped(decimal_mark)}|\d*)(?:{mark}(?P<fraction>\d*))?(?:[eE](?P<exponent>[+-]?\d{{1,9}}))?"
    pattern = (
        rf"\A(?P<open>\(?){_SPACES}*{sign.format('early')}{_SPACES}*{_CURRENCY}?{_SPACES}*{sign.format('middle')}{_SPACES}*{number}"
        rf"{_SPACES}*{sign.format('late')}{_SPACES}*(?P<percent>%?){_SPACES}*{_CURRENCY}?{_SPACES}*(?P<close>\)?)\z"
    )
    parts = pc.extract_regex(cells, pattern)
    whole = pc.replace_substring_regex(parts.field("whole"), r"\D", "")
    fraction, exponent = parts.field("fraction"), parts.field("exponent")
    matched = flags(pc.is_valid(parts)) & flags(pc.not_equal(pc.binary_join_element_wise(whole, fraction, ""), ""))
    opened, closed = flags(pc.equal(parts.field("open"), "(")), flags(pc.equal(parts.field("close"), ")"))
    signs = [parts.field(name) for name in ("early", "middle", "late")]
    signed = [flags(pc.not_equal(text, "")) for text in signs]
    minus = [flags(pc.is_in(text, pa.array(["-", "−"]))) for text in signs]
    at_most_one = (np.sum(signed, axis=0) + opened) <= 1
    matched &= (opened == closed) & at_most_one
    negative = opened | np.any(minus, axis=0)

    percent = pc.equal(parts.field("percent"), "%")
    padded = pc.utf8_lpad(whole, 3, "0")
    cut = pc.utf8_slice_codeunits(padded, 0, -2)
    moved = pc.binary_join_element_wise(pc.utf8_slice_codeunits(padded, -2), fraction, "")
    whole, fraction = pc.if_else(percent, cut, whole), pc.if_else(percent, moved, fraction)
    whole = pc.utf8_ltrim(whole, "0")
    whole = pc.if_else(pc.equal(whole, ""), "0", whole)
    literal = pc.if_else(pc.equal(fraction, ""), whole, pc.binary_join_element_wise(whole, fraction, "."))
    nothing = flags(pc.match_substring_regex(literal, r"\A[0.]+\z"))
    literal = pc.if_else(pa.array(negative & ~nothing), pc.binary_join_element_wise("-", literal, ""), literal)
    with_exponent = pc.not_equal(exponent, "")
    literal = pc.if_else(with_exponent, pc.binary_join_element_wise(literal, exponent, "e"), literal)

    problem = np.where(matched, 0, ValueProblem.UNREADABLE).astype(np.uint8)
    size = pc.if_else(with_exponent, pc.utf8_ltrim(exponent, "+"), "0").cast(pa.int64())
    shift = np.abs(pc.fill_null(size, 0).to_numpy(zero_copy_only=False))
    digits = pc.fill_null(pc.binary_length(whole), 0).to_numpy(zero_copy_only=False)
    places = pc.fill_null(pc.binary_length(fraction), 0).to_numpy(zero_copy_only=False)
    problem[matched & (shift > 0) & (shift + np.maximum(digits, places) > _DIGITS_MAX - 8)] = ValueProblem.OUT_OF_RANGE
    return pc.if_else(pa.array(problem == 0), literal, pa.scalar(None, pa.string())), problem
