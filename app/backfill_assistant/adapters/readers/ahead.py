"""Work that runs ahead in a thread of its own: Arrow, hashes and disks let go of the interpreter, so two cores are used."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import repeat
from typing import Protocol, TypeVar

Made = TypeVar("Made")
# Enough that neither side waits for the other, few enough that memory stays flat.
AHEAD = 2


class Utf8Blocks(Protocol):
    """Text of a file as UTF-8, block by block, each ending at a whole character."""

    def next_block(self) -> bytes:
        """The next block; b"" at the end."""


def made_ahead(calls: Iterable[Callable[[], Made]], threads: int = 1) -> Generator[Made, None, None]:
    """What the calls return, in their order; other threads make them, up to `AHEAD` more of them than there are threads too early.

    Raises what a call raised, in its turn. Closing it waits for the calls under way.
    """
    with ThreadPoolExecutor(threads, "reading-ahead") as pool:
        waiting: deque[Future[Made]] = deque()
        try:
            for call in calls:
                waiting.append(pool.submit(call))
                if len(waiting) > AHEAD + threads - 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for left_over in waiting:
                left_over.cancel()


class BlocksAhead:
    """Blocks that are read, hashed and decoded while those before are parsed; to be closed."""

    def __init__(self, blocks: Utf8Blocks) -> None:
        self._made = made_ahead(repeat(blocks.next_block))

    def next_block(self) -> bytes:
        """The next block; b"" at the end."""
        return next(self._made)

    def close(self) -> None:
        """Stop making blocks."""
        self._made.close()
