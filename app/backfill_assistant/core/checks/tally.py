"""Tally: counts every problem over all slices, and keeps for each row the one that counts."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.checked import EXAMPLES_MAX, Piece, Problem, Severity, Suggestion, piece_of, rows_in
from backfill_assistant.core.mapping.repairs import Repairs
from backfill_assistant.core.problems.problems import KINDS, order_of, problem, shown_name
from backfill_assistant.core.rows.fields import Fault

Rows = npt.NDArray[np.int64]
Reasons = npt.NDArray[np.uint16]
# Code, column, and the name to show.
_Key = tuple[str, int | None, str]


class Tally:
    """Faults of a table with `row_count` rows under these repairs."""

    def __init__(self, row_count: int, column_names: tuple[str, ...], repairs: Repairs) -> None:
        self._column_names = column_names
        self._repairs = repairs
        self._numbers: dict[_Key, int] = {}
        self._counts: list[int] = []
        self._examples: list[list[int]] = []
        self._pieces: list[list[Piece]] = []
        self._suggestions: dict[_Key, dict[tuple[str, str], int]] = {}
        # 0: nothing keeps the row back; else the number of the key that does, from 1.
        self._reason = np.zeros(row_count, dtype=np.uint16)

    def add(self, faults: Iterable[Fault], rows: Rows) -> None:
        """Faults of the rows with these numbers (ascending)."""
        for fault in sorted(faults, key=lambda each: order_of(each.code)):
            self.add_rows(fault.code, fault.column, rows[fault.where], fault.name)

    def add_rows(self, code: str, column: int | None, rows: Rows, name: str = "") -> None:
        """Rows (ascending) with one problem. A problem whose rows the person leaves out turns into that decision."""
        if not len(rows):
            return
        if self._repairs.leaves_out(code, column):
            code, column, name = "left_out.problem", None, ""
        name = name or shown_name(self._column_names, column)
        number = self._number((code, column, name))
        self._counts[number - 1] += len(rows)
        self._pieces[number - 1].append(piece_of(rows))
        room = EXAMPLES_MAX - len(self._examples[number - 1])
        self._examples[number - 1] += rows[: max(room, 0)].tolist()
        if KINDS[code].severity is Severity.REFUSED:
            present = self._reason[rows]
            self._reason[rows] = self._first(present, number) if present.any() else number

    def suggest(self, code: str, column: int, found: Iterable[Suggestion]) -> None:
        """Likely corrections for a problem of a column."""
        counts = self._suggestions.setdefault((code, column, shown_name(self._column_names, column)), {})
        for each in found:
            counts[each.wrong, each.right] = counts.get((each.wrong, each.right), 0) + each.count

    def sendable(self) -> npt.NDArray[np.bool_]:
        """True where nothing keeps the row back so far."""
        return np.equal(self._reason, 0)

    def pieces(self) -> tuple[tuple[Piece, ...], ...]:
        """The rows of each problem, in the order of `finished`."""
        return tuple(tuple(self._pieces[self._numbers[key] - 1]) for key in sorted(self._numbers, key=_rank))

    def finished(self) -> tuple[npt.NDArray[np.uint16], tuple[Problem, ...]]:
        """Per row 0 or the place of its problem, from 1; and the problems in the order in which they count."""
        keys = sorted(self._numbers, key=_rank)
        places = np.zeros(len(keys) + 1, dtype=np.uint16)
        problems = []
        for place, key in enumerate(keys, start=1):
            number = self._numbers[key]
            places[number] = place
            code, column, name = key
            count, rows = self._rows_once(number)
            problems.append(problem(code, column, name, count, rows, self._suggestions_of(key)))
        return places[self._reason], tuple(problems)

    def _rows_once(self, number: int) -> tuple[int, tuple[int, ...]]:
        """How many rows have a problem, and some of them. A column that is sent under two names tells each row twice."""
        pieces = self._pieces[number - 1]
        if all(before[-1] < after[0] for before, after in pairwise(pieces)):
            return self._counts[number - 1], tuple(self._examples[number - 1])
        rows = np.unique(np.concatenate([rows_in(piece) for piece in pieces]))
        return len(rows), tuple(rows[:EXAMPLES_MAX].tolist())

    def _suggestions_of(self, key: _Key) -> tuple[Suggestion, ...]:
        found = [Suggestion(wrong, right, count) for (wrong, right), count in self._suggestions.get(key, {}).items()]
        return tuple(sorted(found, key=lambda each: (-each.count, each.wrong)))

    def _number(self, key: _Key) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self._counts.append(0)
            self._examples.append([])
            self._pieces.append([])
        return self._numbers[key]

    def _first(self, present: Reasons, number: int) -> Reasons:
        """Which of two reasons counts: the one that stands first among all kinds."""
        ranks = sorted(self._numbers, key=_rank)
        # 0, no reason yet, comes after all.
        rank = np.full(len(ranks) + 1, len(ranks), dtype=np.int64)
        for place, key in enumerate(ranks):
            rank[self._numbers[key]] = place
        return np.where(rank[present] <= rank[number], present, np.uint16(number))


def _rank(key: _Key) -> tuple[int, int, str]:
    code, column, name = key
    return order_of(code), -1 if column is None else column, name
