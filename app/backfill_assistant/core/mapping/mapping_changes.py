"""What a person can change about one column of a mapping, each change a function from Mapping to Mapping."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum
from typing import Any

from backfill_assistant.core.mapping.mapping import Field, IdentifierKind, Mapping, RowMeaning, Target, TimeReading, ValueType


class Use(StrEnum):
    """What a column is for."""

    PERSON_ID = "person id"
    PERSON_EMAIL = "person email"
    PERSON_CIO_ID = "person cio_id"
    ANONYMOUS_ID = "anonymous id"
    EVENT_NAME = "event name"
    TIME = "time"
    ATTRIBUTE = "attribute"
    PROPERTY = "property"
    LEFT_OUT = "left out"


_IDENTIFIERS = {
    Use.PERSON_ID: IdentifierKind.ID,
    Use.PERSON_EMAIL: IdentifierKind.EMAIL,
    Use.PERSON_CIO_ID: IdentifierKind.CIO_ID,
    Use.ANONYMOUS_ID: IdentifierKind.ANONYMOUS_ID,
}
# Since when a person is known (Track API specification); people who are new without it count as created now.
CREATED_AT = "created_at"
_TARGETS = {Use.ATTRIBUTE: Target.ATTRIBUTE, Use.PROPERTY: Target.PROPERTY}


def uses_offered(meaning: RowMeaning) -> tuple[Use, ...]:
    """What a column can be for when a row means this."""
    offered = [Use.PERSON_ID, Use.PERSON_EMAIL, Use.PERSON_CIO_ID]
    if meaning is RowMeaning.EVENT:
        offered.append(Use.ANONYMOUS_ID)
    if meaning is not RowMeaning.PERSON:
        offered.append(Use.EVENT_NAME)
    offered.append(Use.TIME)
    if meaning is not RowMeaning.EVENT:
        offered.append(Use.ATTRIBUTE)
    if meaning is not RowMeaning.PERSON:
        offered.append(Use.PROPERTY)
    return (*offered, Use.LEFT_OUT)


def use_of(mapping: Mapping, column: int) -> Use:
    """What a column is for; its first duty where it has several."""
    if mapping.identifier_column == column:
        return next(use for use, kind in _IDENTIFIERS.items() if kind is mapping.identifier_kind)
    if mapping.has_events and mapping.event_name_column == column:
        return Use.EVENT_NAME
    if mapping.time_column == column:
        return Use.TIME
    field = field_of(mapping, column)
    if field is None:
        return Use.LEFT_OUT
    return Use.ATTRIBUTE if field.target is Target.ATTRIBUTE else Use.PROPERTY


def field_of(mapping: Mapping, column: int) -> Field | None:
    """The attribute or property that a column feeds; the first where it feeds several."""
    return next((field for field in mapping.fields if field.column == column), None)


def fields_by_column(mapping: Mapping) -> dict[int, Field]:
    """What `field_of` says of every column that feeds a value."""
    first: dict[int, Field] = {}
    for field in mapping.fields:
        if field.column is not None:
            first.setdefault(field.column, field)
    return first


def further_fields(mapping: Mapping) -> tuple[Field, ...]:
    """Values beside the one for each column: fixed ones, and those that a column feeds once more or beside another duty."""
    first = fields_by_column(mapping)
    # Columns with a duty of their own, whatever else they feed.
    busy = {mapping.identifier_column, mapping.event_name_column if mapping.has_events else None, mapping.time_column}
    return tuple(
        field for field in mapping.fields if field.column in busy or field.column is None or first[field.column] is not field
    )


def columns_used(mapping: Mapping) -> frozenset[int]:
    """Columns that something is made of."""
    places = {field.column for field in mapping.fields}
    places.update(place for field in mapping.fields for place in field.joined)
    places |= {mapping.identifier_column, mapping.event_name_column, mapping.time_column}
    readings = [field.time for field in mapping.fields if field.type is ValueType.TIME and field.time is not None]
    for reading in (*readings, *([mapping.time] if mapping.time_column is not None else [])):
        places |= {reading.zone_column, reading.clock_column}
    return frozenset(place for place in places if place is not None)


def with_use(mapping: Mapping, column: int, use: Use, usual: Field, reading: TimeReading | None = None) -> Mapping:
    """Give a column a duty and take it from whichever column had it. `usual` is how the column is sent as a value,
    `reading` how it is read as the row's time; what was decided about the column before is kept.
    """
    own, was_time = field_of(mapping, column), mapping.time_column == column
    field = own or (replace(usual, time=mapping.time) if was_time and usual.type is ValueType.TIME else usual)
    if own is not None and own.type is ValueType.TIME and own.time is not None:
        reading = own.time
    cleared = replace(
        mapping,
        identifier_column=None if mapping.identifier_column == column else mapping.identifier_column,
        event_name_column=None if mapping.event_name_column == column else mapping.event_name_column,
        time_column=None if mapping.time_column == column else mapping.time_column,
        fields=tuple(each for each in mapping.fields if each.column != column),
    )
    if use in _IDENTIFIERS:
        return replace(cleared, identifier_column=column, identifier_kind=_IDENTIFIERS[use])
    if use is Use.EVENT_NAME:
        return replace(cleared, event_name_column=column, event_name="")
    if use is Use.TIME:
        return replace(cleared, time_column=column, time=_apart(reading or mapping.time, column), now_accepted=False)
    if use in _TARGETS and use_of(mapping, column) in _TARGETS:
        return with_field(mapping, column, target=_TARGETS[use])
    if use in _TARGETS:
        return _with_fields(cleared, (*cleared.fields, replace(field, column=column, target=_TARGETS[use])))
    return cleared


def with_field(mapping: Mapping, column: int, **changes: Any) -> Mapping:
    """Change something about the attribute or property that a column feeds."""
    own = field_of(mapping, column)
    return replace(mapping, fields=tuple(replace(each, **changes) if each is own else each for each in mapping.fields))


def with_field_again(mapping: Mapping, field: Field) -> Mapping:
    """Send what feeds a value once more, under a name of its own: for another part of the same text, or another type."""
    taken = {each.name for each in mapping.fields if each.target is field.target}
    number = 2
    while f"{field.name}_{number}" in taken:
        number += 1
    place = next(at for at, each in enumerate(mapping.fields) if each is field) + 1
    again = replace(field, name=f"{field.name}_{number}")
    return replace(mapping, fields=(*mapping.fields[:place], again, *mapping.fields[place:]))


def times_of(mapping: Mapping) -> tuple[tuple[int, TimeReading, Field | None], ...]:
    """Columns that are read as times, and how: the row's own time first, then values with their fields."""
    own = [(mapping.time_column, mapping.time, None)] if mapping.time_column is not None else []
    values = [
        (field.column, field.time, field)
        for field in mapping.fields
        if field.type is ValueType.TIME and field.time is not None and field.column is not None
    ]
    return (*own, *values)


