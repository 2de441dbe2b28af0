"""Operation: look a few accepted rows up again, to see whether they took effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.jobs import Job, Lane

if TYPE_CHECKING:
    from backfill_assistant.core.journal.runs import Run
    from backfill_assistant.core.journal.sightings import Sighting
    from backfill_assistant.core.mapping.repairs import Repairs
    from backfill_assistant.core.ports import Parts
    from backfill_assistant.core.progress import Monitor
    from backfill_assistant.core.table.table import Table


def look_rows_up(desk: Desk) -> Job:
    """Look up some rows of the session's run; the job's result is a tuple of Sighting."""
    session = desk.session
    if session.report is None or session.table is None:
        raise RuntimeError("the report or its file is not there")
    asked = (session.report.run, session.table, session.repairs)
    still = session.still("report")
    return desk.jobs.start(_look, desk.parts, *asked, name="look up", lane=Lane.OUTSIDE, valid_while=still)


def _look(parts: Parts, run: Run, table: Table, repairs: Repairs | None, monitor: Monitor) -> tuple[Sighting, ...]:
    from backfill_assistant.core.journal.sightings import accepted_rows, choose_samples

    # First, because it fails at once where there is no key for it.
    read_back = parts.read_back(run.workspace)
    journal = parts.journals.open(run.id, to_send=False)
    try:
        rows = accepted_rows(journal.batches(), journal.refused())
    finally:
        journal.close()
    made_with = run.repairs if repairs is None else repairs
    samples = choose_samples(table, run.mapping, made_with, run.workspace.route, rows, run.checked_at_ms)
    return read_back.look(samples, monitor)
