"""TableModel: what the tables of the window have in common: flat lines and columns, names above, numbers at the far side."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_AT_THE_FAR_SIDE: Final = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter


class TableModel(QAbstractTableModel):
    """Models say how many lines there are, what stands above each column, and what a cell says in a role."""

    # Where there are always the same columns, how many; and which of them hold numbers.
    columns: ClassVar[int] = 0
    numbers: ClassVar[tuple[int, ...]] = ()
    # What `cell` says nothing about, so that it need not be asked: Qt asks for seven roles of each cell that it paints.
    silent_roles: ClassVar[frozenset[int]] = frozenset()

    def line_count(self) -> int:
        """How many lines are shown."""
        raise NotImplementedError

    def column_count(self) -> int:
        """How many columns are shown."""
        return self.columns

    def title(self, column: int) -> str:
        """What stands above a column, in words."""
        raise NotImplementedError

    def cell(self, row: int, column: int, role: int) -> Any:
        """What a cell says in a role; None where it says nothing."""
        raise NotImplementedError

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Lines; none below a cell."""
        return 0 if parent.isValid() else self.line_count()

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Columns; none below a cell."""
        return 0 if parent.isValid() else self.column_count()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        """Names above the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section in self.numbers:
            return _AT_THE_FAR_SIDE
        return self.title(section) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        if role in self.silent_roles or not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _AT_THE_FAR_SIDE if index.column() in self.numbers else None
        return self.cell(index.row(), index.column(), role)
