"""How long files take to open, beside plain pyarrow, pandas and polars: seconds, peak memory, ratios.

python tests/benchmarks/open_files.py [--rows 1000000] [--runs 3] [--folder FOLDER] [--workbook]

Every measurement runs in a process of its own, in turn, so that peak memory is its own and caches are warm for all alike.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import importlib.util
import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from backfill_assistant.core import arrow_alone

NAMES = ("user_id", "email", "event", "happened_at", "amount", "sku", "country", "phone", "note")
NOTES = ("", "first order, gift", 'said "wow"', "Grüße aus Köln", "plain note text", "two\nlines", "", "—")


def a_row(number: int, chance: random.Random) -> list[str]:
    return [
        f"{number % 400_000:08}",
        f"user{number % 400_000}@example.com",
        chance.choice(("purchased", "refunded", "viewed")),
        f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}T{number % 24:02}:{number % 60:02}:00Z",
        f"{chance.random() * 1000:.2f}",
        f"EV-{number % 9999:04}",
        "DE",
        f"+49{number:010}",
        chance.choice(NOTES),
    ]


def write_csv(path: Path, rows: int) -> None:
    chance = random.Random(1)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(NAMES)
        for number in range(rows):
            writer.writerow(a_row(number, chance))


def write_workbook(path: Path, rows: int) -> None:
    import openpyxl

    chance = random.Random(1)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.append(NAMES)
    day = datetime.datetime(2026, 1, 1)
    for number in range(rows):
        cells: list[Any] = a_row(number, chance)
        cells[3] = day + datetime.timedelta(minutes=number)
        cells[4] = float(cells[4])
        sheet.append(cells)
    book.save(path)


def first_rows(path: Path, cache: Path) -> int:
    from backfill_assistant.adapters.readers.file_reader import Files

    return len(Files(cache).look(path).rows)


def whole_file(path: Path, cache: Path) -> int:
    from backfill_assistant.adapters.readers.file_reader import Files
    from backfill_assistant.core.progress import Unwatched

    files = Files(cache)
    return files.read(path, files.look(path).choices, Unwatched()).row_count


def plain_pyarrow(path: Path, cache: Path) -> int:
    import pyarrow as pa
    import pyarrow.csv as pa_csv

    types = dict.fromkeys(NAMES, pa.string())
    parse = pa_csv.ParseOptions(newlines_in_values=True)
    return pa_csv.read_csv(path, parse_options=parse, convert_options=pa_csv.ConvertOptions(column_types=types)).num_rows


def pandas_str(path: Path, cache: Path) -> int:
    import pandas as pd

    return len(pd.read_csv(path, dtype=str, keep_default_na=False))


def plain_polars(path: Path, cache: Path) -> int:
    import polars

    return polars.read_csv(path, infer_schema=False).height


def plain_calamine(path: Path, cache: Path) -> int:
    import python_calamine

    return len(python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python())


WAYS: dict[str, Callable[[Path, Path], int]] = {
    "ours: first rows": first_rows,
    "ours: whole file": whole_file,
    "pyarrow, quoted newlines": plain_pyarrow,
    "pandas, dtype=str": pandas_str,
    "polars": plain_polars,
    "calamine alone": plain_calamine,
}


def measure(way: str, path: Path, cache: Path) -> None:
    """In a process of its own: print seconds, rows and peak memory."""
    # Only the reading is measured: what it imports is imported before, by each way as the program or a script would.
    if way.startswith("ours"):
        arrow_alone.load_arrow()
    for name in ("pyarrow.csv", "pandas", "python_calamine", "backfill_assistant.adapters.readers.file_reader"):
        if name.split(".")[0] in ("pandas",) and "pandas" not in way:
            continue
        importlib.import_module(name)
    began = time.perf_counter()
    rows = WAYS[way](path, cache)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(json.dumps({"seconds": seconds, "rows": rows, "peak_mb": peak}))


def compare(path: Path, ways: list[str], runs: int, folder: Path) -> dict[str, float]:
    found: dict[str, list[dict[str, float]]] = {way: [] for way in ways}
    for _ in range(runs):
        for way in ways:
            cache = folder / "cache"
            shutil.rmtree(cache, ignore_errors=True)
            command = [sys.executable, __file__, "--measure", way, str(path), str(cache)]
            found[way].append(json.loads(subprocess.run(command, check=True, capture_output=True).stdout))
    medians = {}
    for way, each in found.items():
        medians[way] = statistics.median(one["seconds"] for one in each)
        peak = statistics.median(one["peak_mb"] for one in each)
        print(f"{way:26} {medians[way]:8.3f} s   {peak:6.0f} MB   {each[0]['rows']:>10,} rows")
    return medians


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--workbook", action="store_true", help="a workbook of --rows rows instead of a text")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = asked.folder or Path(made)
        path = folder / f"rows-{asked.rows}.{'xlsx' if asked.workbook else 'csv'}"
        if not path.exists():
            (write_workbook if asked.workbook else write_csv)(path, asked.rows)
        print(f"{path.name}: {path.stat().st_size / 1e6:,.0f} MB, {asked.runs} runs, medians")
        if asked.workbook:
            medians = compare(path, ["ours: first rows", "ours: whole file", "calamine alone"], asked.runs, folder)
            print(f"whole file is {medians['ours: whole file'] / medians['calamine alone']:.2f} times calamine alone")
            return
        ways = ["ours: first rows", "ours: whole file", "pyarrow, quoted newlines", "pandas, dtype=str"]
        ways += ["polars"] if importlib.util.find_spec("polars") else []
        medians = compare(path, ways, asked.runs, folder)
        ours = medians["ours: whole file"]
        print(f"whole file is {ours / medians['pyarrow, quoted newlines']:.2f} times pyarrow (goal: at most 2)")
        print(f"whole file is {medians['pandas, dtype=str'] / ours:.1f} times faster than pandas (goal: at least 6)")


if __name__ == "__main__":
    main()
