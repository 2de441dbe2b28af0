"""Scripts say in which zone times are that do not say it; until then a run ends before anything goes."""

from __future__ import annotations

import json

import pytest

from fakes.journey import Headless, PracticeServerProcess

ROWS = "email,event,when,joined\na@example.com,bought,2025-07-04 10:00,2025-07-01\nb@example.com,bought,2025-07-04T10:00:00Z,\n"


@pytest.fixture(scope="module")
def practice():
    server = PracticeServerProcess()
    yield server
    server.stop()


def times(practice):
    events = practice.ask("received")["events"]
    return {event["identifiers"]["email"]: event["time_ms"] // 1_000 for event in events}


def test_without_a_word_nothing_is_sent_and_the_sentence_names_the_option(tmp_path, practice):
    headless, file = Headless(tmp_path / "home"), tmp_path / "orders.csv"
    file.write_text(ROWS, encoding="utf-8")
    before = practice.ask("counts")["events"]
    for command in ("forecast", "send"):
        code, answer = headless.ask(command, file, "--practice", practice.url)
        assert code == 2
        assert answer["error"]["title"] == ("2 times in when, joined do not say in which time zone they are. Nothing was sent.")
        assert answer["error"]["advice"] == "Say it with --zone, as in --zone Europe/Berlin or --zone UTC."
    assert practice.ask("counts")["events"] == before
    assert headless.ask("runs")[1]["runs"] == []


def test_with_a_zone_it_goes_by_it(tmp_path, practice):
    headless, file = Headless(tmp_path / "home"), tmp_path / "orders.csv"
    file.write_text(ROWS, encoding="utf-8")
    code, report = headless.ask("send", file, "--practice", practice.url, "--zone", "Europe/Berlin")
    assert (code, report["totals"]["accepted"]) == (0, 2)
    assert times(practice) == {"a@example.com": 1_751_616_000, "b@example.com": 1_751_623_200}


def test_a_mapping_that_says_the_zone_is_enough_and_one_that_does_not_needs_the_option(tmp_path, practice):
    headless, file = Headless(tmp_path / "home"), tmp_path / "orders.csv"
    file.write_text(ROWS.replace("example.com", "example.org"), encoding="utf-8")
    unsaid, said = tmp_path / "unsaid.json", tmp_path / "said.json"
    code, output, _ = headless.run("suggest", file, "--save", unsaid)
    assert code == 0
    assert "say it with --zone" in output
    assert json.loads(unsaid.read_text(encoding="utf-8"))["mapping"]["time"]["zone_assumed"] is True
    assert headless.ask("send", file, "--practice", practice.url, "--mapping", unsaid)[0] == 2
    code, output, _ = headless.run("suggest", file, "--save", said, "--zone", "Asia/Tokyo")
    assert "say it with --zone" not in output
    assert "zone_assumed" not in said.read_text(encoding="utf-8")
    # What the mapping says stands, whatever else is said; that it does is told.
    for zone, is_told in (("UTC", True), ("Asia/Tokyo", False)):
        code, output, _ = headless.run("forecast", file, "--practice", practice.url, "--mapping", said, "--zone", zone)
        assert code == 0
        assert (f"{zone} was not used where it says another" in output) is is_told
    code, report = headless.ask("send", file, "--practice", practice.url, "--mapping", said, "--zone", "UTC")
    assert (code, report["totals"]["accepted"]) == (0, 2)
    assert times(practice)["a@example.org"] == 1_751_590_800
    code, report = headless.ask("send", file, "--practice", practice.url, "--mapping", unsaid, "--zone", "UTC")
    assert (code, report["totals"]["accepted"]) == (0, 2)
    assert times(practice)["a@example.org"] == 1_751_623_200
