"""HoldingsModel: what the practice workspace holds, one kind at a time, as a table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt

from backfill_assistant.ui.models.table_model import TableModel
from backfill_assistant.ui.wording import day_and_time, duration, utc


class Kind(StrEnum):
    """What can be looked at; the values are the names in `ports.Practice.holdings`."""

    PEOPLE = "people"
    EVENTS = "events"
    ACTIVITIES = "activities"
    ENTRIES = "entries"


def column_names(kind: Kind) -> tuple[str, ...]:
    """The columns of one kind, in words."""
    person = QCoreApplication.translate("Holdings", "Person")
    if kind is Kind.PEOPLE:
        return (
            person,
            QCoreApplication.translate("Holdings", "Messages"),
            QCoreApplication.translate("Holdings", "Last changed"),
            QCoreApplication.translate("Holdings", "Attributes"),
        )
    if kind is Kind.EVENTS:
        return (
            person,
            QCoreApplication.translate("Holdings", "Event"),
            QCoreApplication.translate("Holdings", "Happened"),
            QCoreApplication.translate("Holdings", "Properties"),
        )
    if kind is Kind.ACTIVITIES:
        return (
            person,
            QCoreApplication.translate("Holdings", "Activity"),
            QCoreApplication.translate("Holdings", "When"),
            QCoreApplication.translate("Holdings", "Detail"),
        )
    return (
        person,
        QCoreApplication.translate("Holdings", "Campaign"),
        QCoreApplication.translate("Holdings", "Entered"),
        QCoreApplication.translate("Holdings", "Because of"),
    )


class HoldingsModel(TableModel):
    """Rows are dictionaries as they came; words are made only for what is on screen."""

    columns = 4

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._kind = Kind.PEOPLE
        self._rows: Sequence[Mapping[str, Any]] = ()

    @property
    def kind(self) -> Kind:
        """What is shown."""
        return self._kind

    def show_rows(self, kind: Kind, rows: Sequence[Mapping[str, Any]]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._kind, self._rows = kind, rows
        self.endResetModel()

    def line_count(self) -> int:
        """How many."""
        return len(self._rows)

    def title(self, column: int) -> str:
        """What stands above a column."""
        return column_names(self._kind)[column]

    def cell(self, row: int, column: int, role: int) -> Any:
        """What a cell says; moments in UTC as tooltip."""
        held = self._rows[row]
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        moment_ms = self._moment_ms(held)
        if role == Qt.ItemDataRole.ToolTipRole and column == 2 and moment_ms is not None:
            return f"{self._when(held)} · {utc(moment_ms)}"
        return (_person, self._what, self._when, self._more)[column](held)

    def _what(self, row: Mapping[str, Any]) -> str:
        if self._kind is Kind.PEOPLE:
            if row["unsubscribed"]:
                return QCoreApplication.translate("Holdings", "Unsubscribed")
            return QCoreApplication.translate("Holdings", "Gets messages")
        return str(row[{Kind.EVENTS: "name", Kind.ACTIVITIES: "type", Kind.ENTRIES: "campaign"}[self._kind]])

    def _when(self, row: Mapping[str, Any]) -> str:
        moment_ms = self._moment_ms(row)
        if moment_ms is None:
            return "–"
        shown = day_and_time(moment_ms)
        if self._kind is Kind.EVENTS and row.get("time_was_bad"):
            return QCoreApplication.translate("Holdings", "Unusable, so {moment}").format(moment=shown)
        return shown

    def _more(self, row: Mapping[str, Any]) -> str:
        if self._kind is Kind.ENTRIES:
            cause = str(row["event_name"] or row["cause"])
            age = duration(row["age_ms"] / 1000)
            return QCoreApplication.translate("Holdings", "{cause}, {age} old").format(cause=cause, age=age)
        shown = row[{Kind.PEOPLE: "attributes", Kind.EVENTS: "data", Kind.ACTIVITIES: "detail"}[self._kind]]
        return json.dumps(shown, ensure_ascii=False) if shown else ""

    def _moment_ms(self, row: Mapping[str, Any]) -> int | None:
        """A person known only from events was made at some time and never updated."""
        names = {Kind.PEOPLE: ("updated_ms", "created_ms"), Kind.ENTRIES: ("processed_ms",)}.get(self._kind, ("time_ms",))
        return next((int(row[name]) for name in names if row.get(name) is not None), None)


def _person(row: Mapping[str, Any]) -> str:
    found = row.get("person") or row.get("identifiers") or {}
    shown = {name: value for name, value in found.items() if name != "cio_id"} or found
    return ", ".join(str(value) for value in shown.values())
