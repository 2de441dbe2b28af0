"""Forms the App API's answers share: the error envelope and pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from backfill_assistant.practice.messages import Reply, json_reply

_Thing = TypeVar("_Thing")


def error(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Reply:
    """The envelope of the App API specification."""
    return json_reply(status, {"errors": [{"detail": detail, "status": str(status)}]}, headers)


def page_of(things: Sequence[_Thing], start: str, size: int) -> tuple[Sequence[_Thing], str]:
    """One page, and what to pass as `start` for the next; empty after the last."""
    at = int(start) if start.isascii() and start.isdigit() else 0
    end = at + size
    return things[at:end], str(end) if end < len(things) else ""


def int_in(text: str | None, default: int, most: int) -> int:
    """A whole number between 1 and `most`; the default when it is none."""
    if text is None or not text.isascii() or not text.isdigit():
        return default
    return max(1, min(int(text), most))
