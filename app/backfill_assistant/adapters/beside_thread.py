"""Work beside the caller, in one more thread: Arrow's and numpy's work needs no interpreter, so that both go on at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from backfill_assistant.core.beside import Beside


@contextmanager
def beside_thread() -> Iterator[Beside]:
    """A thread that has ended when this is left."""
    with ThreadPoolExecutor(1, thread_name_prefix="beside") as threads:
        yield lambda work: threads.submit(work).result
