"""Cargo: what a run sends, in which order, and how to make its bytes; made anew, and equal, whenever the run goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from backfill_assistant.core.checked import CheckedRows
from backfill_assistant.core.errors import JournalProblem
from backfill_assistant.core.forecast.forecast import Forecast
from backfill_assistant.core.journal.outcome import RecordRefusal
from backfill_assistant.core.journal.refusals import refused_by_customerio, refused_by_us
from backfill_assistant.core.journal.runs import LeftOutBy, LeftOutRows, Refusal, RefusedRows, Run
from backfill_assistant.core.journal.unwritten import is_as_begun
from backfill_assistant.core.mapping.repairs import Repairs
from backfill_assistant.core.records.records import encode_rows
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence
from backfill_assistant.core.table.table import Table


class EncodedSlice(Protocol):
    """Encoded records in the order of the rows asked for; see `records.EncodedRecords`."""

    @property
    def rows(self) -> npt.NDArray[np.int64]:
        """The row of each record."""

    @property
    def kinds(self) -> npt.NDArray[np.uint8]:
        """IDENTIFY or TRACK."""

    @property
    def bodies(self) -> pa.Array:
        """The bytes of each record."""

    @property
    def sizes(self) -> npt.NDArray[np.int64]:
        """How many bytes each has."""


@dataclass(frozen=True, eq=False)
class Cargo:
    """What the sender needs to know of a file."""

    # Rows to send, in sending order.
    rows: npt.NDArray[np.int64]
    # The person of every row of the file.
    people: npt.NDArray[np.uint64]
    # What is not sent: refused by checks, left out by the person.
    refused: tuple[RefusedRows, ...]
    left_out: tuple[LeftOutRows, ...]
    encode: Callable[[npt.NDArray[np.int64]], EncodedSlice]
    # How many of these rows could enter a campaign if they were processed at that moment (unix milliseconds): first any campaign,
    # then each that the decision's `at_most` limits.
    judge: Callable[[npt.NDArray[np.int64], int], npt.NDArray[np.int64]]
    refusal: Callable[[RecordRefusal, int], Refusal]


def check_file(run: Run, table: Table) -> None:
    """Raise JournalProblem when the table is not of the file the run began with, as it was then."""
    if table.fingerprint != run.fingerprint or table.row_count != run.row_count:
        raise JournalProblem(
            Sentence(QT_TRANSLATE_NOOP("core", "This is not the file the run began with, or it has changed since.")),
            Sentence(QT_TRANSLATE_NOOP("core", "Open the original file, or begin a new run.")),
        )


def load_cargo(run: Run, table: Table, checked: CheckedRows, forecast: Forecast, repairs: Repairs) -> Cargo:
    """The cargo of a run. Raises JournalProblem when the file or its rows are no longer those the run began with."""
    check_file(run, table)
    if not is_as_begun(run, repairs):
        raise JournalProblem(
            Sentence(QT_TRANSLATE_NOOP("core", "The corrections are not those the run began with.")),
            Sentence(
                QT_TRANSLATE_NOOP(
                    "core",
                    "Corrected cells are not kept on disk. Type the same texts where the window asks for them, use the mapping "
                    "that holds them, or begin a new run.",
                )
            ),
        )
    refused, repaired = refused_by_us(checked, table.column_names)
    sendable = checked.sendable
    rows = forecast.rows_to_send(run.plan, run.decision)
    rows = rows[sendable[rows]]
    left_out = list(repaired)
    chosen = sendable
    if run.only_rows is not None:
        chosen = np.zeros(run.row_count, dtype=np.bool_)
        chosen[run.only_rows] = True
        # Rows that are not part of the run are nothing else besides.
        left_out = [replace(part, rows=part.rows[chosen[part.rows]]) for part in repaired]
        left_out.append(LeftOutRows(LeftOutBy.CHOICE, np.flatnonzero(~chosen).astype(np.int64)))
        refused = tuple(RefusedRows(group.reason, group.rows[chosen[group.rows]]) for group in refused)
        chosen &= sendable
        rows = rows[chosen[rows]]
    going = np.zeros(run.row_count, dtype=np.bool_)
    going[rows] = True
    left_out.append(LeftOutRows(LeftOutBy.DECISION, np.flatnonzero(chosen & ~going).astype(np.int64)))
    names = table.column_names
    limited = tuple(campaign_id for campaign_id, _ in run.decision.at_most)
    return Cargo(
        rows=rows,
        people=checked.person,
        refused=tuple(group for group in refused if len(group.rows)),
        left_out=tuple(part for part in left_out if len(part.rows)),
        encode=lambda some: encode_rows(table, some, run.mapping, repairs, checked, run.workspace.route, run.workspace_key),
        judge=lambda some, moment_ms: forecast.judge(some, moment_ms, run.plan.margin_ms, limited),
        refusal=lambda record, row: refused_by_customerio(record, row, run.mapping, names),
    )
