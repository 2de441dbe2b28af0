"""What a status and a body of a batch answer mean."""

from __future__ import annotations

import json
import time
from email.utils import formatdate

import pytest

from backfill_assistant.adapters.customerio.answers import outcome_of, outcome_without_reply
from backfill_assistant.adapters.customerio.replies import NoReply, Reply, Trouble
from backfill_assistant.core.journal.outcome import OutcomeKind as Kind
from backfill_assistant.core.journal.outcome import RecordRefusal
from backfill_assistant.core.sentences import Sentence

SECRET = "planted.person@example.com"
BODY = json.dumps(
    {
        "batch": [
            {
                "type": "person",
                "identifiers": {"email": SECRET},
                "action": "identify",
                "attributes": {"plan": SECRET, "a.b": {SECRET: 1}},
            },
            {"type": "person", "identifiers": {"id": "7"}, "action": "event", "name": SECRET, "attributes": {}},
            {"type": "person", "identifiers": {"id": "8"}, "action": "identify", "attributes": {}},
        ]
    }
).encode()
ITEM = {
    "batch_index": 0,
    "reason": "invalid",
    "field": "attributes.plan",
    "message": "property value cannot be longer than 1000 bytes",
}
HTML = b"<!DOCTYPE html><html><body>Please sign in</body></html>"


def reply(status: int, body: object = b"", **headers: str) -> Reply:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, raw, 1_000_000.0)


@pytest.mark.parametrize("page", [b"\xef\xbb\xbf<!DOCTYPE html>", b"<!-- Guests --><html>", b"<?xml version='1.0'?><html/>"])
def test_a_page_is_no_answer_whatever_it_calls_itself(page: bytes) -> None:
    assert outcome_of(reply(200, page, content_type="application/octet-stream"), BODY).kind is Kind.INTERCEPTED


def test_an_error_without_a_number_is_no_acceptance() -> None:
    assert outcome_of(reply(200, {"error": "batch not accepted"}), BODY).kind is Kind.REFUSED


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b"{}\n", Kind.ACCEPTED),
        (200, b"", Kind.ACCEPTED),
        (204, b"", Kind.ACCEPTED),
        (200, b"OK", Kind.ACCEPTED),
        (200, b'{"broken', Kind.ACCEPTED),
        (200, {"errors": []}, Kind.ACCEPTED),
        (202, {"success": True}, Kind.ACCEPTED),
        (200, HTML, Kind.INTERCEPTED),
        (200, {"errors": [ITEM]}, Kind.PARTLY_REFUSED),
        (207, {"errors": [ITEM]}, Kind.PARTLY_REFUSED),
        (207, {"errors": []}, Kind.ACCEPTED),
        # Something is refused but nobody says what: cut the batch until it shows.
        (207, b"", Kind.REFUSED),
        (207, b'{"errors": [{"batch_ind', Kind.REFUSED),
        (207, {"errors": [{"reason": "invalid"}]}, Kind.REFUSED),
        (207, {"errors": [{**ITEM, "batch_index": 3}]}, Kind.REFUSED),
        (207, {"errors": [{**ITEM, "batch_index": -1}]}, Kind.REFUSED),
        (207, {"errors": [{**ITEM, "batch_index": True}]}, Kind.REFUSED),
        (200, {"errors": ["no"]}, Kind.REFUSED),
        (400, {"errors": [{"reason": "required", "field": "batch", "message": "is required"}]}, Kind.REFUSED),
        (400, {"meta": {"error": "id cannot be null"}}, Kind.REFUSED),
        (400, {"meta": {"errors": ["event is required"]}}, Kind.REFUSED),
        (400, b"", Kind.REFUSED),
        (400, b"Bad Request", Kind.REFUSED),
        (422, b"{}", Kind.REFUSED),
        (400, HTML, Kind.INTERCEPTED),
        (401, b"", Kind.KEY_REFUSED),
        (401, HTML, Kind.KEY_REFUSED),
        (403, {"errors": []}, Kind.KEY_REFUSED),
        (403, HTML, Kind.INTERCEPTED),
        (404, b"{}", Kind.INTERCEPTED),
        (407, b"", Kind.INTERCEPTED),
        (511, HTML, Kind.INTERCEPTED),
        (408, b"", Kind.UNANSWERED),
        (408, HTML, Kind.UNANSWERED),
        (413, HTML, Kind.TOO_LARGE),
        (429, b"", Kind.BUSY),
        (500, b"", Kind.UNANSWERED),
        (502, HTML, Kind.UNANSWERED),
        (503, b"", Kind.UNANSWERED),
        (524, b"", Kind.UNANSWERED),
        (302, b"", Kind.INTERCEPTED),
        (304, b"", Kind.INTERCEPTED),
    ],
)
def test_what_an_answer_means(status: int, body: object, kind: Kind) -> None:
    outcome = outcome_of(reply(status, body), BODY)
    assert outcome.kind is kind
    assert outcome.status == status
    assert (outcome.explanation is not None) == (kind is Kind.INTERCEPTED)


