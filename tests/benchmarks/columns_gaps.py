"""How long columns of a large file take to be guessed and checked, and how long the window stands still meanwhile (offscreen).

python tests/benchmarks/columns_gaps.py [rows] [columns]

Ten columns of orders, or as many answers of a survey as `columns` says.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

from PySide6.QtTest import QTest

from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.ui.application import create_application, create_window, load_heavy_modules, settle_memory
from backfill_assistant.ui.session import Intent
from backfill_assistant.ui.steps import Step
from benchmarks.open_files_gaps import Ticks
from fakes.parts import FakeParts

HEADER = "customer_id,email,event,occurred at,amount,sku,country,paid,zip,note\n"


def write(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        for row in range(rows):
            when = f"{1 + row % 28:02d}.{1 + row % 12:02d}.202{4 + row % 2} {row % 24:02d}:{row % 60:02d}"
            amount = f'"{row % 9 + 1}.{row % 999:03d},{row % 100:02d}"'
            person = f"{row % 300_000:06d},p{row % 300_000}@example.com"
            file.write(
                f"{person},purchased,{when},{amount},EV-{row % 77},DE,{('ja', 'nein')[row % 2]},{row % 99_999:05d},note {row}\n"
            )


def write_survey(path: Path, rows: int, columns: int) -> None:
    """Words, numbers, and yes or no in turn."""
    with path.open("w", encoding="utf-8") as file:
        file.write("email,date," + ",".join(f"answer {place}" for place in range(columns - 2)) + "\n")
        for row in range(rows):
            cells = (
                (f"text {row} {place}", str(row * place), "yes" if row % 2 else "no")[place % 3] for place in range(columns - 2)
            )
            file.write(f"p{row}@example.com,2026-03-{1 + row % 28:02d} 10:{row % 60:02d}," + ",".join(cells) + "\n")


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    columns = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    application = create_application([])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "orders.csv")
        if columns == 10:
            write(path, rows)
        else:
            write_survey(path, rows, columns)
        parts = FakeParts(Path(folder), look="light")
        parts.reader = Files(Path(folder, "cache"))
        window = create_window(parts)
        window.show()
        load_heavy_modules(parts)
        settle_memory(None)
        window.page(Step.COLUMNS)
        if columns != 10:
            window.desk.session.intent = Intent.PEOPLE
        window.bring_in(str(path))
        while window.desk.session.table is None:
            application.processEvents()
            time.sleep(0.001)
        window.go_to(Step.COLUMNS)
        ticks = Ticks()
        ticks.start()
        began = time.perf_counter()
        guessed = None
        while window.desk.session.checked is None or window.desk.jobs.running():
            application.processEvents()
            time.sleep(0.001)
            if guessed is None and window.desk.session.mapping is not None:
                guessed = time.perf_counter() - began
        seconds = time.perf_counter() - began
        QTest.qWait(300)
        gaps = ticks.gaps_ms()
        print(f"{rows:,} rows x {columns} columns: first guess {guessed:.2f} s, every cell guessed and checked {seconds:.2f} s")
        print(f"gaps: median {gaps[len(gaps) // 2]:.0f} ms, 99 % {gaps[int(len(gaps) * 0.99)]:.0f} ms, worst {gaps[-1]:.0f} ms")
        window.close()


if __name__ == "__main__":
    main()
