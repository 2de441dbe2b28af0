"""Both routes over real HTTP: the check before anything is sent, batches under way at once, and every way an answer can come."""

from __future__ import annotations

import base64
import json
import socket
import threading
import time
from dataclasses import replace

import pytest

from backfill_assistant.adapters.customerio.pipelines_api import PipelinesWorkspace
from backfill_assistant.adapters.customerio.track_api import TrackWorkspace
from backfill_assistant.core.errors import KeyRefused, WorkspaceProblem, WrongRegion
from backfill_assistant.core.journal.outcome import OutcomeKind, RecordRefusal
from backfill_assistant.core.journal.runs import Region, WorkspaceAddress
from backfill_assistant.core.ports import Answer, Workspace
from fakes.http_server import Asked, HttpServer, Told, told_json

REGION = {"url": "https://track.customer.io", "region": "us", "environment_id": 3}
BODY = b'{"batch":[{"type":"person"}]}'
HTML = Told(200, b"<html>Sign in</html>", content_type="text/html")


def address(url: str, region: Region = Region.US) -> WorkspaceAddress:
    return WorkspaceAddress("w1", "Acme", region, base_urls=(("track", url), ("pipelines", url + "/v1")))


def track(server: HttpServer) -> TrackWorkspace:
    return TrackWorkspace(address(server.url), "site", "planted-key")


def pipelines(server: HttpServer) -> PipelinesWorkspace:
    return PipelinesWorkspace(address(server.url), "planted-key")


BOTH = pytest.mark.parametrize("open_route", [track, pipelines])


def answers_of(workspace: Workspace, count: int) -> list[Answer]:
    found: list[Answer] = []
    until = time.monotonic() + 10
    while len(found) < count and time.monotonic() < until:
        found += workspace.answers(1.0)
    return found


def one_answer(workspace: Workspace, body: bytes = BODY) -> Answer:
    workspace.start(7, body)
    (answer,) = answers_of(workspace, 1)
    workspace.close()
    assert answer.number == 7
    return answer


@BOTH
def test_requests_that_are_cut_off_end_at_once_and_nothing_more_leaves(open_route) -> None:
    hold = threading.Event()
    with HttpServer(lambda asked: Told(hold=hold)) as server:
        workspace = open_route(server)
        for number in range(1, 5):
            workspace.start(number, BODY)
        until = time.monotonic() + 10
        while len(server.asked) < 4 and time.monotonic() < until:
            time.sleep(0.01)
        began = time.monotonic()
        workspace.cut_off()
        workspace.start(5, BODY)
        answers = answers_of(workspace, 5)
        workspace.close()
        assert time.monotonic() - began < 3
        hold.set()
    assert [answer.outcome.kind for answer in answers] == [OutcomeKind.UNANSWERED] * 5
    assert len(server.asked) == 4


def test_pipelines_marks_its_key_and_the_mark_does_not_tell_it() -> None:
    marks = []
    with HttpServer([Told()]) as server:
        for key in ("planted-key", " planted-key\n", "another-key"):
            workspace = PipelinesWorkspace(address(server.url), key)
            marks.append(workspace.check().key_mark)
            workspace.close()
    assert marks[0] == marks[1] != marks[2]
    assert all(len(mark) == 8 for mark in marks)


@BOTH
def test_a_key_that_is_not_here_is_not_called_wrong(open_route) -> None:
    with HttpServer([Told()]) as server, pytest.raises(KeyRefused, match="There is no key for this workspace on this computer"):
        TrackWorkspace(address(server.url), "", "") if open_route is track else PipelinesWorkspace(address(server.url), " ")
    assert server.asked == []


# ---- The check


