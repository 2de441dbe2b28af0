"""Columns that are told apart by where they stand: the gutters between them, which all lines leave blank or fill with a bar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from backfill_assistant.adapters.readers.placed_text import PlacedText, whole_lines

_DASHES: Final = "-=_─━═"
_BARS: Final = "|│┃║"
_CORNERS: Final = "+:.*'`┼╪╫╬├┤┌┐└┘┬┴╔╗╚╝╠╣╦╩╭╮╰╯╞╡╟╢╤╧"
_RULE: Final = re.compile(rf"[\s{re.escape(_DASHES + _BARS + _CORNERS)}]+")
_RUN: Final = re.compile(rf"[{re.escape(_DASHES)}]+")
BAR_CODES: Final = np.array([ord(sign) for sign in _BARS], np.uint32)
RULE_CODES: Final = np.array([ord(sign) for sign in _DASHES + _BARS + _CORNERS], np.uint32)
# So few of a hundred lines may stand across a gutter: totals, remarks.
_ACROSS_MAX_SHARE: Final = 0.01
_Counts = npt.NDArray[np.int64]
Gutter = tuple[int, int]


@dataclass(frozen=True)
class Columns:
    """Gutters as places, each from its first to behind its last, and the place at which each is cut."""

    gutters: tuple[Gutter, ...] = ()
    cuts: tuple[int, ...] = ()
    # Bars stand at all cuts, and at these places before the first column and behind the last; -1 where there is none.
    framed: bool = False
    left: int = -1
    right: int = -1
    # Whether wide signs take two places.
    wide: bool = False

    @property
    def count(self) -> int:
        """How many columns that makes."""
        return len(self.cuts) + 1

    def cut_where(self, counts: _Counts) -> Columns:
        """The same, cut where the fewest lines have something; `counts` says how many, by place."""
        if self.framed:
            return self
        return replace(self, cuts=tuple(_emptiest(counts, gutter) for gutter in self.gutters))


def is_rule(line: str, dashes_min: int = 3) -> bool:
    """A line that only divides: nothing but dashes, bars and corners, at least half of it dashes."""
    dashes = sum(map(line.count, _DASHES))
    return dashes >= dashes_min and dashes * 2 >= len(line) - line.count(" ") and _RULE.fullmatch(line) is not None


def find_columns(header: Sequence[str], rows: Sequence[str], rule: str = "", wide: bool = False) -> Columns:
    """From lines of names, rows, and a line of dashes between them; no gutters where there are no columns."""
    placed = PlacedText(whole_lines([*header, *rows]), wide)
    lines, places, codes = placed.places()
    if not rows or not len(places):
        return Columns(wide=wide)
    size = int(places.max()) + 1
    barred, frames = _frames(lines, places, np.isin(codes, BAR_CODES), len(header) + len(rows))
    # In a table with bars, lines without any are remarks.
    ink = ~np.isin(places, frames) & (np.isin(lines, barred) | (len(frames) == 0))
    lines, places = lines[ink], places[ink]
    of_rows = lines >= len(header)
    named = np.bincount(places[~of_rows], minlength=size)
    filled = np.bincount(places[of_rows], minlength=size)
    gutters = _free_runs(filled, int(len(rows) * _ACROSS_MAX_SHARE), named)
    if len(frames):
        return _framed(gutters, frames, named + filled, wide)
    runs = [found.span() for found in _RUN.finditer(rule)]
    if len(runs) > 1:
        gaps = [_within(gutters, before[1], after[0]) for before, after in pairwise(runs)]
        kept = [gap for gap in gaps if gap is not None]
    else:
        kept = _named_apart(gutters, named, header)
        beside = _Beside(lines, places, len(header), named)
        kept = [gutter for number, gutter in enumerate(kept) if beside.is_apart(gutter, kept[number + 1 :], gutters)]
        broad = [gutter for gutter in kept if _is_within(gutter, gutters)]
        if len(header) == 1 and len(broad) + 1 == len(header[0].split()) < len(kept) + 1:
            # Names of one word each say how many columns there are.
            kept = broad
    return Columns(tuple(kept), tuple(gutter[0] for gutter in kept), wide=wide).cut_where(placed.filled_places(size))


def _frames(lines: _Counts, places: _Counts, is_bar: npt.NDArray[np.bool_], count: int) -> tuple[_Counts, _Counts]:
    """The lines with bars, when most have some, and the places where all of these have one."""
    barred = np.unique(lines[is_bar])
    if len(barred) < max(2, count / 2):
        return barred, np.empty(0, np.int64)
    return barred, np.flatnonzero(np.bincount(places[is_bar]) == len(barred))


def _framed(gutters: Sequence[Gutter], frames: npt.NDArray[np.int64], counts: _Counts, wide: bool) -> Columns:
    inked = np.flatnonzero(counts)
    first, last = (int(inked[0]), int(inked[-1])) if len(inked) else (0, 0)
    places = frames.tolist()
    cuts = tuple(place for place in places if first < place < last)
    around = {place: gutter for gutter in gutters for place in cuts if gutter[0] <= place < gutter[1]}
    return Columns(
        tuple(around.get(place, (place, place + 1)) for place in cuts),
        cuts,
        True,
        max((place for place in places if place <= first), default=-1),
        min((place for place in places if place >= last), default=-1),
        wide,
    )


def _free_runs(filled: _Counts, allowed: int, named: _Counts) -> list[Gutter]:
    """Runs of places that hardly any row fills, between the first and the last that more rows do."""
    inked = np.flatnonzero((filled > allowed) | (named > 0))
    if not len(inked):
        return []
    free = filled[: inked[-1] + 1] <= allowed
    free[: inked[0] + 1] = False
    free[-1] = False
    return _runs(free)


def _runs(mask: npt.NDArray[np.bool_]) -> list[Gutter]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return list(zip(edges[0::2].tolist(), edges[1::2].tolist(), strict=True))


def _within(gutters: Sequence[Gutter], first: int, behind: int) -> Gutter | None:
    """The part of a gutter that lies in this gap: the one just before its end where the next column begins, else the widest."""
    parts = [(max(start, first), min(end, behind)) for start, end in gutters if max(start, first) < min(end, behind)]
    return max(parts, key=lambda part: (part[1] == behind, part[1] - part[0]), default=None)


def _named_apart(gutters: list[Gutter], named: _Counts, header: Sequence[str]) -> list[Gutter]:
    """What the names leave free of the gutters. Names need not stand over their columns when there are as many words as columns."""
    kept: list[Gutter] = []
    for start, end in gutters:
        free = _runs(named[start:end] == 0)
        # A name within the gutter has a column without cells.
        broad = [part for part in free if part[1] - part[0] > 1] or free[:1]
        kept += [(start + first, start + behind) for first, behind in broad]
    if len(kept) < len(gutters) and len(header) == 1 and len(header[0].split()) == len(gutters) + 1:
        return gutters
    return kept


def _is_within(gutter: Gutter, wider: Sequence[Gutter]) -> bool:
    """Whether it is part of one of several places."""
    return any(start <= gutter[0] and gutter[1] <= end and end - start > 1 for start, end in wider)


class _Beside:
    """What stands beside a gutter of one place: it may be the space between two words, such as those of a day and its time."""

    def __init__(self, lines: _Counts, places: _Counts, header_count: int, named: _Counts) -> None:
        self._lines, self._places = lines, places
        self._header_count, self._named = header_count, named

    def is_apart(self, gutter: Gutter, following: Sequence[Gutter], wider: Sequence[Gutter]) -> bool:
        """Whether it divides columns: some line pads a cell beside it, and the names have one for the cells behind it."""
        start, end = gutter
        if _is_within(gutter, wider):
            return True
        behind = self._named[end : following[0][0] if following else None]
        if self._header_count and not behind.any():
            return False
        reaching = np.unique(self._lines[self._places > start])
        return any(
            len(np.intersect1d(reaching, self._lines[self._places == beside])) < len(reaching) for beside in (start - 1, end)
        )


def _emptiest(counts: _Counts, gutter: Gutter) -> int:
    """The middle of the longest run of places that the fewest lines fill."""
    there = counts[gutter[0] : gutter[1]]
    if len(there) < gutter[1] - gutter[0]:
        there = np.concatenate([there, np.zeros(gutter[1] - gutter[0] - len(there), there.dtype)])
    start, end = max(_runs(there == there.min()), key=lambda run: run[1] - run[0])
    return gutter[0] + (start + end - 1) // 2
