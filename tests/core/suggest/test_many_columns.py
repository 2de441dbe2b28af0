"""Files of many columns: what is read grows with the file, and not with its columns once more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backfill_assistant.core.progress import Stopped, Unwatched
from backfill_assistant.core.suggest import first_guess, look_at_columns, sample_is_all
from backfill_assistant.core.table.table import Table
from fakes.tables import make_table

ROWS = 2_300


def table_of(folder: Path, columns: int) -> Table:
    folder.mkdir()
    kinds = (lambda row: f"text {row}", str, lambda row: ("yes", "no")[row % 2])
    rows = [[kinds[column % 3](row) for column in range(columns)] for row in range(ROWS)]
    return make_table(folder, tuple(f"c{column}" for column in range(columns)), rows)


def test_slices_are_taken_once_for_all_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    take = Table.slice

    def counted(table: Table, start: int, stop: int) -> Any:
        taken.append(start)
        return take(table, start, stop)

    monkeypatch.setattr(Table, "slice", counted)
    monkeypatch.setattr(first_guess, "_SLICE_ROWS", 1_000)
    counts, seen = [], []
    for columns in (3, 30):
        table = table_of(tmp_path / str(columns), columns)
        assert not sample_is_all(table)
        taken.clear()
        seen.append(look_at_columns(table))
        counts.append(len(taken))
    assert counts[0] == counts[1]
    assert seen[0] * 10 == seen[1]
    # Where too many would be held, they are taken anew, and the looks are the same.
    monkeypatch.setattr(first_guess, "_PIECES_KEPT", 30)
    assert look_at_columns(table) == seen[1]


def test_looking_stops_between_pieces_and_tells_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Impatient(Unwatched):
        shown: list[int]

        def show(self, progress: Any) -> None:
            assert progress.total == 6 * ROWS
            self.shown.append(progress.done)

        def stopping(self) -> bool:
            return len(self.shown) >= 8

    monkeypatch.setattr(first_guess, "_SLICE_ROWS", 1_000)
    watch = Impatient()
    watch.shown = []
    with pytest.raises(Stopped):
        look_at_columns(table_of(tmp_path / "wide", 6), watch)
    assert watch.shown == sorted(watch.shown)
    assert watch.shown[-1] == 2 * ROWS