def test_the_region_check_says_where_the_workspace_lives_and_sends_no_data() -> None:
    with HttpServer([told_json(200, REGION)]) as server:
        workspace = TrackWorkspace(address(server.url), " site ", " key\n", find_name={"3": "Acme production"}.__getitem__)
        check = workspace.check()
        workspace.close()
    assert (check.region, check.workspace_key, check.name) == ("us", "track:us:3", "Acme production")
    (asked,) = server.asked
    assert (asked.method, asked.path, asked.body) == ("GET", "/api/v1/accounts/region", b"")
    assert asked.headers["authorization"] == "Basic " + base64.b64encode(b"site:key").decode()


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        (Told(401, b""), KeyRefused),
        (Told(403, b"{}"), KeyRefused),
        (Told(403, b"<html>blocked</html>"), WorkspaceProblem),
        (told_json(200, {**REGION, "region": "eu"}), WrongRegion),
        (Told(307, b"", {"Location": "https://track-eu.customer.io/api/v1/accounts/region"}), WrongRegion),
        (Told(301, b"", {"Location": "http://127.0.0.1:9/api/v1/accounts/region"}), WrongRegion),
        (Told(302, b"", {"Location": "https://login.example.net/hotel"}), WorkspaceProblem),
        (Told(302, b""), WorkspaceProblem),
        (HTML, WorkspaceProblem),
        (Told(200, b"OK"), WorkspaceProblem),
        (told_json(200, ["us"]), WorkspaceProblem),
        (told_json(200, {"region": ["us"]}), WorkspaceProblem),
        (Told(404, b"{}"), WorkspaceProblem),
        (Told(429, b"{}"), WorkspaceProblem),
        (Told(503, b""), WorkspaceProblem),
        (Told(200, b"{}", cut_after=-1), WorkspaceProblem),
    ],
)
def test_a_check_that_fails_says_what_is_wrong(told: Told, problem: type[WorkspaceProblem]) -> None:
    with HttpServer([told]) as server:
        workspace = track(server)
        with pytest.raises(WorkspaceProblem) as caught:
            workspace.check()
        workspace.close()
    assert type(caught.value) is problem
    assert "planted" not in repr(caught.value)
    assert str(caught.value.title)
    assert str(caught.value.advice)


def test_an_eu_workspace_is_told_from_a_us_one() -> None:
    with HttpServer([told_json(200, REGION)]) as server:
        workspace = TrackWorkspace(address(server.url, Region.EU), "site", "key")
        with pytest.raises(WrongRegion, match="US"):
            workspace.check()
        workspace.close()


@pytest.mark.parametrize("told", [Told(), told_json(400, {"meta": {"errors": ["batch is empty"]}}), Told(200, b"")])
def test_pipelines_is_checked_with_a_batch_without_records(told: Told) -> None:
    with HttpServer([told]) as server:
        workspace = pipelines(server)
        check = workspace.check()
        workspace.close()
    assert (check.region, check.workspace_key) == ("us", "pipelines:us:w1")
    (asked,) = server.asked
    assert (asked.path, json.loads(asked.body)) == ("/v1/batch", {"batch": []})
    assert asked.headers["x-strict-mode"] == "1"
    assert asked.headers["authorization"] == "Basic " + base64.b64encode(b"planted-key:").decode()


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        (Told(401, b""), KeyRefused),
        (HTML, WorkspaceProblem),
        (replace(HTML, status=400), WorkspaceProblem),
        (Told(307, b"", {"Location": "https://cdp-eu.customer.io/v1/batch"}), WrongRegion),
        (Told(500, b""), WorkspaceProblem),
    ],
)
def test_a_check_of_pipelines_that_fails_says_what_is_wrong(told: Told, problem: type[WorkspaceProblem]) -> None:
    with HttpServer([told]) as server:
        workspace = pipelines(server)
        with pytest.raises(WorkspaceProblem) as caught:
            workspace.check()
        workspace.close()
    assert type(caught.value) is problem


# ---- Keys


