"""What a person can do with columns: let them be looked at, checked, shown and mended (see `mapping_operations` for keeping)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimeZone

from backfill_assistant.core.campaigns.campaigns import window_without_delay
from backfill_assistant.core.mapping.mapping import RowMeaning
from backfill_assistant.core.routes import Route
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.jobs import Job, Lane
from backfill_assistant.ui.session import Intent

if TYPE_CHECKING:
    from backfill_assistant.core.campaigns.campaigns import Campaign
    from backfill_assistant.core.checked import CheckedRows
    from backfill_assistant.core.forecast.plans import SendingPlan
    from backfill_assistant.core.forecast.reading_entries import ReadingEntries
    from backfill_assistant.core.mapping.mapping import Field, Mapping, TimeReading
    from backfill_assistant.core.mapping.repairs import Decision, Repairs
    from backfill_assistant.core.progress import Monitor
    from backfill_assistant.core.records.records import RowPreview
    from backfill_assistant.core.rows.column_examples import ReadingCount, TimeExample, Told
    from backfill_assistant.core.table.table import Table


def meaning_of_intent(intent: Intent | None) -> RowMeaning | None:
    """What a row is, as far as the person has said on the first page."""
    return {Intent.PEOPLE: RowMeaning.PERSON, Intent.EVENTS: RowMeaning.EVENT}.get(intent) if intent is not None else None


def usual_zone() -> str:
    """The time zone of the computer, for times that name none."""
    name = bytes(QTimeZone.systemTimeZoneId().data()).decode()
    return "UTC" if name in ("", "Etc/UTC") else name


def route_of(desk: Desk) -> Route:
    """The way the chosen workspace takes records."""
    return desk.session.route


def look_at_a_sample(desk: Desk, table: Table, keep: Callable[[object], None]) -> Job:
    """Guess what each column is from some rows, at once."""
    return _look_at(desk, table, keep, Lane.QUICK, sample_only=True)


def look_at_every_cell(desk: Desk, table: Table, keep: Callable[[object], None]) -> Job | None:
    """Guess what each column is from the whole file; None where the sample was the whole file."""
    from backfill_assistant.core.suggest import sample_is_all

    return None if sample_is_all(table) else _look_at(desk, table, keep, Lane.WORK, sample_only=False)


def _look_at(desk: Desk, table: Table, keep: Callable[[object], None], lane: Lane, *, sample_only: bool) -> Job:
    _stop(desk, "look at columns")
    meaning = meaning_of_intent(desk.session.intent)
    arguments = (table, meaning, usual_zone(), sample_only)
    still = desk.session.still("table")
    return desk.jobs.start(_look, *arguments, name="look at columns", lane=lane, keep=keep, valid_while=still)


def show_samples(desk: Desk, table: Table, keep: Callable[[tuple[tuple[str, ...], ...]], None]) -> Job:
    """Some cells of each column."""
    still = desk.session.still("table")
    return desk.jobs.start(_samples, table, name="samples", lane=Lane.QUICK, keep=keep, valid_while=still, watched=False)


def check_rows(desk: Desk) -> Job | None:
    """Check every row under the mapping; None while the mapping is not complete. The result is kept in the session."""
    _stop(desk, "check")
    session = desk.session
    table, mapping, repairs, route = session.table, session.mapping, session.repairs, route_of(desk)
    if table is None or mapping is None or session.lacks:
        return None

    def keep(checked: CheckedRows) -> None:
        session.checked = checked

    arguments = (table, mapping, repairs, route, desk.parts.clock.now_ms())
    still = session.still("table", "mapping", "repairs", "route")
    return desk.jobs.start(_check, *arguments, name="check", keep=keep, valid_while=still)


def preview_row(desk: Desk, row: int, route: Route, keep: Callable[[RowPreview], None]) -> Job | None:
    """Exactly what is sent for one row; one that was asked for before and is not there yet is not wanted any more."""
    _stop(desk, "preview row")
    session = desk.session
    if session.table is None or session.mapping is None:
        return None
    key = session.region_check.workspace_key if session.region_check is not None else ""
    # What was checked for one route says nothing about the other.
    checked = session.checked if route is route_of(desk) else None
    arguments = (session.table, row, session.mapping, session.repairs, checked, route, key, desk.parts.clock.now_ms())
    still = session.still("table")
    return desk.jobs.start(_preview, *arguments, name="preview row", lane=Lane.QUICK, keep=keep, valid_while=still, watched=False)


def show_time_examples(
    desk: Desk, column: int, reading: TimeReading, field: Field | None, keep: Callable[[tuple[TimeExample, ...]], None]
) -> Job | None:
    """What early, middle and late rows of a column say when read so, with the changes of its field."""
    _stop(desk, "time examples")
    table = desk.session.table
    if table is None:
        return None
    told, still = _told(desk, table, column, field), desk.session.still("table")
    return desk.jobs.start(
        _time_examples, told, reading, name="time examples", lane=Lane.QUICK, keep=keep, valid_while=still, watched=False
    )


def compare_readings(
    desk: Desk,
    column: int,
    undecided: TimeReading,
    readings: tuple[TimeReading, ...],
    field: Field | None,
    keep: Callable[[object], None],
    valid_while: Callable[[], bool],
) -> Job | None:
    """One cell read each way, and what each way makes of all rows: `keep` gets (examples, counts)."""
    _stop(desk, "compare readings")
    table, mapping = desk.session.table, desk.session.mapping
    if table is None or mapping is None:
        return None
    arguments = (
        _told(desk, table, column, field),
        undecided,
        readings,
        desk.parts.clock.now_ms(),
        window_without_delay(mapping.has_events),
    )
    return desk.jobs.start(_compare, *arguments, name="compare readings", keep=keep, valid_while=valid_while)


def count_entries(
    desk: Desk,
    readings: tuple[TimeReading, ...],
    keep: Callable[[tuple[ReadingEntries, ...]], None],
    valid_while: Callable[[], bool],
) -> Job | None:
    """How many rows could enter which campaign when the rows' times are read each way; None where that cannot be told."""
    from backfill_assistant.core.forecast.plans import SendingPlan
    from backfill_assistant.core.mapping.repairs import NO_REPAIRS

    _stop(desk, "count entries")
    session, now_ms = desk.session, desk.parts.clock.now_ms()
    if session.table is None or session.mapping is None or not session.campaigns or session.lacks:
        return None
    asked = (
        (session.table, session.mapping, session.repairs or NO_REPAIRS, route_of(desk), session.only_rows),
        session.campaigns,
        session.plan or SendingPlan(now_ms),
        readings,
        now_ms,
    )
    return desk.jobs.start(_count_entries, *asked, name="count entries", keep=keep, valid_while=valid_while)


