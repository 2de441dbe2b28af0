"""Zones named by letters: nobody guesses what they mean, and what a person said holds for cells and for a zone column alike."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from backfill_assistant.core.values.converted import ValueProblem
from backfill_assistant.core.values.times import read_times, zone_texts
from backfill_assistant.core.values.zone_words import USUAL_MEANINGS, is_zone_word
from backfill_assistant.core.values.zones import clock_change_at, zone_name

SAID = (("CET", "+01:00"), ("PST", "America/Los_Angeles"), ("MESZ", "+02:00"), ("BAD", "nowhere"))


def read(text: str, key: str = "iso", zone: str = "Europe/Berlin", zones: str | None = None) -> str:
    column = None if zones is None else pa.array([zones])
    converted = read_times(pa.array([text]), key, zone, column, zone_words=SAID)
    if converted.problem[0]:
        return ValueProblem(int(converted.problem[0])).name
    return datetime.fromtimestamp(converted.values[0].as_py() / 1_000, UTC).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("text", "key", "says"),
    [
        ("2026-07-04 10:00 CET", "iso", "2026-07-04 09:00"),
        ("2026-07-04T10:00:00.5 CET", "iso", "2026-07-04 09:00"),
        ("2026-07-04 10:00 PST", "iso", "2026-07-04 17:00"),
        ("2026-01-04 10:00 PST", "iso", "2026-01-04 18:00"),
        ("2026-03-08 02:30 PST", "iso", "SKIPPED_HOUR"),
        ("25.10.2026 02:30 MESZ", "dmy", "2026-10-25 00:30"),
        ("Mar 4, 2026 4:15 PM PST", "month_name", "2026-03-05 00:15"),
        ("Wed Mar  4 10:00:00 PST 2026", "month_name", "2026-03-04 18:00"),
        ("2026-03-04 10:00 CET (winter)", "iso", "2026-03-04 09:00"),
        ("2026-03-04 10:00 America/New_York", "iso", "2026-03-04 15:00"),
        ("2026-03-04 10:00 Mars/Phobos", "iso", "UNKNOWN_ZONE"),
        ("2026-03-04 10:00 EST", "iso", "UNSAID_ZONE"),
        ("2026-03-04 10:00 BAD", "iso", "UNSAID_ZONE"),
        ("2026-03-04 10:00 UTC", "iso", "2026-03-04 10:00"),
        ("2026-03-04 10:00 GMT", "iso", "2026-03-04 10:00"),
        ("2026-03-04 10:00 PM", "iso", "2026-03-04 21:00"),
        ("2026-03-04 10:00", "iso", "2026-03-04 09:00"),
        ("2026-03-04 CET", "iso", "UNREADABLE"),
        ("2026-13-04 10:00 CET", "iso", "IMPOSSIBLE"),
        ("03/04/2026 10:00 CET", "dmy+mdy", "AMBIGUOUS"),
        ("03/04/2026 10:00 EST", "dmy+mdy", "UNSAID_ZONE"),
    ],
)
def test_letters_behind_the_time(text: str, key: str, says: str) -> None:
    assert read(text, key) == says


@pytest.mark.parametrize(
    ("zones", "says"),
    [
        ("CET", "2026-07-04 09:00"),
        (" PST ", "2026-07-04 17:00"),
        # The zone data has a fixed EST of its own; a file that says EST in July hardly means that.
        ("EST", "UNSAID_ZONE"),
        ("UTC", "2026-07-04 10:00"),
        ("Asia/Tokyo", "2026-07-04 01:00"),
        ("", "UNKNOWN_ZONE"),
    ],
)
def test_letters_in_a_column_of_zones(zones: str, says: str) -> None:
    assert read("2026-07-04 10:00", zones=zones) == says


def test_the_letters_of_the_cell_count_more_than_those_of_the_column() -> None:
    assert read("2026-07-04 10:00 CET", zones="PST") == "2026-07-04 09:00"
    assert zone_texts(pa.array(["2026-07-04 10:00 CET", "2026-07-04 10:00"]), "iso", pa.array(["PST", "EST "])) == ["CET", "EST"]


def test_many_rows_in_one_column() -> None:
    texts = pa.array(["2026-07-04 10:00 CET", None, "2026-07-04 10:00 PST", "2026-07-04 10:00Z", "2026-07-04 10:00 EST", "x"] * 50)
    converted = read_times(texts, "iso", "UTC", zone_words=SAID)
    hours = [(value // 3_600_000 % 24 if value is not None else None) for value in converted.values.to_pylist()]
    assert hours == [9, None, 17, 10, None, None] * 50
    assert converted.problem.tolist() == [0, 0, 0, 0, ValueProblem.UNSAID_ZONE, ValueProblem.UNREADABLE] * 50


def test_usual_meanings_are_zones_and_need_to_be_asked_about() -> None:
    for word, zones in USUAL_MEANINGS.items():
        assert is_zone_word(word)
        assert all(zone_name(zone) == zone and ("/" in zone or zone[0] in "+-") for zone in zones)
    assert not any(map(is_zone_word, ("UTC", "GMT", "Z", "AM", "PM", "Europe/Berlin", "+01:00", "")))


def test_a_clock_change_is_named_as_the_wall_shows_it() -> None:
    def wall(text: str) -> int:
        return int(datetime.fromisoformat(text + "Z").timestamp() * 1_000)

    forward = clock_change_at(wall("2026-03-29T02:30:00"), "Europe/Berlin")
    back = clock_change_at(wall("2026-10-25T02:00:00"), "Europe/Berlin")
    assert forward is not None
    assert back is not None
    assert (forward.from_ms, forward.until_ms, forward.skipped) == (wall("2026-03-29T02:00:00"), wall("2026-03-29T03:00:00"), True)
    assert (back.from_ms, back.until_ms, back.skipped) == (wall("2026-10-25T02:00:00"), wall("2026-10-25T03:00:00"), False)
    for text in ("2026-03-29T03:00:00", "2026-03-29T01:59:59", "2026-10-25T03:00:00", "2100-12-31T00:00:00"):
        assert clock_change_at(wall(text), "Europe/Berlin") is None
    assert clock_change_at(0, "UTC") is None
