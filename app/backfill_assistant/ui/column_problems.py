"""ColumnProblems: what stands in the way on the Columns page: problems with their repairs, and what must be decided first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from backfill_assistant.core.mapping.mapping_changes import times_of
from backfill_assistant.core.mapping.repairs import EditCell
from backfill_assistant.core.routes import Route
from backfill_assistant.ui import column_operations as operations
from backfill_assistant.ui.column_changes import ColumnChanges
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.selected_column import SelectedColumn
from backfill_assistant.ui.widgets.ask_line import AskLine
from backfill_assistant.ui.widgets.assumed_zone import AssumedZone
from backfill_assistant.ui.widgets.body_preview import BodyPreview
from backfill_assistant.ui.widgets.date_question import DateQuestion
from backfill_assistant.ui.widgets.mending import Mending
from backfill_assistant.ui.widgets.problem_card import ProblemCard
from backfill_assistant.ui.widgets.problem_rows import ProblemRows
from backfill_assistant.ui.widgets.sight import focus_in_sight
from backfill_assistant.ui.widgets.tab_order import put_behind
from backfill_assistant.ui.widgets.zone_question import CODES as ZONE_CODES
from backfill_assistant.ui.widgets.zone_question import ZoneQuestion
from backfill_assistant.ui.wording import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backfill_assistant.core.checked import Problem
    from backfill_assistant.core.mapping.mapping import Mapping


# Only the Track route can leave out people who do not exist yet.
_ONLY_TRACK = "update_only"


class ColumnProblems(QObject):
    """Belongs to the page, which says where its widgets go: `put_above` and `put_below` the columns, in the order of Tab."""

    def __init__(self, desk: Desk, changes: ColumnChanges, page: QWidget) -> None:
        super().__init__(page)
        self._desk = desk
        self._changes = changes
        self._page = page

    def put_above(self, body: QVBoxLayout) -> None:
        """Make what must be decided before going on."""
        self.questions = ProblemCard(self._page, asks=True)
        self.questions.hide()
        self.date_question = DateQuestion(self._desk, self._page)
        self.zone_question = ZoneQuestion(self._desk, self._page)
        self.assumed_zone = AssumedZone(self._desk, self._page)
        self._asking = (self.questions, self.date_question, self.zone_question, self.assumed_zone)
        for widget in self._asking:
            body.addWidget(widget)
            widget.installEventFilter(self)

    def put_beside(self, columns: tuple[QWidget, ...], place: QHBoxLayout) -> None:
        """Make the table of a problem's rows, which stands where the `columns` and what is said of all of them do."""
        self._columns = columns
        self.rows = ProblemRows(self._page)
        self.rows.hide()
        place.addWidget(self.rows, 1)

    def put_below(self, below: QVBoxLayout, selected: SelectedColumn, preview: BodyPreview) -> None:
        """Make what mends; `preview` shows the rows of a problem, `selected` the column."""
        self._selected, self._preview = selected, preview
        # Beside the button that asks.
        self.mend_ask = AskLine(self._page)
        self.problems = ProblemCard(self._page)
        self.problems.hide()
        self.problems.installEventFilter(self)
        for widget in (self.mend_ask, self.problems):
            below.addWidget(widget)
        self.mending = Mending(self._desk, self._changes, self.mend_ask, self._row_shown, self)
        self._connect()

    def place(self, below: QVBoxLayout, body: QVBoxLayout, *, roomy: bool) -> None:
        """What mends a problem stays in sight: below the page, or above the columns where both have no room."""
        wanted, other = (below, body) if roomy else (body, below)
        if wanted.indexOf(self.problems) < 0:
            at = wanted.count() if roomy else wanted.indexOf(self.assumed_zone) + 1
            # What asks stands between the problem and the columns.
            order = (self.mend_ask, self.problems) if roomy else (self.problems, self.mend_ask)
            for widget in reversed(order):
                other.removeWidget(widget)
                wanted.insertWidget(at, widget)
            put_behind(self._preview if roomy else self.assumed_zone, *order)
        for card in (self.questions, self.problems):
            card.show_advice(roomy)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """What goes leaves the cursor to a question that is still open, or to the columns.

        On the question itself the key that answered the last one answers nothing before it was read; Tab goes on to its answers.
        """
        focus = QApplication.focusWidget() if event.type() == QEvent.Type.Hide and self._page.isVisible() else None
        if focus is not None and isinstance(watched, QWidget) and watched.isAncestorOf(focus):
            others = (each for each in self._asking if each is not watched and each.isVisible())
            focus_in_sight(next(others, self.rows.table if self.shows_rows else self._selected.table))
        return super().eventFilter(watched, event)

    @property
    def shows_rows(self) -> bool:
        """Whether the rows of a problem stand in the place of the columns."""
        return self.rows.problem is not None

    def forget(self) -> None:
        """Another file: what was asked, or shown, is about the one before."""
        self.show_columns()
        self.mend_ask.close_question()
        # Their buttons would decide about the columns of this file.
        self.show_found(())
        self.date_question.forget()
        self.zone_question.forget()
        self.assumed_zone.forget()

    def show_found(self, found: Sequence[Problem]) -> None:
        """Show what the check found, with the repairs that the workspace's route knows."""
        if operations.route_of(self._desk) is Route.PIPELINES:
            found = [replace(each, repairs=tuple(name for name in each.repairs if name != _ONLY_TRACK)) for each in found]
        for card in (self.questions, self.problems):
            card.show_problems(found, self.mending.examples_of)
        self.assumed_zone.consider(found)
        checked = self._desk.session.checked
        if self.rows.problem is not None and checked is not None:
            self.rows.model.show_left(checked.rows_of(self.rows.problem))

    def show_decisions(self) -> None:
        """Show what was decided about problems."""
        repairs = operations.repairs_of(self._desk)
        table = self._desk.session.table
        words = repairs.in_words(table.column_names) if table is not None else ()
        if self.shows_rows:
            self.rows.model.show_repairs(repairs)
        self.problems.show_decisions([in_words(sentence) for sentence in words], len(repairs.undone))

    def ask_about_dates(self, mapping: Mapping | None) -> None:
        """Ask about the row's time first, then about other dates that are sent."""
        for column, reading, field in times_of(mapping) if mapping is not None else ():
            if self.date_question.is_undecided(reading):
                self.date_question.consider(column, reading, field)
                return
        self.date_question.forget()

    def ask_about_zones(self, found: Sequence[Problem]) -> None:
        """Ask what zones named by letters mean, one word at a time."""
        unsaid = next((each for each in found if each.code in ZONE_CODES), None)
        if unsaid is None:
            self.zone_question.forget()
        else:
            self.zone_question.consider(unsaid)

    @Slot(int)
    def go_to(self, column: int) -> None:
        """Show a column's first problem, what must be decided before the rest."""
        if self.questions.go_to_column(column):
            self.questions.setFocus()
        elif not self.assumed_zone.go_to_column(column):
            self.problems.go_to_column(column)

    def _row_shown(self) -> int:
        return self._preview.row

    @Slot(object)
    def _explain_zone(self, problem: Problem) -> None:
        self.zone_question.consider(problem, focus=True)

    @Slot(object)
    def _show_rows(self, problem: Problem) -> None:
        """Show exactly these rows in the place of the columns."""
        table, checked = self._desk.session.table, self._desk.session.checked
        if table is None or checked is None:
            return
        if problem.column is not None:
            self._selected.select(problem.column)
        for each in self._columns:
            each.hide()
        self.rows.show()
        self.rows.show_problem(
            table, problem, checked.rows_of(problem), in_words(problem.sentence), operations.repairs_of(self._desk)
        )

    @Slot()
    def show_columns(self) -> None:
        """Back to the columns; the cursor goes where the rows were asked for."""
        if not self.shows_rows:
            return
        focus = QApplication.focusWidget()
        had_cursor = focus is not None and self.rows.isAncestorOf(focus)
        self.rows.problem = None
        self.rows.hide()
        for each in self._columns:
            each.show()
        if had_cursor:
            (self.problems.show_rows_button if self.problems.problem is not None else self._selected.table).setFocus()

    @Slot(int, int, str)
    def _edit_cell(self, row: int, column: int, text: str) -> None:
        operations.decide(self._desk, EditCell(row, column, text))

    @Slot(object)
    def _leave_rows_out(self, rows: tuple[int, ...]) -> None:
        operations.leave_rows_out(self._desk, rows)

    @Slot(int, str)
    def _go_to_control(self, column: int, control: str) -> None:
        self.show_columns()
        self._selected.go_to(column, control)

    def _connect(self) -> None:
        for card in (self.questions, self.problems):
            card.rows_wanted.connect(self._show_rows)
            card.repair_wanted.connect(self.mending.mend)
        self.problems.undo_wanted.connect(self.mending.undo)
        self.problems.redo_wanted.connect(self.mending.redo)
        self.problems.decision_dropped.connect(self.mending.drop)
        self.mending.column_wanted.connect(self._go_to_control)
        self.rows.left.connect(self.show_columns)
        self.rows.row_shown.connect(self._preview.show_row)
        self.rows.edited.connect(self._edit_cell)
        self.rows.rows_chosen.connect(self._leave_rows_out)
        self.mending.zone_wanted.connect(self._explain_zone)
        self.date_question.decided.connect(self._changes.decide_dates)
        self.zone_question.answered.connect(self._changes.say_zone)
        self.assumed_zone.answered.connect(self._changes.say_times_zone)
        self.assumed_zone.rows_wanted.connect(self._show_rows)
