"""The headless program as a script uses it: what it prints, what it returns, and what it says when something is wrong."""

from __future__ import annotations

import json
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backfill_assistant.core.progress import Stopped
from backfill_assistant.headless import commands, main


def sums_up(totals):
    parts = dict(totals)
    return parts.pop("rows") == sum(parts.values())


def test_the_sample_is_carried_to_a_report_and_starts_nothing(headless):
    code, output, _ = headless.run("sample")
    assert code == 0
    assert "complete with rows refused" in output
    assert "0 campaign entries came of them" in output


def test_it_goes_on_when_nobody_listens_any_more(headless):
    program = headless.start("sample")
    program.stdout.readline()
    program.stdout.close()
    trouble = program.stderr.read()
    program.stderr.close()
    assert (program.wait(60), trouble) == (0, "")
    # Of 400 rows 8 are damaged, and 82 could start a campaign.
    assert [run.accepted for run in headless.journals.summaries()] == [310]


def test_the_whole_path_for_a_script(headless, practice, tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text(
        "customer_id;event;happened_at;amount\n"
        "007;bought;2024-05-01T10:00:00Z;12,50\n"
        "008;bought;not a time;3\n"
        "007;bought;2024-05-01T10:00:00Z;12,50\n",
        encoding="utf-8",
    )
    mapping = tmp_path / "mapping.json"
    assert headless.run("suggest", file, "--meaning", "event", "--save", mapping)[0] == 0
    assert json.loads(mapping.read_text(encoding="utf-8"))

    code, forecast = headless.ask("forecast", file, "--mapping", mapping, "--practice", practice.url)
    assert code == 1
    assert (forecast["rows"], forecast["refused"], forecast["could_start"]["rows"]) == (3, 1, 0)
    assert practice.ask("counts")["events"] == 0

    code, report = headless.ask("send", file, "--mapping", mapping, "--practice", practice.url)
    assert code == 1
    assert report["end"] == "complete with rows refused"
    assert (report["totals"]["accepted"], report["totals"]["refused_by_us"]) == (2, 1)
    assert sums_up(report["totals"])
    assert [group["first_rows"] for group in report["refused"]] == [[2]]
    events = practice.ask("received")["events"]
    assert [event["identifiers"] for event in events] == [{"id": "007"}] * 2
    assert [event["data"]["amount"] for event in events] == [12.5] * 2
    assert [event["time_ms"] for event in events] == [1714557600000] * 2

    refused = tmp_path / "refused.csv"
    code, again = headless.ask("report", "last", "--refused", refused)
    assert (code, again) == (1, report)
    saved = refused.read_text(encoding="utf-8-sig")
    assert "not a time" in saved
    assert "reason" in saved.splitlines()[0]
    assert len(headless.ask("runs")[1]["runs"]) == 1


def test_rows_that_could_start_a_campaign_need_approval(headless, practice, tmp_path):
    file = tmp_path / "recent.csv"
    practice.tell(
        "campaigns",
        {"campaigns": [{"id": 1, "name": "Thanks", "state": "running", "event_name": "bought", "first_started": 1, "created": 1}]},
    )
    file.write_text("email,event,note\na@example.com,bought,x\n", encoding="utf-8")
    mapping = tmp_path / "mapping.json"
    headless.run("suggest", file, "--meaning", "event", "--save", mapping)
    saved = json.loads(mapping.read_text(encoding="utf-8"))
    saved["mapping"]["now_accepted"] = True
    mapping.write_text(json.dumps(saved), encoding="utf-8")
    words = (file, "--mapping", mapping, "--practice", practice.url)
    code, answer = headless.ask("send", *words, "--choice", "send everything")
    assert code == 2
    assert "could start a campaign" in answer["error"]["title"]
    assert practice.ask("counts")["events"] == 0
    code, report = headless.ask("send", *words, "--choice", "send everything", "--approve", 1)
    assert (code, report["totals"]["accepted"]) == (0, 1)
    assert len(practice.ask("received")["entries"]) == 1


def test_at_most_so_many_rows_for_a_campaign(headless, practice, tmp_path):
    campaigns = [
        {"id": number, "name": name, "state": "running", "event_name": event, "first_started": 1, "created": 1}
        for number, name, event in ((1, "Thanks", "bought"), (2, "Hello", "joined"))
    ]
    practice.tell("campaigns", {"campaigns": campaigns})
    file = tmp_path / "recent.csv"
    lines = [f"c{number};{'bought' if number < 4 else 'joined'};{moment_in(-1)}" for number in range(6)]
    file.write_text("\n".join(["customer_id;event;when", *lines]) + "\n", encoding="utf-8")
    words = (file, "--practice", practice.url, "--meaning", "event")
    page, rows = tmp_path / "forecast.html", tmp_path / "rows.csv"
    code, told = headless.ask("forecast", *words, "--page", page, "--rows", rows)
    assert (code, told["could_start"], told["at_once"]["rows"]) == (0, {"rows": 6, "people": 6, "campaigns": 2}, 6)
    assert "Thanks" in page.read_text(encoding="utf-8")
    assert len(rows.read_text(encoding="utf-8-sig").splitlines()) == 7
    said = headless.run("forecast", *words)[1]
    assert "From 20" in said
    assert "no row could start a campaign that can be predicted" in said

    code, answer = headless.ask("send", *words, "--choice", "send everything", "--at-most", "Goodbye=3")
    assert code == 2
    assert "Thanks (1), Hello (2)" in answer["error"]["advice"]
    approved = ("--choice", "send everything", "--approve", 9)
    code, report = headless.ask("send", *words, *approved, "--at-most", "Thanks=2", "--at-most", "2=1")
    assert (code, report["totals"]["accepted"], report["totals"]["left_out_by_decision"]) == (0, 3, 3)
    assert [entry["campaign"] for entry in practice.ask("received")["entries"]] == ["Thanks", "Thanks", "Hello"]


def moment_in(hours):
    return datetime.fromtimestamp(time.time() + hours * 3600, UTC).isoformat(timespec="milliseconds")


@pytest.fixture
def purchases(headless, practice, tmp_path):
    """Two old rows and one of an hour ago, which could start a campaign: the words for `send`."""
    practice.tell(
        "campaigns",
        {"campaigns": [{"id": 1, "name": "Thanks", "state": "running", "event_name": "bought", "first_started": 1, "created": 1}]},
    )
    file, mapping = tmp_path / "purchases.csv", tmp_path / "mapping.json"
    times = ("2024-05-01T10:00:00Z", moment_in(-1), "2024-05-02T10:00:00Z")
    file.write_text("customer_id;event;when\n" + "".join(f"{n};bought;{when}\n" for n, when in enumerate(times)), encoding="utf-8")
    headless.run("suggest", file, "--meaning", "event", "--save", mapping)
    return file, "--mapping", mapping, "--practice", practice.url


def test_rows_are_held_in_a_second_run_that_is_not_resumed_too_early(headless, practice, purchases):
    code, report = headless.ask("send", *purchases, "--choice", "hold until quiet time")
    assert (code, report["totals"]["accepted"], report["totals"]["left_out_by_decision"]) == (0, 2, 1)
    held = report["held"]
    assert (held["run"], held["rows"]) == (f"{report['run']}-held", 1)
    quiet_hours = (held["start_ms"] / 1000 - time.time()) / 3600
    assert 71 < quiet_hours < 71.5
    assert [(each["id"], each["waits"]) for each in headless.ask("runs")[1]["runs"]] == [
        (report["run"], False),
        (held["run"], True),
    ]
    assert headless.ask("report", "last")[1]["run"] == report["run"]
    said = headless.run("report", "last")[1]
    assert f"1 row waits in run {held['run']} until" in said

    code, answer = headless.ask("resume", held["run"], "--practice", practice.url)
    assert code == 2
    assert "planned to start" in answer["error"]["title"]
    code, answer = headless.ask("resume", held["run"], "--practice", practice.url, "--now")
    assert code == 2
    assert "1 row of the run could start a campaign; 0 are approved" in answer["error"]["title"]
    assert practice.ask("counts")["events"] == 2
    code, later = headless.ask("resume", held["run"], "--practice", practice.url, "--now", "--approve", 1)
    assert (code, later["totals"]["accepted"], later["totals"]["left_out_by_choice"]) == (0, 1, 2)
    assert practice.ask("counts")["events"] == 3


def test_a_start_to_come_is_waited_for(headless, practice, purchases):
    start = moment_in(4 / 3600)
    code, report = headless.ask("send", *purchases, "--start", start)
    assert (code, report["totals"]["accepted"]) == (0, 2)
    assert report["start_ms"] == int(datetime.fromisoformat(start).timestamp() * 1000)
    assert all(event["received_ms"] >= report["start_ms"] for event in practice.ask("received")["events"])


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals as POSIX has them")
def test_ctrl_c_before_sending_is_said_to_scripts_too(monkeypatch, capsys, tmp_path):
    def pressed(parts, chosen, printer, opening):
        signal.raise_signal(signal.SIGINT)
        assert opening.watch.stopping()
        raise Stopped

    monkeypatch.setenv("BACKFILL_ASSISTANT_HOME", str(tmp_path))
    monkeypatch.setitem(commands.COMMANDS, "runs", pressed)
    assert main(["runs", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["title"] == "It was stopped before sending began."


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is a disk without room, and only Linux has it")
def test_output_that_finds_no_room_does_not_stop_sending_and_shows_in_the_exit_code(headless, practice, purchases):
    with Path("/dev/full").open("w") as full:
        program = headless.start("send", *purchases, stdout=full)
        _, trouble = program.communicate(timeout=60)
    assert (program.returncode, trouble) == (2, "")
    assert practice.ask("counts")["events"] == 2
    assert headless.ask("report", "last")[1]["end"] == "complete"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no other way to press Ctrl-C from outside than a console")
def test_ctrl_c_twice_does_not_wait_for_answers_and_says_what_is_not_known(headless, practice, tmp_path):
    file = tmp_path / "events.csv"
    lines = "".join(f"c{number % 97},bought,2024-05-01T10:00:00Z,{number}\n" for number in range(2_000))
    file.write_text("customer_id,event,happened_at,note\n" + lines, encoding="utf-8")
    practice.tell("faults", [{"kind": "slow", "every": 1, "seconds": 20, "path": "batch", "after": 1}])
    program = headless.start("send", file, "--meaning", "event", "--practice", practice.url, "--json")
    deadline = time.monotonic() + 30
    while practice.ask("counts")["events"] == 0 and time.monotonic() < deadline:
        time.sleep(0.02)
    # The next request is under way by then.
    time.sleep(1)
    program.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert program.poll() is None
    program.send_signal(signal.SIGINT)
    output, trouble = program.communicate(timeout=8)
    report = json.loads(output)
    assert (program.returncode, trouble, report["end"]) == (2, "", "stopped by you")
    assert sums_up(report["totals"])
    assert report["totals"]["unknown"] > 0
    practice.tell("faults", [])
    code, report = headless.ask("resume", "last", "--practice", practice.url)
    assert (code, report["totals"]["accepted"], practice.ask("counts")["events"]) == (0, 2_000, 2_000)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody move a folder whose files are open")
def test_a_record_that_is_moved_away_under_way_ends_the_run_with_an_account(headless, practice, tmp_path):
    file, runs, away = tmp_path / "events.csv", headless.journals._folder, tmp_path / "away"
    lines = "".join(f"c{number % 97},bought,2024-05-01T10:00:00Z,{number}\n" for number in range(4_000))
    file.write_text("customer_id,event,happened_at,note\n" + lines, encoding="utf-8")
    practice.tell("faults", [{"kind": "slow", "every": 1, "seconds": 0.1, "path": "batch"}])
    program = headless.start("send", file, "--meaning", "event", "--practice", practice.url, "--json")
    deadline = time.monotonic() + 30
    while practice.ask("counts")["events"] == 0 and time.monotonic() < deadline:
        time.sleep(0.02)
    runs.rename(away)
    output, trouble = program.communicate(timeout=60)
    told = json.loads(output)
    assert (program.returncode, trouble) == (2, "")
    assert told["error"]["title"].startswith("The record of this run is no longer in its folder")
    assert told["report"]["end"] == "could not continue"
    assert sums_up(told["report"]["totals"])
    assert told["report"]["totals"]["accepted"] <= practice.ask("counts")["events"] < 4_000
    away.rename(runs)
    practice.tell("faults", [])
    code, report = headless.ask("resume", "last", "--practice", practice.url)
    assert (code, report["totals"]["accepted"], practice.ask("counts")["events"]) == (0, 4_000, 4_000)


def test_a_run_whose_mapping_corrects_cells_goes_on_with_the_same_mapping_only(headless, practice, tmp_path):
    file, mapping = tmp_path / "orders.csv", tmp_path / "mapping.json"
    lines = "".join(f"{number},baught,2024-05-01T10:00:00Z\n" for number in range(6))
    file.write_text("customer_id,event,happened_at\n" + lines, encoding="utf-8")
    headless.run("suggest", file, "--meaning", "event", "--save", mapping)
    saved = json.loads(mapping.read_text(encoding="utf-8"))
    saved["repairs"] = [{"decision": "correct value", "column": "event", "wrong": "baught", "right": "bought"}]
    mapping.write_text(json.dumps(saved), encoding="utf-8")
    code, output, _ = headless.run("send", file, "--mapping", mapping, "--practice", practice.url, "--first", 2)
    assert "`resume` needs the same --mapping" in output
    code, answer = headless.ask("resume", "last", "--practice", practice.url)
    assert (code, answer["error"]["title"]) == (2, "The corrections are not those the run began with.")
    code, report = headless.ask("resume", "last", "--mapping", mapping, "--practice", practice.url)
    assert (code, report["totals"]["accepted"]) == (0, 6)
    assert [event["name"] for event in practice.ask("received")["events"]] == ["bought"] * 6


def test_refused_rows_are_not_taken_from_another_file_than_the_one_that_was_sent(headless, practice, tmp_path):
    file, refused = tmp_path / "orders.csv", tmp_path / "refused.csv"
    file.write_text(
        "customer_id,event,happened_at\n,bought,2024-05-01T10:00:00Z\n2,bought,2024-05-01T10:00:00Z\n", encoding="utf-8"
    )
    assert headless.ask("send", file, "--practice", practice.url)[0] == 1
    assert headless.run("report", "last", "--refused", refused)[0] == 1
    assert refused.read_text(encoding="utf-8-sig").count("bought") == 1
    refused.unlink()
    file.write_text("customer_id,event,happened_at\n7,sold,2024-05-01T10:00:00Z\n", encoding="utf-8")
    code, answer = headless.ask("report", "last", "--refused", refused)
    assert (code, answer["error"]["title"]) == (2, "This is not the file the run began with, or it has changed since.")
    assert not refused.exists()


def test_the_first_rows_alone_are_all_that_was_asked_for(headless, practice, tmp_path):
    file, mapping = tmp_path / "orders.csv", tmp_path / "mapping.json"
    lines = "".join(f"{number},bought,2024-05-01T10:00:0{number}Z\n" for number in range(6))
    file.write_text("customer_id,event,happened_at\n" + lines, encoding="utf-8")
    headless.run("suggest", file, "--meaning", "event", "--save", mapping)
    way = ("--mapping", mapping, "--practice", practice.url)
    code, report = headless.ask("send", file, *way, "--first", 2)
    assert (code, report["end"], report["totals"]["accepted"], report["totals"]["not_sent"]) == (0, "stopped by a limit", 2, 4)
    # A run with rows left has not been finished, whoever asks later.
    assert headless.ask("report", "last")[0] == 2
    code, report = headless.ask("resume", "last", "--practice", practice.url)
    assert (code, report["totals"]["accepted"], practice.ask("counts")["events"]) == (0, 6, 6)
    file.write_text(file.read_text(encoding="utf-8").replace("3,bought,2024-05-01", "3,bought,soon"), encoding="utf-8")
    code, report = headless.ask("send", file, *way, "--first", 2)
    assert (code, report["totals"]["accepted"], report["totals"]["refused_by_us"]) == (1, 2, 1)


def test_a_file_of_people_without_a_time_is_not_asked_when_it_happened(headless, practice, tmp_path):
    file, mapping = tmp_path / "people.csv", tmp_path / "mapping.json"
    file.write_text("email,plan\na@example.com,pro\nb@example.com,free\n", encoding="utf-8")
    code, answer = headless.ask("send", file, "--practice", practice.url)
    assert (code, answer["error"]["title"]) == (
        2,
        "Choose the column that says when the values were last changed, or agree that every row counts as now.",
    )
    assert '"now_accepted": true' in answer["error"]["advice"]
    headless.run("suggest", file, "--save", mapping)
    mapping.write_text(
        mapping.read_text(encoding="utf-8").replace('"now_accepted": false', '"now_accepted": true'), encoding="utf-8"
    )
    everything = ("--choice", "send everything", "--approve", 2)
    code, report = headless.ask("send", file, "--mapping", mapping, "--practice", practice.url, *everything)
    assert (code, report["totals"]["accepted"], practice.ask("counts")["people"]) == (0, 2, 2)
