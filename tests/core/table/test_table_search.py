"""Finding words and describing columns over a whole table."""

from __future__ import annotations

from pathlib import Path

import pytest

from backfill_assistant.core.progress import Stopped, Unwatched
from backfill_assistant.core.table import table_search
from backfill_assistant.core.table.table import Table
from backfill_assistant.core.table.table_search import ColumnFacts, Place, column_facts, find_words
from fakes.tables import make_table

START = Place(0, -1)


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Table:
    monkeypatch.setattr(table_search, "SLICE_ROWS", 3)
    rows: list[list[str | None]] = [["a", "Köln"], ["b", "x"], ["c", "KÖLN süd"], ["d", ""], ["e"], ["köln", "y"], ["g", "z"]]
    return make_table(tmp_path, ("id", "city"), rows)


def walk(table: Table, words: str, backwards: bool) -> list[tuple[int, int]]:
    found, at = [], START if not backwards else Place(table.row_count, 0)
    for _ in range(8):
        place = find_words(table, words, at, backwards, Unwatched())
        if place is None or (found and (place.row, place.column) == found[0]):
            break
        found.append((place.row, place.column))
        at = place
    return found


def test_words_are_found_in_turn_and_round_the_end(table: Table) -> None:
    assert walk(table, "köln", False) == [(0, 1), (2, 1), (5, 0)]
    assert walk(table, "köln", True) == [(5, 0), (2, 1), (0, 1)]


@pytest.mark.parametrize("backwards", [False, True])
def test_the_only_place_is_found_again_from_itself(table: Table, backwards: bool) -> None:
    assert find_words(table, "süd", Place(2, 1), backwards, Unwatched()) == Place(2, 1)
    assert find_words(table, "nowhere", START, backwards, Unwatched()) is None
    assert find_words(table, "", START, backwards, Unwatched()) is None


def test_facts_of_a_column(table: Table) -> None:
    assert column_facts(table, 1, Unwatched()) == ColumnFacts(1, 7, 5, 5, 10, ("Köln", "x", "KÖLN süd", "y", "z"))


def test_too_many_distinct_texts_are_not_counted(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_search, "DISTINCT_MAX", 4)
    facts = column_facts(table, 0, Unwatched())
    assert (facts.filled, facts.distinct, facts.samples) == (7, None, ("a", "b", "c", "d", "e", "köln"))


class Stopping(Unwatched):
    def stopping(self) -> bool:
        return True


def test_both_can_be_stopped(table: Table) -> None:
    with pytest.raises(Stopped):
        find_words(table, "x", START, False, Stopping())
    with pytest.raises(Stopped):
        column_facts(table, 0, Stopping())
