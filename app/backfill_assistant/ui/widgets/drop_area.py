"""Dropping files: which file a drag carries, the dashed area that invites one, and the veil over the window while one hovers."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from backfill_assistant.ui.widgets.icon_label import IconLabel
from backfill_assistant.ui.widgets.text import Text, set_role


def dropped_files(carried: QMimeData) -> list[str]:
    """The paths of the local files that a drag carries."""
    return [url.toLocalFile() for url in carried.urls() if url.isLocalFile()]


class DropArea(QFrame):
    """A dashed frame with words and a row for buttons (`area.buttons`). The window itself takes the drop."""

    def __init__(self, title: str, detail: str, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "drop")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(4)
        column.addStretch(1)
        column.addWidget(IconLabel("upload", self, token="muted", size=24), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        self._invitation = title
        self._title = Text(title, self, role="strong")
        for label in (self._title, Text(detail, self, role="muted")):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addSpacing(8)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(12)
        around = QHBoxLayout()
        around.addStretch(1)
        around.addLayout(self.buttons)
        around.addStretch(1)
        column.addLayout(around)
        column.addStretch(1)

    def say(self, words: str) -> None:
        """Something else than the invitation, for a while."""
        self._title.setText(words)

    def invite(self) -> None:
        """The invitation again."""
        self._title.setText(self._invitation)


class DropVeil(QFrame):
    """Covers the window while a file hovers over it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "drop")
        self.setProperty("active", "true")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column = QVBoxLayout(self)
        label = Text(self.tr("Drop the file anywhere to open it"), self, role="section")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(label)
        self.hide()

    def cover(self, window: QWidget) -> None:
        """Lie over the whole window."""
        self.setGeometry(window.rect().adjusted(12, 12, -12, -12))
        self.raise_()
        self.show()
