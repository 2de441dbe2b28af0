"""Read the arguments, open the window."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backfill_assistant.compose import ConcreteParts


def main(arguments: list[str] | None = None) -> int:
    """Start the window; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="backfill-assistant",
        description="Bring people and historic events into Customer.io, and know beforehand what they could trigger.",
    )
    parser.add_argument("file", nargs="?", help="a file to open")
    parser.add_argument("--sample", action="store_true", help="open the sample data")
    parser.add_argument(
        "--journey", metavar="FOLDER", help="walk the sample to a report in the practice workspace, save pictures, and end"
    )
    parser.add_argument("--started-at", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--version", action="store_true", help="say which version this is")
    chosen = parser.parse_args(arguments)
    if chosen.version:
        from backfill_assistant import __version__

        print(__version__)
        return 0
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        if not os.environ.get("QT_QPA_PLATFORM"):
            print(
                "There is no screen here to open a window on. Without a window the same path is backfill-assistant-cli.",
                file=sys.stderr,
            )
            return 2
    from backfill_assistant.compose import make_parts

    parts = make_parts()
    try:
        if chosen.journey:
            from backfill_assistant.ui.journey import walk_the_sample

            return walk_the_sample(parts, sys.argv[:1], Path(chosen.journey))
        if chosen.started_at is not None:
            return _say_when_shown(parts, chosen.started_at)
        from backfill_assistant.ui.application import run

        return run(lambda: parts, sys.argv[:1], str(Path(chosen.file).absolute()) if chosen.file else None, sample=chosen.sample)
    finally:
        parts.close()


def _say_when_shown(parts: ConcreteParts, started_at: float) -> int:
    """Print how many milliseconds after `started_at` (unix seconds) the window was on screen, and end: for measuring."""
    from backfill_assistant.ui.application import create_application, create_window

    application = create_application(sys.argv[:1])
    window = create_window(parts)
    while not (window.windowHandle() and window.windowHandle().isExposed()):
        application.processEvents()
    window.repaint()
    print(round((time.time() - started_at) * 1000), flush=True)
    window.desk.jobs.shut_down()
    window.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
