"""What the window asks of the practice workspace."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from backfill_assistant.core.journal.runs import WorkspaceAddress


@dataclass(frozen=True)
class PracticeCounts:
    """What the practice workspace holds."""

    people: int
    events: int
    requests: int
    entries: int
    refused_records: int


class Mood(StrEnum):
    """How the practice workspace answers batches, to practise with what can go wrong."""

    WELL = "well"
    SLOW = "slow"
    # Every third request: 429 and "in two seconds".
    BUSY = "busy"
    # Every third request: 503.
    BROKEN = "broken"
    # Every third request is stored, and its answer is lost.
    CUT_OFF = "cut off"
    # A sign-in page, as in a hotel.
    SIGN_IN_PAGE = "sign-in page"
    KEY_REVOKED = "key revoked"


class Practice(Protocol):
    """The small Customer.io on this machine."""

    def address(self) -> WorkspaceAddress:
        """Start it if need be, and say where it is; its keys are in Secrets."""

    def counts(self) -> PracticeCounts:
        """What it holds now."""

    def holdings(self, newest: int | None = None) -> Dict[str, Any]:
        """What it holds: "people", "events", "activities", "entries", "counts"; with `newest` only the last so many of each."""

    def behave(self, mood: Mood) -> None:
        """Answer batches so from now on."""

    def stop(self) -> None:
        """End it."""
