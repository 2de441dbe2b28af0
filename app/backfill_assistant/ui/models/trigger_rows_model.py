"""TriggerRowsModel: some rows of the file, each with what it could do to one campaign, fetched a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication, QObject, Qt

from backfill_assistant.ui.cell_roles import TONE_ROLE
from backfill_assistant.ui.column_words import column_name
from backfill_assistant.ui.models.table_model import TableModel
from backfill_assistant.ui.wording import day_and_time, in_words, number, utc, verdict, verdict_tone

if TYPE_CHECKING:
    from backfill_assistant.core.forecast.forecast import Forecast
    from backfill_assistant.core.forecast.plans import SendingPlan
    from backfill_assistant.core.table.table import Table

ROW, WHEN, VERDICT, REASON, FIRST_CELL = range(5)
_PAGE = 64


@dataclass(frozen=True, eq=False)
class ShownRows:
    """Which rows, and the campaign (by its place) they are judged for; None where there is no campaign."""

    table: Table
    forecast: Forecast
    plan: SendingPlan
    rows: npt.NDArray[np.int64]
    campaign: int | None


class TriggerRowsModel(TableModel):
    """Row number, time, verdict and reason, then the person's own columns."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._shown: ShownRows | None = None
        self._page = lru_cache(maxsize=32)(self._fetch)

    @property
    def shown(self) -> ShownRows | None:
        """What is shown."""
        return self._shown

    def show_rows(self, shown: ShownRows | None) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._shown = shown
        self._page.cache_clear()
        self.endResetModel()

    def line_count(self) -> int:
        """How many rows are shown."""
        return len(self._shown.rows) if self._shown is not None else 0

    def column_count(self) -> int:
        """Ours, then the person's."""
        return FIRST_CELL + self._shown.table.column_count if self._shown is not None else 0

    def title(self, column: int) -> str:
        """The names of ours, then those of the file."""
        if column >= FIRST_CELL:
            return column_name(self._shown.table.column_names, column - FIRST_CELL) if self._shown is not None else ""
        return (
            QCoreApplication.translate("TriggerRows", "Row"),
            QCoreApplication.translate("TriggerRows", "When"),
            QCoreApplication.translate("TriggerRows", "Forecast"),
            QCoreApplication.translate("TriggerRows", "Reason"),
        )[column]

    def cell(self, row: int, column: int, role: int) -> Any:
        """One cell."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, TONE_ROLE):
            return None
        ours, cells = self._page(row // _PAGE)[row % _PAGE]
        if role == TONE_ROLE:
            return verdict_tone(ours.verdict) if column == VERDICT and ours.verdict else None
        if column >= FIRST_CELL:
            return cells[column - FIRST_CELL] or ""
        if column == ROW:
            return number(ours.row + 1)
        if column == WHEN:
            if ours.time_ms is None:
                return QCoreApplication.translate("TriggerRows", "no time: counts as now")
            return utc(ours.time_ms) if role == Qt.ItemDataRole.ToolTipRole else day_and_time(ours.time_ms)
        if column == VERDICT:
            return verdict(ours.verdict) if ours.verdict else ""
        return ours.reason

    def _fetch(self, page: int) -> list[tuple[_Line, tuple[str | None, ...]]]:
        shown = self._shown
        if shown is None:
            return []
        rows = shown.rows[page * _PAGE : (page + 1) * _PAGE]
        part = shown.table.take(rows)
        columns = [part.column(number).to_pylist() for number in range(shown.table.column_count)]
        cells = list(zip(*columns, strict=True)) if columns else [()] * len(rows)
        return [(_line(shown, row), cell) for row, cell in zip(rows.tolist(), cells, strict=True)]


@dataclass(frozen=True)
class _Line:
    row: int
    time_ms: int | None
    verdict: str
    reason: str


def _line(shown: ShownRows, row: int) -> _Line:
    from backfill_assistant.core.checked import NO_TIME

    time_ms = int(shown.forecast.checked.time_ms[row])
    word = reason = ""
    if shown.campaign is not None:
        found, sentence = shown.forecast.verdict_of(row, shown.campaign, shown.plan)
        word, reason = found.value, in_words(sentence)
    return _Line(row, None if time_ms == NO_TIME else time_ms, word, reason)
