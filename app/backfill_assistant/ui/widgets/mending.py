"""Mending: turns the button of a problem into a decision, asking in place where it needs a word from the person."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from backfill_assistant.core.checked import Problem
from backfill_assistant.core.mapping.repairs import (
    ConsentMeaning,
    CorrectDomain,
    CorrectValue,
    EditCell,
    Keep,
    KeepOfDuplicates,
    LeaveOutProblem,
    SayConsent,
    SendAsText,
    SendDespiteNo,
    TrimColumn,
)
from backfill_assistant.core.values.headers import Meaning
from backfill_assistant.ui import column_operations as operations
from backfill_assistant.ui import zone_operations
from backfill_assistant.ui.column_changes import ColumnChanges
from backfill_assistant.ui.column_words import column_name
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.widgets.ask_line import AskLine
from backfill_assistant.ui.wording import number, wall_time

_KEEPS = {"merge": Keep.MERGE, "keep_first": Keep.FIRST, "keep_newest": Keep.NEWEST}
_CONTROLS = {
    "choose_format": "format",
    "choose_zone": "zone",
    "choose_hour": "hour",
    "choose_words": "words",
    "rename": "name",
    "nest": "nest",
}
_MEANINGS = {"agrees": ConsentMeaning.AGREES, "refuses": ConsentMeaning.REFUSES, "not_consent": ConsentMeaning.NOTHING}


class Mending(QObject):
    """Belongs to the page; every decision goes into the session's list."""

    # A column and which of its controls decides.
    column_wanted = Signal(int, str)
    # A problem with a zone that somebody must explain.
    zone_wanted = Signal(object)

    def __init__(self, desk: Desk, changes: ColumnChanges, ask: AskLine, row_shown: Callable[[], int], parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._changes = changes
        self._ask = ask
        # The row the person is looking at; its cell is the one to edit if it has the problem.
        self._row_shown = row_shown
        self._cell = (0, 0)
        # What stands in a cell that looks empty: nothing, or spaces.
        self._blank = ""

    @Slot(object, str)
    def mend(self, problem: Problem, repair: str) -> None:
        """Do what the button says."""
        column = problem.column
        if self._mend_consent(column, repair) or self._mend_created(column, repair):
            return
        if repair == "leave_out":
            operations.decide(self._desk, LeaveOutProblem(problem.code, column))
        elif repair in _KEEPS:
            operations.decide(self._desk, KeepOfDuplicates(_KEEPS[repair]))
        elif column is None:
            return
        elif repair == "send_as_text":
            operations.decide(self._desk, SendAsText(column))
        elif repair == "trim":
            for each in self._changes.read_with(column):
                operations.decide(self._desk, TrimColumn(each))
        elif repair == "correct_domain":
            for suggestion in problem.suggestions:
                operations.decide(self._desk, CorrectDomain(column, suggestion.wrong, suggestion.right))
        elif repair == "say_zone":
            self.zone_wanted.emit(problem)
        elif repair in _CONTROLS:
            self.column_wanted.emit(column, _CONTROLS[repair])
        elif repair in ("edit", "correct") and problem.rows:
            self._ask_for_text(problem, repair, column)

    def _mend_consent(self, column: int | None, repair: str) -> bool:
        """Do what the button says, if it is about who gets messages."""
        if repair == "only_no":
            self._changes.send_only_no(column)
        elif column is None:
            return False
        elif repair == "unsubscribe":
            self._changes.send_as_unsubscribed(column)
        elif repair == "exchange_words":
            self._changes.turn_words(column)
        elif repair == "send_despite_no":
            operations.decide(self._desk, SendDespiteNo(column))
        elif repair == "keep_words":
            # As it is only if a yes means the opposite of what the header says.
            agreed = self._changes.consent_meaning(column) is Meaning.OPTED_IN
            operations.decide(self._desk, SayConsent(column, ConsentMeaning.REFUSES if agreed else ConsentMeaning.AGREES))
        elif repair in _MEANINGS:
            self._say_consent(column, _MEANINGS[repair])
        else:
            return False
        return True

    def _mend_created(self, column: int | None, repair: str) -> bool:
        """Do what the button says, if it is about since when people are known."""
        if repair == "update_only":
            self._changes.change_update_only(True)
        elif repair in ("send_created_at", "send_as_time") and column is not None:
            self._changes.send_as_created_at(column)
        else:
            return False
        return True

    def _say_consent(self, column: int, means: ConsentMeaning) -> None:
        operations.decide(self._desk, SayConsent(column, means))
        # Where it is sent as unsubscribed already, the answer settles which words are true.
        self._changes.turn_words(column)

    def examples_of(self, problem: Problem) -> str:
        """Cells of the problem's first rows as they stand after all decisions, or what was probably meant."""
        table = self._desk.session.table
        if table is None or problem.column is None:
            return ""
        if problem.suggestions:
            return "  ·  ".join(f"{each.wrong} → {each.right} ({number(each.count)})" for each in problem.suggestions[:4])
        shown = []
        for row in problem.rows[:3]:
            text = operations.repairs_of(self._desk).text_of(
                row, problem.column, table.cells(row, row + 1)[0][problem.column] or ""
            )
            if not text.strip():
                shown.append(self.tr("row {row}: empty").format(row=number(row + 1)))
                continue
            text = text if len(text) <= 40 else text[:39] + "…"
            shown.append(self.tr("row {row}: “{text}”").format(row=number(row + 1), text=text))
        return "  ·  ".join([*shown, *self._clock_change(problem, problem.column)])

    def _clock_change(self, problem: Problem, column: int) -> list[str]:
        """The hours that the clocks skipped or repeated, for the problem's first row."""
        if not problem.code.endswith(("skipped_hour", "repeated_hour")):
            return []
        found = zone_operations.clock_change(self._desk, column, problem.rows[0], is_row_time=problem.code.startswith("time."))
        if found is None:
            return []
        zone, change = found
        if change.skipped:
            words = self.tr("in {zone} there was nothing between {start} and {end}")
        else:
            words = self.tr("in {zone} everything between {start} and {end} existed twice")
        return [words.format(zone=zone, start=wall_time(change.from_ms), end=wall_time(change.until_ms))]

    @Slot()
    def undo(self) -> None:
        """Take the last decision back."""
        operations.undo(self._desk)

    @Slot()
    def redo(self) -> None:
        """Take the last undo back."""
        operations.redo(self._desk)

    @Slot(int)
    def drop(self, place: int) -> None:
        """Take one decision back."""
        operations.drop_decision(self._desk, place)

    def _ask_for_text(self, problem: Problem, repair: str, column: int) -> None:
        table = self._desk.session.table
        if table is None:
            return
        shown = self._row_shown()
        row = shown if shown in problem.rows else problem.rows[0]
        text = operations.repairs_of(self._desk).text_of(row, column, table.cells(row, row + 1)[0][column] or "")
        self._cell = (row, column)
        name = column_name(table.column_names, column)
        if repair == "edit":
            words = self.tr("Row {row}, {column}").format(row=number(row + 1), column=name)
            self._ask.ask(words, ((self.tr("Text"), text),), self.tr("Use this text"), self.edit_cell)
        else:
            words = self.tr("Everywhere in {column}").format(column=name)
            if text.strip():
                lines = ((self.tr("Instead of"), text), (self.tr("use"), ""))
                self._ask.ask(words, lines, self.tr("Correct everywhere"), self.correct_value)
            else:
                self._blank = text
                line = (self.tr("Instead of an empty cell use"), "")
                self._ask.ask(words, (line,), self.tr("Correct everywhere"), self.fill_empty)

    def edit_cell(self, text: str) -> None:
        """Let one cell hold another text."""
        row, column = self._cell
        operations.decide(self._desk, EditCell(row, column, text))

    def fill_empty(self, text: str) -> None:
        """Let every cell that is as empty as this one hold a text."""
        self.correct_value(self._blank, text)

    def correct_value(self, wrong: str, right: str) -> None:
        """Let every such cell hold another text."""
        operations.decide(self._desk, CorrectValue(self._cell[1], wrong, right))
