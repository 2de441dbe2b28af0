"""Screens: which readings a column's characters leave possible at all, so that the others need not be tried cell by cell.

A file of a thousand columns is looked at in a second or two because a column of plain words never meets a pattern of a date.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import pyarrow as pa

from backfill_assistant.core.values.layouts import layouts_of
from backfill_assistant.core.values.numbers import number_pattern
from backfill_assistant.core.values.time_formats import TimeFormat

_DIGITS: Final = b"0123456789"
# In a layout every digit is 0. What can count seconds or days, and what has digits in two places or eight together, as dates have.
_BARE_NUMBER: Final = re.compile(r"[+-]?(0{1,25})(?:[.,]0{1,30})?")
_DATE_LIKE: Final = re.compile(r"0[^0]+0|0{8}")
# Longer cells are neither times nor numbers with signs.
_LONGEST: Final = 120


class Screen:
    """What the cells of a column hold; `cells` are trimmed, without null, and at least one. Shares are upper bounds."""

    def __init__(self, cells: pa.Array) -> None:
        self._cells = cells
        _, offsets, content = cells.buffers()
        ends = np.frombuffer(offsets, dtype=np.int32)[cells.offset : cells.offset + len(cells) + 1]
        held = np.frombuffer(content or b"", dtype=np.uint8)[ends[0] : ends[-1]]
        self._present = np.bincount(held, minlength=256) > 0
        self._lengths = np.diff(ends)
        self.different = len(cells.unique())

    def holds_any(self, characters: bytes) -> bool:
        """Whether one of these ASCII characters stands in some cell."""
        return bool(self._present[list(characters)].any())

    @cached_property
    def holds_digits(self) -> bool:
        """Whether some cell has a digit."""
        return self.holds_any(_DIGITS)

    def share_of_length(self, length: int) -> float:
        """The share of cells with so many bytes."""
        return float((self._lengths == length).mean())

    def share_of_words(self, words: int) -> float:
        """The share of cells that a list of so many words can take: what differs beyond them is something else."""
        return 1.0 - max(0, self.different - words) / len(self._cells)

    def share_of_time(self, entry: TimeFormat, digits: int) -> float:
        """The share of cells that a format of times can take; counts of seconds or days only from so many digits on."""
        if not self.holds_digits:
            return 0.0
        if entry.is_number:
            return sum(count for length, count in self._bare_numbers if length >= digits) / len(self._cells)
        patterns = _compiled(entry.patterns)
        return sum(count for layout, count in self._dates if any(each.fullmatch(layout) for each in patterns)) / len(self._cells)

    def share_of_number(self, decimal_mark: str) -> float:
        """The share of cells that can be numbers."""
        return self._share(number_pattern(decimal_mark))

    def share_of_layout(self, pattern: str) -> float:
        """The share of cells whose layout, with 0 for every digit, is this pattern; one that holds digits."""
        return self._share(_compiled((pattern,))[0])

    def _share(self, pattern: re.Pattern[str]) -> float:
        if not self.holds_digits:
            return 0.0
        return sum(count for layout, count in self._layouts if pattern.fullmatch(layout)) / len(self._cells)

    @cached_property
    def _layouts(self) -> list[tuple[str, int]]:
        """Layouts with digits, not too long, and how many cells have each."""
        layouts = layouts_of(self._cells)
        counts = np.bincount(layouts.layout, minlength=len(layouts.templates)).tolist()
        pairs = zip(layouts.templates, counts, strict=True)
        return [(layout, count) for layout, count in pairs if len(layout) <= _LONGEST and "0" in layout]

    @cached_property
    def _dates(self) -> list[tuple[str, int]]:
        return [(layout, count) for layout, count in self._layouts if _DATE_LIKE.search(layout)]

    @cached_property
    def _bare_numbers(self) -> list[tuple[int, int]]:
        """How many digits stand before a decimal mark, and in how many cells."""
        found = ((_BARE_NUMBER.fullmatch(layout), count) for layout, count in self._layouts)
        return [(len(match[1]), count) for match, count in found if match is not None]


@lru_cache(maxsize=32)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)
