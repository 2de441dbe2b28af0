"""Cells of a sheet that show something else than their value says: what number formats, errors and hidden digits add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from backfill_assistant.adapters.readers.number_masks import Mask

# Masks are kept as one byte per cell, 0 for none.
MASKS_MAX = 250


class Shows(Protocol):
    """How a number is shown."""

    def show(self, value: float) -> str | None:
        """What the cell shows; None when the number says it all."""


@dataclass
class ShownCells:
    """Filled by the reader of a kind of workbook; rows and columns are counted from 0."""

    masks: tuple[Shows, ...] = ()
    # By column, then by row.
    _texts: dict[int, dict[int, str]] = field(default_factory=dict)
    # For each column one byte per row: 0, or the number of its mask from 1.
    _places: dict[int, bytearray] = field(default_factory=dict)
    # Rows that a person does not see are among those looked through.
    hidden_rows: bool = False
    # Formulas without a result in the file.
    uncalculated: int = 0
    # Number formats are not understood: a code may lack zeros that only its format shows.
    unread: bool = False

    def say(self, row: int, column: int, text: str) -> None:
        """A cell shows this text."""
        self._texts.setdefault(column, {})[row] = text

    def said(self, row: int, column: int) -> str:
        """The text that a cell was said to show; "" when nothing was."""
        return self._texts.get(column, {}).get(row, "")

    def mark(self, row: int, column: int, mask: int) -> None:
        """A cell is shown under a mask, given by its place in `masks`."""
        rows = self._places.setdefault(column, bytearray())
        if len(rows) <= row:
            rows.extend(bytes(row + 1024 - len(rows)))
        rows[row] = mask + 1

    def shown(self, column: int, first_row: int, values: Sequence[Any]) -> Sequence[Any]:
        """The values of a column from a row on, those that do not say it all replaced by the text that their cells show."""
        texts, masks = self._texts.get(column), self._places.get(column)
        if texts is None and masks is None:
            return values
        changed = list(values)
        if masks is not None:
            known: dict[tuple[int, float], str | None] = {}
            for place, mask in enumerate(masks[first_row : first_row + len(changed)]):
                if mask and type(changed[place]) in (float, int):
                    value = float(changed[place])
                    if (mask, value) not in known:
                        known[mask, value] = self.masks[mask - 1].show(value)
                    text = known[mask, value]
                    changed[place] = changed[place] if text is None else text
        if texts is not None:
            changed = [texts.get(row, value) for row, value in enumerate(changed, first_row)]
        return changed


@dataclass(frozen=True)
class CellStyles:
    """What the styles of a workbook's cells, by their number, mean for what is shown."""

    masks: tuple[Mask, ...]
    # The place in `masks` by the number of the style.
    by_style: dict[int, int]
    # Styles that show days and times, and those of them that show hours beyond 24.
    times: frozenset[int]
    durations: frozenset[int]
