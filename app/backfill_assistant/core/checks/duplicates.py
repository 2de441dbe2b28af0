"""Several rows for one person: which of them set the attributes, and what happens to the rest.

Track API specification and "Backfill historical data": calls can be processed in any order, so without a time nothing decides which
row wins; with one, an older identify does not overwrite a newer one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.checked import Merged
from backfill_assistant.core.json_text import joined, object_pieces
from backfill_assistant.core.mapping.mapping import Mapping, Target
from backfill_assistant.core.mapping.repairs import Keep
from backfill_assistant.core.records.writing import members_of
from backfill_assistant.core.rows.fields import is_empty
from backfill_assistant.core.rows.row_reading import RowsRead
from backfill_assistant.core.text_hash import content_hashes, shared

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
ReadAgain = Callable[[Rows], Iterator[RowsRead]]


@dataclass(frozen=True, eq=False)
class Duplicates:
    """What becomes of rows that share their person with others. All rows ascending."""

    # Different values and nothing that says which is newer.
    undecided: Rows
    # Different values, each with its own time.
    newest_wins: Rows
    # Equal values.
    repeated: Rows
    # Set aside because another row stands for the person.
    dropped: Rows
    merged: Merged | None = None


_NONE = np.empty(0, dtype=np.int64)
NO_DUPLICATES = Duplicates(_NONE, _NONE, _NONE, _NONE)


def find_duplicates(
    person: npt.NDArray[np.uint64],
    time_ms: npt.NDArray[np.int64],
    sendable: Mask,
    keep: Keep | None,
    read_again: ReadAgain,
    mapping: Mapping,
) -> Duplicates:
    """Look at people with several sendable rows."""
    rows = np.flatnonzero(sendable & (person != 0)).astype(np.int64)
    rows = rows[shared(person[rows])]
    if not len(rows):
        return NO_DUPLICATES
    # People one after the other, each with the oldest row first; of equally old rows the later in the file is newer.
    rows = rows[np.lexsort((rows, time_ms[rows], person[rows]))]
    starts = _starts(person[rows])
    if keep is None:
        return _told(rows, starts, time_ms[rows], read_again, mapping)
    newest = rows[np.append(starts[1:], len(rows)) - 1]
    kept = np.minimum.reduceat(rows, starts) if keep is Keep.FIRST else newest
    dropped = np.sort(rows[rows != np.repeat(kept, np.diff(np.append(starts, len(rows))))])
    merged = _merged(rows, starts, newest, read_again, mapping) if keep is Keep.MERGE else None
    return Duplicates(_NONE, _NONE, _NONE, dropped, merged)


def _starts(in_order: npt.NDArray[np.uint64]) -> Rows:
    return np.flatnonzero(np.concatenate([[True], in_order[1:] != in_order[:-1]])).astype(np.int64)


def _told(rows: Rows, starts: Rows, times: npt.NDArray[np.int64], read_again: ReadAgain, mapping: Mapping) -> Duplicates:
    contents = _contents(rows, read_again)
    group = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(rows))))
    in_conflict = np.logical_or.reduceat(contents != contents[starts][group], starts)[group]
    # Times count in whole seconds, as Customer.io has them.
    seconds = np.floor_divide(times, 1_000)
    same_moment = np.concatenate([[False], (group[1:] == group[:-1]) & (seconds[1:] == seconds[:-1])])
    unclear_start = same_moment & np.concatenate([[False], contents[1:] != contents[:-1]])
    moment = np.cumsum(~same_moment) - 1
    undecided = in_conflict & np.logical_or.reduceat(unclear_start, np.flatnonzero(~same_moment))[moment]
    newest_wins = in_conflict & ~undecided
    repeated = ~in_conflict if not mapping.has_events else np.zeros(len(rows), dtype=np.bool_)
    return Duplicates(np.sort(rows[undecided]), np.sort(rows[newest_wins]), np.sort(rows[repeated]), _NONE)


def _contents(rows: Rows, read_again: ReadAgain) -> npt.NDArray[np.uint64]:
    """A number per row for the attributes it sets: equal attributes, equal numbers."""
    ascending = np.sort(rows)
    parts = []
    for read in read_again(ascending):
        first, second = content_hashes(joined(object_pieces(members_of(read.attributes)), len(read)))
        parts.append(first ^ second)
    return np.concatenate(parts)[np.searchsorted(ascending, rows)]


def _merged(rows: Rows, starts: Rows, newest: Rows, read_again: ReadAgain, mapping: Mapping) -> Merged:
    """For every person and attribute column, the newest row with something in the cell (or the newest row)."""
    joined: dict[int, set[int]] = {}
    for field in mapping.fields:
        if field.target is Target.ATTRIBUTE and field.column is not None:
            joined.setdefault(field.column, {field.column}).update(field.joined)
    columns = tuple(sorted(joined))
    sources_of = [joined[column] for column in columns]
    ascending = np.sort(rows)
    filled = np.concatenate([_filled(read, sources_of) for read in read_again(ascending)])[np.searchsorted(ascending, rows)]
    order = np.argsort(newest)
    sources = np.empty((len(starts), len(columns)), dtype=np.int64)
    # A column at a time: of all at once, places alone would take eight bytes for every cell.
    for column in range(len(columns)):
        last = np.maximum.reduceat(np.where(filled[:, column], np.arange(len(rows)), -1), starts)
        sources[:, column] = np.where(last >= 0, rows[np.maximum(last, 0)], newest)[order]
    return Merged(newest[order], columns, sources)


def _filled(read: RowsRead, sources_of: Sequence[set[int]]) -> Mask:
    """Where a column, or one that is joined to it, holds something."""
    found = np.zeros((len(read), len(sources_of)), dtype=np.bool_)
    for place, columns in enumerate(sources_of):
        for column in columns:
            found[:, place] |= ~is_empty(read.cells.trimmed(column))
    return found
