"""CheckedRows made from plain lists, for tests that need no file."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backfill_assistant.core.checked import NO_TIME, CheckedRows


def checked_rows(
    times: Sequence[int | None],
    names: Sequence[str | None] | None = None,
    people: Sequence[int] | None = None,
    refused: Sequence[int] = (),
    spans: Sequence[int] | None = None,
    events_only: Sequence[int] | None = None,
) -> CheckedRows:
    """One row per time (None: no time); `refused` are row numbers; people default to one per row."""
    count = len(times)
    found = tuple(dict.fromkeys(name for name in names or () if name is not None))
    number_of = {name: number for number, name in enumerate(found)}
    refusals = np.zeros(count, dtype=np.uint16)
    refusals[list(refused)] = 1
    return CheckedRows(
        row_count=count,
        checked_at_ms=0,
        refused=refusals,
        problems=(),
        time_ms=np.asarray([NO_TIME if time is None else time for time in times], dtype=np.int64),
        event=np.asarray([-1 if name is None else number_of[name] for name in names or [None] * count], dtype=np.int32),
        event_names=found,
        person=np.asarray(people if people is not None else range(1, count + 1), dtype=np.uint64),
        repeated_rows=np.empty(0, dtype=np.int64),
        repeated_counts=np.empty(0, dtype=np.int32),
        event_only_rows=None if events_only is None else np.asarray(events_only, dtype=np.int64),
        time_span_ms=None if spans is None else np.asarray(spans, dtype=np.int64),
    )
