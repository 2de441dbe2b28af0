"""Cells to show beside a choice: samples of each column, times of early, middle and late rows, and what two readings differ in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.limits import FUTURE_TOLERANCE_MS
from backfill_assistant.core.mapping.mapping import Field, TimeReading
from backfill_assistant.core.mapping.repairs import NO_REPAIRS, Repairs
from backfill_assistant.core.progress import Monitor, Stopped
from backfill_assistant.core.rows.cells import Cells
from backfill_assistant.core.rows.fields import chosen_texts, read_instants, with_other_columns
from backfill_assistant.core.table.table import Table
from backfill_assistant.core.values.converted import ValueProblem, flags, trimmed_or_null
from backfill_assistant.core.values.times import read_times, zone_texts
from backfill_assistant.core.values.zone_words import USUAL_MEANINGS, is_zone_word
from backfill_assistant.core.values.zones import ClockChange, clock_change_at, zone_name

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
    # Young enough to start a campaign with no opening delay.
    recent: int


@dataclass(frozen=True)
class ZoneAsked:
    """A word for a zone that nobody has explained, and what each usual meaning makes of the row that holds it."""

    word: str
    meanings: tuple[tuple[str, TimeExample], ...]


@dataclass(frozen=True)
class Told:
    """A column whose cells are to be shown as they will be read: after repairs, and changed as its field says.

    `field` is the value that the column feeds; None for the time of the row.
    """

    table: Table
    column: int
    field: Field | None = None
    repairs: Repairs = NO_REPAIRS

    def cells(self, start: int, stop: int) -> Cells:
        """Rows `start` to `stop` (exclusive)."""
        return Cells(self.table, np.arange(start, min(stop, self.table.row_count), dtype=np.int64), self.repairs)

    def texts(self, cells: Cells) -> pa.StringArray:
        """The column's texts in these rows."""
        texts = cells.column(self.column)
        return texts if self.field is None else chosen_texts(self.field, texts, cells.column)

    def slices(self, monitor: Monitor) -> Iterator[Cells]:
        """All rows, piece by piece. Raises Stopped."""
        for start in range(0, self.table.row_count, _SLICE_ROWS):
            if monitor.stopping():
                raise Stopped
            yield self.cells(start, start + _SLICE_ROWS)


def samples(table: Table, count: int = 3) -> tuple[tuple[str, ...], ...]:
    """For each column some different filled cells near the beginning."""
    part = table.slice(0, _SAMPLED_ROWS)
    found = []
    for column in range(table.column_count):
        cells = trimmed_or_null(part.column(column)).drop_null()
        found.append(tuple(cells.unique().slice(0, count).to_pylist()))
    return tuple(found)


