"""Reach: until when each row could start any campaign at all, so that what all campaigns together could start is a search too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.forecast.row_groups import RowGroups
from backfill_assistant.core.forecast.sorted_rows import UNTIMED, SortedRows
from backfill_assistant.core.forecast.verdicts import Standing

# Stands for a row that could never start anything.
NEVER: Final = -(2**52)


@dataclass(frozen=True, eq=False)
class Reach:
    """Processed before `until_ms` (one entry per row of the file) a row could start a campaign, or is too close to call."""

    until_ms: npt.NDArray[np.int64]
    # The rows that ever could, sorted by that moment; rows without a time always can, once their campaigns have started.
    rows: SortedRows


def reach_of(groups: RowGroups, standings: Sequence[Standing], margin_ms: int) -> Reach:
    """Rows only grow too old: each has one moment from which on it can start nothing any more."""
    until_ms = np.full(len(groups.people), NEVER, dtype=np.int64)
    by_event = defaultdict(list)
    for standing in standings:
        if standing.judged:
            by_event[standing.event_name].append(standing)
    for name, judged in by_event.items():
        rows = groups.by_event[name].high
        windows = sorted((rows.place_after(each.start_ms - margin_ms), each.limit_ms + margin_ms) for each in judged)
        longest_ms = 0
        for (place, limit_ms), (stop, _) in zip(windows, [*windows[1:], (len(rows), 0)], strict=True):
            longest_ms = max(longest_ms, limit_ms)
            numbers = rows.rows[place:stop]
            until_ms[numbers] = np.maximum(until_ms[numbers], np.minimum(rows.times[place:stop] + longest_ms, UNTIMED))
    numbers = np.flatnonzero(until_ms != NEVER)
    return Reach(until_ms, SortedRows(numbers, until_ms[numbers], groups.people[numbers], groups.people_count))
