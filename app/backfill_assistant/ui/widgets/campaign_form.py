"""CampaignForm: what a person says about a campaign: all of it when typed in, the rest when the workspace showed a part."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from backfill_assistant.core.campaigns.campaigns import Campaign, CampaignState, Trigger, TriggerKind
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.card import Card
from backfill_assistant.ui.widgets.choices import ChoiceBox, labelled, line_edit
from backfill_assistant.ui.widgets.moment_edit import OptionalMoment
from backfill_assistant.ui.widgets.number_edit import NumberEdit
from backfill_assistant.ui.widgets.text import Text, set_tone
from backfill_assistant.ui.wording import duration, trigger_kind

_HOUR_MS = 3_600_000


class CampaignForm(Card):
    """Fields of one campaign; `saved` tells the Campaign, `left` that nothing is to change."""

    saved = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Campaign"))
        self._campaign: Campaign | None = None
        self._build_fields()
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        fields = (
            (self.tr("&Name"), self.name_edit),
            (self.tr("&Triggered by"), self.kind_box),
            (self.tr("&Event or segment"), self.detail_edit),
            (self.tr("St&ate"), self.state_box),
            (self.tr("&First started"), self.started_edit),
            (self.tr("&Last started again"), self.restarted_edit),
            (self.tr("&Opening delay"), self.delay_edit),
            (self.tr("Segment &built from events?"), self.uses_events_box),
            (self.tr("Can this import &move people into it?"), self.touched_box),
        )
        for number, (words, control) in enumerate(fields):
            box = labelled(words, control, self)
            grid.addWidget(box, number // 2, number % 2)
            if control is self.detail_edit:
                self._detail_labels = box.findChildren(QLabel)
        for column in range(2):
            grid.setColumnStretch(column, 1)
        self.body.addWidget(self._heading)
        self.body.addLayout(grid)
        self.body.addWidget(self._hint)
        self.body.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.save_button)
        self.body.addLayout(buttons)

    def show_campaign(self, campaign: Campaign | None, new_id: int, now_ms: int) -> None:
        """Edit a campaign, or (None) a new one that gets this id."""
        self._campaign = campaign or Campaign(new_id, "", Trigger(TriggerKind.EVENT))
        shown, trigger = self._campaign, self._campaign.trigger
        self._heading.setText(self.tr("Edit campaign") if campaign is not None else self.tr("Add a campaign"))
        self.name_edit.setText(shown.name)
        self.kind_box.choose(trigger.kind)
        names = trigger.segment_names or tuple(str(each) for each in trigger.segment_ids)
        self.detail_edit.setText(trigger.event_name or ", ".join(names) or trigger.date_attribute)
        self.state_box.choose(shown.state)
        self.started_edit.show_moment(shown.first_started_ms, shown.created_ms or now_ms)
        self.restarted_edit.show_moment(shown.restarted_ms, now_ms)
        # Up to the next whole hour: a longer window is the safe side.
        self.delay_edit.setValue(-(-shown.opening_delay_ms // _HOUR_MS))
        self.uses_events_box.choose(trigger.segment_uses_events)
        self.touched_box.choose(trigger.segment_touched)
        set_tone(self.name_edit, "")
        self._show_kind()
        self.name_edit.setFocus()

    @property
    def campaign(self) -> Campaign:
        """What the fields say."""
        base = self._campaign or Campaign(0, "", Trigger(TriggerKind.EVENT))
        return replace(
            base,
            name=self.name_edit.text().strip(),
            trigger=self._trigger(base.trigger),
            state=CampaignState(str(self.state_box.value)),
            first_started_ms=self.started_edit.moment_ms,
            restarted_ms=self.restarted_edit.moment_ms,
            opening_delay_ms=self.delay_edit.value() * _HOUR_MS,
        )

    def _trigger(self, before: Trigger) -> Trigger:
        kind, detail = TriggerKind(str(self.kind_box.value)), self.detail_edit.text().strip()
        if kind is TriggerKind.EVENT:
            return Trigger(TriggerKind.EVENT, event_name=detail)
        if kind is TriggerKind.SEGMENT:
            names = tuple(name.strip() for name in detail.split(",") if name.strip())
            same = names == tuple(str(each) for each in before.segment_ids)
            return Trigger(
                TriggerKind.SEGMENT,
                segment_ids=before.segment_ids if before.kind is TriggerKind.SEGMENT else (),
                segment_names=before.segment_names if same else names,
                segment_uses_events=self.uses_events_box.value,  # type: ignore[arg-type]
                segment_touched=self.touched_box.value,  # type: ignore[arg-type]
            )
        return Trigger(kind, date_attribute=detail if kind is TriggerKind.DATE else "")

    def _build_fields(self) -> None:
        self._heading = Text("", self, role="section")
        self.name_edit = line_edit(self.tr("Name"), self)
        kinds = [(kind, trigger_kind(kind.value)) for kind in TriggerKind]
        self.kind_box = ChoiceBox(self.tr("Triggered by"), self, kinds)
        self.detail_edit = line_edit(self.tr("Event or segment"), self, data=True)
        states = (
            (CampaignState.RUNNING, self.tr("running")),
            (CampaignState.DRAFT, self.tr("draft")),
            (CampaignState.STOPPED, self.tr("stopped")),
        )
        self.state_box = ChoiceBox(self.tr("State"), self, states)
        self.started_edit = OptionalMoment(self.tr("First started"), self.tr("known"), self)
        self.restarted_edit = OptionalMoment(self.tr("Last started again"), self.tr("known"), self)
        name, none = self.tr("Opening delay in hours"), self.tr("none")
        self.delay_edit = NumberEdit(name, self, 0, 100_000, unit=self.tr(" hours"), words_for_lowest=none)
        answers = ((None, self.tr("not said")), (True, self.tr("yes")), (False, self.tr("no")))
        self.uses_events_box = ChoiceBox(self.tr("Segment built from events?"), self, answers)
        self.touched_box = ChoiceBox(self.tr("Can this import move people into the segment?"), self, answers)
        self._hint = Text("", self, role="small")
        self.cancel_button = push_button(self.tr("Cancel"), self)
        self.save_button = push_button(self.tr("Keep"), self, role="primary", name=self.tr("Keep the campaign"))
        self.kind_box.activated.connect(self._show_kind)
        self.cancel_button.clicked.connect(self.left)
        self.save_button.clicked.connect(self._save)

    @Slot()
    def _show_kind(self) -> None:
        kind = TriggerKind(str(self.kind_box.value))
        segment = kind is TriggerKind.SEGMENT
        words = {
            TriggerKind.EVENT: self.tr("&Event name"),
            TriggerKind.SEGMENT: self.tr("S&egments"),
            TriggerKind.DATE: self.tr("Dat&e attribute"),
        }.get(kind, self.tr("&Event or segment"))
        for label in self._detail_labels:
            label.setText(words)
        self.detail_edit.setAccessibleName(words.replace("&", ""))
        self.detail_edit.setEnabled(kind in (TriggerKind.EVENT, TriggerKind.SEGMENT, TriggerKind.DATE))
        self.uses_events_box.setEnabled(segment)
        self.touched_box.setEnabled(segment)
        hint = self._campaign.delay_hint_ms if self._campaign is not None else None
        if hint is not None and self._campaign is not None and not self._campaign.opening_delay_ms:
            words = self.tr("Customer.io happens to show a delay of {delay} first. Type it in if the campaign begins with it.")
            self._hint.setText(words.format(delay=duration(hint / 1000)))
        else:
            self._hint.setText(
                self.tr("If the campaign begins with a delay longer than its window, the delay is the window. It cannot be read.")
            )

    @Slot()
    def _save(self) -> None:
        if not self.name_edit.text().strip():
            set_tone(self.name_edit, "bad")
            self._hint.setText(self.tr("Give the campaign a name."))
            self.name_edit.setFocus()
            return
        self.saved.emit(self.campaign)
