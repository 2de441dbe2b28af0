"""Rows become encoded identify and track records; the preview of a row is a slice of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from backfill_assistant.core.checked import NO_TIME, CheckedRows, Problem, Severity
from backfill_assistant.core.json_text import bounds, byte_lengths, text_bytes
from backfill_assistant.core.limits import RECORD_BUDGET_BYTES
from backfill_assistant.core.mapping.lacks import lacks_for
from backfill_assistant.core.mapping.mapping import Mapping
from backfill_assistant.core.mapping.mapping_changes import as_if_said
from backfill_assistant.core.mapping.repairs import Repairs
from backfill_assistant.core.problems.kinds_of_question import ZONE_ASSUMED
from backfill_assistant.core.problems.problems import order_of, problem, shown_name
from backfill_assistant.core.records.event_id import ID_LENGTH, content_digests, event_ids
from backfill_assistant.core.records.writing import IDENTIFY, TRACK, Writing, too_large, writings
from backfill_assistant.core.routes import Route
from backfill_assistant.core.row_sets import found_in
from backfill_assistant.core.rows.cautions import cautions_of, is_about_the_row
from backfill_assistant.core.rows.cells import Cells, rows_per_slice
from backfill_assistant.core.rows.consent_cautions import consent_columns
from backfill_assistant.core.rows.row_reading import RowsRead, read_rows
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.core.table.table import Table

__all__ = ["IDENTIFY", "TRACK", "EncodedRecords", "RowPreview", "encode_rows", "preview_row"]

SLICE_ROWS: Final = 32_000
_ANSWERS_LEAVE_VALUES: Final = frozenset((*ZONE_ASSUMED, "consent.events"))


@dataclass(frozen=True, eq=False)
class EncodedRecords:
    """Records in the order of their rows: for each its row, its kind (0 identify, 1 track), its JSON and its size in bytes."""

    rows: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.uint8]
    bodies: pa.LargeBinaryArray
    sizes: npt.NDArray[np.int64]


@dataclass(frozen=True)
class RowPreview:
    """Exactly what would be sent for one row, nothing when a problem keeps it back; and what is to be said about its cells."""

    bodies: tuple[bytes, ...]
    problems: tuple[Problem, ...]
    # What must still be said before anything is sent. Where that is only whether rows count as now, the bodies are as if they did.
    lacks: tuple[Sentence, ...] = ()
    # What would be sent once it is said that the zone assumed for the row's times is right, or that people who want no messages get
    # their events; nothing where more than that keeps the row back. Only to be looked at: `encode_rows` knows nothing of it.
    once_answered: tuple[bytes, ...] = ()
    # When the row happened, in unix milliseconds; None where it says no time or none that is sent.
    time_ms: int | None = None


def encode_rows(
    table: Table,
    rows: npt.NDArray[np.int64],
    mapping: Mapping,
    repairs: Repairs,
    checked: CheckedRows,
    route: Route,
    workspace_key: str,
) -> EncodedRecords:
    """The records of those of these rows that can be sent, in the given order; identify comes before the row's event."""
    wanted = np.asarray(rows, dtype=np.int64)
    wanted = wanted[checked.sendable[wanted]]
    mapping = repairs.applied_to(mapping)
    parts = []
    size = rows_per_slice(table, SLICE_ROWS)
    for start in range(0, len(wanted), size):
        cells = Cells(table, wanted[start : start + size], repairs, checked.merged)
        read = read_rows(cells, mapping, route, checked.checked_at_ms)
        parts.append(_encode(read, mapping, checked, route, workspace_key))
    if not parts:
        nothing = np.empty(0, dtype=np.int64)
        return EncodedRecords(nothing, nothing.astype(np.uint8), pa.array([], pa.large_binary()), nothing)
    return _one_after_the_other(parts)


def preview_row(
    table: Table,
    row: int,
    mapping: Mapping,
    repairs: Repairs,
    checked: CheckedRows | None,
    route: Route,
    workspace_key: str,
    now_ms: int,
) -> RowPreview:
    """What is sent for one row, made by the function that sends; without `checked`, as far as the row alone tells."""
    lacks = lacks_for(mapping, route)
    mapping = replace(mapping, now_accepted=mapping.now_accepted or mapping.time_column is None)
    if lacks_for(mapping, route):
        return RowPreview((), (), lacks)
    rows = np.asarray([row], dtype=np.int64)
    known = checked if checked is not None else _unchecked(table.row_count, now_ms)
    chosen = repairs.applied_to(mapping)
    read = read_rows(Cells(table, rows, repairs, known.merged), chosen, route, known.checked_at_ms)
    faults = (*read.faults, *too_large(read, chosen, route))
    consents = consent_columns(table, repairs, sample_only=True)
    cautions = cautions_of(read, read.sound(), chosen, table, known.checked_at_ms, consents, repairs).faults
    faults += tuple(fault for fault in cautions if is_about_the_row(fault))
    found = [
        problem(fault.code, fault.column, fault.name or shown_name(table.column_names, fault.column), 1, (row,))
        for fault in sorted(faults, key=lambda fault: order_of(fault.code))
        if fault.where[0]
    ]
    if checked is not None and checked.refused[row]:
        reason = checked.problems[checked.refused[row] - 1]
        found = [reason, *(each for each in found if (each.code, each.column) != (reason.code, reason.column))]
    bodies = _encode(read, chosen, known, route, workspace_key).bodies.to_pylist() if known.sendable[row] else ()
    time_ms = int(read.time_ms[0]) if bodies and read.time_ms[0] != NO_TIME else None
    pending = _once_answered(read, chosen, known, route, workspace_key) if _only_waits(found) else ()
    return RowPreview(tuple(bodies), tuple(found), lacks, pending, time_ms)


