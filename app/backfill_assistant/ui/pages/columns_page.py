"""Columns: say what each column means, see exactly what Customer.io receives, and mend what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from backfill_assistant.core.checked import Severity
from backfill_assistant.core.mapping.consent_changes import is_unsubscribed, subscribes
from backfill_assistant.core.mapping.mapping import Mapping
from backfill_assistant.core.mapping.mapping_changes import field_of, times_of
from backfill_assistant.core.problems.kinds_of_question import ZONE_ASSUMED
from backfill_assistant.ui import column_operations as operations
from backfill_assistant.ui import mapping_operations, run_operations
from backfill_assistant.ui.column_changes import ColumnChanges
from backfill_assistant.ui.column_problems import ColumnProblems
from backfill_assistant.ui.columns_footer import ColumnsFooter
from backfill_assistant.ui.columns_table import ColumnsTable
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.mapping_offers import MappingOffers
from backfill_assistant.ui.models.columns_model import column_states
from backfill_assistant.ui.selected_column import SelectedColumn
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets.ask_line import AskLine
from backfill_assistant.ui.widgets.body_preview import BodyPreview
from backfill_assistant.ui.widgets.column_options import ColumnOptions
from backfill_assistant.ui.widgets.columns_menu import ColumnsMenu
from backfill_assistant.ui.widgets.meaning_bar import MeaningBar
from backfill_assistant.ui.widgets.page import Action, Page
from backfill_assistant.ui.wording import in_words, weekday_and_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backfill_assistant.core.checked import CheckedRows
    from backfill_assistant.core.records.records import RowPreview
    from backfill_assistant.core.table.table import Table

# Typing a name should not start a check per letter.
_CHECK_AFTER_MS = 250
# In a lower window the advice of a problem is in its tooltip, and the problem itself at the end of the page.
_TALL = 600


class ColumnsPage(Page):
    """The second step."""

    step = Step.COLUMNS

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent, scrolls=True)
        self.changes = ColumnChanges(desk, self)
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
        self.offers.forget()
        self.clear_notice()
        self.ask.close_question()
        self.in_the_way.forget()
        self.model.show_table(table.column_names if table is not None else (), ())
        self.preview.show_row_count(table.row_count if table is not None else 1)
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
        self.in_the_way.ask_about_dates(mapping)
        self._check_soon()

    @Slot(object)
    def show_repairs(self, _: object) -> None:
        """Show what was decided about problems, and check again."""
        self.in_the_way.show_decisions()
        self._check_soon()

    @Slot(object)
    def show_checked(self, checked: CheckedRows | None) -> None:
        """Show what the check found."""
        found = checked.problems if checked is not None else ()
        self.model.show_states(column_states(found), checked=checked is not None)
        if checked is not None:
            self.in_the_way.show_found(found)
            self.in_the_way.ask_about_zones(found)
        self.foot.forget_progress()
        self.foot.show()
        self._show_preview()

    @Slot(object)
    def _show_chosen_rows(self, rows: Sequence[int] | None) -> None:
        """Only some rows are sent, as after "Fix and send these again": the first of them is looked at."""
        if rows is not None and len(rows):
            self.preview.show_row(int(rows[0]))
        self.foot.show()

    def entered(self) -> None:
        """The page came on screen."""
        self.foot.show()
        self.offers.look()
        session = self.desk.session
        if session.workspace is not None and session.region_check is None:
            # An event's id is derived from the workspace's own key. Without an answer the page works all the same; Send asks again.
            run_operations.check_region(self.desk)

    # ---- what the person does

    @Slot()
    def check(self) -> None:
        """Check every row in the background."""
        self.foot.show()
        job = operations.check_rows(self.desk)
        if job is None:
            self.in_the_way.show_found(())
            self._show_preview()
            return
        job.progressed.connect(self.foot.show_progress)
        job.failed.connect(self.show_error)
        self._show_preview()

    @Slot()
    def go_on(self) -> None:
        """To the triggers; the next file of this kind can be brought in alike."""
        mapping_operations.keep_as_last(self.desk)
        self.go_to.emit(Step.TRIGGERS)

    @Slot()
    def undo(self) -> None:
        """Take back what was done last where the person is: a decision about the rows shown, or a change of the columns."""
        (self.mending if self.in_the_way.shows_rows else self.changes.history).undo()

    @Slot()
    def redo(self) -> None:
        """Do again what was taken back."""
        (self.mending if self.in_the_way.shows_rows else self.changes.history).redo()

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
        self.in_the_way.place(self.below, self.body, roomy=self.height() >= _TALL)
        self.table.fit_width(width - self.preview.width() - 14)

    # ---- how it is done

    def _show_bar(self) -> None:
        mapping, table = self.desk.session.mapping, self.desk.session.table
        if mapping is not None and table is not None:
            known = self.changes.file_time is not None
            self.bar.show_mapping(mapping, table.column_names, file_time=known, needs_zone=self.changes.needs_zone)

    @Slot()
    def _go_to_zone(self) -> None:
        """Put the cursor on the time zone of the rows' times."""
        self.in_the_way.show_columns()
        mapping = self.desk.session.mapping
        if mapping is not None and mapping.time_column is not None:
            self.selected.go_to(mapping.time_column, "zone")

    @Slot(int)
    def _say_words_turned(self, column: int) -> None:
        """Say that the words for true and false have changed sides with a name."""
        mapping, table = self.desk.session.mapping, self.desk.session.table
        field = field_of(mapping, column) if mapping is not None else None
        if field is None or table is None:
            return
        words = {"column": table.column_names[column], "yes": ", ".join(field.true_words), "no": ", ".join(field.false_words)}
        if is_unsubscribed(field):
            title = self.tr("{column} says who agreed, so its words were exchanged.")
            text = self.tr("“{yes}” is sent as unsubscribed: no more messages. “{no}” is sent as subscribed.")
        elif subscribes(field):
            title = self.tr("{column} is sent as a subscription preference, so its words were exchanged.")
            text = self.tr("“{yes}” is sent as subscribed, “{no}” as not subscribed.")
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
        self.offers.look()
        self._show_whys()
        self._show_bar()
        self.selected.show()

    def _show_whys(self) -> None:
        if self.changes.suggestion is not None:
            self.model.show_whys([guess.why for guess in self.changes.suggestion.columns])

    @Slot()
    def _workspace_changed(self) -> None:
        self.preview.show_route(operations.route_of(self.desk))
        self._check_soon()

    def _check_soon(self) -> None:
        self._timer.start()
        self.foot.show()

    @Slot()
    def _region_known(self) -> None:
        self._show_preview()

    @Slot()
    def _show_preview(self) -> None:
        operations.preview_row(self.desk, self.preview.row, self.preview.route, self._show_body)

    def _show_body(self, shown: RowPreview) -> None:
        told = [each for each in shown.problems if not (shown.once_answered and each.code in ZONE_ASSUMED)]
        note = " ".join(in_words(problem.sentence) for problem in told[:2])
        if shown.lacks:
            note = " ".join(part for part in (self.tr("Not sent yet."), in_words(shown.lacks[0]), note) if part)
        elif shown.once_answered:
            assumed = self._assumed_words() if len(told) < len(shown.problems) else ""
            note = " ".join(part for part in (self.tr("Not sent yet."), assumed, note) if part)
        elif not shown.bodies and not note:
            note = self.tr("This row is not sent.") if self.desk.session.checked is not None else ""
        moment = weekday_and_time(shown.time_ms) if shown.time_ms is not None else ""
        self.preview.show_moment(self.tr("Happened {moment}").format(moment=moment) if moment else "")
        refused = any(problem.severity is Severity.REFUSED for problem in shown.problems)
        tone = "bad" if refused and not shown.once_answered else "caution"
        waits = not shown.bodies and bool(shown.once_answered)
        self.preview.show_bodies(self.preview.row, shown.bodies or shown.once_answered, note, tone, waits=waits)

    def _assumed_words(self) -> str:
        """In which zone times are shown that wait for an answer."""
        mapping = self.desk.session.mapping
        readings = [reading for _, reading, _ in times_of(mapping)] if mapping is not None else []
        zones = dict.fromkeys(each.zone for each in readings if each.zone_assumed and each.zone_column is None)
        return self.tr("Times without a zone are shown as in {zone}.").format(zone=", ".join(zones)) if zones else ""

    def _build(self) -> None:
        top = QHBoxLayout()
        self.bar = MeaningBar(self)
        self.menu = ColumnsMenu(self.desk, self.changes.history, self)
        top.addWidget(self.bar, 1)
        top.addWidget(self.menu, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(top)
        self.offers = MappingOffers(self.desk, self.changes, self.menu, self.notice)
        self.in_the_way = ColumnProblems(self.desk, self.changes, self)
        self.in_the_way.put_above(self.body)
        self.ask = AskLine(self)
        self.body.addWidget(self.ask)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        columns = QWidget(self)
        left = QVBoxLayout(columns)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(10)
        self.table = ColumnsTable(self)
        self.model = self.table.columns
        self.options = ColumnOptions(self)
        self.selected = SelectedColumn(self.desk, self.changes, self.table, self.options)
        left.addWidget(self.table, 1)
        left.addWidget(self.options)
        middle.addWidget(columns, 1)
        self.in_the_way.put_beside((columns, self.bar, self.menu), middle)
        self.preview = BodyPreview(self)
        middle.addWidget(self.preview)
        self.body.addLayout(middle, 1)
        # Where most windows have it: moved only later, it would be styled and laid out once more.
        self.in_the_way.put_below(self.below, self.selected, self.preview)
        self.questions, self.problems = self.in_the_way.questions, self.in_the_way.problems
        self.date_question, self.zone_question = self.in_the_way.date_question, self.in_the_way.zone_question
        self.assumed_zone = self.in_the_way.assumed_zone
        self.mend_ask, self.mending = self.in_the_way.mend_ask, self.in_the_way.mending
        self.foot = ColumnsFooter(self.desk, self.problems, self.go_on, self)
        self._connect()

    def _connect(self) -> None:
        for keys, step in (
            (QKeySequence.StandardKey.Undo, self.undo),
            (QKeySequence.StandardKey.Redo, self.redo),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(step)
        self.model.use_wanted.connect(self.changes.change_use)
        self.model.name_wanted.connect(self.changes.change_name)
        self.model.type_wanted.connect(self.changes.change_type)
        self.table.problem_wanted.connect(self.in_the_way.go_to)
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
        self.menu.fixed_value_wanted.connect(self.ask_fixed_value)
        self.menu.name_wanted.connect(self._ask_mapping_name)
        self.menu.failed.connect(self.show_error)
        self.offers.failed.connect(self.show_error)

    @Slot(str)
    def _ask_mapping_name(self, name: str) -> None:
        self.ask.ask(self.tr("Save the mapping"), ((self.tr("Name"), name),), self.tr("Save"), self.menu.save_as)
