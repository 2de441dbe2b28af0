"""Report: how a run ended, totals that add up, refused rows by reason, and what can be done with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from backfill_assistant.ui import read_back_operations, run_operations
from backfill_assistant.ui.departure_words import held_in_words
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.models.refused_rows import ADVICE, COLUMN, REASON, ROW, VALUE, RefusedRowsModel
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.theme import GAP
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.choices import ChoiceBox, labelled
from backfill_assistant.ui.widgets.data_table import DataTable
from backfill_assistant.ui.widgets.empty_state import EmptyState
from backfill_assistant.ui.widgets.notice import Action, Notice
from backfill_assistant.ui.widgets.page import Footer, Page
from backfill_assistant.ui.widgets.stat_tile import StatTile
from backfill_assistant.ui.widgets.totals_line import TotalsLine
from backfill_assistant.ui.wording import day_and_time, duration, in_words, number, run_end, run_end_tone

if TYPE_CHECKING:
    from backfill_assistant.core.journal.report import Report
    from backfill_assistant.core.journal.sightings import Sighting
    from backfill_assistant.core.table.table import Table
    from backfill_assistant.ui.jobs import Job

_WIDTHS = {ROW: 76, COLUMN: 110, VALUE: 130}
# Reasons and advice are sentences: three lines of them are seen at a glance, and the rest is in the tooltip.
_LINES = 3
_LINES_NARROW = 6
_ROOMY = 900


class ReportPage(Page):
    """What became of the session's run; reads the journal, never the sender's memory."""

    step = Step.REPORT

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        # Rows that are being looked up just now.
        self._looking: Job | None = None
        self._build()
        desk.session.report_changed.connect(self._show)
        desk.session.table_changed.connect(self._show)
        desk.session.run_id_changed.connect(self._forget_look_up)
        desk.session.run_id_changed.connect(self._show)

    def entered(self) -> None:
        """Read the journal if nobody has."""
        self.clear_notice()
        session = self.desk.session
        if session.report is None and session.run_id is not None:
            job = run_operations.read_report(self.desk)
            job.failed.connect(self.show_error)
        self._show()

    @property
    def table_of_run(self) -> Table | None:
        """The session's table, if it is the file that the run sent."""
        session = self.desk.session
        if session.table is None or session.report is None or session.table.fingerprint != session.report.run.fingerprint:
            return None
        return session.table

    def _build(self) -> None:
        self._places = QStackedWidget(self)
        self._nothing = EmptyState(
            "clipboard-list",
            self.tr("No report yet"),
            self.tr("When a run has been sent, what became of every row stands here."),
            self._places,
        )
        self._found = QWidget(self._places)
        column = QVBoxLayout(self._found)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        self.verdict = Notice(self._found)
        column.addWidget(self.verdict)
        tiles = QGridLayout()
        tiles.setSpacing(GAP)
        self.accepted = StatTile(self.tr("Accepted"), self._found)
        self.refused = StatTile(self.tr("Refused"), self._found)
        self.left_out = StatTile(self.tr("Left out by you"), self._found)
        self.still_to_send = StatTile(self.tr("Still to send"), self._found)
        self.took = StatTile(self.tr("Took"), self._found)
        # The last two stand in the same place: one for a run that can go on, one for a run that is over.
        tiles.addWidget(self.still_to_send, 0, 3)
        for place, tile in enumerate((self.accepted, self.refused, self.left_out, self.took)):
            tiles.addWidget(tile, 0, place)
            tiles.setColumnStretch(place, 1)
        column.addLayout(tiles)
        self.totals = TotalsLine(self._found)
        column.addWidget(self.totals)
        self.reasons = ChoiceBox(self.tr("Which refused rows to show"), self._found)
        self.reasons.activated.connect(self._show_rows)
        self._filter = labelled(self.tr("Refused rows:"), self.reasons, self._found, beside=True)
        row = QHBoxLayout()
        row.addWidget(self._filter)
        row.addStretch(1)
        self.look_up = push_button(self.tr("Look a few rows up"), self._found, icon="search")
        self.look_up.setToolTip(self.tr("Asks the workspace whether some accepted rows took effect. Needs an App API key."))
        self.look_up.clicked.connect(self.look_rows_up)
        row.addWidget(self.look_up)
        column.addLayout(row)
        self.model = RefusedRowsModel(self)
        height = _LINES * self.fontMetrics().lineSpacing() + 8
        self.rows = DataTable(self.tr("Refused rows"), self._found, row_height=height, whole_rows=True)
        self.rows.setWordWrap(True)
        self.rows.setModel(self.model)
        self.rows.activated.connect(self._ask_for_row)
        header = self.rows.horizontalHeader()
        for section, width in _WIDTHS.items():
            header.resizeSection(section, width)
        for section in (REASON, ADVICE):
            header.setSectionResizeMode(section, header.ResizeMode.Stretch)
        column.addWidget(self.rows, 1)
        self._all_well = EmptyState(
            "circle-check", self.tr("No row was refused"), self.tr("There is nothing to mend."), self._found
        )
        column.addWidget(self._all_well, 1)
        for widget in (self._nothing, self._found):
            self._places.addWidget(widget)
        self.body.addWidget(self._places, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Where sentences have less width they get more lines."""
        super().resizeEvent(event)
        roomy = self.width() > _ROOMY
        lines = _LINES if roomy else _LINES_NARROW
        self.rows.verticalHeader().setDefaultSectionSize(lines * self.fontMetrics().lineSpacing() + 8)
        self.rows.horizontalHeader().resizeSection(VALUE, 180 if roomy else _WIDTHS[VALUE])

    @Slot()
    def _show(self) -> None:
        report = self.desk.session.report
        if report is None:
            self.set_heading(self.tr("Report"), "")
            self._places.setCurrentWidget(self._nothing)
            self.set_footer(Footer())
            return
        self._places.setCurrentWidget(self._found)
        self._show_heading(report)
        self._show_totals(report)
        self._fill_reasons(report)
        self._show_rows()
        self._show_look_up()
        self._show_footer(report)

    def _show_heading(self, report: Report) -> None:
        run, totals = report.run, report.totals
        if totals.refused and not report.can_continue:
            title = self.tr("Sent, with %Ln row(s) to look at", "", totals.refused)
        elif not report.can_continue:
            title = self.tr("Everything is sent") if report.held is None else self.tr("Sent, and some rows wait")
        else:
            title = run_end(report.end.value)
        moment = day_and_time(run.created_ms)
        if report.ended_ms is not None:
            moment = self.tr("{start} to {end}").format(start=moment, end=day_and_time(report.ended_ms))
        self.set_heading(title, f"{run.workspace.name} · {run.source.name} · {moment}")
        told = [in_words(report.summary)]
        if report.explanation is not None:
            told.append(in_words(report.explanation))
        if report.subscriptions is not None:
            told.append(f"{in_words(report.subscriptions)}.")
        if report.held is not None:
            told.append(f"{held_in_words(report.held.rows, report.held.start_ms)}.")
        if not report.can_continue and not run.workspace.practice:
            told.append(self.tr("Customer.io may take a few minutes to show them all."))
        tone = "good" if not report.can_continue and totals.accepted else run_end_tone(report.end.value)
        self.verdict.say(tone, run_end(report.end.value), " ".join(told))

    def _show_totals(self, report: Report) -> None:
        totals = report.totals
        self.accepted.show_figure(number(totals.accepted), "good" if totals.accepted else "")
        self.refused.show_figure(number(totals.refused), "bad" if totals.refused else "")
        self.left_out.say(self.tr("Left out by you") if report.held is None else self.tr("Held or left out"))
        self.left_out.show_figure(number(totals.left_out_by_person))
        waiting = totals.not_sent + totals.unknown
        self.still_to_send.show_figure(number(waiting), "caution")
        self.still_to_send.setVisible(report.can_continue)
        self.took.setVisible(not report.can_continue)
        took_ms = None if report.ended_ms is None else report.ended_ms - report.run.created_ms
        self.took.show_figure("–" if took_ms is None else self.tr("under 1 s") if took_ms < 1_000 else duration(took_ms / 1000))
        self.totals.show_totals(totals, holds=report.held is not None)

    def _fill_reasons(self, report: Report) -> None:
        whole = self.tr("All reasons ({rows})").format(rows=number(len(report.refused_rows())))
        choices: list[tuple[object, str]] = [(None, whole)]
        for place, group in enumerate(report.refused):
            words = in_words(group.reason.sentence)
            short = words if len(words) <= 70 else words[:69] + "…"
            choices.append((place, self.tr("{reason} ({rows})").format(reason=short, rows=number(len(group.rows)))))
        self.reasons.fill(choices)
        self._filter.setVisible(bool(report.refused))
        self.rows.setVisible(bool(report.refused))
        self._all_well.setVisible(not report.refused)

    @Slot()
    def _show_rows(self) -> None:
        place = self.reasons.value
        self.model.show_report(self.desk.session.report, self.table_of_run, place if isinstance(place, int) else None)

    @Slot(QModelIndex)
    def _ask_for_row(self, index: QModelIndex) -> None:
        if self.table_of_run is not None:
            self.row_wanted.emit(self.model.row_of(index.row()))

    @Slot()
    def look_rows_up(self) -> None:
        """See whether some accepted rows took effect."""
        self.look_up.setEnabled(False)
        self.notice.say("neutral", self.tr("Looking a few accepted rows up…"))
        job = self._looking = read_back_operations.look_rows_up(self.desk)
        job.finished.connect(self._say_seen)
        job.failed.connect(self.show_error)
        job.ended.connect(self._looked_up)

    @Slot()
    def _forget_look_up(self) -> None:
        """What is found of one run is not told on the report of another."""
        if self._looking is not None:
            self._looking.stop()
            self.clear_notice()

    @Slot()
    def _looked_up(self) -> None:
        self._looking = None
        self._show_look_up()

    @Slot(object)
    def _say_seen(self, sightings: tuple[Sighting, ...]) -> None:
        from backfill_assistant.core.journal.sightings import Sight, told

        first, *rest = (in_words(sentence) for sentence in told(sightings))
        seen = {each.sight for each in sightings}
        tone = "caution" if {Sight.NOT_THERE, Sight.NOT_APPLIED} & seen else "good" if seen == {Sight.THERE} else "neutral"
        self.notice.say(tone, first, " ".join(rest))

    @Slot()
    def _show_look_up(self) -> None:
        report = self.desk.session.report
        can = self.table_of_run is not None and report is not None and report.totals.accepted > 0
        self.look_up.setEnabled(can and self._looking is None)

    def _show_footer(self, report: Report) -> None:
        refused = len(report.refused_rows())
        has_table = self.table_of_run is not None
        again = Action(self.tr("Fix and send these again"), self.fix_and_send_again, enabled=has_table)
        anew = Action(self.tr("New import"), self.start_over)
        right: tuple[Action, ...] = (again,) if refused else ()
        if report.can_continue:
            primary = Action(self.tr("Continue sending"), self.go_on)
        elif refused and has_table:
            primary, right = again, (anew,)
        else:
            primary = anew
        self.set_footer(
            Footer(
                sentence="" if has_table or not refused else self.tr("Open the file again to see values and save refused rows."),
                left=(
                    Action(self.tr("Save report…"), self.save_report),
                    Action(self.tr("Save refused rows…"), self.save_refused_rows, enabled=bool(refused) and has_table),
                ),
                right=right,
                primary=primary,
                back=False,
            )
        )

    @Slot()
    def go_on(self) -> None:
        """Send the rest."""
        self.go_to.emit(Step.SEND)

    @Slot()
    def start_over(self) -> None:
        """Begin with another file."""
        run_operations.start_over(self.desk)
        self.go_to.emit(Step.START)

    @Slot()
    def fix_and_send_again(self) -> None:
        """Mend the refused rows; only they are sent then."""
        run_operations.fix_and_send_again(self.desk)
        self.go_to.emit(Step.COLUMNS)

    @Slot()
    def save_refused_rows(self) -> None:
        """Ask where to."""
        name = run_operations.file_name_beside(self.desk, self.tr("refused rows"), "csv")
        run_operations.ask_where_to_save(self, self.tr("Save refused rows"), name, self.write_refused_rows)

    @Slot()
    def save_report(self) -> None:
        """Ask where to."""
        name = run_operations.file_name_beside(self.desk, self.tr("report"), "html")
        run_operations.ask_where_to_save(self, self.tr("Save report"), name, self.write_report)

    @Slot(str)
    def write_refused_rows(self, path: str) -> None:
        """Write the refused rows to a chosen file."""
        job = run_operations.save_refused_rows(self.desk, path)
        job.finished.connect(self._saved)
        job.failed.connect(self.show_error)

    @Slot(str)
    def write_report(self, path: str) -> None:
        """Write the report to a chosen file."""
        job = run_operations.save_report(self.desk, path)
        job.finished.connect(self._saved)
        job.failed.connect(self.show_error)

    @Slot(object)
    def _saved(self, path: Path) -> None:
        self.notice.say("good", self.tr("Saved as {name}.").format(name=path.name))