def _only_waits(found: Sequence[Problem]) -> bool:
    """Whether a row waits for answers alone that leave its values as they are."""
    refusing = {each.code for each in found if each.severity is Severity.REFUSED}
    return bool(refusing) and refusing <= _ANSWERS_LEAVE_VALUES


def _once_answered(read: RowsRead, mapping: Mapping, checked: CheckedRows, route: Route, workspace_key: str) -> tuple[bytes, ...]:
    mapping = as_if_said(mapping)
    read = read_rows(read.cells, mapping, route, checked.checked_at_ms)
    return tuple(_encode(read, mapping, checked, route, workspace_key).bodies.to_pylist())


def _encode(read: RowsRead, mapping: Mapping, checked: CheckedRows, route: Route, workspace_key: str) -> EncodedRecords:
    good = read.sound()
    written = writings(read, mapping, route)
    for writing in written:
        good &= writing.sizes(len(read)) <= RECORD_BUDGET_BYTES
    if not good.all():
        # What was checked no longer holds, or never did: such rows stay here, whatever else happens.
        read = read_rows(read.cells.only(good), mapping, route, checked.checked_at_ms)
        written = writings(read, mapping, route)
    rows = read.cells.rows
    parts = []
    for writing in written:
        texts = writing.bodies(len(rows))
        bodies = _with_ids(texts, writing, read, checked, workspace_key) if writing.has_id else _large_binary(texts)
        kinds = np.full(len(rows), writing.kind, dtype=np.uint8)
        parts.append(EncodedRecords(rows, kinds, bodies, byte_lengths(texts)))
    if len(parts) == 1:
        return parts[0]
    both = _one_after_the_other(parts)
    order = np.arange(2 * len(rows)).reshape(2, -1).T.ravel()
    event_only, _ = found_in(checked.event_only_rows, both.rows[order])
    order = order[~(event_only & (both.kinds[order] == IDENTIFY))]
    return EncodedRecords(both.rows[order], both.kinds[order], both.bodies.take(pa.array(order)), both.sizes[order])


def _with_ids(
    texts: pa.StringArray, writing: Writing, read: RowsRead, checked: CheckedRows, workspace_key: str
) -> pa.LargeBinaryArray:
    """The records with their ids written over the blank ones."""
    digests = content_digests(workspace_key, texts, _repeats(read.cells.rows, checked))
    ids = event_ids(np.where(read.time_ms == NO_TIME, checked.checked_at_ms, read.time_ms), digests)
    # Nobody else has seen these texts, so the ids are written into them.
    characters = text_bytes(texts)
    characters = characters if characters.flags.writeable else characters.copy()
    if len(texts):
        # One window of an id's length over every byte, so that numpy writes whole ids at once.
        window = f"V{ID_LENGTH}"
        windows = np.ndarray((len(characters) - ID_LENGTH + 1,), dtype=window, buffer=characters.data, strides=(1,))
        windows[bounds(texts)[:-1] + writing.head_sizes(len(texts))] = ids.view(window).ravel()
    return _large_binary(texts, characters)


def _large_binary(texts: pa.StringArray, characters: npt.NDArray[np.uint8] | None = None) -> pa.LargeBinaryArray:
    """The same bytes, or others of the same lengths, with wider offsets."""
    ends = bounds(texts)
    content = text_bytes(texts) if characters is None else characters
    return pa.LargeBinaryArray.from_buffers(pa.large_binary(), len(texts), [None, pa.py_buffer(ends), pa.py_buffer(content)])


def _repeats(rows: npt.NDArray[np.int64], checked: CheckedRows) -> npt.NDArray[np.int32]:
    counts = np.zeros(len(rows), dtype=np.int32)
    found, places = found_in(checked.repeated_rows, rows)
    counts[found] = checked.repeated_counts[places]
    return counts


def _one_after_the_other(parts: Sequence[EncodedRecords]) -> EncodedRecords:
    if len(parts) == 1:
        return parts[0]
    return EncodedRecords(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.kinds for part in parts]),
        pa.concat_arrays([part.bodies for part in parts]),
        np.concatenate([part.sizes for part in parts]),
    )


def _unchecked(row_count: int, now_ms: int) -> CheckedRows:
    none = np.empty(0, dtype=np.int64)
    return CheckedRows(
        row_count=row_count,
        checked_at_ms=now_ms,
        refused=np.zeros(row_count, dtype=np.uint16),
        problems=(),
        time_ms=none,
        event=none.astype(np.int32),
        event_names=(),
        person=none.astype(np.uint64),
        repeated_rows=none,
        repeated_counts=none.astype(np.int32),
    )
