"""LostTexts: asks once more for the corrected texts that a run began with, since no run writes them down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QScrollArea, QWidget

from backfill_assistant.core.journal.runs import Unwritten, UnwrittenKind
from backfill_assistant.core.problems.problems import shown_name
from backfill_assistant.ui.widgets.card import Card
from backfill_assistant.ui.widgets.choices import line_edit
from backfill_assistant.ui.widgets.text import Text
from backfill_assistant.ui.wording import number

if TYPE_CHECKING:
    from backfill_assistant.core.mapping.repairs import CellDecision

_HEIGHT_MOST = 260


class LostTexts(Card):
    """One line per correction: a text for a single cell, two for a value everywhere; `given` tells the decisions."""

    given = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lost: tuple[Unwritten, ...] = ()
        self.edits: list[tuple[QLineEdit, ...]] = []
        words = self.tr(
            "This run began with texts that you had corrected. They are written nowhere, since they are data of people. "
            "Type the same ones again to go on."
        )
        self.body.addWidget(Text(words, self))
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setMaximumHeight(_HEIGHT_MOST)
        self._area.setAccessibleName(self.tr("Corrected texts"))
        self.body.addWidget(self._area)
        self.hide()

    def show_lost(self, lost: tuple[Unwritten, ...], column_names: Sequence[str]) -> None:
        """Ask for these; what was typed stays while the same are asked for."""
        self.setVisible(bool(lost))
        if lost == self._lost:
            return
        self._lost = lost
        inside = QWidget(self._area)
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        self.edits = []
        for each in lost:
            column = shown_name(column_names, each.column)
            labels: tuple[str, ...]
            if each.kind is UnwrittenKind.CELL:
                labels = (self.tr("Row {row}, {column}").format(row=number((each.row or 0) + 1), column=column),)
            elif each.kind is UnwrittenKind.VALUE:
                labels = (self.tr("Everywhere in {column}, instead of").format(column=column), self.tr("this text"))
            else:
                labels = (self.tr("Addresses in {column} that end in").format(column=column), self.tr("end in"))
            self.edits.append(tuple(self._line(grid, label, inside) for label in labels))
        self._area.setWidget(inside)

    @property
    def decisions(self) -> tuple[CellDecision, ...]:
        """What the texts say, in order."""
        from backfill_assistant.core.journal.unwritten import decision_of

        pairs = zip(self._lost, self.edits, strict=True)
        return tuple(decision_of(each, *(edit.text() for edit in edits)) for each, edits in pairs)

    @Slot()
    def give(self) -> None:
        """Tell what was typed."""
        self.given.emit(self.decisions)

    def _line(self, grid: QGridLayout, words: str, inside: QWidget) -> QLineEdit:
        edit = line_edit(words, inside, data=True)
        edit.returnPressed.connect(self.give)
        label = QLabel(words, inside)
        label.setBuddy(edit)
        row = grid.rowCount()
        grid.addWidget(label, row, 0)
        grid.addWidget(edit, row, 1)
        return edit