def test_a_private_key_travels_as_bearer_on_both_routes() -> None:
    key = "sk_us_" + "x" * 32 + "_abc123"
    with HttpServer([told_json(200, REGION)]) as server:
        by_track = TrackWorkspace(address(server.url), "", f" {key} ")
        by_pipelines = PipelinesWorkspace(address(server.url), key)
        by_track.check()
        by_pipelines.check()
        by_track.close()
        by_pipelines.close()
    assert {asked.headers["authorization"] for asked in server.asked} == {f"Bearer {key}"}


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ("pk_us_x", KeyRefused),
        ("sk_eu_x", WrongRegion),
        ("", KeyRefused),
        ("   ", KeyRefused),
        ("two words", KeyRefused),
        ("key\r\nX-Evil: 1", KeyRefused),
        ("schlüssel", KeyRefused),
    ],
)
def test_keys_that_cannot_be_right_are_refused_before_any_request(key: str, problem: type[Exception]) -> None:
    with HttpServer([Told()]) as server:
        with pytest.raises(problem) as by_track:
            TrackWorkspace(address(server.url), "site", key)
        with pytest.raises(problem) as by_pipelines:
            PipelinesWorkspace(address(server.url), key)
    assert server.asked == []
    if key.strip():
        assert key not in repr(by_track.value) + repr(by_pipelines.value)


def test_a_site_id_is_needed_with_a_classic_key() -> None:
    with pytest.raises(KeyRefused):
        TrackWorkspace(address("http://127.0.0.1:9"), "", "key")


def test_an_address_that_cannot_be_used_is_a_workspace_problem() -> None:
    with pytest.raises(WorkspaceProblem):
        TrackWorkspace(address("http://track.example.net"), "site", "key")


# ---- Batches


@BOTH
def test_bodies_arrive_as_they_are(open_route: type[Workspace]) -> None:
    body = '{"batch":[{"x":"ü€😀"}]}'.encode()
    with HttpServer([Told()]) as server:
        workspace = open_route(server)  # type: ignore[call-arg]
        answer = one_answer(workspace, body)
    assert answer.outcome.kind is OutcomeKind.ACCEPTED
    assert answer.outcome.clock_ahead_seconds == pytest.approx(0, abs=2)
    assert 0 < answer.seconds < 10
    (asked,) = server.asked
    assert asked.body == body
    assert asked.path in ("/api/v2/batch", "/v1/batch")
    assert asked.headers.get("x-strict-mode", "0") == ("1" if asked.path == "/v1/batch" else "0")


@BOTH
@pytest.mark.parametrize(
    ("told", "kind", "wait"),
    [
        (Told(200, b""), OutcomeKind.ACCEPTED, None),
        (Told(204, b""), OutcomeKind.ACCEPTED, None),
        (Told(200, b"fine", content_type="text/plain"), OutcomeKind.ACCEPTED, None),
        (told_json(200, {"errors": [{"batch_index": 0, "reason": "invalid"}]}), OutcomeKind.PARTLY_REFUSED, None),
        (told_json(207, {"errors": [{"batch_index": 0, "reason": "invalid"}]}), OutcomeKind.PARTLY_REFUSED, None),
        (told_json(400, {"errors": [{"reason": "invalid"}]}), OutcomeKind.REFUSED, None),
        (told_json(400, {"meta": {"error": "no"}}), OutcomeKind.REFUSED, None),
        (told_json(400, {"meta": {"errors": ["no"]}}), OutcomeKind.REFUSED, None),
        (Told(401, b""), OutcomeKind.KEY_REFUSED, None),
        (Told(403, b""), OutcomeKind.KEY_REFUSED, None),
        (Told(408, b""), OutcomeKind.UNANSWERED, None),
        (Told(413, b""), OutcomeKind.TOO_LARGE, None),
        (Told(429, b"", {"Retry-After": "2"}), OutcomeKind.BUSY, 2.0),
        (Told(429, b""), OutcomeKind.BUSY, None),
        (Told(500, b""), OutcomeKind.UNANSWERED, None),
        (Told(503, b"", {"Retry-After": "9"}), OutcomeKind.UNANSWERED, 9.0),
        (Told(504, b"<html>", content_type="text/html"), OutcomeKind.UNANSWERED, None),
        (HTML, OutcomeKind.INTERCEPTED, None),
        (Told(302, b"", {"Location": "http://127.0.0.1:9/login"}), OutcomeKind.INTERCEPTED, None),
        (Told(200, b"{}\n", cut_after=1), OutcomeKind.UNANSWERED, None),
        (Told(200, b"{}\n", cut_after=-1), OutcomeKind.UNANSWERED, None),
    ],
)
def test_every_answer_becomes_an_outcome(open_route: type[Workspace], told: Told, kind: OutcomeKind, wait: float | None) -> None:
    with HttpServer([told]) as server:
        outcome = one_answer(open_route(server)).outcome  # type: ignore[call-arg]
    assert (outcome.kind, outcome.wait_seconds) == (kind, wait)
    assert "planted" not in repr(outcome)


