"""How the Triggers page follows the slider: python tests/benchmarks/triggers_gaps.py [rows] [rows a second].

Fifty campaigns and a file whose rows are all within the windows, in the whole window, offscreen. Printed are the worst gap between
ticks of a 5 ms timer, and the time from a move of the slider until counts, table and timeline show the new start, also with
at most 100 rows for each campaign.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

import pyarrow as pa
from pyarrow import csv
from PySide6.QtTest import QTest

from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.core.forecast.plans import Decision, Order, SendingPlan
from backfill_assistant.core.mapping.mapping import Mapping, RowMeaning, TimeReading
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.table.reading import ReadingChoices
from backfill_assistant.ui.application import create_application, create_window, load_heavy_modules, settle_memory
from backfill_assistant.ui.steps import Step
from benchmarks.forecast_speed import DAY, campaigns_of, file_of
from benchmarks.open_files_gaps import Ticks
from fakes.parts import PRACTICE, FakeParts

FEW = Decision(at_most=tuple((campaign.id, 100) for campaign in campaigns_of(50)))
MAPPING = Mapping(
    RowMeaning.PERSON_AND_EVENT, identifier_column=0, event_name_column=1, time_column=2, time=TimeReading("unix_ms", "UTC")
)


def write_file(path: Path, row_count: int) -> None:
    """The file of the other benchmark, as CSV."""
    made = file_of(row_count, 3 * DAY)
    names = pa.array(made.event_names).take(pa.array(made.event))
    csv.write_csv(pa.table({"who": made.person, "event": names, "when": made.time_ms}), path)


def wait_until(application, fulfilled) -> float:
    """Let the window live until then; the milliseconds it took."""
    began = time.perf_counter()
    while not fulfilled():
        application.processEvents()
        time.sleep(0.0005)
    return 1000 * (time.perf_counter() - began)


def say(what: str, ticks: Ticks, took: list[float]) -> None:
    QTest.qWait(100)
    gaps, took = ticks.gaps_ms(), sorted(took)
    print(f"{what:60} median {took[len(took) // 2]:6.0f} ms, worst {took[-1]:6.0f} ms; worst gap {gaps[-1]:4.0f} ms", flush=True)


def main(row_count: int, rows_per_second: float) -> None:
    """Open the file, then move the slider in each order of sending."""
    application = create_application([])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "events.csv")
        write_file(path, row_count)
        parts = FakeParts(Path(folder, "home"), look="light")
        parts.reader = Files(Path(folder, "cache"))
        window = create_window(parts)
        window.resize(1240, 800)
        window.show()
        load_heavy_modules(parts)
        settle_memory(None)
        desk, page = window.desk, window.page(Step.TRIGGERS)
        ticks = Ticks()
        desk.session.workspace, desk.session.campaigns = PRACTICE, campaigns_of(50)
        desk.session.table = parts.reader.read(path, ReadingChoices(), Unwatched())
        desk.session.mapping = MAPPING
        ticks.start()
        window.go_to(Step.TRIGGERS)
        say("rows checked, sorted and counted", ticks, [wait_until(application, lambda: page.outlook is not None)])
        now_ms = parts.clock.now_ms()
        for order in Order:
            ticks.start()
            page.plan(SendingPlan(now_ms, rows_per_second, order))
            took = wait_until(application, lambda: page.outlook.plan == desk.session.plan and not desk.jobs.running())
            say(f"{order.value}, first", ticks, [took])
            QTest.qWait(200)
            for words, decision in (("", Decision()), (", 100 a campaign", FEW)):
                desk.session.decision = decision
                wait_until(application, lambda: page.outlook.decision == desk.session.decision and not desk.jobs.running())
                ticks.start()
                moves = []
                for number in range(40):
                    page.start.slider.setValue(1 + number)
                    moves.append(wait_until(application, lambda: page.outlook.plan == desk.session.plan))
                    QTest.qWait(20)
                say(f"{order.value}, a move of the slider{words}", ticks, moves)
        print(f"{page.outlook.totals.rows:,} of {row_count:,} rows could enter")
        window.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, float(sys.argv[2]) if len(sys.argv) > 2 else 1_000.0)
