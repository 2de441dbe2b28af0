"""Account: the workspace with its keys, faults and log, without the network: what it answers and what it can be asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from backfill_assistant.practice.campaigns import read_campaign, segments_described
from backfill_assistant.practice.faults import Fault, Faults
from backfill_assistant.practice.gate import Gate
from backfill_assistant.practice.keys import Keys
from backfill_assistant.practice.received import Received
from backfill_assistant.practice.routes import Routes
from backfill_assistant.practice.switches import Switches
from backfill_assistant.practice.workspace import Workspace


def system_clock_ms() -> int:
    """Unix milliseconds."""
    return time.time_ns() // 1_000_000


class Account:
    """A practice workspace as its owner sees it."""

    def __init__(
        self,
        switches: Switches | None = None,
        clock_ms: Callable[[], int] = system_clock_ms,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.keys = Keys()
        self.faults = Faults(monotonic)
        self.workspace = Workspace(clock_ms, switches or Switches())
        self.received = Received(self.workspace)
        # Set when the server stops, so that nobody waits for a slow answer.
        self.stopping = threading.Event()
        routes = Routes(self.workspace, self.keys, clock_ms, monotonic)
        self.gate = Gate(routes.answer, self.faults, clock_ms, self.stopping)

    @property
    def site_id(self) -> str:
        """The Track site id."""
        return self.keys.site_id

    @property
    def api_key(self) -> str:
        """The Track API key."""
        return self.keys.api_key

    @property
    def app_key(self) -> str:
        """The App API key."""
        return self.keys.app_key

    @property
    def pipelines_key(self) -> str:
        """The key of the Pipelines source."""
        return self.keys.pipelines_key

    @property
    def private_key(self) -> str:
        """The private key of this account's region, which opens all three APIs."""
        return self.keys.private_key(self.workspace.switches.account_region)

    def switch(self, **changes: Any) -> None:
        """Change switches by name from now on."""
        workspace = self.workspace
        with workspace.lock:
            workspace.switches = replace(workspace.switches, **changes)
            workspace.judge.set(workspace.judge.campaigns, workspace.judge.segments, workspace.switches)

    def set_faults(self, *faults: Fault) -> None:
        """Replace all faults; without arguments nothing goes wrong any more."""
        self.faults.set(*faults)

    def set_campaigns(self, campaigns: Sequence[Mapping[str, Any]], segments: Sequence[Mapping[str, Any]] | None = None) -> None:
        """Replace the campaigns, in the App API's form plus `opening_delay` in seconds; and the segments if given."""
        read = [read_campaign(given) for given in campaigns]
        workspace = self.workspace
        with workspace.lock:
            described = segments_described(read, workspace.judge.segments if segments is None else segments)
            workspace.judge.set(read, described, workspace.switches)

    def reset(self) -> None:
        """Forget everything received and the request log; faults, switches and campaigns stay."""
        self.workspace.clear()
        self.gate.log.clear()

    def people(self) -> list[dict[str, Any]]:
        """Everybody it knows."""
        return self.received.people()

    def events(self) -> list[dict[str, Any]]:
        """All events it stored."""
        return self.received.events()

    def activities(self) -> list[dict[str, Any]]:
        """What else happened: changes, failures, skipped updates."""
        return self.received.activities()

    def entries(self) -> list[dict[str, Any]]:
        """Who entered which campaign."""
        return self.received.entries()

    def counts(self) -> dict[str, int]:
        """How many of each, and requests and refused records."""
        log = self.gate.log
        return {**self.received.counts(), "requests": len(log), "refused_records": sum(line.refused for line in log)}

    def holdings(self, newest: int | None = None) -> dict[str, Any]:
        """Counts, people, events, activities and entries at one moment; with `newest` only the last so many of each."""
        with self.workspace.lock:
            return {**self.received.all(newest), "counts": self.counts()}

    def requests(self) -> list[dict[str, Any]]:
        """The request log, without bodies and headers."""
        return [line._asdict() for line in self.gate.log]