def count_words(desk: Desk, column: int, field: Field, keep: Callable[[tuple[tuple[str, int], ...]], None]) -> Job | None:
    """The words of a column as its field reads them, the most frequent first."""
    _stop(desk, "count words")
    table = desk.session.table
    if table is None:
        return None
    return desk.jobs.start(_count_words, _told(desk, table, column, field), name="count words", keep=keep)


# ---- decisions about problems


def decide(desk: Desk, decision: Decision) -> None:
    """Add a decision to the list."""
    desk.session.repairs = repairs_of(desk).add(decision)


def leave_rows_out(desk: Desk, rows: tuple[int, ...]) -> None:
    """Do not send these rows; if none of them is to be sent already, send them after all."""
    from backfill_assistant.core.mapping.repairs import LeaveOutRows

    known = repairs_of(desk)
    out = set(known.rows_left_out())
    further = tuple(row for row in rows if row not in out)
    desk.session.repairs = known.add(LeaveOutRows(further)) if further else known.with_rows_sent(rows)


def undo(desk: Desk) -> None:
    """Take the last decision back."""
    desk.session.repairs = repairs_of(desk).undo()


def redo(desk: Desk) -> None:
    """Take the last undo back."""
    desk.session.repairs = repairs_of(desk).redo()


def drop_decision(desk: Desk, place: int) -> None:
    """Take one decision of the list back."""
    desk.session.repairs = repairs_of(desk).without(place)


