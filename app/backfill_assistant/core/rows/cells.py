"""Cells: the texts of some rows of a Table, with repairs applied."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.checked import Merged
from backfill_assistant.core.mapping.repairs import CellDecision, CorrectDomain, CorrectValue, EditCell, Repairs, TrimColumn
from backfill_assistant.core.row_sets import found_in
from backfill_assistant.core.table.table import Table
from backfill_assistant.core.values.blanks import without_blanks
from backfill_assistant.core.values.unseen_ends import without_unseen_ends

# Slices hold at most about so many bytes of cells, however long those are.
_SLICE_BYTES = 64_000_000


def rows_per_slice(table: Table, at_most: int, at_most_bytes: int = _SLICE_BYTES) -> int:
    """How many rows to work on at once: fewer where rows are long, so that memory stays flat."""
    bytes_per_row = table.size_bytes // max(table.row_count, 1) + 1
    return max(1, min(at_most, at_most_bytes // bytes_per_row))


class Cells:
    """Some rows (any order) of a table. Columns are read when first asked for; null is a cell that the file does not have."""

    def __init__(
        self,
        table: Table,
        rows: npt.NDArray[np.int64],
        repairs: Repairs,
        merged: Merged | None = None,
        only_column: int | None = None,
    ) -> None:
        """With `only_column`, no other column is asked for."""
        self.table = table
        self.rows = rows
        self._repairs = repairs
        self._merged = merged
        # What lies near is copied out of order only for columns that are asked for.
        self._part, self._order = table.near(rows, only_column)
        self._columns: dict[int, pa.StringArray] = {}

    def only(self, chosen: npt.NDArray[np.bool_]) -> Cells:
        """Some of these rows."""
        return Cells(self.table, self.rows[chosen], self._repairs, self._merged)

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, position: int) -> pa.StringArray:
        """The texts of one column."""
        if position not in self._columns:
            pieces = self._pieces(str(position))
            # One piece, as a rule: putting it together would copy it.
            texts = pieces.chunk(0) if pieces.num_chunks == 1 else pieces.combine_chunks()
            for decision in self._repairs.cell_decisions(position):
                texts = _decided(decision, texts, self.rows)
            self._columns[position] = texts
        return self._columns[position]

    def _pieces(self, name: str) -> pa.ChunkedArray:
        found = self._part.column(name)
        return found if self._order is None else found.take(self._order)

    def trimmed(self, position: int) -> pa.StringArray:
        """The texts of one column without white space around them."""
        return without_blanks(self.column(position))

    def attribute_column(self, position: int) -> pa.StringArray:
        """The texts of one column for the person's attributes: merged people bring cells of their other rows."""
        return self.beside(position, position)

    def beside(self, position: int, other: int) -> pa.StringArray:
        """The texts of column `other` in the rows that feed attribute column `position`."""
        own = self.column(other)
        if self._merged is None or position not in self._merged.columns:
            return own
        inside, places = found_in(self._merged.rows, self.rows)
        if not inside.any():
            return own
        sources = self._merged.sources[places, self._merged.columns.index(position)]
        others = Cells(self.table, sources, self._repairs, only_column=other).column(other)
        return pc.replace_with_mask(own, pa.array(inside), others)

    def lacking(self, position: int) -> npt.NDArray[np.bool_]:
        """True where the row of the file ends before this column."""
        return np.asarray(self._pieces(str(position)).combine_chunks().is_null())

    def surplus(self) -> npt.NDArray[np.bool_]:
        """True where the row of the file has more cells than the header."""
        return np.asarray(pc.less(self._pieces("short_by"), 0))


def _decided(decision: CellDecision | TrimColumn, texts: pa.StringArray, rows: npt.NDArray[np.int64]) -> pa.StringArray:
    match decision:
        case EditCell(row, _, text):
            here = rows == row
            return pc.if_else(pa.array(here), text, texts) if here.any() else texts
        case CorrectValue(_, wrong, right):
            return pc.if_else(pc.equal(pc.fill_null(texts, ""), wrong), right, texts)
        case TrimColumn():
            return without_unseen_ends(texts)
        case CorrectDomain(_, wrong, right):
            trimmed = without_blanks(texts)
            ends = pc.fill_null(pc.ends_with(trimmed, f"@{wrong}", ignore_case=True), False)
            corrected = pc.utf8_slice_codeunits(trimmed, 0, -len(wrong))
            return pc.if_else(ends, pc.binary_join_element_wise(corrected, right, ""), texts)
