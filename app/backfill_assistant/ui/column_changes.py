"""ColumnChanges: what the controls of the Columns page ask for becomes another mapping in the session."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from backfill_assistant.core.mapping.consent_changes import (
    meaning_for,
    renamed,
    with_only_no,
    with_unsubscribed,
    with_words_turned,
)
from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning, Target, TimeReading, ValueType
from backfill_assistant.core.mapping.mapping_changes import (
    Use,
    field_of,
    further_fields,
    use_of,
    with_created_at,
    with_dates_decided,
    with_field,
    with_field_again,
    with_fixed_value,
    with_meaning,
    with_use,
    with_zone_said,
    with_zone_word,
)
from backfill_assistant.ui import column_operations as operations
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.mapping_history import MappingHistory

if TYPE_CHECKING:
    from backfill_assistant.core.suggest import ColumnGuess, Suggestion
    from backfill_assistant.core.values.headers import Meaning
    from backfill_assistant.core.values.looks import ColumnLook


class ColumnChanges(QObject):
    """One slot per wish. Lines of the table are columns of the file, and after them further values, in their order."""

    # Of a column, by its place: another name meant that its words for true and false had to change sides.
    words_turned = Signal(int)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.history = MappingHistory(desk, self)
        self.suggestion: Suggestion | None = None
        self._looks: tuple[ColumnLook, ...] | None = None
        self._guessed: Mapping | None = None
        # The zone that was said for all times; it is no reason against a better guess about all else.
        self._all_in: str | int | None = None

    @property
    def mapping(self) -> Mapping | None:
        """What is decided now."""
        return self._desk.session.mapping

    @property
    def untouched(self) -> bool:
        """Whether the mapping is still the first guess."""
        return self.mapping is None or self.mapping == self._guessed

    def forget_guess(self) -> None:
        """Another file."""
        self.suggestion, self._looks, self._guessed, self._all_in = None, None, None, None

    def take_guess(self, looked: Any) -> None:
        """Use a guess (looks and suggestion) unless the person has decided something beside the zone of all times."""
        self._looks, self.suggestion = looked
        if self.untouched:
            self._guessed = looked[1].mapping
            self._desk.session.mapping = self._guessed
            self.history.forget()
        elif self._all_in is not None and self._is_guess_with_zone():
            self._guessed = looked[1].mapping
            self._desk.session.mapping = with_zone_said(looked[1].mapping, self._all_in)

    def guess_anew(self) -> None:
        """Go back to what was guessed, without any decision about problems."""
        if self.suggestion is not None:
            self._guessed = self.suggestion.mapping
            self._desk.session.repairs = None
            self._desk.session.mapping = self._guessed

    @Slot(object)
    def change_meaning(self, meaning: RowMeaning) -> None:
        """Let a row mean something else; a guess nobody has touched is guessed anew."""
        mapping, table = self.mapping, self._desk.session.table
        if mapping is None or table is None or mapping.row_meaning is meaning:
            return
        if (mapping == self._guessed or self._is_guess_with_zone()) and self._looks is not None:
            from backfill_assistant.core.suggest import reasons_column, suggest_from_looks

            looks, zone = self._looks, operations.usual_zone()
            self.take_guess((looks, suggest_from_looks(table.column_names, looks, meaning, zone, reasons_column(table))))
        else:
            self._desk.session.mapping = with_meaning(mapping, meaning)

    @Slot(int, object)
    def change_use(self, row: int, use: Use) -> None:
        """Let a column (or a further value) be for something else."""
        mapping = self.mapping
        if mapping is None:
            return
        further = self._further(row)
        if further is None:
            usual = self.usual_field(row)
            self._desk.session.mapping = with_use(mapping, row, use, usual, usual.time if use is Use.TIME else None)
        elif use is Use.LEFT_OUT:
            self._change(fields=tuple(each for each in mapping.fields if each is not further))
        else:
            self._change_further(further, target=Target.ATTRIBUTE if use is Use.ATTRIBUTE else Target.PROPERTY)

    @Slot(int, str)
    def change_name(self, row: int, name: str) -> None:
        """Call an attribute or property something else."""
        self.change_field(row, {"name": name.strip()})

    @Slot(int, object)
    def change_type(self, row: int, kind: ValueType) -> None:
        """Read a column as another type of value."""
        source = self.source_of(row)
        usual = self.usual_field(row if source is None else source)
        reading = (usual.time or _assumed()) if kind is ValueType.TIME else None
        self._change_value(row, type=kind, time=reading)

    def change_field(self, row: int, changes: dict[str, Any]) -> None:
        """Say more about a value. A name that begins or ceases to be unsubscribed takes the words to their other sides."""
        field, source = self._field(row), self.source_of(row)
        if field is None or source is None or "name" not in changes:
            self._change_value(row, **changes)
            return
        wanted = replace(field, **changes)
        named = renamed(replace(wanted, name=field.name), wanted.name, self.consent_meaning(source))
        turned = (named.true_words, named.false_words) != (wanted.true_words, wanted.false_words)
        self._change_value(row, **{name: getattr(named, name) for name in (*changes, "true_words", "false_words", "only_true")})
        if turned:
            self.words_turned.emit(source)

    def consent_meaning(self, column: int) -> Meaning | None:
        """What a column says about messages: its header, unless the person has said it."""
        table = self._desk.session.table
        if table is None:
            return None
        return meaning_for(table.column_names[column], operations.repairs_of(self._desk).consent_said(column))

    @Slot(int)
    def send_as_unsubscribed(self, column: int) -> None:
        """Send a column as unsubscribed, with its words the right way round."""
        if self.mapping is not None:
            usual = self.usual_field(column)
            self._desk.session.mapping = with_unsubscribed(self.mapping, column, usual, self.consent_meaning(column))

    @Slot(int)
    def send_as_created_at(self, column: int) -> None:
        """Send a column as the time since when people are known."""
        if self.mapping is not None:
            reading = self.usual_field(column).time or _assumed()
            self._desk.session.mapping = with_created_at(self.mapping, column, reading)

    @Slot(int)
    def turn_words(self, column: int) -> None:
        """Exchange the words of a column that is sent as unsubscribed the wrong way round."""
        if self.mapping is not None:
            self._desk.session.mapping = with_words_turned(self.mapping, column, self.consent_meaning(column))

    @Slot(object)
    def send_only_no(self, column: int | None) -> None:
        """Of what is sent as unsubscribed, send only those who said no."""
        if self.mapping is not None:
            self._desk.session.mapping = with_only_no(self.mapping, column)

    def change_reading(self, row: int, reading: TimeReading) -> None:
        """Read the times of a column another way; a zone that is said of them is said of all that the column feeds."""
        mapping, source = self.mapping, self.source_of(row)
        if mapping is None:
            return
        field = self._field(row)
        if self._further(row) is None and use_of(mapping, row) is Use.TIME:
            before: TimeReading | None = mapping.time
            changed = replace(mapping, time=reading)
        else:
            before = field.time if field is not None else None
            changed = replace(
                mapping, fields=tuple(replace(each, time=reading) if each is field else each for each in mapping.fields)
            )
        if before is not None and before.zone_assumed and not reading.zone_assumed:
            zone = reading.zone if reading.zone_column is None else reading.zone_column
            changed = with_zone_said(changed, zone, (source,))
        self._desk.session.mapping = changed

    @Slot(int, object, object)
    def decide_dates(self, column: int, undecided: TimeReading, reading: TimeReading) -> None:
        """Read the times of a column another way, wherever it was read the undecided way."""
        if self.mapping is not None:
            self._desk.session.mapping = with_dates_decided(self.mapping, column, undecided, reading)

    @Slot(str, str)
    def say_zone(self, word: str, zone: str) -> None:
        """Let letters that name a zone mean this one."""
        if self.mapping is not None:
            self._desk.session.mapping = with_zone_word(self.mapping, word, zone)

    @Slot(object, object)
    def say_times_zone(self, zone: str | int, columns: tuple[int | None, ...] | None) -> None:
        """Say in which zone times are that name none: of these columns, or of all."""
        if self.mapping is not None:
            if columns is None:
                self._all_in = zone
            self._desk.session.mapping = with_zone_said(self.mapping, zone, columns)

    @Slot(int)
    def change_event_column(self, column: int) -> None:
        """Name events by a column, or (-1) all alike."""
        if self.mapping is None:
            return
        if column < 0:
            self._change(event_name_column=None)
        else:
            self.change_use(column, Use.EVENT_NAME)

    @Slot(str)
    def change_event_name(self, name: str) -> None:
        """Name all events alike."""
        self._change(event_name=name, event_name_column=None)

    @Slot(bool)
    def change_update_only(self, only: bool) -> None:
        """Never create people."""
        self._change(only_update_existing=only)

    @Slot(bool)
    def change_now(self, accepted: bool) -> None:
        """Agree that rows count as now."""
        self._change(now_accepted=accepted)

    @property
    def file_time(self) -> int | None:
        """The column that says when rows happened, whether or not it is used; None where none is known."""
        if self.mapping is not None and self.mapping.time_column is not None:
            return self.mapping.time_column
        return self.suggestion.mapping.time_column if self.suggestion is not None else None

    @property
    def needs_zone(self) -> bool:
        """Whether the rows' times do not all name their zone."""
        column = self.mapping.time_column if self.mapping is not None else None
        guesses = self.suggestion.columns if self.suggestion is not None else ()
        return column is not None and column < len(guesses) and guesses[column].look.needs_zone

    @Slot(object)
    def change_file_time(self, wanted: bool) -> None:
        """Let rows count as happening at the time in the file, or now; the column is then a value like others."""
        mapping, column = self.mapping, self.file_time
        if mapping is None or column is None or wanted is (mapping.time_column is not None):
            return
        use = Use.TIME if wanted else Use.ATTRIBUTE if mapping.row_meaning is RowMeaning.PERSON else Use.PROPERTY
        usual = self.usual_field(column)
        changed = with_use(mapping, column, use, usual, usual.time if wanted else None)
        self._desk.session.mapping = replace(changed, now_accepted=not wanted)

    def add_fixed_value(self, name: str, text: str) -> None:
        """Send one value with every row."""
        if self.mapping is not None and name.strip():
            self._desk.session.mapping = with_fixed_value(self.mapping, name.strip(), text)

    def send_again(self, row: int) -> None:
        """Send what feeds a value once more, under another name."""
        mapping, field = self.mapping, self._field(row)
        if mapping is not None and field is not None:
            self._desk.session.mapping = with_field_again(mapping, field)

    def source_of(self, row: int) -> int | None:
        """The column of the file that feeds a line; None for a fixed value."""
        further = self._further(row)
        return row if further is None else further.column

    def read_with(self, column: int) -> tuple[int, ...]:
        """The column, and those that are joined on to its values."""
        fields = self.mapping.fields if self.mapping is not None else ()
        return (column, *sorted({place for each in fields if each.column == column for place in each.joined} - {column}))

    def guess_of(self, row: int) -> ColumnGuess | None:
        """What the column of a line was taken for, and why."""
        guesses = self.suggestion.columns if self.suggestion is not None else ()
        source = self.source_of(row)
        return guesses[source] if source is not None and source < len(guesses) else None

    def usual_field(self, row: int) -> Field:
        """How a column would be sent as a value."""
        if self.suggestion is not None and row < len(self.suggestion.fields):
            return self.suggestion.fields[row]
        return Field(Target.ATTRIBUTE, f"column_{row + 1}", column=row)

    def _field(self, row: int) -> Field | None:
        """The value on a line, if it is one."""
        return self._further(row) or (field_of(self.mapping, row) if self.mapping is not None else None)

    def _further(self, row: int) -> Field | None:
        """The value on a line below the columns: a fixed one, or one that a column feeds besides."""
        table = self._desk.session.table
        if self.mapping is None or table is None or row < table.column_count:
            return None
        further = further_fields(self.mapping)
        return further[row - table.column_count] if row - table.column_count < len(further) else None

    def _is_guess_with_zone(self) -> bool:
        """Whether nothing but the zone of all times was decided."""
        guessed, zone = self._guessed, self._all_in
        return guessed is not None and zone is not None and self.mapping == with_zone_said(guessed, zone)

    def _change(self, **changes: Any) -> None:
        if self.mapping is not None:
            self._desk.session.mapping = replace(self.mapping, **changes)

    def _change_value(self, row: int, **changes: Any) -> None:
        further = self._further(row)
        if further is not None:
            self._change_further(further, **changes)
        elif self.mapping is not None:
            self._desk.session.mapping = with_field(self.mapping, row, **changes)

    def _change_further(self, further: Field, **changes: Any) -> None:
        if self.mapping is not None:
            self._change(fields=tuple(replace(each, **changes) if each is further else each for each in self.mapping.fields))


def _assumed() -> TimeReading:
    """How times are read of which nothing is known: nobody has said that they are in this computer's zone."""
    return TimeReading(zone=operations.usual_zone(), zone_assumed=True)
