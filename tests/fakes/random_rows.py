"""Random tables and mappings that try hard, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from backfill_assistant.core.mapping.mapping import (
    EmptyCell,
    Field,
    IdentifierKind,
    LetterCase,
    Mapping,
    RepeatedHour,
    RowMeaning,
    Target,
    TimeReading,
    ValueType,
)
from backfill_assistant.core.routes import Route
from backfill_assistant.core.values.time_formats import FORMATS

# 18 November 2026, 11:06:40 UTC.
NOW = 1_795_000_000_000
COLUMNS = ("who", "when", "what", "a", "b", "zone")

TIMES = st.sampled_from(
    [
        "",
        " ",
        "2026-11-01T10:00:00.123Z",
        "2026-11-18T12:00:00+02:00",
        "2026-11-01",
        "2026-10-25 02:30:00",
        "2026-03-29 02:30:00",
        "2026-10-25 02:30:00 CET",
        "04.03.2026 10:00 PST",
        "2026-11-01 10:00 Europe/Berlin",
        "2026-13-45",
        "2001-09-09T01:46:39Z",
        "2001-09-09T01:46:40Z",
        "1965-01-01",
        "2027-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "0000-00-00",
        "yesterday",
        "now",
        "0",
        "-1",
        "1793527200",
        "1793527200000",
        "1793527200000000",
        "99999999999",
        "45000.5",
        "03/04/2026 10:00",
        "13/04/2026",
        "04.03.26",
        "11/18/2026 4:15 PM",
        "NaN",
        "1e9",
        "null",
    ]
)
PEOPLE = st.sampled_from(["1", "007", "ann@example.com", "Ann@Example.com", " 2 ", "", "bob@gmial.com", "x" * 151, "a\u200bb", "é"])
NAMES = st.sampled_from(["bought", " bought ", "Bought", "", "User Deleted", "user suppressed ", "n" * 101, "é\n"])
VALUES = st.one_of(
    st.sampled_from(
        ["", " ", "1", "1.50", "-0", "1,5", "yes", "NO", "a, b", '{"a":1}', "2026-01-01T00:00:00Z", "x" * 1001, '"\\\n\u2028']
    ),
    st.text(st.characters(codec="utf-8"), max_size=8),
)
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "UTC", "", "Nowhere/At all", "CET", "EST"])
ROWS = st.tuples(PEOPLE, TIMES, NAMES, VALUES, VALUES, ZONES)
# Rows are drawn from few, so that equal ones and several of one person are common; some end early.
TABLES = st.lists(ROWS, min_size=1, max_size=4).flatmap(
    lambda some: st.lists(
        st.tuples(st.sampled_from(some), st.integers(2, 6)).map(lambda pair: pair[0][: pair[1]]), min_size=1, max_size=12
    )
)

READINGS = st.builds(
    TimeReading,
    format=st.sampled_from([*FORMATS, "dmy+mdy"] if {"dmy", "mdy"} <= set(FORMATS) else list(FORMATS)),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York"]),
    zone_column=st.sampled_from([None, None, 5]),
    clock_column=st.sampled_from([None, None, 3]),
    repeated_hour=st.sampled_from(RepeatedHour),
    zone_words=st.sampled_from(
        [(), (("CET", "+01:00"),), (("CET", "Europe/Berlin"), ("PST", "America/Los_Angeles")), (("PST", "Mars"),)]
    ),
    zone_assumed=st.sampled_from([False, False, True]),
)


def _fields(target: Target, names: tuple[str, ...]) -> st.SearchStrategy[tuple[Field, ...]]:
    one = st.builds(
        Field,
        target=st.just(target),
        name=st.just(""),
        column=st.sampled_from([None, 0, 3, 4]),
        fixed=st.sampled_from(["", "Expo", '"\\', "1"]),
        type=st.sampled_from(ValueType),
        empty=st.sampled_from(EmptyCell),
        trim=st.booleans(),
        decimal_mark=st.sampled_from([".", ","]),
        time=st.one_of(st.none(), READINGS),
        nested=st.booleans(),
        value_map=st.sampled_from([(), (("yes", "true"), ("", "1"))]),
        joined=st.sampled_from([(), (), (4,), (3, 5), (3, 3)]),
        join_with=st.sampled_from([" ", "", "-"]),
        part=st.sampled_from([None, None, 0, 1, -1, -3]),
        part_at=st.sampled_from([" ", ",", "-02"]),
        replaced=st.sampled_from([(), (), ((",", "."), ("1", "")), (("e", ""),)]),
        letter_case=st.sampled_from(LetterCase),
    )
    return st.lists(one, max_size=3).map(
        lambda fields: tuple(Field(**{**field.__dict__, "name": name}) for field, name in zip(fields, names, strict=False))
    )


@st.composite
def mappings(draw: st.DrawFn, timed: bool | None = None) -> Mapping:
    has_time = draw(st.booleans()) if timed is None else timed
    name_column = draw(st.sampled_from([None, 2]))
    meaning, kinds = draw(st.sampled_from(RowMeaning)), [IdentifierKind.ID, IdentifierKind.EMAIL]
    if meaning is RowMeaning.EVENT:
        kinds.append(IdentifierKind.ANONYMOUS_ID)
    return Mapping(
        row_meaning=meaning,
        identifier_column=0,
        identifier_kind=draw(st.sampled_from(kinds)),
        event_name_column=name_column,
        event_name="" if name_column is not None else "came",
        time_column=1 if has_time else None,
        time=draw(READINGS),
        fields=draw(_fields(Target.ATTRIBUTE, ("plan", "home.city", "home.geo.lat")))
        + draw(_fields(Target.PROPERTY, ("price", "cart.size", "cart.id"))),
        now_accepted=not has_time,
    )


def route_of(mapping: Mapping, wished: Route) -> Route:
    """The route that was drawn, or Pipelines for anonymous events, which go by no other."""
    return Route.PIPELINES if mapping.identifier_kind is IdentifierKind.ANONYMOUS_ID else wished
