"""Refused rows as CSV: the person's own columns plus `reason`. No formula fires in a spreadsheet, and it loads again as it was."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv

from backfill_assistant.adapters.formula_guard import guard
from backfill_assistant.core.errors import BackfillError, DiskFull, FileProblem
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence
from backfill_assistant.core.table.table import Table

REASON: Final = "reason"
_SLICE_ROWS: Final = 50_000
# Separators that spreadsheets open by themselves; which one depends on the person's country, so the file's own is kept.
_USUAL_DELIMITERS: Final = (",", ";", "\t")


class RowsFile:
    """Implements `ports.RefusedRowsFile`."""

    def save(self, path: Path, table: Table, rows: npt.NDArray[np.int64], reasons: Mapping[int, str]) -> None:
        """Write these rows in this order. A row that lacks cells gets empty ones; cells without a column get one."""
        part: Path | None = None
        try:
            handle, name = tempfile.mkstemp(prefix=f".{path.stem}.", suffix=".part", dir=path.parent)
            part = Path(name)
            with os.fdopen(handle, "wb") as file:
                _write(file, table, rows, reasons)
            part.replace(path)
        except OSError as error:
            raise _translated(error, path) from error
        finally:
            if part is not None:
                part.unlink(missing_ok=True)


def _write(file: Any, table: Table, rows: npt.NDArray[np.int64], reasons: Mapping[int, str]) -> None:
    # A file of refused rows that is sent again has its old reasons; the new ones take their place.
    replaces = table.choices.guarded and REASON in table.column_names
    columns = [at for at, name in enumerate(table.column_names) if not (replaces and name == REASON)]
    taken = {table.column_names[at] for at in columns}
    width = _extra_width(table, rows)
    names = [table.column_names[at] for at in columns]
    names += [_free_name(f"extra {at + 1}", taken) for at in range(width)]
    names.append(_free_name(REASON, taken))
    delimiter = table.choices.delimiter if table.choices.delimiter in _USUAL_DELIMITERS else ","
    # Spreadsheets take a file for UTF-8 when it begins so.
    file.write(b"\xef\xbb\xbf" + _header(names, delimiter))
    schema = pa.schema([pa.field(str(at), pa.string()) for at in range(len(names))])
    options = pa_csv.WriteOptions(include_header=False, delimiter=delimiter, quoting_style="all_valid")
    with pa_csv.CSVWriter(file, schema, write_options=options) as writer:
        for start in range(0, len(rows), _SLICE_ROWS):
            numbers = rows[start : start + _SLICE_ROWS]
            found = table.take(numbers).combine_chunks()
            cells = [found.column(at) for at in columns]
            cells += _extra_cells(found.column("extra"), width)
            cells.append(pa.array([reasons.get(int(row), "") for row in numbers], pa.string()))
            filled = [pa.chunked_array([pa.concat_arrays(_chunks(each))]).fill_null("") for each in cells]
            writer.write_table(pa.Table.from_arrays([guard(each) for each in filled], schema=schema))


def _chunks(cells: Any) -> list[Any]:
    if isinstance(cells, pa.ChunkedArray):
        return list(cells.chunks) or [pa.array([], pa.string())]
    return [cells]


def _header(names: list[str], delimiter: str) -> bytes:
    line = io.StringIO()
    guarded = guard(pa.array(names, pa.string())).to_pylist()
    csv.writer(line, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(guarded)
    return line.getvalue().encode()


def _free_name(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted} {number}", number + 1
    taken.add(name)
    return name


def _extra_width(table: Table, rows: npt.NDArray[np.int64]) -> int:
    """How many columns the cells need that have none."""
    if not table.ragged_count:
        return 0
    ragged = np.intersect1d(rows, table.ragged_rows())
    found = table.take(ragged).column("extra").to_pylist()
    return max((len(json.loads(each)) for each in found if each is not None), default=0)


def _extra_cells(column: Any, width: int) -> list[pa.Array]:
    if width == 0:
        return []
    rows = [json.loads(each) if each is not None else [] for each in column.to_pylist()]
    return [pa.array([row[at] if at < len(row) else "" for row in rows], pa.string()) for at in range(width)]


def _translated(error: OSError, path: Path) -> BackfillError:
    title = Sentence(QT_TRANSLATE_NOOP("core", "The file {name} could not be saved."), name=path.name)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(title, Sentence(QT_TRANSLATE_NOOP("core", "Make room on the disk, or save to another one.")))
    advice = QT_TRANSLATE_NOOP(
        "core", "It may be open in another program, or the folder may not be written to. Choose another place."
    )
    return FileProblem(title, Sentence(advice))
