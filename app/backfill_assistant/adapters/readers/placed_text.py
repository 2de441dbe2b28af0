"""Where characters stand in their lines, counted in places as a person sees them: a wide sign takes two, an accent none."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

BLANKS: Final = " \t\u3000"
_BLANK_CODES: Final = np.array([ord(sign) for sign in BLANKS], np.uint32)
_NEWLINE: Final = 10
_Places = npt.NDArray[np.int64]


class PlacedText:
    """Whole lines, each of which ends with a line feed. Without `wide`, every character takes one place."""

    def __init__(self, text: str, wide: bool) -> None:
        self.text = text
        self.codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        self.ends = np.flatnonzero(self.codes == _NEWLINE)
        self.starts = np.concatenate([[0], self.ends[:-1] + 1]) if len(self.ends) else self.ends
        self._widths = widths(self.codes) if wide and not text.isascii() else None
        self.ink = ~np.isin(self.codes, _BLANK_CODES) & (self.codes != _NEWLINE)
        # Places before each character, over all lines.
        self._before = np.arange(len(self.codes)) if self._widths is None else np.cumsum(self._widths) - self._widths

    def places(self) -> tuple[_Places, _Places, npt.NDArray[np.uint32]]:
        """The line, the place and the code of everything that is not blank, in every place that it takes."""
        at = np.flatnonzero(self.ink)
        lines = np.searchsorted(self.ends, at)
        places = self._before[at] - self._before[self.starts[lines]]
        if self._widths is None:
            return lines, places, self.codes[at]
        twice = self._widths[at] == 2
        there = self._widths[at] > 0
        return (
            np.concatenate([lines[there], lines[twice]]),
            np.concatenate([places[there], places[twice] + 1]),
            np.concatenate([self.codes[at[there]], self.codes[at[twice]]]),
        )

    def filled_places(self, places_max: int) -> _Places:
        """For each place before `places_max`, in how many lines a text stands there, spaces between two of its words included."""
        between = np.zeros(len(self.ink), bool)
        between[1:-1] = ~self.ink[1:-1] & self.ink[:-2] & self.ink[2:]
        at = np.flatnonzero(self.ink | between)
        places = self._before[at] - self._before[self.starts[np.searchsorted(self.ends, at)]]
        if self._widths is not None:
            places = np.concatenate([places, places[self._widths[at] == 2] + 1])
        return np.bincount(places[places < places_max], minlength=places_max)

    def find(self, place: int) -> tuple[_Places, npt.NDArray[np.bool_]]:
        """For every line, the first character at this place or behind it, and whether something stands in the place."""
        wanted = self._before[self.starts] + place
        if self._widths is None:
            at = np.minimum(wanted, self.ends)
            return at, self.ink[at]
        seen = self._seen
        number = np.searchsorted(self._before[seen], wanted)
        at = np.minimum(seen[np.minimum(number, len(seen) - 1)], self.ends)
        before = seen[np.maximum(number - 1, 0)]
        reaches = (self._before[before] + self._widths[before] > wanted) & (before >= self.starts) & (before < self.ends)
        return at, (self.ink[at] & (self._before[at] == wanted)) | (reaches & self.ink[before])

    @cached_property
    def _seen(self) -> _Places:
        """Characters that take a place; the others belong to the one before them."""
        assert self._widths is not None
        return np.flatnonzero(self._widths > 0)

    def cells(self, begins: _Places, ends: _Places) -> pa.Array:
        """The text between these characters, a cell for each line, without blanks around."""
        inked = self._inked
        first = np.searchsorted(inked, begins)
        last = np.searchsorted(inked, ends) - 1
        there = first <= last
        begins = np.where(there, inked[np.minimum(first, len(inked) - 1)], 0) if len(inked) else np.zeros_like(begins)
        ends = np.where(there, inked[np.maximum(last, 0)] + 1, 0) if len(inked) else np.zeros_like(ends)
        raw, at = self._bytes
        begins, lengths = at[begins], at[ends] - at[begins]
        offsets = np.zeros(len(lengths) + 1, np.int32)
        np.cumsum(lengths, out=offsets[1:])
        taken = raw[np.repeat(begins - offsets[:-1], lengths) + np.arange(offsets[-1])]
        return pa.StringArray.from_buffers(len(lengths), pa.py_buffer(offsets), pa.py_buffer(taken))

    @cached_property
    def _inked(self) -> _Places:
        return np.flatnonzero(self.ink)

    @cached_property
    def _bytes(self) -> tuple[npt.NDArray[np.uint8], _Places]:
        """The text as UTF-8, and where each character, or the end, stands there."""
        raw = np.frombuffer(self.text.encode(), np.uint8)
        if len(raw) == len(self.codes):
            return raw, np.arange(len(raw) + 1)
        codes = self.codes
        lengths = 1 + (codes >= 0x80).astype(np.int64) + (codes >= 0x800) + (codes >= 0x10000)
        return raw, np.concatenate([[0], np.cumsum(lengths)])


def widths(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """How many places each character takes."""
    known, which = np.unique(codes, return_inverse=True)
    return np.array([_width(chr(code)) for code in known.tolist()], np.int64)[which]


def _width(sign: str) -> int:
    if sign < "\x7f":
        return 1
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in ("W", "F") else 1


def has_odd_widths(text: str) -> bool:
    """Whether some characters take none or two places."""
    return not text.isascii() and any(_width(sign) != 1 for sign in set(text))


def whole_lines(lines: Sequence[str]) -> str:
    """Lines as one text, each with its end."""
    return "".join(f"{line}\n" for line in lines)
