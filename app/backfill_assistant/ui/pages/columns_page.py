"""Columns: say what each column means, see exactly what Customer.io receives, and mend what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from backfill_assistant.core.checked import Problem, Severity
from backfill_assistant.core.mapping.consent_changes import decides_messages
from backfill_assistant.core.mapping.lacks import lacks_for
from backfill_assistant.core.mapping.mapping import Mapping
from backfill_assistant.core.mapping.mapping_changes import columns_used, field_of, times_of
from backfill_assistant.ui import column_operations as operations
from backfill_assistant.ui import mapping_operations, run_operations
from backfill_assistant.ui.column_changes import ColumnChanges
from backfill_assistant.ui.columns_table import ColumnsTable
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.models.columns_model import column_states
from backfill_assistant.ui.selected_column import SelectedColumn
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets.ask_line import AskLine
from backfill_assistant.ui.widgets.body_preview import BodyPreview
from backfill_assistant.ui.widgets.column_options import ColumnOptions
from backfill_assistant.ui.widgets.columns_menu import ColumnsMenu
from backfill_assistant.ui.widgets.date_question import DateQuestion
from backfill_assistant.ui.widgets.meaning_bar import MeaningBar
from backfill_assistant.ui.widgets.mending import Mending
from backfill_assistant.ui.widgets.page import Action, Footer, Page
from backfill_assistant.ui.widgets.problem_card import ProblemCard
from backfill_assistant.ui.widgets.zone_question import CODES as ZONE_CODES
from backfill_assistant.ui.widgets.zone_question import ZoneQuestion
from backfill_assistant.ui.wording import in_words, number, percent, weekday_and_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backfill_assistant.core.checked import CheckedRows
    from backfill_assistant.core.mapping.saved_mappings import Fit, SavedMapping
    from backfill_assistant.core.progress import Progress
    from backfill_assistant.core.records.records import RowPreview
    from backfill_assistant.core.table.table import Table
    from backfill_assistant.ui.mapping_operations import Kept, Offer

# Typing a name should not start a check per letter.
_CHECK_AFTER_MS = 250
_NAMES_TOLD = 8
# In a lower window the advice of a problem is in its tooltip, and the problem itself at the end of the page.
_TALL = 600


class ColumnsPage(Page):
    """The second step."""

    step = Step.COLUMNS

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent, scrolls=True)
        self.changes = ColumnChanges(desk, self)
        self._progress = ""
        self._offered: Offer | None = None
        # What a file of refused rows was brought in with, so that it is not once more after the person wanted a guess.
        self._declined: SavedMapping | None = None
        self._build()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CHECK_AFTER_MS)
        self._timer.timeout.connect(self.check)
        session = desk.session
        session.table_changed.connect(self.show_table)
        session.mapping_changed.connect(self.show_mapping)
        session.repairs_changed.connect(self.show_repairs)
        session.checked_changed.connect(self.show_checked)
        session.workspace_changed.connect(self._workspace_changed)
        session.region_check_changed.connect(self._region_known)
        session.only_rows_changed.connect(self._show_chosen_rows)
        self.show_table(session.table)
        self._show_chosen_rows(session.only_rows)

    # ---- what is shown

    @Slot(object)
    def show_table(self, table: Table | None) -> None:
        """Another file: guess at once from a sample, then from every cell."""
        self.changes.forget_guess()
        # What was offered or asked is about the file before.
        self._offered = self._declined = None
        self.clear_notice()
        self.ask.close_question()
        self.mend_ask.close_question()
        self.model.show_table(table.column_names if table is not None else (), ())
        self.preview.show_row_count(table.row_count if table is not None else 1)
        self.date_question.forget()
        self.zone_question.forget()
        if table is not None:
            operations.show_samples(self.desk, table, self._show_samples)
            operations.look_at_a_sample(self.desk, table, self._first_guess)
        self.show_mapping(self.desk.session.mapping)

    @Slot(object)
    def show_mapping(self, mapping: Mapping | None) -> None:
        """Show what is decided, and have it checked."""
        self.model.show_mapping(mapping)
        table = self.desk.session.table
        if mapping is not None and table is not None:
            self._show_bar()
        self.bar.setEnabled(mapping is not None)
        self.selected.show()
        self._ask_about_dates()
        self._check_soon()

    @Slot(object)
    def show_repairs(self, _: object) -> None:
        """Show what was decided about problems, and check again."""
        repairs = operations.repairs_of(self.desk)
        table = self.desk.session.table
        words = repairs.in_words(table.column_names) if table is not None else ()
        self.problems.show_decisions([in_words(sentence) for sentence in words], len(repairs.undone))
        self._check_soon()

    @Slot(object)
    def show_checked(self, checked: CheckedRows | None) -> None:
        """Show what the check found."""
        found = checked.problems if checked is not None else ()
        self.model.show_states(column_states(found), checked=checked is not None)
        if checked is not None:
            self._show_problems(found)
            self._ask_about_zones(found)
        self._progress = ""
        self._show_footer()
        self._show_preview()

    @Slot(object)
    def _show_chosen_rows(self, rows: Sequence[int] | None) -> None:
        """Only some rows are sent, as after "Fix and send these again": the first of them is looked at."""
        if rows is not None and len(rows):
            self.preview.show_row(int(rows[0]))
        self._show_footer()

    def entered(self) -> None:
        """The page came on screen."""
        self._show_footer()
        mapping_operations.list_mappings(self.desk, self._offer).failed.connect(self.show_error)
        session = self.desk.session
        if session.workspace is not None and session.region_check is None:
            # An event's id is derived from the workspace's own key. Without an answer the page works all the same; Send asks again.
            run_operations.check_region(self.desk)

    # ---- what the person does

    @Slot()
    def check(self) -> None:
        """Check every row in the background."""
        self._show_footer()
        job = operations.check_rows(self.desk)
        if job is None:
            self._show_problems(())
            self._show_preview()
            return
        job.progressed.connect(self._show_progress)
        job.failed.connect(self.show_error)
        self._show_preview()

    @Slot()
    def go_on(self) -> None:
        """To the triggers; the next file of this kind can be brought in alike."""
        mapping_operations.keep_as_last(self.desk)
        self.go_to.emit(Step.TRIGGERS)

    @Slot()
    def ask_fixed_value(self) -> None:
        """Ask for a value that every row is sent with."""
        lines = ((self.tr("Name"), ""), (self.tr("Value"), ""))
        self.ask.ask(self.tr("Send with every row"), lines, self.tr("Add"), self.changes.add_fixed_value)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The body keeps a quarter of the width; samples give way first."""
        super().resizeEvent(event)
        width = self.width() - 60
        self.preview.setFixedWidth(max(208, min(360, width * 26 // 100)))
        self._place_problems(roomy=self.height() >= _TALL)
        self.questions.show_advice(self.height() >= _TALL)
        self.table.fit_width(width - self.preview.width() - 14)

    # ---- how it is done

    def _offer(self, kept: Kept) -> None:
        """Use the mapping that the person came for, or offer one that fits while nothing is decided yet."""
        self.menu.show_kept(kept)
        session = self.desk.session
        if session.mapping is None or not self.changes.untouched:
            return
        if session.wanted_mapping is not None:
            wanted, session.wanted_mapping = session.wanted_mapping, None
            self.menu.use_named(wanted)
            return
        refused = mapping_operations.mapping_of_refused(self.desk, kept)
        if refused is not None and refused != self._declined:
            self._use_for_refused(refused)
            return
        self._offered = mapping_operations.offer_for(self.desk, kept)
        if self._offered is None or self._offered.fit.mapping == session.mapping:
            return
        if self._offered.of_last_time:
            title = self.tr("A file like this, {name}, was brought in before.")
        else:
            title = self.tr("The saved mapping “{name}” fits this file.")
        use = Action(self.tr("Use its mapping") if self._offered.of_last_time else self.tr("Use it"), self.use_offered)
        self.notice.say("accent", title.format(name=self._offered.mapping.name), self._differences(self._offered.fit), (use,))

    def _use_for_refused(self, saved: SavedMapping) -> None:
        """Rows that were refused come back as they went."""
        guessed = self.desk.session.mapping
        mapping_operations.use_mapping(self.desk, saved)
        if self.desk.session.mapping == guessed:
            return
        self._declined = saved
        title = self.tr("These rows were refused before, so they are brought in as {name} was.").format(name=saved.name)
        guess = Action(self.tr("Guess anew instead"), self._guess_anew)
        self.notice.say("accent", title, self.tr("The column {column} is not sent.").format(column=self._last_column()), (guess,))

    def _last_column(self) -> str:
        table = self.desk.session.table
        return table.column_names[-1] if table is not None else ""

    @Slot()
    def _guess_anew(self) -> None:
        """Go by the columns alone."""
        self.clear_notice()
        self.changes.guess_anew()

    def _differences(self, fit: Fit) -> str:
        """Which columns are new and which are missing."""
        new = self.tr("New here: {columns}.").format(columns=_listed(fit.unknown)) if fit.unknown else ""
        gone = self.tr("Not in this file: {columns}.").format(columns=_listed(fit.missing)) if fit.missing else ""
        return " ".join(part for part in (new, gone) if part)

    @Slot()
    def use_offered(self) -> None:
        """Use the mapping that was offered."""
        if self._offered is not None:
            self.menu.use(self._offered.mapping)

    @Slot(str, object)
    def _saved_used(self, name: str, fit: Fit | None) -> None:
        self.clear_notice()
        if fit is not None and fit.missing:
            title = self.tr("“{name}” wants columns that this file does not have.").format(name=name)
            self.notice.say("caution", title, self._differences(fit))

    def _show_problems(self, found: Sequence[Problem]) -> None:
        for card in (self.questions, self.problems):
            card.show_problems(found, self.mending.examples_of)

    def _show_bar(self) -> None:
        mapping, table = self.desk.session.mapping, self.desk.session.table
        if mapping is not None and table is not None:
            known = self.changes.file_time is not None
            self.bar.show_mapping(mapping, table.column_names, file_time=known, needs_zone=self.changes.needs_zone)

    @Slot()
    def _go_to_zone(self) -> None:
        """Put the cursor on the time zone of the rows' times."""
        mapping = self.desk.session.mapping
        if mapping is not None and mapping.time_column is not None:
            self.selected.go_to(mapping.time_column, "zone")

    @Slot(int)
    def _go_to_problem(self, column: int) -> None:
        """Show a column's first problem, what must be decided before the rest."""
        if self.questions.go_to_column(column):
            self.questions.setFocus()
        else:
            self.problems.go_to_column(column)

    @Slot(int)
    def _say_words_turned(self, column: int) -> None:
        """Say that the words for true and false have changed sides with a name."""
        mapping, table = self.desk.session.mapping, self.desk.session.table
        field = field_of(mapping, column) if mapping is not None else None
        if field is None or table is None:
            return
        words = {"column": table.column_names[column], "yes": ", ".join(field.true_words), "no": ", ".join(field.false_words)}
        if decides_messages(field):
            title = self.tr("{column} says who agreed, so its words were exchanged.")
            text = self.tr("“{yes}” is sent as unsubscribed: no more messages. “{no}” is sent as subscribed.")
        else:
            title = self.tr("The words of {column} were exchanged back.")
            text = self.tr("“{yes}” is sent as true, “{no}” as false.")
        undo = Action(self.tr("Undo"), self._undo_turning)
        self.notice.say("caution", title.format(**words), text.format(**words), (undo,))

    @Slot()
    def _undo_turning(self) -> None:
        self.changes.history.undo()
        self.clear_notice()

    def _show_samples(self, samples: tuple[tuple[str, ...], ...]) -> None:
        table = self.desk.session.table
        if table is not None:
            row = self.table.selected
            self.model.show_table(table.column_names, samples)
            self.model.show_mapping(self.desk.session.mapping)
            self._show_whys()
            self.table.selectRow(row)

    def _first_guess(self, looked: object) -> None:
        self._take_guess(looked)
        table = self.desk.session.table
        if table is not None and operations.look_at_every_cell(self.desk, table, self._take_guess) is None:
            # Nothing more will be known, and nobody is typing.
            self._timer.stop()
            self.check()

    def _take_guess(self, looked: Any) -> None:
        """Use a guess unless the person has decided something; what it rests on is shown in any case."""
        self.changes.take_guess(looked)
        mapping_operations.list_mappings(self.desk, self._offer).failed.connect(self.show_error)
        self._show_whys()
        self._show_bar()
        self.selected.show()

    def _show_whys(self) -> None:
        if self.changes.suggestion is not None:
            self.model.show_whys([guess.why for guess in self.changes.suggestion.columns])

    def _ask_about_dates(self) -> None:
        """Ask about the row's time first, then about other dates that are sent."""
        mapping = self.desk.session.mapping
        for column, reading, field in times_of(mapping) if mapping is not None else ():
            if self.date_question.is_undecided(reading):
                self.date_question.consider(column, reading, field)
                return
        self.date_question.forget()

    def _ask_about_zones(self, problems: tuple[Problem, ...]) -> None:
        """Ask what zones named by letters mean, one word at a time."""
        unsaid = next((each for each in problems if each.code in ZONE_CODES), None)
        if unsaid is None:
            self.zone_question.forget()
        else:
            self.zone_question.consider(unsaid)

    @Slot(object)
    def _explain_zone(self, problem: Problem) -> None:
        self.zone_question.consider(problem, focus=True)

    @Slot()
    def _workspace_changed(self) -> None:
        self.preview.show_route(operations.route_of(self.desk))
        self._check_soon()

    def _check_soon(self) -> None:
        self._timer.start()
        self._show_footer()

    @Slot(object)
    def _show_progress(self, progress: Progress) -> None:
        self._progress = percent(progress.done / progress.total) if progress.total else ""
        self._show_footer()

    def _show_footer(self) -> None:
        session = self.desk.session
        mapping, checked = session.mapping, session.checked
        lacks = lacks_for(mapping, operations.route_of(self.desk)) if mapping is not None else ()
        sentence = self.tr("Open a file first.")
        ready = False
        if checked is not None:
            rows = session.only_rows
            if rows is None:
                sentence = self.tr("{ready} of %Ln row(s) ready", "", checked.row_count)
            else:
                sentence = self.tr(
                    "{ready} of the %Ln row(s) of this run ready; the others of the file stay out of it", "", len(rows)
                )
            sendable = checked.sendable if rows is None else checked.sendable[rows]
            sentence = sentence.format(ready=number(int(sendable.sum())))
            ready = bool(sendable.any())
            # Of a run of some rows the sentence is long enough.
            if self.problems.count and rows is None:
                sentence = "  ·  ".join((sentence, self.tr("%Ln problem(s)", "", self.problems.count)))
        elif lacks:
            sentence = in_words(lacks[0])
        elif mapping is not None:
            sentence = self.tr("Checking every row… {share}").format(share=self._progress)
        elif session.table is not None:
            sentence = self.tr("Looking at the columns…")
        asked = sum(each.count for each in checked.problems if each.asks) if checked is not None else 0
        if asked:
            sentence = self.tr("%Ln row(s) [waits|wait] for your decision above", "", asked)
            ready = False
        self.set_footer(
            Footer(
                sentence=sentence,
                primary=Action(self.tr("Continue to triggers"), self.go_on, enabled=ready),
            )
        )
        used = len(columns_used(mapping)) if mapping is not None else 0
        count = session.table.column_count if session.table is not None else 0
        self.set_heading(
            self.tr("Match columns to Customer.io"),
            self.tr("{used} of %Ln column(s) [is|are] sent. Change anything that looks wrong.", "", count).format(
                used=number(used)
            ),
        )

    @Slot()
    def _region_known(self) -> None:
        self._show_preview()

    @Slot()
    def _show_preview(self) -> None:
        operations.preview_row(self.desk, self.preview.row, self.preview.route, self._show_body)

    def _show_body(self, shown: RowPreview) -> None:
        note = " ".join(in_words(problem.sentence) for problem in shown.problems[:2])
        if shown.lacks:
            note = " ".join(part for part in (self.tr("Not sent yet."), in_words(shown.lacks[0]), note) if part)
        elif not shown.bodies and not note:
            note = self.tr("This row is not sent.") if self.desk.session.checked is not None else ""
        moment = weekday_and_time(shown.time_ms) if shown.time_ms is not None else ""
        self.preview.show_moment(self.tr("Happened {moment}").format(moment=moment) if moment else "")
        refused = any(problem.severity is Severity.REFUSED for problem in shown.problems)
        self.preview.show_bodies(self.preview.row, shown.bodies, note, "bad" if refused else "caution")

    def _row_shown(self) -> int:
        return self.preview.row

    @Slot(object)
    def _show_rows(self, problem: Problem) -> None:
        """Step to the problem's next row."""
        later = [row for row in problem.rows if row > self.preview.row]
        self.preview.show_row(later[0] if later else problem.rows[0])
        if problem.column is not None:
            self.table.selectRow(problem.column)

    def _build(self) -> None:
        top = QHBoxLayout()
        self.bar = MeaningBar(self)
        self.menu = ColumnsMenu(self.desk, self.changes.history, self)
        top.addWidget(self.bar, 1)
        top.addWidget(self.menu, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(top)
        self.questions = ProblemCard(self, asks=True)
        self.questions.hide()
        self.body.addWidget(self.questions)
        self.date_question = DateQuestion(self.desk, self)
        self.body.addWidget(self.date_question)
        self.zone_question = ZoneQuestion(self.desk, self)
        self.body.addWidget(self.zone_question)
        self.ask = AskLine(self)
        self.body.addWidget(self.ask)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        left = QVBoxLayout()
        left.setSpacing(10)
        self.table = ColumnsTable(self)
        self.model = self.table.columns
        self.options = ColumnOptions(self)
        self.selected = SelectedColumn(self.desk, self.changes, self.table, self.options)
        left.addWidget(self.table, 1)
        left.addWidget(self.options)
        self.preview = BodyPreview(self)
        middle.addLayout(left, 1)
        middle.addWidget(self.preview)
        self.body.addLayout(middle, 1)
        # Beside the button that asks.
        self.mend_ask = AskLine(self)
        self.body.addWidget(self.mend_ask)
        self.problems = ProblemCard(self)
        self.problems.hide()
        self.body.addWidget(self.problems)
        self.mending = Mending(self.desk, self.changes, self.mend_ask, self._row_shown, self)
        self._connect()

    def _place_problems(self, *, roomy: bool) -> None:
        """What mends a problem stays in sight below the page, where there is room for it beside the columns."""
        wanted, other = (self.below, self.body) if roomy else (self.body, self.below)
        if wanted.indexOf(self.problems) < 0:
            for widget in (self.mend_ask, self.problems):
                other.removeWidget(widget)
                wanted.addWidget(widget)
        self.problems.show_advice(roomy)

    def _connect(self) -> None:
        for keys, step in (
            (QKeySequence.StandardKey.Undo, self.changes.history.undo),
            (QKeySequence.StandardKey.Redo, self.changes.history.redo),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(step)
        self.model.use_wanted.connect(self.changes.change_use)
        self.model.name_wanted.connect(self.changes.change_name)
        self.model.type_wanted.connect(self.changes.change_type)
        self.table.problem_wanted.connect(self._go_to_problem)
        self.changes.words_turned.connect(self._say_words_turned)
        self.bar.meaning_wanted.connect(self.changes.change_meaning)
        self.bar.event_column_wanted.connect(self.changes.change_event_column)
        self.bar.event_name_wanted.connect(self.changes.change_event_name)
        self.bar.update_only_wanted.connect(self.changes.change_update_only)
        self.bar.now_wanted.connect(self.changes.change_now)
        self.bar.file_time_wanted.connect(self.changes.change_file_time)
        self.bar.zone_wanted.connect(self._go_to_zone)
        self.preview.row_wanted.connect(self._show_preview)
        self.preview.route_wanted.connect(self._show_preview)
        for card in (self.questions, self.problems):
            card.rows_wanted.connect(self._show_rows)
            card.repair_wanted.connect(self.mending.mend)
        self.problems.undo_wanted.connect(self.mending.undo)
        self.problems.redo_wanted.connect(self.mending.redo)
        self.problems.decision_dropped.connect(self.mending.drop)
        self.mending.column_wanted.connect(self.selected.go_to)
        self.date_question.decided.connect(self.changes.decide_dates)
        self.zone_question.answered.connect(self.changes.say_zone)
        self.mending.zone_wanted.connect(self._explain_zone)
        self.menu.fixed_value_wanted.connect(self.ask_fixed_value)
        self.menu.name_wanted.connect(self._ask_mapping_name)
        self.menu.failed.connect(self.show_error)
        self.menu.used.connect(self._saved_used)

    @Slot(str)
    def _ask_mapping_name(self, name: str) -> None:
        self.ask.ask(self.tr("Save the mapping"), ((self.tr("Name"), name),), self.tr("Save"), self.menu.save_as)


def _listed(names: tuple[str, ...]) -> str:
    """Some names, and a sign that there are more."""
    return ", ".join(names[:_NAMES_TOLD]) + ("…" if len(names) > _NAMES_TOLD else "")
