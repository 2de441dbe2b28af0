"""How long the window stands still while large files load: the worst gap between ticks of a 5 ms timer, offscreen.

python tests/benchmarks/open_files_gaps.py FILE [FILE …]        (make files with open_files.py --folder FOLDER)
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.ui.application import create_application, create_window, load_heavy_modules, settle_memory
from backfill_assistant.ui.steps import Step
from fakes.parts import FakeParts


class Ticks:
    """Moments at which the window could react, in seconds."""

    def __init__(self) -> None:
        self.moments: list[float] = []
        self._timer = QTimer()
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self.moments = [time.perf_counter()]
        self._timer.start()

    def gaps_ms(self) -> list[float]:
        return sorted(1000 * (after - before) for before, after in zip(self.moments, self.moments[1:], strict=False))

    def _tick(self) -> None:
        self.moments.append(time.perf_counter())


def main() -> None:
    application = create_application([])
    with tempfile.TemporaryDirectory() as folder:
        parts = FakeParts(Path(folder), look="light")
        parts.reader = Files(Path(folder, "cache"))
        window = create_window(parts)
        window.show()
        load_heavy_modules(parts)
        settle_memory(None)
        window.page(Step.FILE)
        QTest.qWait(500)
        for name in sys.argv[1:]:
            ticks = Ticks()
            ticks.start()
            began = time.perf_counter()
            window.bring_in(name)
            first = None
            while window.desk.session.table is None or window.desk.jobs.running():
                application.processEvents()
                time.sleep(0.001)
                if first is None and window.desk.session.opened is not None:
                    first = time.perf_counter() - began
            seconds = time.perf_counter() - began
            QTest.qWait(300)
            gaps = ticks.gaps_ms()
            middle, high = gaps[len(gaps) // 2], gaps[int(len(gaps) * 0.99)]
            print(
                f"{Path(name).name}: first rows {first:.3f} s, all {seconds:.2f} s, "
                f"gaps median {middle:.0f} ms, 99 % {high:.0f} ms, worst {gaps[-1]:.0f} ms"
            )
            window.desk.session.start_over()
        window.close()


if __name__ == "__main__":
    main()