def repairs_of(desk: Desk) -> Repairs:
    """What was decided so far."""
    from backfill_assistant.core.mapping.repairs import NO_REPAIRS

    return desk.session.repairs if desk.session.repairs is not None else NO_REPAIRS


# ---- what runs away from the window


def _stop(desk: Desk, *names: str) -> None:
    for job in desk.jobs.running():
        if job.name in names:
            job.stop()


def _look(table: Table, meaning: RowMeaning | None, zone: str, sample_only: bool, monitor: Monitor) -> object:
    from backfill_assistant.core.suggest import look_at_columns as look
    from backfill_assistant.core.suggest import reasons_column, suggest_from_looks

    looks = look(table, monitor, sample_only)
    return looks, suggest_from_looks(table.column_names, looks, meaning, zone, reasons_column(table))


def _samples(table: Table) -> tuple[tuple[str, ...], ...]:
    from backfill_assistant.core.rows.column_examples import samples

    return samples(table)


def _check(table: Table, mapping: Mapping, repairs: Repairs | None, route: Route, now_ms: int, monitor: Monitor) -> CheckedRows:
    from backfill_assistant.core.checks.checks import check_rows as check
    from backfill_assistant.core.mapping.repairs import NO_REPAIRS

    return check(table, mapping, repairs if repairs is not None else NO_REPAIRS, route, now_ms, monitor)


def _preview(
    table: Table,
    row: int,
    mapping: Mapping,
    repairs: Repairs | None,
    checked: CheckedRows | None,
    route: Route,
    workspace_key: str,
    now_ms: int,
) -> RowPreview:
    from backfill_assistant.core.mapping.repairs import NO_REPAIRS
    from backfill_assistant.core.records.records import preview_row as preview

    return preview(table, row, mapping, repairs if repairs is not None else NO_REPAIRS, checked, route, workspace_key, now_ms)


def _told(desk: Desk, table: Table, column: int, field: Field | None) -> Told:
    from backfill_assistant.core.rows.column_examples import Told

    return Told(table, column, field, repairs_of(desk))


def _time_examples(told: Told, reading: TimeReading) -> tuple[TimeExample, ...]:
    from backfill_assistant.core.rows.column_examples import time_examples

    return time_examples(told, reading)


def _compare(
    told: Told, undecided: TimeReading, readings: tuple[TimeReading, ...], now_ms: int, window_ms: int, monitor: Monitor
) -> tuple[tuple[TimeExample, ...], tuple[ReadingCount, ...]]:
    from backfill_assistant.core.rows.column_examples import reading_counts, undecided_example

    counts = reading_counts(told, readings, now_ms, window_ms, monitor)
    return undecided_example(told, undecided, readings, monitor), counts


def _count_entries(
    rows: tuple[Table, Mapping, Repairs, Route, Any],
    campaigns: tuple[Campaign, ...],
    plan: SendingPlan,
    readings: tuple[TimeReading, ...],
    now_ms: int,
    monitor: Monitor,
) -> tuple[ReadingEntries, ...]:
    from backfill_assistant.core.forecast.reading_entries import RowsToRead, entries_of_readings

    return entries_of_readings(RowsToRead(*rows), campaigns, plan, readings, now_ms, monitor)


def _count_words(told: Told, monitor: Monitor) -> tuple[tuple[str, int], ...]:
    from backfill_assistant.core.rows.column_examples import word_counts

    return word_counts(told, 8, monitor)
