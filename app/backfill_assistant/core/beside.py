"""Beside: work that goes on while the caller does something else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

_Result = TypeVar("_Result")


class Beside(Protocol):
    """Whoever does work beside the caller, one piece after the other."""

    def __call__(self, work: Callable[[], _Result], /) -> Callable[[], _Result]:
        """Begin; what is returned waits for the result, or raises what the work raised."""


def in_turn(work: Callable[[], _Result], /) -> Callable[[], _Result]:
    """A Beside for callers without a second pair of hands: the work is done when its result is asked for."""
    return work


def ahead(works: Iterable[Callable[[], _Result]], beside: Beside) -> Iterator[_Result]:
    """The results one after the other; the next piece of work goes on while a result is used."""
    coming: Callable[[], _Result] | None = None
    for work in works:
        following = beside(work)
        if coming is not None:
            yield coming()
        coming = following
    if coming is not None:
        yield coming()