def test_a_207_names_the_records_once_each_in_order() -> None:
    errors = [{**ITEM, "batch_index": 2, "field": "attributes"}, ITEM, {**ITEM, "reason": "required"}]
    outcome = outcome_of(reply(207, {"errors": errors}), BODY)
    assert outcome.refusals == (
        RecordRefusal(0, "longer than 1000 bytes", "attributes.plan"),
        RecordRefusal(2, "longer than 1000 bytes", "attributes"),
    )


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"errors": [{"reason": "required", "field": "name", "message": "odd"}]}, RecordRefusal(0, "required", "name")),
        ({"meta": {"error": "id cannot be null"}}, RecordRefusal(0, "must not be null", "")),
        ({"meta": {"error": "customer id is missing"}}, RecordRefusal(0, "is required", "")),
        ({"meta": {"errors": ["event name cannot be blank"]}}, RecordRefusal(0, "must not be empty", "")),
        (
            {"errors": [{"field": "primary.id", "message": "must be a string or a number"}]},
            RecordRefusal(0, "must be a string or a number", "primary"),
        ),
        ({"meta": {"error": f"value {SECRET} is odd"}}, RecordRefusal(0, "", "")),
    ],
)
def test_a_400_says_why_in_all_three_shapes(body: object, refusal: RecordRefusal) -> None:
    outcome = outcome_of(reply(400, body), BODY)
    assert outcome.refusals == (refusal,)
    assert outcome.reason == refusal.reason


@pytest.mark.parametrize(
    "error",
    [
        {"batch_index": 0, "reason": SECRET, "field": SECRET, "message": SECRET},
        {
            "batch_index": 0,
            "reason": "invalid",
            "field": f"attributes.{SECRET}",
            "message": f"{SECRET} cannot be longer than 1000 bytes",
        },
        {"batch_index": 0, "reason": "invalid", "field": f"attributes.a.b.{SECRET}", "message": f"'{SECRET}' is not a valid email"},
        {"batch_index": 1, "reason": "Invalid " + SECRET, "field": f"name.{SECRET}", "message": {"text": SECRET}},
        {"batch_index": 0, "reason": [SECRET], "field": {"a": SECRET}, "message": None},
    ],
)
@pytest.mark.parametrize("status", [200, 207, 400])
def test_no_cell_value_comes_back_in_an_outcome(status: int, error: dict[str, object]) -> None:
    outcome = outcome_of(reply(status, {"errors": [error]}), BODY)
    assert outcome.refusals
    assert "planted" not in repr(outcome)


def test_a_field_is_followed_to_the_longest_name_we_sent() -> None:
    error = {"batch_index": 0, "reason": "invalid", "field": "attributes.a.b.deep"}
    assert outcome_of(reply(207, {"errors": [error]}), BODY).refusals[0].field == "attributes.a.b"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "2"}, 2.0),
        ({"retry_after": " 0.5 "}, 0.5),
        ({"retry_after": "-3"}, 0.0),
        ({"retry_after": "nan"}, None),
        ({"retry_after": "soon"}, None),
        ({}, None),
        ({"retry_after": formatdate(1_000_090, usegmt=True)}, 90.0),
        # Their clock runs an hour ahead of ours; the difference of their two dates is what they mean.
        ({"retry_after": formatdate(1_003_630, usegmt=True), "date": formatdate(1_003_600, usegmt=True)}, 30.0),
        ({"retry_after": formatdate(999_000, usegmt=True)}, 0.0),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_how_long_the_server_asks_to_wait(status: int, headers: dict[str, str], seconds: float | None) -> None:
    assert outcome_of(reply(status, b"", **headers), BODY).wait_seconds == seconds


def test_the_clock_is_compared_with_the_date_header() -> None:
    ahead = outcome_of(reply(200, b"{}", date=formatdate(1_000_120, usegmt=True)), BODY).clock_ahead_seconds
    assert ahead == pytest.approx(120.5)
    assert outcome_of(reply(200, b"{}", date="yesterday"), BODY).clock_ahead_seconds is None
    # From a cache, or from whoever sits between us and Customer.io: their clock says nothing.
    cached = reply(200, b"{}", date=formatdate(1_000_120, usegmt=True), age="100")
    assert outcome_of(cached, BODY).clock_ahead_seconds is None
    assert outcome_of(reply(200, HTML, date=formatdate(1_000_120, usegmt=True)), BODY).clock_ahead_seconds is None


def test_a_redirect_to_the_other_region_stops_the_run_and_any_other_is_waited_out() -> None:
    other_region = outcome_of(reply(307, b"", location="https://track-eu.customer.io/api/v2/batch"), BODY)
    assert other_region.kind is Kind.KEY_REFUSED
    assert other_region.explanation is not None
    assert outcome_of(reply(302, b"", location="https://login.example.net/"), BODY).kind is Kind.INTERCEPTED


@pytest.mark.parametrize("trouble", list(Trouble))
def test_no_answer_at_all_is_waited_out_and_explained(trouble: Trouble) -> None:
    outcome = outcome_without_reply(NoReply(trouble, Sentence("title"), Sentence("advice")))
    between = trouble in (Trouble.UNTRUSTED, Trouble.PROXY, Trouble.UNUSABLE)
    assert outcome.kind is (Kind.INTERCEPTED if between else Kind.UNANSWERED)
    assert str(outcome.explanation) == "title"


def test_a_large_answer_is_understood_quickly() -> None:
    errors = [{**ITEM, "batch_index": index} for index in range(20_000)]
    body = json.dumps({"batch": [{"attributes": {"plan": "x"}}] * 20_000}).encode()
    began = time.perf_counter()
    assert len(outcome_of(reply(207, {"errors": errors}), body).refusals) == 20_000
    assert time.perf_counter() - began < 2
