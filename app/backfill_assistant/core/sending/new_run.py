"""Everything decided on the way becomes a Run that can be written down."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.campaigns.campaigns import Campaign
from backfill_assistant.core.checked import CheckedRows
from backfill_assistant.core.forecast.plans import Decision, SendingPlan
from backfill_assistant.core.journal.runs import Run, WorkspaceAddress, repairs_digest, repairs_to_write
from backfill_assistant.core.journal.unwritten import unwritten_of
from backfill_assistant.core.limits import BATCH_BUDGET_BYTES, RECORD_BUDGET_BYTES
from backfill_assistant.core.mapping.mapping import Mapping
from backfill_assistant.core.mapping.repairs import Repairs
from backfill_assistant.core.table.table import Table


@dataclass(frozen=True, eq=False)
class Prepared:
    """What was decided on the pages before Send."""

    table: Table
    mapping: Mapping
    repairs: Repairs
    checked: CheckedRows
    campaigns: tuple[Campaign, ...]
    plan: SendingPlan
    decision: Decision


def new_run(
    prepared: Prepared,
    address: WorkspaceAddress,
    workspace_key: str,
    approved_entries: int,
    created_ms: int,
    only_rows: npt.NDArray[np.int64] | None = None,
    key_mark: str = "",
) -> Run:
    """A run that has not begun. `workspace_key` and `key_mark` are what the check said; `created_ms` is unix milliseconds."""
    table = prepared.table
    day = datetime.fromtimestamp(created_ms / 1000, tz=UTC).strftime("%Y-%m-%d")
    return Run(
        id=f"{day}-{uuid.uuid4().hex[:8]}",
        workspace=address,
        workspace_key=workspace_key,
        source=table.source,
        choices=table.choices,
        row_count=table.row_count,
        fingerprint=table.fingerprint,
        mapping=prepared.mapping,
        campaigns=prepared.campaigns,
        plan=prepared.plan,
        decision=prepared.decision,
        approved_entries=approved_entries,
        checked_at_ms=prepared.checked.checked_at_ms,
        created_ms=created_ms,
        record_budget_bytes=RECORD_BUDGET_BYTES,
        batch_budget_bytes=BATCH_BUDGET_BYTES,
        repairs=repairs_to_write(prepared.repairs),
        repairs_digest=repairs_digest(prepared.repairs),
        unwritten=unwritten_of(prepared.repairs),
        only_rows=only_rows,
        key_mark=key_mark,
    )
