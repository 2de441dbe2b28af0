"""HoldingsView: what arrived in the practice workspace: people, events, activity and campaign entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from backfill_assistant.ui.models.holdings_model import HoldingsModel, Kind
from backfill_assistant.ui.widgets.choices import ChoiceBox, labelled
from backfill_assistant.ui.widgets.data_table import DataTable
from backfill_assistant.ui.widgets.empty_state import EmptyState
from backfill_assistant.ui.widgets.segmented import SegmentedChoice
from backfill_assistant.ui.widgets.text import Text

_PEOPLE, _EVENTS, _ENTRIES = Kind.PEOPLE, Kind.EVENTS, Kind.ENTRIES
_SHARES = (0.26, 0.2, 0.24)


class HoldingsView(QWidget):
    """Four kinds, one table. Tells `mood_chosen` when it shall answer otherwise."""

    mood_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._held: Mapping[str, Any] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        choices = (
            (Kind.PEOPLE, self.tr("People")),
            (Kind.EVENTS, self.tr("Events")),
            (Kind.ACTIVITIES, self.tr("Activity")),
            (Kind.ENTRIES, self.tr("Campaign entries")),
        )
        self.kind = SegmentedChoice(self.tr("What to show"), choices, self)
        self.kind.choose(Kind.PEOPLE)
        self.kind.chosen.connect(self._show)
        row = QHBoxLayout()
        row.addWidget(self.kind)
        row.addStretch(1)
        column.addLayout(row)
        self._summary = Text("", self, role="muted")
        self.mood = ChoiceBox(self.tr("Practise with"), self, self._moods())
        self.mood.activated.connect(self._tell_mood)
        below = QHBoxLayout()
        below.addWidget(self._summary, 1)
        below.addWidget(labelled(self.tr("&Practise with"), self.mood, self, beside=True))
        column.addLayout(below)
        self.model = HoldingsModel(self)
        self._places = QStackedWidget(self)
        self.table = DataTable(self.tr("What the practice workspace received"), self._places, whole_rows=True)
        self.table.setModel(self.model)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._nothing = EmptyState(
            "flask-conical",
            self.tr("Nothing of this kind yet"),
            self.tr("Send something to the practice workspace, then look again."),
            self._places,
        )
        self._places.addWidget(self.table)
        self._places.addWidget(self._nothing)
        column.addWidget(self._places, 1)

    def _moods(self) -> tuple[tuple[str, str], ...]:
        # The values are those of `ports.Mood`, which is not imported here: it would bring the tables' engines along.
        return (
            ("well", self.tr("A good day")),
            ("slow", self.tr("Slow answers")),
            ("busy", self.tr("Too many requests (429)")),
            ("broken", self.tr("Errors of the server (503)")),
            ("cut off", self.tr("Cut-off connections")),
            ("sign-in page", self.tr("A sign-in page in between")),
            ("key revoked", self.tr("A revoked key (401)")),
        )

    @Slot()
    def _tell_mood(self) -> None:
        self.mood_chosen.emit(self.mood.value)

    def show_holdings(self, held: Mapping[str, Any]) -> None:
        """Show what it holds now."""
        self._held = held
        counts = held.get("counts", {})
        people, events, entries = (int(counts.get(kind, len(held.get(kind, ())))) for kind in (_PEOPLE, _EVENTS, _ENTRIES))
        held_now = [
            self.tr("%Ln [person|people]", "", people),
            self.tr("%Ln event(s)", "", events),
            self.tr("%Ln campaign [entry|entries]", "", entries),
        ]
        cut = any(len(held.get(kind, ())) < int(counts.get(kind, 0)) for kind in Kind)
        held_now.append(self.tr("the newest are shown") if cut else self.tr("kept until the program is closed"))
        self._summary.setText(" · ".join(held_now))
        self._show()

    @Slot()
    def _show(self) -> None:
        kind = Kind(str(self.kind.value))
        # The newest first.
        rows = tuple(reversed(self._held.get(kind.value, ())))
        self.model.show_rows(kind, rows)
        self._places.setCurrentWidget(self.table if rows else self._nothing)
        self._size_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Person, what and when get their share of the width; the rest is for the last column."""
        super().resizeEvent(event)
        self._size_columns()

    def _size_columns(self) -> None:
        for column, share in enumerate(_SHARES):
            self.table.horizontalHeader().resizeSection(column, int(self.width() * share))
