"""Each fault × each route × undisturbed, stopped or restarted: a named end, totals that add up, and every record there once."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace

import pyarrow as pa
import pytest

from backfill_assistant.adapters.customerio.pipelines_api import PipelinesWorkspace
from backfill_assistant.adapters.customerio.track_api import TrackWorkspace
from backfill_assistant.adapters.journal_folder import JournalFolder
from backfill_assistant.core.cargo import load_cargo
from backfill_assistant.core.checks import check_rows
from backfill_assistant.core.forecast import prepare
from backfill_assistant.core.mapping import Field, Mapping, RowMeaning, Target
from backfill_assistant.core.new_run import Prepared, new_run
from backfill_assistant.core.plans import Decision, SendingPlan
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.repairs import NO_REPAIRS
from backfill_assistant.core.report import make_report
from backfill_assistant.core.routes import Route
from backfill_assistant.core.runs import Region, RunEnd, WorkspaceAddress
from backfill_assistant.core.sender import Wishes, send
from backfill_assistant.practice.faults import Fault, FaultKind
from backfill_assistant.practice.server import PracticeServer
from fakes.tables import make_table

ROWS = 150
# Cannot be read as a time, so we refuse it; and the rows that only Customer.io refuses.
UNFIT, REFUSED = 5, (40, 41, 120)

FAULTS = {
    "none": (),
    "429 with seconds": (Fault(FaultKind.BUSY, every=3, times=4, retry_after="1", path="batch"),),
    "429 with a date": (Fault(FaultKind.BUSY, after=1, times=1, retry_after="date+1", path="batch"),),
    "429 without a wait": (Fault(FaultKind.BUSY, every=2, times=5, path="batch"),),
    "a limited rate": (Fault(FaultKind.RATE, per_second=3, retry_after="1", times=8, path="batch"),),
    "408": (Fault(FaultKind.ERROR, status=408, after=1, times=2, path="batch"),),
    "500": (Fault(FaultKind.ERROR, status=500, times=3, path="batch"),),
    "503 after storing": (Fault(FaultKind.ERROR_AFTER, every=2, times=4, path="batch"),),
    "cut before": (Fault(FaultKind.CUT_BEFORE, every=2, times=3, path="batch"),),
    "cut after": (Fault(FaultKind.CUT_AFTER, every=2, times=4, path="batch"),),
    "answer cut off": (Fault(FaultKind.TRUNCATED, every=3, times=3, path="batch"),),
    "a page instead of an answer": (Fault(FaultKind.HTML, after=1, times=2, path="batch"),),
    "redirected": (Fault(FaultKind.REDIRECT, after=1, times=2, path="batch"),),
    "empty answers": (Fault(FaultKind.EMPTY, every=2, path="batch"),),
    "204": (Fault(FaultKind.NO_CONTENT, every=2, path="batch"),),
    "413": (Fault(FaultKind.TOO_LARGE, bytes=2_500, path="batch"),),
    "key revoked": (Fault(FaultKind.REVOKED, after=2, times=1, path="batch"),),
    "clock an hour off": (Fault(FaultKind.CLOCK_SKEW, seconds=3_600, path="batch"),),
}
WAYS = ("undisturbed", "restarted", pytest.param("stopped", marks=pytest.mark.slow))
# How many times faster than real time waits go by.
HURRY = 200


class HurriedClock:
    """The real time for the rows, and a second that takes 5 ms for waits."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        return time.monotonic() * HURRY


class HurriedMonitor(Unwatched):
    """Waits as long as the hurried clock says; stops after some requests if asked to."""

    def __init__(self, stop_after_rows: int | None = None) -> None:
        self.stop_after_rows = stop_after_rows
        self.stop_asked = False
        self.told: set[str] = set()

    def show(self, progress) -> None:
        if progress.waiting is not None:
            self.told.add(str(progress.waiting))
        if self.stop_after_rows is not None and (progress.done >= self.stop_after_rows or progress.waiting is not None):
            self.stop_asked = True

    def stopping(self) -> bool:
        return self.stop_asked

    def pause(self, wait_seconds: float) -> bool:
        time.sleep(wait_seconds / HURRY)
        return self.stop_asked


class Killed(BaseException):
    """The program dies."""


def dying(journal, after_batches):
    """Let the program die between a request and the record of its answer."""
    settle, left = journal.settle_batch, [after_batches]

    def guarded(batch, refusals=()):
        left[0] -= 1
        if left[0] == 0:
            raise Killed
        settle(batch, refusals)

    journal.settle_batch = guarded
    return journal


