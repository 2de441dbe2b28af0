"""How well damaged CSV files are read without being told anything: points of 10 per kind of damage, beside other readers.

python tests/benchmarks/damaged_csv.py [--every 1] [--worst 0]

The kinds of damage and the way of counting follow Pollock's description (see `fakes.damaged_tables`); table and files are our
own, so figures are near but not the published ones. DuckDB (read_csv_auto, told only to keep text, skip what it cannot read and pad
short rows) is measured where it is installed; it is no dependency.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.core.errors import FileProblem
from backfill_assistant.core.progress import Unwatched
from fakes.damaged_tables import Damaged, further, listed, score

Found = tuple[Sequence[str], Sequence[Sequence[str]]]


def by_this_program(path: Path, folder: Path) -> Found | None:
    files = Files(folder)
    try:
        table = files.read(path, files.look(path).choices, Unwatched())
    except FileProblem:
        return None
    rows = table.slice(0, table.row_count).to_pylist()
    columns = [str(place) for place in range(table.column_count)]
    return table.column_names, [
        [row[column] or "" for column in columns] + (json.loads(row["extra"]) if row["extra"] else []) for row in rows
    ]


def by_duckdb(path: Path, folder: Path) -> Found | None:
    import duckdb

    try:
        found = duckdb.sql(f"SELECT * FROM read_csv_auto('{path}', all_varchar=true, ignore_errors=true, null_padding=true)")
        return found.columns, [[cell or "" for cell in row] for row in found.fetchall()]
    except duckdb.Error:
        return None


def by_pandas(path: Path, folder: Path) -> Found | None:
    import pandas

    try:
        found = pandas.read_csv(path, sep=None, engine="python", dtype=str, keep_default_na=False, on_bad_lines="skip")
    except (ValueError, csv.Error, UnicodeError):
        return None
    return [str(name) for name in found.columns], found.astype(str).to_numpy().tolist()


def by_sniffer(path: Path, folder: Path) -> Found | None:
    try:
        text = path.read_bytes().decode()
        dialect = csv.Sniffer().sniff(text[:20_000])
        rows = list(csv.reader(text.splitlines(keepends=True), dialect))
        headed = csv.Sniffer().has_header(text[:20_000])
    except (csv.Error, UnicodeError):
        return None
    rows = [row for row in rows if row]
    return (rows[0], rows[1:]) if headed and rows else ([], rows)


READERS: dict[str, Callable[[Path, Path], Found | None]] = {
    "this program": by_this_program,
    "DuckDB": by_duckdb,
    "pandas": by_pandas,
    "csv.Sniffer": by_sniffer,
}


def measure(files: Sequence[Damaged], reader: Callable[[Path, Path], Found | None]) -> tuple[dict[str, list[float]], float]:
    points: dict[str, list[float]] = defaultdict(list)
    began = time.process_time()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, file in enumerate(files):
            path = folder / f"{number}.csv"
            path.write_bytes(file.raw)
            points[file.kind].append(score(file, reader(path, folder / f"cache{number % 50}")))
            path.unlink()
    return points, time.process_time() - began


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--every", type=int, default=1, help="of the files with one damaged row, only each so-many-th")
    parser.add_argument("--worst", type=int, default=0, help="name so many files that this program reads worst")
    chosen = parser.parse_args()
    readers = {
        name: reader for name, reader in READERS.items() if name != "DuckDB" or importlib.util.find_spec("duckdb") is not None
    }
    for title, files in (("as listed by Pollock", list(listed(chosen.every))), ("further", list(further()))):
        results = {name: measure(files, reader) for name, reader in readers.items()}
        print(f"\n{title}: {len(files)} files, points of 10\n")
        print(f"{'':32}{'files':>7}" + "".join(f"{name:>14}" for name in results))
        for kind in dict.fromkeys(file.kind for file in files):
            points = [result[kind] for result, _ in results.values()]
            print(f"{kind:32}{len(points[0]):7}" + "".join(f"{mean(each):14.3f}" for each in points))
        all_points = [mean([each for kind in result.values() for each in kind]) for result, _ in results.values()]
        print(f"{'all':32}{len(files):7}" + "".join(f"{each:14.3f}" for each in all_points))
        print(f"{'seconds of processor':39}" + "".join(f"{seconds:14.1f}" for _, seconds in results.values()))
        if "DuckDB" not in readers:
            print("DuckDB is not installed here")
        if chosen.worst:
            ours = results["this program"][0]
            ranked = sorted(
                zip([points for kind in ours.values() for points in kind], in_order(files), strict=True), key=lambda pair: pair[0]
            )
            for points, file in ranked[: chosen.worst]:
                print(f"{points:8.3f}  {file.kind}: {file.name}")


def in_order(files: Sequence[Damaged]) -> list[Damaged]:
    """Kind by kind, as the points are kept."""
    return [file for kind in dict.fromkeys(each.kind for each in files) for file in files if file.kind == kind]


if __name__ == "__main__":
    main()
