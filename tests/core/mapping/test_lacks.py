"""What no row could be sent with is said before any row is looked at."""

from __future__ import annotations

import dataclasses

import pytest

from backfill_assistant.core.limits import COMMAND_EVENT_NAMES
from backfill_assistant.core.mapping.lacks import lacks_for
from backfill_assistant.core.mapping.mapping import Field, IdentifierKind, Mapping, RowMeaning, Target, TimeReading, ValueType
from backfill_assistant.core.routes import Route

EVENT = Mapping(RowMeaning.EVENT, 0, event_name="came", time_column=1)
PERSON = Mapping(RowMeaning.PERSON, 0, now_accepted=True)


def named(*names: str, nested: bool = True) -> Mapping:
    return dataclasses.replace(PERSON, fields=tuple(Field(Target.ATTRIBUTE, name, 1, nested=nested) for name in names))


def with_field(name: str, **rest: object) -> Mapping:
    return dataclasses.replace(PERSON, fields=(Field(Target.ATTRIBUTE, name, 1, **rest),))  # type: ignore[arg-type]


@pytest.mark.parametrize("route", Route)
@pytest.mark.parametrize(
    "mapping",
    [
        EVENT,
        PERSON,
        named("a.b", "a.c", "d"),
        named("a", "a.b", nested=False),
        with_field("é" * 75),
        with_field("unsubscribed", type=ValueType.TRUE_FALSE),
        dataclasses.replace(EVENT, event_name="é" * 50),
        dataclasses.replace(EVENT, event_name="user deleted?"),
        dataclasses.replace(EVENT, event_name="User Deleted", event_name_column=2),
    ],
)
def test_complete_mappings(mapping: Mapping, route: Route) -> None:
    assert lacks_for(mapping, route) == ()


def test_anonymous_events_go_by_pipelines_alone() -> None:
    anonymous = dataclasses.replace(EVENT, identifier_kind=IdentifierKind.ANONYMOUS_ID)
    assert lacks_for(anonymous, Route.PIPELINES) == ()
    assert [str(each).split(".")[0] for each in lacks_for(anonymous, Route.TRACK)] == ["Track takes no anonymous events in batches"]
    people = dataclasses.replace(anonymous, row_meaning=RowMeaning.PERSON_AND_EVENT)
    assert [str(each).split(".")[0] for each in lacks_for(people, Route.PIPELINES)] == ["An anonymous ID goes with events only"]


@pytest.mark.parametrize("name", sorted(COMMAND_EVENT_NAMES))
def test_events_that_are_commands(name: str) -> None:
    for written in (name, name.upper(), f"  {name} "):
        assert [str(each) for each in lacks_for(dataclasses.replace(EVENT, event_name=written), Route.TRACK)] == [
            f"Choose another event name: {written.strip()} is a command, which Customer.io would act on."
        ]


@pytest.mark.parametrize(
    ("mapping", "start"),
    [
        (dataclasses.replace(EVENT, event_name="é" * 51), "Shorten the event name"),
        (dataclasses.replace(EVENT, event_name="\ud800"), "The event name holds half"),
        (with_field("é" * 76), "Shorten the name"),
        (with_field("\udfff"), "A name or fixed value"),
        (with_field("a", fixed="\ud83d"), "A name or fixed value"),
        (with_field("tags", type=ValueType.LIST, list_separator=""), "Say what separates"),
        (with_field("unsubscribed"), "Send unsubscribed as true/false"),
        (with_field(" unsubscribed"), "Send  unsubscribed as true/false"),
        (
            with_field("cio_subscription_preferences.topics.topic_1"),
            "Send cio_subscription_preferences.topics.topic_1 as true/false",
        ),
        (with_field("_timestamp"), "Rename _timestamp"),
        (with_field("_update"), "Rename _update"),
        (named("a", "a.b"), "a cannot be a value"),
        (named("a.b", "a.b.c", "x"), "a.b cannot be a value"),
        (named("a..b"), "a..b cannot be a value"),
        (dataclasses.replace(EVENT, time=TimeReading(format="sundial")), "Choose the format"),
        (with_field("since", type=ValueType.TIME, time=TimeReading(format="iso+sundial")), "Choose the format"),
    ],
)
def test_what_is_lacking(mapping: Mapping, start: str) -> None:
    (sentence,) = lacks_for(mapping, Route.TRACK)
    assert str(sentence).startswith(start)


@pytest.mark.parametrize(
    "mapping",
    [dataclasses.replace(PERSON, identifier_kind=IdentifierKind.CIO_ID), dataclasses.replace(PERSON, only_update_existing=True)],
)
def test_what_only_the_track_route_can_do(mapping: Mapping) -> None:
    assert lacks_for(mapping, Route.TRACK) == ()
    (sentence,) = lacks_for(mapping, Route.PIPELINES)
    assert "Track route" in str(sentence)
