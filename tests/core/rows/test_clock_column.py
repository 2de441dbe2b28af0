"""A day in one column and its time of day in another are one moment, or the row is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from backfill_assistant.core.checked import NO_TIME
from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning, Target, TimeReading, ValueType
from backfill_assistant.core.mapping.mapping_changes import Use, columns_used, use_of, with_use
from backfill_assistant.core.mapping.repairs import NO_REPAIRS
from backfill_assistant.core.mapping.saved_mappings import fit, from_text, save_mapping, to_text
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.records.records import preview_row
from backfill_assistant.core.routes import Route
from backfill_assistant.core.rows.column_examples import Told, time_examples
from fakes.tables import make_table

NOW = 1_795_000_000_000
COLUMNS = ("id", "Date", "Time")
READING = TimeReading("dmy", zone="Europe/Berlin", clock_column=2)
MAPPING = Mapping(RowMeaning.EVENT, 0, event_name="came", time_column=1, time=READING)
# 4 March 2026, 16:15 in Berlin.
QUARTER_PAST_FOUR = 1_772_637_300_000


@pytest.mark.parametrize(
    ("day", "clock", "time_ms", "code"),
    [
        ("04.03.2026", "16:15", QUARTER_PAST_FOUR, ""),
        (" 04.03.2026 ", " 4:15 PM", QUARTER_PAST_FOUR, ""),
        ("04.03.2026", "", QUARTER_PAST_FOUR - 975 * 60_000, ""),
        ("", "16:15", NO_TIME, "time.empty"),
        ("04.03.2026", "later", NO_TIME, "time.unreadable"),
        ("04.03.2026 10:00", "16:15", NO_TIME, "time.unreadable"),
        ("29.03.2026", "02:30", NO_TIME, "time.skipped_hour"),
        ("25.10.2026", "02:30", NO_TIME, "time.repeated_hour"),
    ],
)
def test_both_columns_make_the_moment(tmp_path: Path, day: str, clock: str, time_ms: int, code: str) -> None:
    table = make_table(tmp_path, COLUMNS, [("1", day, clock)])
    checked = check_rows(table, MAPPING, NO_REPAIRS, Route.TRACK, NOW, Unwatched())
    assert checked.time_ms.tolist() == [time_ms]
    assert [problem.code for problem in checked.problems if problem.code.startswith("time.") and checked.refused[0]] == (
        [code] if code else []
    )
    bodies = preview_row(table, 0, MAPPING, NO_REPAIRS, checked, Route.TRACK, "w", NOW).bodies
    assert [json.loads(body)["timestamp"] for body in bodies] == ([] if code else [time_ms // 1_000])


def test_a_day_without_its_time_of_day_stays_a_whole_day(tmp_path: Path) -> None:
    table = make_table(tmp_path, COLUMNS, [("1", "04.03.2026", ""), ("2", "04.03.2026", "00:00")])
    checked = check_rows(table, MAPPING, NO_REPAIRS, Route.TRACK, NOW, Unwatched())
    assert checked.time_span_ms is not None
    assert np.flatnonzero(checked.time_span_ms).tolist() == [0]


def test_values_have_it_too(tmp_path: Path) -> None:
    field = Field(Target.PROPERTY, "at", column=1, type=ValueType.TIME, time=READING)
    mapping = Mapping(RowMeaning.EVENT, 0, event_name="came", now_accepted=True, fields=(field,))
    table = make_table(tmp_path, COLUMNS, [("1", "04.03.2026", "16:15")])
    (body,) = preview_row(table, 0, mapping, NO_REPAIRS, None, Route.TRACK, "w", NOW).bodies
    assert json.loads(body)["attributes"] == {"at": QUARTER_PAST_FOUR // 1_000}


def test_it_is_shown_saved_and_moved_with_its_column(tmp_path: Path) -> None:
    table = make_table(tmp_path, COLUMNS, [("1", "04.03.2026", "16:15")])
    (example,) = time_examples(Told(table, 1), READING)
    assert (example.text, example.instant_ms) == ("04.03.2026 16:15", QUARTER_PAST_FOUR)
    saved = save_mapping("x", COLUMNS, MAPPING)
    assert from_text(to_text(saved)) == saved
    moved = fit(saved, ("TIME", "id", "date")).mapping
    assert (moved.time_column, moved.time.clock_column) == (2, 0)
    assert fit(saved, ("id", "date")).missing == ("Time",)
    assert columns_used(MAPPING) == {0, 1, 2}
    alone = with_use(MAPPING, 2, Use.TIME, Field(Target.PROPERTY, "time"))
    assert (use_of(alone, 2), alone.time.clock_column) == (Use.TIME, None)
