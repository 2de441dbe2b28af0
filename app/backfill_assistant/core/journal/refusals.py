"""Reasons: what checks and Customer.io found becomes refused rows that the journal keeps and the report shows."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.checked import CheckedRows
from backfill_assistant.core.journal.outcome import RecordRefusal
from backfill_assistant.core.journal.runs import LeftOutBy, LeftOutRows, Reason, Refusal, RefusedBy, RefusedRows
from backfill_assistant.core.mapping.mapping import Mapping
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

# Problems whose code starts so are rows that a repair takes out, not rows that are wrong.
LEFT_OUT_PREFIX: Final = "left_out."
MERGED: Final = "left_out.merged"


def refused_by_us(checked: CheckedRows, column_names: tuple[str, ...]) -> tuple[tuple[RefusedRows, ...], tuple[LeftOutRows, ...]]:
    """Rows that checks refuse, by reason, and rows that repairs leave out or merge into others."""
    refused = []
    left_out: dict[LeftOutBy, list[npt.NDArray[np.int64]]] = {LeftOutBy.REPAIR: [], LeftOutBy.MERGING: []}
    for index, problem in enumerate(checked.problems):
        rows = np.flatnonzero(checked.refused == index + 1).astype(np.int64)
        if len(rows) == 0:
            continue
        if problem.code.startswith(LEFT_OUT_PREFIX):
            left_out[LeftOutBy.MERGING if problem.code == MERGED else LeftOutBy.REPAIR].append(rows)
            continue
        column = "" if problem.column is None else column_names[problem.column]
        refused.append(RefusedRows(Reason(RefusedBy.US, problem.code, problem.sentence, problem.advice, column), rows))
    return tuple(refused), tuple(LeftOutRows(by, np.sort(np.concatenate(rows))) for by, rows in left_out.items() if rows)


def refused_by_customerio(record: RecordRefusal, row: int, mapping: Mapping, column_names: tuple[str, ...]) -> Refusal:
    """One record that Customer.io refused, with the column of the file that fed the field it names."""
    position = _column_of(record.field, mapping)
    column = "" if position is None else column_names[position]
    said = " ".join(record.reason.split())[:200]
    if not said:
        sentence = Sentence(QT_TRANSLATE_NOOP("core", "Customer.io refused it without saying why."))
    elif record.field:
        sentence = Sentence(
            QT_TRANSLATE_NOOP("core", "Customer.io refused it: {field}: {reason}."), field=record.field, reason=said.rstrip(".")
        )
    else:
        sentence = Sentence(QT_TRANSLATE_NOOP("core", "Customer.io refused it: {reason}."), reason=said.rstrip("."))
    if column:
        advice = Sentence(QT_TRANSLATE_NOOP("core", "Correct {column} in these rows, then send them again."), column=column)
    else:
        advice = Sentence(QT_TRANSLATE_NOOP("core", "Save the refused rows, correct them, then send them again."))
    code = f"customerio.{record.field or 'record'}"
    return Refusal(row, Reason(RefusedBy.CUSTOMERIO, code, sentence, advice, column))


def _column_of(field: str, mapping: Mapping) -> int | None:
    """Which column feeds a field that Customer.io names, such as "attributes.plan"; None when none does."""
    head, _, name = field.partition(".")
    if head in ("identifiers", "userId", "anonymousId", "id", "email", "cio_id"):
        return mapping.identifier_column
    if head in ("name", "event") and not name:
        return mapping.event_name_column
    if head == "timestamp":
        return mapping.time_column
    if head in ("attributes", "traits", "properties"):
        for entry in mapping.fields:
            if entry.name == name:
                return entry.column
    return None