def with_dates_decided(mapping: Mapping, column: int, undecided: TimeReading, reading: TimeReading) -> Mapping:
    """Read a column another way wherever it was read the undecided way."""
    fields = tuple(
        replace(each, time=reading) if each.column == column and each.time == undecided else each for each in mapping.fields
    )
    own = mapping.time_column == column and mapping.time == undecided
    return replace(mapping, time=reading if own else mapping.time, fields=fields)


def with_zone_said(mapping: Mapping, zone: str | int, columns: Collection[int | None] | None = None) -> Mapping:
    """Say in which zone times are for which one was assumed: by name, or by the place of a column that names each row's.

    `columns` are those that are meant, with None among them for fixed values; without it all times, also of a column that is
    not read as times yet.
    """

    def said(reading: TimeReading, column: int | None) -> TimeReading:
        # No column says in itself which zone its times are in.
        return reading.in_zone(zone) if reading.zone_assumed and zone != column else reading

    def said_of(field: Field) -> TimeReading | None:
        if field.time is None or not (columns is None or field.column in columns):
            return field.time
        if field.column is not None:
            return said(field.time, field.column)
        # A fixed value stands in no row for which a column could say it.
        unsaid = field.time.zone_assumed or field.time.zone_column is not None
        return field.time.in_zone(zone) if unsaid and isinstance(zone, str) else field.time

    fields = tuple(replace(each, time=said_of(each)) for each in mapping.fields)
    own = mapping.time_column
    meant = columns is None or (own is not None and own in columns)
    return replace(mapping, time=said(mapping.time, own) if meant else mapping.time, fields=fields)


