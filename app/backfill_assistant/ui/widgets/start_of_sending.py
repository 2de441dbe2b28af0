"""StartOfSending: when sending starts (field, slider, now, quiet time), how fast and in which order, and the margin."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from backfill_assistant.core.forecast.plans import Order, SendingPlan
from backfill_assistant.ui.widgets.buttons import icon_button, push_button
from backfill_assistant.ui.widgets.choices import ChoiceBox, WheelGuard
from backfill_assistant.ui.widgets.moment_edit import MomentEdit
from backfill_assistant.ui.widgets.number_edit import NumberEdit
from backfill_assistant.ui.widgets.text import set_role
from backfill_assistant.ui.wording import day_and_time, order, whole_minute

_MINUTE_MS: Final = 60_000
_STEP_MS: Final = 10 * _MINUTE_MS
_WEEK_STEPS: Final = 7 * 24 * 6


class StartOfSending(QWidget):
    """`planned` tells a SendingPlan when the person changed something; `now_wanted` that sending starts at once."""

    planned = Signal(object)
    now_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._plan: SendingPlan | None = None
        self._now_ms = 0
        self._quiet_ms: int | None = None
        self._details = QWidget(self)
        self._details.hide()
        self._build()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        first, second = QHBoxLayout(), QHBoxLayout(self._details)
        second.setContentsMargins(0, 0, 0, 0)
        for row in (first, second):
            row.setSpacing(8)
        column.addLayout(first)
        column.addWidget(self._details)
        first.addWidget(self._label(self.tr("&Start"), self.moment_edit))
        first.addWidget(self.moment_edit)
        first.addWidget(self.slider, 1)
        first.addWidget(self.now_button)
        first.addWidget(self.quiet_button)
        first.addWidget(self.details_button)
        second.addWidget(self._label(self.tr("Or&der"), self.order_box))
        second.addWidget(self.order_box)
        second.addSpacing(8)
        second.addWidget(self._label(self.tr("S&peed"), self.speed_edit))
        second.addWidget(self.speed_edit)
        second.addSpacing(8)
        second.addWidget(self._label(self.tr("&Margin"), self.margin_edit))
        second.addWidget(self.margin_edit)
        second.addStretch(1)

    def show_plan(self, plan: SendingPlan, now_ms: int, quiet_ms: int | None) -> None:
        """Show a plan and what could be waited for."""
        self._plan, self._now_ms, self._quiet_ms = plan, now_ms, quiet_ms
        self.moment_edit.show_moment(plan.start_ms)
        blocked = self.slider.blockSignals(True)
        self.slider.setValue(max(0, min(_WEEK_STEPS, round((plan.start_ms - now_ms) / _STEP_MS))))
        self.slider.blockSignals(blocked)
        self.order_box.choose(plan.order)
        self.speed_edit.show_number(max(1, round(plan.rows_per_second)))
        self.margin_edit.show_number(plan.margin_ms // _MINUTE_MS)
        can_wait = quiet_ms is not None and quiet_ms > plan.start_ms
        self.quiet_button.setEnabled(can_wait)
        if quiet_ms is not None and can_wait:
            words = self.tr("Wait until {moment}").format(moment=day_and_time(whole_minute(quiet_ms)))
        elif quiet_ms is None:
            words = self.tr("No quiet time")
        else:
            words = self.tr("Quiet already")
        self.quiet_button.setText(words)
        self.quiet_button.setAccessibleName(words)

    def _build(self) -> None:
        self.moment_edit = MomentEdit(self.tr("Start of sending"), self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName(self.tr("Start of sending, from now to a week from now"))
        self.slider.setRange(0, _WEEK_STEPS)
        self.slider.setSingleStep(1)
        self.slider.setPageStep(6 * 6)
        self.slider.setMinimumSize(44, 26)
        # Time runs the same way as on the timeline below.
        self.slider.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.slider.installEventFilter(WheelGuard(self.slider))
        self.now_button = push_button(self.tr("Now"), self)
        self.quiet_button = push_button("", self, icon="moon", name=self.tr("Wait until quiet time"))
        self.quiet_button.setToolTip(self.tr("The first moment at which no row of the file could start a predictable campaign."))
        self.details_button = icon_button("settings", self.tr("Order, speed and margin"), self)
        self.details_button.setCheckable(True)
        self.details_button.toggled.connect(self._details.setVisible)
        self.order_box = ChoiceBox(self.tr("Order of the rows"), self._details, [(each, order(each.value)) for each in Order])
        self.speed_edit = NumberEdit(self.tr("Rows a second"), self._details, 1, 1_000_000, unit=self.tr(" rows/s"))
        self.speed_edit.setSingleStep(100)
        name = self.tr("Minutes around a limit that are too close to call")
        self.margin_edit = NumberEdit(name, self._details, 0, 24 * 60, unit=self.tr(" min"))
        self.margin_edit.setToolTip(self.tr("Processing lags behind sending; rows this near to a limit are too close to call."))
        for edit in (self.speed_edit, self.margin_edit):
            edit.valueChanged.connect(self._change_numbers)
        self.moment_edit.moved.connect(self._move_to)
        self.slider.valueChanged.connect(self._slide)
        self.now_button.clicked.connect(self.now_wanted)
        self.quiet_button.clicked.connect(self._wait)
        self.order_box.activated.connect(self._change_order)

    def _label(self, words: str, control: QWidget) -> QLabel:
        label = QLabel(words, control.parentWidget())
        set_role(label, "muted")
        label.setBuddy(control)
        return label

    @Slot(object)
    def _move_to(self, moment_ms: int) -> None:
        if self._plan is not None:
            self.planned.emit(replace(self._plan, start_ms=max(moment_ms, self._now_ms)))

    @Slot(int)
    def _slide(self, steps: int) -> None:
        if steps == 0:
            self.now_wanted.emit()
        else:
            self._move_to(whole_minute(self._now_ms + steps * _STEP_MS))

    @Slot()
    def _wait(self) -> None:
        if self._quiet_ms is not None:
            self._move_to(whole_minute(self._quiet_ms))

    @Slot()
    def _change_order(self) -> None:
        if self._plan is not None:
            self.planned.emit(replace(self._plan, order=Order(str(self.order_box.value))))

    @Slot()
    def _change_numbers(self) -> None:
        if self._plan is not None:
            margin_ms = self.margin_edit.value() * _MINUTE_MS
            self.planned.emit(replace(self._plan, rows_per_second=float(self.speed_edit.value()), margin_ms=margin_ms))
