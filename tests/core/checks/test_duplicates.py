"""Several rows for one person: told, kept apart, or merged into one."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from backfill_assistant.core.checks import duplicates
from backfill_assistant.core.checks.checks import CheckedRows, check_rows
from backfill_assistant.core.checks.duplicates import Merged
from backfill_assistant.core.mapping.mapping import Field, IdentifierKind, Mapping, RowMeaning, Target, TimeReading, ValueType
from backfill_assistant.core.mapping.repairs import EditCell, Keep, KeepOfDuplicates, LeaveOutRows, Repairs
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.records.records import encode_rows
from backfill_assistant.core.routes import Route
from fakes.tables import make_table

NOW = 1_795_000_000_000
FIELDS = (Field(Target.ATTRIBUTE, "city", 2), Field(Target.ATTRIBUTE, "plan", 3))
WITHOUT_TIME = Mapping(RowMeaning.PERSON, 0, IdentifierKind.EMAIL, fields=FIELDS, now_accepted=True)
WITH_TIME = Mapping(RowMeaning.PERSON, 0, IdentifierKind.EMAIL, time_column=1, fields=FIELDS)
BOTH = Mapping(RowMeaning.PERSON_AND_EVENT, 0, IdentifierKind.EMAIL, time_column=1, event_name="came", fields=FIELDS)

ANN_OLD = ("ann@x.org", "2026-11-01T10:00:00Z", "Ulm", "gold")
ANN_NEW = ("Ann@X.org", "2026-11-03T10:00:00Z", "Bonn", "")
ANN_MIDDLE = ("ann@x.org", "2026-11-02T10:00:00Z", "", "silver")
BOB = ("bob@x.org", "2026-11-02T10:00:00Z", "Trier", "")


def checked_and_sent(
    folder: Path, rows: Sequence[tuple[str, ...]], mapping: Mapping, *decisions: object
) -> tuple[CheckedRows, list[tuple[int, str, dict[str, object]]]]:
    table = make_table(folder, ("email", "when", "city", "plan"), rows, rows_per_batch=2)
    repairs = Repairs(tuple(decisions))  # type: ignore[arg-type]
    checked = check_rows(table, mapping, repairs, Route.TRACK, NOW, Unwatched())
    sent = encode_rows(table, np.arange(len(rows)), mapping, repairs, checked, Route.TRACK, "workspace")
    bodies = [json.loads(body) for body in sent.bodies.to_pylist()]
    return checked, [(row, body["action"], body["attributes"]) for row, body in zip(sent.rows.tolist(), bodies, strict=True)]


def codes(checked: CheckedRows) -> dict[str, tuple[int, ...]]:
    return {each.code: each.rows for each in checked.problems if each.code.startswith(("person", "left_out"))}


def test_without_a_time_nothing_decides_so_nothing_is_sent(tmp_path: Path) -> None:
    checked, sent = checked_and_sent(tmp_path, [ANN_OLD, BOB, ANN_NEW], WITHOUT_TIME)
    assert codes(checked) == {"person.duplicate": (0, 2)}
    assert [row for row, *_ in sent] == [1]


def test_equal_rows_for_one_person_are_only_told(tmp_path: Path) -> None:
    checked, sent = checked_and_sent(tmp_path, [ANN_OLD, BOB, ANN_OLD], WITHOUT_TIME)
    assert codes(checked) == {"person.repeated": (0, 2)}
    assert len(sent) == 3


def test_with_a_time_the_newest_is_meant_to_win(tmp_path: Path) -> None:
    checked, sent = checked_and_sent(tmp_path, [ANN_OLD, BOB, ANN_NEW], WITH_TIME)
    assert codes(checked) == {"person.newest_wins": (0, 2)}
    assert len(sent) == 3


def test_different_values_within_one_second_are_undecided(tmp_path: Path) -> None:
    same_second = ("ann@x.org", "2026-11-01T10:00:00.900Z", "Köln", "gold")
    checked, sent = checked_and_sent(tmp_path, [ANN_OLD, same_second, ANN_NEW], WITH_TIME)
    assert codes(checked) == {"person.duplicate": (0, 1), "person.newest_wins": (2,)}
    assert [row for row, *_ in sent] == [2]


@pytest.mark.parametrize(
    ("keep", "kept", "attributes"),
    [
        (Keep.FIRST, 0, {"city": "Bonn"}),
        (Keep.NEWEST, 0, {"city": "Bonn"}),
        (Keep.MERGE, 0, {"city": "Bonn", "plan": "silver"}),
    ],
)
def test_one_row_stands_for_the_person(tmp_path: Path, keep: Keep, kept: int, attributes: dict[str, str]) -> None:
    rows = [ANN_NEW, BOB, ANN_OLD, ANN_MIDDLE]
    checked, sent = checked_and_sent(tmp_path, rows, WITH_TIME, KeepOfDuplicates(keep))
    assert codes(checked) == {"left_out.merged" if keep is Keep.MERGE else "left_out.duplicate": (2, 3)}
    assert sent == [(kept, "identify", attributes), (1, "identify", {"city": "Trier"})]


def test_without_a_time_the_later_row_of_the_file_is_newer(tmp_path: Path) -> None:
    _, newest = checked_and_sent(tmp_path, [ANN_OLD, ANN_MIDDLE], WITHOUT_TIME, KeepOfDuplicates(Keep.NEWEST))
    assert newest == [(1, "identify", {"plan": "silver"})]
    _, first = checked_and_sent(tmp_path, [ANN_OLD, ANN_MIDDLE], WITHOUT_TIME, KeepOfDuplicates(Keep.FIRST))
    assert first == [(0, "identify", {"city": "Ulm", "plan": "gold"})]


def test_events_of_a_merged_person_are_all_sent(tmp_path: Path) -> None:
    checked, sent = checked_and_sent(tmp_path, [ANN_OLD, ANN_NEW, ANN_MIDDLE], BOTH, KeepOfDuplicates(Keep.MERGE))
    assert checked.sendable.all()
    assert sent == [
        (0, "event", {}),
        (1, "identify", {"city": "Bonn", "plan": "silver"}),
        (1, "event", {}),
        (2, "event", {}),
    ]


def test_rows_left_out_take_no_part_in_merging(tmp_path: Path) -> None:
    decisions = (LeaveOutRows((2,)), KeepOfDuplicates(Keep.MERGE))
    checked, sent = checked_and_sent(tmp_path, [ANN_OLD, ANN_NEW, ANN_MIDDLE], WITH_TIME, *decisions)
    assert codes(checked) == {"left_out.rows": (2,), "left_out.merged": (0,)}
    assert sent == [(1, "identify", {"city": "Bonn", "plan": "gold"})]


def test_edited_cells_are_merged_as_edited(tmp_path: Path) -> None:
    decisions = (EditCell(0, 3, "platinum"), KeepOfDuplicates(Keep.MERGE))
    _, sent = checked_and_sent(tmp_path, [ANN_OLD, ANN_NEW], WITH_TIME, *decisions)
    assert sent == [(1, "identify", {"city": "Bonn", "plan": "platinum"})]


def test_a_merged_time_keeps_the_zone_of_its_row(tmp_path: Path) -> None:
    rows = [("1", "2026-11-01 10:00", "America/New_York"), ("1", "", "Europe/Berlin")]
    table = make_table(tmp_path, ("id", "since", "zone"), rows)
    field = Field(Target.ATTRIBUTE, "since", 1, type=ValueType.TIME, time=TimeReading(zone_column=2))
    mapping = Mapping(RowMeaning.PERSON, 0, fields=(field,), now_accepted=True)
    repairs = Repairs((KeepOfDuplicates(Keep.MERGE),))
    checked = check_rows(table, mapping, repairs, Route.TRACK, NOW, Unwatched())
    sent = encode_rows(table, np.arange(2), mapping, repairs, checked, Route.TRACK, "workspace")
    new_york = datetime(2026, 11, 1, 10, tzinfo=ZoneInfo("America/New_York")).timestamp()
    assert [json.loads(body)["attributes"]["since"] for body in sent.bodies.to_pylist()] == [new_york]


def test_a_merged_person_may_become_too_large(tmp_path: Path) -> None:
    columns = 40
    fields = tuple(Field(Target.ATTRIBUTE, f"a{number}", 1 + number) for number in range(columns))
    mapping = Mapping(RowMeaning.PERSON, 0, fields=fields, now_accepted=True)
    half = columns // 2
    rows = [("1", *["x" * 1000] * half, *[""] * half), ("1", *[""] * half, *["y" * 1000] * half)]
    table = make_table(tmp_path, ("id", *(f"c{number}" for number in range(columns))), rows)
    repairs = Repairs((KeepOfDuplicates(Keep.MERGE),))
    checked = check_rows(table, mapping, repairs, Route.TRACK, NOW, Unwatched())
    assert {each.code: each.rows for each in checked.problems if each.severity == "refused"} == {
        "left_out.merged": (0,),
        "record.large": (1,),
    }
    assert not len(encode_rows(table, np.arange(2), mapping, repairs, checked, Route.TRACK, "workspace").rows)


def test_ids_that_differ_only_in_case_are_two_people(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("id", "city"), [("Ann", "Ulm"), ("ann", "Bonn")])
    mapping = Mapping(RowMeaning.PERSON, 0, fields=(Field(Target.ATTRIBUTE, "city", 1),), now_accepted=True)
    checked = check_rows(table, mapping, Repairs(), Route.TRACK, NOW, Unwatched())
    assert codes(checked) == {}
    assert checked.person[0] != checked.person[1]


def test_merging_takes_a_column_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people, rows_each, columns = 100, 30, 150
    names = ("id", *(f"a{number}" for number in range(columns)))
    rows = [
        (str(row % people), *("x" if (row + number) % 7 else "" for number in range(columns))) for row in range(people * rows_each)
    ]
    table = make_table(tmp_path, names, rows)
    fields = tuple(Field(Target.ATTRIBUTE, f"a{number}", 1 + number) for number in range(columns))
    peaks = []

    def measured(*given: Any) -> Merged:
        tracemalloc.start()
        found = merge(*given)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        return found

    merge = duplicates._merged
    monkeypatch.setattr(duplicates, "_merged", measured)
    mapping = Mapping(RowMeaning.PERSON, 0, fields=fields, now_accepted=True)
    checked = check_rows(table, mapping, Repairs((KeepOfDuplicates(Keep.MERGE),)), Route.TRACK, NOW, Unwatched())
    assert len(checked.problems) > 0
    # Eight bytes for every cell would be this much.
    assert max(peaks) < 8 * len(rows) * columns
