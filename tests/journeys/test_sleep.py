"""A laptop that sleeps: the whole process stands still while requests are under way, and the server has gone on without it."""

from __future__ import annotations

import os
import signal
import sys
import time
from types import SimpleNamespace

import pytest

from backfill_assistant.adapters.customerio import http
from backfill_assistant.core.journal.report import make_report
from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.core.routes import Route
from backfill_assistant.practice.faults import Fault, FaultKind
from backfill_assistant.practice.server import PracticeServer
from fakes.journey import Headless
from fakes.voyage import HurriedClock, HurriedMonitor, Voyage
from fakes.window_process import WindowProcess
from fakes.window_walk import IDLE, at_send, send

ROWS = 2_000


def cut_all(server: PracticeServer) -> None:
    """What a server does with connections that nobody has used for a while."""
    with server._listener._lock:
        connections = list(server._listener._connections.values())
    for connection in connections:
        connection.cut()
        connection.shut()


@pytest.fixture(scope="module")
def purchases(tmp_path_factory):
    """A file and its mapping."""
    folder = tmp_path_factory.mktemp("purchases")
    file, mapping = folder / "orders.csv", folder / "mapping.json"
    lines = "".join(f"c{row},bought,2024-05-01T10:{row // 60 % 60:02d}:{row % 60:02d}Z,{row}\n" for row in range(ROWS))
    file.write_text("customer_id,event,happened_at,note\n" + lines, encoding="utf-8")
    Headless(folder / "home").run("suggest", file, "--meaning", "event", "--save", mapping)
    return file, mapping


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that stops a process")
@pytest.mark.parametrize("route", Route)
@pytest.mark.parametrize("seconds", [1.0, pytest.param(75.0, marks=pytest.mark.slow)])
def test_a_process_that_stands_still_goes_on_and_loses_nothing(route, seconds, tmp_path, purchases):
    """In its long form longer than the time-outs for reading (30 s) and writing (60 s), which are all over when it wakes."""
    file, mapping = purchases
    headless = Headless(tmp_path / "home")
    with PracticeServer() as server:
        server.set_faults(Fault(FaultKind.SLOW, every=1, seconds=0.2, path="batch"))
        way = ("--mapping", mapping, "--practice", server.base_url, "--route", route.value, "--batch-bytes", 20_000)
        program = headless.start("send", file, *way, "--choice", "send everything", "--approve", ROWS)
        try:
            until = time.monotonic() + 60
            while not 0 < len(server.events()) < ROWS and time.monotonic() < until and program.poll() is None:
                time.sleep(0.01)
            os.kill(program.pid, signal.SIGSTOP)
            held = len(server.events())
            assert 0 < held < ROWS
            time.sleep(seconds / 2)
            cut_all(server)
            time.sleep(seconds / 2)
            server.set_faults()
            os.kill(program.pid, signal.SIGCONT)
            output, trouble = program.communicate(timeout=120)
        finally:
            program.kill()
        assert (program.returncode, trouble) == (0, ""), output
        assert len(server.events()) == ROWS
        assert len({event["data"]["note"] for event in server.events()}) == ROWS
    (summary,) = headless.journals.summaries()
    journal = headless.journals.open(summary.id, to_send=False)
    report = make_report(journal)
    journal.close()
    assert (report.end, report.totals.accepted, report.totals.unknown) == (RunEnd.COMPLETE, ROWS, 0)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that stops a process")
def test_a_window_that_stands_still_goes_on_too(tmp_path, purchases):
    with PracticeServer() as server:
        server.set_campaigns([])
        window = WindowProcess(tmp_path / "home", server.base_url)
        try:
            at_send(window, purchases[0])
            server.set_faults(Fault(FaultKind.SLOW, every=1, seconds=5.0, path="batch"))
            send(window)
            window.until("page(Step.SEND)._job is not None and page(Step.SEND)._job.progress is not None")
            time.sleep(1.0)
            os.kill(window.pid, signal.SIGSTOP)
            time.sleep(35.0)
            cut_all(server)
            time.sleep(35.0)
            server.set_faults()
            os.kill(window.pid, signal.SIGCONT)
            window.until(f"session.report is not None and {IDLE}", seconds=120)
            assert window.ask("[session.report.end.value, session.report.totals.accepted]") == [RunEnd.COMPLETE.value, ROWS]
            assert len({event["data"]["note"] for event in server.events()}) == len(server.events()) == ROWS
            assert window.end() == ""
        finally:
            window.kill()


class SleepingClock(HurriedClock):
    """While the computer sleeps the clock on the wall goes on, and the one that only grows does not (Linux: CLOCK_MONOTONIC)."""

    def __init__(self) -> None:
        super().__init__()
        self.slept_ms = 0

    def now_ms(self) -> int:
        return super().now_ms() + self.slept_ms


@pytest.mark.parametrize("route", Route)
@pytest.mark.parametrize("hours", [1, 80])
def test_hours_that_the_clock_did_not_count_lose_nothing_and_judge_by_the_hour_it_is_now(
    route, hours, tmp_path, tmp_path_factory, monkeypatch
):
    clock, moments = SleepingClock(), []
    monkeypatch.setattr(
        http, "time", SimpleNamespace(time=lambda: clock.now_ms() / 1000, monotonic=time.monotonic, sleep=time.sleep)
    )
    with PracticeServer(clock_ms=clock.now_ms, monotonic=clock.monotonic) as server:
        voyage = Voyage.begin(server, route, tmp_path / "runs", tmp_path_factory.mktemp("files"), clock, bad=(), batch_bytes=2_000)
        began_ms = clock.now_ms()
        judge = voyage.cargo.judge
        voyage.cargo = type(voyage.cargo)(
            **{**vars(voyage.cargo), "judge": lambda rows, ms: moments.append(ms - began_ms) or judge(rows, ms)}
        )
        left = [4]

        def sleeps() -> bool:
            """Just before the fifth request leaves: the connections of the first four are gone when it wakes."""
            left[0] -= 1
            if left[0] == 0:
                clock.slept_ms += hours * 3_600_000
                cut_all(server)
            return False

        monitor = HurriedMonitor(clock)
        assert voyage.sit(monitor, dies=sleeps) is RunEnd.COMPLETE_WITH_REFUSALS
        assert set(voyage.held().values()) == {1}
        assert sum(voyage.held().values()) == voyage.report().totals.accepted
    # A batch may have been judged before the first answer told the hour; all later ones know it.
    assert moments[-1] >= hours * 3_600_000
    assert monitor.notices == set()
