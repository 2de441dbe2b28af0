"""Counting: keeps the numbers of what would be sent true while decisions change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from backfill_assistant.ui import run_operations
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.jobs import Job
from backfill_assistant.ui.wishes import kept_speed

if TYPE_CHECKING:
    from backfill_assistant.ui.run_work import Ready


class Counting(QObject):
    """Forgets its numbers when a decision changes; `count` finds them anew in a job, one at a time."""

    # The numbers are there, or a count was given up.
    changed = Signal()
    # A BackfillError.
    failed = Signal(object)
    # Rows per second, when the plan brought another speed.
    speed_changed = Signal(float)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._job: Job | None = None
        self._broken = False
        self.ready: Ready | None = None
        self._counted_ms = 0
        self.speed = kept_speed(desk.parts)
        session = desk.session
        for signal in (
            session.table_changed,
            session.mapping_changed,
            session.repairs_changed,
            session.checked_changed,
            session.campaigns_changed,
            session.forecast_changed,
            session.decision_changed,
            session.only_rows_changed,
            session.workspace_changed,
        ):
            signal.connect(self.forget)
        session.plan_changed.connect(self._take_plan)

    @property
    def planned_ms(self) -> int | None:
        """When sending is planned to start; None when what was counted starts at once."""
        if self.ready is None:
            return None
        start_ms = self.ready.prepared.plan.start_ms
        return start_ms if start_ms > self._counted_ms else None

    def count(self) -> None:
        """Find the numbers, unless they are there, on their way, or could not be found."""
        if self._job is None and self.ready is None and not self._broken:
            self._job = run_operations.count_departure(self._desk, self.speed, self._keep)
            self._job.failed.connect(self._fail)
            self._job.ended.connect(self._end)

    @Slot()
    def forget(self) -> None:
        """The numbers are no longer true; a count under way is given up."""
        self.ready = None
        self._broken = False
        if self._job is not None:
            self._job.stop()

    def choose_speed(self, rows_per_second: float) -> None:
        """Another speed: rows go out at other moments. It is the plan's, so that the Triggers page judges by it too."""
        from backfill_assistant.core.forecast.plans import SendingPlan

        plan = self._desk.session.plan or SendingPlan(self._desk.parts.clock.now_ms())
        self._desk.session.plan = replace(plan, rows_per_second=rows_per_second)

    def take_usual_speed(self) -> None:
        """The speed of the settings, unless this run has one of its own."""
        if self._desk.session.plan is None:
            self.speed = kept_speed(self._desk.parts)
            self.speed_changed.emit(self.speed)
        self.forget()

    def _keep(self, ready: Ready) -> None:
        self.ready = ready
        self._counted_ms = self._desk.parts.clock.now_ms()

    @Slot(object)
    def _fail(self, error: object) -> None:
        self._broken = True
        self.failed.emit(error)

    @Slot()
    def _end(self) -> None:
        self._job = None
        self.changed.emit()

    @Slot()
    def _take_plan(self) -> None:
        plan = self._desk.session.plan
        if plan is not None:
            self.speed = plan.rows_per_second
            self.speed_changed.emit(self.speed)
        self.forget()
