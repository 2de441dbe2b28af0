"""Ageing: how much later than the start of sending each row is processed.

Every order of sending is a fixed list of rows that is begun somewhere and gone through once around: the order of the file from its
first row, "soonest to expire first" from the first row that has not expired. So another start only moves where the list is begun,
and what was sorted for the list stays sorted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Ageing:
    """When rows go out, for rows by their number in the file."""

    # The place in the list of each row of the file, -1 for rows that are not sent; and how many are.
    places: npt.NDArray[np.int32]
    count: int
    # The place in the list of the row that goes out first.
    begins: int
    # From one row to the next, in microseconds.
    step_us: int
    # Equal keys mean equal lists and equal steps.
    key: object

    @property
    def longest_ms(self) -> int:
        """How long after the start the last row goes out."""
        return max(0, self.count - 1) * self.step_us // 1_000

    def offsets_ms(self, rows: Numbers) -> Numbers:
        """How long after the start these rows go out."""
        positions = (self.places[rows] - np.int64(self.begins)) % max(1, self.count)
        offsets: Numbers = positions * self.step_us // 1_000
        return offsets

    def heights(self, times_ms: Numbers, rows: Numbers) -> Numbers:
        """Times less the delay of a list that is begun at its first row, in microseconds: the same for every start."""
        delays: Numbers = self.places[rows] * np.int64(self.step_us)
        return times_ms * 1_000 - delays

    def height_at(self, edge_ms: int) -> int:
        """Rows from `begins` on whose time, less their delay, is later than the edge are those whose height is above this."""
        return edge_ms * 1_000 - self.begins * self.step_us

    def heights_at(self, edges_ms: Numbers) -> Numbers:
        """The same for several edges."""
        return edges_ms * 1_000 - self.begins * self.step_us