def damaged(cargo):
    """Records as a bug of ours would make them: events without a name, which only Customer.io can refuse."""

    def encode(rows):
        made = cargo.encode(rows)
        bodies = [
            body.replace(b'"bought"', b'""') if row in REFUSED else body
            for row, body in zip(made.rows.tolist(), made.bodies.to_pylist(), strict=True)
        ]
        return replace(made, bodies=pa.array(bodies, pa.large_binary()))

    return replace(cargo, encode=encode)


class Scene:
    def __init__(self, folder, server, route):
        self.server, self.route = server, route
        urls = (("track", server.base_url), ("pipelines", server.base_url + "/v1"), ("app", server.base_url + "/v1"))
        self.address = WorkspaceAddress("practice", "Practice", Region.US, route, practice=True, base_urls=urls)
        rows = [
            [f"planted-person-{row % 7}", f"2025-01-01T{row // 60:02d}:{row % 60:02d}:00Z", f"planted-note-{row}"]
            for row in range(ROWS)
        ]
        rows[UNFIT][1] = "soon"
        table = make_table(folder, ["who", "when", "note"], rows)
        fields = (Field(Target.PROPERTY, "note", column=2),)
        mapping = Mapping(RowMeaning.EVENT, identifier_column=0, event_name="bought", time_column=1, fields=fields)
        now_ms = HurriedClock().now_ms()
        checked = check_rows(table, mapping, NO_REPAIRS, route, now_ms, Unwatched())
        forecast = prepare(checked, (), False, True)
        prepared = Prepared(table, mapping, NO_REPAIRS, checked, (), SendingPlan(now_ms, 1e6), Decision())
        workspace = self.open()
        run = new_run(prepared, self.address, workspace.check().workspace_key, 0, now_ms)
        workspace.close()
        self.run = replace(run, batch_budget_bytes=4_000)
        self.cargo = damaged(load_cargo(self.run, table, checked, forecast, NO_REPAIRS))
        self.journals = JournalFolder(folder / "runs")
        self.journals.begin(self.run).close()

    def open(self):
        if self.route is Route.TRACK:
            return TrackWorkspace(self.address, self.server.site_id, self.server.api_key)
        return PipelinesWorkspace(self.address, self.server.pipelines_key)

    def sit(self, monitor, die_after=None):
        workspace, journal = self.open(), self.journals.open(self.run.id)
        try:
            wishes = Wishes(refused_share_max=1.0)
            used = journal if die_after is None else dying(journal, die_after)
            return send(used, self.cargo, workspace, HurriedClock(), monitor, wishes)
        finally:
            workspace.close()
            journal.close()

    def report(self):
        journal = self.journals.open(self.run.id, to_send=False)
        try:
            return make_report(journal)
        finally:
            journal.close()

    def notes_held(self):
        return Counter(event["data"]["note"] for event in self.server.received.events())


def assert_adds_up(report):
    totals = report.totals
    assert totals.accepted + totals.refused + totals.left_out + totals.not_sent + totals.unknown == totals.rows == ROWS


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("route", Route)
@pytest.mark.parametrize("name", FAULTS)
def test_fault_matrix(tmp_path, name, route, way):
    with PracticeServer() as server:
        scene = Scene(tmp_path, server, route)
        server.set_faults(*FAULTS[name])
        if way == "restarted":
            with pytest.raises(Killed):
                scene.sit(HurriedMonitor(), die_after=2)
            assert scene.report().interrupted
        else:
            end = scene.sit(HurriedMonitor(stop_after_rows=10 if way == "stopped" else None))
            assert end is not RunEnd.OPEN
        assert_adds_up(scene.report())
        for _ in range(4):
            if scene.report().totals.settled:
                break
            assert scene.sit(HurriedMonitor()) is not RunEnd.OPEN
            assert_adds_up(scene.report())
        report = scene.report()
        assert report.end is RunEnd.COMPLETE_WITH_REFUSALS
        assert list(report.refused_rows()) == [UNFIT, *REFUSED]
        expected = {f"planted-note-{row}": 1 for row in range(ROWS) if row not in (UNFIT, *REFUSED)}
        assert scene.notes_held() == expected
        written = b"".join(path.read_bytes() for path in (tmp_path / "runs").iterdir())
        assert b"planted" not in written
        assert server.api_key.encode() not in written
        assert server.pipelines_key.encode() not in written
