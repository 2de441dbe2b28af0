"""What Customer.io's own clients sent is answered as it was when they sent it (recorded by official_clients.py)."""

import gzip
import json
from pathlib import Path

import httpx
import pytest

from backfill_assistant.practice.server import PracticeServer

TALKS = json.loads((Path(__file__).parent / "official_requests.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("talk", TALKS, ids=[talk["client"] for talk in TALKS])
def test_requests_of_the_official_clients_are_answered_and_stored(talk):
    with (
        PracticeServer(clock_ms=lambda: talk["moment_ms"]) as server,
        httpx.Client(base_url=server.base_url, trust_env=False) as http,
    ):
        keys = (server.site_id, server.api_key) if talk["client"].startswith("customerio==") else (server.pipelines_key, "")
        statuses = []
        for recorded in talk["requests"]:
            body, headers = recorded["body"].encode(), dict(recorded["headers"])
            if recorded["gzip"]:
                body, headers["content-encoding"] = gzip.compress(body), "gzip"
            if recorded["bearer"]:
                headers["authorization"] = f"Bearer {server.private_key}"
            auth = None if recorded["bearer"] else keys
            statuses.append(
                http.request(recorded["method"], recorded["path"], content=body, headers=headers, auth=auth).status_code
            )
        assert statuses == [recorded["status"] for recorded in talk["requests"]]
        assert set(statuses) <= {200, 207}
        kept = talk["held"]
        assert [[one["identifiers"].get("id"), one["identifiers"].get("email")] for one in server.people()] == kept["people"]
        assert [[one["name"], one["kind"], one["time_was_bad"], one["known"]] for one in server.events()] == kept["events"]
        assert not any(one["time_was_bad"] for one in server.events())
        assert server.counts()["duplicates_ignored"] == kept["duplicates"] > 0


def test_the_recording_holds_no_keys():
    text = json.dumps(TALKS)
    assert "Basic " not in text
    assert "Bearer " not in text
