"""Kept: answers that are asked for again and again, with what they were asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Kept:
    """Keeps the two latest answers of each name: while one thread asks for the next plan, another may still show the one before."""

    def __init__(self) -> None:
        self._answers: dict[str, tuple[tuple[object, Any], ...]] = {}

    def get(self, name: str, key: object, make: Callable[[], Any]) -> Any:
        """The answer for an equal key, or a new one."""
        known = self._answers.get(name, ())
        for asked, answer in known:
            if asked == key:
                return answer
        answer = make()
        self._answers[name] = ((key, answer), *known[:1])
        return answer
