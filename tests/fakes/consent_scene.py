"""People of a file with one column about messages, and what the checks say of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from backfill_assistant.core.checked import CheckedRows
from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning
from backfill_assistant.core.mapping.repairs import Decision, Repairs
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.routes import Route
from fakes.tables import make_table

NOW = 1_800_000_000_000
ROWS = (("1", "yes"), ("2", "no"), ("3", "no"))


def person(*fields: Field) -> Mapping:
    return Mapping(RowMeaning.PERSON, 0, now_accepted=True, fields=fields)


def check(
    tmp_path: Path, header: str, mapping: Mapping, *decisions: Decision, rows: Sequence[tuple[str, str]] = ROWS
) -> CheckedRows:
    table = make_table(tmp_path, ("id", header), rows)
    return check_rows(table, mapping, Repairs(decisions), Route.TRACK, NOW, Unwatched())
