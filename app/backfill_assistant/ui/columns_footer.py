"""ColumnsFooter: what the footer and the heading of the Columns page say: how many rows are ready, or what is lacking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from backfill_assistant.core.mapping.mapping_changes import columns_used
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.widgets.page import Action, Footer, Page
from backfill_assistant.ui.widgets.problem_card import ProblemCard
from backfill_assistant.ui.wording import in_words, number, percent

if TYPE_CHECKING:
    from collections.abc import Callable

    from backfill_assistant.core.checked import CheckedRows
    from backfill_assistant.core.progress import Progress


class ColumnsFooter(QObject):
    """Belongs to the page. `show` says how things stand by now."""

    def __init__(self, desk: Desk, problems: ProblemCard, go_on: Callable[[], object], page: Page) -> None:
        super().__init__(page)
        self._desk = desk
        self._page = page
        # The card knows how many problems are left to tell.
        self._problems = problems
        self._go_on = go_on
        self._progress = ""

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        """How far the check is."""
        self._progress = percent(progress.done / progress.total) if progress.total else ""
        self.show()

    def forget_progress(self) -> None:
        """The check ended."""
        self._progress = ""

    @Slot()
    def show(self) -> None:
        """Say what is ready, or what is lacking."""
        sentence, ready = self._sentence()
        proceed = Action(self.tr("Continue to triggers"), self._go_on, enabled=ready)
        self._page.set_footer(Footer(sentence=sentence, primary=proceed))
        session = self._desk.session
        used = len(columns_used(session.mapping)) if session.mapping is not None else 0
        count = session.table.column_count if session.table is not None else 0
        words = self.tr("{used} of %Ln column(s) [is|are] sent. Change anything that looks wrong.", "", count)
        self._page.set_heading(self.tr("Match columns to Customer.io"), words.format(used=number(used)))

    def _sentence(self) -> tuple[str, bool]:
        """The sentence, and whether anything can be sent."""
        session = self._desk.session
        if session.checked is not None:
            asked = session.checked.waiting
            if asked:
                return self.tr("%Ln row(s) [waits|wait] for your decision above", "", asked), False
            return self._ready(session.checked)
        if session.mapping is not None:
            checking = self.tr("Checking every row… {share}").format(share=self._progress)
            return in_words(session.lacks[0]) if session.lacks else checking, False
        return self.tr("Looking at the columns…") if session.table is not None else self.tr("Open a file first."), False

    def _ready(self, checked: CheckedRows) -> tuple[str, bool]:
        rows = self._desk.session.only_rows
        if rows is None:
            sentence = self.tr("{ready} of %Ln row(s) ready", "", checked.row_count)
        else:
            sentence = self.tr("{ready} of the %Ln row(s) of this run ready; the others of the file stay out of it", "", len(rows))
        sendable = checked.sendable if rows is None else checked.sendable[rows]
        sentence = sentence.format(ready=number(int(sendable.sum())))
        # Of a run of some rows the sentence is long enough.
        if self._problems.count and rows is None:
            sentence = "  ·  ".join((sentence, self.tr("%Ln problem(s)", "", self._problems.count)))
        return sentence, bool(sendable.any())
