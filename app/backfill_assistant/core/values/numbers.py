"""Text columns become numbers, written as the exact JSON literal: no digit passes through a binary fraction."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.values.converted import Converted, Texts, ValueProblem, flags, trimmed_or_null, with_problems
from backfill_assistant.core.values.layouts import Layouts, digits_at, layouts_of, span_in_bytes

# JSON readers that use binary fractions overflow beyond 1e308 and lose what is smaller than 1e-307.
_DIGITS_MAX: Final = 308
_WORD_SIGNS: Final = (
    "EUR|USD|GBP|CHF|JPY|CNY|RMB|INR|AUD|CAD|NZD|SGD|HKD|SEK|NOK|DKK|ISK|PLN|CZK|HUF|RON|BGN|TRY|RUB|UAH|BRL|MXN|ARS|CLP|COP|ZAR"
    r"|AED|SAR|ILS|KRW|THB|VND|IDR|MYR|PHP|Euro?s?|US\$|A\$|C\$|R\$|kr\.?|Kč|zł|Ft|Fr\.?|лв\.?|руб\.?|Rs\.?|lei|TL"
)
_CURRENCY: Final = rf"(?:[$¢£¤¥֏৳฿₠-₿]|(?i:{_WORD_SIGNS}))"
_SPACES: Final = "[ \u00a0\u2009\u202f]"
# Longer texts with signs are no numbers; bare digits may be longer.
_LENGTH_MAX: Final = 100
# What is not in the cell and yet in the literal stands behind all cells' bytes, counted from there.
_INSERTED: Final = b".0e-"
_POINT, _ZERO, _E, _MINUS = range(-4, 0)
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


@lru_cache(maxsize=2)
def number_pattern(decimal_mark: str) -> re.Pattern[str]:
    """One number with all it may wear, 0 standing for every digit.

    Whole numbers may have thousands signs of one kind, or the Indian ones (12,34,567).
    """
    ways = [rf"[0-9]{{1,3}}(?:{mark}[0-9]{{3}})+" for marks in _GROUP_MARKS[decimal_mark] for mark in map(re.escape, marks)]
    comma = re.escape(_GROUP_MARKS[decimal_mark][0])
    whole = "|".join([*ways, rf"[0-9]{{1,2}}(?:{comma}[0-9]{{2}})+{comma}[0-9]{{3}}", "[0-9]+", ""])
    sign = rf"(?P<{{}}>[-+−]?){_SPACES}*"
    return re.compile(
        rf"(?P<open>\(?){_SPACES}*{sign.format('before')}{_CURRENCY}?{_SPACES}*{sign.format('between')}"
        rf"(?P<whole>{whole})(?:{re.escape(decimal_mark)}(?P<fraction>[0-9]*))?(?:[eE](?P<exponent>[-+]?[0-9]{{1,9}}))?"
        rf"{_SPACES}*{sign.format('behind')}(?P<percent>%?){_SPACES}*{_CURRENCY}?{_SPACES}*(?P<close>\)?)"
    )


def _read_decorated(cells: pa.Array, decimal_mark: str) -> tuple[pa.Array, npt.NDArray[np.uint8]]:
    """Literals and problems of cells that are more than bare digits; null where there is a problem."""
    layouts = layouts_of(cells)
    pattern = number_pattern(decimal_mark)
    content = np.concatenate([layouts.bytes, np.frombuffer(_INSERTED, dtype=np.uint8)])
    problem = np.full(len(cells), ValueProblem.UNREADABLE, dtype=np.uint8)
    order = np.argsort(layouts.layout, kind="stable")
    bounds = np.searchsorted(layouts.layout[order], np.arange(len(layouts.templates) + 1))
    pieces, places = [pa.array([], pa.string())], [np.empty(0, dtype=np.int64)]
    for position, template in enumerate(layouts.templates):
        match = pattern.fullmatch(template) if len(template) <= _LENGTH_MAX and "0" in template else None
        if match is None or not _one_sign(match):
            continue
        rows = order[bounds[position] : bounds[position + 1]]
        piece, wrong = _literals(layouts, content, rows, match)
        problem[rows] = wrong
        pieces.append(piece)
        places.append(rows)
    found = np.full(len(cells), -1, dtype=np.int64)
    at = np.concatenate(places)
    found[at] = np.arange(len(at))
    return pa.concat_arrays(pieces).take(pa.array(found, mask=problem != 0)), problem


def _one_sign(match: re.Match[str]) -> bool:
    """Whether brackets are closed and at most one of brackets and signs says what the sign is."""
    words = match.groupdict()
    signs = sum(bool(words[name]) for name in ("before", "between", "behind", "open"))
    has_digits = "0" in words["whole"] + (words["fraction"] or "")
    return bool(words["open"]) == bool(words["close"]) and signs <= 1 and has_digits


def _digit_places(match: re.Match[str], group: str) -> list[int]:
    """Where the digits of a group stand in the cell, in bytes."""
    start, length = span_in_bytes(match, group)
    content = match.string.encode()
    return [place for place in range(start, start + length) if content[place] == ord("0")]


def _literals(
    layouts: Layouts, content: npt.NDArray[np.uint8], rows: npt.NDArray[np.int64], match: re.Match[str]
) -> tuple[pa.Array, npt.NDArray[np.uint8]]:
    """The literals of all rows of one layout: the same bytes of each cell, side by side."""
    words = match.groupdict()
    whole, fraction, power = (_digit_places(match, group) for group in ("whole", "fraction", "exponent"))
    if words["percent"]:
        padded = [_ZERO] * max(0, 3 - len(whole)) + whole
        whole, fraction = padded[:-2], padded[-2:] + fraction
    behind = [_POINT, *fraction] if fraction else []
    if power:
        behind += [_E, *([_MINUS] if "-" in words["exponent"] else []), *power]
    texts = _gather(layouts, content, rows, [*(whole or [_ZERO]), *behind])
    texts = pc.utf8_ltrim(texts, "0")
    # What is left begins with a digit, or with the point or the exponent of a number that has no whole part.
    texts = pc.if_else(pc.match_substring_regex(texts, r"\A[1-9]"), texts, pc.binary_join_element_wise("0", texts, ""))
    if words["open"] or any((words[name] or "+") in "-−" for name in ("before", "between", "behind")):
        nothing = pc.match_substring_regex(texts, r"\A[0.]+(?:e|\z)")
        texts = pc.if_else(nothing, texts, pc.binary_join_element_wise("-", texts, ""))
    start, length = (np.full(len(rows), number) for number in span_in_bytes(match, "exponent"))
    signed = bool(power) and words["exponent"][0] in "+-"
    shift = digits_at(layouts, rows, start + signed, length - signed)
    far = (shift > 0) & (shift + max(len(whole), len(fraction)) > _DIGITS_MAX - 8)
    return texts, np.where(far, ValueProblem.OUT_OF_RANGE, 0).astype(np.uint8)


def _gather(layouts: Layouts, content: npt.NDArray[np.uint8], rows: npt.NDArray[np.int64], places: list[int]) -> pa.Array:
    """Strings made of the bytes at `places` of each row's cell; negative places are inserted signs."""
    offsets = np.array(places, dtype=np.int64)
    at = np.where(offsets >= 0, layouts.starts[rows][:, None] + offsets, len(content) + offsets)
    ends = np.arange(len(rows) + 1, dtype=np.int32) * len(places)
    return pa.StringArray.from_buffers(len(rows), pa.py_buffer(ends), pa.py_buffer(np.ascontiguousarray(content[at])))
