"""Subscription preferences, where true subscribes; and a no that counts for all rows of its person."""

from __future__ import annotations

import dataclasses
import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from backfill_assistant.core.checked import CheckedRows
from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.mapping.consent_changes import meaning_for, renamed, turned, with_words_turned
from backfill_assistant.core.mapping.mapping import Field, IdentifierKind, Mapping, RowMeaning, Target, TimeReading, ValueType
from backfill_assistant.core.mapping.repairs import (
    ConsentMeaning,
    Decision,
    LeaveOutProblem,
    Repairs,
    SayConsent,
    SendDespiteNo,
)
from backfill_assistant.core.problems.problems import KINDS
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.records.records import encode_rows
from backfill_assistant.core.routes import Route
from backfill_assistant.core.values.consent import consent_of
from backfill_assistant.core.values.headers import Meaning
from fakes.consent_scene import NOW, person
from fakes.consent_scene import check as check_people
from fakes.tables import make_table

TOPIC = "cio_subscription_preferences.topics.topic_1"
AS_TOPIC = Field(Target.ATTRIBUTE, TOPIC, 1, type=ValueType.TRUE_FALSE, true_words=("yes",), false_words=("no",))
TURNED = dataclasses.replace(AS_TOPIC, true_words=("no",), false_words=("yes",))
OWN = dataclasses.replace(AS_TOPIC, name="agreed")
ROWS = (("1", "yes"), ("2", "no"), ("3", ""))


check = partial(check_people, rows=ROWS)


def asked(checked: CheckedRows) -> dict[str, tuple[int, ...]]:
    return {each.code: each.rows for each in checked.problems if each.asks}


def sent_topics(tmp_path: Path, header: str, mapping: Mapping, *decisions: Decision, rows=ROWS) -> dict[int, bool]:
    table, repairs = make_table(tmp_path, ("id", header), rows), Repairs(decisions)
    checked = check_rows(table, mapping, repairs, Route.TRACK, NOW, Unwatched())
    records = encode_rows(table, np.arange(len(rows)), mapping, repairs, checked, Route.TRACK, "w")
    bodies = (json.loads(body)["attributes"] for body in records.bodies.to_pylist())
    return {row: body[TOPIC] for row, body in zip(records.rows.tolist(), bodies, strict=True) if TOPIC in body}


@pytest.mark.parametrize(
    ("header", "field", "expected"),
    [
        ("no_newsletter", AS_TOPIC, {"preference.inverted": (0, 1)}),
        ("Opted out", AS_TOPIC, {"preference.inverted": (0, 1)}),
        ("Unsubscribed", AS_TOPIC, {"preference.inverted": (0, 1)}),
        ("no_newsletter", TURNED, {}),
        ("Newsletter", AS_TOPIC, {}),
        ("Newsletter", TURNED, {"preference.inverted": (0, 1)}),
        ("Weekly digest", AS_TOPIC, {}),
        ("Marketing preference", AS_TOPIC, {"preference.unclear": (0, 1)}),
    ],
)
def test_a_preference_that_says_the_opposite_is_asked_about(tmp_path: Path, header: str, field: Field, expected) -> None:
    checked = check(tmp_path, header, person(field))
    assert asked(checked) == expected
    assert np.flatnonzero(checked.refused).tolist() == sorted({row for rows in expected.values() for row in rows})


def test_cells_that_say_the_opposite_are_asked_about_under_any_header(tmp_path: Path) -> None:
    rows = (("1", "opted out"), ("2", "subscribed"), ("3", ""))
    field = dataclasses.replace(AS_TOPIC, true_words=("opted out",), false_words=("subscribed",))
    assert asked(check(tmp_path, "Weekly digest", person(field), rows=rows)) == {"preference.inverted": (0, 1)}
    mended = with_words_turned(person(field), 1, meaning_for("Weekly digest", None))
    assert asked(check(tmp_path, "Weekly digest", mended, rows=rows)) == {}
    assert sent_topics(tmp_path, "Weekly digest", mended, rows=rows) == {0: False, 1: True}


