"""LeftOver: what a run that goes on would send, judged anew as of now."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.forecast.forecast import Forecast
from backfill_assistant.core.journal.runs import BatchState
from backfill_assistant.core.ports import Journal
from backfill_assistant.core.row_sets import row_set
from backfill_assistant.core.sending.allowance import entries_of
from backfill_assistant.core.sending.cargo import Cargo


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
    # A campaign that more rows could start than the decision's `at_most` lets go, at the planned moment and now; "" for none.
    exceeded: str = ""
    exceeded_now: str = ""


def left_over(journal: Journal, cargo: Cargo, forecast: Forecast, now_ms: int) -> LeftOver:
    """Judge the rows that are left, wherever they go out between the first and the last."""
    run = journal.run()
    limited = tuple(campaign_id for campaign_id, _ in run.decision.at_most)
    left, asked = row_set(cargo.rows, run.row_count), row_set(cargo.rows[:0], run.row_count)
    used, in_doubt = np.zeros((2, 1 + len(limited)), dtype=np.int64)
    for batch in journal.batches():
        if not batch.state.to_send:
            left[batch.rows] = False
    for batch in journal.batches():
        if batch.state.in_doubt:
            in_doubt += entries_of(batch, len(limited))
            asked[batch.rows] = True
        elif batch.state is not BatchState.NOT_TAKEN:
            used += entries_of(batch, len(limited))
        if batch.state.to_send:
            left[batch.rows] = True

    def entries(start_ms: int) -> npt.NDArray[np.int64]:
        plan = replace(run.plan, start_ms=start_ms)
        entering = [forecast.rows_that_could_enter(plan, campaign_id) for campaign_id in (None, *limited)]
        fresh, again = (np.array([np.count_nonzero(each & left & part) for each in entering]) for part in (~asked, asked))
        # Rows that may have arrived already are sent again, and have used up what they were judged to be then.
        needed: npt.NDArray[np.int64] = used + np.maximum(in_doubt, again) + fresh
        return needed

    def exceeded(needed: npt.NDArray[np.int64]) -> str:
        pairs = zip(run.decision.at_most, needed[1:].tolist(), strict=True)
        over = {campaign_id for (campaign_id, most), count in pairs if count > most}
        return next((campaign.name for campaign in run.campaigns if campaign.id in over), "")

    planned, at_once = entries(max(now_ms, run.plan.start_ms)), entries(now_ms)
    return LeftOver(
        rows=int(np.count_nonzero(left)),
        entries=int(planned[0]),
        entries_now=int(at_once[0]),
        approved=run.approved_entries,
        start_ms=run.plan.start_ms,
        judged_ms=now_ms,
        exceeded=exceeded(planned),
        exceeded_now=exceeded(at_once),
    )
