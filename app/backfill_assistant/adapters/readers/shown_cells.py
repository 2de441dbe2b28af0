"""Cells of a sheet that show something else than their value says: what number formats, errors and hidden digits add."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

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
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    # For each column one byte per row: 0, or the number of its mask from 1.
    _places: dict[int, bytearray] = field(default_factory=dict)
    # Rows that a person does not see are among those looked through.
    hidden_rows: bool = False
    # Formulas without a result in the file.
    uncalculated: int = 0
    # Number formats are not understood: a code may lack zeros that only its format shows.
    unread: bool = False

    @property
    def any(self) -> bool:
        """Whether there is any such cell."""
        return bool(self.texts or self._places)

    def mark(self, row: int, column: int, mask: int) -> None:
        """A cell is shown under a mask, given by its place in `masks`."""
        rows = self._places.setdefault(column, bytearray())
        if len(rows) <= row:
            rows.extend(bytes(row + 1024 - len(rows)))
        rows[row] = mask + 1

    def shown(self, row: int, column: int, value: object) -> str | None:
        """The text of this cell, or None when its value says it all."""
        told = self.texts.get((row, column))
        if told is not None:
            return told
        masks = self._places.get(column)
        if masks is None or row >= len(masks) or not masks[row] or type(value) not in (float, int):
            return None
        return self.masks[masks[row] - 1].show(float(value))  # type: ignore[arg-type]


@dataclass(frozen=True)
class CellStyles:
    """What the styles of a workbook's cells, by their number, mean for what is shown."""

    masks: tuple[Mask, ...]
    # The place in `masks` by the number of the style.
    by_style: dict[int, int]
    # Styles that show days and times, and those of them that show hours beyond 24.
    times: frozenset[int]
    durations: frozenset[int]
