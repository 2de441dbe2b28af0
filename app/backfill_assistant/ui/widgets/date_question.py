"""DateQuestion: day first or month first? Asked with both readings side by side and what each would change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from backfill_assistant.core.mapping import TimeReading
from backfill_assistant.ui import column_operations as operations
from backfill_assistant.ui.column_words import format_words
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.card import Card
from backfill_assistant.ui.widgets.text import Text, set_tone
from backfill_assistant.ui.widgets.time_options import local_words

if TYPE_CHECKING:
    from backfill_assistant.core.column_examples import ReadingCount, TimeExample


class DateQuestion(Card):
    """Hidden unless the column of times is undecided; `decided` tells the reading that was chosen."""

    decided = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent, padding=12, role="notice")
        set_tone(self, "caution")
        self._desk = desk
        self._asked: tuple[int, TimeReading] | None = None
        self._readings: tuple[TimeReading, ...] = ()
        self._title = Text("", self, role="strong")
        self.body.addWidget(self._title)
        row = QHBoxLayout()
        row.setSpacing(16)
        self.buttons: list[QPushButton] = []
        self._words: list[Text] = []
        for _ in range(2):
            side = QVBoxLayout()
            side.setSpacing(4)
            words = Text("", self, role="small")
            button = push_button("", self)
            button.clicked.connect(self._decide)
            side.addWidget(words)
            side.addWidget(button)
            row.addLayout(side, 1)
            self._words.append(words)
            self.buttons.append(button)
        self.body.addLayout(row)
        self.hide()

    def consider(self, column: int, reading: TimeReading) -> None:
        """Ask about a column if day and month are undecided in it."""
        keys = reading.format.split("+")
        if set(keys) not in ({"dmy", "mdy"}, {"dmy2", "mdy2"}):
            self.hide()
            self._asked = None
            return
        if self._asked == (column, reading):
            return
        self._asked = (column, reading)
        self._readings = tuple(replace(reading, format=key) for key in keys)
        operations.compare_readings(self._desk, column, reading, self._readings, self._show)

    def _show(self, compared: Any) -> None:
        examples: tuple[TimeExample, ...] = compared[0]
        counts: tuple[ReadingCount, ...] = compared[1]
        if self._asked is None or len(examples) != len(self.buttons):
            return
        self._title.setText(self.tr("Is the day or the month first? Rows that could be either are not sent until you choose."))
        self.setAccessibleName(self._title.text())
        for words, button, example, count in zip(self._words, self.buttons, examples, counts, strict=True):
            recent = self.tr("%Ln row(s) younger than 72 hours, which can start campaigns", "", count.recent)
            future = self.tr("%Ln row(s) in the future", "", count.in_future)
            unreadable = self._desk.session.table.row_count - count.readable if self._desk.session.table is not None else 0
            parts = [self.tr("{text} is {moment}").format(text=example.text, moment=local_words(example)), recent]
            if count.in_future:
                parts.append(future)
            if unreadable:
                parts.append(self.tr("%Ln row(s) cannot be read so", "", unreadable))
            words.setText("\n".join(parts))
            button.setText(format_words(count.format))
            button.setAccessibleName(format_words(count.format))
            button.setAccessibleDescription(words.text())
        self.show()

    @Slot()
    def _decide(self) -> None:
        for button, reading in zip(self.buttons, self._readings, strict=False):
            if button is self.sender():
                self.hide()
                self.decided.emit(reading)
