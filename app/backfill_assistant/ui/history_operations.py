"""Operations on the run history: everything a person can do on the Run history page (see `operations.py`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.jobs import Job, Lane

if TYPE_CHECKING:
    from backfill_assistant.core.ports import Parts, RunSummary


@dataclass(frozen=True)
class KnownRuns:
    """All runs on this machine, the newest first, and the ids of those whose records cannot be read."""

    runs: tuple[RunSummary, ...]
    unreadable: tuple[str, ...] = ()


def list_runs(desk: Desk, keep: Callable[[KnownRuns], None]) -> Job:
    """Find all runs on this machine."""
    return desk.jobs.start(_runs, desk.parts, name="runs", lane=Lane.OUTSIDE, keep=keep, watched=False)


def delete_run(desk: Desk, run_id: str, keep: Callable[[KnownRuns], None]) -> Job:
    """Remove a run's record for good; what was sent stays at Customer.io. Hands over the runs that are left."""

    def gone(left: KnownRuns) -> None:
        if desk.session.run_id == run_id:
            desk.session.run_id = None
        keep(left)

    return desk.jobs.start(_delete, desk.parts, run_id, name="delete run", lane=Lane.OUTSIDE, keep=gone, watched=False)


def _runs(parts: Parts) -> KnownRuns:
    return KnownRuns(tuple(parts.journals.summaries()), tuple(parts.journals.unreadable()))


def _delete(parts: Parts, run_id: str) -> KnownRuns:
    parts.journals.delete(run_id)
    return _runs(parts)
