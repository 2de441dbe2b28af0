"""Writes batches of text columns into the cache as an Arrow IPC file; nothing is left behind unless it was finished."""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from backfill_assistant.adapters.formula_guard import unguard
from backfill_assistant.adapters.readers import problems
from backfill_assistant.core.table.table import table_schema

# With the process's number they make names that no other reading of the same file uses.
NUMBERS = itertools.count(1)


class TableWriter:
    """An IPC file under a temporary name until `finish`."""

    def __init__(self, path: Path, column_count: int, source_bytes: int, guarded: bool = False) -> None:
        self.path = path
        self._guarded = guarded
        self.row_count = 0
        self.ragged_count = 0
        # How much of the file was read so far, from 0 to 1.
        self.share = 0.0
        self._schema = table_schema(("",) * column_count)
        self._source_bytes = source_bytes
        self._partial = path.with_name(f"{path.stem}.{os.getpid()}-{next(NUMBERS)}.partial")
        self._file: Any = None
        self._writer: Any = None
        try:
            self._file = pa.OSFile(str(self._partial), "wb")
            self._writer = pa.ipc.new_file(self._file, self._schema)
        except OSError as error:
            raise self._translated(error) from error

    def write(
        self,
        columns: Sequence[pa.Array],
        lines: npt.NDArray[np.int64],
        short_by: npt.NDArray[np.int32] | None = None,
        extra: Sequence[str | None] | None = None,
    ) -> None:
        """Add rows; without `short_by` every row has as many cells as there are columns."""
        count = len(lines)
        if count == 0:
            return
        marks = np.zeros(count, np.int32) if short_by is None else short_by
        if self._guarded:
            columns = [unguard(column) for column in columns]
        left_over = pa.nulls(count, pa.string()) if extra is None else pa.array(extra, pa.string())
        batch = pa.record_batch(
            [*columns, pa.array(lines, pa.int64()), pa.array(marks, pa.int32()), left_over], schema=self._schema
        )
        try:
            self._writer.write_batch(batch)
        except OSError as error:
            raise self._translated(error) from error
        self.row_count += count
        self.ragged_count += int(np.count_nonzero(marks))

    def finish(self) -> None:
        """Complete the file and give it its name."""
        try:
            self._writer.close()
            self._file.close()
            self._partial.replace(self.path)
        except OSError as error:
            raise self._translated(error) from error
        self._writer = self._file = None

    def _translated(self, error: OSError) -> Exception:
        return problems.not_written(error, self.path.parent, self._needed_bytes())

    def _needed_bytes(self) -> int:
        """About how large the whole table will be; packed files tell little by their size."""
        written = self._partial.stat().st_size if self._partial.exists() else 0
        return max(self._source_bytes * 5 // 4, int(written / self.share) if self.share else 0)

    def discard(self) -> None:
        """Remove what was not finished."""
        if self._file is not None:
            # The writer is not closed: an unfinished file needs no footer.
            self._file.close()
            self._writer = self._file = None
        self._partial.unlink(missing_ok=True)
