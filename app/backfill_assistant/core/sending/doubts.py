"""Doubts: batches whose answers may have been those to other requests, and what has to be sent again with them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backfill_assistant.core.ports import Journal
from backfill_assistant.core.sending.cargo import Cargo
from backfill_assistant.core.sending.lanes import lanes_of


def with_later_ones(numbers: Sequence[int], journal: Journal, cargo: Cargo, lane_count: int) -> Sequence[int]:
    """The numbers, and where people are sent without a time those of all batches that left after them in the same lanes.

    An older row of a person that is sent again after a newer one would bring its values back, as nothing says that it is older;
    when all that came later is sent again, too, the newest values stand.
    """
    mapping = journal.run().mapping
    if not mapping.has_people or mapping.time_column is not None:
        return numbers
    doubted, batches = set(numbers), journal.batches()
    lanes = lanes_of(cargo.people[np.array([batch.rows[0] for batch in batches], dtype=np.int64)], lane_count).tolist()
    since: dict[int, int] = {}
    for batch, lane in zip(batches, lanes, strict=True):
        if batch.number in doubted:
            since[lane] = min(since.get(lane, batch.number), batch.number)
    return [batch.number for batch, lane in zip(batches, lanes, strict=True) if batch.number >= since.get(lane, batch.number + 1)]
