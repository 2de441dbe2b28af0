"""Tables made from a few rows, for tests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from backfill_assistant.core.table.reading import ReadingChoices
from backfill_assistant.core.table.table import SourceFile, Table, table_schema


def make_table(
    folder: Path, column_names: Sequence[str], rows: Sequence[Sequence[str | None]], rows_per_batch: int = 1_000
) -> Table:
    """A Table on disk; rows may be shorter than the header (then the missing cells are null) or longer."""
    names = tuple(column_names)
    schema = table_schema(names)
    fingerprint = hashlib.sha256(json.dumps([names, [list(row) for row in rows]]).encode()).hexdigest()
    path = folder / f"{fingerprint[:16]}-{rows_per_batch}.arrow"
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for start in range(0, len(rows), rows_per_batch):
            part = rows[start : start + rows_per_batch]
            columns = [pa.array([row[at] if at < len(row) else None for row in part], pa.string()) for at in range(len(names))]
            columns.append(pa.array(range(start + 2, start + 2 + len(part)), pa.int64()))
            columns.append(pa.array([len(names) - len(row) for row in part], pa.int32()))
            extra = [json.dumps(list(row[len(names) :])) if len(row) > len(names) else None for row in part]
            columns.append(pa.array(extra, pa.string()))
            writer.write_batch(pa.record_batch(columns, schema=schema))
    ragged = sum(len(row) != len(names) for row in rows)
    source = SourceFile(path=str(folder / "rows.csv"), name="rows.csv", size_bytes=0, modified_ns=0)
    return Table(path, names, len(rows), fingerprint, source, ReadingChoices(), ragged)
