"""Table: every cell of a file as text, on disk and memory-mapped, so that any row is there in microseconds.

The file is an uncompressed Arrow IPC file. Its fields are named "0", "1", … after the columns' positions (names in a file may
repeat or be empty), followed by three of ours: `line` (int64, where the row starts in the source file, from 1),
`short_by` (int32, how many cells the row lacks; negative: how many it has too many) and `extra` (string, the cells that had no
column, as a JSON list, else null). A cell the file does not have is null; a cell that is there and empty is "".
"""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.table.reading import ReadingChoices

MARKS = ("line", "short_by", "extra")


def table_schema(column_names: tuple[str, ...]) -> pa.Schema:
    """The Arrow schema of a Table with these columns."""
    fields = [pa.field(str(index), pa.string()) for index in range(len(column_names))]
    fields += [pa.field("line", pa.int64()), pa.field("short_by", pa.int32()), pa.field("extra", pa.string())]
    return pa.schema(fields)


@dataclass(frozen=True)
class SourceFile:
    """The file a Table was read from, as it was then."""

    path: str
    name: str
    size_bytes: int
    modified_ns: int


@dataclass(frozen=True)
class ShownRow:
    """One row for a window: its cells (None where the file has none) and its marks."""

    cells: tuple[str | None, ...]
    line: int
    short_by: int
    extra: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """All rows of a file. Rows are numbered from 0 here and from 1 on screen."""

    path: Path
    column_names: tuple[str, ...]
    row_count: int
    # SHA-256 over the source file's bytes and the reading choices: equal fingerprints mean equal cells.
    fingerprint: str
    source: SourceFile
    choices: ReadingChoices
    # Rows with too many or too few cells.
    ragged_count: int = 0
    _reader: pa.RecordBatchFileReader = field(init=False, repr=False)
    _starts: list[int] = field(init=False, repr=False)
    # How many bytes the IPC file has; known even when it was removed from the cache since it was opened.
    size_bytes: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        mapped = pa.memory_map(str(self.path), "r")
        reader = pa.ipc.open_file(mapped)
        starts, at = [], 0
        for index in range(reader.num_record_batches):
            starts.append(at)
            at += reader.get_batch(index).num_rows
        if at != self.row_count:
            raise ValueError(f"the table holds {at} rows, not {self.row_count}")
        object.__setattr__(self, "_reader", reader)
        object.__setattr__(self, "_starts", starts)
        object.__setattr__(self, "size_bytes", mapped.size())

    @property
    def column_count(self) -> int:
        """How many columns the header names."""
        return len(self.column_names)

    def slice(self, start: int, stop: int) -> pa.Table:
        """Rows `start` to `stop` (exclusive), with the marks; no bytes are copied."""
        start, stop = max(0, start), min(stop, self.row_count)
        pieces = []
        index = max(0, bisect_right(self._starts, start) - 1)
        while start < stop:
            batch = self._reader.get_batch(index)
            first = self._starts[index]
            taken = batch.slice(start - first, min(stop - first, batch.num_rows) - (start - first))
            pieces.append(taken)
            start += taken.num_rows
            index += 1
        return pa.Table.from_batches(pieces, schema=self._reader.schema)

    def take(self, rows: npt.NDArray[np.int64], column: int | None = None) -> pa.Table:
        """The rows with these numbers, in this order, with the marks; or only one column of them."""
        near, order = self.near(rows, column)
        return near if order is None else near.take(order)

    def near(self, rows: npt.NDArray[np.int64], column: int | None = None) -> tuple[pa.Table, pa.Array | None]:
        """As `take`, but rows that lie near each other are not copied: the part that holds them, and which of it in which order."""
        names = self._reader.schema.names if column is None else [str(column)]
        if len(rows) == 0:
            return self.slice(0, 0).select(names), None
        low, high = int(rows.min()), int(rows.max()) + 1
        if high - low <= 4 * len(rows) + 50_000:
            part = self.slice(low, high).select(names)
            in_order = high - low == len(rows) and bool((np.diff(rows) == 1).all())
            return part, None if in_order else pa.array(rows - low)
        return self._from_afar(rows, names), None

    def _from_afar(self, rows: npt.NDArray[np.int64], names: list[str]) -> pa.Table:
        order = np.argsort(rows, kind="stable")
        bounds = np.asarray([*self._starts, self.row_count])
        pieces = []
        wanted = rows[order]
        for index in np.unique(np.searchsorted(bounds, wanted, side="right") - 1):
            inside = wanted[(wanted >= bounds[index]) & (wanted < bounds[index + 1])]
            pieces.append(self._reader.get_batch(int(index)).select(names).take(pa.array(inside - bounds[index])))
        back = np.empty(len(rows), dtype=np.int64)
        back[order] = np.arange(len(rows))
        return pa.Table.from_batches(pieces).take(pa.array(back))

    def cells(self, start: int, stop: int) -> list[tuple[str | None, ...]]:
        """Rows `start` to `stop` (exclusive) as tuples of text; None where the file has no cell."""
        part = self.slice(start, stop)
        if part.num_rows == 0:
            return []
        columns = [part.column(index).to_pylist() for index in range(self.column_count)]
        return list(zip(*columns, strict=True)) if columns else [() for _ in range(part.num_rows)]

    def shown(self, rows: npt.NDArray[np.int64]) -> list[ShownRow]:
        """These rows with their marks, for a window."""
        part = self.take(rows)
        cells = [part.column(index).to_pylist() for index in range(self.column_count)]
        marks = (part.column(name).to_pylist() for name in MARKS)
        return [
            ShownRow(tuple(column[at] for column in cells), line, short_by, tuple(json.loads(extra)) if extra else ())
            for at, (line, short_by, extra) in enumerate(zip(*marks, strict=True))
        ]

    def ragged_rows(self) -> npt.NDArray[np.int64]:
        """Numbers of the rows with too many or too few cells, ascending."""
        found = []
        if self.ragged_count:
            for index, start in enumerate(self._starts):
                marks = self._reader.get_batch(index).column("short_by")
                found.append(np.flatnonzero(pc.not_equal(marks, 0).to_numpy(zero_copy_only=False)) + start)
        return np.concatenate(found).astype(np.int64) if found else np.empty(0, dtype=np.int64)

    def describe(self) -> str:
        """JSON text that, kept beside the IPC file, lets `open_table` open it again."""
        return json.dumps(
            {
                "column_names": self.column_names,
                "row_count": self.row_count,
                "fingerprint": self.fingerprint,
                "source": asdict(self.source),
                "choices": self.choices.to_dict(),
                "ragged_count": self.ragged_count,
            }
        )


def open_table(path: Path, description: str) -> Table:
    """Open an IPC file written earlier; `description` is what `Table.describe` returned."""
    plain = json.loads(description)
    return Table(
        path=path,
        column_names=tuple(plain["column_names"]),
        row_count=plain["row_count"],
        fingerprint=plain["fingerprint"],
        source=SourceFile(**plain["source"]),
        choices=ReadingChoices.from_dict(plain["choices"]),
        ragged_count=plain["ragged_count"],
    )
