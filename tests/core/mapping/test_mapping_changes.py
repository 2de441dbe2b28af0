"""Each change a person makes to one column leaves the rest of the mapping as it was."""

from __future__ import annotations

import json
from dataclasses import replace

from backfill_assistant.core.mapping.mapping import Field, IdentifierKind, Mapping, RowMeaning, Target, TimeReading, ValueType
from backfill_assistant.core.mapping.mapping_changes import (
    Use,
    field_of,
    further_fields,
    times_of,
    use_of,
    uses_offered,
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

MAPPING = Mapping(
    RowMeaning.EVENT,
    identifier_column=0,
    event_name_column=1,
    time_column=2,
    time=TimeReading("dmy", "Europe/Berlin"),
    fields=(Field(Target.PROPERTY, "amount", column=3, type=ValueType.NUMBER), Field(Target.PROPERTY, "source", fixed="x")),
)
USUAL = Field(Target.PROPERTY, "usual", column=9)


def test_what_each_column_is_for() -> None:
    uses = [use_of(MAPPING, column) for column in range(5)]
    assert uses == [Use.PERSON_ID, Use.EVENT_NAME, Use.TIME, Use.PROPERTY, Use.LEFT_OUT]


def test_only_what_makes_sense_is_offered() -> None:
    assert Use.PROPERTY not in uses_offered(RowMeaning.PERSON)
    assert Use.EVENT_NAME not in uses_offered(RowMeaning.PERSON)
    assert Use.ATTRIBUTE not in uses_offered(RowMeaning.EVENT)
    assert {Use.ATTRIBUTE, Use.PROPERTY, Use.EVENT_NAME} <= set(uses_offered(RowMeaning.PERSON_AND_EVENT))


def test_a_duty_is_taken_from_the_column_that_had_it() -> None:
    changed = with_use(MAPPING, 4, Use.PERSON_EMAIL, USUAL)
    assert (changed.identifier_column, changed.identifier_kind) == (4, IdentifierKind.EMAIL)
    assert use_of(changed, 0) is Use.LEFT_OUT
    assert changed.fields == MAPPING.fields


def test_a_column_that_had_a_duty_becomes_a_value_as_usual() -> None:
    changed = with_use(MAPPING, 2, Use.PROPERTY, USUAL)
    assert changed.time_column is None
    assert field_of(changed, 2) == replace(USUAL, column=2)


def test_what_was_said_about_a_value_is_kept_when_it_changes_sides() -> None:
    both = replace(MAPPING, row_meaning=RowMeaning.PERSON_AND_EVENT)
    changed = with_use(both, 3, Use.ATTRIBUTE, USUAL)
    assert field_of(changed, 3) == replace(MAPPING.fields[0], target=Target.ATTRIBUTE)


def test_a_new_time_column_is_read_in_its_own_way_and_now_is_no_longer_agreed() -> None:
    agreed = replace(MAPPING, time_column=None, now_accepted=True)
    reading = TimeReading("iso", "UTC")
    changed = with_use(agreed, 3, Use.TIME, USUAL, reading)
    assert (changed.time_column, changed.time, changed.now_accepted) == (3, reading, False)
    assert field_of(changed, 3) is None


def test_leaving_out() -> None:
    assert field_of(with_use(MAPPING, 3, Use.LEFT_OUT, USUAL), 3) is None


def test_a_value_is_changed_alone() -> None:
    changed = with_field(MAPPING, 3, name="price", decimal_mark=",")
    assert field_of(changed, 3) == replace(MAPPING.fields[0], name="price", decimal_mark=",")
    assert changed.fields[1] == MAPPING.fields[1]


def test_values_go_with_the_meaning_of_rows() -> None:
    people = with_meaning(MAPPING, RowMeaning.PERSON)
    assert {field.target for field in people.fields} == {Target.ATTRIBUTE}
    assert people.event_name_column is None
    assert {field.target for field in with_meaning(people, RowMeaning.EVENT).fields} == {Target.PROPERTY}


def test_an_anonymous_id_goes_with_events_only() -> None:
    assert Use.ANONYMOUS_ID in uses_offered(RowMeaning.EVENT)
    assert not any(Use.ANONYMOUS_ID in uses_offered(each) for each in (RowMeaning.PERSON, RowMeaning.PERSON_AND_EVENT))
    anonymous = with_use(MAPPING, 2, Use.ANONYMOUS_ID, USUAL)
    assert (anonymous.identifier_column, use_of(anonymous, 2)) == (2, Use.ANONYMOUS_ID)
    assert with_meaning(anonymous, RowMeaning.EVENT).identifier_kind is IdentifierKind.ANONYMOUS_ID
    for meaning in (RowMeaning.PERSON, RowMeaning.PERSON_AND_EVENT):
        changed = with_meaning(anonymous, meaning)
        assert (changed.identifier_column, changed.identifier_kind) == (None, IdentifierKind.ID)


def test_fixed_values() -> None:
    once = with_fixed_value(MAPPING, "source", "Expo")
    assert [field.fixed for field in once.fields if field.column is None] == ["Expo"]


def test_a_column_is_sent_once_more_under_another_name() -> None:
    (amount, source) = MAPPING.fields
    twice = with_field_again(MAPPING, amount)
    again = replace(amount, name="amount_2")
    assert twice.fields == (amount, again, source)
    assert further_fields(twice) == (again, source)
    assert with_field_again(twice, amount).fields[1].name == "amount_3"
    # What is said about the one leaves the other alone.
    assert with_field(twice, 3, name="price").fields == (replace(amount, name="price"), again, source)
    both = replace(twice, row_meaning=RowMeaning.PERSON_AND_EVENT)
    assert with_use(both, 3, Use.ATTRIBUTE, USUAL).fields == (replace(amount, target=Target.ATTRIBUTE), again, source)
    assert with_use(twice, 3, Use.LEFT_OUT, USUAL).fields == (source,)


def test_a_value_of_a_column_with_another_duty_is_a_further_one() -> None:
    hidden = Field(Target.PROPERTY, "when", column=2)
    assert further_fields(replace(MAPPING, fields=(hidden, *MAPPING.fields))) == (hidden, MAPPING.fields[1])


def test_dates_are_decided_wherever_the_column_was_undecided() -> None:
    undecided = TimeReading("dmy+mdy", "UTC")
    decided = replace(undecided, format="mdy")
    at = Field(Target.PROPERTY, "at", column=2, type=ValueType.TIME, time=undecided)
    other = replace(at, name="other", column=4)
    mapping = replace(MAPPING, time=undecided, fields=(at, other, MAPPING.fields[0]))
    assert times_of(mapping) == ((2, undecided, None), (2, undecided, at), (4, undecided, other))
    after = with_dates_decided(mapping, 2, undecided, decided)
    assert (after.time, after.fields[0].time, after.fields[1].time) == (decided, decided, undecided)
    assert with_dates_decided(mapping, 4, undecided, decided).time == undecided


def test_what_letters_mean_holds_wherever_times_are_read() -> None:
    fields = (
        Field(Target.ATTRIBUTE, "renewed", column=2, type=ValueType.TIME, time=TimeReading("dmy", zone_words=(("CET", "UTC"),))),
        Field(Target.ATTRIBUTE, "name", column=3),
    )
    mapping = Mapping(RowMeaning.PERSON, 0, time_column=1, fields=fields)
    said = with_zone_word(with_zone_word(mapping, "PST", "-08:00"), "CET", "+01:00")
    expected = (("PST", "-08:00"), ("CET", "+01:00"))
    assert said.time.zone_words == expected
    assert said.fields[0].time is not None
    assert said.fields[0].time.zone_words == expected
    assert said.fields[1] == fields[1]
    assert Mapping.from_dict(json.loads(json.dumps(said.to_dict()))) == said
    asked_again = with_zone_word(said, "PST", "")
    assert asked_again.time.zone_words == expected[1:]
    older = mapping.to_dict()
    del older["time"]["zone_words"]
    assert Mapping.from_dict(older).time == mapping.time


def test_a_column_becomes_created_at_and_keeps_its_other_duty() -> None:
    people = replace(MAPPING, row_meaning=RowMeaning.PERSON, event_name_column=None, fields=())
    (field,) = with_created_at(people, 2, TimeReading("iso")).fields
    assert (field.name, field.column, field.type, field.time) == ("created_at", 2, ValueType.TIME, people.time)
    assert with_created_at(people, 2, TimeReading("iso")).time_column == 2
    since = replace(people, fields=(Field(Target.ATTRIBUTE, "signed_up", 3), Field(Target.ATTRIBUTE, "plan", 1)))
    renamed = with_created_at(since, 3, TimeReading("dmy"))
    assert [(each.name, each.column, each.type) for each in renamed.fields] == [
        ("plan", 1, ValueType.TEXT),
        ("created_at", 3, ValueType.TIME),
    ]
    assert renamed.fields[1].time == TimeReading("dmy")


def test_a_zone_is_said_where_one_was_assumed_and_nowhere_else() -> None:
    assumed, said = TimeReading(zone="Europe/Berlin", zone_assumed=True), TimeReading(zone="Asia/Tokyo")
    fields = tuple(
        Field(Target.ATTRIBUTE, name, column=column, type=ValueType.TIME, time=reading)
        for name, column, reading in (("a", 1, assumed), ("b", 2, assumed), ("c", 3, said), ("d", None, assumed))
    )
    mapping = Mapping(RowMeaning.PERSON, 0, time_column=1, time=assumed, fields=fields)
    everywhere = with_zone_said(mapping, "UTC")
    utc = TimeReading(zone="UTC")
    assert (everywhere.time, [each.time for each in everywhere.fields]) == (utc, [utc, utc, said, utc])
    one = with_zone_said(mapping, "UTC", (1,))
    assert (one.time, [each.time for each in one.fields]) == (utc, [utc, assumed, said, assumed])
    fixed = with_zone_said(mapping, "UTC", (None,))
    assert (fixed.time, [each.time for each in fixed.fields]) == (assumed, [assumed, assumed, said, utc])
    # A column that names zones does not say its own.
    named = with_zone_said(mapping, 2)
    assert named.time == TimeReading(zone="Europe/Berlin", zone_column=2)
    # Nor that of a fixed value, which stands in no row.
    assert [each.time for each in named.fields] == [named.time, assumed, said, assumed]


def test_how_a_column_is_read_stays_when_it_becomes_the_time_of_the_row_and_back() -> None:
    said = TimeReading("dmy", "Asia/Tokyo")
    usual = Field(Target.ATTRIBUTE, "when", column=1, type=ValueType.TIME, time=TimeReading("dmy", "UTC", zone_assumed=True))
    mapping = Mapping(RowMeaning.PERSON, 0, time_column=1, time=said)
    as_value = with_use(mapping, 1, Use.ATTRIBUTE, usual)
    assert field_of(as_value, 1).time == said  # type: ignore[union-attr]
    assert with_use(as_value, 1, Use.TIME, usual, usual.time).time == said


def test_without_the_column_that_named_zones_nobody_has_said_which_holds() -> None:
    mapping = Mapping(RowMeaning.PERSON, 0, time_column=1, time=TimeReading(zone_column=2))
    assert with_use(mapping, 2, Use.TIME, Field(Target.ATTRIBUTE, "zone", column=2)).time.zone_assumed
