"""Beside: work that goes on while the caller does something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

_Result = TypeVar("_Result")


class Beside(Protocol):
    """Whoever does work beside the caller, one piece after the other."""

    def __call__(self, work: Callable[[], _Result], /) -> Callable[[], _Result]:
        """Begin; what is returned waits for the result, or raises what the work raised."""


def in_turn(work: Callable[[], _Result], /) -> Callable[[], _Result]:
    """A Beside for callers without a second pair of hands: the work is done when its result is asked for."""
    return work
