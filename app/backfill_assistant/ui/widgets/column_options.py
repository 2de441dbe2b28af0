"""ColumnOptions: everything that can be said about the column that is selected in the table of columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from backfill_assistant.core.mapping.mapping import EmptyCell, Field, Target, TimeReading, ValueType
from backfill_assistant.core.rows.fields import UNSUBSCRIBED
from backfill_assistant.ui.column_words import decimal_words, empty_words
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.card import Card
from backfill_assistant.ui.widgets.choices import ChoiceBox, labelled, line_edit
from backfill_assistant.ui.widgets.flow import FlowLayout
from backfill_assistant.ui.widgets.text import ElidedText, Text
from backfill_assistant.ui.widgets.text_options import TextOptions
from backfill_assistant.ui.widgets.time_options import TimeOptions

if TYPE_CHECKING:
    from backfill_assistant.core.rows.column_examples import TimeExample


class ColumnOptions(Card):
    """A card below the table. `field_changed` tells changes of a Field by name, `reading_changed` another TimeReading."""

    field_changed = Signal(object)
    reading_changed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, padding=14)
        self._field: Field | None = None
        top = QHBoxLayout()
        top.setSpacing(10)
        self._title = ElidedText("", self, role="strong")
        self._why = ElidedText("", self, role="small", tone="neutral")
        top.addWidget(self._title, 3)
        top.addWidget(self._why, 2)
        # Keeps the buttons at the far side.
        top.addStretch(0)
        self.more = push_button(self.tr("Change the text…"), self, role="link")
        self.more.setCheckable(True)
        top.addWidget(self.more)
        self.again = push_button(self.tr("Send once more"), self, role="link")
        self.again.setToolTip(self.tr("Sends the column again under another name, for another part of its text or another type."))
        self.again.setAccessibleDescription(self.again.toolTip())
        top.addWidget(self.again)
        self.body.addLayout(top)
        # Where the line has no room for it.
        self._why_below = Text("", self, role="small", tone="neutral")
        self.body.addWidget(self._why_below)
        self._why_below.hide()
        below = QHBoxLayout()
        below.setSpacing(10)
        self._remark = Text("", self, role="small", tone="caution")
        self.invert = push_button(self.tr("Send as unsubscribed instead"), self, role="link")
        self.invert.setToolTip(self.tr("Sends the attribute unsubscribed: true for those who said no, false for the others."))
        self.invert.setAccessibleDescription(self.invert.toolTip())
        below.addWidget(self._remark, 1)
        below.addWidget(self.invert)
        self.body.addLayout(below)
        self._is_consent = False
        self.time = TimeOptions(self)
        self.body.addWidget(self.time)
        self._controls = QWidget(self)
        flow = FlowLayout(self._controls)
        self.name = line_edit(self.tr("Name"), self, data=True)
        self.name.setMaximumWidth(140)
        self.decimal = ChoiceBox(self.tr("Decimal mark"), self, tuple((mark, decimal_words(mark)) for mark in ".,"))
        self.true_words = line_edit(self.tr("Words for true"), self, data=True)
        self.false_words = line_edit(self.tr("Words for false"), self, data=True)
        for edit in (self.true_words, self.false_words):
            edit.setMinimumWidth(84)
            edit.setMaximumWidth(110)
        self.separator = line_edit(self.tr("Separator"), self, data=True)
        self.separator.setMaximumWidth(60)
        self.empty = ChoiceBox(self.tr("Empty cells"), self, tuple((each, empty_words(each)) for each in EmptyCell))
        self.trim = QCheckBox(self.tr("Drop spaces around"), self)
        self.nested = QCheckBox(self.tr("Dots nest"), self)
        self.nested.setToolTip(self.tr("Send a.b as b inside a. Otherwise the name is sent as it is written."))
        self._boxes = {
            "name": labelled(self.tr("Na&me"), self.name, self._controls, beside=True),
            "decimal": labelled(self.tr("&Decimal mark"), self.decimal, self._controls, beside=True),
            "true": labelled(self.tr("&True is"), self.true_words, self._controls, beside=True),
            "false": labelled(self.tr("&False is"), self.false_words, self._controls, beside=True),
            "separator": labelled(self.tr("Cut at"), self.separator, self._controls, beside=True),
            "empty": labelled(self.tr("&Empty cells"), self.empty, self._controls, beside=True),
            "trim": self.trim,
            "nested": self.nested,
        }
        for box in self._boxes.values():
            flow.addWidget(box)
        self.body.addWidget(self._controls)
        self._words = Text("", self, role="small", tone="neutral")
        self.body.addWidget(self._words)
        self.text = TextOptions(self)
        self.body.addWidget(self.text)
        self.text.hide()
        for choice in (self.decimal, self.empty):
            choice.activated.connect(self._tell)
        for edit in (self.name, self.true_words, self.false_words, self.separator):
            edit.editingFinished.connect(self._tell)
        for tick in (self.trim, self.nested):
            tick.clicked.connect(self._tell)
        self.time.changed.connect(self.reading_changed)
        self.text.changed.connect(self.field_changed)
        self.more.toggled.connect(self.text.setVisible)

    def show_column(self, name: str, why: str, remark: str, *, is_consent: bool) -> None:
        """Say which column this is about, what the guess rests on, and whether it says who agreed to messages."""
        self._is_consent = is_consent
        if name != self._title.whole_text:
            # Changes to the text are unfolded for the column they are about.
            self.more.setChecked(False)
        self._title.set_text(name)
        # No wider than it is; the rest is for what the guess rests on.
        self._title.setMaximumWidth(self._title.fontMetrics().horizontalAdvance(name) + 2)
        self._why.set_text(why)
        self._why_below.setText(why)
        self._place_why()
        self._remark.setText(remark)
        self._remark.setVisible(bool(remark))

    def show_field(self, field: Field | None, columns: Sequence[tuple[int, str]]) -> None:
        """Show what can be said about a value; None for a column that is none. `columns` can be joined on."""
        self._field = field
        kind = field.type if field is not None else None
        fed = field is not None and field.column is not None
        shown = {
            "name": field is not None,
            "decimal": kind is ValueType.NUMBER,
            "true": kind is ValueType.TRUE_FALSE,
            "false": kind is ValueType.TRUE_FALSE,
            "separator": kind is ValueType.LIST,
            "empty": fed,
            "trim": kind is ValueType.TEXT and fed,
            "nested": field is not None and "." in field.name,
        }
        for name, box in self._boxes.items():
            box.setVisible(shown[name])
        self._controls.setVisible(any(shown.values()))
        self._words.hide()
        attribute = field is not None and field.target is Target.ATTRIBUTE and field.name != UNSUBSCRIBED
        self.invert.setVisible(self._is_consent and attribute and kind is ValueType.TRUE_FALSE)
        self.more.setVisible(fed)
        self.again.setVisible(fed)
        self._place_why()
        if not fed:
            self.more.setChecked(False)
        if field is None:
            return
        self.text.show_field(field, columns)
        self.more.setChecked(self.more.isChecked() or self.text.in_use)
        _show(self.name, field.name)
        self.decimal.choose(field.decimal_mark)
        _show(self.true_words, ", ".join(field.true_words))
        _show(self.false_words, ", ".join(field.false_words))
        _show(self.separator, field.list_separator)
        self.empty.choose(field.empty)
        self.trim.setChecked(field.trim)
        self.nested.setChecked(field.nested)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """What a guess rests on is said in full, in a line of its own if need be."""
        super().resizeEvent(event)
        self._place_why()

    def _place_why(self) -> None:
        buttons = [button for button in (self.more, self.again) if not button.isHidden()]
        taken = [self._title.maximumWidth(), *(each.sizeHint().width() for each in buttons)]
        room = self.contentsRect().width() - sum(taken) - 10 * len(taken) - 28
        fits = self._why.fontMetrics().horizontalAdvance(self._why.whole_text) <= room
        self._why.setVisible(fits)
        self._why_below.setVisible(not fits and bool(self._why.whole_text))

    def show_reading(self, reading: TimeReading | None, zone_columns: Sequence[tuple[int, str]], hour_matters: bool) -> None:
        """Show how times are read; None for a column that is no time."""
        self.time.setVisible(reading is not None)
        if reading is not None:
            self.time.show_reading(reading, zone_columns, hour_matters)

    def show_examples(self, examples: Sequence[TimeExample], now_ms: int) -> None:
        """What early, middle and late rows then say."""
        self.time.show_examples(examples, now_ms)

    def show_words(self, counts: Sequence[tuple[str, int]]) -> None:
        """Say what each word of a true/false column means."""
        field = self._field
        if field is None or field.type is not ValueType.TRUE_FALSE:
            return
        yes = {word.casefold() for word in field.true_words}
        no = {word.casefold() for word in field.false_words}
        decides = field.name == UNSUBSCRIBED and field.target is Target.ATTRIBUTE
        true = self.tr("unsubscribed, no more messages") if decides else self.tr("true")
        false = self.tr("subscribed, gets messages") if decides else self.tr("false")
        if field.only_true:
            false = self.tr("not sent, so nothing changes")
        parts = []
        for word, count in counts:
            plain = word.casefold()
            means = true if plain in yes else false if plain in no else self.tr("not sent")
            parts.append(self.tr("“{word}” is {meaning} (%Ln row(s))", "", count).format(word=word, meaning=means))
        self._words.setText("  ·  ".join(parts))
        self._words.setVisible(bool(parts))

    @Slot()
    def _tell(self) -> None:
        field = self._field
        if field is None:
            return
        wanted = {
            "name": self.name.text().strip(),
            "decimal_mark": self.decimal.value,
            "true_words": _words(self.true_words.text()),
            "false_words": _words(self.false_words.text()),
            "list_separator": self.separator.text() or field.list_separator,
            "empty": EmptyCell(str(self.empty.value)),
            "trim": self.trim.isChecked(),
            "nested": self.nested.isChecked() and "." in field.name,
        }
        changed = {name: value for name, value in wanted.items() if value != getattr(field, name)}
        if changed:
            self.field_changed.emit(changed)


def _show(edit: QLineEdit, text: str) -> None:
    """Show a text unless it is there already, so that the cursor stays."""
    if edit.text() != text:
        edit.setText(text)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
