"""CheckedRows from a whole table: every row is read once, in slices, and each problem is counted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.beside import Beside, ahead, in_turn
from backfill_assistant.core.checked import NO_TIME, CheckedRows, Merged, Problem, Severity
from backfill_assistant.core.checks.duplicates import NO_DUPLICATES, Duplicates, find_duplicates
from backfill_assistant.core.checks.record_sizes import large_records
from backfill_assistant.core.checks.repeats import repeated_events
from backfill_assistant.core.checks.tally import Tally
from backfill_assistant.core.errors import MappingIncomplete
from backfill_assistant.core.mapping.lacks import lacks_for
from backfill_assistant.core.mapping.mapping import IdentifierKind, Mapping
from backfill_assistant.core.mapping.repairs import Repairs
from backfill_assistant.core.progress import Monitor, Progress, Stopped
from backfill_assistant.core.routes import Route
from backfill_assistant.core.rows.cautions import cautions_of
from backfill_assistant.core.rows.cells import Cells, rows_per_slice
from backfill_assistant.core.rows.consent_cautions import ConsentColumns, consent_columns, messages_of
from backfill_assistant.core.rows.fields import Fault
from backfill_assistant.core.rows.row_reading import RowsRead, read_rows
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence
from backfill_assistant.core.table.table import Table
from backfill_assistant.core.text_hash import text_hashes
from backfill_assistant.core.values.unseen_ends import without_unseen_ends

__all__ = ["NO_TIME", "CheckedRows", "Problem", "Severity", "check_rows"]

# Each step takes a while whatever the rows are, so slices of short rows have many; two of them are held at a time.
SLICE_ROWS: Final = 50_000
_SLICE_BYTES: Final = 20_000_000
DAY_MS: Final = 86_400_000


def check_rows(
    table: Table,
    mapping: Mapping,
    repairs: Repairs,
    route: Route,
    now_ms: int,
    monitor: Monitor,
    beside: Beside = in_turn,
) -> CheckedRows:
    """What can be sent, and what is wrong with the rest; rows are read `beside`. Raises MappingIncomplete and Stopped."""
    lacks = lacks_for(mapping, route)
    if lacks:
        raise MappingIncomplete(Sentence(QT_TRANSLATE_NOOP("core", "The columns are not described completely yet.")), lacks[0])
    return _Check(table, mapping, repairs, route, now_ms, monitor, beside).result()


class _Check:
    """One walk over a table; `result` does it."""

    def __init__(
        self,
        table: Table,
        mapping: Mapping,
        repairs: Repairs,
        route: Route,
        now_ms: int,
        monitor: Monitor,
        beside: Beside,
    ) -> None:
        self.table = table
        self.mapping = repairs.applied_to(mapping)
        self.repairs = repairs
        self.route = route
        self.now_ms = now_ms
        self.monitor = monitor
        self.beside = beside
        self.tally = Tally(table.row_count, table.column_names, repairs)
        self.time_ms = np.full(table.row_count, NO_TIME, dtype=np.int64)
        self.date_only = np.zeros(table.row_count, dtype=np.bool_)
        self.person = np.zeros(table.row_count, dtype=np.uint64)
        self.event = np.full(table.row_count, -1, dtype=np.int32)
        self.event_codes: dict[str, int] = {}
        self.messages: npt.NDArray[np.uint8] | None = None
        self.said_no = np.zeros(table.row_count, dtype=np.bool_)

    def result(self) -> CheckedRows:
        self.tally.add_rows("left_out.rows", None, np.asarray(self._rows_left_out(), dtype=np.int64))
        sound = np.zeros(self.table.row_count, dtype=np.bool_)
        for read in self._slices(np.arange(self.table.row_count, dtype=np.int64)):
            faults = (*read.faults, *large_records(read, self.mapping, self.route))
            self.tally.add(faults, read.cells.rows)
            self._note(read)
            good = _sound(faults, len(read))
            sound[read.cells.rows] = good
            cautions = cautions_of(read, good, self.mapping, self.table, self.now_ms, self._consents, self.repairs)
            self.tally.add(cautions.faults, read.cells.rows)
            self.said_no[read.cells.rows] = cautions.said_no
            for column, found in cautions.suggestions:
                self.tally.suggest("email.typo", column, found)
        self._leave_out_other_rows()
        duplicates = self._duplicates()
        repeated_rows, repeated_counts = repeated_events(
            self.time_ms, self.person, self.event, sound, self._slices, self.mapping, self.route
        )
        refused, problems = self.tally.finished()
        return CheckedRows(
            row_count=self.table.row_count,
            checked_at_ms=self.now_ms,
            refused=refused,
            problems=problems,
            time_ms=self.time_ms,
            event=self.event,
            event_names=tuple(self.event_codes),
            person=self.person,
            repeated_rows=repeated_rows,
            repeated_counts=repeated_counts,
            event_only_rows=duplicates.dropped if self.mapping.has_events and len(duplicates.dropped) else None,
            merged=duplicates.merged,
            messages=self.messages,
            problem_rows=self.tally.pieces(),
            time_span_ms=np.where(self.date_only, DAY_MS - 1, 0) if self.date_only.any() else None,
        )

    def _leave_out_other_rows(self) -> None:
        """Whoever said no in one row goes with none: another one that says yes, or nothing, would bring mail."""
        people = np.unique(self.person[self.said_no & (self.person != 0)])
        if len(people):
            others = self.tally.sendable() & np.isin(self.person, people)
            self.tally.add_rows("left_out.person", None, np.flatnonzero(others).astype(np.int64))

    @cached_property
    def _consents(self) -> ConsentColumns:
        """Found when the first rows are there, while the next are read `beside`."""
        return consent_columns(self.table, self.repairs)

    def _duplicates(self) -> Duplicates:
        """Rows of people who have several; what the merged ones become is checked once more."""
        if not self.mapping.has_people:
            return NO_DUPLICATES
        keep = self.repairs.kept_of_duplicates()
        found = find_duplicates(self.person, self.time_ms, self.tally.sendable(), keep, self._slices, self.mapping)
        if not self.mapping.has_events:
            self.tally.add_rows("left_out.duplicate" if found.merged is None else "left_out.merged", None, found.dropped)
        for code, rows in (
            ("person.duplicate", found.undecided),
            ("person.newest_wins", found.newest_wins),
            ("person.repeated", found.repeated),
        ):
            self.tally.add_rows(code, None, rows)
        if found.merged is not None:
            for read in self._slices(found.merged.rows, found.merged):
                self._note_messages(read)
                self.tally.add((*read.faults, *large_records(read, self.mapping, self.route)), read.cells.rows)
        return found

    def _rows_left_out(self) -> list[int]:
        return [row for row in self.repairs.rows_left_out() if row < self.table.row_count]

    def _slices(self, rows: npt.NDArray[np.int64], merged: Merged | None = None) -> Iterator[RowsRead]:
        """Read these rows slice by slice, show how far it is, and stop when asked to."""
        size = rows_per_slice(self.table, SLICE_ROWS, _SLICE_BYTES)
        parts = [rows[start : start + size] for start in range(0, len(rows), size)]
        done = 0
        for read in ahead((partial(self._read, part, merged) for part in parts), self.beside):
            if self.monitor.stopping():
                raise Stopped
            yield read
            done += len(read)
            self.monitor.show(Progress(done=done, total=len(rows)))

    def _read(self, rows: npt.NDArray[np.int64], merged: Merged | None) -> RowsRead:
        return read_rows(Cells(self.table, rows, self.repairs, merged), self.mapping, self.route, self.now_ms)

    def _note(self, read: RowsRead) -> None:
        rows = read.cells.rows
        self.time_ms[rows] = read.time_ms
        self.date_only[rows] = read.date_only
        by_email = self.mapping.identifier_kind is IdentifierKind.EMAIL
        # With something invisible beside it an identifier is refused, yet means the same person: a no in that row counts.
        identifiers = without_unseen_ends(read.identifiers)
        self.person[rows] = text_hashes(pc.utf8_lower(identifiers) if by_email else identifiers)
        self._note_messages(read)
        if read.event_names is not None:
            self.event[rows] = self._event_numbers(read.event_names)

    def _note_messages(self, read: RowsRead) -> None:
        messages = messages_of(read)
        if messages is not None:
            if self.messages is None:
                self.messages = np.zeros(self.table.row_count, dtype=np.uint8)
            self.messages[read.cells.rows] = messages

    def _event_numbers(self, coded: pa.DictionaryArray) -> npt.NDArray[np.int32]:
        codes = self.event_codes
        numbers = [codes.setdefault(name, len(codes)) for name in coded.dictionary.to_pylist()]
        return np.asarray(numbers, dtype=np.int32)[np.asarray(coded.indices)] if numbers else np.empty(0, dtype=np.int32)


def _sound(faults: tuple[Fault, ...], row_count: int) -> npt.NDArray[np.bool_]:
    good = np.ones(row_count, dtype=np.bool_)
    for fault in faults:
        good &= ~fault.where
    return good
