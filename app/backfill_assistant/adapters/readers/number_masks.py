"""Number formats that change what a person sees in a cell: `00000`, `000-00-0000`, `"EMP-"0000`, `0.0%`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

# Built in by every spreadsheet and not written into files, as far as they matter here.
BUILT_IN = {
    9: "0%", 10: "0.00%", 46: "[h]:mm:ss",
    **dict.fromkeys((14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)), "yyyy-mm-dd"),
    **dict.fromkeys((18, 19, 20, 21, 45, 47), "hh:mm:ss"),
}  # fmt: skip
DURATION = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
# Quoted or escaped text, conditions and colours in brackets, room for a sign, a sign that fills the cell, or any other sign.
TOKEN = re.compile(r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[(?P<bracket>[^\]]*)\]|_.|\*.|(?P<plain>.)', re.DOTALL)
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}


@dataclass(frozen=True)
class _Section:
    """One part of a format: its signs (`0` and `#` stand for digits, `text` stands for itself) and for which numbers it is."""

    signs: tuple[tuple[str, bool], ...]
    condition: tuple[str, float] | None

    @property
    def digits(self) -> str:
        """Its placeholders."""
        return "".join(sign for sign, stands_for_digit in self.signs if stands_for_digit)

    def takes(self, value: float) -> bool:
        """Whether it is meant for a number."""
        return self.condition is None or COMPARED[self.condition[0]](value, self.condition[1])

    def is_code(self) -> bool:
        """Zeros in front, or dashes and brackets between digits: a code or a phone number, not an amount."""
        inside = "".join(sign for sign, stands_for_digit in self.signs if not stands_for_digit)
        places = [place for place, (_, stands_for_digit) in enumerate(self.signs) if stands_for_digit]
        if not places or any(sign.isalpha() for sign, _ in self.signs[places[-1] + 1 :]):
            return False
        return self.digits.count("0") >= 2 or (len(places) > 3 and bool(re.search(r"[-()]", inside)))

    def show(self, value: int) -> str:
        """The number under this mask; digits for which it has no place stand before the first."""
        left = list(str(value))
        shown: list[str] = []
        first = next(place for place, (_, stands_for_digit) in enumerate(self.signs) if stands_for_digit)
        for place in range(len(self.signs) - 1, -1, -1):
            sign, stands_for_digit = self.signs[place]
            if not stands_for_digit:
                shown.append(sign)
            elif place == first:
                shown += left[::-1] or (["0"] if sign == "0" else [])
            elif left:
                shown.append(left.pop())
            elif sign == "0":
                shown.append("0")
        return "".join(reversed(shown))


@dataclass(frozen=True)
class Mask:
    """How a number is shown."""

    percent: bool
    sections: tuple[_Section, ...] = ()

    def show(self, value: float) -> str | None:
        """What the cell shows; None when the mask does not fit this number."""
        if self.percent:
            return f"{(Decimal(repr(value)) * 100).normalize():f}%"
        if value < 0 or not value.is_integer():
            return None
        section = next((section for section in self.sections if section.takes(value)), None)
        return section.show(int(value)) if section is not None and section.is_code() else None


def mask_of(number_format: str) -> Mask | None:
    """The mask of a number format; None when the bare number is what a person means."""
    signs: list[list[tuple[str, bool]]] = [[]]
    conditions: list[tuple[str, float] | None] = [None]
    for found in TOKEN.finditer(number_format):
        literal = found["quoted"] if found["quoted"] is not None else found["escaped"]
        if literal is not None:
            signs[-1] += [(sign, False) for sign in literal]
        elif found["bracket"] is not None:
            told = CONDITION.fullmatch(found["bracket"])
            conditions[-1] = (told[1], float(told[2])) if told else conditions[-1]
        elif found["plain"] == ";":
            signs.append([])
            conditions.append(None)
        elif found["plain"] is not None:
            sign = found["plain"]
            signs[-1].append((sign, sign in "0#"))
    if _is_percent(signs[0]):
        return Mask(True)
    sections = tuple(_Section(tuple(each), condition) for each, condition in zip(signs, conditions, strict=True))
    if conditions[0] is None:
        # Further sections are for negative numbers, zero and text.
        sections = sections[:1]
    return Mask(False, sections) if any(_is_bare(number_format, section) for section in sections) else None


def shows_time(number_format: str) -> bool:
    """Whether a number format shows a day or a time."""
    shown = "".join(found["plain"] or "" for found in TOKEN.finditer(number_format.split(";")[0])).lower()
    return "general" not in shown and (re.search(r"[ydhs]", shown) is not None or shows_duration(number_format))


def shows_duration(number_format: str) -> bool:
    """Whether a number format shows hours beyond 24, or minutes beyond 60."""
    return DURATION.search(number_format) is not None


def _is_percent(signs: list[tuple[str, bool]]) -> bool:
    return re.fullmatch(r"[#,0]*0(?:\.[0#]+)?\s?%", "".join(sign for sign, _ in signs)) is not None


def _is_bare(number_format: str, section: _Section) -> bool:
    """A code, and nothing in the format that calculates: no decimals, thousands, exponents, fractions, times."""
    working = "".join(found["plain"] or "" for found in TOKEN.finditer(number_format))
    return section.is_code() and re.fullmatch(r"[0# ()+/;-]*", working) is not None
