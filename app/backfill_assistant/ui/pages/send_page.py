"""Send: confirm what goes, watch it go, pause and stop it, and go on with a run that was interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from backfill_assistant.core.errors import BackfillError, KeyRefused, WrongRegion
from backfill_assistant.ui import run_operations
from backfill_assistant.ui.counting import Counting
from backfill_assistant.ui.departure_words import question_of, rows_in_words
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.jobs import Job, Lane
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.theme import GAP
from backfill_assistant.ui.widgets.confirm_sending import ConfirmSending
from backfill_assistant.ui.widgets.continuing import Continuing
from backfill_assistant.ui.widgets.departure_card import DepartureCard
from backfill_assistant.ui.widgets.empty_state import EmptyState
from backfill_assistant.ui.widgets.notice import Action
from backfill_assistant.ui.widgets.page import Footer, Page
from backfill_assistant.ui.widgets.send_obstacles import obstacle_of
from backfill_assistant.ui.widgets.sending_panel import SendingPanel
from backfill_assistant.ui.wording import day_and_time, in_words, starts_in_words

if TYPE_CHECKING:
    from backfill_assistant.core.progress import Progress
    from backfill_assistant.core.report import Report
    from backfill_assistant.ui.run_work import Ready

_FIRST_ROWS = 3
# How often what is said about a planned start is said anew.
_CLOCK_EVERY_MS = 20_000


class SendPage(Page):
    """Before, during, and what is left after an interruption; a finished run is told on the report's page."""

    step = Step.SEND

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self._job: Job | None = None
        self._first_rows: int | None = None
        self._region_problem: BackfillError | None = None
        self._started_ms = 0
        self._way_on: Step | None = None
        # When a run under way is planned to start, as long as that is waited for.
        self._waits_until_ms: int | None = None
        self.counting = Counting(desk, self)
        self._clock = QTimer(self)
        self._clock.setInterval(_CLOCK_EVERY_MS)
        self._clock.timeout.connect(self.tick)
        self._build()
        self.counting.changed.connect(self._refresh_if_shown)
        self.counting.failed.connect(self.show_error)
        self.counting.speed_changed.connect(self.departure.choose_speed)
        desk.session.workspace_changed.connect(self._forget_region)
        desk.session.changed.connect(self._refresh_if_shown)
        desk.jobs.started.connect(self._watch_sending)

    def entered(self) -> None:
        """Count anew: rows grow older while nobody looks."""
        if self._job is None:
            self.clear_notice()
            self.counting.take_usual_speed()
            self.left_over.forget()
        self._clock.start()
        self._refresh()

    def left(self) -> None:
        """Time goes on without being told."""
        self._clock.stop()

    @Slot()
    def tick(self) -> None:
        """Time goes on: what a planned start means is said anew; once it has passed, rows are judged anew."""
        now_ms = self.desk.parts.clock.now_ms()
        ready, left = self.counting.ready, self.left_over.left
        if self._job is None:
            if ready is not None and self.counting.planned_ms is not None and self.counting.planned_ms <= now_ms:
                self.counting.forget()
            if left is not None and left.judged_ms < left.start_ms <= now_ms:
                self.left_over.forget()
            if self.counting.planned_ms is not None or left is not None:
                self._refresh_if_shown()

    def _build(self) -> None:
        self._places = QStackedWidget(self)
        self._nothing = EmptyState("send", "", "", self._places)
        self._before = QWidget(self._places)
        column = QVBoxLayout(self._before)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        self.departure = DepartureCard(self._before)
        self.departure.choose_speed(self.counting.speed)
        self.departure.speed_chosen.connect(self.choose_speed)
        self.departure.check_wanted.connect(self.check_region)
        self.departure.leave_out_wanted.connect(self.leave_out_sent_before)
        self.departure.now_wanted.connect(self.send_now_after_all)
        column.addWidget(self.departure)
        column.addStretch(1)
        self.left_over = Continuing(self.desk, self._places)
        self.left_over.changed.connect(self._refresh_if_shown)
        self.left_over.failed.connect(self._not_brought_back)
        self.left_over.under_way.connect(self._go_on)
        self.left_over.report_wanted.connect(self.see_report)
        self.sending = SendingPanel(self._places)
        self.sending.row_wanted.connect(self.row_wanted)
        for place in (self._nothing, self._before, self.left_over, self.sending):
            self._places.addWidget(place)
        self.body.addWidget(self._places, 1)

    # What is shown

    @Slot()
    def _refresh_if_shown(self) -> None:
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        session = self.desk.session
        report = session.report
        obstacle = obstacle_of(session)
        if self._job is not None:
            self._show_sending()
        elif session.run_id is not None and report is not None and report.can_continue and not session.previews_only:
            self._show_left_over(report)
        elif session.run_id is not None and report is not None:
            action = Action(self.tr("See the report"), self.see_report)
            self._show_nothing(self.tr("Everything is sent"), in_words(report.summary), action)
        elif session.run_id is not None:
            self._show_nothing(self.tr("One moment"), self.tr("Reading what was sent…"), None)
            if not self._running("report"):
                job = run_operations.read_report(self.desk)
                job.failed.connect(self._nothing_written)
        elif session.continued_run_id is not None:
            self._show_bringing_back()
        elif obstacle is not None:
            self._way_on = obstacle.step
            mend = Action(obstacle.button, self.go_where_it_is_mended) if obstacle.step is not None else None
            self._show_nothing(obstacle.title, obstacle.advice, mend)
        else:
            self._show_before()

    def _show_nothing(self, title: str, advice: str, action: Action | None) -> None:
        self.set_heading(self.tr("Send"), "")
        self._nothing.say(title, advice)
        self._places.setCurrentWidget(self._nothing)
        self.set_footer(Footer(primary=action))

    def _show_bringing_back(self) -> None:
        reading = any(self._running(name) for name in ("bring back", "look", "read"))
        if reading:
            self._show_nothing(self.tr("One moment"), self.tr("Reading the file of this run again…"), None)
        else:
            self._show_nothing(
                self.tr("The file of this run is needed"),
                self.tr("It may have been moved. It must be the same file, with the same contents."),
                Action(self.tr("Choose the file…"), self.left_over.choose_moved_file, icon="folder-open"),
            )

    def _show_before(self) -> None:
        session = self.desk.session
        self.set_heading(self.tr("Look once more, then send"), self.tr("Nothing has left this computer yet."))
        self._places.setCurrentWidget(self._before)
        if session.region_check is None and self._region_problem is None and not self._running("region"):
            self.check_region()
        self.departure.show_check(session.workspace, session.region_check, self._region_problem)
        ready = self.counting.ready
        if ready is None or session.workspace is None or session.mapping is None:
            self.counting.count()
            self.departure.sentence.setText(self.tr("Counting what goes out…"))
            self.set_footer(Footer(sentence=self.tr("Counting what goes out…"), primary=self._send_action(None)))
            return
        departure = ready.departure
        self.departure.show_departure(
            departure,
            session.mapping.row_meaning.value,
            session.workspace,
            campaigns_known=session.campaigns is not None,
            held_until_ms=ready.held_until_ms,
        )
        planned_ms = self.counting.planned_ms
        self.departure.show_start(planned_ms, self.desk.parts.clock.now_ms())
        self.departure.show_sent_before(ready.sent_before)
        self._show_takes(ready)
        may_try = self._may_send(ready) and planned_ms is None and departure.rows > _FIRST_ROWS
        self.set_footer(
            Footer(
                sentence=self._why_not(ready),
                right=(Action(self.tr("Send 3 rows first"), self.send_three, enabled=may_try),),
                primary=self._send_action(ready),
            )
        )

    def _send_action(self, ready: Ready | None) -> Action:
        if ready is None or self.desk.session.mapping is None:
            return Action(self.tr("Send…"), self.send_all, enabled=False)
        if ready.departure.rows == 0 and ready.held_until_ms is not None:
            words = self.tr("Hold %Ln row(s)…", "", ready.departure.left_out_by_decision)
            return Action(words, self.send_all, enabled=self._may_send(ready), icon="hourglass")
        what = rows_in_words(ready.departure.rows, self.desk.session.mapping.row_meaning.value)
        if len(what) > 24:
            what = self.tr("%Ln row(s)", "", ready.departure.rows)
        words = self.tr("Send {rows}…") if self.counting.planned_ms is None else self.tr("Wait and send {rows}…")
        return Action(words.format(rows=what), self.send_all, enabled=self._may_send(ready), icon="send")

    def _may_send(self, ready: Ready) -> bool:
        return (ready.departure.rows > 0 or ready.held_until_ms is not None) and self.desk.session.region_check is not None

    def _why_not(self, ready: Ready) -> str:
        if ready.departure.rows == 0 and ready.held_until_ms is None:
            return self.tr("No row is left to send.")
        if self._region_problem is not None:
            return self.tr("The workspace must be reached once before anything is sent.")
        if self.desk.session.region_check is None:
            return self.tr("Checking the workspace…")
        return ""

    def _show_takes(self, ready: Ready) -> None:
        from backfill_assistant.core.departure import duration_of
        from backfill_assistant.core.limits import BATCH_BUDGET_BYTES

        departure = ready.departure
        takes = duration_of(departure.rows, departure.size_bytes, self.counting.speed, BATCH_BUDGET_BYTES)
        self.departure.show_takes(takes, departure.size_bytes)

    def _show_left_over(self, report: Report) -> None:
        self.set_heading(self.tr("Continue sending"), self.tr("What was sent is not sent again."))
        self._places.setCurrentWidget(self.left_over)
        self.set_footer(self.left_over.show_report(report))

    def _show_sending(self) -> None:
        session, job = self.desk.session, self._job
        if job is None:
            return
        name = session.workspace.name if session.workspace is not None else ""
        if self._waits_until_ms is not None:
            self._show_waiting(name, self._waits_until_ms, stopping=job.is_stopping)
            return
        title = self.tr("Sending to {workspace}").format(workspace=name)
        self.set_heading(title, self.tr("You can close the laptop: sending goes on where it stopped, and no row counts twice."))
        self._places.setCurrentWidget(self.sending)
        stopping = job.is_stopping
        pause = Action(self.tr("Pause"), self.pause, enabled=not stopping, icon="pause")
        if job.watch.held:
            pause = Action(self.tr("Go on"), self.resume, enabled=not stopping, icon="play")
        started = self.tr("Started {moment} · run {run}").format(moment=day_and_time(self._started_ms), run=session.run_id or "–")
        self.set_footer(
            Footer(
                sentence=self.tr("Stopping: waiting for requests under way…") if stopping else started,
                right=(Action(self.tr("Stop"), self.stop, enabled=not stopping, icon="square"),),
                primary=pause,
                back=False,
            )
        )

    def _show_waiting(self, workspace: str, start_ms: int, *, stopping: bool) -> None:
        told = starts_in_words(start_ms, self.desk.parts.clock.now_ms())
        self.set_heading(self.tr("Waiting to send to {workspace}").format(workspace=workspace), told)
        self._places.setCurrentWidget(self.sending)
        run_id = self.desk.session.run_id or "–"
        now = Action(self.tr("Send now after all…"), self.send_now_after_all, enabled=not stopping)
        self.set_footer(
            Footer(
                sentence=self.tr("Nothing leaves this computer before that · run {run}").format(run=run_id),
                right=(now,),
                primary=Action(self.tr("Stop waiting"), self.stop, enabled=not stopping, icon="square"),
                back=False,
            )
        )

    # What the person does

    @Slot(float)
    def choose_speed(self, rows_per_second: float) -> None:
        """Another speed; rows are judged anew, because they go out at other moments."""
        self.counting.choose_speed(rows_per_second)
        self._refresh()

    @Slot()
    def check_region(self) -> None:
        """Ask the workspace where it lives."""
        self._region_problem = None
        job = run_operations.check_region(self.desk)
        job.failed.connect(self._region_failed)
        self.departure.show_check(self.desk.session.workspace, None, None)

    @Slot()
    def leave_out_sent_before(self) -> None:
        """Send only what no earlier run brought there."""
        if self.counting.ready is not None:
            run_operations.leave_out_sent_before(self.desk, self.counting.ready)

    @Slot()
    def send_now_after_all(self) -> None:
        """Give up the planned start: what goes is judged as of now, and the number to agree to is shown anew."""
        if self._job is None:
            run_operations.send_now_after_all(self.desk)
        else:
            self.left_over.forget()
            self.left_over.send_at_once()
            self.stop()

    @Slot()
    def send_three(self) -> None:
        """Send the first three rows, so that they can be looked at in Customer.io."""
        self._confirm(_FIRST_ROWS)

    @Slot()
    def send_all(self) -> None:
        """Send everything that was counted."""
        self._confirm(None)

    @Slot()
    def pause(self) -> None:
        """Hold after the requests under way."""
        if self._job is not None:
            self._job.hold(True)
            self._show_sending()

    @Slot()
    def resume(self) -> None:
        """Go on after a pause."""
        if self._job is not None:
            self._job.hold(False)
            self._show_sending()

    @Slot()
    def stop(self) -> None:
        """Stop after the requests under way; the rest can be sent later."""
        if self._job is not None:
            self._job.stop()
            self._show_sending()

    @Slot()
    def see_report(self) -> None:
        """Go to the report."""
        self.go_to.emit(Step.REPORT)

    @Slot()
    def go_where_it_is_mended(self) -> None:
        """Go to the step that is missing something."""
        self.go_to.emit(self._way_on)

    @Slot()
    def see_workspace(self) -> None:
        """Go to the workspace."""
        self.go_to.emit(Step.WORKSPACE)

    def _confirm(self, first_rows: int | None) -> None:
        ready, session = self.counting.ready, self.desk.session
        if ready is None or session.workspace is None or session.mapping is None:
            return
        self._first_rows = first_rows
        count = ready.departure.rows if first_rows is None else first_rows
        what = rows_in_words(count, session.mapping.row_meaning.value)
        known = session.campaigns is not None
        asked = question_of(ready.departure, what, session.workspace, self.counting.planned_ms, ready.held_until_ms, known=known)
        dialog = ConfirmSending(asked.sentence, asked.consequence, asked.tone, asked.send_words, self)
        dialog.accepted.connect(self._send)
        dialog.open()

    @Slot()
    def _send(self) -> None:
        if self.counting.ready is not None:
            self.clear_notice()
            run_operations.send(self.desk, self.counting.ready, self._first_rows)

    @Slot()
    def _go_on(self) -> None:
        self.clear_notice()
        self._first_rows = None

    # What jobs tell

    def _running(self, name: str) -> bool:
        return any(job.name == name for job in self.desk.jobs.running())

    @Slot(object)
    def _watch_sending(self, job: Job) -> None:
        """A run is being sent, from here or from anywhere; or its file is being read again."""
        if job.lane is not Lane.SEND:
            if job.name in ("look", "read") and self.desk.session.continued_run_id is not None:
                job.failed.connect(self._not_brought_back)
                job.ended.connect(self._refresh_if_shown)
                self._refresh_if_shown()
            return
        self._job = job
        self._waits_until_ms = None
        self._started_ms = self.desk.parts.clock.now_ms()
        self.sending.start_over()
        job.progressed.connect(self._show_progress)
        job.finished.connect(self._sent)
        job.failed.connect(self._could_not_send)
        job.ended.connect(self._sending_ended)
        self._refresh_if_shown()

    @Slot(object)
    def _not_brought_back(self, error: BackfillError) -> None:
        if self.isVisible():
            self.show_error(error)

    @Slot(object)
    def _show_progress(self, progress: Progress) -> None:
        self.sending.show_progress(progress)
        changed = progress.starts_ms != self._waits_until_ms
        self._waits_until_ms = progress.starts_ms
        if changed:
            # The rail says so too.
            self.desk.jobs.changed.emit()
        if self.isVisible() and (changed or progress.starts_ms is not None):
            self._show_sending()
        trouble = progress.waiting is not None and progress.starts_ms is None
        told = [*progress.notices, *([progress.waiting] if progress.waiting is not None and trouble else [])]
        if told:
            self.notice.say("caution", " ".join(in_words(each) for each in told))
        elif self.notice.isVisible():
            self.clear_notice()

    @Slot(object)
    def _sent(self, report: Report) -> None:
        self._job = None
        self.counting.forget()
        self.left_over.forget()
        self.clear_notice()
        if self._first_rows is not None and report.can_continue and report.totals.accepted:
            sent = self.tr("%Ln row(s) are sent. Look at them in Customer.io, then send the rest.", "", report.totals.accepted)
            self.notice.say("good", sent)
        elif self.isVisible() and not report.waits(self.desk.parts.clock.now_ms()):
            self.go_to.emit(Step.REPORT)

    @Slot(object)
    def _could_not_send(self, error: BackfillError) -> None:
        self._job = None
        if isinstance(error, KeyRefused | WrongRegion):
            self.show_problem(error, self.tr("Give the key again"), self.see_workspace)
        else:
            self.show_error(error)

    @Slot(object)
    def _nothing_written(self, error: BackfillError) -> None:
        self.desk.session.run_id = None

    @Slot()
    def _sending_ended(self) -> None:
        self._job = None
        self._refresh_if_shown()

    @Slot(object)
    def _region_failed(self, error: BackfillError) -> None:
        self._region_problem = error
        if isinstance(error, KeyRefused | WrongRegion):
            self.show_problem(error, self.tr("Give the key again"), self.see_workspace)
        self._refresh_if_shown()

    @Slot()
    def _forget_region(self) -> None:
        self._region_problem = None
