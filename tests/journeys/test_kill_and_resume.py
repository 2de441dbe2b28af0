"""The headless program is killed at many moments of a run and goes on: each event arrives, and arrives once."""

from __future__ import annotations

import contextlib
import random
import signal
import subprocess
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="SIGKILL is what this is about")


def write_events(path, count):
    """Events of 40 people; every tenth row is the same as the one before it, and counts as a second event."""
    moment = datetime.now(UTC) - timedelta(days=200)
    lines = ["customer_id,event,happened_at,number"]
    for number in range(count):
        same = number - 1 if number % 10 == 9 else number
        when = (moment + timedelta(minutes=same)).strftime("%Y-%m-%dT%H:%M:%SZ")
        lines.append(f"p{same % 40:03d},bought,{when},n{same}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def expected(count):
    return Counter(f"n{number - 1 if number % 10 == 9 else number}" for number in range(count))


def carry_with_kills(headless, practice, file, moments, batch_bytes, route="track"):
    """Kill after each of `moments` (numbers of requests that the server has seen since the start), then let it end."""
    mapping = file.with_suffix(".json")
    assert headless.run("suggest", file, "--meaning", "event", "--save", mapping)[0] == 0
    words = (
        "send",
        file,
        "--mapping",
        mapping,
        "--practice",
        practice.url,
        "--route",
        route,
        "--batch-bytes",
        batch_bytes,
        "--rows-per-second",
        100_000,
    )
    kills = 0
    for moment in moments:
        program = headless.start(*words)
        while program.poll() is None and practice.ask("counts")["requests"] < moment:
            pass
        if program.poll() is None:
            program.send_signal(signal.SIGKILL)
            kills += 1
        program.communicate()
        if headless.journals.summaries():
            words = ("resume", "last", "--practice", practice.url)
    code, report = headless.ask(*words)
    return kills, code, report


def check_arrived(practice, report, code, count):
    assert "error" not in report, report
    assert (code, report["end"], report["can_continue"]) == (0, "complete", False)
    assert report["totals"]["accepted"] == report["totals"]["rows"] == count
    events = practice.ask("received")["events"]
    assert Counter(event["data"]["number"] for event in events) == expected(count)
    assert max(Counter(event["id"] for event in events).values()) == 1


def test_each_event_arrives_once_whenever_it_is_killed(practice, headless, tmp_path):
    count = 600
    file = write_events(tmp_path / "events.csv", count)
    kills, code, report = carry_with_kills(headless, practice, file, [1, 2, 5, 9, 14, 22], batch_bytes=3_000)
    assert kills >= 4
    check_arrived(practice, report, code, count)


def test_each_event_arrives_once_by_the_other_route(practice, headless, tmp_path):
    count = 400
    file = write_events(tmp_path / "events.csv", count)
    kills, code, report = carry_with_kills(headless, practice, file, [2, 5, 12], batch_bytes=3_000, route="pipelines")
    assert kills == 3
    check_arrived(practice, report, code, count)
    assert {event["route"] for event in practice.ask("received")["events"]} == {"pipelines"}


def test_it_goes_on_after_being_killed_among_faults(practice, headless, tmp_path):
    count = 400
    file = write_events(tmp_path / "events.csv", count)
    practice.tell("faults", [{"kind": "cut_after", "every": 4, "path": "batch"}, {"kind": "error", "every": 5, "path": "batch"}])
    kills, code, report = carry_with_kills(headless, practice, file, [3, 9, 16], batch_bytes=4_000)
    assert kills >= 2
    check_arrived(practice, report, code, count)


FAULTS = {
    "no faults": [],
    "faults": [
        {"kind": "cut_after", "every": 6, "path": "batch"},
        {"kind": "error", "every": 7, "path": "batch"},
        {"kind": "truncated", "every": 11, "path": "batch"},
    ],
}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("faults", FAULTS)
@pytest.mark.parametrize("route", ["track", "pipelines"])
def test_ten_of_two_hundred_random_moments(practice, headless, tmp_path, route, faults, seed, record_property):
    """Ten kills each, most while requests are under way, some while the program is still reading or checking."""
    chance = random.Random(f"{route} {faults} {seed}")
    count = 3_000
    file = write_events(tmp_path / "events.csv", count)
    practice.tell("faults", FAULTS[faults])
    mapping = file.with_suffix(".json")
    assert headless.run("suggest", file, "--meaning", "event", "--save", mapping)[0] == 0
    words = ("send", file, "--mapping", mapping, "--practice", practice.url, "--route", route)
    words += ("--batch-bytes", 3_000, "--rows-per-second", 2_000)
    kills = in_the_midst = 0
    while kills < 10:
        before = practice.ask("counts")["requests"]
        program = headless.start(*words)
        if chance.random() < 0.15:
            with contextlib.suppress(subprocess.TimeoutExpired):
                program.wait(chance.uniform(0.0, 1.0))
        else:
            requests = before + chance.randint(1, 7)
            while program.poll() is None and practice.ask("counts")["requests"] < requests:
                pass
        if program.poll() is None:
            program.send_signal(signal.SIGKILL)
            kills += 1
            in_the_midst += practice.ask("counts")["requests"] > before
        else:
            # By Pipelines, a fault can hit the question whether the key fits: then a run is not even begun.
            assert (program.returncode, len(headless.journals.summaries())) == (2, 0), program.communicate()
        program.communicate()
        if headless.journals.summaries():
            words = ("resume", "last", "--practice", practice.url)
    assert words[0] == "resume"
    code, report = headless.ask(*words)
    check_arrived(practice, report, code, count)
    counts = practice.ask("counts")
    record_property("killed while sending", in_the_midst)
    record_property("requests", counts["requests"])
    record_property("repeats ignored by the workspace", counts["duplicates_ignored"])
