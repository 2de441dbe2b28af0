"""In which order rows go out, and so at which place each of them comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.plans import Order, SendingPlan
from backfill_assistant.core.sorted_rows import SortedRows
from backfill_assistant.core.verdicts import Standing

Numbers = npt.NDArray[np.int64]

_NEVER: Final = np.iinfo(np.int64).max


def send_order(
    plan: SendingPlan, sendable: npt.NDArray[np.bool_], by_time: SortedRows, judged: Sequence[tuple[Standing, SortedRows]]
) -> Numbers:
    """Numbers of the rows that can be sent, in the order of the plan; ties keep the order of the file."""
    if plan.order is Order.OLDEST_FIRST:
        return by_time.rows
    in_file = np.flatnonzero(sendable)
    if plan.order is Order.FILE:
        return in_file
    deadlines = np.full(len(sendable), _NEVER, dtype=np.int64)
    for standing, rows in judged:
        start = rows.place_after(max(standing.start_ms, plan.start_ms - standing.limit_ms) - plan.margin_ms)
        live = slice(start, max(start, rows.timed))
        numbers = rows.rows[live]
        deadlines[numbers] = np.minimum(deadlines[numbers], rows.times[live] + standing.limit_ms)
    urgent = np.flatnonzero(deadlines != _NEVER)
    urgent = urgent[np.argsort(deadlines[urgent], kind="stable")]
    return np.concatenate((urgent, in_file[deadlines[in_file] == _NEVER]))


def positions(order: Numbers, row_count: int) -> Numbers:
    """The place of each row in the sending order, -1 for rows that are not sent."""
    places = np.full(row_count, -1, dtype=np.int64)
    places[order] = np.arange(len(order), dtype=np.int64)
    return places
