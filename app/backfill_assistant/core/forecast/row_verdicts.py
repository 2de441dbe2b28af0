"""RowVerdicts: single rows compared with one campaign, where the sorted rows are of no help."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.checked import NO_TIME, CheckedRows
from backfill_assistant.core.forecast.verdicts import Standing

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


class RowVerdicts:
    """Asked for rows by their number in the file, each judged at its moment."""

    def __init__(self, checked: CheckedRows, event_numbers: dict[str, int]) -> None:
        self._checked, self._event_numbers = checked, event_numbers

    def masks(self, standing: Standing, rows: Numbers, moments: Numbers | int, margin_ms: int) -> tuple[Mask, Mask, Mask]:
        """Which rows concern the campaign; which of them could enter or are too close to call; which of these are clear."""
        matches = np.ones(len(rows), dtype=bool)
        if not standing.judged:
            return matches, ~matches, ~matches
        checked = self._checked
        if standing.event_name is not None:
            matches = checked.event[rows] == self._event_numbers.get(standing.event_name, -2)
        elif checked.event_only_rows is not None:
            matches = ~np.isin(rows, checked.event_only_rows)
        times = checked.time_ms[rows]
        low = high = np.where(times == NO_TIME, moments, times)
        if checked.time_span_ms is not None:
            high = np.where(times == NO_TIME, moments, times + checked.time_span_ms[rows])
        possible = matches & standing.possible(high, moments, margin_ms)
        return matches, possible, matches & standing.clear(low, moments, margin_ms)
