#!/usr/bin/env python3
"""Print how quickly a window is on screen and how large things are: `python packaging/measure.py [FOLDER-OF-THE-BUILD]`.

Needs a display (`xvfb-run -a …` gives one). Each start is a process of its own, timed from before it is started; the first is cold.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

STARTS = 6


def start_times_ms(command: list[str]) -> list[int]:
    """Milliseconds from the start of the process until its window is on screen."""
    found = []
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "BACKFILL_ASSISTANT_HOME": home}
        for _ in range(STARTS):
            words = [*command, "--started-at", repr(time.time())]
            found.append(int(subprocess.check_output(words, env=environment, text=True)))
    return found


def size_mb(path: Path) -> float:
    """Megabytes of a file or of everything in a folder."""
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file() and not each.is_symlink()]
    return sum(each.stat().st_size for each in files) / 1e6


def main() -> int:
    programs = {"from source": [sys.executable, "-m", "backfill_assistant"]}
    folder = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None
    if folder is not None:
        name = "backfill-assistant.exe" if sys.platform == "win32" else "backfill-assistant"
        programs["packaged"] = [str(folder / "backfill-assistant" / name)]
    print(f"{'window on screen':<20} {'first ms':>9} {'median ms':>10} {'worst ms':>9}")
    for name, command in programs.items():
        first, *rest = start_times_ms(command)
        print(f"{name:<20} {first:>9} {median(rest):>10.0f} {max(rest):>9}")
    if folder is not None:
        print(f"\n{'size':<50} {'MB':>6}")
        for path in sorted(folder.iterdir()):
            print(f"{path.name:<50} {size_mb(path):>6.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
