"""LeftOver: what a run that goes on would send, judged anew as of now."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from backfill_assistant.core.cargo import Cargo
from backfill_assistant.core.forecast import Forecast
from backfill_assistant.core.ports import Journal
from backfill_assistant.core.row_sets import row_set
from backfill_assistant.core.runs import BatchState


@dataclass(frozen=True)
class LeftOver:
    """Numbers of rows. Entries are those that must be approved for the whole run, with what it used up before."""

    rows: int
    # When the run starts at its planned moment, or now if that has passed.
    entries: int
    # When it starts now, whatever was planned.
    entries_now: int
    # What is approved, and when it was planned to start (unix milliseconds).
    approved: int
    start_ms: int
    # When this was judged (unix milliseconds).
    judged_ms: int


def left_over(journal: Journal, cargo: Cargo, forecast: Forecast, now_ms: int) -> LeftOver:
    """Judge the rows that are left, wherever they go out between the first and the last."""
    run = journal.run()
    left, asked = row_set(cargo.rows, run.row_count), row_set(cargo.rows[:0], run.row_count)
    used = in_doubt = 0
    for batch in journal.batches():
        if not batch.state.to_send:
            left[batch.rows] = False
    for batch in journal.batches():
        if batch.state.in_doubt:
            in_doubt += batch.entries
            asked[batch.rows] = True
        elif batch.state is not BatchState.NOT_TAKEN:
            used += batch.entries
        if batch.state.to_send:
            left[batch.rows] = True

    def entries(start_ms: int) -> int:
        entering = forecast.rows_that_could_enter(replace(run.plan, start_ms=start_ms))
        fresh, again = (int(np.count_nonzero(entering & left & part)) for part in (~asked, asked))
        # Rows that may have arrived already are sent again, and have used up what they were judged to be then.
        return used + max(in_doubt, again) + fresh

    return LeftOver(
        rows=int(np.count_nonzero(left)),
        entries=entries(max(now_ms, run.plan.start_ms)),
        entries_now=entries(now_ms),
        approved=run.approved_entries,
        start_ms=run.plan.start_ms,
        judged_ms=now_ms,
    )
