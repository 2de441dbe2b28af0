"""AssumedZone: which time zone are times in that name none? Asked with what each likely answer makes of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QWidget

from backfill_assistant.core.campaigns.campaigns import window_without_delay
from backfill_assistant.core.problems.kinds_of_question import ZONE_ASSUMED
from backfill_assistant.ui import zone_operations
from backfill_assistant.ui.column_operations import usual_zone
from backfill_assistant.ui.column_words import column_name
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.card import Card
from backfill_assistant.ui.widgets.choices import labelled
from backfill_assistant.ui.widgets.flow import FlowLayout
from backfill_assistant.ui.widgets.sight import focus_in_sight
from backfill_assistant.ui.widgets.text import Text, set_tone
from backfill_assistant.ui.widgets.time_options import local_words
from backfill_assistant.ui.widgets.zone_box import ZoneBox
from backfill_assistant.ui.wording import duration, number, utc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backfill_assistant.core.checked import Problem
    from backfill_assistant.core.rows.column_examples import ReadingCount, TimeExample

_COLUMNS_TOLD = 4
_TEXT_MOST = 40


class AssumedZone(Card):
    """Hidden unless a check finds such times. `answered` tells a zone (or the place of a column that names zones) and the columns
    it is for, None for all.
    """

    answered = Signal(object, object)
    # A problem whose rows are to be shown.
    rows_wanted = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent, padding=12, role="notice")
        set_tone(self, "caution")
        self._desk = desk
        self._problems: tuple[Problem, ...] = ()
        # What each side is about, so that an answer that comes late is dropped.
        self._compared_for: object = None
        self.title = Text("", self, role="strong")
        self.rows = push_button(self.tr("Show rows"), self, role="link")
        self.rows.clicked.connect(self._ask_rows)
        question = QHBoxLayout()
        question.addWidget(self.title, 1)
        question.addWidget(self.rows, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(question)
        self._cell = Text("", self, role="small")
        self.body.addWidget(self._cell)
        sides = QHBoxLayout()
        sides.setSpacing(16)
        here = usual_zone()
        self.zones = (here,) if here == "UTC" else (here, "UTC")
        self.buttons: list[QPushButton] = []
        self._words: list[Text] = []
        self.body.addLayout(sides)
        answers = QWidget(self)
        flow = FlowLayout(answers, gap=8)
        for zone in self.zones:
            words = Text("", self, role="small")
            sides.addWidget(words, 1, Qt.AlignmentFlag.AlignTop)
            button = push_button(self._answer_words(zone), answers)
            button.clicked.connect(self._decide)
            flow.addWidget(button)
            self._words.append(words)
            self.buttons.append(button)
        self.other = ZoneBox(self.tr("Choose another time zone"), answers)
        self.other.picked.connect(self._pick)
        flow.addWidget(labelled(self.tr("Anot&her zone"), self.other, answers, beside=True))
        self.for_all = QCheckBox("", answers)
        self.for_all.setChecked(True)
        self.for_all.toggled.connect(self._show)
        flow.addWidget(self.for_all)
        self.body.addWidget(answers)
        self.hide()

    @property
    def columns(self) -> tuple[int | None, ...]:
        """The columns that are asked about, the row's own time first; None stands for fixed values."""
        return tuple(dict.fromkeys(each.column for each in self._problems))

    def consider(self, found: Sequence[Problem]) -> None:
        """Ask about the problems of a check that are about it."""
        before = self.columns
        self._problems = tuple(each for each in found if each.code in ZONE_ASSUMED)
        if not self._problems:
            self.forget()
            return
        if before != self.columns:
            self.for_all.setChecked(True)
            self._offer_zones()
        self._compare()
        self._show()

    def forget(self) -> None:
        """Ask about nothing."""
        if self._compared_for is not None:
            zone_operations.stop_comparing(self._desk)
        self._problems, self._compared_for = (), None
        self.hide()

    def go_to_column(self, column: int) -> bool:
        """Put the cursor on the answers, if this column's times are asked about."""
        if column not in self.columns:
            return False
        focus_in_sight(self.buttons[0])
        return True

    def _asked(self) -> tuple[int | None, ...]:
        return self.columns if self.for_all.isChecked() else self.columns[:1]

    def _compare(self) -> None:
        session = self._desk.session
        compared_for = (session.table, session.mapping, session.repairs, self._problems[0])
        if compared_for == self._compared_for:
            return
        self._compared_for = compared_for
        self._cell.hide()
        for words in self._words:
            words.setText("")
        zone_operations.compare_zones(self._desk, self._problems[0], self.zones, self._show_compared)

    def _show_compared(self, compared: Any) -> None:
        asked, examples, counts = compared
        session = self._desk.session
        if self._compared_for is None or asked != (session.table, session.mapping, session.repairs, self._problems[0]):
            return
        self._cell.setText(
            self.tr("Row {row} says “{text}”. That would be:").format(
                row=number(examples[0].row + 1), text=_short(examples[0].text)
            )
        )
        self._cell.show()
        for words, button, example, count in zip(self._words, self.buttons, examples, counts, strict=True):
            words.setText("\n".join(self._lines(example, count)))
            button.setAccessibleDescription(" ".join((self._cell.text(), *self._lines(example, count))))

    def _lines(self, example: TimeExample, count: ReadingCount) -> list[str]:
        """What a zone makes of the row that is shown, and of all rows."""
        if example.instant_ms is None:
            lines = [self.tr("In {zone} the clocks changed over this hour.").format(zone=example.zone)]
        else:
            age_ms = self._desk.parts.clock.now_ms() - example.instant_ms
            ago = self.tr("{duration} ago") if age_ms >= 0 else self.tr("in {duration}")
            lines = [
                self.tr("In {zone}: {moment}").format(zone=example.zone, moment=local_words(example)),
                "  ·  ".join((utc(example.instant_ms), ago.format(duration=duration(abs(age_ms) / 1_000)))),
            ]
        if self._problems and self._problems[0].code == ZONE_ASSUMED[0]:
            mapping = self._desk.session.mapping
            hours = window_without_delay(mapping is not None and mapping.has_events) // 3_600_000
            recent = self.tr("%Ln row(s) under {hours} hours old could start campaigns", "", count.recent)
            lines.append(recent.format(hours=number(hours)))
        if count.in_future:
            lines.append(self.tr("%Ln row(s) in the future", "", count.in_future))
        return lines

    @Slot()
    def _show(self) -> None:
        table, columns = self._desk.session.table, self.columns
        if not columns or table is None:
            return
        asked = self._asked()
        counts = {column: max(each.count for each in self._problems if each.column == column) for column in asked}
        names = [self._name_of(column, table.column_names) for column in asked]
        question = self.tr(
            "%Ln time(s) in {columns} [does|do] not say in which time zone [it is|they are]. No such row is sent until you say.",
            "",
            sum(counts.values()),
        )
        listed = ", ".join(names[:_COLUMNS_TOLD]) + ("…" if len(names) > _COLUMNS_TOLD else "")
        self.title.setText(question.format(columns=listed))
        self.rows.setAccessibleDescription(self.title.text())
        self.setAccessibleName(self.title.text())
        self.for_all.setText(self.tr("For all %Ln column(s)", "", len(columns)))
        self.for_all.setAccessibleName(self.for_all.text())
        self.for_all.setVisible(len(columns) > 1)
        self.show()

    def _name_of(self, column: int | None, names: Sequence[str]) -> str:
        if column is not None:
            return column_name(names, column)
        return next(str(dict(each.sentence.values)["column"]) for each in self._problems if each.column is None)

    def _offer_zones(self) -> None:
        """All zones, and the columns that could name each row's."""
        table = self._desk.session.table
        names = table.column_names if table is not None else ()
        self.other.offer([(place, column_name(names, place)) for place in range(len(names)) if place not in self.columns])
        self.other.ask()

    def _answer_words(self, zone: str) -> str:
        if zone == usual_zone():
            return self.tr("They are in {zone} (this computer's)").format(zone=zone)
        return self.tr("They are in {zone}").format(zone=zone)

    @Slot()
    def _ask_rows(self) -> None:
        if self._problems:
            self.rows_wanted.emit(self._problems[0])

    @Slot()
    def _decide(self) -> None:
        for button, zone in zip(self.buttons, self.zones, strict=True):
            if button is self.sender():
                self._answer(zone)

    @Slot(object)
    def _pick(self, zone: object) -> None:
        if isinstance(zone, int | str):
            self._answer(zone)

    def _answer(self, zone: int | str) -> None:
        if self._problems:
            meant = None if len(self._asked()) == len(self.columns) else self._asked()
            self.forget()
            self.answered.emit(zone, meant)


def _short(text: str) -> str:
    return text if len(text) <= _TEXT_MOST else text[: _TEXT_MOST - 1] + "…"
