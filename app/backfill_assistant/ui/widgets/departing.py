"""Departing: a run that has not begun: what would go, as of now, the check of the workspace, and the buttons that send it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backfill_assistant.core.errors import BackfillError, KeyRefused, WrongRegion
from backfill_assistant.ui import run_operations
from backfill_assistant.ui.counting import Counting
from backfill_assistant.ui.departure_words import question_of, rows_in_words, rows_named
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.widgets.confirm_sending import ConfirmSending
from backfill_assistant.ui.widgets.departure_card import DepartureCard
from backfill_assistant.ui.widgets.notice import Action
from backfill_assistant.ui.widgets.page import Footer

if TYPE_CHECKING:
    from backfill_assistant.ui.run_work import Ready

_FIRST_ROWS: Final = 3


class Departing(QWidget):
    """Counts and checks, and asks before anything is sent."""

    # What would go, or whether the workspace answers, is known or no longer true.
    changed = Signal()
    # A BackfillError.
    failed = Signal(object)
    # A BackfillError: the workspace refuses the key or lies in another region.
    key_wanted = Signal(object)
    # What is to happen with rows that could start a campaign is not chosen.
    choice_wanted = Signal()
    # Rows go out: what was told before is over.
    under_way = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        # How many rows the run that was confirmed sends first; None for all.
        self.first_rows: int | None = None
        # What the question that is open shows.
        self._asked: Ready | None = None
        self._region_problem: BackfillError | None = None
        self.counting = Counting(desk, self)
        self.card = DepartureCard(self)
        self.card.choose_speed(self.counting.speed)
        self.card.speed_chosen.connect(self.choose_speed)
        self.card.check_wanted.connect(self.check_region)
        self.card.leave_out_wanted.connect(self.leave_out_sent_before)
        self.card.now_wanted.connect(self.send_now_after_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        column.addStretch(1)
        self.counting.changed.connect(self.changed)
        self.counting.failed.connect(self.failed)
        self.counting.speed_changed.connect(self.card.choose_speed)
        desk.session.workspace_changed.connect(self._forget_region)

    def time_passed(self, now_ms: int) -> bool:
        """Once a planned start has passed, rows are judged anew; whether what is shown depends on the time."""
        planned_ms = self.counting.planned_ms
        if planned_ms is not None and planned_ms <= now_ms:
            self.counting.forget()
        return planned_ms is not None

    def show_what_goes(self) -> Footer:
        """Say what would go; returns the buttons that belong to it."""
        from backfill_assistant.core.journal.unwritten import told_before_sending

        session, ready = self._desk.session, self.counting.ready
        if session.region_check is None and self._region_problem is None and not run_operations.is_checking_region(self._desk):
            self.check_region()
        self.card.show_check(session.workspace, session.region_check, self._region_problem)
        if ready is None or session.workspace is None or session.mapping is None:
            self.counting.count()
            self.card.sentence.setText(self.tr("Counting what goes out…"))
            return Footer(sentence=self.tr("Counting what goes out…"), primary=self._send_action(None))
        departure = ready.departure
        self.card.show_departure(
            departure,
            session.mapping.row_meaning.value,
            session.workspace,
            campaigns_known=session.campaigns is not None,
            held_until_ms=ready.held_until_ms,
        )
        self.card.show_unwritten(told_before_sending(ready.prepared.repairs))
        planned_ms = self.counting.planned_ms
        self.card.show_start(planned_ms, self._desk.parts.clock.now_ms())
        self.card.show_sent_before(ready.sent_before)
        self._show_takes(ready)
        if self._lacks_choice(ready):
            return Footer(
                sentence=self.tr(
                    "%Ln row(s) could start a campaign: choose first what is to happen with [it|them].",
                    "",
                    departure.possible_entries,
                ),
                primary=Action(self.tr("Choose…"), self.choose_first),
            )
        may_try = self._may_send(ready) and planned_ms is None and departure.rows > _FIRST_ROWS
        return Footer(
            sentence=self._why_not(ready),
            right=(Action(self.tr("Send 3 rows first"), self.send_three, enabled=may_try),),
            primary=self._send_action(ready),
        )

    def _send_action(self, ready: Ready | None) -> Action:
        if ready is None or self._desk.session.mapping is None:
            return Action(self.tr("Send…"), self.send_all, enabled=False)
        if ready.departure.rows == 0 and ready.held_until_ms is not None:
            words = self.tr("Hold %Ln row(s)…", "", ready.departure.left_out_by_decision)
            return Action(words, self.send_all, enabled=self._may_send(ready), icon="hourglass")
        what = rows_in_words(ready.departure.rows, self._desk.session.mapping.row_meaning.value)
        if len(what) > 24:
            what = self.tr("%Ln row(s)", "", ready.departure.rows)
        words = self.tr("Send {rows}…") if self.counting.planned_ms is None else self.tr("Wait and send {rows}…")
        return Action(words.format(rows=what), self.send_all, enabled=self._may_send(ready), icon="send")

    def _lacks_choice(self, ready: Ready) -> bool:
        return bool(ready.departure.possible_entries) and not self._desk.session.has_chosen

    def _may_send(self, ready: Ready) -> bool:
        return (ready.departure.rows > 0 or ready.held_until_ms is not None) and self._desk.session.region_check is not None

    def _why_not(self, ready: Ready) -> str:
        if ready.departure.rows == 0 and ready.held_until_ms is None:
            return self.tr("No row is left to send.")
        if self._region_problem is not None:
            return self.tr("The workspace must be reached once before anything is sent.")
        if self._desk.session.region_check is None:
            return self.tr("Checking the workspace…")
        if self.counting.planned_ms is not None:
            return self.tr("A few rows can go first only when sending starts at once.")
        return ""

    def _show_takes(self, ready: Ready) -> None:
        from backfill_assistant.core.limits import BATCH_BUDGET_BYTES
        from backfill_assistant.core.sending.departure import duration_of

        departure = ready.departure
        takes = duration_of(departure.rows, departure.size_bytes, self.counting.speed, BATCH_BUDGET_BYTES)
        self.card.show_takes(takes, departure.size_bytes)

    @Slot(float)
    def choose_speed(self, rows_per_second: float) -> None:
        """Another speed; rows are judged anew, because they go out at other moments."""
        self.counting.choose_speed(rows_per_second)
        self.changed.emit()

    @Slot()
    def check_region(self) -> None:
        """Ask the workspace where it lives."""
        self._region_problem = None
        run_operations.check_region(self._desk).failed.connect(self._region_failed)
        self.card.show_check(self._desk.session.workspace, None, None)

    @Slot()
    def leave_out_sent_before(self) -> None:
        """Send only what no earlier run brought there."""
        if self.counting.ready is not None:
            run_operations.leave_out_sent_before(self._desk, self.counting.ready)

    @Slot()
    def send_now_after_all(self) -> None:
        """Give up the planned start: what goes is judged as of now, and the number to agree to is shown anew."""
        run_operations.send_now_after_all(self._desk)

    @Slot()
    def choose_first(self) -> None:
        """Go where it is chosen."""
        self.choice_wanted.emit()

    @Slot()
    def send_three(self) -> None:
        """Send the first three rows, so that they can be looked at in Customer.io."""
        self._confirm(_FIRST_ROWS)

    @Slot()
    def send_all(self) -> None:
        """Send everything that was counted."""
        self._confirm(None)

    def _confirm(self, first_rows: int | None) -> None:
        ready, session = self.counting.ready, self._desk.session
        if ready is None or session.workspace is None or session.mapping is None:
            return
        self.first_rows, self._asked = first_rows, ready
        count = ready.departure.rows if first_rows is None else first_rows
        what = rows_in_words(count, session.mapping.row_meaning.value)
        known = session.campaigns is not None
        departure = ready.departure
        if first_rows is not None:
            departure = replace(
                departure, rows=first_rows, possible_entries=ready.first_entries, subscriptions=ready.first_subscriptions
            )
            what = f"{what} ({rows_named(ready.first_rows)})"
        asked = question_of(departure, what, session.workspace, self.counting.planned_ms, ready.held_until_ms, known=known)
        dialog = ConfirmSending(asked.sentence, asked.consequence, asked.tone, asked.send_words, self)
        dialog.accepted.connect(self._send)
        dialog.open()

    @Slot()
    def _send(self) -> None:
        ready = self.counting.ready
        if run_operations.is_sending(self._desk):
            # Agreed to once already.
            return
        if ready is not None and ready is self._asked:
            self.under_way.emit()
            run_operations.send(self._desk, ready, self.first_rows)
        else:
            # Counted anew while the question was open: the numbers in it are not those that would go.
            self._confirm(self.first_rows)

    @Slot(object)
    def _region_failed(self, error: BackfillError) -> None:
        self._region_problem = error
        if isinstance(error, KeyRefused | WrongRegion):
            self.key_wanted.emit(error)
        self.changed.emit()

    @Slot()
    def _forget_region(self) -> None:
        self._region_problem = None
        run_operations.forget_region_checks(self._desk)
