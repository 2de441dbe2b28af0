"""Cells to show beside a choice: samples of each column, times of early, middle and late rows, and what two readings differ in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.fields import ColumnOf, chosen_texts, read_instants
from backfill_assistant.core.limits import EVENT_WINDOW_MS, FUTURE_TOLERANCE_MS
from backfill_assistant.core.mapping import Field, TimeReading
from backfill_assistant.core.progress import Monitor, Stopped
from backfill_assistant.core.table import Table
from backfill_assistant.core.values.converted import ValueProblem, flags, trimmed_or_null
from backfill_assistant.core.values.text_rules import with_clock

_SAMPLED_ROWS: Final = 200
_SLICE_ROWS: Final = 50_000


@dataclass(frozen=True)
class TimeExample:
    """One row's time: its text, and the instant in unix milliseconds, or None and the problem."""

    row: int
    text: str
    instant_ms: int | None
    problem: ValueProblem
    # The zone its local time is shown in.
    zone: str


@dataclass(frozen=True)
class ReadingCount:
    """What one reading of a column makes of its rows at a moment."""

    format: str
    readable: int
    in_future: int
    # Young enough to start an event campaign with no opening delay.
    recent: int


def samples(table: Table, count: int = 3) -> tuple[tuple[str, ...], ...]:
    """For each column some different filled cells near the beginning."""
    part = table.slice(0, _SAMPLED_ROWS)
    found = []
    for column in range(table.column_count):
        cells = trimmed_or_null(part.column(column)).drop_null()
        found.append(tuple(cells.unique().slice(0, count).to_pylist()))
    return tuple(found)


def time_examples(table: Table, column: int, reading: TimeReading, field: Field | None = None) -> tuple[TimeExample, ...]:
    """The first filled cell at the beginning, in the middle and at the end; with the changes of the field that reads it."""
    found: dict[int, TimeExample] = {}
    ends = ((0, 0), (table.row_count // 2, 0), (max(0, table.row_count - _SAMPLED_ROWS), -1))
    for start, which in ends:
        part = table.slice(start, start + _SAMPLED_ROWS)
        filled = np.flatnonzero(flags(pc.is_valid(trimmed_or_null(_texts(part, column, field)))))
        if len(filled):
            at = int(filled[which])
            found[start + at] = _example(part.slice(at, 1), start + at, column, reading, field)
    return tuple(found[row] for row in sorted(found))


def undecided_example(
    table: Table, column: int, reading: TimeReading, readings: tuple[TimeReading, ...], field: Field | None = None
) -> tuple[TimeExample, ...]:
    """The first row that these readings read differently, once for each of them; nothing when there is none."""
    for start in range(0, table.row_count, _SLICE_ROWS):
        part = table.slice(start, start + _SLICE_ROWS)
        problem = read_instants(_texts(part, column, field), reading, _column_of(part)).problem
        rows = np.flatnonzero(problem == ValueProblem.AMBIGUOUS)
        if len(rows):
            at = int(rows[0])
            return tuple(_example(part.slice(at, 1), start + at, column, each, field) for each in readings)
    return ()


def reading_counts(
    table: Table, column: int, readings: tuple[TimeReading, ...], now_ms: int, monitor: Monitor, field: Field | None = None
) -> tuple[ReadingCount, ...]:
    """How many rows each reading makes readable, future and recent: what a choice between them would change."""
    counts = np.zeros((len(readings), 3), dtype=np.int64)
    for start in range(0, table.row_count, _SLICE_ROWS):
        if monitor.stopping():
            raise Stopped
        part = table.slice(start, start + _SLICE_ROWS)
        texts = _texts(part, column, field)
        for number, reading in enumerate(readings):
            values = read_instants(texts, reading, _column_of(part)).values.drop_null().to_numpy()
            future = values > now_ms + FUTURE_TOLERANCE_MS
            counts[number] += (len(values), int(future.sum()), int(((values > now_ms - EVENT_WINDOW_MS) & ~future).sum()))
    return tuple(
        ReadingCount(reading.format, *(int(number) for number in row)) for reading, row in zip(readings, counts, strict=True)
    )


def word_counts(
    table: Table, column: int, at_most: int, monitor: Monitor, field: Field | None = None
) -> tuple[tuple[str, int], ...]:
    """The different cells of a column, trimmed and changed as its field says, with their counts; the most frequent first."""
    counts: dict[str, int] = {}
    for start in range(0, table.row_count, _SLICE_ROWS):
        if monitor.stopping():
            raise Stopped
        for entry in pc.value_counts(trimmed_or_null(_texts(table.slice(start, start + _SLICE_ROWS), column, field)).drop_null()):
            word = entry["values"].as_py()
            if word in counts or len(counts) < 1_000:
                counts[word] = counts.get(word, 0) + entry["counts"].as_py()
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(ranked[:at_most])


def _texts(part: pa.Table, column: int, field: Field | None) -> pa.StringArray:
    """A column's texts as its field reads them; as they stand in the file where no field does."""
    column_of = _column_of(part)
    return column_of(column) if field is None else chosen_texts(field, column_of(column), column_of)


def _column_of(part: pa.Table) -> ColumnOf:
    return lambda column: part.column(column).combine_chunks()


def _example(part: pa.Table, row: int, column: int, reading: TimeReading, field: Field | None) -> TimeExample:
    column_of = _column_of(part)
    texts = _texts(part, column, field)
    read = read_instants(texts, reading, column_of)
    zone = reading.zone if reading.zone_column is None else column_of(reading.zone_column)[0].as_py() or "UTC"
    shown = texts if reading.clock_column is None else with_clock(texts, column_of(reading.clock_column))
    text = shown[0].as_py() or ""
    return TimeExample(row, text, read.values[0].as_py(), ValueProblem(int(read.problem[0])), zone)
