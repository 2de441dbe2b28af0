"""Two real windows, each a process, over one home folder and one practice workspace: locked and told, nothing lost, no mistake."""

from __future__ import annotations

import json
import time

import pytest

from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.practice.faults import Fault, FaultKind
from backfill_assistant.practice.server import PracticeServer
from fakes.journey import Headless
from fakes.window_process import WindowProcess
from fakes.window_walk import IDLE, at_history, at_send, go_on, opened, send, told

ROWS = 2_000
BUSY = "This run is being sent already, by another window of this program or by a script. Go on there, or end that first."
GONE = "The record of this run is no longer there."


@pytest.fixture
def server():
    with PracticeServer() as made:
        made.set_campaigns([])
        yield made


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def windows(home, server):
    made = [WindowProcess(home, server.base_url) for _ in range(2)]
    yield made
    for window in made:
        window.kill()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "orders.csv"
    lines = "".join(f"c{row},bought,2024-05-01T10:{row // 60 % 60:02d}:{row % 60:02d}Z,{row}\n" for row in range(ROWS))
    path.write_text("customer_id,event,happened_at,note\n" + lines, encoding="utf-8")
    return path


def ended_well(*windows):
    said = [window.end() for window in windows]
    assert said == [""] * len(windows)
    return True


def let_go(server):
    """No request is slow any more, nor are those that wait."""
    server.set_faults()
    server.stopping.set()
    server.stopping.clear()


def test_one_sends_while_the_other_does_everything_else(windows, server, file, home):
    one, two = windows
    at_send(one, file)
    server.set_faults(Fault(FaultKind.SLOW, every=1, seconds=20.0, path="batch"))
    send(one)
    one.until("page(Step.SEND)._job is not None and page(Step.SEND)._job.progress is not None")
    at_history(two)
    two.do("page(Step.HISTORY).ask_to_delete()")
    two.do("page(Step.HISTORY)._delete()")
    assert told(two, "HISTORY") == BUSY
    two.do("page(Step.HISTORY).open_report()")
    two.until(f"session.report is not None and {IDLE}")
    assert "It is being sent at this moment." in two.ask("page(Step.REPORT).verdict.words")
    opened(two)
    go_on(two)
    assert told(two) == BUSY
    two.do("window.go_to(Step.SETTINGS)")
    two.until(IDLE)
    two.do("page(Step.SETTINGS).choose_speed(77.0)")
    two.do("session.start_over()")
    two.do("page(Step.SETTINGS).clear_cache()")
    assert told(two, "SETTINGS").endswith("are free again.")
    let_go(server)
    one.until(f"session.report is not None and {IDLE}")
    assert one.ask("[session.report.end.value, session.report.totals.accepted]") == [RunEnd.COMPLETE.value, ROWS]
    assert (len(server.events()), server.counts()["duplicates_ignored"]) == (ROWS, 0)
    # The table that was taken away under it is still whole.
    one.do("window.go_to(Step.FILE)")
    one.do("window.go_to(Step.COLUMNS)")
    one.until(IDLE)
    assert one.ask("[page(Step.FILE).notice.words, page(Step.COLUMNS).notice.words]") == ["", ""]
    kept = json.loads((home / "data" / "settings.json").read_text(encoding="utf-8"))
    assert kept["rows_per_second"] == 77.0
    assert [each["name"] for each in kept["recent_files"]] == ["orders.csv"]
    assert ended_well(one, two)


def test_both_go_on_with_one_run_and_a_script_too(windows, server, file, home):
    one, two = windows
    at_send(one, file)
    send(one, "send_three")
    one.until(f"session.report is not None and page(Step.SEND).left_over.left is not None and {IDLE}")
    run_id = one.ask("session.run_id")
    opened(two)
    server.set_faults(Fault(FaultKind.SLOW, every=1, seconds=3.0, path="batch"))
    go_on(one)
    go_on(two)
    script = Headless(home)
    code, output, trouble = script.run("resume", run_id, "--practice", server.base_url)
    assert (code, output, trouble.strip()) == (2, "", BUSY)
    code, output, _ = script.run("report", run_id)
    assert (code, "It is being sent at this moment." in output) == (2, True)
    server.set_faults()
    for window in windows:
        window.until(IDLE)
    # Whoever came second was told; whoever came first has sent everything.
    assert sorted(window.ask(f"page(Step.SEND).notice.words == {BUSY!r}") for window in windows) == [False, True]
    late = next(window for window in windows if window.ask(f"page(Step.SEND).notice.words == {BUSY!r}"))
    assert (len(server.events()), server.counts()["duplicates_ignored"]) == (ROWS, 0)
    requests = server.counts()["requests"]
    late.do("window.go_to(Step.START)")
    late.do("window.go_to(Step.SEND)")
    late.until(f"page(Step.SEND).left_over.left is not None and {IDLE}")
    go_on(late)
    late.until(f"window.current_step is Step.REPORT and {IDLE}")
    assert late.ask("page(Step.REPORT).title") == "Everything is sent"
    # The workspace was asked whether it is there, and nothing went out once more.
    assert (len(server.events()), server.counts()["duplicates_ignored"]) == (ROWS, 0)
    assert server.counts()["requests"] == requests + 1
    assert ended_well(*windows)


def test_a_record_that_the_other_deletes_leaves_a_way_on(windows, server, file):
    one, two = windows
    at_send(one, file)
    send(one, "send_three")
    one.until(f"session.report is not None and page(Step.SEND).left_over.left is not None and {IDLE}")
    at_history(two)
    two.do("page(Step.HISTORY).ask_to_delete()")
    two.do("page(Step.HISTORY)._delete()")
    two.until(f"page(Step.HISTORY).model.rowCount() == 0 and {IDLE}")
    go_on(one)
    assert told(one).startswith(GONE)
    one.until(f"page(Step.SEND).departing.counting.ready is not None and page(Step.SEND).footer.primary.enabled and {IDLE}")
    assert one.ask("page(Step.SEND).footer.primary.text") == f"Send {ROWS:,} events…"
    send(one)
    one.until(f"session.report is not None and {IDLE}")
    assert one.ask("session.report.totals.accepted") == ROWS
    assert (len(server.events()), server.counts()["duplicates_ignored"]) == (ROWS, 3)
    assert ended_well(one, two)


@pytest.mark.slow
def test_a_window_cannot_go_on_with_what_a_script_sends(windows, server, file, home, tmp_path):
    one, two = windows
    script = Headless(home)
    script.run("suggest", file, "--meaning", "event", "--save", tmp_path / "mapping.json")
    server.set_faults(Fault(FaultKind.SLOW, every=1, seconds=20.0, path="batch"))
    way = ("--mapping", tmp_path / "mapping.json", "--practice", server.base_url, "--choice", "send everything")
    program = script.start("send", file, *way)
    try:
        until = time.monotonic() + 60
        while server.counts()["events"] == 0 and time.monotonic() < until:
            time.sleep(0.05)
        opened(one)
        go_on(one)
        assert told(one) == BUSY
        let_go(server)
        output, _ = program.communicate(timeout=60)
    finally:
        program.kill()
    assert program.returncode == 0, output
    assert (len(server.events()), server.counts()["duplicates_ignored"]) == (ROWS, 0)
    assert ended_well(one, two)
