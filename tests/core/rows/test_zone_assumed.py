"""Times for which a zone was only assumed keep their rows back until somebody says it, and only those that need one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backfill_assistant.core.checked import CheckedRows
from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning, Target, TimeReading, ValueType
from backfill_assistant.core.mapping.mapping_changes import as_if_said, with_zone_said
from backfill_assistant.core.mapping.repairs import NO_REPAIRS, Repairs, SendAsText
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.records.records import encode_rows, preview_row
from backfill_assistant.core.routes import Route
from backfill_assistant.core.table.table import Table
from fakes.tables import make_table

# 18 November 2026, 11:06:40 UTC.
NOW = 1_795_000_000_000
ASSUMED = TimeReading(zone="Europe/Berlin", zone_assumed=True)
JOINED = Field(Target.ATTRIBUTE, "created_at", column=2, type=ValueType.TIME, time=ASSUMED)


def people(*fields: Field, reading: TimeReading = ASSUMED) -> Mapping:
    return Mapping(RowMeaning.PERSON, 0, time_column=1, time=reading, fields=fields)


def check(table: Table, mapping: Mapping, repairs: Repairs = NO_REPAIRS) -> CheckedRows:
    return check_rows(table, mapping, repairs, Route.TRACK, NOW, Unwatched())


def asked(checked: CheckedRows) -> dict[tuple[str, int | None], tuple[int, ...]]:
    return {(each.code, each.column): each.rows for each in checked.problems if each.asks}


@pytest.mark.parametrize(
    ("text", "format_", "needs_zone"),
    [
        ("2026-11-01T10:00:00", "iso", True),
        ("2026-11-01 10:00", "iso", True),
        ("2026-11-01", "iso", True),
        ("01.11.2026", "dmy", True),
        ("11/01/2026 4:15 PM", "mdy", True),
        ("45000.5", "serial", True),
        ("13/04/2026 10:00", "dmy+mdy", True),
        # An hour that Berlin's clocks skipped, and one that they showed twice: other zones have no such hours.
        ("2026-03-29 02:30", "iso", True),
        ("2026-10-25 02:30", "iso", True),
        # In Berlin it is still to come, elsewhere it is past.
        ("2026-11-18 12:30", "iso", True),
        ("2026-11-01T10:00:00Z", "iso", False),
        ("2026-11-01T10:00:00+02:00", "iso", False),
        ("2026-11-01 10:00 Europe/Berlin", "iso", False),
        ("1793527200", "unix_s", False),
        ("1793527200000", "unix_ms", False),
    ],
)
def test_only_times_that_do_not_say_their_zone_are_asked_about(tmp_path: Path, text: str, format_: str, needs_zone: bool) -> None:
    table = make_table(tmp_path, ("id", "when"), [("1", text), ("2", "")])
    mapping = people(reading=replace(ASSUMED, format=format_))
    checked = check(table, mapping)
    assert asked(checked) == ({("time.zone_assumed", 1): (0,)} if needs_zone else {})
    assert bool(checked.sendable[0]) is not needs_zone
    assert checked.waiting == int(needs_zone)
    preview = preview_row(table, 0, mapping, NO_REPAIRS, checked, Route.TRACK, "workspace", NOW)
    assert (preview.bodies == ()) is needs_zone
    # Shown as it would be, beside what is sent; what more than the zone keeps back is not.
    said = as_if_said(mapping)
    sent = preview_row(table, 0, said, NO_REPAIRS, check(table, said), Route.TRACK, "workspace", NOW).bodies
    assert preview.once_answered == (sent if needs_zone else ())
    rows = encode_rows(table, np.array([0]), mapping, NO_REPAIRS, checked, Route.TRACK, "workspace").rows
    assert rows.tolist() == ([] if needs_zone else [0])


def test_the_body_that_waits_is_shown_only_where_answers_alone_are_missing(tmp_path: Path) -> None:
    texts = ["2026-11-01T10:00:00", "soon", "", "2026-11-01 10:00 CET"]
    table = make_table(tmp_path, ("id", "when"), [(str(row), text) for row, text in enumerate(texts)])
    shown = [preview_row(table, row, people(), NO_REPAIRS, None, Route.TRACK, "workspace", NOW) for row in range(4)]
    assert [bool(each.once_answered) for each in shown] == [True, False, False, False]
    assert all(each.bodies == () for each in shown)


def test_rows_with_and_without_an_offset_are_told_apart(tmp_path: Path) -> None:
    texts = ["2026-11-01T10:00:00Z", "2026-11-01T10:00:00", "soon", "", "2026-11-01 10:00 CET"]
    table = make_table(tmp_path, ("id", "when"), [(str(row), text) for row, text in enumerate(texts)])
    checked = check(table, people())
    assert asked(checked) == {("time.zone_assumed", 1): (1,)}
    assert checked.sendable.tolist() == [True, False, False, False, False]
    codes = [checked.problems[reason - 1].code if reason else "" for reason in checked.refused.tolist()]
    assert codes == ["", "time.zone_assumed", "time.unreadable", "time.empty", "time.zone_word"]


def test_a_column_that_names_the_zones_needs_no_answer(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("id", "when", "zone"), [("1", "2026-11-01 10:00", "Europe/Berlin")])
    assert check(table, people(reading=replace(ASSUMED, zone_column=2))).sendable.all()


@pytest.mark.parametrize(("zone", "seconds"), [("Europe/Berlin", 1_793_523_600), ("UTC", 1_793_527_200), (3, 1_793_556_000)])
def test_one_answer_is_enough_for_all_columns(tmp_path: Path, zone: str | int, seconds: int) -> None:
    row = ("1", "2026-11-01 10:00", "2026-11-01 10:00", "America/Los_Angeles")
    table = make_table(tmp_path, ("id", "when", "joined", "zone"), [row])
    mapping = people(JOINED)
    checked = check(table, mapping)
    assert asked(checked) == {("time.zone_assumed", 1): (0,), ("value.zone_assumed", 2): (0,)}
    # One row waits, for two columns.
    assert checked.waiting == 1
    mapping = with_zone_said(mapping, zone)
    checked = check(table, mapping)
    assert asked(checked) == {}
    assert checked.waiting == 0
    (body,) = encode_rows(table, np.arange(1), mapping, NO_REPAIRS, checked, Route.TRACK, "workspace").bodies.to_pylist()
    sent = json.loads(body)
    assert (sent["timestamp"], sent["attributes"]["created_at"]) == (seconds, seconds)


def test_an_answer_may_be_for_one_column_only(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("id", "when", "joined"), [("1", "2026-11-01 10:00", "2026-11-01")])
    mapping = with_zone_said(people(JOINED), "UTC", (1,))
    assert asked(check(table, mapping)) == {("value.zone_assumed", 2): (0,)}
    assert check(table, with_zone_said(mapping, "Europe/Berlin", (2,))).sendable.all()


def test_what_is_sent_as_text_needs_no_zone(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("id", "when", "joined"), [("1", "2026-11-01T10:00:00Z", "2026-11-01")])
    assert asked(check(table, people(JOINED))) == {("value.zone_assumed", 2): (0,)}
    assert check(table, people(JOINED), Repairs((SendAsText(2),))).sendable.all()


def test_a_fixed_time_and_a_property_need_a_zone_too(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("id", "when", "due"), [("1", "2026-11-01T10:00:00Z", "2026-12-01")])
    due = Field(Target.PROPERTY, "due", column=2, type=ValueType.TIME, time=ASSUMED)
    fixed = Field(Target.PROPERTY, "expo", fixed="2026-10-01", type=ValueType.TIME, time=ASSUMED)
    mapping = Mapping(RowMeaning.EVENT, 0, event_name="came", time_column=1, fields=(due, fixed))
    assert asked(check(table, mapping)) == {("value.zone_assumed", 2): (0,), ("value.zone_assumed", None): (0,)}
    mapping = with_zone_said(mapping, "UTC", (None,))
    assert asked(check(table, mapping)) == {("value.zone_assumed", 2): (0,)}


def test_a_column_of_zones_says_none_of_a_fixed_time(tmp_path: Path) -> None:
    """It would be read in the zone that was assumed before, which nobody has said."""
    table = make_table(tmp_path, ("id", "when", "zone"), [("1", "2026-11-01T10:00:00Z", "Asia/Tokyo")])
    fixed = Field(Target.ATTRIBUTE, "expo", fixed="2026-10-01 10:00", type=ValueType.TIME, time=ASSUMED.in_zone(2))
    mapping = people(fixed)
    assert asked(check(table, mapping)) == {("value.zone_assumed", None): (0,)}
    assert check(table, as_if_said(mapping)).sendable.all()
    assert asked(check(table, with_zone_said(mapping, 2))) == {("value.zone_assumed", None): (0,)}
    named = with_zone_said(mapping, "Asia/Tokyo", (None,))
    assert check(table, named).sendable.all()
    assert named.fields[0].time == TimeReading(zone="Asia/Tokyo")


def test_a_row_that_is_refused_anyway_leaves_the_question_open(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("id", "when"), [("", "2026-11-01 10:00")])
    checked = check(table, people())
    assert checked.problems[checked.refused[0] - 1].code == "identifier.missing"
    assert checked.waiting == 1