def as_if_said(mapping: Mapping) -> Mapping:
    """The mapping with every assumed zone taken for right: to count what that would lead to, never to send."""

    def taken(field: Field) -> TimeReading | None:
        said = field.time.as_if_said() if field.time is not None else None
        return replace(said, zone_column=None) if said is not None and field.column is None else said

    fields = tuple(replace(each, time=taken(each)) for each in mapping.fields)
    return replace(mapping, time=mapping.time.as_if_said(), fields=fields)


def with_zone_word(mapping: Mapping, word: str, zone: str) -> Mapping:
    """Let a zone that is named by letters mean a zone, wherever times are read; "" for the zone: let it be asked again."""

    def said(reading: TimeReading) -> TimeReading:
        others = tuple(each for each in reading.zone_words if each[0] != word)
        return replace(reading, zone_words=(*others, (word, zone)) if zone else others)

    fields = tuple(replace(each, time=said(each.time)) if each.time is not None else each for each in mapping.fields)
    return replace(mapping, time=said(mapping.time), fields=fields)


def with_fixed_value(mapping: Mapping, name: str, text: str) -> Mapping:
    """Send one text with every row, under a name; the same name again changes the text."""
    target = Target.ATTRIBUTE if mapping.row_meaning is RowMeaning.PERSON else Target.PROPERTY
    others = tuple(each for each in mapping.fields if each.column is not None or each.name != name)
    return replace(mapping, fields=(*others, Field(target, name, fixed=text)))


def with_created_at(mapping: Mapping, column: int, reading: TimeReading) -> Mapping:
    """Send a column as the time since when the person is known; one that is the time of the row stays that as well."""
    if column == mapping.time_column:
        reading = mapping.time
    own = next((each for each in mapping.fields if each.column == column and each.target is Target.ATTRIBUTE), None)
    field = replace(
        own or Field(Target.ATTRIBUTE, CREATED_AT, column),
        name=CREATED_AT,
        type=ValueType.TIME,
        time=own.time if own is not None and own.time is not None else reading,
    )
    others = tuple(each for each in mapping.fields if each is not own)
    return _with_fields(mapping, (*others, field))


def with_meaning(mapping: Mapping, meaning: RowMeaning) -> Mapping:
    """Let a row mean something else; values go with it to the person or to the event."""
    fields = mapping.fields
    only = {RowMeaning.PERSON: Target.ATTRIBUTE, RowMeaning.EVENT: Target.PROPERTY}.get(meaning)
    if only is not None:
        fields = tuple(replace(each, target=only) for each in fields)
    changed = replace(mapping, row_meaning=meaning, fields=fields)
    if meaning is RowMeaning.PERSON:
        changed = replace(changed, event_name_column=None, event_name="")
    if meaning is not RowMeaning.EVENT and changed.identifier_kind is IdentifierKind.ANONYMOUS_ID:
        # Attributes are set of people who are known.
        changed = replace(changed, identifier_column=None, identifier_kind=IdentifierKind.ID)
    return changed


def _apart(reading: TimeReading, column: int) -> TimeReading:
    """A reading that does not ask its own column for the zone or the time of day."""
    return replace(
        reading,
        zone_assumed=reading.zone_assumed or reading.zone_column == column,
        zone_column=None if reading.zone_column == column else reading.zone_column,
        clock_column=None if reading.clock_column == column else reading.clock_column,
    )


def _with_fields(mapping: Mapping, fields: tuple[Field, ...]) -> Mapping:
    """Fields in the order of their columns, fixed ones last."""
    return replace(mapping, fields=tuple(sorted(fields, key=lambda each: (each.column is None, each.column or 0))))
