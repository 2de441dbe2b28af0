"""Sightings: a few accepted rows looked up again, because "accepted" is not yet proof that something took effect.

Customer.io accepts first and processes later (Track API specification). Through the App API people can be looked up, and activities
of the last 30 days; older events cannot be seen there (App API specification, "Backfill historical data").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.checked import NO_TIME
from backfill_assistant.core.journal.runs import BatchState, JournalBatch, RefusedRows
from backfill_assistant.core.limits import ACTIVITY_LOG_MS
from backfill_assistant.core.mapping.mapping import Mapping
from backfill_assistant.core.mapping.repairs import Repairs
from backfill_assistant.core.routes import Route
from backfill_assistant.core.rows.cells import Cells
from backfill_assistant.core.rows.row_reading import read_rows
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence
from backfill_assistant.core.table.table import Table

SAMPLE_ROWS: Final = 5
_ROWS_NAMED: Final = 10


@dataclass(frozen=True)
class Sample:
    """One row to look up. Who and what it is does not show."""

    row: int
    # "id", "email", "cio_id" or "anonymous_id".
    identifier_kind: str
    identifier: str = field(repr=False)
    # "" for a person.
    event_name: str = field(default="", repr=False)
    # None: the moment it was processed.
    time_ms: int | None = field(default=None, repr=False)


class Sight(StrEnum):
    """What looking a row up showed."""

    THERE = "there"
    NOT_THERE = "not there"
    # The log says that it was not applied.
    NOT_APPLIED = "not applied"
    # It cannot be seen whether it is there.
    CANNOT_TELL = "cannot tell"
    # It belongs to nobody yet, so no question finds it.
    NOT_SHOWN = "not shown"


@dataclass(frozen=True)
class Sighting:
    """What became of one row, as far as it can be seen. `activity` is the log's word, such as "skipped_update"."""

    row: int
    sight: Sight
    activity: str = ""
    # The row is a person alone: that somebody is there is seen, and that no update was skipped.
    of_person: bool = False


def accepted_rows(batches: Sequence[JournalBatch], refused: Sequence[RefusedRows]) -> npt.NDArray[np.int64]:
    """Rows that Customer.io took, ascending."""
    taken = [batch.rows for batch in batches if batch.state in (BatchState.ACCEPTED, BatchState.PARTLY_REFUSED)]
    if not taken:
        return np.empty(0, dtype=np.int64)
    rows = np.unique(np.concatenate(taken))
    left_over = [group.rows for group in refused]
    return np.setdiff1d(rows, np.concatenate(left_over)) if left_over else rows


def choose_samples(
    table: Table, mapping: Mapping, repairs: Repairs, route: Route, rows: npt.NDArray[np.int64], now_ms: int
) -> tuple[Sample, ...]:
    """A few of these rows, evenly spread."""
    if len(rows) == 0:
        return ()
    chosen = rows[np.unique(np.linspace(0, len(rows) - 1, SAMPLE_ROWS).astype(np.int64))]
    read = read_rows(Cells(table, chosen, repairs), mapping, route, now_ms)
    names = [""] * len(chosen) if read.event_names is None else read.event_names.to_pylist()
    return tuple(
        Sample(int(row), mapping.identifier_kind.value, identifier, name or "", None if time_ms == NO_TIME else int(time_ms))
        for row, identifier, name, time_ms in zip(chosen, read.identifiers.to_pylist(), names, read.time_ms, strict=True)
    )


def too_old_to_see(sample: Sample, now_ms: int) -> bool:
    """Whether activity logs no longer show the event."""
    return bool(sample.event_name) and sample.time_ms is not None and now_ms - sample.time_ms >= ACTIVITY_LOG_MS


def told(sightings: Sequence[Sighting]) -> tuple[Sentence, ...]:
    """What was seen, in sentences; the first says how many are there."""
    found = {sight: [each for each in sightings if each.sight is sight] for sight in Sight}
    sentences = [
        Sentence(
            QT_TRANSLATE_NOOP("core", "{there} of {all} rows that were looked up are in the workspace."),
            there=len(found[Sight.THERE]),
            all=len(sightings),
        )
    ]
    if any(each.of_person for each in found[Sight.THERE]):
        text = QT_TRANSLATE_NOOP(
            "core", "Of people it shows that they exist and that no update was skipped, not each of their values."
        )
        sentences.append(Sentence(text))
    if found[Sight.NOT_THERE]:
        text = QT_TRANSLATE_NOOP("core", "Not there yet: {rows}. Processing can take a few minutes; look again then.")
        sentences.append(Sentence(text, rows=_numbers(found[Sight.NOT_THERE])))
    for activity in sorted({each.activity for each in found[Sight.NOT_APPLIED]}):
        rows = _numbers([each for each in found[Sight.NOT_APPLIED] if each.activity == activity])
        text = _ACTIVITIES.get(activity, QT_TRANSLATE_NOOP("core", "Customer.io's log says {activity}: {rows}."))
        sentences.append(Sentence(text, activity=activity, rows=rows))
    if found[Sight.NOT_SHOWN]:
        text = QT_TRANSLATE_NOOP("core", "Cannot be looked up, because anonymous events are shown under no person: {rows}.")
        sentences.append(Sentence(text, rows=_numbers(found[Sight.NOT_SHOWN])))
    if found[Sight.CANNOT_TELL]:
        text = QT_TRANSLATE_NOOP("core", "Cannot be seen, because logs show single events of the last 30 days only: {rows}.")
        sentences.append(Sentence(text, rows=_numbers(found[Sight.CANNOT_TELL])))
    return tuple(sentences)


_ACTIVITIES: Final = {
    "skipped_update": QT_TRANSLATE_NOOP("core", "Not applied, because the person already had newer data: {rows}."),
    "failed_attribute_change": QT_TRANSLATE_NOOP("core", "Not applied in full, because an attribute or identifier failed: {rows}."),
    "failed_event": QT_TRANSLATE_NOOP("core", "The event failed when it was processed: {rows}."),
}


def _numbers(sightings: Sequence[Sighting]) -> str:
    """Row numbers as people count them."""
    shown = ", ".join(str(each.row + 1) for each in sightings[:_ROWS_NAMED])
    return shown + (", …" if len(sightings) > _ROWS_NAMED else "")
