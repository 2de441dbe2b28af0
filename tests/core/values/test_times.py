"""Times: every format by example, clock changes, undecided dates, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backfill_assistant.core.values.converted import ValueProblem
from backfill_assistant.core.values.time_formats import FORMATS
from backfill_assistant.core.values.times import read_times


def read(text: str | None, format_key: str, zone: str = "UTC", **more: object) -> str | ValueProblem | None:
    """The instant in UTC as ISO text, the problem, or None for an empty cell."""
    converted = read_times(pa.array([text], pa.string()), format_key, zone, **more)  # type: ignore[arg-type]
    if converted.problem[0]:
        assert converted.values[0].as_py() is None
        return ValueProblem(int(converted.problem[0]))
    value = converted.values[0].as_py()
    return None if value is None else (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=value)).isoformat()[:-6]


@pytest.mark.parametrize("key", sorted(FORMATS))
def test_each_format_reads_its_own_example(key: str) -> None:
    entry = FORMATS[key]
    zone = "UTC" if entry.is_number and not entry.local else "Europe/Berlin"
    expected = "2026-03-04T16:15:00" if zone == "UTC" else "2026-03-04T15:15:00"
    assert read(entry.example, key, zone) == expected


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("2026-03-04T10:15:00Z", "iso", "2026-03-04T10:15:00"),
        ("2026-03-04 10:15:00.123456 +0100", "iso", "2026-03-04T09:15:00.123000"),
        ("2026-03-04T10:15:00+01:00[Europe/Berlin]", "iso", "2026-03-04T09:15:00"),
        ("2026-03-04T10:15:00-03", "iso", "2026-03-04T13:15:00"),
        ("  2026-3-4  ", "iso", "2026-03-04T00:00:00"),
        ("2026/03/04 10:15", "iso", "2026-03-04T10:15:00"),
        ("2026年3月4日", "iso", "2026-03-04T00:00:00"),
        ("2026-03-04T24:00:00", "iso", "2026-03-05T00:00:00"),
        ("2024-02-29", "iso", "2024-02-29T00:00:00"),
        ("04.03.2026 10.15", "dmy", "2026-03-04T10:15:00"),
        ("4. 3. 2026", "dmy", "2026-03-04T00:00:00"),
        ("4-3-2026 10:15:30 PM", "dmy", "2026-03-04T22:15:30"),
        ("12/31/2025, 12:00:00 AM", "mdy", "2025-12-31T00:00:00"),
        ("12/31/2025 12:30 p.m.", "mdy", "2025-12-31T12:30:00"),
        ("31.12.69", "dmy2", "2069-12-31T00:00:00"),
        ("31.12.70", "dmy2", "1970-12-31T00:00:00"),
        ("Wed, 04 Mar 2026 10:15:00 +0100", "month_name", "2026-03-04T09:15:00"),
        ("4. März 2026 10:15 Uhr", "month_name", "2026-03-04T10:15:00"),
        ("March 4th, 2026 at 4:15 PM", "month_name", "2026-03-04T16:15:00"),
        ("Wed Mar  4 10:15:00 2026", "month_name", "2026-03-04T10:15:00"),
        ("Wed Mar 04 2026 10:15:00 GMT+0100 (CET)", "month_name", "2026-03-04T09:15:00"),
        ("4 de marzo de 2026", "month_name", "2026-03-04T00:00:00"),
        ("1er févr. 2026 10h15", "month_name", "2026-02-01T10:15:00"),
        ("20260304T101500Z", "compact", "2026-03-04T10:15:00"),
        ("2024-W07-3", "iso_week", "2024-02-14T00:00:00"),
        ("2024W073", "iso_week", "2024-02-14T00:00:00"),
        ("2024-w07-3T10:15+01:00", "iso_week", "2024-02-14T09:15:00"),
        ("2024W073T101530Z", "iso_week", "2024-02-14T10:15:30"),
        ("2026-W53-7", "iso_week", "2027-01-03T00:00:00"),
        ("2024-045", "iso_day", "2024-02-14T00:00:00"),
        ("2024-366T10:15", "iso_day", "2024-12-31T10:15:00"),
        ("2024045", "compact_day", "2024-02-14T00:00:00"),
        ("1772640900.123", "unix_s", "2026-03-04T16:15:00.123000"),
        ("-1", "unix_s", "1969-12-31T23:59:59"),
        ("-1500", "unix_ms", "1969-12-31T23:59:58.500000"),
        ("1772640900123999", "unix_us", "2026-03-04T16:15:00.123000"),
        ("46085", "serial", "2026-03-04T00:00:00"),
        ("46085,5", "serial", "2026-03-04T12:00:00"),
        ("", "iso", None),
        (None, "iso", None),
        ("   ", "unix_s", None),
    ],
)
def test_read(text: str | None, key: str, expected: str | None) -> None:
    assert read(text, key) == expected


@pytest.mark.parametrize(
    ("text", "key", "problem"),
    [
        ("soon", "iso", ValueProblem.UNREADABLE),
        ("04/03/2026", "iso", ValueProblem.UNREADABLE),
        ("2026-03-04", "dmy", ValueProblem.UNREADABLE),
        ("2026-02-30", "iso", ValueProblem.IMPOSSIBLE),
        ("2025-02-29 10:00", "iso", ValueProblem.IMPOSSIBLE),
        ("0000-01-01", "iso", ValueProblem.OUT_OF_RANGE),
        ("2026-03-04T25:00", "iso", ValueProblem.IMPOSSIBLE),
        ("2026-03-04T10:15:60", "iso", ValueProblem.IMPOSSIBLE),
        ("2026-03-04T10:15+24:00", "iso", ValueProblem.IMPOSSIBLE),
        ("12/31/2025", "dmy", ValueProblem.IMPOSSIBLE),
        ("12/31/2025 14:00 AM", "mdy", ValueProblem.IMPOSSIBLE),
        ("4 Smarch 2026", "month_name", ValueProblem.UNREADABLE),
        ("1e9", "unix_s", ValueProblem.UNREADABLE),
        ("1772640900000", "unix_s", ValueProblem.OUT_OF_RANGE),
        ("99999999999999999999", "unix_us", ValueProblem.OUT_OF_RANGE),
    ],
)
def test_refused(text: str, key: str, problem: ValueProblem) -> None:
    assert read(text, key) is problem


def test_undecided_dates_are_refused_until_they_are_decided() -> None:
    assert read("03/04/2026", "dmy+mdy") is ValueProblem.AMBIGUOUS
    assert read("25/03/2026", "dmy+mdy") == "2026-03-25T00:00:00"
    assert read("03/25/2026", "dmy+mdy") == "2026-03-25T00:00:00"
    assert read("03/03/2026", "dmy+mdy") == "2026-03-03T00:00:00"
    assert read("40/40/2026", "dmy+mdy") is ValueProblem.IMPOSSIBLE


def test_one_column_with_several_formats() -> None:
    texts = pa.array(["2026-03-04", "04.03.2026", "1772582400", "never", ""])
    converted = read_times(texts, "iso+dmy+unix_s", "UTC")
    assert converted.values.to_pylist() == [1772582400000] * 3 + [None, None]
    assert converted.problem.tolist() == [0, 0, 0, ValueProblem.UNREADABLE, 0]


def test_an_undecided_date_in_a_skipped_hour_is_not_decided_by_the_clock_change() -> None:
    # 03/08: on 8 March New York has no 2:30, on 3 August it has.
    assert read("03/08/2026 02:30", "dmy+mdy", "America/New_York") is ValueProblem.AMBIGUOUS


def test_the_night_the_clocks_go_forward() -> None:
    assert read("2026-03-29 01:59:59", "iso", "Europe/Berlin") == "2026-03-29T00:59:59"
    assert read("2026-03-29 02:00:00", "iso", "Europe/Berlin") is ValueProblem.SKIPPED_HOUR
    assert read("2026-03-29 02:59:59", "iso", "Europe/Berlin") is ValueProblem.SKIPPED_HOUR
    assert read("2026-03-29 03:00:00", "iso", "Europe/Berlin") == "2026-03-29T01:00:00"


def test_the_night_the_clocks_go_back() -> None:
    assert read("2026-10-25 02:30", "iso", "Europe/Berlin") is ValueProblem.REPEATED_HOUR
    assert read("2026-10-25 02:30", "iso", "Europe/Berlin", repeated_hour="earlier") == "2026-10-25T00:30:00"
    assert read("2026-10-25 02:30", "iso", "Europe/Berlin", repeated_hour="later") == "2026-10-25T01:30:00"
    assert read("2026-10-25 02:30+02:00", "iso", "Europe/Berlin") == "2026-10-25T00:30:00"


def test_a_day_without_time_starts_at_its_first_instant_even_where_midnight_is_skipped() -> None:
    assert read("2018-11-04 00:30", "iso", "America/Sao_Paulo") is ValueProblem.SKIPPED_HOUR
    assert read("2018-11-04", "iso", "America/Sao_Paulo") == "2018-11-04T03:00:00"
    converted = read_times(pa.array(["2018-11-04", "2018-11-04 10:00"]), "iso", "America/Sao_Paulo")
    assert converted.date_only is not None
    assert converted.date_only.tolist() == [True, False]


def test_each_row_in_its_own_zone() -> None:
    texts = pa.array(["2026-03-04 10:00"] * 5 + ["2026-03-04 10:00Z"])
    zones = pa.array(["Europe/Berlin", "america/new_york", "+02:00", "", "Mars/Base", None])
    converted = read_times(texts, "iso", "UTC", zones)
    hours = [None if value is None else value // 3_600_000 % 24 for value in converted.values.to_pylist()]
    assert hours == [9, 15, 8, None, None, 10]
    assert converted.problem.tolist() == [0, 0, 0, ValueProblem.UNKNOWN_ZONE, ValueProblem.UNKNOWN_ZONE, 0]


def test_columns_in_several_pieces_and_none() -> None:
    pieces = pa.chunked_array([["2026-03-04"], ["x"], []], pa.string())
    assert read_times(pieces, "iso", "UTC").problem.tolist() == [0, ValueProblem.UNREADABLE]
    assert len(read_times(pa.chunked_array([], pa.string()), "iso", "UTC").values) == 0


def test_years_far_away() -> None:
    assert read("2500-07-01", "iso", "Europe/Berlin") == "2500-06-30T22:00:00"
    assert read("9999-12-31", "iso", "UTC") == "9999-12-31T00:00:00"
    assert read("1800-01-01 12:00", "iso", "Europe/Berlin") == "1800-01-01T11:06:32"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2025-W53-1", "iso_week"),
        ("2024-W00-1", "iso_week"),
        ("2024-W07-0", "iso_week"),
        ("2024-W07-8", "iso_week"),
        ("2024W078", "iso_week"),
        ("2023-366", "iso_day"),
        ("2024-000", "iso_day"),
        ("2024367", "compact_day"),
    ],
)
def test_weeks_and_days_that_a_year_does_not_have(text: str, key: str) -> None:
    assert read(text, key) is ValueProblem.IMPOSSIBLE


@pytest.mark.parametrize("key", sorted(key for key, entry in FORMATS.items() if not entry.is_number and key != "compact_day"))
def test_seven_digits_are_no_day_of_the_year_unless_somebody_says_so(key: str) -> None:
    assert read("2024045", key) is ValueProblem.UNREADABLE


@pytest.mark.parametrize("text", ["20240453", "202445", "2024-45", "2024-0453", "2024-W07", "2024-W7-3", "2024-W073", "2024W07-3"])
@pytest.mark.parametrize("key", ["iso_week", "iso_day", "compact_day"])
def test_what_is_almost_a_week_or_a_day_of_the_year_is_not_read_as_one(text: str, key: str) -> None:
    assert read(text, key) is ValueProblem.UNREADABLE


@given(st.dates(date(1600, 1, 1), date(9000, 12, 31)))
def test_every_day_is_the_same_by_its_week_and_in_its_year(day: date) -> None:
    year, week, weekday = day.isocalendar()
    same = f"{day.isoformat()}T00:00:00"
    assert read(f"{year}-W{week:02}-{weekday}", "iso_week") == same
    assert read(f"{year}W{week:02}{weekday}", "iso_week") == same
    assert read(f"{day.year}-{day.timetuple().tm_yday:03}", "iso_day") == same


def test_weeks_and_days_of_the_year_mix_with_other_dates() -> None:
    texts = pa.array(["2024-02-14", "2024-W07-3", "2024-045"])
    assert read_times(texts, "iso+iso_week+iso_day", "UTC").values.to_pylist() == [1_707_868_800_000] * 3