def test_its_questions_are_settled_by_exchanged_words_or_by_what_a_yes_means(tmp_path: Path) -> None:
    assert KINDS["preference.inverted"].repairs == ("exchange_words", "keep_words")
    assert KINDS["preference.unclear"].repairs == ("agrees", "refuses")
    mended = with_words_turned(person(AS_TOPIC), 1, consent_of("no_newsletter"))
    assert asked(check(tmp_path, "no_newsletter", mended)) == {}
    assert sent_topics(tmp_path, "no_newsletter", mended) == {0: False, 1: True}
    agrees = SayConsent(1, ConsentMeaning.AGREES)
    assert sent_topics(tmp_path, "no_newsletter", person(AS_TOPIC), agrees) == {0: True, 1: False}
    assert asked(check(tmp_path, "Marketing preference", person(AS_TOPIC), agrees)) == {}
    refuses = SayConsent(1, ConsentMeaning.REFUSES)
    assert asked(check(tmp_path, "Marketing preference", person(AS_TOPIC), refuses)) == {"preference.inverted": (0, 1)}


@pytest.mark.parametrize(
    ("name", "other", "meaning", "turns"),
    [
        ("no_newsletter", TOPIC, Meaning.OPTED_OUT, True),
        ("newsletter", TOPIC, Meaning.OPTED_IN, False),
        ("unsubscribed", TOPIC, Meaning.OPTED_OUT, True),
        (TOPIC, "unsubscribed", Meaning.OPTED_IN, True),
        (TOPIC, "no_newsletter", Meaning.OPTED_OUT, True),
        ("digest", TOPIC, None, False),
    ],
)
def test_words_follow_when_a_column_becomes_a_preference_or_ceases_to_be_one(
    name: str, other: str, meaning: Meaning | None, turns: bool
) -> None:
    # Words that say nothing by themselves tell by the name alone.
    before = dataclasses.replace(AS_TOPIC, name=name, true_words=("left",), false_words=("right",))
    after = renamed(before, other, meaning)
    assert (after.true_words, after.false_words) == ((("right",), ("left",)) if turns else (("left",), ("right",)))


def test_words_that_are_certain_stay_on_their_side_without_a_known_header() -> None:
    certain = dataclasses.replace(OWN, true_words=("opted out",), false_words=("subscribed",))
    assert turned(certain, None) == certain
    assert turned(dataclasses.replace(certain, name="unsubscribed"), None).true_words == ("opted out",)
    assert turned(dataclasses.replace(certain, name=TOPIC), None).true_words == ("subscribed",)


# ---- a no counts for the person


TWICE = (("1", "yes"), ("2", "no"), ("1", "no"), ("3", "yes"), ("2", "yes"))
SAID_NO = LeaveOutProblem("consent.opted_in", 1)


@pytest.mark.parametrize("decisions", [(), (SAID_NO,)], ids=["undecided", "left out"])
def test_who_said_no_in_any_row_goes_with_none(tmp_path: Path, decisions: tuple[Decision, ...]) -> None:
    checked = check(tmp_path, "Opt-in", person(OWN), *decisions, rows=TWICE)
    assert np.flatnonzero(checked.sendable).tolist() == [3]
    told = {each.code: each for each in checked.problems}
    assert told["left_out.person"].rows == (0, 4)
    assert "said no in another row" in str(told["left_out.person"].sentence)


def test_whoever_decides_otherwise_sends_all_rows(tmp_path: Path) -> None:
    rows = (("1", "yes"), ("2", "no"), ("3", "no"))
    assert check(tmp_path, "Opt-in", person(OWN), SendDespiteNo(1), rows=rows).sendable.all()
    unsubscribed = dataclasses.replace(TURNED, name="unsubscribed")
    assert "left_out.person" not in {each.code for each in check(tmp_path, "Opt-in", person(unsubscribed), rows=TWICE).problems}


def test_a_no_counts_although_its_own_row_cannot_be_sent_or_is_older(tmp_path: Path) -> None:
    rows = (
        ("A@x.org", "no", "never"),
        ("a@x.org", "yes", "2026-01-02"),
        ("b@x.org", "no", "2026-01-01"),
        ("b@x.org", "yes", "2026-01-03"),
        ("c@x.org", "yes", "2026-01-03"),
    )
    table = make_table(tmp_path, ("email", "Opt-in", "at"), rows)
    mapping = Mapping(RowMeaning.EVENT, 0, IdentifierKind.EMAIL, event_name="came", time_column=2, time=TimeReading())
    checked = check_rows(table, mapping, Repairs((LeaveOutProblem("consent.events", 1),)), Route.TRACK, NOW, Unwatched())
    assert np.flatnonzero(checked.sendable).tolist() == [4]
    assert str(checked.problems[checked.refused[1] - 1].code) == "left_out.person"
