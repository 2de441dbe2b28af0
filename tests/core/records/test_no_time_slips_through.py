"""Not one row whose mapped time is empty, unreadable, undecided, in the future, out of range or in a zone that nobody has said
becomes a record.

Customer.io would take such a row as happening now, and it could start campaigns.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backfill_assistant.core.checks.checks import NO_TIME, CheckedRows, check_rows
from backfill_assistant.core.limits import FUTURE_TOLERANCE_MS, TIME_MAX_SECONDS, TIME_MIN_SECONDS
from backfill_assistant.core.mapping.mapping import Field, IdentifierKind, Mapping, RowMeaning, Target, TimeReading, ValueType
from backfill_assistant.core.mapping.mapping_changes import with_zone_said
from backfill_assistant.core.mapping.repairs import (
    NO_REPAIRS,
    CorrectValue,
    EditCell,
    Keep,
    KeepOfDuplicates,
    LeaveOutProblem,
    LeaveOutRows,
    Repairs,
    SendAsText,
    TrimColumn,
)
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.records.records import encode_rows, preview_row
from backfill_assistant.core.routes import Route
from backfill_assistant.core.values.converted import Converted
from backfill_assistant.core.values.times import read_times
from fakes.random_rows import COLUMNS, NOW, TABLES, TIMES, ZONES, mappings, route_of
from fakes.tables import make_table


def everything_allowed(row_count: int) -> CheckedRows:
    """What no check would say: all rows are fine."""
    return CheckedRows(
        row_count=row_count,
        checked_at_ms=NOW,
        refused=np.zeros(row_count, dtype=np.uint16),
        problems=(),
        time_ms=np.full(row_count, NO_TIME),
        event=np.zeros(row_count, dtype=np.int32),
        event_names=("came",),
        person=np.ones(row_count, dtype=np.uint64),
        repeated_rows=np.empty(0, dtype=np.int64),
        repeated_counts=np.empty(0, dtype=np.int32),
    )


def sent_moment(body: bytes, route: Route) -> float:
    stamp = json.loads(body)["timestamp"]
    if route is Route.TRACK:
        assert type(stamp) is int
        return float(stamp)
    assert stamp.endswith("Z")
    return datetime.fromisoformat(stamp).timestamp()


@settings(max_examples=120, deadline=None)
@given(TABLES, mappings(timed=True), st.sampled_from(Route), st.booleans())
def test_whatever_is_sent_has_the_time_that_the_cell_says(
    rows: list[tuple[str, ...]], mapping: Mapping, route: Route, forged: bool
) -> None:
    route = route_of(mapping, route)
    with tempfile.TemporaryDirectory() as folder:
        table = make_table(Path(folder), COLUMNS, rows, rows_per_batch=5)
        checked = everything_allowed(len(rows)) if forged else check_rows(table, mapping, NO_REPAIRS, route, NOW, Unwatched())
        sent = encode_rows(table, np.arange(len(rows)), mapping, NO_REPAIRS, checked, route, "workspace")
        texts = pa.array([row[1] for row in rows], pa.string())
        zones = pa.array([row[5] if len(row) > 5 else None for row in rows], pa.string())
        reading = mapping.time
        zones = None if reading.zone_column is None else zones
        read = read_times(texts, reading.format, reading.zone, zones, reading.repeated_hour.value, reading.zone_words)
        for row, body in zip(sent.rows.tolist(), sent.bodies.to_pylist(), strict=True):
            assert texts[row].as_py().strip()
            assert read.problem[row] == 0
            assert not (reading.zone_assumed and read.zoneless[row])
            moment = sent_moment(body, route)
            assert moment <= (NOW + FUTURE_TOLERANCE_MS) / 1_000
            said = read.values[row].as_py()
            assert TIME_MIN_SECONDS <= moment <= TIME_MAX_SECONDS
            if route is Route.TRACK:
                assert moment == said // 1_000
            else:
                assert round(moment * 1_000) == said


REPAIRS = st.lists(
    st.one_of(
        st.builds(EditCell, st.integers(0, 11), st.sampled_from([0, 1, 1, 3, 5]), st.one_of(TIMES, ZONES)),
        st.builds(CorrectValue, st.sampled_from([1, 1, 3, 5]), st.one_of(TIMES, ZONES), st.one_of(TIMES, ZONES)),
        st.builds(KeepOfDuplicates, st.sampled_from(Keep)),
        st.builds(SendAsText, st.sampled_from([1, 3, 5])),
        st.builds(TrimColumn, st.sampled_from([1, 5])),
        st.sampled_from([LeaveOutProblem(code, 1) for code in ("time.empty", "time.unreadable", "time.future")]),
        st.just(LeaveOutRows((0,))),
    ),
    max_size=5,
).map(lambda decisions: Repairs(tuple(decisions)))


def instants_after(rows: list[tuple[str, ...]], mapping: Mapping, repairs: Repairs) -> Converted:
    """What the time column says once the repairs are made, worked out cell by cell."""

    def column(position: int) -> pa.Array:
        texts = [repairs.text_of(at, position, row[position] if len(row) > position else "") for at, row in enumerate(rows)]
        return pa.array(texts, pa.string())

    reading = mapping.time
    texts = column(1)
    if reading.clock_column is not None:
        clocks = column(reading.clock_column).to_pylist()
        days = texts.to_pylist()
        texts = pa.array(
            [
                f"{day.strip()} {clock.strip()}" if day.strip() and clock.strip() else day
                for day, clock in zip(days, clocks, strict=True)
            ]
        )
    zones = None if reading.zone_column is None else column(reading.zone_column)
    return read_times(texts, reading.format, reading.zone, zones, reading.repeated_hour.value, reading.zone_words)


@settings(max_examples=200, deadline=None)
@given(TABLES, mappings(timed=True), st.sampled_from(Route), REPAIRS, REPAIRS, st.sampled_from(["same", "stale", "forged"]))
def test_repairs_let_no_time_slip_through_even_when_they_were_made_after_the_check(
    rows: list[tuple[str, ...]], mapping: Mapping, route: Route, repairs: Repairs, before: Repairs, known: str
) -> None:
    route = route_of(mapping, route)
    with tempfile.TemporaryDirectory() as folder:
        table = make_table(Path(folder), COLUMNS, rows, rows_per_batch=5)
        if known == "forged":
            checked = everything_allowed(len(rows))
        else:
            checked = check_rows(table, mapping, repairs if known == "same" else before, route, NOW, Unwatched())
        sent = encode_rows(table, np.arange(len(rows)), mapping, repairs, checked, route, "workspace")
        read = instants_after(rows, mapping, repairs)
        for row, body in zip(sent.rows.tolist(), sent.bodies.to_pylist(), strict=True):
            said = read.values[row].as_py()
            assert read.problem[row] == 0
            assert not (mapping.time.zone_assumed and read.zoneless[row])
            assert said is not None
            moment = sent_moment(body, route)
            assert moment <= (NOW + FUTURE_TOLERANCE_MS) / 1_000
            assert TIME_MIN_SECONDS <= moment <= TIME_MAX_SECONDS
            assert moment == (said // 1_000 if route is Route.TRACK else said / 1_000)


BAD_TIMES = [
    ("", "iso", "time.empty"),
    ("   ", "iso", "time.empty"),
    (None, "iso", "time.empty"),
    ("soon", "iso", "time.unreadable"),
    ("2026-02-30T10:00:00Z", "iso", "time.unreadable"),
    ("2026-11-01T25:00:00Z", "iso", "time.unreadable"),
    ("2026-03-29T02:30:00", "iso", "time.skipped_hour"),
    ("2026-10-25T02:30:00", "iso", "time.repeated_hour"),
    ("2026-11-01 10:00 CET", "iso", "time.zone_word"),
    ("2026-11-01 10:00 Mars/Phobos", "iso", "time.zone"),
    ("03/04/2026 10:00", "dmy+mdy", "time.ambiguous"),
    ("2026-11-18T11:11:40.001Z", "iso", "time.future"),
    ("2126-01-01T00:00:00Z", "iso", "time.future"),
    ("2001-09-09T01:46:39.999Z", "iso", "time.too_early"),
    ("1999-12-31T00:00:00Z", "iso", "time.too_early"),
    ("1793527200000", "unix_s", "time.milliseconds"),
    ("1793527200", "unix_ms", "time.seconds"),
    ("-5", "unix_s", "time.too_early"),
    ("99999999999", "unix_s", "time.future"),
]


@pytest.mark.parametrize("route", Route)
@pytest.mark.parametrize("meaning", RowMeaning)
@pytest.mark.parametrize(("text", "time_format", "code"), BAD_TIMES)
def test_each_kind_of_bad_time_is_refused_by_name(
    tmp_path: Path, text: str | None, time_format: str, code: str, meaning: RowMeaning, route: Route
) -> None:
    rows = [("ann@example.com", "1793527200" if time_format == "unix_s" else "2026-11-17T10:00:00Z"), ("bob@example.com", text)]
    table = make_table(tmp_path, ("who", "when"), rows)
    reading = TimeReading(format=time_format, zone="Europe/Berlin")
    mapping = Mapping(meaning, 0, IdentifierKind.EMAIL, event_name="came", time_column=1, time=reading)
    checked = check_rows(table, mapping, NO_REPAIRS, route, NOW, Unwatched())
    reason = checked.problems[checked.refused[1] - 1]
    assert (reason.code, reason.column, reason.rows[-1]) == (code, 1, 1)
    for known in (checked, everything_allowed(2)):
        assert 1 not in encode_rows(table, np.arange(2), mapping, NO_REPAIRS, known, route, "workspace").rows
    assert preview_row(table, 1, mapping, NO_REPAIRS, None, route, "workspace", NOW).bodies == ()


UNSAID = TimeReading(zone="Europe/Berlin", zone_assumed=True)


@pytest.mark.parametrize("route", Route)
@pytest.mark.parametrize("target", [None, *Target])
@pytest.mark.parametrize(("text", "time_format"), [("2026-11-01 10:00", "iso"), ("2026-11-01", "iso"), ("1.11.26", "dmy2")])
def test_no_time_goes_in_a_zone_that_nobody_has_said(
    tmp_path: Path, text: str, time_format: str, target: Target | None, route: Route
) -> None:
    rows = [("1", "2026-11-01T10:00:00Z", "2026-11-01T10:00:00Z"), ("2", text, "2026-11-01T10:00:00Z")]
    if target is not None:
        rows = [(who, second, first) for who, first, second in rows]
    table = make_table(tmp_path, ("who", "when", "since"), rows)
    # The row beside it says its zone.
    reading = replace(UNSAID, format=f"iso+{time_format}" if time_format != "iso" else "iso")
    fields = () if target is None else (Field(target, "created_at", column=2, type=ValueType.TIME, time=reading),)
    mapping = Mapping(RowMeaning.PERSON_AND_EVENT, 0, event_name="came", time_column=1, time=reading, fields=fields)
    checked = check_rows(table, mapping, NO_REPAIRS, route, NOW, Unwatched())
    reason = checked.problems[checked.refused[1] - 1]
    assert (reason.code, reason.asks) == ("time.zone_assumed" if target is None else "value.zone_assumed", True)
    for known in (checked, everything_allowed(2)):
        assert set(encode_rows(table, np.arange(2), mapping, NO_REPAIRS, known, route, "workspace").rows.tolist()) == {0}
    assert preview_row(table, 1, mapping, NO_REPAIRS, None, route, "workspace", NOW).bodies == ()
    said = with_zone_said(mapping, "Europe/Berlin")
    checked = check_rows(table, said, NO_REPAIRS, route, NOW, Unwatched())
    assert set(encode_rows(table, np.arange(2), said, NO_REPAIRS, checked, route, "workspace").rows.tolist()) == {0, 1}


def test_the_edges_are_sent(tmp_path: Path) -> None:
    edges = ["2001-09-09T01:46:40Z", "2026-11-18T11:11:40Z"]
    table = make_table(tmp_path, ("who", "when"), [(str(number), text) for number, text in enumerate(edges)])
    mapping = Mapping(RowMeaning.EVENT, 0, event_name="came", time_column=1)
    checked = check_rows(table, mapping, NO_REPAIRS, Route.TRACK, NOW, Unwatched())
    sent = encode_rows(table, np.arange(2), mapping, NO_REPAIRS, checked, Route.TRACK, "workspace")
    assert [json.loads(body)["timestamp"] for body in sent.bodies.to_pylist()] == [
        TIME_MIN_SECONDS,
        (NOW + FUTURE_TOLERANCE_MS) // 1_000,
    ]
