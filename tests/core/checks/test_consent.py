"""Consent: whatever a column about it is called and however it is sent, nobody who said no is let through unasked."""

import dataclasses
import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from backfill_assistant.core.checked import CheckedRows, Severity, Subscriptions
from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.journal.report import subscriptions_in_words
from backfill_assistant.core.mapping.consent_changes import (
    as_unsubscribed,
    renamed,
    with_only_no,
    with_unsubscribed,
    with_words_turned,
)
from backfill_assistant.core.mapping.mapping import Field, IdentifierKind, Mapping, RowMeaning, Target, TimeReading, ValueType
from backfill_assistant.core.mapping.repairs import (
    ConsentMeaning,
    CorrectValue,
    Decision,
    Keep,
    KeepOfDuplicates,
    LeaveOutProblem,
    Repairs,
    SayConsent,
    SendDespiteNo,
)
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.records.records import encode_rows, preview_row
from backfill_assistant.core.routes import Route
from backfill_assistant.core.values.consent import consent_of
from backfill_assistant.core.values.headers import Meaning
from fakes.consent_scene import NOW, ROWS, check, person
from fakes.tables import make_table

AGREED = Field(Target.ATTRIBUTE, "agreed", 1, type=ValueType.TRUE_FALSE, true_words=("yes",), false_words=("no",))
TEXT = dataclasses.replace(AGREED, type=ValueType.TEXT)
AS_UNSUBSCRIBED = dataclasses.replace(AGREED, name="unsubscribed", true_words=("no",), false_words=("yes",))


def asked(checked: CheckedRows) -> dict[str, tuple[int, ...]]:
    """What must be decided first, and the rows it keeps back."""
    for each in checked.problems:
        assert not each.asks or each.severity is Severity.REFUSED
    return {each.code: each.rows for each in checked.problems if each.asks}


@pytest.mark.parametrize("field", [AGREED, TEXT, None], ids=["true or false", "text", "left out"])
@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Newsletter opt-in", {"consent.opted_in": (1, 2)}),
        ("Consent to marketing (Y/N)", {"consent.opted_in": (1, 2)}),
        ("Einwilligung Werbung", {"consent.opted_in": (1, 2)}),
        ("Opt out", {"consent.opted_out": (0,)}),
        ("No consent", {"consent.opted_out": (0,)}),
        ("Unsubscribed", {"consent.opted_out": (0,)}),
        ("Marketing preference", {"consent.unclear": (0, 1, 2)}),
        ("Attended the dinner", {}),
    ],
)
def test_who_said_no_stays_until_it_is_decided(tmp_path: Path, header: str, field: Field | None, expected) -> None:
    checked = check(tmp_path, header, person(*([field] if field is not None else [])))
    assert asked(checked) == expected
    assert np.flatnonzero(checked.refused).tolist() == sorted({row for rows in expected.values() for row in rows})


def test_a_column_whose_cells_answer_nothing_is_not_about_consent(tmp_path: Path) -> None:
    rows = (("1", "2026-01-03"), ("2", "no"), ("3", "web form"))
    assert asked(check(tmp_path, "Marketing consent", person(TEXT), rows=rows)) == {}


def test_words_that_name_a_choice_are_certain_under_any_header(tmp_path: Path) -> None:
    rows = (("1", "Opted-out"), ("2", "opted in"), ("3", "Unsubscribed"))
    assert asked(check(tmp_path, "Marketing Opt-In Status", person(TEXT), rows=rows)) == {"consent.opted_in": (0, 2)}
    assert asked(check(tmp_path, "Email permission preference", person(TEXT), rows=rows))["consent.opted_in"] == (0, 2)


@pytest.mark.parametrize(
    ("decision", "kept"),
    [
        (LeaveOutProblem("consent.opted_in", 1), [1, 2]),
        (SendDespiteNo(1), []),
        (SayConsent(1, ConsentMeaning.NOTHING), []),
        (SayConsent(1, ConsentMeaning.REFUSES), [0]),
    ],
)
def test_a_decision_settles_it(tmp_path: Path, decision: Decision, kept: list[int]) -> None:
    checked = check(tmp_path, "Newsletter opt-in", person(AGREED), decision)
    assert np.flatnonzero(checked.refused).tolist() == kept


