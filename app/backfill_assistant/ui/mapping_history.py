"""MappingHistory: every change a person made to the mapping of the open file, to be undone and done again without limit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from backfill_assistant.ui.column_words import column_name
from backfill_assistant.ui.desk import Desk

if TYPE_CHECKING:
    from backfill_assistant.core.mapping.mapping import Mapping


class MappingHistory(QObject):
    """Watches the session; `changed` tells that there is more or less to undo."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._now: Mapping | None = desk.session.mapping
        self._before: list[Mapping] = []
        self._after: list[Mapping] = []
        self._is_moving = False
        desk.session.mapping_changed.connect(self._note)

    @property
    def undo_words(self) -> str:
        """What undoing would take back; "" when there is nothing."""
        return self._words(self._before[-1], self._now) if self._before else ""

    @property
    def redo_words(self) -> str:
        """What would be done again; "" when there is nothing."""
        return self._words(self._now, self._after[-1]) if self._after else ""

    @Slot()
    def undo(self) -> None:
        """Take the last change back."""
        self._move(self._before, self._after)

    @Slot()
    def redo(self) -> None:
        """Do the change again that was taken back last."""
        self._move(self._after, self._before)

    @Slot()
    def forget(self) -> None:
        """What happened so far was no choice of the person."""
        self._before.clear()
        self._after.clear()
        self.changed.emit()

    @Slot(object)
    def _note(self, mapping: Mapping | None) -> None:
        before, self._now = self._now, mapping
        if self._is_moving:
            return
        if mapping is None:
            self.forget()
        elif before is not None:
            self._before.append(before)
            self._after.clear()
            self.changed.emit()

    def _move(self, source: list[Mapping], target: list[Mapping]) -> None:
        if not source or self._now is None:
            return
        target.append(self._now)
        mapping = source.pop()
        self._is_moving = True
        try:
            self._desk.session.mapping = mapping
        finally:
            self._is_moving = False
        self.changed.emit()

    def _words(self, before: Mapping | None, after: Mapping | None) -> str:
        """Which columns two mappings differ in."""
        table = self._desk.session.table
        if before is None or after is None or table is None:
            return ""
        pairs = (
            (before.identifier_column, after.identifier_column),
            (before.event_name_column, after.event_name_column),
            (before.time_column, after.time_column),
        )
        places = {place for old, new in pairs if old != new for place in (old, new)}
        if before.time != after.time:
            places.add(after.time_column)
        fields = set(before.fields) ^ set(after.fields)
        names = {
            column_name(table.column_names, place) for place in places | {field.column for field in fields} if place is not None
        }
        names |= {field.name for field in fields if field.column is None}
        if before.row_meaning is not after.row_meaning or not names:
            return QCoreApplication.translate("Columns", "what a row means")
        if len(names) > 2:
            listed = QCoreApplication.translate("Columns", "%Ln column(s)", "", len(names))
        else:
            listed = ", ".join(sorted(names))
        if _without_zones(before) == _without_zones(after):
            return QCoreApplication.translate("Columns", "the time zone of {columns}").format(columns=listed)
        return listed


def _without_zones(mapping: Mapping) -> Mapping:
    """The mapping with all times in one zone, so that nothing but zones makes no difference."""
    fields = tuple(replace(each, time=each.time.in_zone("UTC")) if each.time is not None else each for each in mapping.fields)
    return replace(mapping, time=mapping.time.in_zone("UTC"), fields=fields)
