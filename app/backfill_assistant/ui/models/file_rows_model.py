"""FileRowsModel: every row of the opened file; first the few that are known at once, then all, fetched a page at a time."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from backfill_assistant.ui.cell_roles import DETAIL_ROLE, TONE_ROLE
from backfill_assistant.ui.wording import number

if TYPE_CHECKING:
    from backfill_assistant.core.table.reading import FirstLook
    from backfill_assistant.core.table.table import ShownRow, Table

_PAGE = 64
_PAGES_KEPT = 48
_TOOLTIP_MAX = 1_000
# A view longer than 2³¹ pixels breaks; at 28 pixels a row this many rows fit.
ROWS_MAX = 76_000_000
_NOWHERE = QModelIndex()
_NO_ROWS: npt.NDArray[np.int64] = np.empty(0, np.int64)


class FileRowsModel(QAbstractTableModel):
    """The person's columns; before them, only where some rows are uneven, a column that says so."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._first: tuple[tuple[str, ...], ...] = ()
        self._table: Table | None = None
        self._uneven: npt.NDArray[np.int64] | None = None
        self._only_uneven = False
        self._page = lru_cache(maxsize=_PAGES_KEPT)(self._fetch)

    @property
    def first_column(self) -> int:
        """Where the person's columns begin."""
        return 1 if self._table is not None and self._table.ragged_count else 0

    @property
    def only_uneven(self) -> bool:
        """Whether only rows with too many or too few cells are shown."""
        return self._only_uneven

    def show_look(self, look: FirstLook | None) -> None:
        """Show the first rows."""
        self.beginResetModel()
        self._table, self._uneven, self._only_uneven = None, None, False
        self._names, self._first = (look.column_names, look.rows) if look is not None else ((), ())
        self._page.cache_clear()
        self.endResetModel()

    def show_table(self, table: Table) -> None:
        """Show all rows."""
        self.beginResetModel()
        self._table, self._first, self._uneven, self._only_uneven = table, (), None, False
        self._names = table.column_names
        self._page.cache_clear()
        self.endResetModel()

    def show_only_uneven(self, only: bool) -> None:
        """Show only rows with too many or too few cells, or all again."""
        self.beginResetModel()
        self._only_uneven = only and bool(self.first_column)
        self._page.cache_clear()
        self.endResetModel()

    def longest_texts(self, rows_max: int) -> list[str]:
        """For each of the person's columns, its longest text among its name and the first rows shown."""
        rows: list[tuple[str | None, ...]] = list(self._first[:rows_max])
        if self._table is not None and self.rowCount():
            rows = [shown.cells for shown in self._page(0)[:rows_max]]
        columns = zip(*rows, strict=True) if rows else ((),) * len(self._names)
        return [max((name, *(cell or "" for cell in cells)), key=len) for name, cells in zip(self._names, columns, strict=True)]

    def row_at(self, place: int) -> int:
        """The number of the row, from 0, that stands at a place of the view."""
        return int(self._uneven_rows()[place]) if self._only_uneven else place

    def place_of(self, row: int) -> int | None:
        """Where a row stands in the view; None when it is not shown."""
        if not self._only_uneven:
            return row if 0 <= row < self.rowCount() else None
        rows = self._uneven_rows()
        at = int(np.searchsorted(rows, row))
        return at if at < len(rows) and rows[at] == row else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:  # noqa: N802
        """How many rows are shown."""
        if parent.isValid():
            return 0
        if self._only_uneven:
            return len(self._uneven_rows())
        return min(ROWS_MAX, self._table.row_count) if self._table is not None else len(self._first)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:  # noqa: N802
        """The person's columns and perhaps ours."""
        return 0 if parent.isValid() else len(self._names) + self.first_column

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        """Names of columns, numbers of rows."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Vertical:
            return number(self.row_at(section) + 1) if role == Qt.ItemDataRole.DisplayRole else None
        column = section - self.first_column
        if column < 0:
            return QCoreApplication.translate("FileRows", "Cells")
        return self._names[column] or QCoreApplication.translate("FileRows", "(no name)")

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell, exactly as it stands in the file."""
        wanted = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, TONE_ROLE, DETAIL_ROLE)
        if role not in wanted or not index.isValid():
            return None
        column = index.column() - self.first_column
        if self._table is None:
            return self._first[index.row()][column] if role == Qt.ItemDataRole.DisplayRole else None
        shown = self._page(index.row() // _PAGE)[index.row() % _PAGE]
        if column < 0:
            return _mark(shown, role)
        cell = shown.cells[column]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell or ""
        if role == Qt.ItemDataRole.ToolTipRole:
            if cell is None:
                return QCoreApplication.translate("FileRows", "The file has no cell here.")
            return cell[:_TOOLTIP_MAX] if len(cell) > 20 else None
        return None

    def _uneven_rows(self) -> npt.NDArray[np.int64]:
        """Looked for when they are first wanted."""
        if self._uneven is None:
            self._uneven = self._table.ragged_rows() if self._table is not None else _NO_ROWS
        return self._uneven

    def _fetch(self, page: int) -> list[ShownRow]:
        assert self._table is not None
        start, stop = page * _PAGE, min((page + 1) * _PAGE, self.rowCount())
        rows = self._uneven_rows()[start:stop] if self._only_uneven else np.arange(start, stop, dtype=np.int64)
        return self._table.shown(rows)


def _mark(shown: ShownRow, role: int) -> str | None:
    """What the column of marks says about a row."""
    if not shown.short_by:
        return None
    if role == TONE_ROLE:
        return "caution"
    beyond = " · ".join(cell.replace("\n", " ") for cell in shown.extra)
    if role == DETAIL_ROLE:
        return beyond[:80]
    if role == Qt.ItemDataRole.ToolTipRole:
        line = QCoreApplication.translate("FileRows", "Line {line} of the file.").format(line=number(shown.line))
        return f"{line} {beyond[:_TOOLTIP_MAX]}".strip()
    if shown.short_by > 0:
        return QCoreApplication.translate("FileRows", "%Ln too few", None, shown.short_by)
    return QCoreApplication.translate("FileRows", "%Ln too many", None, -shown.short_by)
