"""What files that are no tables do to the window: seconds until it says so, peak memory, its worst gap, and the sentence.

python tests/benchmarks/harmful_files.py [--small] [--folder FOLDER] [NAME …]

A line of 2 GB, 100,000 columns, archives and workbooks that unpack to far more than they are, cells at the far end of a sheet; for
comparison, 5 million rows packed by gzip. Each file is made, opened in a window of a process of its own, and removed, which takes
6 GB of disk. `--small` takes a hundredth of each and only shows that nothing breaks.
"""

from __future__ import annotations

import argparse
import gzip
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

MEGABYTE = 1 << 20
WAIT_SECONDS = 300
SHEET = "xl/worksheets/sheet1.xml"


def pour(file: object, block: bytes, megabytes: int) -> None:
    block *= max(1, MEGABYTE // len(block))
    for _ in range(megabytes):
        file.write(block)


def one_line(path: Path, share: float) -> None:
    with path.open("wb") as file:
        file.write(b"id,name\r\n1,")
        pour(file, b"x", int(2_000 * share))


def one_line_of_cells(path: Path, share: float) -> None:
    with path.open("wb") as file:
        pour(file, b"12345,abcde,", int(2_000 * share))


def one_quoted_cell(path: Path, share: float) -> None:
    with path.open("wb") as file:
        file.write(b'id,name\r\n1,"')
        pour(file, b"plain words\n", int(2_000 * share))


def many_columns(path: Path, share: float) -> None:
    count = int(100_000 * max(share, 0.2))
    with path.open("w") as file:
        for _ in range(20):
            file.write(",".join(f"c{number}" for number in range(count)) + "\n")


def bomb_zip(path: Path, share: float) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w", force_zip64=True) as file:
        file.write(b"id,name\n")
        pour(file, b"1,a\n", int(8_000 * share))


def bomb_gzip(path: Path, share: float) -> None:
    with gzip.open(path, "wb") as file:
        file.write(b"id,name\n")
        pour(file, b"1,a\n", int(8_000 * share))


def json_array(path: Path, share: float) -> None:
    with path.open("wb") as file:
        file.write(b'[{"id": "')
        pour(file, b"x", int(2_000 * share))


def workbook(path: Path, start: bytes, row: bytes, megabytes: int) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["id", "name"])
    book.active.append(["1", "a"])
    plain = path.with_suffix(".plain")
    book.save(plain)
    with zipfile.ZipFile(plain) as given, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in given.namelist():
            if name != SHEET:
                archive.writestr(name, given.read(name))
        with archive.open(SHEET, "w", force_zip64=True) as file:
            file.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + start)
            pour(file, row, megabytes) if megabytes else file.write(row)
            file.write(b"</sheetData></worksheet>")
    plain.unlink()


def bomb_workbook(path: Path, share: float) -> None:
    workbook(path, b"", b"<row><c><v>1</v></c><c><v>2</v></c></row>", int(2_000 * share))


def far_cells(path: Path, share: float) -> None:
    row = b'<row r="%d"><c r="%s%d" t="inlineStr"><is><t>id</t></is></c></row>'
    workbook(path, row % (1, b"A", 1), row % (1_048_576, b"XFD", 1_048_576), 0)


def packed_rows(path: Path, share: float) -> None:
    from benchmarks.open_files import write_packed

    write_packed(path, int(5_000_000 * share))


CASES: dict[str, tuple[str, Callable[[Path, float], None]]] = {
    "one line": ("line.csv", one_line),
    "one line of cells": ("cells.csv", one_line_of_cells),
    "one quoted cell": ("quoted.csv", one_quoted_cell),
    "columns": ("columns.csv", many_columns),
    "zip": ("bomb.zip", bomb_zip),
    "gzip": ("bomb.csv.gz", bomb_gzip),
    "JSON text": ("text.json", json_array),
    "workbook": ("bomb.xlsx", bomb_workbook),
    "far cells": ("far.xlsx", far_cells),
    "5 million rows": ("rows.csv.gz", packed_rows),
}


def open_in_window(path: Path) -> None:
    """In a process of its own: print what came of it."""
    from PySide6.QtTest import QTest

    from backfill_assistant.core import arrow_alone

    arrow_alone.load_arrow()
    from backfill_assistant.adapters.readers.file_reader import Files
    from backfill_assistant.ui.application import create_application, create_window, load_heavy_modules, settle_memory
    from backfill_assistant.ui.steps import Step
    from benchmarks.open_files_gaps import Ticks
    from fakes.parts import FakeParts

    application = create_application([])
    with tempfile.TemporaryDirectory() as folder:
        parts = FakeParts(Path(folder), look="light")
        parts.reader = Files(Path(folder, "cache"))
        window = create_window(parts)
        window.show()
        load_heavy_modules(parts)
        settle_memory(None)
        page = window.page(Step.FILE)
        QTest.qWait(300)
        before = peak_megabytes()
        ticks = Ticks()
        ticks.start()
        began = time.perf_counter()
        window.bring_in(str(path))
        while window.desk.jobs.running() and time.perf_counter() - began < WAIT_SECONDS:
            application.processEvents()
            time.sleep(0.001)
        seconds = time.perf_counter() - began
        table = window.desk.session.table
        said = f"{table.row_count:,} rows" if table is not None else page.notice.words
        left = [found.name for found in Path(folder, "cache").glob("*") if table is None]
        worst = max(ticks.gaps_ms(), default=0.0)
        print(
            f"{seconds:7.2f} s   {peak_megabytes():6.0f} MB (window alone {before:.0f})   gap {worst:4.0f} ms"
            f"   {said}{f'   LEFT BEHIND {left}' if left else ''}",
            flush=True,
        )
        window.close()


def peak_megabytes() -> float:
    """Of this process, or of the one that reads workbooks, whichever is more."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--open", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.open is not None:
        open_in_window(asked.open)
        return
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        for case, (name, make) in CASES.items():
            if asked.names and case not in asked.names:
                continue
            path = Path(folder, name)
            # In a process of its own: what is started later counts the memory of the one that starts it.
            maker = multiprocessing.get_context("spawn").Process(target=make, args=(path, 0.01 if asked.small else 1.0))
            maker.start()
            maker.join()
            print(f"{case:18} {path.stat().st_size / 1e6:8,.1f} MB  ", end="", flush=True)
            done = subprocess.run([sys.executable, __file__, "--open", str(path)], check=False)
            if done.returncode:
                print(f"ended with {done.returncode}", flush=True)
            path.unlink()


if __name__ == "__main__":
    main()
