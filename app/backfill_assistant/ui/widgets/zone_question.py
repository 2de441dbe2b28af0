"""ZoneQuestion: what do CET or PST mean in this file? Asked once for each such word, with what each answer makes of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from backfill_assistant.ui import zone_operations
from backfill_assistant.ui.column_words import zone_words
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.card import Card
from backfill_assistant.ui.widgets.choices import labelled
from backfill_assistant.ui.widgets.flow import FlowLayout
from backfill_assistant.ui.widgets.sight import focus_in_sight
from backfill_assistant.ui.widgets.text import Text, set_tone
from backfill_assistant.ui.widgets.zone_box import ZoneBox
from backfill_assistant.ui.wording import utc

if TYPE_CHECKING:
    from backfill_assistant.core.checked import Problem
    from backfill_assistant.core.rows.column_examples import ZoneAsked

# Problems that an answer mends.
CODES = ("time.zone_word", "value.zone_word")


class ZoneQuestion(Card):
    """Hidden unless some zone is named by letters that nobody has explained; `answered` tells the word and a zone."""

    answered = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent, padding=12, role="notice")
        set_tone(self, "caution")
        self._desk = desk
        self._word = ""
        self._zones: dict[QPushButton, str] = {}
        self._wants_focus = False
        self._title = Text("", self, role="strong")
        self.body.addWidget(self._title)
        self._words = Text("", self, role="small")
        self.body.addWidget(self._words)
        self._row = QWidget(self)
        self._flow = FlowLayout(self._row, gap=8)
        self.other = ZoneBox(self.tr("Another time zone"), self._row)
        self._other = labelled(self.tr("Anot&her"), self.other, self._row, beside=True)
        self._flow.addWidget(self._other)
        self.body.addWidget(self._row)
        self.other.picked.connect(self._pick)
        self.hide()

    @property
    def buttons(self) -> list[QPushButton]:
        """One for each usual meaning."""
        return list(self._zones)

    def consider(self, problem: Problem, *, focus: bool = False) -> None:
        """Ask about the zone of the problem's first row; `focus` puts the cursor on the answers."""
        self._wants_focus = focus
        if problem.column is not None and problem.rows:
            is_row_time = problem.code.startswith("time.")
            zone_operations.ask_zone(self._desk, problem.column, problem.rows[0], self._ask, is_row_time=is_row_time)

    def forget(self) -> None:
        """Ask about nothing."""
        self._word = ""
        self.hide()

    def _ask(self, asked: Any) -> None:
        if asked is None:
            return
        column, found = asked
        if found.word != self._word or not self.isVisible():
            self._word = found.word
            self._show(column, found)
        if self._wants_focus:
            focus_in_sight(self.buttons[0] if self._zones else self.other)

    def _show(self, column: str, found: ZoneAsked) -> None:
        question = self.tr("What does {word} mean in {column}? Rows with it are not sent until you say.")
        self._title.setText(question.format(word=found.word, column=column))
        self.setAccessibleName(self._title.text())
        for button in self._zones:
            self._flow.removeWidget(button)
            button.deleteLater()
        self._zones = {}
        self._flow.removeWidget(self._other)
        lines = []
        for zone, example in found.meanings:
            button = push_button(zone_words(zone), self._row)
            button.clicked.connect(self._decide)
            if example.instant_ms is not None:
                words = self.tr("{zone}: {text} is {moment}").format(
                    zone=zone_words(zone), text=example.text, moment=utc(example.instant_ms)
                )
            else:
                words = self.tr("{zone}: {text} cannot be read so").format(zone=zone_words(zone), text=example.text)
            lines.append(words)
            button.setAccessibleDescription(words)
            self._zones[button] = zone
            self._flow.addWidget(button)
        self._flow.addWidget(self._other)
        self.other.ask()
        lines.append(self.tr("A place follows its own summer time; an offset is the same all year."))
        self._words.setText("\n".join(lines))
        QWidget.setTabOrder(self.buttons[-1] if self._zones else self, self.other)
        self._flow.invalidate()
        self.show()

    @Slot()
    def _decide(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self._answer(self._zones[button])

    @Slot(object)
    def _pick(self, zone: object) -> None:
        if isinstance(zone, str):
            self._answer(zone)

    def _answer(self, zone: str) -> None:
        word = self._word
        if word:
            self.forget()
            self.answered.emit(word, zone)
