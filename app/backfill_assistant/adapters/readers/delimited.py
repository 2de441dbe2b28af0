"""Delimited text: blocks of UTF-8 become batches of columns, the quick way where it is safe and the careful way elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from backfill_assistant.adapters.readers import problems, regular_block
from backfill_assistant.adapters.readers.careful_rows import CarefulRows, Dialect
from backfill_assistant.adapters.readers.layout import Layout, lay_out
from backfill_assistant.adapters.readers.limits import COLUMNS_MAX, ROW_MAX_BYTES, SAMPLE_BYTES
from backfill_assistant.adapters.readers.regular_rows import regular_rows
from backfill_assistant.adapters.readers.shaping import shape
from backfill_assistant.adapters.readers.table_writer import TableWriter
from backfill_assistant.core.reading import ReadingChoices


class Utf8Blocks(Protocol):
    """Text of a file as UTF-8, block by block, each ending at a whole character."""

    def next_block(self) -> bytes:
        """The next block; b"" at the end."""


@dataclass
class DelimitedText:
    """One pass over a delimited text."""

    path: Path
    blocks: Utf8Blocks
    choices: ReadingChoices
    # Called after every batch; raises Stopped.
    watch: Callable[[], None]

    def __post_init__(self) -> None:
        self.dialect = Dialect.of(self.choices)
        self._quick = regular_block.can_be_regular(self.dialect)
        self._buffer = self.blocks.next_block()
        self._ended = not self._buffer
        self._line = 0
        self.layout = self._find_layout()

    def _find_layout(self) -> Layout:
        sample = SAMPLE_BYTES
        while True:
            while len(self._buffer) < sample and self._more():
                pass
            text = self._buffer[:sample].decode(errors="ignore")
            whole = self._ended and len(self._buffer) <= sample
            found = lay_out(text, self.choices, whole)
            if not found.unfinished or whole:
                break
            if sample >= ROW_MAX_BYTES:
                raise problems.row_too_long(self.path, self.choices.skip_rows + 1)
            sample *= 4
        if not found.column_names:
            raise problems.empty(self.path)
        if len(found.column_names) > COLUMNS_MAX:
            raise problems.too_many_columns(self.path, len(found.column_names), COLUMNS_MAX)
        self._buffer = self._buffer[len(text[: found.data_start].encode()) :]
        self._line = found.data_line
        return found

    def _more(self) -> bool:
        block = self.blocks.next_block()
        self._buffer += block
        self._ended = not block
        return not self._ended

    def write(self, writer: TableWriter) -> None:
        """Read to the end."""
        while True:
            self.watch()
            if not self._ended and not self._more() and not self._buffer:
                return
            if not self._buffer:
                return
            before = len(self._buffer)
            if not (self._quick and self._write_regular(writer)):
                self._write_careful(writer)
            if self._ended and len(self._buffer) == before:
                return
            if len(self._buffer) > ROW_MAX_BYTES:
                raise problems.row_too_long(self.path, self._line + 1)

    def _write_regular(self, writer: TableWriter) -> bool:
        """False when this block needs care."""
        surveyed = regular_block.survey(self._buffer, self.dialect, self._ended)
        if surveyed is None:
            return False
        shaped = regular_rows(surveyed, self.dialect, self.layout)
        if shaped is None:
            return False
        writer.write(shaped.columns, shaped.lines + (self._line + 1), shaped.short_by, shaped.extra)
        self._buffer = self._buffer[surveyed.consumed :]
        self._line += surveyed.line_count
        return True

    def _write_careful(self, writer: TableWriter) -> None:
        width = len(self.layout.column_names)
        text = self._buffer.decode()
        found = CarefulRows(text, self.dialect, self._ended, width).cut()
        if found.rows:
            self.watch()
            shaped = shape(found.rows, width)
            lines = np.array(found.lines, np.int64) + (self._line + 1)
            writer.write(shaped.columns, lines, shaped.short_by, shaped.extra)
        self._buffer = text[found.consumed :].encode()
        self._line += found.consumed_lines
