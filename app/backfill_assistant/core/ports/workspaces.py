"""What the core and the window ask of a workspace of Customer.io."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from backfill_assistant.core.campaigns.campaigns import Campaign
from backfill_assistant.core.journal.outcome import Outcome
from backfill_assistant.core.progress import Monitor

if TYPE_CHECKING:
    # What pictures, reports and looking up are made of is loaded where they are made.
    from backfill_assistant.core.journal.sightings import Sample, Sighting


@dataclass(frozen=True)
class RegionCheck:
    """What the region endpoint said. `workspace_key` identifies the workspace in event ids, and begins with the route and a colon.

    `key_mark` is another for another key, where only the key decides which workspace is fed; it does not tell the key.
    `memory_mark` is another when a practice workspace has forgotten what it received; Customer.io, which does not forget, has none.
    """

    region: str
    workspace_key: str
    name: str = ""
    key_mark: str = ""
    memory_mark: str = ""


@dataclass(frozen=True)
class Answer:
    """The outcome of the request that carried batch `number`."""

    number: int
    outcome: Outcome
    seconds: float


class Workspace(Protocol):
    """A Customer.io workspace that takes batches, several at once. Belongs to the thread that uses it."""

    @property
    def in_flight_max(self) -> int:
        """How many requests may be under way at once."""

    def check(self) -> RegionCheck:
        """Ask the region endpoint; no customer data leaves. Raises KeyRefused, WrongRegion, WorkspaceProblem."""

    def start(self, number: int, body: bytes) -> None:
        """Begin sending one body; the answer comes from `answers`."""

    def answers(self, wait_seconds: float) -> Sequence[Answer]:
        """Answers that have come; waits at most so long for the first. Never raises for what a server or network does."""

    def doubted(self, last: bool) -> Sequence[int]:
        """Numbers of batches whose answers may have been those to other requests: they must be sent again. Each is told once.

        `last`: no request is under way; what may still come of the latest is waited for, a second at most.
        """

    def cut_off(self) -> None:
        """End requests under way without their answers; nothing more leaves. `close` then has nothing to wait for."""

    def close(self) -> None:
        """Wait for requests under way and let go of connections."""


class CampaignSource(Protocol):
    """Campaigns read from a workspace."""

    def read(self, monitor: Monitor) -> tuple[Campaign, ...]:
        """All campaigns. Raises CampaignsUnreadable, KeyRefused, WorkspaceProblem."""


class ReadBack(Protocol):
    """Looks rows up in a workspace after they were accepted."""

    def look(self, samples: Sequence[Sample], monitor: Monitor) -> tuple[Sighting, ...]:
        """What can be seen of each. Raises KeyRefused, WorkspaceProblem, Stopped."""
