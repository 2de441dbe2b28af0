"""Screens: which readings the characters of columns leave possible at all, so that the others need not be tried cell by cell.

A file of a thousand columns is looked at in less than a second because a column of plain words never meets a pattern of a date,
and because many columns are looked at side by side, with a handful of calls for all of them.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from backfill_assistant.core.values.layouts import layouts_of
from backfill_assistant.core.values.numbers import number_pattern
from backfill_assistant.core.values.time_formats import TimeFormat

Shares: TypeAlias = npt.NDArray[np.float64]

_DIGITS: Final = b"0123456789"
# In a layout every digit is 0. What can count seconds or days, and what has digits in two places or eight together, as dates have.
_BARE_NUMBER: Final = re.compile(r"[+-]?(0{1,25})(?:[.,]0{1,30})?")
_DATE_LIKE: Final = re.compile(r"0[^0]+0|0{8}")
# Longer cells are neither times nor numbers with signs.
_LONGEST: Final = 120


class Screens:
    """What the cells of some columns hold. Shares are upper bounds, one per column; of a column without cells they are 0.

    `cells` are those of all columns behind each other, trimmed and without null; column n begins at `starts[n]` and ends where the
    next one begins, the last one at the last of `starts`.
    """

    def __init__(self, cells: pa.Array, starts: npt.NDArray[np.int64]) -> None:
        self._cells = cells
        self._starts = starts
        self._counts = np.diff(starts)
        self._count = len(self._counts)
        # A column without cells has a share of nothing, not of 0 parts of 0.
        self._parts = np.maximum(self._counts, 1)
        offsets = np.frombuffer(cells.buffers()[1] or bytes(4), dtype=np.int32)
        self._ends = offsets[cells.offset : cells.offset + len(cells) + 1]
        self._lengths = np.diff(self._ends)

    def holds_any(self, characters: bytes) -> Shares:
        """1 where one of these ASCII characters stands in some cell of the column, else 0."""
        held: npt.NDArray[np.bool_] = np.logical_or.reduce(self._present[:, list(characters)], axis=1)
        return held.astype(np.float64)

    def share_of_length(self, length: int) -> Shares:
        """The share of cells with so many bytes."""
        return self._share(self._lengths == length)

    def share_of_words(self, words: int) -> Shares:
        """The share of cells that a list of so many words can take: what differs beyond them is something else."""
        share: Shares = (self._counts - np.maximum(0, self.different - words)) / self._parts
        return share

    def share_of_time(self, entry: TimeFormat, digits: int) -> Shares:
        """The share of cells that a format of times can take; counts of seconds or days only from so many digits on."""
        if entry.is_number:
            return self._share_of_layouts(self._bare_digits >= digits)
        patterns = _compiled(entry.patterns)
        fits = np.zeros(len(self._templates), dtype=np.bool_)
        for place in self._date_like:
            fits[place] = any(each.fullmatch(self._templates[place]) for each in patterns)
        return self._share_of_layouts(fits)

    def share_of_number(self, decimal_mark: str) -> Shares:
        """The share of cells that can be numbers."""
        return self._share_of_pattern(number_pattern(decimal_mark))

    def share_of_layout(self, pattern: str) -> Shares:
        """The share of cells whose layout, with 0 for every digit, is this pattern; one that holds digits."""
        return self._share_of_pattern(_compiled((pattern,))[0])

    @cached_property
    def different(self) -> npt.NDArray[np.int64]:
        """How many cells of each column differ."""
        pairs = zip(self._starts[:-1].tolist(), self._counts.tolist(), strict=True)
        return np.array([len(self._cells.slice(start, count).unique()) for start, count in pairs], dtype=np.int64)

    def _share(self, flags: npt.NDArray[np.bool_]) -> Shares:
        taken: Shares = np.bincount(self._column, weights=flags, minlength=self._count) / self._parts
        return taken

    def _share_of_pattern(self, pattern: re.Pattern[str]) -> Shares:
        fits = np.zeros(len(self._templates), dtype=np.bool_)
        for place in self._with_digits:
            fits[place] = pattern.fullmatch(self._templates[place]) is not None
        return self._share_of_layouts(fits)

    def _share_of_layouts(self, fits: npt.NDArray[np.bool_]) -> Shares:
        return self._share(fits[self._layout]) if fits.any() else np.zeros(self._count)

    @cached_property
    def _column(self) -> npt.NDArray[np.int64]:
        """Which column each cell belongs to."""
        return np.repeat(np.arange(self._count), self._counts)

    @cached_property
    def _present(self) -> npt.NDArray[np.bool_]:
        """Which bytes each column holds."""
        _, _, content = self._cells.buffers()
        held = np.frombuffer(content or b"", dtype=np.uint8)
        present = np.zeros((self._count, 256), dtype=np.bool_)
        for column, (start, end) in enumerate(zip(self._starts[:-1].tolist(), self._starts[1:].tolist(), strict=True)):
            if end > start:
                present[column] = np.bincount(held[int(self._ends[start]) : int(self._ends[end])], minlength=256) > 0
        return present

    @cached_property
    def _layout(self) -> npt.NDArray[np.int64]:
        """The place of each cell's layout among the templates."""
        return self._layouts[0]

    @cached_property
    def _templates(self) -> list[str]:
        return self._layouts[1]

    @cached_property
    def _layouts(self) -> tuple[npt.NDArray[np.int64], list[str]]:
        layouts = layouts_of(self._cells)
        return layouts.layout, layouts.templates

    @cached_property
    def _with_digits(self) -> list[int]:
        """The places of layouts that hold digits and are not too long."""
        return [place for place, layout in enumerate(self._templates) if "0" in layout and len(layout) <= _LONGEST]

    @cached_property
    def _date_like(self) -> list[int]:
        return [place for place in self._with_digits if _DATE_LIKE.search(self._templates[place])]

    @cached_property
    def _bare_digits(self) -> npt.NDArray[np.int64]:
        """How many digits stand before the decimal mark of each layout that is a bare number; 0 for others."""
        digits = np.zeros(len(self._templates), dtype=np.int64)
        for place in self._with_digits:
            match = _BARE_NUMBER.fullmatch(self._templates[place])
            digits[place] = len(match[1]) if match is not None else 0
        return digits


@lru_cache(maxsize=32)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)
