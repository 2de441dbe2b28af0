"""Rows looked up again: in the practice workspace, and where the App API answers otherwise."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from backfill_assistant.adapters.customerio.read_back import AppReadBack
from backfill_assistant.adapters.customerio.track_api import TrackWorkspace
from backfill_assistant.adapters.system_clock import SystemClock
from backfill_assistant.core.errors import KeyRefused
from backfill_assistant.core.journal.runs import Region, WorkspaceAddress
from backfill_assistant.core.journal.sightings import Sample, Sight, Sighting
from backfill_assistant.core.progress import Progress, Unwatched
from backfill_assistant.practice.keys import Keys
from backfill_assistant.practice.server import PracticeServer
from backfill_assistant.practice.switches import Switches
from fakes.http_server import Asked, HttpServer, Told, told_json

KEYS = Keys()
NOW_S = int(time.time())
DAY_S = 86_400


class Patient(Unwatched):
    """Counts what it is shown."""

    def __init__(self) -> None:
        self.seen: list[Progress] = []

    def show(self, progress: Progress) -> None:
        self.seen.append(progress)


@pytest.fixture
def practice() -> Iterator[PracticeServer]:
    with PracticeServer(switches=Switches(app_requests_per_second=1_000)) as server:
        yield server


def address(url: str) -> WorkspaceAddress:
    return WorkspaceAddress("p", "Practice", Region.US, base_urls=(("track", url), ("app", f"{url}/v1")))


def send(practice: PracticeServer, *operations: dict[str, object]) -> None:
    workspace = TrackWorkspace(address(practice.base_url), KEYS.site_id, KEYS.api_key)
    workspace.start(1, json.dumps({"batch": operations}).encode())
    while not workspace.answers(1.0):
        pass
    workspace.close()


def identify(email: str, seconds: int) -> dict[str, object]:
    return {"type": "person", "action": "identify", "identifiers": {"email": email}, "timestamp": seconds, "attributes": {"a": 1}}


def event(person: dict[str, str], name: str, seconds: int) -> dict[str, object]:
    return {"type": "person", "action": "event", "identifiers": person, "name": name, "timestamp": seconds, "attributes": {}}


def look(practice: PracticeServer, *samples: Sample) -> list[tuple[Sight, str]]:
    found = AppReadBack(address(practice.base_url), KEYS.app_key, SystemClock()).look(samples, Unwatched())
    assert [each.row for each in found] == [sample.row for sample in samples]
    return [(each.sight, each.activity) for each in found]


def test_people_and_events_that_arrived_are_there(practice: PracticeServer) -> None:
    send(practice, identify("a+b@example.com", NOW_S), event({"id": "x/7 ü"}, "Bought it", NOW_S - DAY_S))
    assert (
        look(
            practice,
            Sample(0, "email", "a+b@example.com"),
            Sample(1, "id", "x/7 ü", "Bought it", (NOW_S - DAY_S) * 1000 + 999),
            Sample(2, "id", "x/7 ü"),
        )
        == [(Sight.THERE, "")] * 3
    )


def test_what_did_not_arrive_is_not_there(practice: PracticeServer) -> None:
    send(practice, event({"id": "7"}, "bought", NOW_S))
    assert (
        look(
            practice,
            Sample(0, "email", "nobody@example.com"),
            Sample(1, "id", "8"),
            Sample(2, "id", "7", "sold", NOW_S * 1000),
            Sample(3, "id", "8", "bought", NOW_S * 1000),
        )
        == [(Sight.NOT_THERE, "")] * 4
    )


def test_another_event_of_that_name_proves_nothing(practice: PracticeServer) -> None:
    send(practice, event({"id": "7"}, "bought", NOW_S))
    assert look(practice, Sample(0, "id", "7", "bought", (NOW_S - 500) * 1000)) == [(Sight.CANNOT_TELL, "")]


def test_an_event_that_logs_no_longer_show_is_not_asked_for(practice: PracticeServer) -> None:
    assert look(practice, Sample(0, "id", "7", "bought", (NOW_S - 31 * DAY_S) * 1000)) == [(Sight.CANNOT_TELL, "")]
    assert practice.counts()["requests"] == 0


def test_an_update_that_was_older_than_what_the_person_had_is_named(practice: PracticeServer) -> None:
    send(practice, identify("a@example.com", NOW_S))
    send(practice, identify("a@example.com", NOW_S - DAY_S))
    assert look(practice, Sample(0, "email", "a@example.com")) == [(Sight.NOT_APPLIED, "skipped_update")]


def test_progress_is_shown_per_row(practice: PracticeServer) -> None:
    patient = Patient()
    samples = [Sample(at, "id", str(at)) for at in range(3)]
    AppReadBack(address(practice.base_url), KEYS.app_key, SystemClock()).look(samples, patient)
    assert [(seen.done, seen.total) for seen in patient.seen] == [(1, 3), (2, 3), (3, 3)]


def test_without_an_app_key_it_says_what_is_missing() -> None:
    with pytest.raises(KeyRefused, match="App API key"):
        AppReadBack(address("http://127.0.0.1:9"), " ", SystemClock())


@pytest.mark.parametrize("odd", [{"results": None}, {}, {"results": []}])
def test_odd_answers_are_read_as_not_there(odd: dict[str, object]) -> None:
    with HttpServer([told_json(200, odd)]) as server:
        found = AppReadBack(address(server.url), "k", SystemClock()).look([Sample(0, "email", "a@example.com")], Unwatched())
    assert found == (Sighting(0, Sight.NOT_THERE),)


def test_a_key_without_the_scope_is_told() -> None:
    def answer(asked: Asked) -> Told:
        return told_json(200, {"results": [{"id": "1"}]}) if "customers" in asked.path else Told(403, b"{}")

    with HttpServer(answer) as server, pytest.raises(KeyRefused):
        AppReadBack(address(server.url), "k", SystemClock()).look([Sample(0, "email", "a@example.com")], Unwatched())
