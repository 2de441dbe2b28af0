"""How long files take to open, beside plain pyarrow, pandas and polars: seconds, CPU seconds, peak memory, ratios.

python tests/benchmarks/open_files.py [--rows 1000000] [--runs 3] [--folder FOLDER] [--workbook | --shared | --packed | --wide]
        [--ours]

Every measurement runs in a process of its own, in turn, so that peak memory is its own and caches are warm for all alike.
For files of gigabytes take --ours: the others would need more memory than there is. Their rows repeat after a million.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import gzip
import hashlib
import importlib.util
import io
import json
import multiprocessing
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

sys.path.insert(0, str(Path(__file__).parents[1]))

from backfill_assistant.core import arrow_alone

MILLION = 1_000_000
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


def write_csv(path: Path, rows: int, wide: bool = False) -> None:
    """`wide` rows take 320 bytes instead of 105."""
    chance = random.Random(1)
    more = "x" * 215 if wide else ""
    table = io.StringIO(newline="")
    csv.writer(table).writerows(
        [*cells[:7], cells[7] + more, cells[8]] for cells in (a_row(at, chance) for at in range(min(rows, MILLION)))
    )
    with path.open("wb") as file:
        file.write((",".join(NAMES) + "\r\n").encode())
        for _ in range(max(1, rows // MILLION)):
            file.write(table.getvalue().encode())


def write_packed(path: Path, rows: int) -> None:
    """As a German shop exports it: gzip, semicolons, Windows-1252, decimal commas."""
    chance = random.Random(1)
    table = io.StringIO(newline="")
    csv.writer(table, delimiter=";").writerows(
        [*cells[:4], cells[4].replace(".", ","), *cells[5:]] for cells in (a_row(at, chance) for at in range(min(rows, MILLION)))
    )
    with gzip.open(path, "wb", compresslevel=6) as file:
        file.write((";".join(NAMES) + "\r\n").encode())
        for _ in range(max(1, rows // MILLION)):
            file.write(table.getvalue().encode("cp1252"))


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
    if path.name.startswith("shared"):
        from fakes.shared_texts import share_texts

        share_texts(path)


def first_rows(path: Path, cache: Path) -> int:
    from backfill_assistant.adapters.readers.file_reader import Files

    return len(Files(cache).look(path).rows)


def whole_file(path: Path, cache: Path) -> int:
    from backfill_assistant.adapters.readers.file_reader import Files
    from backfill_assistant.core.progress import Unwatched

    return Files(cache).read(path, KNOWN[path], Unwatched()).row_count


def stopped_half_way(path: Path, cache: Path) -> int:
    """Seconds are those of half a reading; nothing may be left."""
    from backfill_assistant.adapters.readers.file_reader import Files
    from backfill_assistant.core.progress import Progress, Stopped, Unwatched

    class StoppedHalfWay(Unwatched):
        half = False

        def show(self, progress: Progress) -> None:
            self.half = progress.done * 2 > progress.total

        def stopping(self) -> bool:
            return self.half

    files = Files(cache)
    try:
        files.read(path, files.look(path).choices, StoppedHalfWay())
    except Stopped:
        return len(list(cache.iterdir()))
    raise AssertionError("not stopped")


def careless(path: Path, cache: Path) -> int:
    """The least that hashing, parsing and writing the same table can take: no line numbers, no marks, no care, no progress."""
    import pyarrow as pa
    import pyarrow.csv as pa_csv

    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while block := file.read(2 << 20):
            digest.update(block)
    reader = pa_csv.open_csv(
        path,
        read_options=pa_csv.ReadOptions(block_size=2 << 20),
        parse_options=pa_csv.ParseOptions(newlines_in_values=True),
        convert_options=pa_csv.ConvertOptions(column_types=dict.fromkeys(NAMES, pa.string())),
    )
    rows = 0
    cache.mkdir()
    with pa.OSFile(str(cache / "table.arrow"), "wb") as sink, pa.ipc.new_file(sink, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


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


# How to read a file, found out before: the others are told too.
KNOWN: dict[Path, Any] = {}
WAYS: dict[str, Callable[[Path, Path], int]] = {
    "ours: first rows": first_rows,
    "ours: whole file": whole_file,
    "ours: stopped, files left": stopped_half_way,
    "hash, pyarrow to file": careless,
    "pyarrow, quoted newlines": plain_pyarrow,
    "pandas, dtype=str": pandas_str,
    "polars": plain_polars,
    "calamine alone": plain_calamine,
}


def write_file(path: Path, rows: int, wide: bool) -> None:
    if path.suffix == ".xlsx":
        write_workbook(path, rows)
    elif path.suffix == ".gz":
        write_packed(path, rows)
    else:
        write_csv(path, rows, wide)


def measure(way: str, path: Path, cache: Path) -> None:
    """In a process of its own: print seconds, rows and peak memory."""
    # Only the reading is measured: what it imports is imported before, by each way as the program or a script would.
    if way.startswith("ours"):
        arrow_alone.load_arrow()
    for name in ("pyarrow.csv", "pandas", "python_calamine", "backfill_assistant.adapters.readers.file_reader"):
        if name.split(".")[0] in ("pandas",) and "pandas" not in way:
            continue
        importlib.import_module(name)
    if way.startswith("ours"):
        files = sys.modules["backfill_assistant.adapters.readers.file_reader"].Files(cache)
        files.get_ready()
        KNOWN[path] = files.look(path).choices if way == "ours: whole file" else None
    began = time.perf_counter()
    began_cpu = time.process_time()
    rows = WAYS[way](path, cache)
    # Large workbooks are read in a process of its own.
    beside = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, cpu = time.perf_counter() - began, time.process_time() - began_cpu + beside.ru_utime + beside.ru_stime
    peak = max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, beside.ru_maxrss) // 1024
    sys.stdout.write(json.dumps({"seconds": seconds, "cpu": cpu, "rows": rows, "peak_mb": peak}))


def compare(path: Path, ways: list[str], runs: int, folder: Path) -> dict[str, tuple[float, float]]:
    """Median seconds and CPU seconds of each way."""
    found: dict[str, list[dict[str, float]]] = {way: [] for way in ways}
    for _ in range(runs):
        for way in ways:
            cache = folder / "cache"
            shutil.rmtree(cache, ignore_errors=True)
            command = [sys.executable, __file__, "--measure", way, str(path), str(cache)]
            found[way].append(json.loads(subprocess.run(command, check=True, capture_output=True).stdout))
            shutil.rmtree(cache, ignore_errors=True)
    medians = {}
    for way, each in found.items():
        seconds, cpu, peak = (statistics.median(one[name] for one in each) for name in ("seconds", "cpu", "peak_mb"))
        medians[way] = (seconds, cpu)
        print(f"{way:26} {seconds:8.3f} s   CPU {cpu:8.3f} s   {peak:6.0f} MB   {each[0]['rows']:>10,} rows")
    return medians


def tell_ratios(medians: dict[str, tuple[float, float]]) -> None:
    """Other programs take turns on the cores of a busy machine: then CPU seconds tell more."""
    for name, way, goal in (
        ("pyarrow", "pyarrow, quoted newlines", "at most 2"),
        ("pandas", "pandas, dtype=str", "at most 1/6, 0.17"),
    ):
        times, cpu_times = (ours / theirs for ours, theirs in zip(medians["ours: whole file"], medians[way], strict=True))
        print(f"whole file takes {times:.2f} times as long as {name} (goal: {goal}), {cpu_times:.2f} times its CPU seconds")


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=MILLION)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--workbook", action="store_true", help="a workbook instead of a text")
    parser.add_argument(
        "--shared", action="store_true", help="a workbook with its texts in a table of their own, as Excel writes it"
    )
    parser.add_argument("--packed", action="store_true", help="a packed text in Windows-1252 instead")
    parser.add_argument("--wide", action="store_true", help="rows of 320 bytes")
    parser.add_argument("--ours", action="store_true", help="only this program, and stopping it half-way")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = asked.folder or Path(made)
        asked.workbook = asked.workbook or asked.shared
        suffix = "xlsx" if asked.workbook else "csv.gz" if asked.packed else "csv"
        path = folder / f"{'wide' if asked.wide else 'shared' if asked.shared else 'rows'}-{asked.rows}.{suffix}"
        if not path.exists():
            # In a process of its own too: what is started later counts the memory of the one that starts it.
            maker = multiprocessing.get_context("spawn").Process(target=write_file, args=(path, asked.rows, asked.wide))
            maker.start()
            maker.join()
        print(f"{path.name}: {path.stat().st_size / 1e6:,.0f} MB, {asked.runs} runs, medians")
        ways = ["ours: first rows", "ours: whole file"]
        if asked.workbook:
            medians = compare(path, [*ways, "calamine alone"], asked.runs, folder)
            times, cpu_times = (medians["ours: whole file"][place] / medians["calamine alone"][place] for place in (0, 1))
            print(f"whole file takes {times:.2f} times as long as calamine alone, {cpu_times:.2f} times its CPU seconds")
        elif asked.ours or asked.packed:
            compare(path, [*ways, "ours: stopped, files left"], asked.runs, folder)
        else:
            ways += ["hash, pyarrow to file", "pyarrow, quoted newlines", "pandas, dtype=str"]
            ways += ["polars"] if importlib.util.find_spec("polars") else []
            tell_ratios(compare(path, ways, asked.runs, folder))


if __name__ == "__main__":
    main()
