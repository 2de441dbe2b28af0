"""CheckedRows: what is known about every row of a table under a mapping, found once over the whole file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.sentences import Sentence

# In `time_ms`: the row has no time, and so counts as the moment it is processed.
NO_TIME: Final = np.iinfo(np.int64).min
# A Problem names at most so many of its rows.
EXAMPLES_MAX: Final = 1_000


class Severity(StrEnum):
    """Told by consequence: a refused row is not sent; a warning says what will happen."""

    REFUSED = "refused"
    WARNING = "warning"


@dataclass(frozen=True)
class Suggestion:
    """A likely slip and what was probably meant. Holds a piece of a cell: for the window, never for sentences or files."""

    wrong: str
    right: str
    count: int


@dataclass(frozen=True)
class Problem:
    """All rows with the same problem in the same column. `rows` holds at most 1,000 examples, ascending."""

    # Stable and lower case, such as "time.unreadable"; see `problems` for all of them.
    code: str
    severity: Severity
    # Position of the column, None when the problem is not one column's.
    column: int | None
    count: int
    rows: tuple[int, ...]
    # What is wrong and what follows from it, without cell values.
    sentence: Sentence
    # How to mend it.
    advice: Sentence
    # What mends it, by name (see `problem_kind`), the best first.
    repairs: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    # The person must decide it before going on; until then its rows are not sent.
    asks: bool = False


@dataclass(frozen=True)
class Subscriptions:
    """How many people an import lets messages through to, and how many it stops them for; others stay as they are."""

    subscribed: int = 0
    unsubscribed: int = 0

    def __bool__(self) -> bool:
        return bool(self.subscribed or self.unsubscribed)


NO_SUBSCRIPTIONS: Final = Subscriptions()


# Ascending rows of a problem: a range, or their numbers.
Piece: TypeAlias = range | npt.NDArray[np.int32]


def piece_of(rows: npt.NDArray[np.int64]) -> Piece:
    """At least one row, ascending, in as little room as may be."""
    first, last = int(rows[0]), int(rows[-1])
    return range(first, last + 1) if last - first + 1 == len(rows) else rows.astype(np.int32)


def rows_in(piece: Piece) -> npt.NDArray[np.int64]:
    """The numbers of the rows of a piece."""
    return np.arange(piece.start, piece.stop, dtype=np.int64) if isinstance(piece, range) else piece.astype(np.int64)


@dataclass(frozen=True, eq=False)
class Merged:
    """People whose rows become one: `rows` (ascending) are sent with cells taken from `sources`.

    `sources[i, n]` is the row that feeds attribute column `columns[n]` of `rows[i]`.
    """

    rows: npt.NDArray[np.int64]
    columns: tuple[int, ...]
    sources: npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class CheckedRows:
    """One entry per row of the table, in arrays of length `row_count`."""

    row_count: int
    # Unix milliseconds against which the future was judged.
    checked_at_ms: int
    # 0: the row can be sent; n: it is refused because of `problems[n - 1]` (the first problem found counts).
    refused: npt.NDArray[np.uint16]
    problems: tuple[Problem, ...]
    # Unix milliseconds, or NO_TIME.
    time_ms: npt.NDArray[np.int64]
    # Index into `event_names`, -1 where the row is no event.
    event: npt.NDArray[np.int32]
    # Trimmed, as they will be sent.
    event_names: tuple[str, ...]
    # Equal numbers mean the same person (emails without letter case); 0 where there is no identifier.
    person: npt.NDArray[np.uint64]
    # Rows that have an equal row before them, and how many: they need it for their event id. Ascending rows.
    repeated_rows: npt.NDArray[np.int64]
    repeated_counts: npt.NDArray[np.int32]
    # Rows (ascending) whose event is sent without their attributes, because another row sends them for this person.
    event_only_rows: npt.NDArray[np.int64] | None = None
    merged: Merged | None = None
    # How much later than `time_ms` the row may have happened, such as a day where the file gives a date alone; None: all exact.
    time_span_ms: npt.NDArray[np.int64] | None = None
    # What a row says of messages: 0 nothing, 1 subscribed, 2 unsubscribed; None where no row is sent with unsubscribed.
    messages: npt.NDArray[np.uint8] | None = None
    # For each of `problems`, in pieces: ranges where rows follow one another, so that a problem of all rows costs nothing.
    problem_rows: tuple[tuple[Piece, ...], ...] = ()

    def rows_of(self, problem: Problem) -> npt.NDArray[np.int64]:
        """Every row with this problem, ascending; only its examples where no more was kept, none where it is gone."""
        same = [(each.code, each.column, each.sentence) for each in self.problems]
        wanted = (problem.code, problem.column, problem.sentence)
        if wanted not in same:
            return np.empty(0, dtype=np.int64)
        place = same.index(wanted)
        if not self.problem_rows:
            return np.asarray(self.problems[place].rows, dtype=np.int64)
        rows = np.concatenate([rows_in(piece) for piece in self.problem_rows[place]])
        # What is merged was checked twice, and what is sent under two names is told by both.
        return rows if bool((rows[1:] > rows[:-1]).all()) else np.unique(rows)

    def subscriptions_of(self, rows: npt.NDArray[np.int64]) -> Subscriptions:
        """Of these rows (any order), how many people become subscribed and unsubscribed: the last row of a person counts."""
        if self.messages is None:
            return Subscriptions()
        said = rows[self.messages[rows] != 0]
        if self.event_only_rows is not None:
            said = said[~np.isin(said, self.event_only_rows)]
        said = said[np.lexsort((said, self.time_ms[said], self.person[said]))]
        people = self.person[said]
        last = np.append(people[1:] != people[:-1], True)[: len(said)]
        counts = np.bincount(self.messages[said[last]], minlength=3).tolist()
        return Subscriptions(counts[1], counts[2])

    @property
    def waiting(self) -> int:
        """How many rows are not sent before the person answers; 0 where there is nothing to answer."""
        asking = [place for place, each in enumerate(self.problems, start=1) if each.asks]
        waiting = sum(int(np.count_nonzero(self.refused == place)) for place in asking)
        # Where each of them is refused for another reason as well, there is still something to answer.
        return waiting or max((self.problems[place - 1].count for place in asking), default=0)

    @property
    def sendable(self) -> npt.NDArray[np.bool_]:
        """True where the row can be sent."""
        return np.equal(self.refused, 0)