@pytest.mark.parametrize("meaning", [RowMeaning.PERSON, RowMeaning.EVENT])
def test_who_said_no_in_one_row_is_left_out_with_all_rows(tmp_path: Path, meaning: RowMeaning) -> None:
    rows = (
        ("A@example.com", "yes"),
        ("b@example.com", "yes"),
        ("a@example.com", "no"),
        ("a@example.com", ""),
        # Refused for another reason, and said no all the same.
        ("b@example.com", "no", "33.33.2026"),
        ("c@example.com", "yes"),
        ("", "no"),
    )
    table = make_table(tmp_path, ("email", "Newsletter opt-in", "when"), [(*row, *["2026-11-24"] * (3 - len(row))) for row in rows])
    mapping = Mapping(
        meaning,
        0,
        identifier_kind=IdentifierKind.EMAIL,
        event_name="scanned" if meaning is RowMeaning.EVENT else "",
        time_column=2,
        time=TimeReading("iso", "UTC"),
    )
    code = "consent.events" if meaning is RowMeaning.EVENT else "consent.opted_in"
    checked = check_rows(table, mapping, Repairs((LeaveOutProblem(code, 1),)), Route.TRACK, NOW, Unwatched())
    assert np.flatnonzero(checked.sendable).tolist() == [5]
    told = {each.code: (each.count, each.rows) for each in checked.problems}
    assert told["left_out.person"] == (3, (0, 1, 3))
    assert told["left_out.problem"] == (1, (2,))


def test_a_no_beside_an_identifier_with_something_invisible_is_meant_for_the_same_person(tmp_path: Path) -> None:
    rows = (
        ("a@example.com", "yes"),
        ("A@example.com\u200b", "no"),
        ("b@example.com", "yes"),
        ("\u200b", "no"),
        ("c@example.com", ""),
    )
    table = make_table(tmp_path, ("email", "Newsletter opt-in"), rows)
    mapping = Mapping(RowMeaning.PERSON, 0, identifier_kind=IdentifierKind.EMAIL, now_accepted=True)
    checked = check_rows(table, mapping, Repairs((LeaveOutProblem("consent.opted_in", 1),)), Route.TRACK, NOW, Unwatched())
    assert np.flatnonzero(checked.sendable).tolist() == [2, 4]
    assert {each.code: each.rows for each in checked.problems}["left_out.person"] == (0,)


def test_to_send_despite_a_no_is_about_these_people_only() -> None:
    said = Repairs((SendDespiteNo(1), SayConsent(1, ConsentMeaning.AGREES), LeaveOutProblem("consent.opted_in", 1)))
    assert said.rules().decisions == said.decisions[1:]
    assert Repairs.from_plain(json.loads(json.dumps(said.to_plain()))) == said
    assert [str(each) for each in said.in_words(("id", "Opt-in"))] == [
        "Send people who said no in Opt-in; they can then be mailed.",
        "A yes in Opt-in means that messages are wanted.",
        "Leave out people who said no in Opt-in, with all their rows.",
    ]


def test_a_column_of_its_own_that_says_unsubscribed_settles_only_its_own_rows(tmp_path: Path) -> None:
    rows = (("1", "no", "yes"), ("2", "no", "no"), ("3", "yes", "no"))
    table = make_table(tmp_path, ("id", "Opt-in", "Unsubscribed"), rows)
    unsubscribed = dataclasses.replace(AGREED, name="unsubscribed", column=2)
    checked = check_rows(table, person(AGREED, unsubscribed), Repairs(), Route.TRACK, NOW, Unwatched())
    assert asked(checked) == {"consent.opted_in": (1,)}


def test_events_of_people_who_said_no_are_asked_about_as_well(tmp_path: Path) -> None:
    events = Mapping(RowMeaning.EVENT, 0, event_name="came", now_accepted=True)
    assert asked(check(tmp_path, "Opt-in", events)) == {"consent.events": (1, 2)}
    assert check(tmp_path, "Opt-in", events, LeaveOutProblem("consent.events", 1)).sendable.tolist() == [True, False, False]


# ---- a column that is sent as unsubscribed


@pytest.mark.parametrize(
    ("header", "right"),
    [("Newsletter opt-in", False), ("Consent Y/N", False), ("Opt out", True), ("unsubscribed", True), ("Pazarlama onayı", False)],
)
def test_the_wrong_way_round_is_never_sent(tmp_path: Path, header: str, right: bool) -> None:
    straight = dataclasses.replace(AGREED, name="unsubscribed")
    for field, is_right in ((straight, right), (AS_UNSUBSCRIBED, not right)):
        checked = check(tmp_path, header, person(field))
        assert asked(checked) == ({} if is_right else {"unsubscribed.inverted": (0, 1, 2)})
        assert checked.sendable.all() == is_right
        mended = with_words_turned(person(field), 1, consent_of(header))
        assert check(tmp_path, header, mended).sendable.all()


