"""Send: confirm what goes, watch it go, pause and stop it, and go on with a run that was interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from backfill_assistant.core.errors import BackfillError, KeyRefused, WrongRegion
from backfill_assistant.ui import operations, run_operations
from backfill_assistant.ui.counting import Counting
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.jobs import Job, Lane
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.theme import GAP
from backfill_assistant.ui.widgets.confirm_sending import ConfirmSending
from backfill_assistant.ui.widgets.continue_card import ContinueCard
from backfill_assistant.ui.widgets.departure_card import DepartureCard, entries_in_words, place_in_words, rows_in_words
from backfill_assistant.ui.widgets.empty_state import EmptyState
from backfill_assistant.ui.widgets.notice import Action
from backfill_assistant.ui.widgets.page import Footer, Page
from backfill_assistant.ui.widgets.send_obstacles import obstacle_of
from backfill_assistant.ui.widgets.sending_panel import SendingPanel
from backfill_assistant.ui.wording import day_and_time, in_words

if TYPE_CHECKING:
    from backfill_assistant.core.progress import Progress
    from backfill_assistant.core.report import Report
    from backfill_assistant.ui.run_work import Ready

_FIRST_ROWS = 3


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
        self.counting = Counting(desk, self)
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
        self._refresh()

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
        column.addWidget(self.departure)
        column.addStretch(1)
        self._left_over = QWidget(self._places)
        column = QVBoxLayout(self._left_over)
        column.setContentsMargins(0, 0, 0, 0)
        self.left_over = ContinueCard(self._left_over)
        column.addWidget(self.left_over)
        column.addStretch(1)
        self.sending = SendingPanel(self._places)
        for place in (self._nothing, self._before, self._left_over, self.sending):
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
                Action(self.tr("Choose the file…"), self.choose_moved_file, icon="folder-open"),
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
            departure, session.mapping.row_meaning.value, session.workspace, campaigns_known=session.campaigns is not None
        )
        self.departure.show_sent_before(ready.sent_before)
        self._show_takes(ready)
        may = self._may_send(ready)
        self.set_footer(
            Footer(
                sentence=self._why_not(ready),
                right=(Action(self.tr("Send 3 rows first"), self.send_three, enabled=may and departure.rows > _FIRST_ROWS),),
                primary=self._send_action(ready),
            )
        )

    def _send_action(self, ready: Ready | None) -> Action:
        if ready is None or self.desk.session.mapping is None:
            return Action(self.tr("Send…"), self.send_all, enabled=False)
        what = rows_in_words(ready.departure.rows, self.desk.session.mapping.row_meaning.value)
        if len(what) > 24:
            what = self.tr("%Ln row(s)", "", ready.departure.rows)
        return Action(self.tr("Send {rows}…").format(rows=what), self.send_all, enabled=self._may_send(ready), icon="send")

    def _may_send(self, ready: Ready) -> bool:
        return ready.departure.rows > 0 and self.desk.session.region_check is not None

    def _why_not(self, ready: Ready) -> str:
        if ready.departure.rows == 0:
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
        session = self.desk.session
        self.set_heading(self.tr("Continue sending"), self.tr("What was sent is not sent again."))
        self._places.setCurrentWidget(self._left_over)
        self.left_over.show_report(report, self.desk.parts.clock.now_ms())
        fits = session.table is not None and session.table.fingerprint == report.run.fingerprint
        if fits:
            primary = Action(self.tr("Continue sending"), self.go_on, icon="play")
        else:
            primary = Action(self.tr("Read the file again"), self.bring_back, enabled=not self._running("read"))
        self.set_footer(
            Footer(
                sentence="" if fits else self.tr("The file is needed to go on: {path}").format(path=report.run.source.path),
                right=(
                    Action(self.tr("See the report"), self.see_report),
                    *(() if fits else (Action(self.tr("It was moved…"), self.choose_moved_file),)),
                ),
                primary=primary,
            )
        )

    def _show_sending(self) -> None:
        session, job = self.desk.session, self._job
        if job is None:
            return
        name = session.workspace.name if session.workspace is not None else ""
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
    def send_three(self) -> None:
        """Send the first three rows, so that they can be looked at in Customer.io."""
        self._confirm(_FIRST_ROWS)

    @Slot()
    def send_all(self) -> None:
        """Send everything that was counted."""
        self._confirm(None)

    @Slot()
    def go_on(self) -> None:
        """Continue the run of the session."""
        self.clear_notice()
        self._first_rows = None
        run_operations.continue_sending(self.desk, self.left_over.approved)

    @Slot()
    def bring_back(self) -> None:
        """Read the run's file again."""
        run_id = self.desk.session.run_id
        if run_id is not None:
            job = operations.continue_run(self.desk, run_id)
            job.failed.connect(self.show_error)

    @Slot()
    def choose_moved_file(self) -> None:
        """Ask where the run's file is now."""
        operations.ask_for_file(self, self.bring_back_from)

    @Slot(str)
    def bring_back_from(self, path: str) -> None:
        """Read the run's file from another place."""
        session = self.desk.session
        run_id = session.continued_run_id or session.run_id
        if run_id is not None:
            self.clear_notice()
            job = operations.continue_run(self.desk, run_id, path)
            job.failed.connect(self.show_error)

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
        sentence = self.tr("Send {rows} to {workspace}?").format(rows=what, workspace=place_in_words(session.workspace))
        known, tone = entries_in_words(ready.departure, session.campaigns is not None)
        consequence = known
        if session.campaigns is not None:
            consequence = self.tr("{known} Sending stops before more than that go out.").format(known=known)
        dialog = ConfirmSending(sentence, consequence, tone, self.tr("Send now"), self)
        dialog.accepted.connect(self._send)
        dialog.open()

    @Slot()
    def _send(self) -> None:
        if self.counting.ready is not None:
            self.clear_notice()
            run_operations.send(self.desk, self.counting.ready, self._first_rows)

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
        told = [*progress.notices, *([progress.waiting] if progress.waiting is not None else [])]
        if told:
            self.notice.say("caution", " ".join(in_words(each) for each in told))
        elif self.notice.isVisible():
            self.clear_notice()

    @Slot(object)
    def _sent(self, report: Report) -> None:
        self._job = None
        self.counting.forget()
        self.clear_notice()
        if self._first_rows is not None and report.can_continue and report.totals.accepted:
            sent = self.tr("%Ln row(s) are sent. Look at them in Customer.io, then send the rest.", "", report.totals.accepted)
            self.notice.say("good", sent)
        elif self.isVisible():
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
