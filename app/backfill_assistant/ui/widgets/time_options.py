"""TimeOptions: how a column's text becomes a time, with what early, middle and late rows then say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from backfill_assistant.core.mapping.mapping import RepeatedHour, TimeReading
from backfill_assistant.ui.column_words import format_choices, hour_words, zone_words
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.choices import ChoiceBox, labelled, only_left_to_right
from backfill_assistant.ui.widgets.flow import FlowLayout
from backfill_assistant.ui.widgets.text import ElidedText, Text
from backfill_assistant.ui.widgets.zone_box import ZoneBox
from backfill_assistant.ui.wording import duration, utc

if TYPE_CHECKING:
    from backfill_assistant.core.rows.column_examples import TimeExample

_EXAMPLES = 3
_SAME_CELL = -1


class TimeOptions(QWidget):
    """Format, zone and repeated hour; `changed` tells another TimeReading."""

    changed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._reading = TimeReading()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        flow = FlowLayout()
        column.addLayout(flow)
        self.format = ChoiceBox(self.tr("Format"), self)
        self.format.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.format.setMinimumContentsLength(23)
        self.zone = ZoneBox(self.tr("Time zone"), self)
        self.hour = ChoiceBox(self.tr("Time that existed twice"), self, tuple((hour, hour_words(hour)) for hour in RepeatedHour))
        self.hour.setToolTip(self.tr("In the night when clocks go back, an hour exists twice. Which one does the file mean?"))
        flow.addWidget(labelled(self.tr("F&ormat"), self.format, self, beside=True))
        flow.addWidget(labelled(self.tr("Time &zone"), self.zone, self, beside=True))
        self.clock = ChoiceBox(self.tr("Time of day"), self)
        self.clock.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.clock.setMinimumContentsLength(13)
        self.clock.setToolTip(self.tr("Some files keep the day in one column and the time of day in another."))
        flow.addWidget(labelled(self.tr("Time o&f day"), self.clock, self, beside=True))
        self._hour_box = labelled(self.tr("Repeated ho&ur"), self.hour, self, beside=True)
        flow.addWidget(self._hour_box)
        said = QHBoxLayout()
        self._said = Text("", self, role="small")
        self.ask_again = push_button(self.tr("Ask again"), self, role="link")
        self.ask_again.setAccessibleDescription(self.tr("Asks anew what the letters for time zones mean."))
        said.addWidget(self._said, 1)
        said.addWidget(self.ask_again)
        column.addLayout(said)
        self.ask_again.clicked.connect(self._ask_again)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(2)
        self._lines = [[ElidedText("", self, role="small") for _ in range(4)] for _ in range(_EXAMPLES)]
        for place, words in enumerate((self.tr("In the file"), self.tr("Local time"), self.tr("UTC"), self.tr("Age"))):
            self._grid.addWidget(Text(words, self, role="small", tone="neutral", wraps=False), 0, place)
            self._grid.setColumnStretch(place, (6, 7, 6, 4)[place])
        for line, labels in enumerate(self._lines, start=1):
            for place, label in enumerate(labels):
                only_left_to_right(label)
                self._grid.addWidget(label, line, place)
        column.addLayout(self._grid)
        self.format.activated.connect(self._tell)
        self.zone.picked.connect(self._tell_zone)
        self.hour.activated.connect(self._tell)
        self.clock.activated.connect(self._tell)

    def show_reading(self, reading: TimeReading, zone_columns: Sequence[tuple[int, str]], hour_matters: bool) -> None:
        """Show how the column is read; columns that could name each row's zone can be chosen."""
        self._hour_box.setVisible(hour_matters or reading.repeated_hour is not RepeatedHour.REFUSE)
        self._reading = reading
        self._said.setText(
            "  ·  ".join(self.tr("{word} is {zone}").format(word=word, zone=zone_words(zone)) for word, zone in reading.zone_words)
        )
        self._said.setVisible(bool(reading.zone_words))
        self.ask_again.setVisible(bool(reading.zone_words))
        self.format.fill(format_choices(reading.format))
        self.format.choose(reading.format)
        self.zone.offer(zone_columns)
        self.zone.show_zone(reading.zone, reading.zone_column, assumed=reading.zone_assumed)
        self.hour.choose(reading.repeated_hour)
        others = [(place, self.tr("From column: {column}").format(column=name)) for place, name in zone_columns]
        self.clock.fill([(_SAME_CELL, self.tr("In the same cell")), *others])
        self.clock.choose(_SAME_CELL if reading.clock_column is None else reading.clock_column)

    def show_examples(self, examples: Sequence[TimeExample], now_ms: int) -> None:
        """Show times of early, middle and late rows as they stand in the file, in their zone, in UTC, and how long ago."""
        for place, labels in enumerate(self._lines):
            for label in labels:
                label.setVisible(place < len(examples))
            if place >= len(examples):
                continue
            example = examples[place]
            if example.instant_ms is None:
                words = (example.text, self.tr("cannot be read so"), "", "")
            else:
                words = (example.text, local_words(example), utc(example.instant_ms), self._age(now_ms - example.instant_ms))
            for label, text in zip(labels, words, strict=True):
                label.set_text(text)

    def _age(self, age_ms: int) -> str:
        if age_ms < 0:
            return self.tr("in {duration}").format(duration=duration(-age_ms / 1_000))
        return self.tr("{duration} ago").format(duration=duration(age_ms / 1_000))

    @Slot()
    def _ask_again(self) -> None:
        self._reading = replace(self._reading, zone_words=())
        self.changed.emit(self._reading)

    @Slot(object)
    def _tell_zone(self, zone: object) -> None:
        if isinstance(zone, int | str):
            self._reading = self._reading.in_zone(zone)
            self.changed.emit(self._reading)

    @Slot()
    def _tell(self) -> None:
        reading = replace(self._reading, format=str(self.format.value), repeated_hour=RepeatedHour(str(self.hour.value)))
        clock = int(str(self.clock.value))
        reading = replace(reading, clock_column=None if clock == _SAME_CELL else clock)
        if reading != self._reading:
            self._reading = reading
            self.changed.emit(reading)


def _zone(name: str) -> dt.tzinfo:
    """A zone by name or offset; UTC where there is none."""
    if name[:1] in ("+", "-"):
        return dt.datetime.strptime(name, "%z").tzinfo or dt.UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return dt.UTC


def local_words(example: TimeExample) -> str:
    """An instant as a clock on the wall of its zone shows it."""
    if example.instant_ms is None:
        return ""
    zone = _zone(example.zone)
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=example.instant_ms)
    return moment.astimezone(zone).strftime("%a %Y-%m-%d %H:%M:%S %Z")
