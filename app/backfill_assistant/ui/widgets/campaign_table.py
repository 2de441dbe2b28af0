"""CampaignTable: the campaigns with their forecast; below it why the chosen one stands as it does, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QLabel, QVBoxLayout, QWidget

from backfill_assistant.core.forecast.counts import CampaignCount
from backfill_assistant.core.forecast.plans import Decision
from backfill_assistant.ui.models.campaigns_model import (
    CLOSES,
    COULD,
    NAME,
    PEOPLE,
    STARTED,
    STATE,
    TRIGGER,
    WINDOW,
    CampaignsModel,
    reasons_of,
)
from backfill_assistant.ui.theme import CHOICE_ROW_HEIGHT
from backfill_assistant.ui.widgets.buttons import icon_button, push_button
from backfill_assistant.ui.widgets.cells import ChipCells
from backfill_assistant.ui.widgets.data_table import LeftOverTable
from backfill_assistant.ui.widgets.number_edit import NumberEdit
from backfill_assistant.ui.widgets.text import Text, set_role

# Where there is no room for all columns these go, the first first; what they say is in the sentence below.
_FIRST_TO_GO = (STARTED, CLOSES, WINDOW)
# Names and triggers may be cut where they are longer than this, in pixels, before a column goes for them.
_WORDS_WIDTH = 200
_SCROLL_BAR = 16
# So many of the longest texts of a column are measured.
_MEASURED = 3
# Of the table, in pixels: the header and some campaigns.
_LEAST_HEIGHT = 130
_LOW_HEIGHT = 84
_LOW_LIMIT_WIDTH = 112
_ANY_WIDTH = 16_777_215


class CampaignTable(QWidget):
    """`current_changed` tells the campaign's place in the workspace's list; the buttons tell what was asked for the current one."""

    current_changed = Signal(int)
    rows_wanted = Signal(int)
    edit_wanted = Signal(int)
    removal_wanted = Signal(int)
    # Its place, and at most how many rows may enter (-1: any number).
    limit_wanted = Signal(int, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = CampaignsModel(self)
        self._decision = Decision()
        # By column: how wide its words are.
        self._needed: dict[int, int] = {}
        self._build()

    @property
    def current_line(self) -> int:
        """The place of the chosen campaign, -1 where there is none."""
        return self.model.place_at(self.table.currentIndex().row())

    def show_counts(self, counts: tuple[CampaignCount, ...], decision: Decision) -> None:
        """Show what the forecast says; without a chosen line, choose the campaign that most rows could enter."""
        self._decision = decision
        line = self.current_line
        self.model.show_counts(counts)
        self._measure(range(WINDOW, STATE + 1))
        if counts and not 0 <= self.current_line < len(counts):
            most = max(range(len(counts)), key=lambda number: counts[number].possible)
            self.choose(line if 0 <= line < len(counts) else most)
        self._show_current()

    def set_low(self, low: bool) -> None:
        """Where there is little room, fewer campaigns are seen at once."""
        self.table.setMinimumHeight(_LOW_HEIGHT if low else _LEAST_HEIGHT)
        self.limit_edit.setMaximumWidth(_LOW_LIMIT_WIDTH if low else _ANY_WIDTH)
        self._column_box.setSpacing(4 if low else 8)

    def choose(self, line: int) -> None:
        """Make the campaign at this place the chosen one."""
        self.table.setCurrentIndex(self.model.index(self.model.line_of(line), NAME))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Leave out columns where there is no room for them."""
        self._share_width()
        super().resizeEvent(event)

    def _share_width(self) -> None:
        """Every column as wide as its words; the names take what is left, and share it with the triggers where it is too little."""
        needed = self._needed
        if not needed:
            return
        words = min(needed[NAME], _WORDS_WIDTH) + min(needed[TRIGGER], _WORDS_WIDTH)
        numbers = sum(needed.values()) - needed[NAME] - needed[TRIGGER]
        room, left_out = self.width() - _SCROLL_BAR, set()
        for column in _FIRST_TO_GO:
            if numbers + words > room:
                left_out.add(column)
                numbers -= needed[column]
        for column in _FIRST_TO_GO:
            if self.table.isColumnHidden(column) != (column in left_out):
                self.table.setColumnHidden(column, column in left_out)
        for column in (STARTED, WINDOW, COULD, PEOPLE, CLOSES, STATE):
            self.table.setColumnWidth(column, needed[column])
        left = max(0, room - numbers)
        share = min(1.0, left / (needed[NAME] + needed[TRIGGER]))
        # Names as long as sentences leave the trigger its words: it is what tells campaigns apart.
        least = min(needed[TRIGGER], _WORDS_WIDTH, left // 2)
        self.table.setColumnWidth(TRIGGER, max(least, int(needed[TRIGGER] * share)))

    def _measure(self, columns: Iterable[int]) -> None:
        """Columns only grow while the campaigns are the same, so that nothing jumps while the start is moved."""
        header = self.table.horizontalHeader()
        for column in columns:
            width = max(header.sectionSizeHint(column), self._words_width(column))
            self._needed[column] = max(width, self._needed.get(column, 0))
        self._share_width()

    @Slot()
    def _measure_anew(self) -> None:
        self._needed.clear()
        self._measure(range(STATE + 1))

    def _words_width(self, column: int) -> int:
        """Of the widest cell, found among the longest texts: to ask every cell takes as long as all else for another start."""
        index = {str(self.model.index(row, column).data()): row for row in range(self.model.rowCount())}
        longest = sorted(index, key=len)[-_MEASURED:]
        return max((self.table.sizeHintForIndex(self.model.index(index[text], column)).width() for text in longest), default=0)

    def _build(self) -> None:
        self.table = LeftOverTable(self.tr("Campaigns"), self, row_height=CHOICE_ROW_HEIGHT, whole_rows=True)
        self.table.setModel(self.model)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setMinimumHeight(_LEAST_HEIGHT)
        self._chips = ChipCells(self.table)
        self.table.setItemDelegateForColumn(STATE, self._chips)
        # Columns share the width or go; a bar below would only take a line.
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.model.modelReset.connect(self._measure_anew)
        self.table.selectionModel().currentRowChanged.connect(self._tell_current)
        self.table.activated.connect(self._ask_rows)
        self._reason = Text("", self)
        self.rows_button = push_button(self.tr("Show rows"), self, icon="list")
        self.edit_button = icon_button("pencil", self.tr("Edit the campaign"), self)
        self.remove_button = icon_button("trash-2", self.tr("Remove the campaign from the list"), self)
        name = self.tr("At most so many rows that could enter this campaign")
        self.limit_edit = NumberEdit(name, self, -1, 100_000_000, words_for_lowest=self.tr("no limit"))
        limit_label = QLabel(self.tr("At &most"), self)
        set_role(limit_label, "muted")
        limit_label.setBuddy(self.limit_edit)
        self.rows_button.clicked.connect(self._ask_rows)
        self.edit_button.clicked.connect(self._ask_edit)
        self.remove_button.clicked.connect(self._ask_removal)
        self.limit_edit.valueChanged.connect(self._ask_limit)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._reason, 1)
        for widget in (limit_label, self.limit_edit, self.rows_button, self.edit_button, self.remove_button):
            below.addWidget(widget)
        self._column_box = column_box = QVBoxLayout(self)
        column_box.setContentsMargins(0, 0, 0, 0)
        column_box.setSpacing(8)
        column_box.addWidget(self.table, 1)
        column_box.addLayout(below)

    def _show_current(self) -> None:
        line = self.current_line
        count = self.model.count(line)
        for widget in (self.rows_button, self.limit_edit):
            widget.setEnabled(count is not None and count.standing.judged)
        for button in (self.edit_button, self.remove_button):
            button.setEnabled(line >= 0)
        self._reason.setText(reasons_of(count) if count is not None else "")
        self.table.setAccessibleDescription(self._reason.text())
        limit = -1 if count is None else dict(self._decision.at_most).get(count.campaign.id, -1)
        self.limit_edit.show_number(limit)

    @Slot(QModelIndex, QModelIndex)
    def _tell_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        self._show_current()
        self.current_changed.emit(self.model.place_at(current.row()))

    @Slot()
    def _ask_rows(self) -> None:
        if self.rows_button.isEnabled() and self.current_line >= 0:
            self.rows_wanted.emit(self.current_line)

    # Right after the list has changed no campaign is chosen until it is counted: what is pressed then is about none, least of all
    # about the last one.

    @Slot()
    def _ask_edit(self) -> None:
        if self.current_line >= 0:
            self.edit_wanted.emit(self.current_line)

    @Slot()
    def _ask_removal(self) -> None:
        if self.current_line >= 0:
            self.removal_wanted.emit(self.current_line)

    @Slot(int)
    def _ask_limit(self, limit: int) -> None:
        if self.current_line >= 0:
            self.limit_wanted.emit(self.current_line, limit)
        else:
            self._show_current()
