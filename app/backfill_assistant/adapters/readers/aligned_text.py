"""Text with aligned columns: blocks of UTF-8 become batches of columns, in two readings of the file.

The first finds where the gutters stay free in all lines, not only in the first thousand; the second cuts them there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from backfill_assistant.adapters.readers import problems
from backfill_assistant.adapters.readers.ahead import Utf8Blocks
from backfill_assistant.adapters.readers.aligned_columns import Columns
from backfill_assistant.adapters.readers.aligned_layout import AlignedLayout, lay_out_aligned
from backfill_assistant.adapters.readers.aligned_rows import cut
from backfill_assistant.adapters.readers.layout import Layout
from backfill_assistant.adapters.readers.limits import COLUMNS_MAX, ROW_MAX_BYTES, SAMPLE_BYTES
from backfill_assistant.adapters.readers.placed_text import PlacedText, whole_lines
from backfill_assistant.adapters.readers.table_writer import TableWriter
from backfill_assistant.core.table.reading import ReadingChoices


@dataclass
class AlignedText:
    """One pass over a text with aligned columns; `columns` are those that another pass has found."""

    path: Path
    blocks: Utf8Blocks
    choices: ReadingChoices
    # Called for every block; raises Stopped.
    watch: Callable[[], None]
    columns: Columns | None = None

    def __post_init__(self) -> None:
        self._text, self._ended = "", False
        found = self._find_layout()
        self.layout: Layout = found.layout
        self._rules = found.rules
        self._columns = self.columns or found.columns
        self._line = self.layout.data_line
        self._text = self._text[self.layout.data_start :]

    def _find_layout(self) -> AlignedLayout:
        sample = SAMPLE_BYTES
        while True:
            while len(self._text) < sample and self._more():
                pass
            whole = self._ended and len(self._text.encode()) <= sample
            start = self._text.encode()[:sample].decode(errors="ignore")
            found = lay_out_aligned(start, self.choices.skip_rows, self.choices.header_rows, whole)
            if whole or not found.layout.unfinished:
                break
            if sample >= ROW_MAX_BYTES:
                raise problems.row_too_long(self.path, self.choices.skip_rows + 1)
            sample *= 4
        if not found.layout.column_names:
            raise problems.empty(self.path)
        if len(found.layout.column_names) > COLUMNS_MAX:
            raise problems.too_many_columns(self.path, len(found.layout.column_names), COLUMNS_MAX)
        return found

    def _more(self) -> bool:
        block = self.blocks.next_block()
        self._ended = not block
        self._text = (self._text + block.decode()).replace("\r\n", "\n")
        # One at the end may be the first half of a line end.
        kept = len(self._text) - (self._text.endswith("\r") and not self._ended)
        self._text = self._text[:kept].replace("\r", "\n") + self._text[kept:]
        return not self._ended

    def _parts(self) -> Iterator[tuple[list[str], list[int]]]:
        """Rows as they stand, and their lines from 1, a block at a time."""
        while True:
            self.watch()
            if not self._ended and self._more() and "\n" not in self._text:
                self._refuse_endless()
                continue
            kept = len(self._text) if self._ended else self._text.rfind("\n") + 1
            lines = self._text[:kept].removesuffix("\n").split("\n")
            self._text = self._text[kept:]
            rows = self._rules.without(lines)
            if rows:
                yield [lines[number] for number in rows], [self._line + number + 1 for number in rows]
            self._line += len(lines)
            if self._ended:
                return
            self._refuse_endless()

    def _refuse_endless(self) -> None:
        if len(self._text) > ROW_MAX_BYTES:
            raise problems.row_too_long(self.path, self._line + 1)

    def settled_columns(self) -> Columns:
        """The columns, cut where the fewest of all lines have something."""
        counts = np.zeros(max((end for _, end in self._columns.gutters), default=0), np.int64)
        for lines, _ in self._parts():
            counts += PlacedText(whole_lines(lines), self._columns.wide).filled_places(len(counts))
        return self._columns.cut_where(counts)

    def write(self, writer: TableWriter) -> None:
        """Read to the end."""
        for lines, numbers in self._parts():
            cells = cut(lines, self._columns)
            writer.write(cells.columns, np.array(numbers, np.int64), cells.short_by, cells.extra)
