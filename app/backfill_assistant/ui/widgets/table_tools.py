"""TableTools: search the table, go to a row, look at one column."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from backfill_assistant.ui.widgets.buttons import icon_button, push_button
from backfill_assistant.ui.widgets.choices import line_edit
from backfill_assistant.ui.widgets.text import Text


class _SearchEdit(QLineEdit):
    """Enter finds the next place, Shift+Enter the one before."""

    forwards = Signal()
    backwards = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter, or whatever a line edit does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            (self.backwards if shifted else self.forwards).emit()
            return
        super().keyPressEvent(event)


class TableTools(QWidget):
    """A line above the table."""

    # The words, and whether to look backwards.
    search_wanted = Signal(str, bool)
    # A row's number, from 0.
    row_wanted = Signal(int)
    column_wanted = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.search = _SearchEdit(self)
        self.search.setAccessibleName(self.tr("Search the table"))
        self.search.setPlaceholderText(self.tr("Search the table"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(260)
        self.previous = icon_button("chevron-up", self.tr("Find the place before"), self)
        self.following = icon_button("chevron-down", self.tr("Find the next place"), self)
        self._found = Text("", self, role="muted", wraps=False)
        self.row = line_edit(self.tr("Go to row"), self, placeholder=self.tr("Go to row"), data=True)
        self.row.setValidator(QIntValidator(1, 2_000_000_000, self.row))
        self.row.setMaximumWidth(110)
        self.about = push_button(self.tr("About this column"), self, icon="columns-3")
        self.about.setCheckable(True)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.search, 2)
        line.addWidget(self.previous)
        line.addWidget(self.following)
        line.addWidget(self._found, 1)
        line.addWidget(self.row)
        line.addWidget(self.about)
        self.search.forwards.connect(self._forwards)
        self.search.backwards.connect(self._backwards)
        self.following.clicked.connect(self._forwards)
        self.previous.clicked.connect(self._backwards)
        self.row.returnPressed.connect(self._go)
        self.about.toggled.connect(self.column_wanted)

    def say(self, words: str) -> None:
        """What came of the search."""
        self._found.setText(words)

    @property
    def said(self) -> str:
        """What was said last."""
        return self._found.text()

    @Slot()
    def _forwards(self) -> None:
        self.search_wanted.emit(self.search.text(), False)

    @Slot()
    def _backwards(self) -> None:
        self.search_wanted.emit(self.search.text(), True)

    @Slot()
    def _go(self) -> None:
        # As the locale writes numbers, and the table the numbers of its rows: with or without separators.
        row, is_number = QLocale().toLongLong(self.row.text())
        if is_number and self.row.hasAcceptableInput():
            self.row_wanted.emit(row - 1)
