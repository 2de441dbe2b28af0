"""What a person is told and asked about time zones: clock changes that a row meets, and zones named by letters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from backfill_assistant.core.campaigns.campaigns import window_without_delay
from backfill_assistant.core.mapping.mapping_changes import times_of
from backfill_assistant.ui.column_operations import repairs_of
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.jobs import Job, Lane

if TYPE_CHECKING:
    from backfill_assistant.core.checked import Problem
    from backfill_assistant.core.mapping.mapping import TimeReading
    from backfill_assistant.core.progress import Monitor
    from backfill_assistant.core.rows.column_examples import ReadingCount, TimeExample, Told, ZoneAsked
    from backfill_assistant.core.values.zones import ClockChange


def ask_zone(desk: Desk, column: int, row: int, keep: Callable[[object], None], *, is_row_time: bool) -> Job | None:
    """How a row's zone could be meant: `keep` gets None or (the column's name, ZoneAsked)."""
    told, reading = _told_of(desk, column, is_row_time=is_row_time)
    if told is None or reading is None:
        return None
    name = told.table.column_names[column]

    def keep_with_name(found: ZoneAsked | None) -> None:
        keep(None if found is None else (name, found))

    return desk.jobs.start(
        _zone_asked,
        told,
        row,
        reading,
        name="ask zone",
        lane=Lane.QUICK,
        keep=keep_with_name,
        valid_while=desk.session.still("table", "mapping"),
        watched=False,
    )


def compare_zones(desk: Desk, problem: Problem, zones: tuple[str, ...], keep: Callable[[object], None]) -> Job | None:
    """The problem's first row read in each zone, and what each makes of all rows.

    `keep` gets ((table, mapping, repairs, problem), examples, counts); nothing is compared of a fixed value.
    """
    stop_comparing(desk)
    session = desk.session
    if problem.column is None or not problem.rows:
        return None
    told, reading = _told_of(desk, problem.column, is_row_time=problem.code.startswith("time."))
    if told is None or reading is None or session.mapping is None:
        return None
    asked = (session.table, session.mapping, session.repairs, problem)
    readings = tuple(reading.in_zone(zone) for zone in zones)
    moments = (desk.parts.clock.now_ms(), window_without_delay(session.mapping.has_events))
    return desk.jobs.start(_compare_zones, asked, told, problem.rows[0], readings, moments, name="compare zones", keep=keep)


def stop_comparing(desk: Desk) -> None:
    """Nobody asks any more."""
    for job in desk.jobs.running():
        if job.name == "compare zones":
            job.stop()


def clock_change(desk: Desk, column: int, row: int, *, is_row_time: bool) -> tuple[str, ClockChange] | None:
    """The zone and the clock change that a row's time falls into."""
    from backfill_assistant.core.rows.column_examples import clock_change_of_row

    told, reading = _told_of(desk, column, is_row_time=is_row_time)
    return clock_change_of_row(told, row, reading) if told is not None and reading is not None else None


def _told_of(desk: Desk, column: int, *, is_row_time: bool) -> tuple[Told | None, TimeReading | None]:
    """A column as it is read as times, for the row itself or for a value."""
    from backfill_assistant.core.rows.column_examples import Told

    table, mapping = desk.session.table, desk.session.mapping
    if table is not None and mapping is not None:
        for place, reading, field in times_of(mapping):
            if place == column and (field is None) is is_row_time:
                return Told(table, column, field, repairs_of(desk)), reading
    return None, None


def _zone_asked(told: Told, row: int, reading: TimeReading) -> ZoneAsked | None:
    from backfill_assistant.core.rows.column_examples import zone_asked

    return zone_asked(told, row, reading)


def _compare_zones(
    asked: tuple[object, ...],
    told: Told,
    row: int,
    readings: tuple[TimeReading, ...],
    moments: tuple[int, int],
    monitor: Monitor,
) -> tuple[object, tuple[TimeExample, ...], tuple[ReadingCount, ...]]:
    from backfill_assistant.core.rows.column_examples import example_of_row, reading_counts

    counts = reading_counts(told, readings, *moments, monitor)
    return asked, tuple(example_of_row(told, row, each) for each in readings), counts
