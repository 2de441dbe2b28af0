"""What each way of reading undecided dates could start, per campaign."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from backfill_assistant.core.campaigns.campaigns import Campaign, Trigger, TriggerKind
from backfill_assistant.core.forecast.plans import SendingPlan
from backfill_assistant.core.forecast.reading_entries import RowsToRead, entries_of_readings
from backfill_assistant.core.mapping.mapping import Mapping, RowMeaning, TimeReading
from backfill_assistant.core.mapping.repairs import NO_REPAIRS, EditCell, Repairs
from backfill_assistant.core.progress import Stopped
from backfill_assistant.core.routes import Route
from fakes.clock import FakeClock
from fakes.monitor import FakeMonitor
from fakes.tables import make_table

HOUR = 3_600_000
# Noon of 5 April 2026, UTC.
NOW = 1_775_390_400_000
BY_DAY, BY_MONTH = TimeReading("dmy", "UTC"), TimeReading("mdy", "UTC")


def campaign(number: int, event: str, started_ms: int = NOW - 1_000 * HOUR) -> Campaign:
    return Campaign(number, f"On {event}", Trigger(TriggerKind.EVENT, event_name=event), first_started_ms=started_ms)


def mapping() -> Mapping:
    return Mapping(
        RowMeaning.EVENT,
        identifier_column=0,
        event_name_column=1,
        time_column=2,
        time=TimeReading("dmy+mdy", "UTC"),
    )


def rows(tmp_path: Path, repairs: Repairs = NO_REPAIRS) -> RowsToRead:
    cells = [
        # 3 April or 4 March; 4 April both ways; 4 March or 3 April; nothing.
        ["1", "bought", "03/04/2026 20:00"],
        ["2", "bought", "04/04/2026 20:00"],
        ["3", "left", "04/03/2026 20:00"],
        ["4", "left", ""],
    ]
    return RowsToRead(make_table(tmp_path, ("id", "event", "when"), cells), mapping(), repairs, Route.TRACK)


def test_rows_per_campaign_under_each_reading(tmp_path: Path) -> None:
    campaigns = (campaign(1, "bought"), campaign(2, "left"), campaign(3, "left", started_ms=NOW - HOUR))
    plan, watch = SendingPlan(NOW), FakeMonitor(FakeClock())
    by_day, by_month = entries_of_readings(rows(tmp_path), campaigns, plan, (BY_DAY, BY_MONTH), NOW, watch)
    assert [(each.name, count) for each, count in by_day.campaigns] == [("On bought", 2), ("On left", 0), ("On left", 0)]
    assert [(each.name, count) for each, count in by_month.campaigns] == [("On bought", 1), ("On left", 1), ("On left", 0)]
    assert (by_day.sendable, by_day.entering, by_month.sendable, by_month.entering) == (3, 2, 3, 2)


def test_repaired_cells_and_chosen_rows_count(tmp_path: Path) -> None:
    asked = rows(tmp_path, Repairs((EditCell(1, 2, "01/01/2026"),)))
    only = RowsToRead(asked.table, asked.mapping, asked.repairs, asked.route, only_rows=asked.table.ragged_rows())
    watch = FakeMonitor(FakeClock())
    (found,) = entries_of_readings(asked, (campaign(1, "bought"),), SendingPlan(NOW), (BY_MONTH,), NOW, watch)
    assert found.campaigns[0][1] == 0
    (nothing,) = entries_of_readings(only, (campaign(1, "bought"),), SendingPlan(NOW), (BY_DAY,), NOW, watch)
    assert (nothing.sendable, nothing.entering) == (0, 0)


def test_counting_stops_when_asked(tmp_path: Path) -> None:
    watch = FakeMonitor(FakeClock())
    watch.stop_asked = True
    with pytest.raises(Stopped):
        entries_of_readings(rows(tmp_path), (campaign(1, "bought"),), SendingPlan(NOW), (BY_DAY,), NOW, watch)


def test_what_an_order_of_dates_could_start_is_counted_before_the_zone_is_said(tmp_path: Path) -> None:
    known = rows(tmp_path)
    unsaid = replace(known, mapping=replace(known.mapping, time=replace(known.mapping.time, zone_assumed=True)))
    readings = tuple(replace(each, zone_assumed=True) for each in (BY_DAY, BY_MONTH))
    plan, watch = SendingPlan(NOW), FakeMonitor(FakeClock())
    found = entries_of_readings(unsaid, (campaign(1, "bought"),), plan, readings, NOW, watch)
    assert [each.reading for each in found] == list(readings)
    assert [(each.sendable, each.entering) for each in found] == [
        (each.sendable, each.entering)
        for each in entries_of_readings(known, (campaign(1, "bought"),), plan, (BY_DAY, BY_MONTH), NOW, watch)
    ]
