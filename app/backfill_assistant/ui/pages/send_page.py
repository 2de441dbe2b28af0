"""Send: confirm what goes, watch it go, pause and stop it, and go on with a run that was interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from backfill_assistant.core.errors import BackfillError, KeyRefused, RunGone, WrongRegion
from backfill_assistant.ui import run_operations
from backfill_assistant.ui.departure_words import rows_named
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.jobs import Job, Lane
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets.continuing import Continuing
from backfill_assistant.ui.widgets.departing import Departing
from backfill_assistant.ui.widgets.empty_state import EmptyState
from backfill_assistant.ui.widgets.notice import Action
from backfill_assistant.ui.widgets.page import Footer, Page
from backfill_assistant.ui.widgets.send_obstacles import obstacle_of
from backfill_assistant.ui.widgets.sending_panel import SendingPanel
from backfill_assistant.ui.wording import day_and_time, duration, in_words, number, starts_in_words

if TYPE_CHECKING:
    from backfill_assistant.core.journal.report import Report
    from backfill_assistant.core.progress import Progress

# How often what is said about a planned start is said anew.
_CLOCK_EVERY_MS = 20_000


class SendPage(Page):
    """Before, during, and what is left after an interruption; a finished run is told on the report's page."""

    step = Step.SEND

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self._job: Job | None = None
        self._started_ms = 0
        # Rows went out in a run whose record is gone.
        self._left_already = False
        self._way_on: Step | None = None
        # The rows that a run sends before all others.
        self._first_sent: tuple[int, ...] = ()
        # When a run under way is planned to start, as long as that is waited for.
        self._waits_until_ms: int | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(_CLOCK_EVERY_MS)
        self._clock.timeout.connect(self.tick)
        self._build()
        desk.session.changed.connect(self._refresh_if_shown)
        desk.jobs.started.connect(self._watch_sending)

    def entered(self) -> None:
        """Count anew: rows grow older while nobody looks."""
        if self._job is None:
            self.clear_notice()
            self.departing.counting.take_usual_speed()
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
        left = self.left_over.left
        if self._job is None:
            planned = self.departing.time_passed(now_ms)
            if left is not None and left.judged_ms < left.start_ms <= now_ms:
                self.left_over.forget()
            if planned or left is not None:
                self._refresh_if_shown()

    def _build(self) -> None:
        self._places = QStackedWidget(self)
        self._nothing = EmptyState("send", "", "", self._places)
        self.departing = Departing(self.desk, self._places)
        self.departing.changed.connect(self._refresh_if_shown)
        self.departing.failed.connect(self.show_error)
        self.departing.key_wanted.connect(self._ask_for_key)
        self.departing.choice_wanted.connect(self.see_triggers)
        self.departing.under_way.connect(self.clear_notice)
        self.left_over = Continuing(self.desk, self._places)
        self.left_over.changed.connect(self._refresh_if_shown)
        self.left_over.failed.connect(self._not_brought_back)
        self.left_over.under_way.connect(self._go_on)
        self.left_over.report_wanted.connect(self.see_report)
        self.sending = SendingPanel(self._places)
        self.sending.row_wanted.connect(self.row_wanted)
        for place in (self._nothing, self.departing, self.left_over, self.sending):
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
            ready = self.departing.counting.ready
            fresh = self.tr("Nothing has left this computer yet.")
            if self._left_already or session.only_rows is not None or (ready is not None and ready.sent_before is not None):
                fresh = self.tr("Nothing of this run has left this computer yet.")
            self.set_heading(self.tr("Look once more, then send"), fresh)
            self._places.setCurrentWidget(self.departing)
            self.set_footer(self.departing.show_what_goes())

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
        if job.is_stopping:
            title = self.tr("Stopping: sending to {workspace}").format(workspace=name)
            self.set_heading(title, self.tr("Nothing more goes out. What is left can be sent later."))
        elif job.watch.held:
            title = self.tr("Paused: sending to {workspace}").format(workspace=name)
            self.set_heading(title, self.tr("Nothing more goes out until you go on. Requests under way still get their answers."))
        else:
            title = self.tr("Sending to {workspace}").format(workspace=name)
            told = self.tr("You can close the laptop: sending goes on where it stopped, and no row counts twice.")
            self.set_heading(title, told)
        self._places.setCurrentWidget(self.sending)
        stopping = job.is_stopping
        pause = Action(self.tr("Pause"), self.pause, enabled=not stopping, icon="pause")
        if job.watch.held:
            pause = Action(self.tr("Go on"), self.resume, enabled=not stopping, icon="play")
        started = self.tr("Started {moment} · run {run}").format(moment=day_and_time(self._started_ms), run=session.run_id or "–")
        progress = job.progress
        late = progress.last_answers_rows if progress is not None else 0
        hurry = Action(self.tr("Stop without waiting"), self.stop_without_waiting, enabled=not job.watch.in_haste)
        self.set_footer(
            Footer(
                sentence=self._stopping_words(progress) if stopping else started,
                # Not where Stop is: who presses that twice means nothing by it.
                left=(hurry,) if stopping and late else (),
                right=(Action(self.tr("Stop"), self.stop, enabled=not stopping, icon="square"),),
                primary=None if stopping else pause,
                back=False,
            )
        )

    def _stopping_words(self, progress: Progress | None) -> str:
        if progress is None or not progress.last_answers_rows:
            return self.tr("Stopping: waiting for requests under way…")
        known = self.tr("Stopping: waiting for answers about %Ln row(s), {time} at most.", "", progress.last_answers_rows)
        known = known.format(time=duration(progress.last_answers_seconds))
        return " ".join((known, self.tr("Without waiting they count as not known, and continuing sends them again.")))

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

    @Slot()
    def send_now_after_all(self) -> None:
        """Stop waiting: what goes is judged as of now, and the number to agree to is shown anew."""
        self.left_over.forget()
        self.left_over.send_at_once()
        self.stop()

    @Slot()
    def pause(self) -> None:
        """Hold after the requests under way."""
        if self._job is not None:
            self._job.hold(True)
            self._show_sending()
            self.desk.jobs.changed.emit()

    @Slot()
    def resume(self) -> None:
        """Go on after a pause."""
        if self._job is not None:
            self._job.hold(False)
            self._show_sending()
            self.desk.jobs.changed.emit()

    @Slot()
    def stop(self) -> None:
        """Stop after the requests under way; the rest can be sent later."""
        if self._job is not None:
            self._job.stop()
            self._show_sending()
            self.desk.jobs.changed.emit()

    @Slot()
    def stop_without_waiting(self) -> None:
        """Do not wait for the answers that are due: what they are about is not known then."""
        if self._job is not None:
            self._job.stop(in_haste=True)
            self._show_sending()
            self.desk.jobs.changed.emit()

    @Slot()
    def see_report(self) -> None:
        """Go to the report."""
        self.go_to.emit(Step.REPORT)

    @Slot()
    def go_where_it_is_mended(self) -> None:
        """Go to the step that is missing something."""
        self.go_to.emit(self._way_on)

    @Slot()
    def see_triggers(self) -> None:
        """Go where it is chosen what becomes of rows that could start a campaign."""
        self.go_to.emit(Step.TRIGGERS)

    @Slot()
    def see_workspace(self) -> None:
        """Go to the workspace."""
        self.go_to.emit(Step.WORKSPACE)

    @Slot()
    def _go_on(self) -> None:
        self.clear_notice()
        self.departing.first_rows = None

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
        ready = self.departing.counting.ready
        self._first_sent = ready.first_rows if ready is not None else ()
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
        if self.isVisible() and (changed or progress.starts_ms is not None or progress.last_answers_rows):
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
        self.departing.counting.forget()
        self.left_over.forget()
        self.clear_notice()
        if self.departing.first_rows is not None and report.can_continue and report.totals.accepted:
            sent = self.tr("%Ln row(s) [is|are] sent.", "", report.totals.accepted)
            ready = self._first_sent
            named = f" ({rows_named(ready)})" if ready and len(ready) == report.totals.accepted else ""
            place = report.run.workspace.name if report.run.workspace.practice else "Customer.io"
            look = self.tr("Look at them in {place}{rows}, then send the rest.").format(place=place, rows=named)
            self.notice.say("good", sent, look)
        elif report.can_continue and not report.requests and report.explanation is not None:
            # Nothing was sent yet: what is left is judged anew here.
            self.notice.say("caution", in_words(report.explanation))
        elif self.isVisible() and not report.waits(self.desk.parts.clock.now_ms()):
            self.go_to.emit(Step.REPORT)

    @Slot(object)
    def _could_not_send(self, error: BackfillError) -> None:
        progress = self._job.progress if self._job is not None else None
        self._job = None
        self._left_already = self._left_already or (progress is not None and progress.done > 0)
        if isinstance(error, RunGone):
            # What is left can go as a new run.
            self.desk.session.run_id = None
        if isinstance(error, KeyRefused | WrongRegion):
            self._ask_for_key(error)
        else:
            done = ""
            if progress is not None and progress.done:
                done = self.tr("Until then %Ln row(s) [was|were] accepted, {refused} refused.", "", progress.accepted)
                done = done.format(refused=number(progress.refused)) + " "
            self.notice.say("bad", in_words(error.title), done + in_words(error.advice))

    @Slot(object)
    def _ask_for_key(self, error: BackfillError) -> None:
        self.show_problem(error, self.tr("Give the key again"), self.see_workspace)

    @Slot(object)
    def _nothing_written(self, error: BackfillError) -> None:
        self.desk.session.run_id = None

    @Slot()
    def _sending_ended(self) -> None:
        self._job = None
        self._refresh_if_shown()
