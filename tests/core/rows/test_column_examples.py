"""Cells that stand beside a choice."""

from __future__ import annotations

from pathlib import Path

from backfill_assistant.core.mapping.mapping import TimeReading
from backfill_assistant.core.mapping.repairs import CorrectValue, EditCell, Repairs
from backfill_assistant.core.rows.column_examples import (
    Told,
    clock_change_of_row,
    reading_counts,
    samples,
    time_examples,
    undecided_example,
    word_counts,
    zone_asked,
)
from backfill_assistant.core.values.converted import ValueProblem
from fakes.clock import FakeClock
from fakes.monitor import FakeMonitor
from fakes.tables import make_table

DAY_MS = 86_400_000
APRIL_3 = 1_775_174_400_000


def test_samples_are_different_filled_cells(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("a", "b"), [["x", ""], ["x", None], [" y ", "1"], ["z", ""], ["w", ""]])
    assert samples(table) == (("x", "y", "z"), ("1",))


def test_early_middle_and_late_rows(tmp_path: Path) -> None:
    rows = [[""], *[[f"2026-01-{day:02d}"] for day in range(1, 29)], ["never"], [""]]
    found = time_examples(Told(make_table(tmp_path, ("when",), rows), 0), TimeReading("iso", "UTC"))
    assert [(example.row, example.text) for example in found] == [(1, "2026-01-01"), (15, "2026-01-15"), (29, "never")]
    assert found[2].instant_ms is None
    assert found[2].problem is ValueProblem.UNREADABLE


def test_the_zone_of_a_row_comes_from_its_column(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("when", "zone"), [["2026-01-01 12:00", "Europe/Paris"]])
    (found,) = time_examples(Told(table, 0), TimeReading("iso", "UTC", zone_column=1))
    assert found.zone == "Europe/Paris"
    assert found.instant_ms == 1_767_265_200_000


def test_what_is_asked_about_a_zone_of_letters(tmp_path: Path) -> None:
    table = make_table(
        tmp_path, ("when", "zone"), [["2026-07-04 10:00 PST", "XYZ"], ["2026-07-04 10:00", "XYZ"], ["2026-07-04 10:00", "UTC"]]
    )
    told = Told(table, 0)
    asked = zone_asked(told, 0, TimeReading("iso", "UTC", zone_column=1))
    assert asked is not None
    assert asked.word == "PST"
    assert [(zone, example.zone) for zone, example in asked.meanings] == [
        (zone, zone) for zone in ("-08:00", "America/Los_Angeles")
    ]
    first, second = (example.instant_ms for _, example in asked.meanings)
    assert first is not None
    assert second == first - 3_600_000
    other = zone_asked(told, 1, TimeReading("iso", "UTC", zone_column=1))
    assert other is not None
    assert (other.word, other.meanings) == ("XYZ", ())
    assert zone_asked(told, 2, TimeReading("iso", "UTC", zone_column=1)) is None
    assert zone_asked(told, 1, TimeReading("iso", "UTC")) is None


def test_the_clock_change_that_a_row_meets_is_that_of_its_own_zone(tmp_path: Path) -> None:
    rows = [["2026-03-29", "02:30", ""], ["2026-03-29", "02:30 XT", "UTC"], ["2026-03-29", "02:30", "UTC"], ["never", "", "UTC"]]
    told = Told(make_table(tmp_path, ("day", "clock", "zone"), rows), 0)
    by_setting = TimeReading("iso", "Europe/Berlin", clock_column=1, zone_words=(("XT", "Europe/Paris"),))
    by_column = TimeReading("iso", "Europe/Berlin", zone_column=2, clock_column=1)
    found = [clock_change_of_row(told, row, by_setting) for row in range(4)]
    assert [each and each[0] for each in found] == ["Europe/Berlin", "Europe/Paris", "Europe/Berlin", None]
    assert clock_change_of_row(told, 2, by_column) is None


def test_both_readings_of_the_first_undecided_cell(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("when",), [["25/12/2025"], ["03/04/2026"]])
    undecided = TimeReading("dmy+mdy", "UTC")
    told, watch = Told(table, 0), FakeMonitor(FakeClock())
    by_day, by_month = undecided_example(told, undecided, (TimeReading("dmy", "UTC"), TimeReading("mdy", "UTC")), watch)
    assert (by_day.row, by_day.instant_ms) == (1, APRIL_3)
    assert by_month.instant_ms == APRIL_3 - 30 * DAY_MS
    assert undecided_example(told, TimeReading("dmy", "UTC"), (undecided,), watch) == ()


def test_what_each_reading_would_change(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("when",), [["03/04/2026"], ["25/03/2026"], ["05/04/2026"], [""]])
    readings = (TimeReading("dmy", "UTC"), TimeReading("mdy", "UTC"))
    by_day, by_month = reading_counts(Told(table, 0), readings, APRIL_3 + DAY_MS, 3 * DAY_MS, FakeMonitor(FakeClock()))
    assert (by_day.readable, by_day.recent, by_day.in_future) == (3, 1, 1)
    assert (by_month.readable, by_month.recent, by_month.in_future) == (2, 0, 1)


def test_words_with_their_counts(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("opt in",), [["yes"], [" yes"], ["no"], [""], ["maybe"]])
    assert word_counts(Told(table, 0), 2, FakeMonitor(FakeClock())) == (("yes", 2), ("maybe", 1))


def test_cells_are_shown_as_they_stand_after_repairs(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("opt in", "when"), [["yes", "soon"], ["maybe", "2026-01-02"], ["no", ""]])
    repairs = Repairs((CorrectValue(0, "maybe", "no"), EditCell(0, 1, "2026-01-01")))
    assert word_counts(Told(table, 0, repairs=repairs), 9, FakeMonitor(FakeClock())) == (("no", 2), ("yes", 1))
    first, *_ = time_examples(Told(table, 1, repairs=repairs), TimeReading("iso", "UTC"))
    assert (first.row, first.text, first.problem) == (0, "2026-01-01", ValueProblem.FINE)
