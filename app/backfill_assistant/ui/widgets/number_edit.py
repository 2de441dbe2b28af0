"""NumberEdit: a whole number to type, with its unit; the mouse wheel changes it only while it has the focus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSpinBox, QWidget


class NumberEdit(QSpinBox):
    """`valueChanged` comes when the number is complete, not with every digit."""

    def __init__(
        self, name: str, parent: QWidget, lowest: int, highest: int, *, unit: str = "", words_for_lowest: str = ""
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setRange(lowest, highest)
        self.setSuffix(unit)
        self.setSpecialValueText(words_for_lowest)
        self.setGroupSeparatorShown(True)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(6, 0, 6, 0)

    def show_number(self, number: int) -> None:
        """Show a number without telling."""
        blocked = self.blockSignals(True)
        self.setValue(number)
        self.blockSignals(blocked)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Scrolling a page must not change what is sent."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
