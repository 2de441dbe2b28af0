"""EmptyState: what a page or a table says while there is nothing to show, and the button that changes that."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.icon_label import IconLabel
from backfill_assistant.ui.widgets.text import Text


class EmptyState(QWidget):
    """An icon, a sentence, advice and (with `button` words) one button, `state.button`."""

    def __init__(self, icon: str, title: str, advice: str, parent: QWidget, *, button: str = "") -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setSpacing(6)
        column.addStretch(1)
        column.addWidget(IconLabel(icon, self, size=32), 0, Qt.AlignmentFlag.AlignHCenter)
        self._title = Text(title, self, role="strong")
        self._advice = Text(advice, self, role="muted")
        for label in (self._title, self._advice):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        self.button: QPushButton | None = None
        if button:
            self.button = push_button(button, self)
            column.addSpacing(6)
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def say(self, title: str, advice: str) -> None:
        """Show other words."""
        self._title.setText(title)
        self._advice.setText(advice)
