"""Damaged files are read as they were meant without being told anything: points of 10 as in the published survey.

All files are measured by `tests/benchmarks/damaged_csv.py`; here the kinds that concern a whole file, and a few of those with one
damaged row.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.core.errors import FileProblem
from backfill_assistant.core.progress import Unwatched
from fakes.damaged_tables import NAMES, Damaged, further, listed, score, source_rows

# One row of 83 is not as it was meant where a row has other separators than its neighbours, or has lost one beside a quote: it is
# kept and marked rather than guessed.
ONE_ROW_OTHERWISE = 9.93
# A header with other separators than its rows is a title to us.
HEADER_OTHERWISE = 7.0
FILES = [*listed(every=97), *further()]


def points(file: Damaged, folder: Path) -> float:
    path = folder / "a.csv"
    path.write_bytes(file.raw)
    files = Files(folder / "cache")
    try:
        table = files.read(path, files.look(path).choices, Unwatched())
    except FileProblem:
        return score(file, None)
    found = table.slice(0, table.row_count).to_pylist()
    columns = [str(place) for place in range(table.column_count)]
    rows = [[row[name] or "" for name in columns] + (json.loads(row["extra"]) if row["extra"] else []) for row in found]
    return score(file, (table.column_names, rows))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.kind}: {file.name}")
def test_read_as_meant(file: Damaged, tmp_path: Path) -> None:
    least = 10.0
    if file.kind in ("row with spaces as separator", "separator missing") or "semicolons" in file.name or "otherwise" in file.name:
        least = HEADER_OTHERWISE if "row 0" in file.name else ONE_ROW_OTHERWISE
    assert points(file, tmp_path) >= least


def test_points_are_lost_for_what_is_wrong() -> None:
    rows = [list(row) for row in source_rows(4)]
    file = Damaged("", "", b"x", NAMES, tuple(map(tuple, rows)))
    assert score(file, (NAMES, rows)) == 10.0
    assert score(file, (NAMES, rows[:3])) == pytest.approx(9.0, abs=0.5)
    assert score(file, (("x",), rows)) == 7.0
    assert score(file, (NAMES, [[*row[:8], "wrong"] for row in rows])) == pytest.approx(6.83, abs=0.01)
    assert score(file, ((), [])) == 1.0
    assert score(file, None) == 0.0
    assert score(Damaged("", "", b"", (), ()), None) == 10.0
