"""What the Triggers page needs done away from the window: each function runs in a job's thread, blocking, without Qt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from backfill_assistant.core.campaigns.campaign_files import campaigns_from_dict, campaigns_to_dict
from backfill_assistant.core.campaigns.campaign_reading import keep_statements
from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.forecast.forecast import Decision, Forecast, SendingPlan, prepare
from backfill_assistant.core.forecast.forecast_picture import ForecastFile, entry_reasons, picture_of
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.forecast.outlook import Outlook, look_ahead
from backfill_assistant.core.forecast.timeline import TimeScale
from backfill_assistant.core.routes import Route

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from backfill_assistant.core.campaigns.campaigns import Campaign
    from backfill_assistant.core.checked import CheckedRows
    from backfill_assistant.core.journal.runs import WorkspaceAddress
    from backfill_assistant.core.mapping.mapping import Mapping
    from backfill_assistant.core.mapping.repairs import Repairs
    from backfill_assistant.core.ports import Parts
    from backfill_assistant.core.progress import Monitor
    from backfill_assistant.core.sentences import Sentence
    from backfill_assistant.core.table.table import Table


@dataclass(frozen=True)
class Known:
    """Campaigns, and when they were read from Customer.io (None where they come from a file or were typed in)."""

    campaigns: tuple[Campaign, ...]
    read_at_ms: int | None


@dataclass(frozen=True, eq=False)
class Judged:
    """A file's rows, checked and sorted."""

    checked: CheckedRows
    forecast: Forecast


@dataclass(frozen=True, eq=False)
class Rows:
    """What decides about a file's rows."""

    table: Table
    mapping: Mapping
    repairs: Repairs
    route: Route
    checked: CheckedRows | None
    campaigns: tuple[Campaign, ...]
    # The only rows that are to be sent; None for the whole file.
    only_rows: npt.NDArray[np.int64] | None


def recall_campaigns(parts: Parts, workspace: WorkspaceAddress) -> Known | None:
    """What was known of a workspace's campaigns last time."""
    kept = parts.settings.read(_kept_under(workspace))
    return None if kept is None else Known(campaigns_from_dict(kept), kept.get("read_at_ms"))


def keep_campaigns(parts: Parts, workspace: WorkspaceAddress, known: Known) -> Known:
    """Remember them for next time."""
    parts.settings.keep(_kept_under(workspace), campaigns_to_dict(known.campaigns, known.read_at_ms))
    return known


def read_campaigns(parts: Parts, workspace: WorkspaceAddress, before: tuple[Campaign, ...], monitor: Monitor) -> Known:
    """Ask the workspace for its campaigns; what the person said about them before is kept."""
    read = parts.campaign_source(workspace).read(monitor)
    return keep_campaigns(parts, workspace, Known(keep_statements(read, before), parts.clock.now_ms()))


def judge_rows(parts: Parts, rows: Rows, monitor: Monitor) -> Judged:
    """Check the rows if no page did, and sort what the campaigns need."""
    checked = rows.checked
    if checked is None:
        checked = check_rows(rows.table, rows.mapping, rows.repairs, rows.route, parts.clock.now_ms(), monitor)
    return Judged(checked, prepare(checked, rows.campaigns, ImportKind.of(rows.mapping), rows.only_rows))


def outlook(forecast: Forecast, plan: SendingPlan, decision: Decision, scale: TimeScale, bar_count: int) -> Outlook:
    """Everything that the page shows under a plan."""
    return look_ahead(forecast, plan, decision, scale, bar_count)


@dataclass(frozen=True, eq=False)
class Pictured:
    """What a saved forecast is made from."""

    forecast: Forecast
    plan: SendingPlan
    decision: Decision
    table: Table
    workspace: WorkspaceAddress
    campaigns_read_ms: int | None


def save_forecast(parts: Parts, path: Path, pictured: Pictured, in_words: Callable[[Sentence], str]) -> Path:
    """The forecast as one page."""
    table = pictured.table
    picture = picture_of(
        pictured.forecast,
        pictured.plan,
        pictured.decision,
        ForecastFile(table.source.name, table.row_count, table.fingerprint),
        pictured.workspace.name,
        parts.clock.now_ms(),
        pictured.campaigns_read_ms,
    )
    parts.forecast_page.save(path, picture, in_words)
    return path


def save_entering_rows(parts: Parts, path: Path, pictured: Pictured, in_words: Callable[[Sentence], str]) -> Path:
    """The rows that could enter a campaign, with the campaigns' names."""
    rows = np.flatnonzero(pictured.forecast.rows_that_could_enter(pictured.plan))
    parts.rows_file.save(path, pictured.table, rows, entry_reasons(pictured.forecast, pictured.plan, rows, in_words))
    return path


def _kept_under(workspace: WorkspaceAddress) -> str:
    return f"campaigns of {workspace.id}"
