"""Reads a workbook in a process of its own: calamine cannot be sliced, and freeing its cells would stall a window.

The child (`apart_child`) is told one line of JSON and tells lines of JSON: progress, then the table's description or what went
wrong. A crash or lack of memory there does not take the window along.
"""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Final

from backfill_assistant.adapters.readers import problems
from backfill_assistant.core import errors
from backfill_assistant.core.progress import Monitor, Progress, Stopped
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.core.table.reading import FileKind, ReadingChoices
from backfill_assistant.core.table.table import SourceFile, Table, open_table

# Smaller workbooks are read more quickly than a process starts.
WORTH_BYTES: Final = 2_000_000
LISTEN_SECONDS: Final = 0.1


def own_command() -> list[str]:
    """How to start the child; nothing where the program is packaged and has no interpreter beside it."""
    return [] if getattr(sys, "frozen", False) else [sys.executable, "-m", "backfill_assistant.adapters.readers.apart_child"]


def is_worth_it(source: SourceFile, choices: ReadingChoices) -> bool:
    """Whether a file is large enough."""
    return choices.kind is FileKind.SPREADSHEET and source.size_bytes >= WORTH_BYTES


def read_apart(
    command: Sequence[str], source: SourceFile, choices: ReadingChoices, place: Path, monitor: Monitor, unpacked: Path | None = None
) -> Table:
    """As reading here would; raises the same. Stopping ends the child."""
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", creationflags=flags
    )
    assert child.stdin is not None
    assert child.stdout is not None
    told: queue.Queue[str] = queue.Queue()
    listener = threading.Thread(target=_listen, args=(child.stdout, told), name="reading-apart")
    listener.start()
    try:
        asked = {"source": asdict(source), "choices": choices.to_dict(), "place": str(place), "unpacked": str(unpacked or "")}
        with contextlib.suppress(BrokenPipeError):
            child.stdin.write(json.dumps(asked) + "\n")
            child.stdin.flush()
        return open_table(place, _follow(told, source, monitor))
    finally:
        child.kill()
        child.wait()
        listener.join()
        child.stdin.close()
        child.stdout.close()
        for left_over in place.parent.glob(f"{place.stem}.{child.pid}-*.partial"):
            left_over.unlink(missing_ok=True)


def _listen(lines: IO[str], told: queue.Queue[str]) -> None:
    for line in lines:
        told.put(line)
    told.put("")


def _follow(told: queue.Queue[str], source: SourceFile, monitor: Monitor) -> str:
    """The table's description, once it is told."""
    while True:
        if monitor.stopping():
            raise Stopped
        try:
            line = told.get(timeout=LISTEN_SECONDS)
        except queue.Empty:
            continue
        if not line:
            raise problems.too_large_to_hold(Path(source.path))
        said: dict[str, Any] = json.loads(line)
        if "table" in said:
            return str(said["table"])
        if "error" in said:
            raise getattr(errors, said["error"])(*(Sentence(text, **values) for text, values in said["sentences"]))
        monitor.show(Progress(**said))
