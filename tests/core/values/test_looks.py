"""Which readings take a whole column, and how day and month are told apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backfill_assistant.core.values import looks
from backfill_assistant.core.values.looks import ColumnLook, Look, look_at, look_on, sampled, time_format_of
from backfill_assistant.core.values.screens import Screens
from backfill_assistant.core.values.time_formats import FORMATS
from backfill_assistant.core.values.times import read_times


def look(*texts: str | None) -> ColumnLook:
    cells = pa.array(texts, pa.string())
    half = len(cells) // 2
    return look_at(cells, [cells.slice(0, half), cells.slice(half)])


@pytest.mark.parametrize(
    ("texts", "key", "undecided"),
    [
        (("2026-03-04", "2026-03-05 10:00"), "iso", False),
        (("03/04/2026", "25/04/2026"), "dmy", False),
        (("03/04/2026", "04/25/2026"), "mdy", False),
        (("03/04/2026", "04/05/2026"), "dmy+mdy", True),
        (("25/03/2026", "03/25/2026", "03/04/2026"), "dmy+mdy", True),
        (("03.04.26", "04.05.26"), "dmy2+mdy2", True),
        (("03.04.26 10:00", "31.05.26 10:00"), "dmy2", False),
        (("25/03/26", "24/03/26"), "dmy2+ymd2", True),
        (("04-03-26", "05-03-26"), "dmy2+mdy2+ymd2", True),
        (tuple(f"{day:02d}/03/26" for day in range(10, 29)), "dmy2", False),
        (tuple(f"26-03-{day:02d}" for day in range(10, 29)), "ymd2", False),
        (("32-03-25", "33-03-25"), "ymd2", False),
        (("4 March 2026", "5 Mar 2026"), "month_name", False),
        (("1772640900", "1772640901"), "unix_s", False),
        (("1772640900000", "1772640901000"), "unix_ms", False),
        (("1772640900", "1772640901000"), "unix", False),
        (("46085.5", "46086"), "serial", False),
        (("2026-03-04", "2026-03-05", "31.03.2026", "30.03.2026"), "iso+dmy", False),
        (("apple", "pear"), "", False),
        (("12", "13"), "", False),
        (("", None), "", False),
    ],
)
def test_format_of_a_column(texts: tuple[str, ...], key: str, undecided: bool) -> None:
    assert time_format_of(look(*texts)) == (key, undecided)


def test_one_cell_at_the_end_decides_day_and_month() -> None:
    cells = pa.array(["03/04/2026"] * 500 + ["25/04/2026"])
    assert time_format_of(look_at(cells.slice(0, 100), [cells])) == ("dmy", False)


def test_filled_and_empty_are_counted() -> None:
    seen = look("a@example.com", "", None, "  ", "b@example.org", "nobody")
    assert (seen.filled, seen.empty) == (3, 3)
    best = seen.best(Look.EMAIL)
    assert best is not None
    assert best.fits == 2


def test_offsets_are_noticed() -> None:
    assert not look("2026-03-04 10:00+01:00", "2026-03-04 10:00Z").needs_zone
    assert look("2026-03-04 10:00+01:00", "2026-03-04 10:00").needs_zone


def test_numbers_that_either_mark_could_read() -> None:
    assert look("1,234", "5,678").numbers_undecided == 2
    assert look("1", "2").numbers_undecided == 0


def test_zones_phones_codes_and_json() -> None:
    assert look("Europe/Berlin", "UTC").share(Look.ZONE) == 1.0
    assert look("+49 30 1234567", "0301234567").share(Look.PHONE) == 1.0
    assert look("007", "12").share(Look.CODE) == 0.5
    assert look('{"a": 1}', "[1]").share(Look.JSON) == 1.0
    assert look("{a}", "[1]").share(Look.JSON) == 0.5


def test_one_code_at_the_very_end_is_seen() -> None:
    cells = pa.array(["12"] * 500 + ["007"])
    assert look_at(cells.slice(0, 100), [cells]).best(Look.CODE) is not None


CELLS = st.one_of(
    st.sampled_from([entry.example for entry in FORMATS.values()]),
    st.sampled_from(
        ["yes", "Nein", "DE", "eur", "Europe/Berlin", "+49 30 123456", "a;b", '{"a": 1}', "ada@example.com", "007", "9:30"]
    ),
    st.from_regex(r"\A[-+(]?[$€]?\d{1,7}([.,' ]\d{1,3}){0,2}\)?%?\Z"),
    st.from_regex(r"\A\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}( \d{1,2}:\d{2})?\Z"),
    st.integers(-(10**17), 10**17).map(str),
    st.text(max_size=20),
)


@pytest.mark.parametrize(
    "text",
    [
        "2026年3月4日 16時15分",
        "2026年03月04日 16时15分00秒",
        "4 марта 2026 г. 16:15",
        "4. marts 2026 kl. 16.15",
        "4 mars 2026 kl 16:15",
        "4.3.2026 klo 16.15",
        "4 mars 2026 à 16h15",
        "4. März 2026, 16:15 Uhr",
    ],
)
def test_times_as_other_languages_write_them(text: str) -> None:
    key, undecided = time_format_of(look(text))
    assert key.startswith("dmy") or not undecided
    assert read_times(pa.array([text]), key.split("+")[0], "UTC").values.to_pylist() == [1_772_640_900_000]


@pytest.mark.parametrize(
    "text", ["Europe/Berlin", "europe/berlin", "America/New York", "UTC", "z", "GMT-3", "+02:00", "-0530", "Japan", "PST", "CET"]
)
def test_zones_are_known_in_any_spelling(text: str) -> None:
    assert look(text, text).share(Look.ZONE) == 1.0


@pytest.mark.parametrize("text", ["Berlin time", "2", "12", "QQQ", "+99", "", "pst"])
def test_other_words_are_no_zones(text: str) -> None:
    assert look(text, "x").best(Look.ZONE) is None


# A busy machine takes its time.
@settings(deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=12))
def test_what_is_screened_out_would_not_have_been_taken(cells: list[str]) -> None:
    column = pa.array(cells, pa.string())
    with pytest.MonkeyPatch.context() as patch:
        screened = look_at(column)
        patch.setattr(looks, "_SCREENS", {kind: lambda screens, _: np.ones(len(screens.different)) for kind in Look})
        assert look_at(column) == screened


@settings(deadline=None)
@given(st.lists(st.lists(st.none() | CELLS, max_size=8), max_size=6))
def test_columns_looked_at_side_by_side_are_seen_as_each_alone(columns: list[list[str | None]]) -> None:
    arrays = [pa.array(cells, pa.string()) for cells in columns]
    assert [look_on(begun, None) for begun in sampled(arrays)] == [look_at(cells) for cells in arrays]


def test_many_columns_are_tried_with_as_many_calls_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def counted(key: Any, test: Any) -> Any:
        def counts(cells: pa.Array) -> Any:
            calls.append(key)
            return test(cells)

        return counts

    monkeypatch.setattr(looks, "_TESTS", {key: counted(key, test) for key, test in looks._TESTS.items()})
    kinds = [pa.array(["2026-03-04", "5", "yes", "a@example.com"]), pa.array(["+49 30 123456", "[1]", "no", "12:30"])]
    sampled(kinds)
    once = sorted(calls)
    calls.clear()
    sampled(kinds * 40)
    assert sorted(calls) == once


def test_a_column_of_words_meets_no_pattern() -> None:
    screens = Screens(pa.array(["on the train", "at home", "elsewhere", "1", "x"]), np.array([0, 3, 3, 5]))
    assert [key for key, entry in FORMATS.items() if screens.share_of_time(entry, 1)[:2].any()] == []
    assert screens.share_of_number(".").tolist() == [0.0, 0.0, 0.5]
    assert screens.share_of_words(1).tolist() == [pytest.approx(1 / 3), 0.0, 0.5]
    assert screens.holds_any(b"@e").tolist() == [1.0, 0.0, 0.0]
    assert screens.share_of_length(1).tolist() == [0.0, 0.0, 1.0]


def test_a_sample_that_is_all_is_looked_at_once() -> None:
    cells = pa.array(["03/04/2026", "25/04/2026", "", None, "1"] * 7)
    assert look_at(cells) == look_at(cells, [cells.slice(0, 9), cells.slice(9)])
