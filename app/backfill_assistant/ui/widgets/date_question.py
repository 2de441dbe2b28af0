"""DateQuestion: day first or month first? Asked with both readings side by side and what each would change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from backfill_assistant.core.mapping import Field, TimeReading
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
    """Hidden unless a column of times is undecided; `decided` tells the column, the undecided reading and the chosen one."""

    decided = Signal(int, object, object)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent, padding=12, role="notice")
        set_tone(self, "caution")
        self._desk = desk
        self._asked: tuple[int, TimeReading] | None = None
        self._is_row_time = True
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

    @staticmethod
    def is_undecided(reading: TimeReading) -> bool:
        """Whether day and month are undecided."""
        return set(reading.format.split("+")) in ({"dmy", "mdy"}, {"dmy2", "mdy2"})

    def consider(self, column: int, reading: TimeReading, field: Field | None) -> None:
        """Ask about an undecided column; `field` is the value that it feeds, None for the time of the row."""
        if self._asked == (column, reading):
            return
        self.forget()
        self._asked = (column, reading)
        # Only the time of the row can start campaigns.
        self._is_row_time = field is None
        self._readings = tuple(replace(reading, format=key) for key in reading.format.split("+"))
        operations.compare_readings(self._desk, column, reading, self._readings, field, self._show)

    def forget(self) -> None:
        """Ask about nothing."""
        self._asked = None
        self.hide()

    def _show(self, compared: Any) -> None:
        asked: tuple[int, TimeReading] = compared[0]
        examples: tuple[TimeExample, ...] = compared[1]
        counts: tuple[ReadingCount, ...] = compared[2]
        table = self._desk.session.table
        if self._asked is None or asked != self._asked or table is None or len(examples) != len(self.buttons):
            return
        question = self.tr("Is the day or the month first in {column}? Rows that could be either are not sent until you choose.")
        self._title.setText(question.format(column=table.column_names[self._asked[0]]))
        self.setAccessibleName(self._title.text())
        for words, button, example, count in zip(self._words, self.buttons, examples, counts, strict=True):
            recent = self.tr("%Ln row(s) younger than 72 hours, which can start campaigns", "", count.recent)
            future = self.tr("%Ln row(s) in the future", "", count.in_future)
            unreadable = table.row_count - count.readable
            parts = [self.tr("{text} is {moment}").format(text=example.text, moment=local_words(example))]
            if self._is_row_time:
                parts.append(recent)
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
            if button is self.sender() and self._asked is not None:
                column, undecided = self._asked
                self.forget()
                self.decided.emit(column, undecided, reading)
                return
