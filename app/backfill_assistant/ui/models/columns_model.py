"""ColumnsModel: one line per column of the file (and per further value): what it holds, what it is for, its name and type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, Signal

from backfill_assistant.core.checked import Problem, Severity
from backfill_assistant.core.mapping.mapping import Field, Mapping, Target, ValueType
from backfill_assistant.core.mapping.mapping_changes import Use, fields_by_column, further_fields, use_of, uses_offered
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.ui.cell_roles import CHOICES_ROLE, NAME_ROLE, TONE_ROLE
from backfill_assistant.ui.column_words import column_name, type_words, use_words
from backfill_assistant.ui.models.table_model import Index, TableModel
from backfill_assistant.ui.wording import in_words, number

COLUMN, SAMPLE, USE, NAME, TYPE, STATE = range(6)
_EDITABLE: Final = (USE, NAME, TYPE)


@dataclass(frozen=True)
class ColumnState:
    """How a column stands after the check: rows refused because of it, rows with a warning."""

    refused: int = 0
    warned: int = 0


def column_states(problems: Sequence[Problem]) -> dict[int, ColumnState]:
    """How each column stands; rows that were left out on purpose are no problem."""
    states: dict[int, ColumnState] = {}
    for problem in problems:
        if problem.column is None or problem.code.startswith("left_out"):
            continue
        state = states.get(problem.column, ColumnState())
        refused = problem.count if problem.severity is Severity.REFUSED else 0
        states[problem.column] = ColumnState(state.refused + refused, state.warned + problem.count - refused)
    return states


class ColumnsModel(TableModel):
    """The mapping as a table. Edits are told, not made: whoever listens changes the mapping and shows it again."""

    columns = STATE + 1
    silent_roles = frozenset(
        map(
            int,
            (
                Qt.ItemDataRole.DecorationRole,
                Qt.ItemDataRole.FontRole,
                Qt.ItemDataRole.TextAlignmentRole,
                Qt.ItemDataRole.BackgroundRole,
                Qt.ItemDataRole.ForegroundRole,
                Qt.ItemDataRole.CheckStateRole,
                Qt.ItemDataRole.SizeHintRole,
            ),
        )
    )

    use_wanted = Signal(int, object)
    name_wanted = Signal(int, str)
    type_wanted = Signal(int, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._samples: tuple[tuple[str, ...], ...] = ()
        self._mapping: Mapping | None = None
        # Worked out once per mapping: files may have a thousand columns.
        self._own: dict[int, Field] = {}
        self._further: tuple[Field, ...] = ()
        self._states: dict[int, ColumnState] = {}
        self._whys: tuple[Sentence, ...] = ()
        self._checked = False
        # What was put into words already: a table is painted again and again, and each cell is asked for several roles.
        self._uses: dict[int, Use] = {}
        self._said: dict[tuple[int, int], str] = {}
        self._offered: dict[tuple[int, bool], tuple[tuple[object, str], ...]] = {}

    def show_table(self, names: Sequence[str], samples: Sequence[tuple[str, ...]]) -> None:
        """Show another file."""
        self.beginResetModel()
        self._names, self._samples = tuple(names), tuple(samples)
        self._states, self._checked, self._whys = {}, False, ()
        self._take(None)
        self.endResetModel()

    def show_mapping(self, mapping: Mapping | None) -> None:
        """Show what each column is for; lines stay unless further values came or went."""
        if len(_further(mapping)) != len(self._further):
            self.beginResetModel()
            self._take(mapping)
            self.endResetModel()
        else:
            self._take(mapping)
            self._all_changed()

    def show_states(self, states: dict[int, ColumnState], *, checked: bool) -> None:
        """Show what the check found."""
        self._states, self._checked = states, checked
        self._said.clear()
        self._all_changed()

    def show_whys(self, whys: Sequence[Sentence]) -> None:
        """What each first guess rests on, for tooltips; put into words when one is asked for."""
        self._whys = tuple(whys)

    @property
    def further(self) -> tuple[Field, ...]:
        """The values on the lines below the columns."""
        return self._further

    def further_at(self, row: int) -> Field | None:
        """The value on a line below the columns: a fixed one, or one that a column feeds besides."""
        place = row - len(self._names)
        return self._further[place] if 0 <= place < len(self._further) else None

    def line_count(self) -> int:
        """Columns of the file and further values."""
        return len(self._names) + len(self._further)

    def title(self, column: int) -> str:
        """Words above."""
        return (
            self.tr("Column"),
            self.tr("Sample"),
            self.tr("Send as"),
            self.tr("Name"),
            self.tr("Type"),
            self.tr("Check"),
        )[column]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Use, name and type can be changed where they mean something."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if self._is_editable(index.row(), index.column()) else flags

    def cell(self, row: int, column: int, role: int) -> Any:
        """Words, values, choices, tones."""
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._words(row, column)
            case Qt.ItemDataRole.EditRole:
                return self._value(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tooltip(row, column)
            case Qt.ItemDataRole.AccessibleTextRole if column == STATE:
                return self._tooltip(row, column)
            case _ if role == CHOICES_ROLE:
                return self._choices(row, column)
            case _ if role == NAME_ROLE:
                return self._editor_name(row, column)
            case _ if role == TONE_ROLE and column == STATE:
                return self._state(row)[1]
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Tell what the person wants."""
        if role != Qt.ItemDataRole.EditRole or not self._is_editable(index.row(), index.column()):
            return False
        # Qt hands choices over as plain text.
        value = {USE: Use, NAME: str, TYPE: ValueType}[index.column()](value)
        if value == self._value(index.row(), index.column()):
            return False
        signal = {USE: self.use_wanted, NAME: self.name_wanted, TYPE: self.type_wanted}[index.column()]
        signal.emit(index.row(), value)
        return True

    def _all_changed(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, STATE))

    def _take(self, mapping: Mapping | None) -> None:
        self._mapping = mapping
        self._own = fields_by_column(mapping) if mapping is not None else {}
        self._further = _further(mapping)
        for known in (self._uses, self._said, self._offered):
            known.clear()

    def _field(self, row: int) -> Field | None:
        return self._own.get(row) if row < len(self._names) else self.further_at(row)

    def _use(self, row: int) -> Use:
        use = self._uses.get(row)
        if use is None:
            use = self._uses[row] = self._work_out_use(row)
        return use

    def _work_out_use(self, row: int) -> Use:
        if self._mapping is None:
            return Use.LEFT_OUT
        if row < len(self._names):
            return use_of(self._mapping, row)
        field = self.further_at(row)
        return Use.ATTRIBUTE if field is not None and field.target is Target.ATTRIBUTE else Use.PROPERTY

    def _is_editable(self, row: int, column: int) -> bool:
        if self._mapping is None or column not in _EDITABLE:
            return False
        return column == USE or self._use(row) in (Use.ATTRIBUTE, Use.PROPERTY)

    def _value(self, row: int, column: int) -> Any:
        field = self._field(row)
        if column == USE:
            return self._use(row)
        if column == NAME:
            return field.name if field is not None else ""
        if column == TYPE:
            return field.type if field is not None else None
        return self._words(row, column)

    def _name(self, column: int) -> str:
        return column_name(self._names, column)

    def _words(self, row: int, column: int) -> str:
        words = self._said.get((row, column))
        if words is None:
            words = self._said[row, column] = self._put_into_words(row, column)
        return words

    def _put_into_words(self, row: int, column: int) -> str:
        use = self._use(row)
        as_value = use in (Use.ATTRIBUTE, Use.PROPERTY)
        field = self._field(row)
        if column == COLUMN:
            if field is not None and row >= len(self._names):
                return (
                    self.tr("Fixed value")
                    if field.column is None
                    else self.tr("{column} again").format(column=self._name(field.column))
                )
            return self._name(row)
        if column == SAMPLE:
            further = self.further_at(row)
            if further is not None and further.column is None:
                return further.fixed
            source = row if further is None or further.column is None else further.column
            return "  ·  ".join(self._samples[source]) if source < len(self._samples) else ""
        if column == USE:
            return use_words(use)
        if column == NAME:
            return field.name if as_value and field is not None else _wire_name(use)
        if column == TYPE:
            if use is Use.TIME:
                return type_words(ValueType.TIME)
            return type_words(field.type) if as_value and field is not None else ""
        return self._state(row)[0]

    def _state(self, row: int) -> tuple[str, str]:
        """Words and tone of the check."""
        state = self._states.get(row, ColumnState())
        if state.refused:
            return "✕ " + number(state.refused), "bad"
        if state.warned:
            return "! " + number(state.warned), "caution"
        if self._use(row) is Use.LEFT_OUT or not self._checked:
            return "", "neutral"
        return "✓", "good"

    def _tooltip(self, row: int, column: int) -> str | None:
        if column in (COLUMN, USE) and row < len(self._whys):
            return "\n".join((self._words(row, COLUMN), self._words(row, SAMPLE), in_words(self._whys[row])))
        if column == STATE:
            state = self._states.get(row, ColumnState())
            if state.refused:
                return self.tr("%Ln row(s) [is|are] not sent because of this column.", "", state.refused)
            if state.warned:
                return self.tr("%Ln row(s) [has|have] a warning.", "", state.warned)
        words = self._words(row, column)
        return words or None

    def _choices(self, row: int, column: int) -> tuple[tuple[object, str], ...] | None:
        if self._mapping is None or not self._is_editable(row, column):
            return None
        if column == NAME:
            return None
        # The same for every line that is a column, and for every line below.
        key = (column, row >= len(self._names))
        if key not in self._offered:
            self._offered[key] = self._offer(self._mapping, *key)
        return self._offered[key]

    def _offer(self, mapping: Mapping, column: int, further: bool) -> tuple[tuple[object, str], ...]:
        if column == TYPE:
            return tuple((kind, type_words(kind)) for kind in ValueType)
        offered = uses_offered(mapping.row_meaning)
        if further:
            offered = tuple(use for use in offered if use in (Use.ATTRIBUTE, Use.PROPERTY, Use.LEFT_OUT))
        return tuple((use, use_words(use)) for use in offered)

    def _editor_name(self, row: int, column: int) -> str:
        words = {USE: self.tr("Send {column} as"), NAME: self.tr("Name of {column}"), TYPE: self.tr("Type of {column}")}
        return words[column].format(column=self._words(row, COLUMN)) if column in words else ""


def _further(mapping: Mapping | None) -> tuple[Field, ...]:
    return further_fields(mapping) if mapping is not None else ()


def _wire_name(use: Use) -> str:
    """What the column is called on the way, where it has a name of its own."""
    return {
        Use.PERSON_ID: "id",
        Use.PERSON_EMAIL: "email",
        Use.PERSON_CIO_ID: "cio_id",
        Use.ANONYMOUS_ID: "anonymousId",
        Use.EVENT_NAME: "name",
        Use.TIME: "timestamp",
    }.get(use, "")
