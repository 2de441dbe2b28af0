"""Rows that are checked: a table, a mapping, what was found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from backfill_assistant.core.checks.checks import CheckedRows, Severity, check_rows
from backfill_assistant.core.mapping.mapping import Field, IdentifierKind, Mapping, RowMeaning, Target
from backfill_assistant.core.mapping.repairs import (
    Repairs,
)
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.routes import Route
from fakes.tables import make_table

NOW = 1_795_000_000_000


GOOD_TIME = "2026-11-17T10:00:00Z"


def check(
    folder: Path, columns: Sequence[str], rows: Sequence[Sequence[str | None]], mapping: Mapping, *decisions: object
) -> CheckedRows:
    table = make_table(folder, columns, rows, rows_per_batch=2)
    return check_rows(table, mapping, Repairs(tuple(decisions)), Route.TRACK, NOW, Unwatched())  # type: ignore[arg-type]


def found(checked: CheckedRows, severity: Severity) -> dict[str, tuple[int, ...]]:
    return {each.code: each.rows for each in checked.problems if each.severity is severity}


def person(*fields: Field, kind: IdentifierKind = IdentifierKind.ID) -> Mapping:
    return Mapping(RowMeaning.PERSON, 0, kind, fields=fields, now_accepted=True)


def event(*fields: Field) -> Mapping:
    return Mapping(RowMeaning.EVENT, 0, event_name_column=1, time_column=2, fields=fields)


def attribute(**rest: object) -> Field:
    return Field(Target.ATTRIBUTE, **{"name": "value", "column": 1, **rest})  # type: ignore[arg-type]
