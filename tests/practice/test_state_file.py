"""What the practice workspace holds can be kept in a file."""

import json

import pytest

from backfill_assistant.practice.__main__ import main
from backfill_assistant.practice.state_file import StateUnreadable, load_state, save_state

ULID = "01KAR3QZ8M0000000000000001"


def test_everything_received_is_there_again_and_goes_on_as_before(make_client, records, tmp_path):
    path = tmp_path / "state.json"
    first = make_client(processing_lag_ms=60_000)
    first.batch(records.identify("7", when=first.now_s - 50, email="a@example.com", tags=["ä"]), records.event(event_id=ULID))
    first.v1("POST", "events", {"name": "looked", "anonymous_id": "anon"})
    first.batch(records.identify("8"))
    first.v1("POST", "customers/8/suppress")
    first.clock.ms += 60_000
    first.batch(records.event("late"))
    before = first.server.holdings()
    assert before["counts"]["waiting"] == 1
    save_state(first.server.workspace, path)
    assert [found.name for found in tmp_path.iterdir()] == ["state.json"]

    second = make_client(processing_lag_ms=60_000)
    second.clock.ms = first.clock.ms
    load_state(second.server.workspace, path)
    after = second.server.holdings()
    assert {**after, "counts": 0} == {**before, "counts": 0}
    second.clock.ms += 60_000
    assert [found["name"] for found in second.server.events()] == ["signed", "looked", "late"]
    second.server.switch(processing_lag_ms=0)
    second.batch(records.event(event_id=ULID), records.identify("8"), records.identify("A@example.com", city="Ulm"))
    second.v1("PUT", "customers/9", {"anonymous_id": "anon"})
    assert [found["identifiers"].get("id") for found in second.server.people()] == ["7", "9"]
    assert [found["person"].get("id") for found in second.server.events()] == ["7", "9", "7"]
    second.v1("POST", "customers/8/unsuppress")
    second.batch(records.identify("8"))
    assert len(second.server.people()) == 3


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 2}', '{"version": 1, "people": 5}'])
def test_a_file_that_is_none_is_refused_and_nothing_is_lost(client, records, tmp_path, text, capsys):
    path = tmp_path / "state.json"
    path.write_text(text, encoding="utf-8")
    client.batch(records.event())
    with pytest.raises(StateUnreadable):
        load_state(client.server.workspace, path)
    assert client.server.counts()["events"] == 1
    assert main(["--state", str(path)]) == 2
    assert "cannot be used" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == text


def test_only_the_newest_can_be_asked_for(client, records):
    client.batch(*(records.event(f"e{n}", who=str(n)) for n in range(30)))
    held = client.http.get("/practice/received?newest=3").json()
    assert [found["name"] for found in held["events"]] == ["e27", "e28", "e29"]
    assert len(held["people"]) == 3
    assert held["counts"]["events"] == 30
    assert len(json.loads(client.http.get("/practice/received").content)["events"]) == 30
