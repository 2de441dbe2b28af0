"""Ledger: which rows of a file were accepted in earlier runs on this machine, so that nobody sends them again by mistake."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.errors import BackfillError
from backfill_assistant.core.journal.runs import WorkspaceAddress
from backfill_assistant.core.ports import Journals
from backfill_assistant.core.routes import Route


@dataclass(frozen=True, eq=False)
class SentBefore:
    """Rows (ascending) that earlier runs brought to the same workspace, and when the latest of them began."""

    rows: npt.NDArray[np.int64]
    run_ids: tuple[str, ...]
    latest_ms: int
    # The route by which some of them went, where it is another than now: there their events have other ids, and sent again they
    # count twice.
    other_route: Route | None = None


def sent_before(journals: Journals, fingerprint: str, address: WorkspaceAddress, row_count: int) -> SentBefore | None:
    """Look through the runs with the same file and workspace; None when there is nothing."""
    accepted = np.zeros(row_count, dtype=np.bool_)
    other_route = None
    run_ids, latest_ms = [], 0
    for summary in journals.summaries():
        if (summary.fingerprint, summary.workspace_id, summary.row_count) != (fingerprint, address.id, row_count):
            continue
        try:
            by_this = journals.accepted(summary.id)
        except BackfillError:
            # Deleted or damaged: it can say nothing about its rows.
            continue
        if by_this.any():
            accepted |= by_this
            run_ids.append(summary.id)
            latest_ms = max(latest_ms, summary.created_ms)
            other_route = other_route or _other_route(summary.workspace_key, address.route)
    found = np.flatnonzero(accepted).astype(np.int64)
    return SentBefore(found, tuple(run_ids), latest_ms, other_route) if len(found) else None


def _other_route(workspace_key: str, route: Route) -> Route | None:
    """The route that a workspace's key is of, unless it is this one; a key begins with the route that told it."""
    found = next((each for each in Route if workspace_key.startswith(f"{each.value}:")), None)
    return None if found is route else found