def time_examples(told: Told, reading: TimeReading) -> tuple[TimeExample, ...]:
    """The first filled cell at the beginning, in the middle and at the end."""
    count = told.table.row_count
    found: dict[int, TimeExample] = {}
    for start, which in ((0, 0), (count // 2, 0), (max(0, count - _SAMPLED_ROWS), -1)):
        cells = told.cells(start, start + _SAMPLED_ROWS)
        filled = np.flatnonzero(flags(pc.is_valid(trimmed_or_null(told.texts(cells)))))
        if len(filled):
            row = start + int(filled[which])
            found[row] = example_of_row(told, row, reading)
    return tuple(found[row] for row in sorted(found))


def undecided_example(
    told: Told, reading: TimeReading, readings: tuple[TimeReading, ...], monitor: Monitor
) -> tuple[TimeExample, ...]:
    """The first row that these readings read differently, once for each of them; nothing when there is none. Raises Stopped."""
    for cells in told.slices(monitor):
        problem = read_instants(told.texts(cells), reading, cells.column).problem
        rows = np.flatnonzero(problem == ValueProblem.AMBIGUOUS)
        if len(rows):
            return tuple(example_of_row(told, int(cells.rows[rows[0]]), each) for each in readings)
    return ()


def reading_counts(
    told: Told, readings: tuple[TimeReading, ...], now_ms: int, window_ms: int, monitor: Monitor
) -> tuple[ReadingCount, ...]:
    """How many rows each reading, its zone taken for right, makes readable, future and younger than `window_ms`. Raises Stopped."""
    counts = np.zeros((len(readings), 3), dtype=np.int64)
    for cells in told.slices(monitor):
        texts = told.texts(cells)
        for number, reading in enumerate(readings):
            values = read_instants(texts, reading.as_if_said(), cells.column).values.drop_null().to_numpy()
            future = values > now_ms + FUTURE_TOLERANCE_MS
            counts[number] += (len(values), int(future.sum()), int(((values > now_ms - window_ms) & ~future).sum()))
    return tuple(
        ReadingCount(reading.format, *(int(number) for number in row)) for reading, row in zip(readings, counts, strict=True)
    )


def zone_text_of_row(told: Told, row: int, reading: TimeReading) -> str:
    """How a row names its own zone; "" where the column's zone holds."""
    cells = told.cells(row, row + 1)
    texts, zones = with_other_columns(told.texts(cells), reading, cells.column)
    return zone_texts(texts, reading.format, zones)[0]


def zone_of_row(told: Told, row: int, reading: TimeReading) -> str:
    """The zone that holds for a row, by name or offset; UTC where nobody knows."""
    text = zone_text_of_row(told, row, reading)
    if is_zone_word(text):
        text = dict(reading.zone_words).get(text, "")
    elif not text and reading.zone_column is None:
        text = reading.zone
    return zone_name(text) or "UTC"


def zone_asked(told: Told, row: int, reading: TimeReading) -> ZoneAsked | None:
    """What is to be asked about a row's zone; None when it names no zone by letters."""
    word = zone_text_of_row(told, row, reading)
    if not is_zone_word(word):
        return None
    meanings = USUAL_MEANINGS.get(word, ())
    return ZoneAsked(
        word, tuple((zone, example_of_row(told, row, replace(reading, zone_words=((word, zone),)))) for zone in meanings)
    )


def clock_change_of_row(told: Told, row: int, reading: TimeReading) -> tuple[str, ClockChange] | None:
    """The zone and the clock change that a row's time falls into."""
    cells = told.cells(row, row + 1)
    zone = zone_of_row(told, row, reading)
    texts, _ = with_other_columns(told.texts(cells), reading, cells.column)
    # Read as if it were UTC, whatever zone it names: what the clock on the wall showed.
    words = tuple((word, "UTC") for word in zone_texts(texts, reading.format) if word)
    wall = read_times(texts, reading.format, "UTC", None, zone_words=words).values[0].as_py()
    change = clock_change_at(wall, zone) if wall is not None else None
    return (zone, change) if change is not None else None


def word_counts(told: Told, at_most: int, monitor: Monitor) -> tuple[tuple[str, int], ...]:
    """The different cells of a column, trimmed, with their counts; the most frequent first. Raises Stopped."""
    counts: dict[str, int] = {}
    for cells in told.slices(monitor):
        for entry in pc.value_counts(trimmed_or_null(told.texts(cells)).drop_null()):
            word = entry["values"].as_py()
            if word in counts or len(counts) < 1_000:
                counts[word] = counts.get(word, 0) + entry["counts"].as_py()
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(ranked[:at_most])


def example_of_row(told: Told, row: int, reading: TimeReading) -> TimeExample:
    """What one row says when it is read so, its zone taken for right."""
    cells = told.cells(row, row + 1)
    texts = told.texts(cells)
    # What the zone leads to is shown before anybody says that it is right.
    read = read_instants(texts, reading.as_if_said(), cells.column)
    shown, _ = with_other_columns(texts, reading, cells.column)
    zone = zone_of_row(told, row, reading)
    return TimeExample(row, shown[0].as_py() or "", read.values[0].as_py(), ValueProblem(int(read.problem[0])), zone)
