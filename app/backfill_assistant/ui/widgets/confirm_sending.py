"""ConfirmSending: the last confirmation, and the only modal question of the program: what has been sent cannot be taken back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.icon_label import IconLabel
from backfill_assistant.ui.widgets.text import Text


class ConfirmSending(QDialog):
    """Shows the sentence once more; `accepted` means send. Escape and the first button mean not yet."""

    def __init__(self, sentence: str, consequence: str, tone: str, send_words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Send?"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(sentence)
        self.setMinimumWidth(460)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 18)
        column.setSpacing(10)
        column.addWidget(Text(sentence, self, role="section"))
        row = QHBoxLayout()
        row.setSpacing(10)
        icon = "triangle-alert" if tone == "caution" else "shield-check"
        row.addWidget(IconLabel(icon, self, token=f"{tone}_text", size=20), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Text(consequence, self), 1)
        column.addLayout(row)
        column.addWidget(Text(self.tr("What has been sent cannot be taken back from here."), self, role="muted"))
        column.addSpacing(8)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        self.not_yet = push_button(self.tr("Not yet"), self)
        self.not_yet.clicked.connect(self.reject)
        self.send = push_button(send_words, self, role="primary")
        self.send.clicked.connect(self._agree)
        buttons.addWidget(self.not_yet)
        buttons.addWidget(self.send)
        column.addLayout(buttons)
        # Enter must not send by accident, wherever the cursor is.
        self.send.setAutoDefault(False)
        self.not_yet.setDefault(True)
        self.not_yet.setFocus()

    def _agree(self) -> None:
        """Once: a second click, when the first is being done, must not send again."""
        self.send.setEnabled(False)
        self.accept()
