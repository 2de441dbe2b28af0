"""Notice: a coloured strip that says what is the matter (icon and words), with the buttons that mend it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.icon_label import IconLabel
from backfill_assistant.ui.widgets.tab_order import put_behind
from backfill_assistant.ui.widgets.text import Text, set_role, set_tone

_ICONS = {"neutral": "info", "accent": "info", "good": "circle-check", "caution": "triangle-alert", "bad": "octagon-alert"}


@dataclass(frozen=True)
class Action:
    """A button as a value: its words, what it does, whether it can be used. The callback is a bound method."""

    text: str
    callback: Callable[[], object]
    enabled: bool = True
    icon: str = ""


class Notice(QFrame):
    """A strip on the page; hidden until `say` is called. Screen readers are told its words at once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "notice", "neutral")
        self._icon = IconLabel("info", self, size=20)
        self._title = Text("", self, role="strong")
        self._advice = Text("", self)
        self._buttons: list[QPushButton] = []
        self._actions: tuple[Action, ...] = ()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._advice)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 12, 12, 12)
        self._row.setSpacing(12)
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addLayout(words, 1)
        self.hide()

    @property
    def words(self) -> str:
        """Everything it says, in one line."""
        return " ".join(part for part in (self._title.text(), self._advice.text()) if part)

    def say(self, tone: str, title: str, advice: str = "", actions: tuple[Action, ...] = ()) -> None:
        """Show a sentence in a tone ("good", "caution", "bad", "accent", "neutral"), with advice and buttons."""
        set_tone(self, tone)
        self._icon.show_icon(_ICONS[tone], "muted" if tone == "neutral" else f"{tone}_text")
        self._title.setText(title)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        self.setAccessibleName(self.words)
        self._actions = actions
        while len(self._buttons) < len(actions):
            button = push_button("", self)
            button.clicked.connect(self._act)
            self._row.addWidget(button)
            # Made late; Tab would reach it behind everything else of the page.
            put_behind(self, button)
            self._buttons.append(button)
        for index, button in enumerate(self._buttons):
            button.setVisible(index < len(actions))
            if index < len(actions):
                button.setText(actions[index].text)
                button.setAccessibleName(actions[index].text)
                button.setEnabled(actions[index].enabled)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.words))

    @Slot()
    def _act(self) -> None:
        sender = self.sender()
        for button, action in zip(self._buttons, self._actions, strict=False):
            if button is sender:
                action.callback()
                return
