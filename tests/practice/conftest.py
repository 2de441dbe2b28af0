import json
import threading
import time

import httpx
import pytest

from backfill_assistant.practice.server import PracticeServer
from backfill_assistant.practice.switches import Switches


class Hands:
    """A clock whose hands the test moves."""

    def __init__(self) -> None:
        self.ms = time.time_ns() // 1_000_000

    def __call__(self) -> int:
        return self.ms


class Client:
    """A practice workspace and plain HTTP to its three APIs."""

    def __init__(self, server: PracticeServer, clock: Hands) -> None:
        self.server = server
        self.clock = clock
        self.http = httpx.Client(base_url=server.base_url, trust_env=False, verify=False)
        self.track_keys = (server.site_id, server.api_key)

    @property
    def now_s(self) -> int:
        return self.clock.ms // 1000

    def batch(self, *records, **options):
        return self.http.post("/api/v2/batch", json={"batch": list(records)}, auth=self.track_keys, **options)

    def batch_bytes(self, body: bytes, **options):
        return self.http.post("/api/v2/batch", content=body, auth=self.track_keys, **options)

    def entity(self, record):
        return self.http.post("/api/v2/entity", json=record, auth=self.track_keys)

    def v1(self, method, path, body=None):
        return self.http.request(method, f"/api/v1/{path}", json=body, auth=self.track_keys)

    def pipelines(self, call, body, *, strict=True, key=None):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"X-Strict-Mode": "1"} if strict else {}
        return self.http.post(f"/v1/{call}", content=content, headers=headers, auth=(key or self.server.pipelines_key, ""))

    def app(self, path, *, key=None):
        return self.http.get(f"/v1/{path}", headers={"Authorization": f"Bearer {key or self.server.app_key}"})

    def activities(self, kind):
        return [found for found in self.server.activities() if found["type"] == kind]


def identify(who="7", when=None, **attributes):
    kind = "email" if "@" in who else "id"
    record = {"type": "person", "identifiers": {kind: who}, "action": "identify", "attributes": attributes}
    return record if when is None else {**record, "timestamp": when}


def event(name="signed", who="7", when=None, event_id=None, **attributes):
    kind = "email" if "@" in who else "id"
    record = {"type": "person", "identifiers": {kind: who}, "action": "event", "name": name, "attributes": attributes}
    if when is not None:
        record["timestamp"] = when
    return record if event_id is None else {**record, "id": event_id}


@pytest.fixture
def make_client():
    made = []

    def make(**switches):
        clock = Hands()
        server = PracticeServer(switches=Switches(**switches), clock_ms=clock).start()
        made.append(Client(server, clock))
        return made[-1]

    before = set(threading.enumerate())
    yield make
    for client in made:
        client.http.close()
        client.server.stop()
    assert set(threading.enumerate()) == before


@pytest.fixture
def client(make_client):
    return make_client()


@pytest.fixture
def records():
    """Ready-made records."""
    return type("Records", (), {"identify": staticmethod(identify), "event": staticmethod(event)})
