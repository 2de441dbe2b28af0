"""Exact bodies: what Customer.io receives for a row, on both routes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.mapping.mapping import (
    EmptyCell,
    Field,
    IdentifierKind,
    Mapping,
    RowMeaning,
    Target,
    TimeReading,
    ValueType,
)
from backfill_assistant.core.mapping.repairs import NO_REPAIRS
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.records.records import IDENTIFY, TRACK, EncodedRecords, encode_rows, preview_row
from backfill_assistant.core.routes import Route
from backfill_assistant.core.table.table import Table
from fakes.tables import make_table

NOW = 1_795_000_000_000
COLUMNS = ("id", "when", "what", "price", "tags", "note", "vip", "born", "extra")
ROW = (
    "007",
    "2026-11-01T10:00:00.987Z",
    " bought ",
    "01.50",
    "a,b",
    'say "hi"',
    "Yes",
    "1969-12-31T23:59:59.500Z",
    '{"k": [1, null]}',
)


def encode(table: Table, mapping: Mapping, route: Route) -> EncodedRecords:
    checked = check_rows(table, mapping, NO_REPAIRS, route, NOW, Unwatched())
    return encode_rows(table, np.arange(table.row_count), mapping, NO_REPAIRS, checked, route, "workspace")


def bodies(table: Table, mapping: Mapping, route: Route = Route.TRACK) -> list[str]:
    return [body.decode() for body in encode(table, mapping, route).bodies.to_pylist()]


def without_id(body: str) -> str:
    parsed = json.loads(body)
    for name in ("id", "messageId"):
        if name in parsed:
            assert len(parsed[name]) == 26
            body = body.replace(parsed[name], "ID")
    return body


def attribute(name: str, column: int | None, **rest: object) -> Field:
    return Field(Target.ATTRIBUTE, name, column, **rest)  # type: ignore[arg-type]


def a_property(name: str, column: int | None, **rest: object) -> Field:
    return Field(Target.PROPERTY, name, column, **rest)  # type: ignore[arg-type]


EVENT = Mapping(
    RowMeaning.EVENT,
    0,
    event_name_column=2,
    time_column=1,
    fields=(
        a_property("price", 3, type=ValueType.NUMBER),
        a_property("tags", 4, type=ValueType.LIST),
        a_property("note", 5),
        a_property("vip", 6, type=ValueType.TRUE_FALSE),
        a_property("born", 7, type=ValueType.TIME, time=TimeReading()),
        a_property("extra", 8, type=ValueType.JSON),
        a_property("source", None, fixed="Expo"),
    ),
)
PERSON = Mapping(
    RowMeaning.PERSON, 0, IdentifierKind.EMAIL, time_column=1, fields=(attribute("name", 2), attribute("source", None, fixed='a"b'))
)


def test_an_event_on_track(tmp_path: Path) -> None:
    (body,) = bodies(make_table(tmp_path, COLUMNS, [ROW]), EVENT)
    assert without_id(body) == (
        '{"type":"person","identifiers":{"id":"007"},"action":"event","name":"bought","id":"ID","timestamp":1793527200,'
        '"attributes":{"price":1.50,"tags":["a","b"],"note":"say \\"hi\\"","vip":true,"born":-1,"extra":{"k": [1, null]},'
        '"source":"Expo"}}'
    )


def test_an_event_on_pipelines(tmp_path: Path) -> None:
    (body,) = bodies(make_table(tmp_path, COLUMNS, [ROW]), EVENT, Route.PIPELINES)
    assert without_id(body) == (
        '{"type":"track","userId":"007","event":"bought","messageId":"ID","timestamp":"2026-11-01T10:00:00.987Z",'
        '"properties":{"price":1.50,"tags":["a","b"],"note":"say \\"hi\\"","vip":true,"born":"1969-12-31T23:59:59.500Z",'
        '"extra":{"k": [1, null]},"source":"Expo"}}'
    )


def test_an_anonymous_event_says_whose_it_may_become(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("visitor", "when"), [('v "1"', "2026-11-17T10:00:00Z")])
    mapping = Mapping(RowMeaning.EVENT, 0, IdentifierKind.ANONYMOUS_ID, event_name="looked", time_column=1)
    (body,) = bodies(table, mapping, Route.PIPELINES)
    assert without_id(body) == (
        '{"type":"track","anonymousId":"v \\"1\\"","event":"looked","messageId":"ID",'
        '"timestamp":"2026-11-17T10:00:00.000Z","properties":{}}'
    )


def test_a_person_known_by_email_only(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("email", "since", "name"), [(" Ann@Example.com ", "2026-11-01T10:00:00Z", "Ann")])
    assert bodies(table, PERSON) == [
        '{"type":"person","identifiers":{"email":"Ann@Example.com"},"action":"identify","timestamp":1793527200,'
        '"attributes":{"name":"Ann","source":"a\\"b"}}'
    ]
    (body,) = bodies(table, PERSON, Route.PIPELINES)
    assert without_id(body) == (
        '{"type":"identify","userId":"Ann@Example.com","messageId":"ID","timestamp":"2026-11-01T10:00:00.000Z",'
        '"traits":{"name":"Ann","source":"a\\"b"}}'
    )


def test_only_people_who_exist(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("email", "since", "name"), [("ann@example.com", "2026-11-01T10:00:00Z", "")])
    (body,) = bodies(table, replace(PERSON, only_update_existing=True))
    assert json.loads(body)["attributes"] == {"_update": True, "source": 'a"b'}


def test_rows_without_a_time_say_none(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("email", "since", "name"), [("ann@example.com", "", "Ann")])
    (body,) = bodies(table, replace(PERSON, time_column=None, now_accepted=True))
    assert "timestamp" not in json.loads(body)


def test_a_row_without_attributes_still_names_the_person(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("email", "since"), [("ann@example.com", "2026-11-01T10:00:00Z")])
    (body,) = bodies(table, replace(PERSON, fields=()))
    assert json.loads(body)["attributes"] == {}


def test_a_person_and_an_event_are_two_records_side_by_side(tmp_path: Path) -> None:
    table = make_table(
        tmp_path, ("id", "when", "city"), [("1", "2026-11-01T10:00:00Z", "Ulm"), ("2", "2026-11-02T10:00:00Z", "Bonn")]
    )
    mapping = Mapping(
        RowMeaning.PERSON_AND_EVENT,
        0,
        event_name="came",
        time_column=1,
        fields=(attribute("city", 2), a_property("where", 2)),
    )
    found = encode(table, mapping, Route.TRACK)
    assert found.rows.tolist() == [0, 0, 1, 1]
    assert found.kinds.tolist() == [IDENTIFY, TRACK, IDENTIFY, TRACK]
    made = [json.loads(body) for body in found.bodies.to_pylist()]
    assert [(each["action"], each["identifiers"]["id"], each["attributes"]) for each in made] == [
        ("identify", "1", {"city": "Ulm"}),
        ("event", "1", {"where": "Ulm"}),
        ("identify", "2", {"city": "Bonn"}),
        ("event", "2", {"where": "Bonn"}),
    ]
    assert found.sizes.tolist() == [len(body) for body in found.bodies.to_pylist()]


def test_rows_keep_the_order_they_are_asked_for(tmp_path: Path) -> None:
    rows = [(str(number), "2026-11-01T10:00:00Z", "") for number in range(40)]
    table = make_table(tmp_path, ("id", "when", "city"), rows, rows_per_batch=7)
    mapping = Mapping(RowMeaning.EVENT, 0, event_name="came", time_column=1)
    checked = check_rows(table, mapping, NO_REPAIRS, Route.TRACK, NOW, Unwatched())
    wanted = np.asarray([39, 0, 17, 3], dtype=np.int64)
    found = encode_rows(table, wanted, mapping, NO_REPAIRS, checked, Route.TRACK, "workspace")
    assert found.rows.tolist() == [39, 0, 17, 3]
    assert [json.loads(body)["identifiers"]["id"] for body in found.bodies.to_pylist()] == ["39", "0", "17", "3"]


@pytest.mark.parametrize(
    ("empty", "expected"), [(EmptyCell.LEAVE_OUT, {"b": "x"}), (EmptyCell.CLEAR, {"a": "", "b": "x", "n": ""})], ids=str
)
def test_empty_cells_are_left_out_or_clear(tmp_path: Path, empty: EmptyCell, expected: dict[str, str]) -> None:
    table = make_table(tmp_path, ("id", "a", "b", "n"), [("1", "  ", "x")])
    fields = (attribute("a", 1, empty=empty), attribute("b", 2), attribute("n", 3, type=ValueType.NUMBER, empty=empty))
    mapping = Mapping(RowMeaning.PERSON, 0, now_accepted=True, fields=fields)
    assert json.loads(bodies(table, mapping)[0])["attributes"] == expected


def test_nested_names_gather_and_dots_stay_where_they_are_meant(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("id", "a", "b", "c"), [("1", "x", "y", "z"), ("2", "", "", "z")])
    fields = (attribute("home.city", 1, nested=True), attribute("plan.name", 3), attribute("home.geo.lat", 2, nested=True))
    made = [
        json.loads(body)["attributes"] for body in bodies(table, Mapping(RowMeaning.PERSON, 0, now_accepted=True, fields=fields))
    ]
    assert made == [{"home": {"city": "x", "geo": {"lat": "y"}}, "plan.name": "z"}, {"plan.name": "z"}]


def test_values_are_mapped_before_they_are_read(tmp_path: Path) -> None:
    table = make_table(tmp_path, ("id", "optin"), [("1", "Y "), ("2", "n"), ("3", "maybe")])
    field = attribute("unsubscribed", 1, type=ValueType.TRUE_FALSE, value_map=(("Y", "false"), ("n", "true"), ("maybe", "yes")))
    made = bodies(table, Mapping(RowMeaning.PERSON, 0, now_accepted=True, fields=(field,)))
    assert [json.loads(body)["attributes"]["unsubscribed"] for body in made] == [False, True, True]


@pytest.mark.parametrize("text", ["=1+1", "=HYPERLINK(A1)", "+49 170 1", "-5", "@SUM(A1)", "|calc"])
@pytest.mark.parametrize("route", Route)
def test_what_looks_like_a_formula_is_only_data(tmp_path: Path, text: str, route: Route) -> None:
    table = make_table(tmp_path, ("id", "note"), [("1", text)])
    mapping = Mapping(
        RowMeaning.PERSON, 0, now_accepted=True, fields=(attribute("note", 1), attribute("created_at", None, fixed="1"))
    )
    assert f'"note":{json.dumps(text)}' in bodies(table, mapping, route)[0]
    problems = check_rows(table, mapping, NO_REPAIRS, route, NOW, Unwatched()).problems
    assert not [each for each in problems if each.column == 1]


@pytest.mark.parametrize("text", ["007", "1.2E+16", "12345678901234567890", "00123.0", "ärö", "a b"])
def test_ids_are_sent_exactly_as_they_stand(tmp_path: Path, text: str) -> None:
    table = make_table(tmp_path, ("id",), [(text,)])
    for route in Route:
        body = json.loads(bodies(table, Mapping(RowMeaning.PERSON, 0, now_accepted=True), route)[0])
        assert (body["identifiers"]["id"] if route is Route.TRACK else body["userId"]) == text


@pytest.mark.parametrize("route", Route)
def test_equal_rows_get_ids_of_their_own_and_the_same_ones_again(tmp_path: Path, route: Route) -> None:
    table = make_table(tmp_path, COLUMNS, [ROW, ROW, (*ROW[:5], "else", *ROW[6:]), ROW], rows_per_batch=2)
    name = "id" if route is Route.TRACK else "messageId"
    first = [json.loads(body)[name] for body in bodies(table, EVENT, route)]
    assert len(set(first)) == 4
    assert [json.loads(body)[name] for body in bodies(table, EVENT, route)] == first


def test_another_workspace_another_id(tmp_path: Path) -> None:
    table = make_table(tmp_path, COLUMNS, [ROW])
    checked = check_rows(table, EVENT, NO_REPAIRS, Route.TRACK, NOW, Unwatched())
    rows = np.arange(1)
    ids = {
        json.loads(encode_rows(table, rows, EVENT, NO_REPAIRS, checked, Route.TRACK, key).bodies[0].as_py())["id"]
        for key in ("a", "b")
    }
    assert len(ids) == 2


def test_a_row_that_is_kept_back_shows_nothing_but_the_reason(tmp_path: Path) -> None:
    table = make_table(tmp_path, COLUMNS, [("", *ROW[1:])])
    checked = check_rows(table, EVENT, NO_REPAIRS, Route.TRACK, NOW, Unwatched())
    for known in (None, checked):
        shown = preview_row(table, 0, EVENT, NO_REPAIRS, known, Route.TRACK, "workspace", NOW)
        assert shown.bodies == ()
        assert [each.code for each in shown.problems] == ["identifier.missing"]


def test_a_row_shows_the_warnings_about_its_cells(tmp_path: Path) -> None:
    rows = [("ann@gmial.com", "2026-11-01T10:00:00Z"), ("bob@x.org", "2026-11-01T10:00:00Z", "Bob"), ("cy@x.org", "", "Cy", "more")]
    table = make_table(tmp_path, ("email", "since", "name"), rows)
    shown = [preview_row(table, row, PERSON, NO_REPAIRS, None, Route.TRACK, "workspace", NOW) for row in range(3)]
    assert [[each.code for each in preview.problems] for preview in shown] == [
        ["email.typo", "row.short"],
        [],
        ["time.empty", "row.long"],
    ]
    assert [len(preview.bodies) for preview in shown] == [1, 1, 0]


def test_no_rows_no_records(tmp_path: Path) -> None:
    table = make_table(tmp_path, COLUMNS, [])
    found = encode(table, EVENT, Route.TRACK)
    assert len(found.rows) == len(found.bodies) == len(found.sizes) == 0
