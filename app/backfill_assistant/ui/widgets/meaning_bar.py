"""MeaningBar: what a row is, how its event is called, whether people may be created, and whether rows count as now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from backfill_assistant.core.mapping.mapping import Mapping, RowMeaning
from backfill_assistant.ui.column_words import column_name, meaning_words
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.choices import ChoiceBox, labelled, line_edit
from backfill_assistant.ui.widgets.flow import FlowLayout
from backfill_assistant.ui.widgets.segmented import SegmentedChoice
from backfill_assistant.ui.widgets.text import Text

_FIXED = -1


class MeaningBar(QWidget):
    """A line of choices about whole rows."""

    meaning_wanted = Signal(object)
    # A column's place, or a text.
    event_column_wanted = Signal(int)
    event_name_wanted = Signal(str)
    update_only_wanted = Signal(bool)
    now_wanted = Signal(bool)
    # Rows count as happening at the time in the file (True) or now.
    file_time_wanted = Signal(object)
    # The time zone of the rows' times is to be chosen.
    zone_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        flow = FlowLayout()
        column.addLayout(flow)
        self.meaning = SegmentedChoice(
            self.tr("What a row is"), tuple((meaning, meaning_words(meaning)) for meaning in RowMeaning), self
        )
        flow.addWidget(self.meaning)
        self.event_from = ChoiceBox(self.tr("Event name"), self)
        self.event_from.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.event_from.setMinimumContentsLength(18)
        self._event_box = labelled(self.tr("Event &name"), self.event_from, self, beside=True)
        flow.addWidget(self._event_box)
        self.event_name = line_edit(self.tr("Name of the event"), self, placeholder=self.tr("such as purchased"), data=True)
        self.event_name.setMinimumWidth(150)
        flow.addWidget(self.event_name)
        self.update_only = QCheckBox(self.tr("Only update people who exist"), self)
        flow.addWidget(self.update_only)
        self.now = QCheckBox(self.tr("Every row counts as now"), self)
        flow.addWidget(self.now)
        self.when = SegmentedChoice(
            self.tr("When a row counts as happening"), ((True, self.tr("Time from the file")), (False, self.tr("Now"))), self
        )
        self.when.chosen.connect(self.file_time_wanted)
        flow.addWidget(self.when)
        self.zone = push_button("", self, role="link")
        self.zone.clicked.connect(self.zone_wanted)
        self.zone.hide()
        flow.addWidget(self.zone)
        self.consequence = Text("", self, role="small")
        column.addWidget(self.consequence)
        self.meaning.chosen.connect(self.meaning_wanted)
        self.event_from.activated.connect(self._event_chosen)
        self.event_name.editingFinished.connect(self._event_named)
        self.update_only.clicked.connect(self.update_only_wanted)
        self.now.clicked.connect(self.now_wanted)
        self._named = ""
        # What is offered for the event's name.
        self._columns: Sequence[str] = ()

    def show_mapping(
        self, mapping: Mapping, column_names: Sequence[str], *, file_time: bool = False, needs_zone: bool = False
    ) -> None:
        """Show what is chosen. `file_time`: some column says when rows happened, whether or not it is used; `needs_zone`: the rows'
        times do not name theirs.
        """
        self.meaning.choose(mapping.row_meaning)
        if mapping.has_events:
            self._offer_columns(column_names)
        from_column = mapping.event_name_column
        self.event_from.choose(_FIXED if from_column is None else from_column)
        self._event_box.setVisible(mapping.has_events)
        self.event_name.setVisible(mapping.has_events and from_column is None)
        self._named = mapping.event_name
        if self.event_name.text() != mapping.event_name:
            self.event_name.setText(mapping.event_name)
        self.update_only.setVisible(mapping.has_people)
        self.update_only.setChecked(mapping.only_update_existing)
        chooses = mapping.has_people and (mapping.time_column is not None or (mapping.now_accepted and file_time))
        self.when.setVisible(chooses)
        self.when.choose(mapping.time_column is not None)
        self.now.setVisible(mapping.time_column is None and not chooses)
        self.now.setChecked(mapping.now_accepted)
        self._show_consequence(mapping)
        # A zone that nobody has said is asked about in words of its own.
        said = mapping.time.zone_column is None and not mapping.time.zone_assumed
        self.zone.setVisible(mapping.time_column is not None and said and needs_zone)
        if mapping.time_column is not None:
            words = self.tr("Times in {column} name no time zone: they are read as {zone}. Press to choose another one.")
            self.zone.setText(self.tr("Times without a zone: {zone}").format(zone=mapping.time.zone))
            self.zone.setToolTip(words.format(column=column_name(column_names, mapping.time_column), zone=mapping.time.zone))
            self.zone.setAccessibleName(self.zone.text())
            self.zone.setAccessibleDescription(self.zone.toolTip())

    def _offer_columns(self, column_names: Sequence[str]) -> None:
        """Once per file: it may have a thousand."""
        if self._columns is column_names:
            return
        self._columns = column_names
        choices: list[tuple[object, str]] = [(_FIXED, self.tr("One name for all rows"))]
        words = self.tr("From column: {column}")
        choices += ((place, words.format(column=column_name(column_names, place))) for place in range(len(column_names)))
        self.event_from.fill(choices)

    def _show_consequence(self, mapping: Mapping) -> None:
        """What the time of rows, or its lack, leads to; nothing is free of risk for people."""
        if mapping.time_column is None and mapping.now_accepted:
            words = self.tr(
                "Every row counts as happening now: it is always applied, overwrites newer values, and can start campaigns."
            )
        elif mapping.time_column is None:
            words = self.tr(
                "Without a time every row counts as happening now: it is always applied, overwrites newer values, and can start "
                "campaigns."
            )
            if mapping.has_events:
                words = f"{words} {self.tr('Choose a column that says when it happened, or agree.')}"
            else:
                words = f"{words} {self.tr('Choose a column that says when the values were last changed, or agree.')}"
        else:
            words = self.tr(
                "With the time from the file old rows should start no campaign, but Customer.io skips, without saying so, a row "
                "that is older than its last change of that person. As now every row is applied: it overwrites newer values and "
                "can start campaigns."
            )
        self.consequence.setText(words)
        self.consequence.setVisible(mapping.time_column is None or mapping.has_people)

    @Slot()
    def _event_chosen(self) -> None:
        value = self.event_from.value
        if isinstance(value, int):
            self.event_column_wanted.emit(value)

    @Slot()
    def _event_named(self) -> None:
        if self.event_name.text() != self._named:
            self._named = self.event_name.text()
            self.event_name_wanted.emit(self._named)
