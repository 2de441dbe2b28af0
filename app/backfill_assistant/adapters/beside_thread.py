"""Work beside the caller, in one more thread: Arrow's and numpy's work needs no interpreter, so that both go on at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from backfill_assistant.core.beside import Beside

_Result = TypeVar("_Result")


@contextmanager
def beside_thread() -> Iterator[Beside]:
    """A thread that has ended when this is left."""
    with ThreadPoolExecutor(1, thread_name_prefix="beside") as threads:

        def begin(work: Callable[[], _Result]) -> Callable[[], _Result]:
            return partial(_result, threads.submit(work))

        yield begin


def _result(begun: Future[_Result]) -> _Result:
    """Waits in short pieces: not every system hears Ctrl-C in a longer one."""
    while not begun.done():
        wait([begun], 0.2)
    return begun.result()
