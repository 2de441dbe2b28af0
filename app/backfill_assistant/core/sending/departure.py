"""Departure: what is about to be sent, in numbers, for the sentence that the person confirms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from backfill_assistant.core.checked import NO_SUBSCRIPTIONS, Subscriptions
from backfill_assistant.core.forecast.forecast import Forecast
from backfill_assistant.core.journal.runs import LeftOutBy, Run
from backfill_assistant.core.sending.cargo import Cargo
from backfill_assistant.core.sending.lanes import lane_count

_SAMPLE_ROWS: Final = 400
# How long one request takes, from a fast line to a slow one with a busy server.
_ANSWER_SECONDS: Final = (0.1, 0.6)
# Bytes per second of a slow uplink (5 Mbit/s).
_SLOW_UPLINK: Final = 625_000.0


@dataclass(frozen=True)
class Departure:
    """Numbers of rows, of bytes, and of rows that could start a campaign."""

    rows: int
    refused: int
    left_out_by_decision: int
    left_out_by_repair: int
    left_out_by_choice: int
    left_out_by_merging: int
    # How many of the rows could enter a campaign or are too close to call: the number that is approved.
    possible_entries: int
    # Campaigns for which nobody can say beforehand, because of how they start.
    unpredictable_campaigns: int
    # Estimated from a sample of the rows.
    size_bytes: int
    # How many people messages are let through to, and stopped for.
    subscriptions: Subscriptions = NO_SUBSCRIPTIONS


@dataclass(frozen=True)
class Duration:
    """How long sending takes, from a fast line to a slow one. `by_speed`: the chosen speed decides, not the line."""

    shortest_seconds: float
    longest_seconds: float
    by_speed: bool


def departure_of(cargo: Cargo, run: Run, forecast: Forecast) -> Departure:
    """Count what a run would send."""
    left_out = {part.by: len(part.rows) for part in cargo.left_out}
    entering = forecast.rows_that_could_enter(run.plan)
    count = len(cargo.rows)
    sample = cargo.rows[np.unique(np.linspace(0, count - 1, min(count, _SAMPLE_ROWS)).astype(np.int64))] if count else cargo.rows
    size_bytes = int(cargo.encode(sample).sizes.sum() / len(sample) * count) if count else 0
    return Departure(
        rows=count,
        refused=sum(len(group.rows) for group in cargo.refused),
        left_out_by_decision=left_out.get(LeftOutBy.DECISION, 0),
        left_out_by_repair=left_out.get(LeftOutBy.REPAIR, 0),
        left_out_by_choice=left_out.get(LeftOutBy.CHOICE, 0),
        left_out_by_merging=left_out.get(LeftOutBy.MERGING, 0),
        possible_entries=int(np.count_nonzero(entering[cargo.rows])),
        unpredictable_campaigns=forecast.totals(run.plan).not_predictable_campaigns,
        size_bytes=size_bytes,
        subscriptions=forecast.checked.subscriptions_of(cargo.rows),
    )


def duration_of(rows: int, size_bytes: int, rows_per_second: float, batch_budget_bytes: int) -> Duration:
    """How long so many rows take at a speed: never less than the speed allows, never less than the line needs."""
    by_speed = rows / rows_per_second
    requests = max(size_bytes / batch_budget_bytes, rows / rows_per_second, 1.0) if rows else 0.0
    at_once = lane_count(rows)
    fast, slow = (requests * seconds / at_once for seconds in _ANSWER_SECONDS)
    shortest = max(by_speed, fast)
    longest = max(by_speed * 1.2, slow, size_bytes / _SLOW_UPLINK)
    return Duration(shortest, max(longest, shortest), by_speed >= max(fast, size_bytes / _SLOW_UPLINK))
