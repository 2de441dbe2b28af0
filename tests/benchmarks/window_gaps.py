"""How long the window stands still while events are sent: the worst gap between ticks of a 5 ms timer, offscreen.

    .venv/bin/python tests/benchmarks/window_gaps.py [rows]

The whole window with its own parts: the file is opened, checked and sent to the practice workspace, a process of its own, at full
speed. Loading and checking larger files are measured by open_files_gaps.py and columns_gaps.py.
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

from backfill_assistant.compose import ConcreteParts
from backfill_assistant.ui.application import create_application, create_window, load_heavy_modules, settle_memory
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets.confirm_sending import ConfirmSending
from benchmarks.open_files_gaps import Ticks
from benchmarks.send_events import the_mapping, write_rows


def wait_until(application, fulfilled, what: str) -> float:
    """Let the window live until then; the seconds it took."""
    began = time.perf_counter()
    while not fulfilled():
        application.processEvents()
        time.sleep(0.001)
        if time.perf_counter() - began > 300:
            raise TimeoutError(what)
    return time.perf_counter() - began


def say(what: str, ticks: Ticks, seconds: float) -> None:
    gaps = ticks.gaps_ms()
    middle, high = gaps[len(gaps) // 2], gaps[int(len(gaps) * 0.99)]
    print(f"{what:24} {seconds:6.2f} s, gaps: median {middle:.0f} ms, 99 % {high:.0f} ms, worst {gaps[-1]:.0f} ms", flush=True)


def main(rows: int) -> None:
    application = create_application([])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "orders.csv")
        write_rows(path, rows)
        parts = ConcreteParts(Path(folder, "home"))
        window = create_window(parts)
        window.resize(1240, 800)
        window.show()
        load_heavy_modules(parts)
        settle_memory(None)
        desk = window.desk
        wait_until(application, lambda: not desk.jobs.running(), "start")
        # As the program does once it has nothing else to do.
        ticks = Ticks()
        ticks.start()
        window.make_pages_ahead()
        say("pages made ahead", ticks, wait_until(application, lambda: window.pages_are_made, "pages"))
        ticks = Ticks()
        ticks.start()
        window.bring_in(str(path))
        say("file opened", ticks, wait_until(application, lambda: desk.session.table is not None, "table"))
        desk.session.mapping = the_mapping()
        ticks.start()
        window.go_to(Step.COLUMNS)
        say(
            "columns checked",
            ticks,
            wait_until(application, lambda: desk.session.checked is not None and not desk.jobs.running(), "checked"),
        )
        desk.session.campaigns = ()
        ticks.start()
        window.go_to(Step.SEND)
        page = window.page(Step.SEND)
        ready = lambda: page.footer.primary is not None and page.footer.primary.enabled  # noqa: E731
        say("send page counted", ticks, wait_until(application, ready, "ready"))
        QTest.qWait(300)
        page.departing.choose_speed(1e6)
        wait_until(application, ready, "ready again")
        QTest.qWait(300)
        ticks.start()
        page.departing.send_all()
        page.findChild(ConfirmSending).send.click()
        taken = wait_until(application, lambda: desk.session.report is not None, "report")
        say(f"{rows:,} events sent", ticks, taken)
        print(f"  arrived: {parts.practice.counts().events:,}; {desk.session.report.end.value}")
        wait_until(application, lambda: not desk.jobs.running(), "end")
        window.close()
        parts.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
