"""What sending needs done away from the window: each function runs in a job's thread, blocking, without Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from backfill_assistant.core.checked import NO_SUBSCRIPTIONS, Subscriptions
from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.forecast.forecast import Forecast, prepare
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.forecast.plans import Decision, SendingPlan
from backfill_assistant.core.journal.kept_workspaces import WORKSPACES, other_way_now
from backfill_assistant.core.journal.report import Report, make_report
from backfill_assistant.core.sending.cargo import Cargo, load_cargo
from backfill_assistant.core.sending.departure import Departure, departure_of
from backfill_assistant.core.sending.holding import begin, held_back
from backfill_assistant.core.sending.ledger import SentBefore, sent_before
from backfill_assistant.core.sending.left_over import LeftOver, left_over
from backfill_assistant.core.sending.new_run import Prepared, new_run
from backfill_assistant.core.sending.sender import Wishes, send

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from backfill_assistant.core.campaigns.campaigns import Campaign
    from backfill_assistant.core.checked import CheckedRows
    from backfill_assistant.core.journal.runs import Run, WorkspaceAddress
    from backfill_assistant.core.mapping.mapping import Mapping
    from backfill_assistant.core.mapping.repairs import Repairs
    from backfill_assistant.core.ports import Journal, Parts, RegionCheck
    from backfill_assistant.core.progress import Monitor
    from backfill_assistant.core.sentences import Sentence
    from backfill_assistant.core.table.table import Table

# So many rows can be sent before all others, to look at them in the workspace.
FIRST_ROWS: Final = 3


@dataclass(frozen=True, eq=False)
class Known:
    """What is already known about a file's rows; None where it must be found out."""

    checked: CheckedRows | None
    forecast: Forecast | None


@dataclass(frozen=True, eq=False)
class Asked:
    """What was decided on the pages before Send."""

    table: Table
    mapping: Mapping
    repairs: Repairs
    campaigns: tuple[Campaign, ...]
    plan: SendingPlan
    decision: Decision
    address: WorkspaceAddress
    only_rows: npt.NDArray[np.int64] | None
    known: Known


@dataclass(frozen=True, eq=False)
class Ready:
    """Everything decided and counted: only the person's word is missing."""

    prepared: Prepared
    forecast: Forecast
    departure: Departure
    # Rows among them that an earlier run on this machine has brought there already.
    sent_before: SentBefore | None
    only_rows: npt.NDArray[np.int64] | None
    # When the rows that are held back may go (unix milliseconds); None where none are held.
    held_until_ms: int | None = None
    # The rows that can be sent first, in the order in which they go, and how many of them could start a campaign.
    first_rows: tuple[int, ...] = ()
    first_entries: int = 0
    # Of the rows that can be sent first.
    first_subscriptions: Subscriptions = NO_SUBSCRIPTIONS


@dataclass(frozen=True, eq=False)
class LookedOver:
    """What is left of a run, and the forecast that says so."""

    run_id: str
    left: LeftOver
    forecast: Forecast
    # What to say when the workspace goes another way since the run began.
    other_way: Sentence | None = None


def check_workspace(parts: Parts, address: WorkspaceAddress) -> RegionCheck:
    """Ask where the workspace is; no customer data leaves."""
    workspace = parts.open_workspace(address)
    try:
        return workspace.check()
    finally:
        workspace.close()


def make_ready(parts: Parts, asked: Asked, monitor: Monitor) -> Ready:
    """What would be sent at the planned start, or now if that has passed; checks and judges rows as far as no page did before."""
    now_ms = parts.clock.now_ms()
    checked, forecast = asked.known.checked, asked.known.forecast
    if checked is None:
        checked = check_rows(asked.table, asked.mapping, asked.repairs, asked.address.route, now_ms, monitor)
    if forecast is None or not forecast.is_of(checked, asked.campaigns, asked.only_rows):
        forecast = prepare(checked, asked.campaigns, ImportKind.of(asked.mapping), asked.only_rows)
    plan = replace(asked.plan, start_ms=max(asked.plan.start_ms, now_ms))
    prepared = Prepared(asked.table, asked.mapping, asked.repairs, checked, asked.campaigns, plan, asked.decision)
    run = new_run(prepared, asked.address, "", 0, now_ms, asked.only_rows)
    cargo = load_cargo(run, asked.table, checked, forecast, asked.repairs)
    before = sent_before(parts.journals, asked.table.fingerprint, asked.address, asked.table.row_count)
    if before is not None and not np.isin(before.rows, cargo.rows).any():
        before = None
    held = held_back(run, cargo, asked.table, checked, asked.repairs)
    held_until_ms = held.start_ms if held is not None else None
    first = cargo.rows[:FIRST_ROWS]
    return Ready(
        prepared,
        forecast,
        departure_of(cargo, run, forecast),
        before,
        asked.only_rows,
        held_until_ms,
        tuple(first.tolist()),
        int(np.count_nonzero(forecast.rows_that_could_enter(run.plan)[first])),
        checked.subscriptions_of(first),
    )


