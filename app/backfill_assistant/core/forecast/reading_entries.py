"""What each way of reading the rows' times could start: the difference that a choice between them makes, in triggers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.campaigns.campaigns import Campaign
from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.forecast.forecast import prepare
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.forecast.plans import SendingPlan
from backfill_assistant.core.mapping.mapping import Mapping, TimeReading
from backfill_assistant.core.mapping.mapping_changes import as_if_said
from backfill_assistant.core.mapping.repairs import Repairs
from backfill_assistant.core.progress import Monitor
from backfill_assistant.core.routes import Route
from backfill_assistant.core.table.table import Table


@dataclass(frozen=True, eq=False)
class RowsToRead:
    """Rows whose times can be read in several ways; the mapping lacks nothing else."""

    table: Table
    mapping: Mapping
    repairs: Repairs
    route: Route
    # The only rows that are to be sent; None for the whole file.
    only_rows: npt.NDArray[np.int64] | None = None


@dataclass(frozen=True)
class ReadingEntries:
    """What one reading could start under a plan."""

    reading: TimeReading
    # Rows that can be sent when read so, and those of them that could enter any campaign or are too close to call.
    sendable: int
    entering: int
    # Per campaign, in the order in which they were given, the rows that could enter it or are too close to call.
    campaigns: tuple[tuple[Campaign, int], ...]


def entries_of_readings(
    rows: RowsToRead,
    campaigns: Sequence[Campaign],
    plan: SendingPlan,
    readings: Sequence[TimeReading],
    now_ms: int,
    monitor: Monitor,
) -> tuple[ReadingEntries, ...]:
    """Check and judge every row once for each reading, with zones that were assumed taken for right. Raises Stopped."""
    found = []
    for reading in readings:
        mapping = as_if_said(replace(rows.mapping, time=reading))
        checked = check_rows(rows.table, mapping, rows.repairs, rows.route, now_ms, monitor)
        forecast = prepare(checked, campaigns, ImportKind.of(mapping), rows.only_rows)
        counts = tuple((count.campaign, count.possible) for count in forecast.counts(plan))
        found.append(ReadingEntries(reading, forecast.row_count, forecast.totals(plan).rows, counts))
    return tuple(found)
