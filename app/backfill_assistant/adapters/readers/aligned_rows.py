"""Lines whose columns are aligned become cells: by columns where gutters are free, one by one where a text stands across them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from backfill_assistant.adapters.readers.aligned_columns import BAR_CODES, RULE_CODES, Columns, is_rule
from backfill_assistant.adapters.readers.placed_text import BLANKS, PlacedText, whole_lines


@dataclass(frozen=True)
class Rules:
    """Which lines only divide: the one under the names, and those with so many dashes."""

    under_names: str = ""
    dashes_min: int = 3

    def without(self, lines: Sequence[str]) -> list[int]:
        """Numbers of the lines that are rows: no dividing ones, and none without anything."""
        signs = {chr(code) for code in RULE_CODES.tolist()}
        kept = []
        for number, line in enumerate(lines):
            start = line.lstrip()
            if start and not (start[0] in signs and self.has(line)):
                kept.append(number)
        return kept

    def has(self, line: str) -> bool:
        """Whether this line divides."""
        return (self.under_names != "" and line.strip() == self.under_names) or is_rule(line, self.dashes_min)


@dataclass(frozen=True)
class AlignedCells:
    """As in Shaped: what stands across a gutter is in no column, but among the extra cells of its row."""

    columns: list[pa.Array]
    short_by: npt.NDArray[np.int32] | None
    extra: list[str | None] | None


def cut(lines: Sequence[str], columns: Columns) -> AlignedCells:
    """The cells of these lines; their columns have the same number."""
    placed = PlacedText(whole_lines(lines), columns.wide)
    begins, ends, across = _borders(placed, columns)
    cells = [placed.cells(begin, end) for begin, end in zip(begins, ends, strict=True)]
    doubtful = np.flatnonzero(across.any(axis=0)) if len(across) else np.empty(0, np.int64)
    if not len(doubtful):
        return AlignedCells(cells, None, None)
    short_by = np.zeros(len(lines), np.int32)
    extra: list[str | None] = [None] * len(lines)
    texts = [column.to_pylist() for column in cells]
    for row in doubtful.tolist():
        whole = [placed.text[begin[row] : end[row]].strip(BLANKS) for begin, end in zip(begins, ends, strict=True)]
        joined = [
            placed.text[begins[first][row] : ends[last][row]].strip(BLANKS) for first, last in _joined(across[:, row].tolist())
        ]
        short_by[row], extra[row] = -len(joined), json.dumps(joined, ensure_ascii=False)
        for text, column in zip(_apart_from(whole, across[:, row].tolist()), texts, strict=True):
            column[row] = text
    return AlignedCells([pa.array(column, pa.string()) for column in texts], short_by, extra)


def _borders(
    placed: PlacedText, columns: Columns
) -> tuple[list[npt.NDArray[np.int64]], list[npt.NDArray[np.int64]], npt.NDArray[np.bool_]]:
    """Where each column begins and ends in each line, and which lines have a text across which cut."""
    begins = [placed.starts]
    if columns.left >= 0:
        at, _ = placed.find(columns.left)
        begins = [np.where(np.isin(placed.codes[at], BAR_CODES), at + 1, placed.starts)]
    ends, across = [], []
    for place in columns.cuts:
        at, stands = placed.find(place)
        bars = np.isin(placed.codes[at], BAR_CODES) & columns.framed
        ends.append(at)
        begins.append(np.minimum(at + bars, placed.ends))
        # A row between bars has all of them.
        across.append(~bars if columns.framed else stands)
    if columns.right < 0:
        ends.append(placed.ends)
    else:
        at, stands = placed.find(columns.right)
        ends.append(np.where(np.isin(placed.codes[at], BAR_CODES), at, placed.ends))
    return begins, ends, np.array(across, bool)


def _joined(across: Sequence[bool]) -> list[tuple[int, int]]:
    """The first and last of the columns over which one text stands, for each such text."""
    found = []
    for cut, there in enumerate(across):
        if there and (cut == 0 or not across[cut - 1]):
            last = next((later for later in range(cut, len(across)) if not across[later]), len(across))
            found.append((cut, last))
    return found


def _apart_from(cells: Sequence[str], across: Sequence[bool]) -> list[str]:
    """The cells of a row, empty where a text stands across a border."""
    sides = zip([False, *across], [*across, False], strict=True)
    return ["" if before or behind else cell for cell, (before, behind) in zip(cells, sides, strict=True)]
