"""SelectedColumn: what can be said about the line that is selected among the columns, and what was said."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from backfill_assistant.core.mapping.mapping import TimeReading, ValueType
from backfill_assistant.core.mapping.mapping_changes import Use, field_of, use_of
from backfill_assistant.core.rows.fields import UNSUBSCRIBED
from backfill_assistant.core.values.headers import Meaning
from backfill_assistant.ui import column_operations as operations
from backfill_assistant.ui.column_changes import ColumnChanges
from backfill_assistant.ui.column_words import column_name
from backfill_assistant.ui.columns_table import ColumnsTable
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.models.columns_model import COLUMN
from backfill_assistant.ui.widgets.column_options import ColumnOptions
from backfill_assistant.ui.widgets.sight import focus_in_sight
from backfill_assistant.ui.wording import in_words


class SelectedColumn(QObject):
    """Stands between the table, the options below it, and the changes of the mapping."""

    def __init__(self, desk: Desk, changes: ColumnChanges, table: ColumnsTable, options: ColumnOptions) -> None:
        super().__init__(options)
        self._desk = desk
        self._changes = changes
        self._table = table
        self._model = table.columns
        self._options = options
        table.selectionModel().currentRowChanged.connect(self.show)
        self._model.modelReset.connect(self.show)
        options.field_changed.connect(self.change_field)
        options.reading_changed.connect(self.change_reading)
        options.again.clicked.connect(self.send_again)
        options.invert.clicked.connect(self.send_as_unsubscribed)

    @property
    def table(self) -> ColumnsTable:
        """Where lines are selected."""
        return self._table

    @Slot()
    def show(self) -> None:
        """Show the options of the selected line."""
        mapping, table = self._desk.session.mapping, self._desk.session.table
        row = self._table.selected
        if mapping is None or table is None or not self._model.rowCount():
            self._options.hide()
            return
        further = self._model.further_at(row)
        field = further if further is not None else field_of(mapping, row)
        source = self._changes.source_of(row)
        guess = self._changes.guess_of(row)
        name = str(self._model.index(row, COLUMN).data() or "")
        remark = in_words(guess.remark) if guess is not None and guess.remark is not None else ""
        if field is not None and field.name == UNSUBSCRIBED and guess is not None and guess.meaning is not Meaning.UNSUBSCRIBED:
            # What was said of a column that is sent under another name.
            remark = ""
        is_time = further is None and use_of(mapping, row) is Use.TIME
        reading = mapping.time if is_time else field.time if field is not None and field.type is ValueType.TIME else None
        consents = (Meaning.OPTED_IN, Meaning.OPTED_OUT)
        is_consent = source is not None and self._changes.consent_meaning(source) in consents
        why = in_words(guess.why) if guess is not None else ""
        self._options.show_column(name, why, "" if is_time else remark, is_consent=is_consent)
        names = table.column_names
        others = [(place, column_name(names, place)) for place in range(len(names)) if place != source]
        self._options.show_field(None if is_time else field, others)
        self._options.show_reading(reading, others, self._has_repeated_hours(source))
        # Last, or the page would be laid out anew for each of its parts.
        self._options.show()
        if reading is not None and source is not None:
            operations.show_time_examples(self._desk, source, reading, None if is_time else field, self._show_examples)
        if field is not None and field.type is ValueType.TRUE_FALSE and source is not None:
            operations.count_words(self._desk, source, field, self._options.show_words)
        QTimer.singleShot(0, self._table.keep_selected_in_sight)

    def select(self, line: int) -> None:
        """Select a line of the table."""
        self._table.selectRow(line)

    @Slot(object)
    def change_field(self, changes: dict[str, Any]) -> None:
        """Say more about the value of the line."""
        self._changes.change_field(self._table.selected, changes)

    @Slot(object)
    def change_reading(self, reading: TimeReading) -> None:
        """Read the times of the line another way."""
        self._changes.change_reading(self._table.selected, reading)

    @Slot()
    def send_as_unsubscribed(self) -> None:
        """Send the column as unsubscribed, with its words the right way round."""
        source = self._changes.source_of(self._table.selected)
        if source is not None:
            self._changes.send_as_unsubscribed(source)

    @Slot()
    def send_again(self) -> None:
        """Send the column once more, and select the new line."""
        before = set(map(id, self._model.further))
        self._changes.send_again(self._table.selected)
        further = self._model.further
        new = next((at for at, each in enumerate(further) if id(each) not in before), None)
        if new is not None:
            self._table.selectRow(self._model.rowCount() - len(further) + new)

    @Slot(int, str)
    def go_to(self, column: int, control: str) -> None:
        """Put the cursor on what decides about a column."""
        self._table.selectRow(column)
        # What the check found may have come after the line was selected.
        self.show()
        targets: dict[str, QWidget] = {
            "name": self._options.name,
            "format": self._options.time.format,
            "zone": self._options.time.zone,
            "hour": self._options.time.hour,
            "words": self._options.true_words,
            "nest": self._options.nested,
        }
        target = targets.get(control, self._table)
        focus_in_sight(target if target.isVisible() else self._table)

    def _has_repeated_hours(self, column: int | None) -> bool:
        checked = self._desk.session.checked
        return checked is not None and any(
            each.code in ("time.repeated_hour", "value.repeated_hour") and each.column == column for each in checked.problems
        )

    def _show_examples(self, examples: Any) -> None:
        self._options.show_examples(examples, self._desk.parts.clock.now_ms())
