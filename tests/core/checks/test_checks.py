"""Every problem by name: what is refused, what is warned about, with which rows."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from backfill_assistant.core import limits
from backfill_assistant.core.checks.checks import NO_TIME, SLICE_ROWS, Severity, check_rows
from backfill_assistant.core.errors import MappingIncomplete
from backfill_assistant.core.mapping.mapping import Field, IdentifierKind, Mapping, RowMeaning, Target, TimeReading, ValueType
from backfill_assistant.core.mapping.mapping_changes import with_created_at
from backfill_assistant.core.mapping.repairs import (
    NO_REPAIRS,
    CorrectDomain,
)
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.records.records import preview_row
from backfill_assistant.core.routes import Route
from backfill_assistant.core.table.reading import FileKind, ReadingChoices
from fakes.checks_scene import GOOD_TIME, NOW, attribute, check, event, found, person
from fakes.tables import make_table


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "identifier.missing"),
        (None, "identifier.missing"),
        ("  ", "identifier.missing"),
        ("x" * 151, "identifier.long"),
        ("é" * 76, "identifier.long"),
        ("a\x00b", "identifier.control"),
        ("a\tb", "identifier.control"),
        ("a\u200bb", "identifier.control"),
        ("é" * 75, None),
        ("x" * 150, None),
        (" 007 ", None),
    ],
)
def test_identifiers(tmp_path: Path, text: str | None, code: str | None) -> None:
    checked = check(tmp_path, ("id",), [("1",), (text,)], person())
    assert found(checked, Severity.REFUSED) == ({} if code is None else {code: (1,)})


@pytest.mark.parametrize(
    "text",
    [
        "ann",
        "ann@",
        "@x.org",
        "ann@x",
        "ann@@x.org",
        "a b@x.org",
        "ann@x..org",
        ".ann@x.org",
        "ann.@x.org",
        "ann@-x.org",
        "ann@x.org,b@x.org",
        "ann\u200b@x.org",
        "Ann <ann@x.org>",
        f"{'a' * 249}@x.org",
    ],
)
def test_addresses_that_are_none(tmp_path: Path, text: str) -> None:
    identified = check(tmp_path, ("email",), [("bob@x.org",), (text,)], person(kind=IdentifierKind.EMAIL))
    assert identified.refused[0] == 0
    assert identified.refused[1] != 0
    assert "email.malformed" in found(identified, Severity.REFUSED)
    described = check(tmp_path, ("id", "email"), [("1", "bob@x.org"), ("2", text), ("3", "")], person(attribute(name="email")))
    assert found(described, Severity.REFUSED) == {"email.malformed": (1,)}


@pytest.mark.parametrize(
    "text", ["ann@x.org", "a.b+c@mail.x.co.uk", "o'neil@x.org", "müller@büro.example", " ann@x.org ", '"ann b"@x.org']
)
def test_addresses_that_are_some(tmp_path: Path, text: str) -> None:
    assert check(tmp_path, ("email",), [(text,)], person(kind=IdentifierKind.EMAIL)).sendable.all()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "event_name.missing"),
        (" ", "event_name.missing"),
        (None, "event_name.missing"),
        ("n" * 101, "event_name.long"),
        ("é" * 51, "event_name.long"),
        ("a\x01b", "event_name.control"),
        ("n" * 100, None),
        (" bought ", None),
        *[
            (written, "event_name.command")
            for name in sorted(limits.COMMAND_EVENT_NAMES)
            for written in (name.upper(), f" {name} ")
        ],
    ],
)
def test_event_names(tmp_path: Path, name: str | None, code: str | None) -> None:
    checked = check(tmp_path, ("id", "what", "when"), [("1", "came", GOOD_TIME), ("2", name, GOOD_TIME)], event())
    assert found(checked, Severity.REFUSED) == ({} if code is None else {code: (1,)})
    if code is None and name is not None:
        assert checked.event_names[checked.event[1]] == name.strip()


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        (attribute(type=ValueType.NUMBER), "twelve", "value.number"),
        (attribute(type=ValueType.NUMBER), "1,2,3", "value.number"),
        (attribute(type=ValueType.NUMBER), "12", None),
        (attribute(type=ValueType.TRUE_FALSE), "maybe", "value.true_false"),
        (attribute(type=ValueType.TRUE_FALSE), "YES", None),
        (attribute(type=ValueType.JSON), "{", "value.json"),
        (attribute(type=ValueType.JSON), "[1]", None),
        (attribute(type=ValueType.TIME), "soon", "value.time"),
        (attribute(type=ValueType.TIME, time=TimeReading(zone="Europe/Berlin")), "2026-03-29 02:30:00", "value.skipped_hour"),
        (attribute(type=ValueType.TIME, time=TimeReading(zone="Europe/Berlin")), "2026-10-25 02:30:00", "value.repeated_hour"),
        (attribute(type=ValueType.TIME), "2026-10-25 02:30:00 CET", "value.zone_word"),
        (attribute(type=ValueType.TIME, time=TimeReading(zone_words=(("CET", "+01:00"),))), "2026-10-25 02:30:00 CET", None),
        (attribute(type=ValueType.TIME), "1969-01-01", None),
        (attribute(), "x" * 1001, "value.long"),
        (attribute(), "é" * 501, "value.long"),
        (attribute(), "é" * 500, None),
        (attribute(), '"' * 1000, None),
        (attribute(type=ValueType.LIST), "a," * 500, "value.long"),
        (attribute(name="unsubscribed", type=ValueType.TRUE_FALSE), "unsubscribed", "unsubscribed.unknown"),
        (attribute(name="unsubscribed", type=ValueType.TRUE_FALSE), "t", "unsubscribed.unknown"),
        (attribute(name="unsubscribed", type=ValueType.TRUE_FALSE), "", "unsubscribed.empty"),
        (attribute(name="unsubscribed", type=ValueType.TRUE_FALSE), None, "unsubscribed.empty"),
        (attribute(name="unsubscribed", type=ValueType.TRUE_FALSE), "No", None),
    ],
)
def test_values(tmp_path: Path, field: Field, text: str | None, code: str | None) -> None:
    # A column that is sent as unsubscribed has a header that says so.
    header = field.name if field.name == "unsubscribed" else "value"
    checked = check(tmp_path, ("id", header), [("1", text)], person(field))
    assert found(checked, Severity.REFUSED) == ({} if code is None else {code: (0,)})
    for problem in checked.problems:
        if problem.code == code:
            assert problem.column == 1


def test_a_column_without_a_name_goes_by_its_place(tmp_path: Path) -> None:
    checked = check(tmp_path, ("id", " "), [("1", "x")], person(attribute(type=ValueType.NUMBER)))
    assert [str(each.sentence)[:10] for each in checked.problems if each.code == "value.number"] == ["#2 cannot "]


def test_nobody_is_created_when_only_known_people_are_updated(tmp_path: Path) -> None:
    checked = check(tmp_path, ("id",), [("1",)], dataclasses.replace(person(), only_update_existing=True))
    assert checked.problems == ()


def test_addresses_taken_as_ids_are_told(tmp_path: Path) -> None:
    checked = check(tmp_path, ("id",), [("ann@x.org",), ("2",)], person())
    assert found(checked, Severity.WARNING)["identifier.email"] == (0,)


def test_a_fixed_value_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    checked = check(tmp_path, ("id",), [("1",), ("2",)], person(attribute(column=None, fixed="x", type=ValueType.NUMBER)))
    (problem,) = [each for each in checked.problems if each.severity is Severity.REFUSED]
    assert (problem.code, problem.rows) == ("value.number", (0, 1))
    assert str(problem.sentence).startswith("value cannot")


def test_more_attributes_than_a_person_can_have(tmp_path: Path) -> None:
    fields = [Field(Target.ATTRIBUTE, f"a{number}", 1 + number) for number in range(301)]
    rows = [("1", *["x"] * 301), ("2", *["x"] * 300, "")]
    checked = check(tmp_path, ("id", *(f"c{number}" for number in range(301))), rows, person(*fields))
    assert found(checked, Severity.REFUSED) == {"attributes.many": (0,)}


def test_records_over_the_budget(tmp_path: Path) -> None:
    fields = [Field(Target.PROPERTY, "text", 3)]
    empty = (
        len(
            '{"type":"person","identifiers":{"id":"1"},"action":"event","name":"came","id":"","timestamp":1794909600,'
            '"attributes":{"text":""}}'
        )
        + 26
    )
    room = limits.RECORD_BUDGET_BYTES - empty
    rows = [
        ("1", "came", GOOD_TIME, "x" * room),
        ("2", "came", GOOD_TIME, "x" * (room + 1)),
        ("3", "came", GOOD_TIME, '"' * (room // 2 + 1)),
    ]
    checked = check(tmp_path, ("id", "what", "when", "text"), rows, event(*fields))
    assert found(checked, Severity.REFUSED) == {"record.large": (1, 2)}


def test_the_first_problem_of_a_row_is_its_reason(tmp_path: Path) -> None:
    checked = check(tmp_path, ("id", "what", "when"), [("1", "came", GOOD_TIME), ("", "", "")], event())
    assert checked.problems[checked.refused[1] - 1].code == "identifier.missing"
    assert set(found(checked, Severity.REFUSED)) == {"identifier.missing", "event_name.missing", "time.empty"}


def test_what_is_known_of_every_row(tmp_path: Path) -> None:
    rows = [("1", "came ", GOOD_TIME), ("2", "went", "2026-11-16"), (" 1", "came", "")]
    checked = check(tmp_path, ("id", "what", "when"), rows, event())
    assert checked.time_ms.tolist() == [1_794_909_600_000, 1_794_787_200_000, NO_TIME]
    assert [checked.event_names[number] for number in checked.event] == ["came", "went", "came"]
    assert checked.person[0] == checked.person[2] != checked.person[1]
    assert checked.time_span_ms is not None
    assert checked.time_span_ms.tolist() == [0, 86_399_999, 0]


def test_emails_are_the_same_person_in_any_letter_case(tmp_path: Path) -> None:
    rows = [("Ann@X.org",), ("ann@x.org ",), ("bob@x.org",), ("",)]
    checked = check(tmp_path, ("email",), rows, person(kind=IdentifierKind.EMAIL))
    assert checked.person[0] == checked.person[1] != checked.person[2]
    assert checked.person[3] == 0


def test_equal_events_are_counted(tmp_path: Path) -> None:
    rows = [
        ("1", "came", GOOD_TIME, "a"),
        ("1", "came", GOOD_TIME, "b"),
        ("1", "came", GOOD_TIME, "a"),
        ("2", "came", GOOD_TIME, "a"),
        ("1", "came", GOOD_TIME, "a "),
        ("1", "came", "2026-11-17T10:00:00.001Z", "a"),
    ]
    checked = check(tmp_path, ("id", "what", "when", "note"), rows, event(Field(Target.PROPERTY, "note", 3)))
    assert checked.repeated_rows.tolist() == [2, 4]
    assert checked.repeated_counts.tolist() == [1, 2]


WARNINGS = [
    (person(), "created_at.unmapped"),
    (dataclasses.replace(person(), time_column=2), "created_at.unsent"),
    (person(attribute(name="created_at")), "created_at.text"),
    (person(attribute(name="_plan")), "name.reserved"),
    (person(attribute(name="cio_plan")), "name.reserved"),
    (person(attribute(name="plan.name")), "name.dots"),
    (person(attribute(name="plan"), attribute(name="Plan")), "name.case"),
    (person(attribute(name="Unsubscribed")), "name.case"),
    (person(attribute(name="cio_subscription_preferences.topics.topic_1", type=ValueType.TRUE_FALSE, true_words=("came",))), None),
    (person(attribute(name="plan.name", nested=True)), None),
    (person(attribute(name="recipient")), None),
    (person(attribute(name="plan ")), "name.spaces"),
    (event(Field(Target.PROPERTY, "Reply_To", 0)), "name.override"),
    (dataclasses.replace(event(), row_meaning=RowMeaning.PERSON_AND_EVENT, only_update_existing=True), "update.events"),
]


@pytest.mark.parametrize(("mapping", "code"), WARNINGS)
def test_warnings_about_names_and_what_is_left_unsaid(tmp_path: Path, mapping: Mapping, code: str | None) -> None:
    checked = check(tmp_path, ("id", "what", "when"), [("1", "came", GOOD_TIME)], mapping)
    assert checked.sendable.all()
    told = set(found(checked, Severity.WARNING)) - ({"created_at.unmapped", "created_at.unsent"} - {code})
    assert told == ({code} if code else set())


@pytest.mark.parametrize(
    ("headers", "time_column", "column"),
    [
        (("id", "Signed up", "when"), 2, 1),
        (("id", "Anmeldung", "when"), 2, 2),
        (("id", "note", "created at"), 2, 2),
        (("id", "note", "when"), None, None),
    ],
)
def test_the_warning_about_created_at_names_the_column_that_may_say_it(
    tmp_path: Path, headers: tuple[str, ...], time_column: int | None, column: int | None
) -> None:
    mapping = dataclasses.replace(person(), time_column=time_column)
    table = make_table(tmp_path, headers, [("1", "2020-01-02", GOOD_TIME), ("2", "", GOOD_TIME)])
    checked = check_rows(table, mapping, NO_REPAIRS, Route.TRACK, NOW, Unwatched())
    (warning,) = checked.problems
    assert (warning.column, warning.count) == (column, 2)
    assert "update_only" in warning.repairs
    assert ("send_created_at" in warning.repairs) == (column is not None)
    # It is about the mapping: the preview of a row does not repeat it.
    assert preview_row(table, 0, mapping, NO_REPAIRS, checked, Route.TRACK, "", NOW).problems == ()
    mended = [dataclasses.replace(mapping, only_update_existing=True)]
    mended += [with_created_at(mapping, column, TimeReading())] if column is not None else []
    for each in mended:
        assert check_rows(table, each, NO_REPAIRS, Route.TRACK, NOW, Unwatched()).problems == ()


def test_anonymous_events_are_warned_about_and_go_by_pipelines(tmp_path: Path) -> None:
    mapping = dataclasses.replace(event(), identifier_kind=IdentifierKind.ANONYMOUS_ID)
    columns, rows = ("id", "what", "when"), [("v1", "came", GOOD_TIME), ("", "came", GOOD_TIME), ("é" * 76, "came", GOOD_TIME)]
    table = make_table(tmp_path, columns, rows)
    checked = check_rows(table, mapping, NO_REPAIRS, Route.PIPELINES, NOW, Unwatched())
    assert checked.sendable.tolist() == [True, False, False]
    assert found(checked, Severity.WARNING)["events.anonymous"] == (0,)
    with pytest.raises(MappingIncomplete, match="Track takes no anonymous events in batches"):
        check(tmp_path, columns, rows, mapping)


def test_old_events_are_not_in_activity_logs(tmp_path: Path) -> None:
    rows = [("1", "came", "2026-10-19T11:06:40Z"), ("2", "came", "2026-10-19T11:06:39Z")]
    checked = check(tmp_path, ("id", "what", "when"), rows, event())
    assert found(checked, Severity.WARNING) == {"time.not_in_logs": (1,)}


def test_slips_in_addresses_come_with_what_was_meant(tmp_path: Path) -> None:
    rows = [("a@gmial.com",), ("b@GMIAL.com",), ("c@gmail.com",), ("d@gamil.com",), ("e@company.example",)]
    checked = check(tmp_path, ("email",), rows, person(kind=IdentifierKind.EMAIL))
    (typo,) = [each for each in checked.problems if each.code == "email.typo"]
    assert (typo.rows, typo.count) == ((0, 1, 3), 3)
    assert [(each.wrong, each.right, each.count) for each in typo.suggestions] == [
        ("gmial.com", "gmail.com", 2),
        ("gamil.com", "gmail.com", 1),
    ]
    assert "gmial" not in f"{typo.sentence} {typo.advice}"
    mended = check(tmp_path, ("email",), rows, person(kind=IdentifierKind.EMAIL), CorrectDomain(0, "gmial.com", "gmail.com"))
    assert found(mended, Severity.WARNING)["email.typo"] == (3,)


def test_rows_of_another_length_are_told(tmp_path: Path) -> None:
    rows = [("1", "came", GOOD_TIME, "a"), ("2", "came", GOOD_TIME), ("3", "came", GOOD_TIME, "a", "b"), ("4",)]
    checked = check(tmp_path, ("id", "what", "when", "note"), rows, event(Field(Target.PROPERTY, "note", 3)))
    short = {(each.code, each.column): each.rows for each in checked.problems if each.code.startswith("row.")}
    assert short == {("row.short", 1): (3,), ("row.short", 2): (3,), ("row.short", 3): (1, 3), ("row.long", None): (2,)}
    assert checked.sendable.tolist() == [True, True, True, False]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("plain", False),
        ("two\nlines\tand a tab\r", False),
        ("\\u0000 and \\b as they are typed", False),
        ("caf\u00e9 \u20ac\u00a05 \U0001f468\u200d\U0001f469", False),
        ("a\x00b", True),
        ("\\\x01b", True),
        ("a\bb", True),
        ("a\x7fb", True),
        ("a\x85b", True),
        ("a\u200bb", True),
        ("b\ufeffa", True),
    ],
)
def test_control_characters_in_values_are_told(tmp_path: Path, text: str, told: bool) -> None:
    checked = check(tmp_path, ("id", "value"), [("1", text), ("2", "x")], person(attribute()))
    assert ("value.control" in found(checked, Severity.WARNING)) == told
    assert checked.sendable.all()


@pytest.mark.parametrize(
    ("cells", "kind", "told"),
    [
        (["4.91761E+11", "491761234567"], FileKind.DELIMITED, (0,)),
        (["1,23e+15", "9E+12"], FileKind.DELIMITED, (0, 1)),
        (["12E+1", "E+12", "1E+5 kg", "a4.9E+11", "1e5"], FileKind.DELIMITED, ()),
        (["4929123456789010", "4929123456789020", "x"], FileKind.SPREADSHEET, (0, 1)),
        (["4929123456789010", "4929123456789023"], FileKind.SPREADSHEET, ()),
        (["4929123456789010", "4929123456789020"], FileKind.DELIMITED, ()),
        (["491234567890120"], FileKind.SPREADSHEET, ()),
    ],
)
def test_numbers_that_a_spreadsheet_has_shortened_are_told(
    tmp_path: Path, cells: list[str], kind: FileKind, told: tuple[int, ...]
) -> None:
    rows = [(f"{number}", cell) for number, cell in enumerate(cells)]
    table = dataclasses.replace(make_table(tmp_path, ("id", "value"), rows), choices=ReadingChoices(kind=kind))
    checked = check_rows(table, person(attribute()), NO_REPAIRS, Route.TRACK, NOW, Unwatched())
    warned = [each for each in checked.problems if each.code == "value.digits_lost"]
    assert [(each.column, each.rows) for each in warned] == ([(1, told)] if told else [])
    assert checked.sendable.all()
    turned = dataclasses.replace(make_table(tmp_path, ("value", "id"), [row[::-1] for row in rows]), choices=table.choices)
    checked = check_rows(turned, person(), NO_REPAIRS, Route.TRACK, NOW, Unwatched())
    assert {each.column for each in checked.problems if each.code == "value.digits_lost"} == ({0} if told else set())


@pytest.mark.parametrize(("others", "told"), [(SLICE_ROWS, False), (SLICE_ROWS // 10, True)])
def test_whether_long_numbers_were_rounded_is_decided_by_the_whole_column(tmp_path: Path, others: int, told: bool) -> None:
    """The first slice holds rounded numbers only, the last one others; checks and preview say the same of every row."""
    cells = [f"{492912345678901 + number}0" for number in range(SLICE_ROWS)]
    cells += [f"{492912345678901 + number}{number % 9 + 1}" for number in range(others)]
    rows = [(f"{number}", cell) for number, cell in enumerate(cells)]
    table = make_table(tmp_path, ("id", "value"), rows, rows_per_batch=10_000)
    table = dataclasses.replace(table, choices=ReadingChoices(kind=FileKind.SPREADSHEET))
    checked = check_rows(table, person(attribute()), NO_REPAIRS, Route.TRACK, NOW, Unwatched())
    counts = {each.code: each.count for each in checked.problems}
    assert counts.get("value.digits_lost", 0) == (SLICE_ROWS if told else 0)
    for row, warned in ((0, told), (SLICE_ROWS - 1, told), (SLICE_ROWS, False), (len(rows) - 1, False)):
        for known in (checked, None):
            shown = preview_row(table, row, person(attribute()), NO_REPAIRS, known, Route.TRACK, "", NOW)
            assert ("value.digits_lost" in {each.code for each in shown.problems}) == warned
