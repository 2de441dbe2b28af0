"""Sets of rows as masks, and looking rows up in an ascending list of rows, by columns."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]


def row_set(rows: Rows, row_count: int) -> npt.NDArray[np.bool_]:
    """True at these rows of a file."""
    mask = np.zeros(row_count, dtype=np.bool_)
    mask[rows] = True
    return mask


def found_in(ascending: Rows | None, rows: Rows) -> tuple[npt.NDArray[np.bool_], Rows]:
    """Which of `rows` (any order) are in the list, and the places of those in it."""
    if ascending is None or not len(ascending):
        return np.zeros(len(rows), dtype=np.bool_), np.empty(0, dtype=np.int64)
    places = np.minimum(np.searchsorted(ascending, rows), len(ascending) - 1)
    found = ascending[places] == rows
    return found, places[found]
