"""DateQuestion: day first or month first? Asked with both readings side by side and what each could start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from backfill_assistant.core.campaigns.campaigns import window_without_delay
from backfill_assistant.core.mapping.mapping import Field, TimeReading
from backfill_assistant.ui import column_operations as operations
from backfill_assistant.ui import trigger_operations
from backfill_assistant.ui.column_words import column_name, format_words
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.card import Card
from backfill_assistant.ui.widgets.text import Text, set_tone
from backfill_assistant.ui.widgets.time_options import local_words
from backfill_assistant.ui.wording import number

if TYPE_CHECKING:
    from backfill_assistant.core.forecast.reading_entries import ReadingEntries
    from backfill_assistant.core.rows.column_examples import ReadingCount, TimeExample

_READINGS_MOST = 3
# More would push the columns off the page.
_CAMPAIGNS_TOLD = 4


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
        self._compared: tuple[tuple[TimeExample, ...], tuple[ReadingCount, ...]] | None = None
        self._entries: tuple[ReadingEntries, ...] = ()
        self._is_counting = False
        # What the entries depend on, as of the last time they were counted.
        self._counted_for: object = None
        desk.session.campaigns_changed.connect(self._count_entries)
        self._title = Text("", self, role="strong")
        self.body.addWidget(self._title)
        row = QHBoxLayout()
        row.setSpacing(16)
        self._buttons: list[QPushButton] = []
        self._sides: list[QWidget] = []
        self._words: list[Text] = []
        for _ in range(_READINGS_MOST):
            holder = QWidget(self)
            side = QVBoxLayout(holder)
            side.setContentsMargins(0, 0, 0, 0)
            side.setSpacing(4)
            words = Text("", self, role="small")
            button = push_button("", self)
            button.clicked.connect(self._decide)
            side.addWidget(words)
            side.addWidget(button)
            row.addWidget(holder, 1)
            self._sides.append(holder)
            self._words.append(words)
            self._buttons.append(button)
        self.body.addLayout(row)
        self.hide()

    @property
    def buttons(self) -> list[QPushButton]:
        """One for each reading that is asked about."""
        return self._buttons[: len(self._readings)]

    @staticmethod
    def is_undecided(reading: TimeReading) -> bool:
        """Whether day, month and a year of two digits are undecided."""
        parts = set(reading.format.split("+"))
        return len(parts) > 1 and (parts <= {"dmy", "mdy"} or parts <= {"dmy2", "mdy2", "ymd2"})

    def consider(self, column: int, reading: TimeReading, field: Field | None) -> None:
        """Ask about an undecided column; `field` is the value that it feeds, None for the time of the row."""
        if self._asked != (column, reading):
            self.forget()
            self._asked = (column, reading)
            # Only the time of the row can start campaigns.
            self._is_row_time = field is None
            self._readings = tuple(replace(reading, format=key) for key in reading.format.split("+"))
            asked = (column, reading, self._readings, field)
            operations.compare_readings(self._desk, *asked, self._take_compared, self._still_asked())
            session = self._desk.session
            if field is None and session.campaigns is None and session.workspace is not None:
                # As the Triggers page will; nothing is asked of Customer.io.
                trigger_operations.recall_campaigns(self._desk)
        self._count_entries()

    def forget(self) -> None:
        """Ask about nothing."""
        self._asked = self._compared = self._counted_for = None
        self._entries = ()
        self.hide()

    @Slot()
    def _count_entries(self) -> None:
        """Count what each reading could start, if campaigns are known and everything else is decided."""
        session = self._desk.session
        counted_for = (session.mapping, session.repairs, session.campaigns, session.plan)
        if self._asked is None or not self._is_row_time or counted_for == self._counted_for:
            return
        self._counted_for, self._entries = counted_for, ()
        job = operations.count_entries(self._desk, self._readings, self._take_entries, self._still_asked())
        self._is_counting = job is not None
        self._show()

    def _take_compared(self, compared: Any) -> None:
        self._compared = compared
        self._show()

    def _take_entries(self, entries: tuple[ReadingEntries, ...]) -> None:
        self._entries, self._is_counting = entries, False
        self._show()

    def _still_asked(self) -> Callable[[], bool]:
        asked = self._asked
        return lambda: self._asked == asked

    def _show(self) -> None:
        table = self._desk.session.table
        if self._asked is None or self._compared is None or table is None:
            return
        examples, counts = self._compared
        if not examples:
            return
        if len(examples) > 2:
            question = self.tr("Which is the day, the month and the year in {column}? Such rows are not sent until you choose.")
        else:
            question = self.tr(
                "Is the day or the month first in {column}? Rows that could be either are not sent until you choose."
            )
        self._title.setText(question.format(column=column_name(table.column_names, self._asked[0])))
        self.setAccessibleName(self._title.text())
        for side, holder in enumerate(self._sides):
            holder.setVisible(side < len(examples))
        for side, (words, button, example, count) in enumerate(zip(self._words, self.buttons, examples, counts, strict=False)):
            parts = [self.tr("{text} is {moment}").format(text=example.text, moment=local_words(example))]
            if self._is_row_time:
                parts += self._what_could_start(side, count)
            if count.in_future:
                parts.append(self.tr("%Ln row(s) in the future", "", count.in_future))
            if table.row_count - count.readable:
                parts.append(self.tr("%Ln row(s) cannot be read so", "", table.row_count - count.readable))
            words.setText("\n".join(parts))
            button.setText(format_words(count.format))
            button.setAccessibleName(format_words(count.format))
            button.setAccessibleDescription(words.text())
        self.show()

    def _what_could_start(self, side: int, count: ReadingCount) -> list[str]:
        """The difference in triggers: per campaign where campaigns are known, by age alone where they are not."""
        if self._is_counting:
            return [self.tr("Counting what could start campaigns…")]
        if not self._entries:
            return [self._by_age(count)]
        lines = [self.tr("%Ln row(s) could start a campaign", "", self._entries[side].entering)]
        told = _most_different(self._entries)
        for place in told[:_CAMPAIGNS_TOLD]:
            campaign, rows = self._entries[side].campaigns[place]
            lines.append(self.tr("{campaign}: %Ln row(s)", "", rows).format(campaign=campaign.name))
        if len(told) > _CAMPAIGNS_TOLD:
            lines.append(self.tr("and %Ln more campaign(s)", "", len(told) - _CAMPAIGNS_TOLD))
        return lines

    def _by_age(self, count: ReadingCount) -> str:
        mapping = self._desk.session.mapping
        hours = window_without_delay(mapping is not None and mapping.has_events) // 3_600_000
        words = self.tr("%Ln row(s) younger than {hours} hours, which could start campaigns", "", count.recent)
        return words.format(hours=number(hours))

    @Slot()
    def _decide(self) -> None:
        for button, reading in zip(self.buttons, self._readings, strict=False):
            if button is self.sender() and self._asked is not None:
                column, undecided = self._asked
                self.forget()
                self.decided.emit(column, undecided, reading)
                return


def _most_different(entries: tuple[ReadingEntries, ...]) -> list[int]:
    """Places of the campaigns that some reading could start, those first in which the readings differ most."""
    rows = list(zip(*([count for _, count in each.campaigns] for each in entries), strict=True))
    return sorted(
        (place for place, counts in enumerate(rows) if any(counts)), key=lambda place: min(rows[place]) - max(rows[place])
    )
