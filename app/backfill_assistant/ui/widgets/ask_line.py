"""AskLine: a question in place with one or two lines to fill in, a button that says what happens, and Cancel."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from shiboken6 import isValid

from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.card import Card
from backfill_assistant.ui.widgets.choices import line_edit
from backfill_assistant.ui.widgets.flow import FlowLayout
from backfill_assistant.ui.widgets.text import Text


class AskLine(Card):
    """Hidden until `ask` is called. Enter answers, Escape cancels; the focus goes back where it was."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, padding=12)
        flow = QWidget(self)
        layout = FlowLayout(flow, gap=8)
        self._words = Text("", flow, role="strong", wraps=False)
        layout.addWidget(self._words)
        self._edits: list[QLineEdit] = []
        self._labels: list[Text] = []
        for _ in range(2):
            label = Text("", flow, role="muted", wraps=False)
            edit = line_edit("", flow, data=True)
            edit.setMinimumWidth(180)
            label.setBuddy(edit)
            edit.returnPressed.connect(self._answer)
            layout.addWidget(label)
            layout.addWidget(edit)
            self._labels.append(label)
            self._edits.append(edit)
        self.confirm = push_button("", flow, role="primary")
        self.cancel = push_button(self.tr("Cancel"), flow)
        layout.addWidget(self.confirm)
        layout.addWidget(self.cancel)
        row = QHBoxLayout()
        row.addWidget(flow, 1)
        self.body.addLayout(row)
        self._answered: Callable[..., object] | None = None
        self._focus_before: QWidget | None = None
        self.confirm.clicked.connect(self._answer)
        self.cancel.clicked.connect(self.close_question)
        self.hide()

    @property
    def edits(self) -> tuple[QLineEdit, ...]:
        """The lines in use."""
        return tuple(edit for edit in self._edits if edit.isVisibleTo(self))

    def ask(self, words: str, lines: Sequence[tuple[str, str]], confirm: str, answered: Callable[..., object]) -> None:
        """Ask; `answered` (a bound method) is called with the text of each line."""
        self._focus_before = self.window().focusWidget()
        self._words.setText(words)
        self.setAccessibleName(words)
        for place, (label, edit) in enumerate(zip(self._labels, self._edits, strict=True)):
            label.setVisible(place < len(lines))
            edit.setVisible(place < len(lines))
            if place < len(lines):
                label.setText(lines[place][0])
                edit.setAccessibleName(lines[place][0])
                edit.setText(lines[place][1])
        self.confirm.setText(confirm)
        self.confirm.setAccessibleName(confirm)
        self._answered = answered
        self.show()
        self._edits[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self._edits[0].selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape cancels."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_question()
            return
        super().keyPressEvent(event)

    @Slot()
    def close_question(self) -> None:
        """Ask no longer."""
        focus, before = self.window().focusWidget(), self._focus_before
        self._focus_before = None
        is_here = focus is not None and self.isAncestorOf(focus)
        self.hide()
        # What was pressed to be asked may have gone in the meantime.
        if is_here and before is not None and isValid(before):
            before.setFocus()

    @Slot()
    def _answer(self) -> None:
        texts = [edit.text() for edit in self.edits]
        answered = self._answered
        self.close_question()
        if answered is not None:
            answered(*texts)
