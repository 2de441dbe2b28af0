"""`python -m backfill_assistant.practice`: runs the practice workspace alone and prints its address and keys."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from backfill_assistant.practice.server import PracticeServer
from backfill_assistant.practice.state_file import StateUnreadable, load_state, save_state


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m backfill_assistant.practice", description="A small Customer.io on this machine."
    )
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (any free one when left out)")
    parser.add_argument(
        "--with-input", action="store_true", help="end when standard input ends, as it does with the program behind it"
    )
    parser.add_argument("--state", type=Path, help="file in which what was received is kept until the next time")
    chosen = parser.parse_args(arguments)
    # What is received is kept and only grows; looking through it again and again for circles would take a third of the time.
    gc.set_threshold(100_000, 50, 1_000)
    over = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        over.set()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    server = PracticeServer(chosen.port)
    if chosen.state and chosen.state.exists():
        try:
            load_state(server.workspace, chosen.state)
        except (OSError, StateUnreadable) as problem:
            sys.stderr.write(f"{chosen.state} cannot be used: {problem}. Name another file, or leave --state out.\n")
            return 2
    try:
        server.start()
    except OSError as problem:
        sys.stderr.write(f"Port {chosen.port} cannot be used: {problem.strerror}. Choose another one, or leave --port out.\n")
        return 2
    try:
        sys.stdout.write(
            f"Practice workspace at {server.base_url}\n"
            f"  Track site id   {server.site_id}\n"
            f"  Track API key   {server.api_key}\n"
            f"  Pipelines key   {server.pipelines_key}\n"
            f"  App API key     {server.app_key}\n"
            f"  private key     {server.private_key}\n"
            f"What it received: {server.base_url}/practice/received\n"
        )
        sys.stdout.flush()
        if chosen.with_input:
            threading.Thread(target=_end_with_input, args=(over,), name="practice-input", daemon=True).start()
        over.wait()
    finally:
        server.stop()
        if chosen.state:
            save_state(server.workspace, chosen.state)
    return 0


def _end_with_input(over: threading.Event) -> None:
    # Unbuffered, so that a thread still waiting here does not hold a lock when the program ends.
    while os.read(sys.stdin.fileno(), 4096):
        continue
    over.set()


if __name__ == "__main__":
    sys.exit(main())