@BOTH
def test_no_network_is_an_outcome_too(open_route: type[Workspace]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    class Gone:
        url = f"http://127.0.0.1:{port}"

    outcome = one_answer(open_route(Gone)).outcome  # type: ignore[call-arg]
    assert outcome.kind is OutcomeKind.UNANSWERED
    assert str(outcome.explanation) == "The practice workspace on this computer (127.0.0.1) does not answer."


def test_a_wrong_clock_shows() -> None:
    with HttpServer([Told()], date="Tue, 01 Jan 2030 00:00:00 GMT") as server:
        outcome = one_answer(track(server)).outcome
    assert outcome.clock_ahead_seconds == pytest.approx(1_893_456_000 - time.time(), abs=5)


def test_207_names_records_by_their_place() -> None:
    body = json.dumps({"batch": [{"attributes": {"plan": "planted"}}] * 4}).encode()
    message = "property value cannot be longer than 1000 bytes"
    errors = [{"batch_index": at, "reason": "invalid", "field": "attributes.plan", "message": message} for at in (1, 3)]
    with HttpServer([told_json(207, {"errors": errors})]) as server:
        outcome = one_answer(track(server), body).outcome
    assert outcome.refusals == tuple(RecordRefusal(at, "longer than 1000 bytes", "attributes.plan") for at in (1, 3))


@BOTH
def test_several_requests_are_under_way_at_once_and_each_finds_its_answer(open_route: type[Workspace]) -> None:
    everybody_is_here = threading.Barrier(16)

    def answer(asked: Asked) -> Told:
        everybody_is_here.wait(10)
        number = json.loads(asked.body)["batch"][0]["n"]
        return Told(429, b"", {"Retry-After": str(number)})

    with HttpServer(answer) as server:
        workspace = open_route(server)  # type: ignore[call-arg]
        assert workspace.in_flight_max == 16
        for number in range(16):
            workspace.start(number, json.dumps({"batch": [{"n": number}]}).encode())
        found = answers_of(workspace, 16)
        workspace.close()
    assert server.at_once_max == 16
    assert {answer.number: answer.outcome.wait_seconds for answer in found} == {number: float(number) for number in range(16)}


@BOTH
def test_asking_for_answers_waits_no_longer_than_allowed(open_route: type[Workspace]) -> None:
    hold = threading.Event()
    with HttpServer([Told(hold=hold)]) as server:
        workspace = open_route(server)  # type: ignore[call-arg]
        assert workspace.answers(0) == []
        workspace.start(1, BODY)
        began = time.monotonic()
        assert workspace.answers(0.05) == []
        assert time.monotonic() - began < 2
        hold.set()
        assert [answer.number for answer in answers_of(workspace, 1)] == [1]
        workspace.close()


@BOTH
def test_closing_waits_for_what_is_under_way_and_leaves_no_thread(open_route: type[Workspace]) -> None:
    before = set(threading.enumerate())
    hold = threading.Event()
    with HttpServer([Told(hold=hold)]) as server:
        workspace = open_route(server)  # type: ignore[call-arg]
        workspace.start(1, BODY)
        closing = threading.Thread(target=workspace.close)
        closing.start()
        hold.set()
        closing.join(10)
        assert [answer.outcome.kind for answer in workspace.answers(0)] == [OutcomeKind.ACCEPTED]
    assert set(threading.enumerate()) == before


def test_a_mistake_of_our_own_in_a_thread_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    with HttpServer([Told()]) as server:
        workspace = track(server)
        monkeypatch.setattr("backfill_assistant.adapters.customerio.in_flight.outcome_of", lambda *_: 1 / 0)
        workspace.start(1, BODY)
        with pytest.raises(ZeroDivisionError):
            answers_of(workspace, 1)
        workspace.close()