def send_new(parts: Parts, ready: Ready, run: Run, wishes: Wishes, monitor: Monitor) -> Report:
    """Begin a run and send it; rows to be held become a second run that waits in the history."""
    parts.reader.check_unchanged(ready.prepared.table)
    table, checked, repairs = ready.prepared.table, ready.prepared.checked, ready.prepared.repairs
    cargo = load_cargo(run, table, checked, ready.forecast, repairs)
    run = replace(run, subscriptions=checked.subscriptions_of(cargo.rows))
    journal = begin(parts.journals, run, held_back(run, cargo, table, checked, repairs))
    try:
        return _carry(parts, journal, run, cargo, wishes, monitor)
    finally:
        journal.close()


def send_on(
    parts: Parts, run_id: str, table: Table, repairs: Repairs, known: Known, approved: int, wishes: Wishes, monitor: Monitor
) -> Report:
    """Go on with a run that has begun; `approved` replaces the number of possible entries if it is larger."""
    journal = parts.journals.open(run_id)
    try:
        run = journal.run()
        if approved > run.approved_entries:
            journal.approve(approved)
        forecast = _forecast_of(run, table, repairs, known, monitor)
        return _carry(parts, journal, run, load_cargo(run, table, forecast.checked, forecast, repairs), wishes, monitor)
    finally:
        journal.close()


def look_over(parts: Parts, run_id: str, table: Table, repairs: Repairs, known: Known, monitor: Monitor) -> LookedOver:
    """Judge what is left of a run as of now, before it goes on."""
    journal = parts.journals.open(run_id, to_send=False)
    try:
        run = journal.run()
        forecast = _forecast_of(run, table, repairs, known, monitor)
        cargo = load_cargo(run, table, forecast.checked, forecast, repairs)
        other_way = other_way_now(run, parts.settings.read(WORKSPACES))
        return LookedOver(run_id, left_over(journal, cargo, forecast, parts.clock.now_ms()), forecast, other_way)
    finally:
        journal.close()


def read_report(parts: Parts, run_id: str) -> Report:
    """What a run's journal says."""
    journal = parts.journals.open(run_id, to_send=False)
    try:
        return make_report(journal, parts.journals.is_being_sent(run_id))
    finally:
        journal.close()


def save_refused_rows(parts: Parts, path: Path, report: Report, table: Table, in_words: Callable[[Sentence], str]) -> Path:
    """The refused rows with their reasons."""
    reasons = {row: " ".join(in_words(reason.sentence) for reason in found) for row, found in report.reasons_by_row().items()}
    parts.rows_file.save(path, table, report.refused_rows(), reasons)
    return path


def save_report(parts: Parts, path: Path, report: Report, in_words: Callable[[Sentence], str]) -> Path:
    """The report as one page."""
    parts.report_page.save(path, report, in_words)
    return path


def _carry(parts: Parts, journal: Journal, run: Run, cargo: Cargo, wishes: Wishes, monitor: Monitor) -> Report:
    workspace = parts.open_workspace(run.workspace)
    try:
        with parts.beside() as beside:
            send(journal, cargo, workspace, parts.clock, monitor, wishes, beside)
    finally:
        workspace.close()
    return make_report(journal)


def _forecast_of(run: Run, table: Table, repairs: Repairs, known: Known, monitor: Monitor) -> Forecast:
    """What is known of a run's rows, or found out as it was when the run began."""
    checked, forecast = known.checked, known.forecast
    if checked is None or checked.checked_at_ms != run.checked_at_ms or checked.row_count != run.row_count:
        checked = check_rows(table, run.mapping, repairs, run.workspace.route, run.checked_at_ms, monitor)
    if forecast is None or not forecast.is_of(checked, run.campaigns, run.only_rows):
        forecast = prepare(checked, run.campaigns, ImportKind.of(run.mapping), run.only_rows)
    return forecast
