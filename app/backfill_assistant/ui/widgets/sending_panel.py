"""SendingPanel: a run under way: how far, accepted, refused, retrying, rows per second and their course, refusals as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from backfill_assistant.ui.models.refusal_counts import COLUMN, EXAMPLE, REASON, ROWS, SHOW, RefusalCountsModel
from backfill_assistant.ui.theme import GAP
from backfill_assistant.ui.widgets.card import Card
from backfill_assistant.ui.widgets.cells import LinkCells
from backfill_assistant.ui.widgets.data_table import DataTable
from backfill_assistant.ui.widgets.run_bar import RunBar
from backfill_assistant.ui.widgets.spark_line import SparkLine
from backfill_assistant.ui.widgets.stat_tile import StatTile
from backfill_assistant.ui.widgets.text import Text
from backfill_assistant.ui.wording import duration, in_words, number, percent

if TYPE_CHECKING:
    from backfill_assistant.core.progress import Progress


_WIDTHS = {COLUMN: 140, ROWS: 90, EXAMPLE: 120, SHOW: 70}


class SendingPanel(QWidget):
    """Shows a Progress. A row that stands as an example of a refusal can be asked for."""

    # The number of a row of the file, counted from 0.
    row_wanted = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self._bar_card())
        column.addLayout(self._tile_row())
        lately = self._course_card()
        column.addWidget(lately)
        self.model = RefusalCountsModel(self)
        self.table = DataTable(self.tr("Why rows were refused"), self, whole_rows=True)
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(SHOW, LinkCells(self.table))
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(REASON, header.ResizeMode.Stretch)
        for section, width in _WIDTHS.items():
            header.resizeSection(section, width)
        self.table.activated.connect(self._ask_for_row)
        self.table.clicked.connect(self._ask_for_linked_row)
        column.addWidget(self.table, 1)
        # Nothing to show while a planned start is waited for; the stretch then takes their room.
        self._of_rows_under_way = (self.accepted, self.refused, self.retrying, self.rate, lately, self.table)
        column.addStretch(0)

    @Slot(QModelIndex)
    def _ask_for_row(self, index: QModelIndex) -> None:
        self.row_wanted.emit(self.model.row_of(index.row()))

    @Slot(QModelIndex)
    def _ask_for_linked_row(self, index: QModelIndex) -> None:
        if index.column() == SHOW:
            self._ask_for_row(index)

    def start_over(self) -> None:
        """Show an empty panel."""
        for widget in self._of_rows_under_way:
            widget.show()
        self.course.start_over()
        self.model.show_counts(())

    def show_progress(self, progress: Progress) -> None:
        """Show where the run is."""
        total = progress.total or 0
        done = progress.done / total if total else 0.0
        self.share.setText(percent(done))
        of_rows = self.tr("{done} of {total} rows").format(done=number(progress.done), total=number(total))
        self.rows.setText(of_rows)
        self.left.setText(self._left_words(progress))
        for widget in self._of_rows_under_way:
            widget.setHidden(progress.starts_ms is not None)
        shares = (progress.accepted / total, progress.refused / total) if total else (0.0, 0.0)
        self.bar.show_shares(*shares, f"{percent(done)} {of_rows}")
        self.accepted.show_figure(number(progress.accepted))
        self.refused.show_figure(number(progress.refused), "bad" if progress.refused else "")
        self.retrying.show_figure(number(progress.retrying), "caution" if progress.retrying else "")
        self.rate.show_figure(number(round(progress.rows_per_second)))
        self.course.add(
            progress.rows_per_second, in_words(progress.waiting) if progress.waiting and progress.starts_ms is None else ""
        )
        self.model.show_counts(progress.refusals)

    def _left_words(self, progress: Progress) -> str:
        if progress.paused:
            return self.tr("paused")
        if progress.starts_ms is not None:
            return self.tr("starts in {time}").format(time=duration(progress.waiting_seconds))
        if progress.waiting is not None:
            return self.tr("next try in {time}").format(time=duration(progress.waiting_seconds))
        if progress.seconds_left is None or progress.done < 1:
            return ""
        shortest, longest = duration(progress.seconds_left), duration(progress.seconds_left_most or progress.seconds_left)
        if shortest == longest:
            return self.tr("about {time} left").format(time=shortest)
        return self.tr("{shortest} to {longest} left").format(shortest=shortest, longest=longest)

    def _bar_card(self) -> Card:
        card = Card(self)
        self.share = Text("", card, role="figure", wraps=False)
        self.rows = Text("", card, role="muted", wraps=False)
        self.left = Text("", card, role="strong", wraps=False)
        self.bar = RunBar(self.tr("How far the run is"), card)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.share)
        row.addWidget(self.rows, 1)
        row.addWidget(self.left)
        card.body.addLayout(row)
        card.body.addWidget(self.bar)
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return card

    def _tile_row(self) -> QGridLayout:
        tiles = QGridLayout()
        tiles.setSpacing(GAP)
        self.accepted = StatTile(self.tr("Accepted"), self)
        self.refused = StatTile(self.tr("Refused by Customer.io"), self)
        self.retrying = StatTile(self.tr("Sending again"), self)
        self.rate = StatTile(self.tr("Rows per second"), self)
        for place, tile in enumerate((self.accepted, self.refused, self.retrying, self.rate)):
            tiles.addWidget(tile, 0, place)
            tiles.setColumnStretch(place, 1)
        return tiles

    def _course_card(self) -> Card:
        card = Card(self)
        card.body.setSpacing(4)
        card.body.addWidget(Text(self.tr("Rows per second, lately"), card, role="small", tone="neutral", wraps=False))
        self.course = SparkLine(self.tr("Rows per second, lately"), card)
        card.body.addWidget(self.course, 1)
        card.setMaximumHeight(132)
        return card
