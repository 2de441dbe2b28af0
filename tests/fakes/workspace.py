"""A workspace that keeps what it takes, in memory, and misbehaves as it is told to."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from backfill_assistant.core.journal.outcome import Outcome, OutcomeKind, RecordRefusal
from backfill_assistant.core.ports import Answer, RegionCheck
from fakes.clock import FakeClock

# What happens to one request: its place (from 1) and its records; None lets the workspace judge by itself.
Fault = Callable[[int, list[dict[str, Any]]], "tuple[Outcome, bool] | None"]
OK = Outcome(OutcomeKind.ACCEPTED, 200)


class FakeWorkspace:
    """Implements ports.Workspace. Records with `"bad": true` are refused: one by one, or (`whole`) with their whole request."""

    def __init__(
        self, clock: FakeClock, fault: Fault | None = None, in_flight_max: int = 4, seconds: float = 0.1, whole: bool = False
    ) -> None:
        self.clock, self.fault, self.seconds, self.whole = clock, fault, seconds, whole
        self._in_flight_max = in_flight_max
        self.key = "practice-1"
        self.key_mark = ""
        self.memory_mark = ""
        self.check_problems: list[Exception] = []
        self.checks = 0
        # Every record taken, by its id: the bytes are kept once, how often it came is counted.
        self.held: dict[str, dict[str, Any]] = {}
        self.times_taken: dict[str, int] = {}
        self.arrival: list[str] = []
        self.bodies: list[bytes] = []
        self.started_at: list[float] = []
        self.most_at_once = 0
        self.times_cut_off = 0
        # Numbers of batches to be doubted when next asked.
        self.doubts: list[int] = []
        self._due: list[tuple[float, Answer]] = []

    @property
    def in_flight_max(self) -> int:
        return self._in_flight_max

    def check(self) -> RegionCheck:
        self.checks += 1
        if self.check_problems:
            raise self.check_problems.pop(0)
        return RegionCheck("eu", self.key, key_mark=self.key_mark, memory_mark=self.memory_mark)

    def start(self, number: int, body: bytes) -> None:
        self.bodies.append(body)
        self.started_at.append(self.clock.monotonic())
        records = json.loads(body)["batch"]
        told = self.fault(len(self.bodies), records) if self.fault else None
        outcome, taken = told if told is not None else self._judge(records)
        if taken:
            refused = {refusal.index for refusal in outcome.refusals}
            for index, record in enumerate(records):
                if index not in refused and not record.get("bad"):
                    self.held[record["id"]] = record
                    self.times_taken[record["id"]] = self.times_taken.get(record["id"], 0) + 1
                    self.arrival.append(record["id"])
        self._due.append((self.clock.monotonic() + self.seconds, Answer(number, outcome, self.seconds)))
        self.most_at_once = max(self.most_at_once, len(self._due))

    def _judge(self, records: list[dict[str, Any]]) -> tuple[Outcome, bool]:
        bad = [index for index, record in enumerate(records) if record.get("bad")]
        if not bad:
            return OK, True
        if self.whole:
            return Outcome(OutcomeKind.REFUSED, 400, reason="something is wrong"), False
        refusals = tuple(RecordRefusal(index, "invalid: too long", "attributes.plan") for index in bad)
        return Outcome(OutcomeKind.PARTLY_REFUSED, 207, refusals), True

    def answers(self, wait_seconds: float) -> Sequence[Answer]:
        if self._due:
            first = min(due for due, _ in self._due)
            self.clock.advance(max(0.0, min(wait_seconds, first - self.clock.monotonic())))
        else:
            self.clock.advance(wait_seconds)
        now = self.clock.monotonic()
        ready = [answer for due, answer in self._due if due <= now + 1e-9]
        self._due = [(due, answer) for due, answer in self._due if due > now + 1e-9]
        return ready

    def doubted(self, last: bool) -> Sequence[int]:
        found, self.doubts = self.doubts, []
        return found

    def cut_off(self) -> None:
        self.times_cut_off += 1
        self._due.clear()

    def close(self) -> None:
        self._due.clear()
