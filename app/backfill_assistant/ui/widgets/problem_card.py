"""ProblemCard: what the check found, one problem at a time, with the buttons that mend it; decisions can be undone.

What must be decided before going on stands in a card of its own, above everything else; zones of times are asked about by
`assumed_zone`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from backfill_assistant.core.checked import Problem, Severity
from backfill_assistant.core.problems.kinds_of_question import ZONE_ASSUMED
from backfill_assistant.ui.widgets.buttons import icon_button, menu_button, push_button
from backfill_assistant.ui.widgets.card import Card
from backfill_assistant.ui.widgets.chip import Chip
from backfill_assistant.ui.widgets.flow import FlowLayout
from backfill_assistant.ui.widgets.text import Text, set_tone
from backfill_assistant.ui.wording import in_words

# Whom messages are let through to again comes before all other warnings.
LETS_THROUGH = "unsubscribed.false"


class ProblemCard(Card):
    """A strip below the page, or above it for what `asks`. `repair_wanted` tells a problem and the name of a repair."""

    repair_wanted = Signal(object, str)
    rows_wanted = Signal(object)
    undo_wanted = Signal()
    redo_wanted = Signal()
    decision_dropped = Signal(int)

    def __init__(self, parent: QWidget, *, asks: bool = False) -> None:
        super().__init__(parent, padding=12, role="notice")
        self._asks = asks
        self._problems: tuple[Problem, ...] = ()
        self._place = 0
        self._roomy = True
        self._examples_of: Callable[[Problem], str] | None = None
        # Made when first needed and kept: a button that stays keeps the cursor, and costs nothing after the next check.
        self._made: dict[str, QPushButton] = {}
        self._repairs: dict[str, QPushButton] = {}
        # The problem whose repairs are shown: code and column.
        self._shown: tuple[str, int | None] | None = None
        words = QHBoxLayout()
        words.setSpacing(10)
        self._chip = Chip("", "neutral", self)
        self._sentence = Text("", self, role="strong")
        self._all = menu_button("", self, icon="list")
        self._all.menu().aboutToShow.connect(self._list_problems)
        self._before = icon_button("chevron-left", self.tr("Problem before"), self)
        self._after = icon_button("chevron-right", self.tr("Next problem"), self)
        words.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignTop)
        words.addWidget(self._sentence, 1)
        words.addWidget(self._all)
        words.addWidget(self._before)
        words.addWidget(self._after)
        self.body.addLayout(words)
        self._advice = Text("", self, role="small")
        self.body.addWidget(self._advice)
        self._row = QWidget(self)
        self._flow = FlowLayout(self._row, gap=8)
        self._show_rows = push_button(self.tr("Show rows"), self._row)
        self._show_rows.clicked.connect(self._ask_rows)
        self._flow.addWidget(self._show_rows)
        self.body.addWidget(self._row)
        self._decisions = menu_button(self.tr("Decisions"), self._row, icon="list-checks")
        self._undo = icon_button("undo-2", self.tr("Undo the last decision"), self._row)
        self._redo = icon_button("redo-2", self.tr("Redo"), self._row)
        self._before.clicked.connect(self._step_back)
        self._after.clicked.connect(self._step_on)
        self._undo.clicked.connect(self.undo_wanted)
        self._redo.clicked.connect(self.redo_wanted)
        self._decided: tuple[int, int] = (0, 0)
        for widget in (self._decisions, self._undo, self._redo):
            self._flow.addWidget(widget)

    @property
    def problem(self) -> Problem | None:
        """The problem on screen."""
        return self._problems[self._place] if self._problems else None

    @property
    def count(self) -> int:
        """How many problems there are."""
        return len(self._problems)

    @property
    def show_rows_button(self) -> QPushButton:
        """The button that asks for the problem's rows."""
        return self._show_rows

    @property
    def buttons(self) -> dict[str, QPushButton]:
        """The buttons on screen, by repair."""
        return dict(self._repairs)

    def show_problems(self, problems: Sequence[Problem], examples_of: Callable[[Problem], str]) -> None:
        """Show what was found, the weighty first; stays at the same problem while it is there and none that counts more is new."""
        self._examples_of = examples_of
        before = {each.code for each in self._problems}
        kept = _identity(self.problem)
        left = [
            each
            for each in problems
            if not each.code.startswith("left_out") and each.asks is self._asks and each.code not in ZONE_ASSUMED
        ]
        self._problems = tuple(sorted(left, key=_weight))
        places = [place for place, each in enumerate(self._problems) if _identity(each) == kept]
        news = bool(self._problems) and self._problems[0].code == LETS_THROUGH and LETS_THROUGH not in before
        self._place = places[0] if places and not news else 0
        self._show()

    def show_decisions(self, sentences: Sequence[str], undone: int) -> None:
        """List what was decided, with a way to drop each."""
        menu = self._decisions.menu()
        menu.clear()
        for place, sentence in enumerate(sentences):
            action = menu.addAction(self.tr("Drop: {decision}").format(decision=sentence))
            action.setData(place)
            action.triggered.connect(self._drop)
        self._decided = (len(sentences), undone)
        self._decisions.setText(self.tr("%Ln decision(s)", "", len(sentences)))
        self._show()

    def show_advice(self, shown: bool) -> None:
        """Show the advice as a line, or in the tooltip where there is no room."""
        self._roomy = shown
        self._advice.setVisible(shown and self.problem is not None)

    def go_to_column(self, column: int) -> bool:
        """Show the first problem of a column, if it has one."""
        for place, each in enumerate(self._problems):
            if each.column == column:
                self._place = place
                self._show()
                return True
        return False

    def _show(self) -> None:
        problem = self.problem
        decided, undone = self._decided
        if problem is None:
            set_tone(self, "good")
            self._chip.hide()
            self._sentence.setText(self.tr("No problems are left."))
            self._advice.hide()
        else:
            self._show_problem(problem)
        many = len(self._problems) > 1
        self._all.setVisible(many)
        self._before.setVisible(many)
        self._after.setVisible(many)
        self._all.setText(self.tr("{number} of {count}").format(number=self._place + 1, count=self.count))
        self._all.setAccessibleName(
            self.tr("Problem {number} of {count}: list all").format(number=self._place + 1, count=self.count)
        )
        self._before.setEnabled(self._place > 0)
        self._after.setEnabled(self._place < len(self._problems) - 1)
        self._show_rows.setVisible(problem is not None and bool(problem.rows))
        self._decisions.setVisible(bool(decided))
        self._undo.setVisible(bool(decided))
        self._redo.setVisible(bool(undone))
        self._show_repairs(problem)
        # Last, or the page would be laid out anew for each of its parts.
        self.setVisible(problem is not None or bool(decided or undone))

    def _show_problem(self, problem: Problem) -> None:
        tone = "bad" if problem.severity is Severity.REFUSED else "caution"
        set_tone(self, "caution")
        self._chip.say(self.tr("%Ln row(s)", "", problem.count), tone)
        self._chip.show()
        self._sentence.setText(in_words(problem.sentence))
        examples = self._examples_of(problem) if self._examples_of is not None else ""
        self._advice.setText("  ".join(part for part in (in_words(problem.advice), examples) if part))
        self._advice.setVisible(self._roomy)
        self._sentence.setToolTip(self._advice.text())
        self.setAccessibleName(" ".join((self._chip.text(), self._sentence.text(), self._advice.text())))

    def _show_repairs(self, problem: Problem | None) -> None:
        """The buttons that mend. One that had the cursor for another problem gives it up: pressing it twice must not mend two."""
        if _identity(problem) != self._shown and any(button.hasFocus() for button in self._repairs.values()):
            harmless = (each for each in (self._show_rows, self._all, self._undo) if not each.isHidden())
            next(harmless, self).setFocus()
        self._shown = _identity(problem)
        before, self._repairs = self._repairs, {}
        for name in problem.repairs if problem is not None else ():
            words = self._repair_words(name)
            if problem is not None and name == "leave_out" and problem.code.startswith("consent."):
                words = self.tr("Leave out those who said no")
            if words:
                self._repairs[name] = button = self._button(name)
                button.setText(words)
                button.setAccessibleName(words)
                button.setAccessibleDescription(self._sentence.text())
        if list(before) != list(self._repairs):
            self._place_buttons(before)

    def _button(self, name: str) -> QPushButton:
        if name not in self._made:
            self._made[name] = button = push_button("", self._row)
            button.setProperty("repair", name)
            button.clicked.connect(self._ask_repair)
        return self._made[name]

    def _place_buttons(self, before: dict[str, QPushButton]) -> None:
        """In the order of the problem's repairs, for the eye and for Tab; what is about decisions comes last."""
        behind = (self._decisions, self._undo, self._redo)
        for widget in (*before.values(), *behind):
            self._flow.removeWidget(widget)
        for name, button in before.items():
            if name not in self._repairs:
                button.hide()
        last: QWidget = self._show_rows
        for widget in (*self._repairs.values(), *behind):
            self._flow.addWidget(widget)
            QWidget.setTabOrder(last, widget)
            last = widget
        for button in self._repairs.values():
            button.show()

    def _repair_words(self, name: str) -> str:
        return {
            "leave_out": self.tr("Leave these rows out"),
            "send_as_text": self.tr("Send as text"),
            "trim": self.tr("Trim these cells"),
            "merge": self.tr("Merge them"),
            "keep_first": self.tr("Keep the first"),
            "keep_newest": self.tr("Keep the newest"),
            "edit": self.tr("Edit the cell"),
            "correct": self.tr("Correct everywhere"),
            "correct_domain": self.tr("Correct the addresses"),
            "choose_format": self.tr("Choose the format"),
            "choose_zone": self.tr("Choose the time zone"),
            "choose_hour": self.tr("Choose the hour"),
            "say_zone": self.tr("Say what the letters mean"),
            "choose_words": self.tr("Choose the words"),
            "rename": self.tr("Rename"),
            "nest": self.tr("Nest"),
            "unsubscribe": self.tr("Send as unsubscribed"),
            "send_despite_no": self.tr("Send as they are: I know that they can be mailed"),
            "exchange_words": self.tr("Exchange the words"),
            "keep_words": self.tr("The words are right as they are"),
            "agrees": self.tr("A yes wants messages"),
            "refuses": self.tr("A yes wants no messages"),
            "not_consent": self.tr("It is about something else"),
            "only_no": self.tr("Only mark those who said no"),
            "send_created_at": self.tr("Send it as created_at"),
            "send_as_time": self.tr("Send as date and time"),
            "update_only": self.tr("Only update people who exist"),
        }.get(name, "")

    @Slot()
    def _ask_repair(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton) and self.problem is not None:
            self.repair_wanted.emit(self.problem, str(button.property("repair")))

    @Slot()
    def _ask_rows(self) -> None:
        if self.problem is not None:
            self.rows_wanted.emit(self.problem)

    @Slot()
    def _drop(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.decision_dropped.emit(int(action.data()))

    @Slot()
    def _list_problems(self) -> None:
        """All problems with their counts, those that keep rows back first; each leads to its card."""
        menu = self._all.menu()
        menu.clear()
        for place, each in enumerate(self._problems):
            mark = "✕" if each.severity is Severity.REFUSED else "!"
            rows = self.tr("%Ln row(s)", "", each.count)
            action = menu.addAction(f"{mark} {rows}  ·  {in_words(each.sentence)}".replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(place == self._place)
            action.setData(place)
            action.triggered.connect(self._go_to_place)

    @Slot()
    def _go_to_place(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._place = int(action.data())
            self._show()

    @Slot()
    def _step_back(self) -> None:
        self._place = max(0, self._place - 1)
        self._show()

    @Slot()
    def _step_on(self) -> None:
        self._place = min(len(self._problems) - 1, self._place + 1)
        self._show()


def _identity(problem: Problem | None) -> tuple[str, int | None] | None:
    """What makes it the same problem after another check."""
    return (problem.code, problem.column) if problem is not None else None


def _weight(problem: Problem) -> tuple[bool, bool, int]:
    """What comes first: rows that are not sent, then whom messages are let through to, then what concerns most rows."""
    return problem.severity is Severity.WARNING, problem.code != LETS_THROUGH, -problem.count
