"""Read the arguments, open the window."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path


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
    from backfill_assistant.ui.application import run

    parts = make_parts()
    try:
        path = Path(chosen.file).absolute() if chosen.file else parts.samples.survey_events() if chosen.sample else None
        return run(lambda: parts, sys.argv[:1], str(path) if path else None)
    finally:
        parts.close()


if __name__ == "__main__":
    raise SystemExit(main())
