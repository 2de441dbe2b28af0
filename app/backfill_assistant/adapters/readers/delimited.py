"""Delimited text: blocks of UTF-8 become batches of columns, the quick way where it is safe and the careful way elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow.compute as pc

from backfill_assistant.adapters.readers import problems, regular_block
from backfill_assistant.adapters.readers.ahead import Utf8Blocks, made_ahead
from backfill_assistant.adapters.readers.careful_rows import CarefulRows, Dialect
from backfill_assistant.adapters.readers.layout import Layout, lay_out
from backfill_assistant.adapters.readers.limits import BATCH_ROWS, BLOCK_BYTES, COLUMNS_MAX, ROW_MAX_BYTES, SAMPLE_BYTES
from backfill_assistant.adapters.readers.regular_block import Survey
from backfill_assistant.adapters.readers.regular_rows import PlacedRows, joined, regular_rows
from backfill_assistant.adapters.readers.shaping import shape
from backfill_assistant.adapters.readers.table_writer import TableWriter
from backfill_assistant.core.table.reading import ReadingChoices

# Stands for separators of several signs while Arrow parses. No text has it, or else it is read the careful way.
STAND_IN = b"\x1f"


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
        self._standing_in = standing_in(self.dialect)
        self._quick = regular_block.can_be_regular(self._standing_in)
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
        """Read to the end; a block is parsed while the one before is written and the next one is surveyed."""
        with closing(made_ahead(self._parts())) as parts:
            for part in parts:
                writer.write(part.columns, part.lines, part.short_by, part.extra)

    def _parts(self) -> Iterator[Callable[[], PlacedRows]]:
        """The work that makes each part of the rows; what is quick to know is found out here."""
        while True:
            self._read_on()
            if not self._buffer:
                return
            before = len(self._buffer)
            if not self._ended and not has_line_end(self._buffer):
                self._refuse_endless()
                continue
            surveyed = self._survey() if self._quick else None
            if surveyed is not None:
                yield partial(self._regular, surveyed, self._line)
                self._buffer = self._buffer[self._length_before(surveyed) :]
                self._line += surveyed.line_count
            else:
                found = self._careful(self._buffer.decode(), self._ended)
                for rows, lines in found.batches(BATCH_ROWS):
                    yield partial(self._placed, rows, lines, self._line)
                self._buffer = found.text[found.consumed :].encode()
                self._line += found.consumed_lines
            if self._ended and len(self._buffer) == before:
                return
            self._refuse_endless()

    def _read_on(self) -> None:
        """One block more; more of them behind a row that was not finished, so that its text is not looked at for each of them."""
        wanted = 2 * len(self._buffer) if len(self._buffer) > BLOCK_BYTES else 0
        self.watch()
        while not self._ended and self._more() and len(self._buffer) < wanted:
            self.watch()

    def _refuse_endless(self) -> None:
        if len(self._buffer) > ROW_MAX_BYTES:
            raise problems.row_too_long(self.path, self._line + 1)

    def _survey(self) -> Survey | None:
        """The buffer, in which one sign stands for a longer separator."""
        if self._standing_in == self.dialect:
            return regular_block.survey(self._buffer, self.dialect, self._ended)
        if STAND_IN in self._buffer:
            return None
        shortened = self._buffer.replace(self.dialect.delimiter.encode(), STAND_IN)
        return regular_block.survey(shortened, self._standing_in, self._ended)

    def _length_before(self, surveyed: Survey) -> int:
        """How much of the buffer was surveyed."""
        if self._standing_in == self.dialect:
            return surveyed.consumed
        return surveyed.consumed + surveyed.rows_bytes.count(STAND_IN) * (len(self.dialect.delimiter.encode()) - 1)

    def _regular(self, surveyed: Survey, lines_before: int) -> PlacedRows:
        rows = regular_rows(surveyed, self._standing_in, self.layout)
        if rows is not None:
            return put_back(replace(rows, lines=rows.lines + (lines_before + 1)), self.dialect, self._standing_in)
        # Whole rows, so care needs no more text than this.
        text = surveyed.rows_bytes.replace(self._standing_in.delimiter.encode(), self.dialect.delimiter.encode())
        found = self._careful(text.decode(), True)
        return joined([self._placed(*batch, lines_before) for batch in found.batches(BATCH_ROWS)])

    def _careful(self, text: str, final: bool) -> CarefulRows:
        return CarefulRows(text, self.dialect, final, len(self.layout.column_names))

    def _placed(self, rows: list[list[str]], lines: list[int], lines_before: int) -> PlacedRows:
        shaped = shape(rows, len(self.layout.column_names))
        return PlacedRows(shaped.columns, shaped.short_by, shaped.extra, np.array(lines, np.int64) + (lines_before + 1))


def standing_in(dialect: Dialect) -> Dialect:
    """The same with one sign instead of a longer separator: Arrow knows no others."""
    return replace(dialect, delimiter=STAND_IN.decode()) if len(dialect.delimiter) > 1 else dialect


def put_back(rows: PlacedRows, dialect: Dialect, stand_in: Dialect) -> PlacedRows:
    """Separators inside quotes as they were."""
    if dialect == stand_in:
        return rows
    sign, longer = stand_in.delimiter, dialect.delimiter
    columns = [
        pc.replace_substring(column, sign, longer) if pc.any(pc.match_substring(column, sign)).as_py() else column
        for column in rows.columns
    ]
    extra = None
    if rows.extra is not None:
        # As they are written in JSON.
        sign, longer = (json.dumps(text, ensure_ascii=False)[1:-1] for text in (sign, longer))
        extra = [None if text is None else text.replace(sign, longer) for text in rows.extra]
    return replace(rows, columns=columns, extra=extra)


def has_line_end(text: bytes) -> bool:
    """Whether there is any end of a line."""
    return b"\n" in text or b"\r" in text
