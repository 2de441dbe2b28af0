"""File: check that the file was read correctly; what was guessed is a row of choices, every row of the file is in the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from backfill_assistant.core.errors import BackfillError
from backfill_assistant.ui import file_operations, operations
from backfill_assistant.ui.column_words import column_name
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.file_words import cells_with_accents, sheets_with_count
from backfill_assistant.ui.jobs import Job
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.column_card import ColumnCard
from backfill_assistant.ui.widgets.drop_area import DropArea
from backfill_assistant.ui.widgets.file_card import FileCard
from backfill_assistant.ui.widgets.file_table import FileTable
from backfill_assistant.ui.widgets.notice import Notice
from backfill_assistant.ui.widgets.page import Action, Footer, Page
from backfill_assistant.ui.widgets.reading_progress import ReadingProgress
from backfill_assistant.ui.widgets.sheet_tabs import SheetTabs
from backfill_assistant.ui.widgets.table_tools import TableTools
from backfill_assistant.ui.wording import in_words

if TYPE_CHECKING:
    from backfill_assistant.core.suggest import ColumnGuess
    from backfill_assistant.core.table.reading import ReadingChoices
    from backfill_assistant.core.table.table import Table
    from backfill_assistant.core.table.table_search import ColumnFacts, Place
    from backfill_assistant.ui.session import Opened


class FilePage(Page):
    """The second page: the file as it was read."""

    step = Step.FILE

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self.set_heading(
            self.tr("Check that the file was read correctly"),
            self.tr("Every cell is kept exactly as it is in the file. Nothing is sent yet."),
        )
        self._stopping = False
        self._shown_names: tuple[str, ...] = ()
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._build_invitation())
        self._stack.addWidget(self._build_content())
        self.body.addWidget(self._stack, 1)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self).activated.connect(self._to_search)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self).activated.connect(self.paste)
        session = desk.session
        session.opened_changed.connect(self.show_opened)
        session.table_changed.connect(self.show_table)
        desk.jobs.started.connect(self.watch)
        self.show_opened(session.opened)
        if session.table is not None:
            self.show_table(session.table)
        for job in desk.jobs.running():
            self.watch(job)

    def entered(self) -> None:
        """Say again where things stand."""
        self._show_footer()

    @Slot(object)
    def watch(self, job: Job) -> None:
        """Follow the jobs that open a file, whoever started them."""
        if job.name not in ("look", "read", "paste", "sample"):
            return
        self._stopping = False
        job.failed.connect(self._show_failure)
        if job.name == "look":
            self.clear_notice()
            self._area.say(self.tr("Opening the file…"))
            job.ended.connect(self._area.invite)
        if job.name == "read":
            self._progress.begin()
            job.progressed.connect(self._progress.show_progress)
            job.stopped.connect(self._show_stopped)
            job.ended.connect(self._end_reading)
            self._show_footer()

    @Slot(object)
    def show_opened(self, opened: Opened | None) -> None:
        """Show the first rows of a file, or the invitation to choose one."""
        self._stack.setCurrentIndex(0 if opened is None else 1)
        self._uneven.hide()
        self.tools.say("")
        self.tools.about.setChecked(False)
        self.table.rows.show_look(opened.look if opened is not None else None)
        if opened is not None:
            self.card.show_look(opened.path, opened.look)
            self.tabs.show_sheets(opened.look.sheets, opened.look.choices.sheet)
            self._say_doubts(opened)
            self._fit(opened.look.column_names)
        self._show_footer()

    @Slot(object)
    def show_table(self, table: Table | None) -> None:
        """Show all rows."""
        opened = self.desk.session.opened
        if table is None or opened is None:
            self._show_footer()
            return
        at = self.table.verticalScrollBar().value()
        self.table.rows.show_table(table)
        self._fit(table.column_names)
        self.table.verticalScrollBar().setValue(at)
        self.card.show_table(opened.look, table)
        self.tabs.show_sheets(sheets_with_count(opened.look.sheets, table), table.choices.sheet)
        if table.choices.encoding != opened.look.choices.encoding:
            self._say_other_encoding()
        if not table.row_count:
            self.notice.say(
                "caution",
                self.tr("There are no rows below the names of the columns."),
                self.tr("If the first line is a row already, choose another header line; else export the file again."),
            )
        self._show_uneven(table)
        self._show_footer()

    @Slot()
    def choose_file(self) -> None:
        """Ask for a file."""
        operations.ask_for_file(self, self.open_file)

    @Slot(str)
    def open_file(self, path: str) -> None:
        """Open a file."""
        operations.open_file(self.desk, path)

    @Slot()
    def paste(self) -> None:
        """Open what is on the clipboard."""
        if file_operations.paste_rows(self.desk) is None:
            self.notice.say(
                "neutral", self.tr("There is no text on the clipboard."), self.tr("Copy the rows in your spreadsheet first.")
            )

    @Slot(object, object)
    def read_otherwise(self, choices: ReadingChoices, anew: frozenset[str]) -> None:
        """Read the file with other choices."""
        file_operations.read_otherwise(self.desk, choices, anew)

    @Slot()
    def stop_reading(self) -> None:
        """Stop the reading that is under way."""
        for job in self.desk.jobs.running():
            if job.name == "read":
                self._stopping = True
                job.stop()

    @Slot()
    def read_on(self) -> None:
        """Read the whole file after all."""
        self.clear_notice()
        operations.read_file(self.desk)

    @Slot()
    def switch_uneven(self) -> None:
        """Show only the marked rows, or all again."""
        self.table.rows.show_only_uneven(not self.table.rows.only_uneven)
        self.table.fit(keep_widths=True)
        self.table.horizontalScrollBar().setValue(0)
        if self.desk.session.table is not None:
            self._show_uneven(self.desk.session.table)

    @Slot(str, bool)
    def search(self, words: str, backwards: bool) -> None:
        """Find the next cell that holds the words."""
        if not words or self.desk.session.table is None:
            self.tools.say("")
            return
        job = file_operations.find_words(self.desk, words, self.table.current_place(), backwards)
        job.finished.connect(self._show_found)

    @Slot(int)
    def go_to_row(self, row: int) -> None:
        """Bring a row into view."""
        place = self.table.rows.place_of(row)
        if place is None:
            self.tools.say(self.tr("There is no such row here."))
            return
        self.tools.say("")
        self.table.show_cell(place, max(0, self.table.current_place()[1]))
        self.table.setFocus()

    def show_row(self, row: int) -> None:
        """Bring a row into view, even if only marked rows were shown."""
        if self.table.rows.place_of(row) is None and self.table.rows.only_uneven:
            self.switch_uneven()
        self.go_to_row(row)

    @Slot()
    def go_on(self) -> None:
        """To the next page."""
        self.go_to.emit(Step.COLUMNS)

    def _build_invitation(self) -> QWidget:
        self._area = area = DropArea(
            self.tr("Drop a file here"), self.tr("Excel, CSV and other exports · also zipped · any size"), self._stack
        )
        self.choose = push_button(self.tr("Choose a file…"), area, role="primary", icon="folder-open")
        self.choose.clicked.connect(self.choose_file)
        self.paste_button = push_button(self.tr("Paste rows"), area, icon="clipboard")
        self.paste_button.clicked.connect(self.paste)
        for button in (self.choose, self.paste_button):
            area.buttons.addWidget(button)
        return area

    def _build_content(self) -> QWidget:
        content = QWidget(self._stack)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.card = FileCard(content)
        self.card.another.clicked.connect(self.choose_file)
        self.card.choices.changed.connect(self.read_otherwise)
        column.addWidget(self.card)
        self._progress = ReadingProgress(content)
        self._progress.stop_wanted.connect(self.stop_reading)
        column.addWidget(self._progress)
        self._uneven = Notice(content)
        column.addWidget(self._uneven)
        self.tools = TableTools(content)
        self.tools.search_wanted.connect(self.search)
        self.tools.row_wanted.connect(self.go_to_row)
        self.tools.column_wanted.connect(self._show_column_card)
        column.addWidget(self.tools)
        beside = QHBoxLayout()
        beside.setSpacing(12)
        self.table = FileTable(self.tr("Rows of the file"), content)
        self.table.selectionModel().currentColumnChanged.connect(self._describe_column)
        self.column_card = ColumnCard(content)
        rows = QVBoxLayout()
        rows.setSpacing(4)
        self.tabs = SheetTabs(content)
        self.tabs.chosen.connect(self.card.choices.change_sheet)
        rows.addWidget(self.tabs)
        rows.addWidget(self.table, 1)
        beside.addLayout(rows, 1)
        beside.addWidget(self.column_card)
        column.addLayout(beside, 1)
        return content

    def _fit(self, names: tuple[str, ...]) -> None:
        """Columns get their widths once; a longer look at the same columns leaves them as they are."""
        same = names == self._shown_names and self.table.columnWidth(0) > 0
        self._shown_names = names
        self.table.fit(keep_widths=same and not self.table.rows.first_column)

    def _say_doubts(self, opened: Opened) -> None:
        """Everything that is not certain, the most important first, and what else the person should know."""
        look = opened.look
        said: list[tuple[str, str, str]] = []
        accents = " · ".join(cells_with_accents(look))
        if "encoding" in look.uncertain and accents:
            words = self.tr("Do these look right: {cells}? If not, choose another one under “Text”.")
            said.append(("caution", self.tr("Letters with accents may be wrong."), words.format(cells=accents)))
        if "delimiter" in look.uncertain:
            words = self.tr("If cells are cut in the wrong places, choose another one under “Separator”.")
            said.append(("caution", self.tr("The sign between cells is a guess."), words))
        if "header_rows" in look.uncertain:
            words = self.tr("If the table starts in the wrong place, choose another line under “Header”.")
            said.append(("neutral", self.tr("It is not certain which line holds the names of the columns."), words))
        said += [("neutral", in_words(remark), "") for remark in look.remarks]
        if said:
            tone, title, advice = said[0]
            self.notice.say(
                tone, title, " ".join(part for part in (advice, *(words for more in said[1:] for words in more[1:])) if part)
            )

    def _say_other_encoding(self) -> None:
        self.notice.say(
            "caution",
            self.tr("Further down in the file, letters are written in another way."),
            self.tr("They were read in the way that fits best. If names with accents look wrong, choose another one under “Text”."),
        )

    def _show_uneven(self, table: Table) -> None:
        if not table.ragged_count:
            self._uneven.hide()
            return
        shown = self.table.rows.only_uneven
        self._uneven.say(
            "caution",
            self.tr("%Ln row(s) [has|have] more or fewer cells than the header.", "", table.ragged_count),
            self.tr("They are kept, and marked in the table."),
            (Action(self.tr("Show all rows") if shown else self.tr("Show them"), self.switch_uneven),),
        )

    @Slot(object)
    def _show_failure(self, error: BackfillError) -> None:
        self._progress.hide()
        opened = self.desk.session.opened
        if opened is not None:
            # The choice that could not be followed is taken back.
            self.card.choices.show_choices(opened.look, opened.look.choices)
            self.tabs.show_sheets(opened.look.sheets, opened.look.choices.sheet)
        self.show_problem(error, self.tr("Choose a file…"), self.choose_file)

    @Slot()
    def _show_stopped(self) -> None:
        if self._stopping:
            self.notice.say(
                "neutral",
                self.tr("Reading was stopped."),
                self.tr("Only the first rows are shown; nothing can be sent from them."),
                (Action(self.tr("Read all rows"), self.read_on),),
            )

    @Slot()
    def _end_reading(self) -> None:
        if not self._is_reading():
            self._progress.hide()
        self._show_footer()

    def _is_reading(self) -> bool:
        return any(job.name in ("look", "read") for job in self.desk.jobs.running())

    @Slot(object)
    def _show_found(self, place: Place | None) -> None:
        if place is None:
            self.tools.say(self.tr("Not found"))
            return
        at = self.table.rows.place_of(place.row)
        if at is None:
            self.table.rows.show_only_uneven(False)
            at = place.row
        self.tools.say("")
        self.table.show_cell(at, place.column)

    @Slot(bool)
    def _show_column_card(self, wanted: bool) -> None:
        self.column_card.hide()
        if wanted:
            self._describe_column()
        # The card takes room from the table, or gives it back.
        QTimer.singleShot(0, self.table.scroll_to_current)

    @Slot()
    def _describe_column(self) -> None:
        table = self.desk.session.table
        if not self.tools.about.isChecked() or table is None:
            return
        column = max(0, self.table.current_place()[1])
        self.column_card.begin(column_name(table.column_names, column))
        job = file_operations.describe_column(self.desk, column)
        job.finished.connect(self._show_column_facts)

    @Slot(object)
    def _show_column_facts(self, described: tuple[ColumnFacts, ColumnGuess]) -> None:
        facts, guess = described
        if facts.column == max(0, self.table.current_place()[1]):
            self.column_card.show_facts(facts, guess)

    @Slot()
    def _to_search(self) -> None:
        self.tools.search.setFocus()
        self.tools.search.selectAll()

    def _show_footer(self) -> None:
        session = self.desk.session
        if session.opened is None:
            self.set_footer(Footer(back=True))
            return
        sentence = self.tr("Reading…")
        if session.table is not None:
            rows = self.tr("%Ln row(s)", "", session.table.row_count)
            sentence = self.tr("{rows} in {columns}").format(
                rows=rows, columns=self.tr("%Ln column(s)", "", session.table.column_count)
            )
        elif not self._is_reading():
            sentence = ""
        ready = session.table is not None and session.table.row_count > 0
        self.set_footer(Footer(sentence, Action(self.tr("Continue to columns"), self.go_on, enabled=ready)))
