"""Looking through a whole Table: the next cell that holds some words, and what one column holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from backfill_assistant.core.progress import Monitor, Progress, Stopped
from backfill_assistant.core.table.table import Table

SLICE_ROWS = 50_000
# Beyond this, distinct texts are no longer told apart: it would take too much memory.
DISTINCT_MAX = 500_000
SAMPLES = 6


@dataclass(frozen=True)
class Place:
    """A cell of a table."""

    row: int
    column: int


@dataclass(frozen=True)
class ColumnFacts:
    """What a column holds. `distinct` is None when there are more than DISTINCT_MAX."""

    column: int
    row_count: int
    filled: int
    distinct: int | None
    longest_bytes: int
    samples: tuple[str, ...]


def find_words(table: Table, words: str, after: Place, backwards: bool, monitor: Monitor) -> Place | None:
    """The next cell (without letter case) after a place, round the end; None when no cell holds the words."""
    count = table.row_count
    if not words or not count or not table.column_count:
        return None
    ahead = [(start, min(start + SLICE_ROWS, count)) for start in range(0, count, SLICE_ROWS)]
    first = max(0, min(after.row, count - 1)) // SLICE_ROWS
    order = [*reversed(ahead[: first + 1]), *reversed(ahead[first:])] if backwards else [*ahead[first:], *ahead[: first + 1]]
    here = after.row * table.column_count + after.column
    for number, (start, stop) in enumerate(order):
        if monitor.stopping():
            raise Stopped
        monitor.show(Progress(number, len(order)))
        places = _places(table, words, start, stop)
        # The slice one starts in is looked at twice: first beyond the place, at last before it.
        if number == 0:
            places = places[places < here] if backwards else places[places > here]
        if len(places):
            found = int(places[-1] if backwards else places[0])
            return Place(*divmod(found, table.column_count))
    return None


def _places(table: Table, words: str, start: int, stop: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Cells with the words, as row times columns plus column, ascending."""
    part = table.slice(start, stop)
    found = []
    for column in range(table.column_count):
        hits = pc.fill_null(pc.match_substring(part.column(column), words, ignore_case=True), False)
        rows = np.flatnonzero(hits.to_numpy())
        found.append((rows + start) * table.column_count + column)
    return np.sort(np.concatenate(found)).astype(np.int64)


def column_facts(table: Table, column: int, monitor: Monitor) -> ColumnFacts:
    """Count what one column holds, over all rows."""
    filled = longest = 0
    seen: set[str] | None = set()
    samples: dict[str, None] = {}
    for start in range(0, table.row_count, SLICE_ROWS):
        if monitor.stopping():
            raise Stopped
        monitor.show(Progress(start, table.row_count))
        part = table.slice(start, start + SLICE_ROWS).column(column)
        sizes = pc.fill_null(pc.binary_length(part), 0)
        filled += int(pc.sum(pc.greater(sizes, 0)).as_py() or 0)
        longest = max(longest, pc.max(sizes).as_py() or 0)
        if seen is not None or len(samples) < SAMPLES:
            texts = [text for text in pc.unique(part).to_pylist() if text]
            samples.update(dict.fromkeys(texts[: SAMPLES if len(samples) < SAMPLES else 0]))
            if seen is not None:
                seen.update(texts)
                seen = seen if len(seen) <= DISTINCT_MAX else None
    distinct = None if seen is None else len(seen)
    return ColumnFacts(column, table.row_count, filled, distinct, int(longest), tuple(samples)[:SAMPLES])