@pytest.mark.parametrize("header", ["Flag", "Marketing preference", "Opt in / opt out"])
def test_where_the_header_does_not_say_no_row_goes_before_the_words_are_confirmed(tmp_path: Path, header: str) -> None:
    mapping = person(AS_UNSUBSCRIBED)
    assert asked(check(tmp_path, header, mapping)) == {"unsubscribed.unclear": (0, 1, 2)}
    assert check(tmp_path, header, mapping, SayConsent(1, ConsentMeaning.AGREES)).sendable.all()
    wrong = check(tmp_path, header, mapping, SayConsent(1, ConsentMeaning.REFUSES))
    assert asked(wrong) == {"unsubscribed.inverted": (0, 1, 2)}


def sent_as_unsubscribed(tmp_path: Path, header: str, mapping: Mapping, rows=ROWS) -> dict[int, object]:
    table = make_table(tmp_path, ("id", header), rows)
    checked = check_rows(table, mapping, Repairs(), Route.TRACK, NOW, Unwatched())
    records = encode_rows(table, np.arange(len(rows)), mapping, Repairs(), checked, Route.TRACK, "w")
    bodies = [json.loads(body)["attributes"] for body in records.bodies.to_pylist()]
    return {row: body.get("unsubscribed") for row, body in zip(records.rows.tolist(), bodies, strict=True)}


@pytest.mark.parametrize("start", [AGREED, dataclasses.replace(AGREED, name="unsubscribed"), AS_UNSUBSCRIBED])
def test_sent_as_unsubscribed_a_no_stops_messages_wherever_the_words_stood(tmp_path: Path, start: Field) -> None:
    mapping = with_unsubscribed(person(start), 1, AGREED, Meaning.OPTED_IN)
    assert sent_as_unsubscribed(tmp_path, "Opt-in", mapping) == {0: False, 1: True, 2: True}


def test_a_column_that_is_not_sent_can_be_sent_as_unsubscribed_too(tmp_path: Path) -> None:
    usual = dataclasses.replace(AGREED, column=None, target=Target.PROPERTY)
    mapping = with_unsubscribed(person(), 1, usual, Meaning.OPTED_IN)
    assert sent_as_unsubscribed(tmp_path, "Opt-in", mapping) == {0: False, 1: True, 2: True}


def test_renaming_turns_the_words_and_renaming_back_turns_them_back() -> None:
    there = renamed(AGREED, "unsubscribed", Meaning.OPTED_IN)
    assert (there.true_words, there.false_words) == (("no",), ("yes",))
    assert renamed(dataclasses.replace(there, only_true=True), "agreed", Meaning.OPTED_IN) == AGREED
    assert renamed(AGREED, "other", Meaning.OPTED_IN) == dataclasses.replace(AGREED, name="other")
    for meaning in (Meaning.OPTED_OUT, Meaning.CONSENT, None):
        assert renamed(AGREED, "unsubscribed", meaning).true_words == ("yes",)


def test_words_of_ones_own_change_sides_with_the_others() -> None:
    field = dataclasses.replace(AGREED, true_words=("yes", "sure"), false_words=("no", "nope"))
    there = as_unsubscribed(field, Meaning.OPTED_IN)
    assert (there.true_words, there.false_words) == (("no", "nope"), ("yes", "sure"))
    alone = as_unsubscribed(dataclasses.replace(AGREED, true_words=("A",), false_words=("B",)), Meaning.OPTED_IN)
    assert (alone.true_words, alone.false_words) == (("B",), ("A",))


def test_whom_an_unsubscribed_of_false_lets_through_again_is_told_and_can_be_left_as_they_are(tmp_path: Path) -> None:
    mapping = person(AS_UNSUBSCRIBED)
    told = {each.code: each for each in check(tmp_path, "Opt-in", mapping).problems}
    assert (told["unsubscribed.false"].severity, told["unsubscribed.false"].rows) == (Severity.WARNING, (0,))
    assert told["unsubscribed.false"].repairs[0] == "only_no"
    only_no = with_only_no(mapping, 1)
    assert "unsubscribed.false" not in {each.code for each in check(tmp_path, "Opt-in", only_no).problems}
    assert sent_as_unsubscribed(tmp_path, "Opt-in", only_no) == {0: None, 1: True, 2: True}
    assert Mapping.from_dict(json.loads(json.dumps(only_no.to_dict()))) == only_no


def test_one_text_that_subscribes_everybody_is_told(tmp_path: Path) -> None:
    fixed = Field(Target.ATTRIBUTE, "unsubscribed", fixed="false", type=ValueType.TRUE_FALSE)
    told = [each for each in check(tmp_path, "Name", person(fixed)).problems if each.code == "unsubscribed.false"]
    assert [(each.count, str(each.sentence)[:15]) for each in told] == [(3, "By unsubscribed")]


