"""Continuing: a run with rows left to send: what is left, judged anew as of now, and the ways to go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backfill_assistant.core.errors import JournalProblem, RunGone
from backfill_assistant.core.mapping.repairs import Repairs
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence
from backfill_assistant.ui import operations, run_operations
from backfill_assistant.ui.column_operations import repairs_of
from backfill_assistant.ui.departure_words import stop_words
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.jobs import Job
from backfill_assistant.ui.widgets.confirm_sending import ConfirmSending
from backfill_assistant.ui.widgets.continue_card import ContinueCard
from backfill_assistant.ui.widgets.lost_texts import LostTexts
from backfill_assistant.ui.widgets.notice import Action
from backfill_assistant.ui.widgets.page import Footer
from backfill_assistant.ui.wording import in_words

if TYPE_CHECKING:
    from backfill_assistant.core.journal.report import Report
    from backfill_assistant.core.journal.runs import Unwritten
    from backfill_assistant.core.mapping.repairs import CellDecision
    from backfill_assistant.core.sending.left_over import LeftOver
    from backfill_assistant.ui.run_work import LookedOver


class Continuing(QWidget):
    """Asks before more rows could start a campaign than were agreed to; waits for a planned start, or not, as the person says."""

    # What is left is known, or could not be found out.
    changed = Signal()
    # A BackfillError.
    failed = Signal(object)
    report_wanted = Signal()
    # A file is read, or rows go out: what was told before is over.
    under_way = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._job: Job | None = None
        self._looked: LookedOver | None = None
        self._broken = self._at_once_wanted = False
        # The number of rows that the question shows.
        self._asked_entries = 0
        self.card = ContinueCard(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        self.lost = LostTexts(self)
        self.lost.given.connect(self._take_texts)
        column.addWidget(self.lost)
        column.addStretch(1)
        desk.session.run_id_changed.connect(self.forget)
        desk.session.repairs_changed.connect(self.forget)

    @property
    def left(self) -> LeftOver | None:
        """What is left of the session's run, as far as it is known."""
        if self._looked is None or self._looked.run_id != self._desk.session.run_id:
            return None
        return self._looked.left

    def show_report(self, report: Report) -> Footer:
        """Say what is left; returns the buttons that belong to it."""
        session = self._desk.session
        fits = session.table is not None and session.table.fingerprint == report.run.fingerprint
        lost = self._lost_texts(report) if fits else ()
        self.lost.show_lost(lost, session.table.column_names if session.table is not None else ())
        if fits and not lost:
            self._look_over()
        now_ms = self._desk.parts.clock.now_ms()
        waits = report.run.plan.start_ms > now_ms
        self.card.show_report(report, self.left, now_ms)
        self.card.show_way(self._looked.other_way if self.left is not None and self._looked is not None else None)
        see = Action(self.tr("See the report"), self._see_report)
        if not fits:
            reading = any(job.name == "read" for job in self._desk.jobs.running())
            return Footer(
                sentence=self.tr("The file is needed to go on: {path}").format(path=report.run.source.path),
                right=(see, Action(self.tr("It was moved…"), self.choose_moved_file)),
                primary=Action(self.tr("Read the file again"), self.bring_back, enabled=not reading),
            )
        if lost:
            return Footer(primary=Action(self.tr("Use these texts"), self.lost.give), right=(see,))
        known = self.left is not None
        sentence = "" if known or self._broken else self.tr("Judging what is left, as of now…")
        if waits:
            now = Action(self.tr("Send now after all…"), self.send_at_once, enabled=known)
            return Footer(sentence, primary=Action(self.tr("Wait here"), self.go_on, enabled=known, icon="play"), right=(see, now))
        words = self.tr("Continue sending…") if self._more_than_agreed() else self.tr("Continue sending")
        return Footer(sentence, primary=Action(words, self.go_on, enabled=known, icon="play"), right=(see,))

    def _lost_texts(self, report: Report) -> tuple[Unwritten, ...]:
        from backfill_assistant.core.journal.unwritten import lost_texts

        return lost_texts(report.run, repairs_of(self._desk))

    @Slot(object)
    def _take_texts(self, decisions: tuple[CellDecision, ...]) -> None:
        """Go on if these are the texts the run began with; the run's digest tells."""
        from backfill_assistant.core.journal.unwritten import as_begun_with

        session = self._desk.session
        if session.report is None:
            return
        run = session.report.run
        begun = as_begun_with(run, (Repairs(decisions),))
        if len(begun.decisions) == len(run.repairs.decisions):
            self.failed.emit(
                JournalProblem(
                    Sentence(QT_TRANSLATE_NOOP("core", "These are not the texts the run began with.")),
                    Sentence(
                        QT_TRANSLATE_NOOP(
                            "core", "Every letter counts, capitals too. Correct them, or send what is left as a new run."
                        )
                    ),
                )
            )
            return
        session.repairs = begun
        session.repairs_begun_with[run.repairs_digest] = begun
        # Other repairs end a run; these are its own.
        session.run_id = run.id

    @Slot()
    def forget(self) -> None:
        """Rows have gone out, time has passed, or another run is the matter: judge anew when that is shown."""
        self._looked = None
        self._broken = False
        if self._job is not None:
            self._job.stop()

    @Slot()
    def go_on(self) -> None:
        """Continue the run of the session, not before its planned start; ask if more could start than was agreed."""
        report = self._desk.session.report
        if report is not None and report.wants_word_on_key:
            self._ask_about_key(report)
        elif self._more_than_agreed() or (report is not None and self.card.approved > report.run.approved_entries):
            # A number that was only typed is not agreed to yet.
            self._ask(self._go_on_approved, self.left.entries if self.left is not None else 0)
        else:
            self._send(self.card.approved, at_once=False)

    @Slot()
    def send_at_once(self) -> None:
        """Do not wait for the planned start; the number of rows that could start a campaign now is shown, and to be agreed to."""
        if self.left is None:
            self._at_once_wanted = True
        else:
            self._at_once_wanted = False
            self._ask(self._go_on_at_once, self.left.entries_now)

    @Slot()
    def bring_back(self) -> None:
        """Read the run's file again."""
        self._bring_back(None)

    @Slot()
    def choose_moved_file(self) -> None:
        """Ask where the run's file is now."""
        operations.ask_for_file(self.window(), self.bring_back_from)

    @Slot(str)
    def bring_back_from(self, path: str) -> None:
        """Read the run's file from another place."""
        self.under_way.emit()
        self._bring_back(path)

    def _bring_back(self, path: str | None) -> None:
        session = self._desk.session
        run_id = session.continued_run_id or session.run_id
        if run_id is not None:
            operations.continue_run(self._desk, run_id, path).failed.connect(self.failed)

    def _more_than_agreed(self) -> bool:
        return self.left is not None and self.left.entries > self.card.approved

    def _look_over(self) -> None:
        if self._job is None and self.left is None and not self._broken:
            self._job = run_operations.look_over(self._desk, self._keep)
            self._job.failed.connect(self._fail)
            self._job.ended.connect(self._end)

    def _keep(self, looked: LookedOver) -> None:
        self._looked = looked

    @Slot(object)
    def _fail(self, error: object) -> None:
        self._broken = True
        if isinstance(error, RunGone):
            # What is left can go as a new run; the file and what was decided about it stay.
            self._desk.session.run_id = None
        self.failed.emit(error)

    @Slot()
    def _end(self) -> None:
        self._job = None
        self.changed.emit()
        if self._at_once_wanted and self.left is not None:
            self.send_at_once()

    def _ask(self, agreed: Callable[[], None], entries: int) -> None:
        left, report = self.left, self._desk.session.report
        if left is None or report is None:
            return
        self._asked_entries = entries
        rows = self.tr("%Ln row(s)", "", left.rows)
        sentence = self.tr("Send {rows} to {workspace} now?").format(rows=rows, workspace=report.run.workspace.name)
        if entries:
            known = self.tr("Judged as of now, up to %Ln row(s) of this run could start a campaign.", "", entries)
            known = " ".join((known, self.tr("Agreed to so far: %Ln.", "", report.run.approved_entries)))
        else:
            known = self.tr("Judged as of now, no row could start a campaign.")
        if self.card.approved > max(entries, report.run.approved_entries):
            known = " ".join((known, self.tr("You allow up to %Ln.", "", self.card.approved)))
        consequence = f"{known} {stop_words(max(entries, self.card.approved, report.run.approved_entries))}"
        tone = "caution" if entries else "good"
        dialog = ConfirmSending(sentence, consequence, tone, self.tr("Send now"), self)
        dialog.accepted.connect(agreed)
        dialog.open()

    @Slot()
    def _go_on_approved(self) -> None:
        if self.left is not None and self.left.entries > self._asked_entries:
            # Judged anew while the question was open.
            self.go_on()
        elif self.left is not None:
            self._send(max(self.card.approved, self._asked_entries), at_once=False)

    @Slot()
    def _go_on_at_once(self) -> None:
        if self.left is not None and self.left.entries_now > self._asked_entries:
            self.send_at_once()
        elif self.left is not None:
            self._send(max(self.card.approved, self._asked_entries), at_once=True)

    def _ask_about_key(self, report: Report) -> None:
        """Ask about the workspace; if more could start a campaign than was agreed, the same answer stands for that."""
        entries = self.left.entries if self.left is not None else 0
        sentence = self.tr("Does the new key feed the same workspace, {workspace}?").format(workspace=report.run.workspace.name)
        consequence = in_words(report.explanation) if report.explanation is not None else ""
        self._asked_entries = entries
        if self._more_than_agreed():
            known = self.tr("Judged as of now, up to %Ln row(s) of this run could start a campaign.", "", entries)
            consequence = f"{consequence} {known}"
        dialog = ConfirmSending(sentence, consequence, "caution", self.tr("It does: continue"), self)
        dialog.accepted.connect(self._go_on_with_key)
        dialog.open()

    @Slot()
    def _go_on_with_key(self) -> None:
        report = self._desk.session.report
        if self.left is not None and self.left.entries > self._asked_entries and report is not None:
            self._ask_about_key(report)
        elif self.left is not None:
            self._send(max(self.card.approved, self._asked_entries), at_once=False, another_key=True)

    def _send(self, approved: int, *, at_once: bool, another_key: bool = False) -> None:
        if run_operations.is_sending(self._desk):
            # Agreed to once already.
            return
        self.under_way.emit()
        run_operations.continue_sending(self._desk, approved, at_once=at_once, another_key=another_key)

    @Slot()
    def _see_report(self) -> None:
        self.report_wanted.emit()
