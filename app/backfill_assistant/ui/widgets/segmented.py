"""SegmentedChoice: two to four choices side by side, exactly one of which counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.text import scaled


class SegmentedChoice(QWidget):
    """A row of buttons. `chosen` tells the value when the person changes it; arrow keys move the choice."""

    chosen = Signal(object)

    def __init__(self, name: str, choices: Sequence[tuple[object, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._values = [value for value, _ in choices]
        self._buttons: list[QPushButton] = []
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for _, words in choices:
            button = push_button(words, self, role="segment")
            button.setCheckable(True)
            # The chosen one is written bolder: room for that from the start, so that nothing is cut off or jumps.
            bold = QFontMetrics(scaled(button.font(), 1.0, QFont.Weight.DemiBold))
            button.setMinimumWidth(bold.horizontalAdvance(words.replace("&", "")) + 36)
            button.setAccessibleDescription(name)
            button.clicked.connect(self._tell)
            button.installEventFilter(self)
            self._group.addButton(button)
            self._buttons.append(button)
            row.addWidget(button)

        self._round_edges()

    @property
    def value(self) -> object:
        """The chosen value; None while nothing is."""
        for value, button in zip(self._values, self._buttons, strict=True):
            if button.isChecked():
                return value
        return None

    def choose(self, value: object) -> None:
        """Show a choice without telling."""
        for each, button in zip(self._values, self._buttons, strict=True):
            if each == value:
                button.setChecked(True)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """The round edges change sides with the window."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._round_edges()

    def _round_edges(self) -> None:
        in_sight = self._buttons[::-1] if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else self._buttons
        for button in in_sight:
            edge = "first" if button is in_sight[0] else "last" if button is in_sight[-1] else "middle"
            button.setProperty("edge", edge)
            button.style().unpolish(button)
            button.style().polish(button)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Left and right move the choice, in the direction of writing; the buttons themselves would only move the focus."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if not step:
            return False
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            step = -step
        now = next((number for number, button in enumerate(self._buttons) if button is watched), 0)
        button = self._buttons[max(0, min(len(self._buttons) - 1, now + step))]
        button.setFocus()
        button.click()
        return True

    @Slot()
    def _tell(self) -> None:
        self.chosen.emit(self.value)