def test_no_way_of_sending_lets_a_no_through_unasked(tmp_path: Path) -> None:
    """Every name and order of words a column can be sent under: without a decision no record of a no lets messages through."""
    headers = ("Opt-in", "Consent to marketing (Y/N)", "OK to contact?", "Samtykke til markedsføring", "Zgoda na kontakt")
    names = ("unsubscribed", "opt_in", "cio_subscription_preferences.topics.topic_1")
    words = ((("yes",), ("no",)), (("no",), ("yes",)), (("yes", "no"), ()), ((), ("yes", "no")))
    for header, name, (yes, no), only_true in product(headers, names, words, (True, False)):
        field = dataclasses.replace(AGREED, name=name, true_words=yes, false_words=no, only_true=only_true)
        table = make_table(tmp_path, ("id", header), ROWS)
        checked = check_rows(table, person(field), Repairs(), Route.TRACK, NOW, Unwatched())
        records = encode_rows(table, np.arange(3), person(field), Repairs(), checked, Route.TRACK, "w")
        for row, body in zip(records.rows.tolist(), records.bodies.to_pylist(), strict=True):
            attributes = json.loads(body)["attributes"]
            assert row == 0 or attributes.get("unsubscribed") is True or name.startswith("cio_"), (header, field)


@pytest.mark.parametrize("early_answers", [True, False])
def test_the_preview_says_what_the_check_said_where_the_first_rows_are_unlike_the_rest(tmp_path: Path, early_answers: bool) -> None:
    """Consent is told by the cells of the whole column; the first of them alone would say otherwise."""
    early, late = ("no", "by phone") if early_answers else ("by phone", "no")
    rows = [(str(row), early if row < 51_000 else late) for row in range(105_000)]
    rows[0] = ("0", "no")
    table = make_table(tmp_path, ("id", "Newsletter consent"), rows, rows_per_batch=25_000)
    checked = check_rows(table, person(TEXT), Repairs(), Route.TRACK, NOW, Unwatched())
    shown = preview_row(table, 0, person(TEXT), Repairs(), checked, Route.TRACK, "", NOW)
    told = {each.code for each in shown.problems} & {"consent.opted_in"}
    assert told == set(asked(checked)) == (set() if early_answers else {"consent.opted_in"})


# ---- how many people become subscribed and unsubscribed


def test_people_are_counted_once_and_by_their_last_row(tmp_path: Path) -> None:
    rows = (("1", "yes", "5"), ("2", "no", "5"), ("1", "no", "9"), ("3", "yes", "7"), ("3", "yes", "8"), ("4", "", "8"))
    rows = tuple((who, said, f"2026-01-0{day}T00:00:00Z") for who, said, day in rows)
    table = make_table(tmp_path, ("id", "Opt-in", "when"), rows)
    mapping = dataclasses.replace(person(AS_UNSUBSCRIBED), time_column=2)
    checked = check_rows(table, mapping, Repairs(), Route.TRACK, NOW, Unwatched())
    assert checked.subscriptions_of(np.arange(5)) == Subscriptions(subscribed=1, unsubscribed=2)
    assert checked.subscriptions_of(np.array([4, 0, 3])) == Subscriptions(2, 0)
    only_no = check_rows(table, with_only_no(mapping, 1), Repairs(), Route.TRACK, NOW, Unwatched())
    assert only_no.subscriptions_of(np.arange(5)) == Subscriptions(0, 2)


def test_merged_people_count_as_what_is_sent_of_them(tmp_path: Path) -> None:
    rows = (("1", "no"), ("1", ""), ("2", "yes"))
    table = make_table(tmp_path, ("id", "Opt-in"), rows)
    repairs = Repairs((KeepOfDuplicates(Keep.MERGE), CorrectValue(1, "", "yes")))
    checked = check_rows(table, person(AS_UNSUBSCRIBED), repairs, Route.TRACK, NOW, Unwatched())
    sent = np.flatnonzero(checked.sendable)
    bodies = encode_rows(table, sent, person(AS_UNSUBSCRIBED), repairs, checked, Route.TRACK, "w").bodies.to_pylist()
    said = [json.loads(body)["attributes"]["unsubscribed"] for body in bodies]
    assert checked.subscriptions_of(sent) == Subscriptions(said.count(False), said.count(True))
    assert [each.code for each in checked.problems if each.code.startswith("left_out")] == ["left_out.merged"]


def test_nothing_is_counted_where_nothing_is_sent_as_unsubscribed(tmp_path: Path) -> None:
    checked = check(tmp_path, "Town", person(AGREED))
    assert not checked.subscriptions_of(np.arange(3))
    assert subscriptions_in_words(checked.subscriptions_of(np.arange(3))) is None
    assert str(subscriptions_in_words(Subscriptions(338, 228))) == "338 will be subscribed (can be mailed) · 228 unsubscribed"
