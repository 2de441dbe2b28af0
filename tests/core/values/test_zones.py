"""Zones: names in any spelling, and clock changes found in the zone data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from backfill_assistant.core.values.zones import clock_changes, zone_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (" europe/berlin ", "Europe/Berlin"),
        ("America/New York", "America/New_York"),
        ("utc", "UTC"),
        ("Z", "UTC"),
        ("+02:00", "+02:00"),
        ("GMT-3", "-03:00"),
        ("+0530", "+05:30"),
        ("+19:00", None),
        ("Berlin time", None),
        ("", None),
        ("12", None),
    ],
)
def test_zone_name(text: str, name: str | None) -> None:
    assert zone_name(text) == name


@pytest.mark.parametrize("name", ["Europe/Berlin", "Africa/Casablanca", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia"])
def test_no_clock_change_is_overlooked(name: str) -> None:
    changes = clock_changes(name)
    zone = ZoneInfo(name)
    instants = changes.wall_low - changes.offsets[:-1].clip(max=changes.offsets[1:])
    moment = datetime(1975, 1, 1, tzinfo=UTC)
    while moment.year < 2040:
        unix_ms = int(moment.timestamp() * 1_000)
        position = int((instants <= unix_ms).sum())
        offset = moment.astimezone(zone).utcoffset()
        assert offset is not None
        assert changes.offsets[position] == offset.total_seconds() * 1_000, moment
        moment += timedelta(days=3, hours=1)


def test_a_fixed_offset_never_changes() -> None:
    assert clock_changes("+05:30").offsets.tolist() == [19_800_000]
