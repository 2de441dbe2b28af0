"""Hold until quiet time, over real HTTP: two runs that together are all rows, none twice, and nothing is started."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from backfill_assistant.adapters.customerio.app_api import AppCampaigns
from backfill_assistant.adapters.customerio.track_api import TrackWorkspace
from backfill_assistant.adapters.journal_folder import JournalFolder
from backfill_assistant.adapters.practice_process import practice_address
from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.errors import BackfillError, JournalProblem
from backfill_assistant.core.forecast.forecast import prepare
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.forecast.plans import Choice, Decision, SendingPlan
from backfill_assistant.core.journal.report import make_report
from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning, Target, TimeReading
from backfill_assistant.core.mapping.repairs import NO_REPAIRS
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.routes import Route
from backfill_assistant.core.sending.cargo import load_cargo
from backfill_assistant.core.sending.holding import begin, held_back
from backfill_assistant.core.sending.left_over import left_over
from backfill_assistant.core.sending.new_run import Prepared, new_run
from backfill_assistant.core.sending.sender import Wishes, send
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.practice.server import PracticeServer
from fakes.clock import FakeClock
from fakes.monitor import FakeMonitor
from fakes.tables import make_table

HOUR_MS = 3_600_000
NOW_MS = 1_790_000_000_000
# Hours ago; "" has no time, "soon" cannot be read.
AGES = (1, 2, 500, 71, 73, 600, 700, 30, 2_000, 5, 71.9, "soon")
SHOWN = [{"id": 1, "name": "Thanks", "state": "running", "event_name": "bought", "first_started": 1, "created": 1}]
MAPPING = Mapping(
    RowMeaning.EVENT,
    identifier_column=0,
    event_name="bought",
    time_column=1,
    time=TimeReading("iso", "UTC"),
    fields=(Field(Target.PROPERTY, "note", column=2),),
)


def when(age):
    if isinstance(age, str):
        return age
    return datetime.fromtimestamp((NOW_MS - age * HOUR_MS) / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Impatient(FakeMonitor):
    """Ten minutes pass at a time while the planned start is waited for."""

    def pause(self, wait_seconds):
        return super().pause(600 if self.seen and self.seen[-1].starts_ms is not None else wait_seconds)


class Scene:
    """A file, a practice workspace whose clock is the test's, and journals on disk."""

    def __init__(self, server, clock, folder, ages=AGES, mapping=MAPPING):
        self.server, self.clock, self.mapping = server, clock, mapping
        self.table = make_table(folder, ["who", "when", "note"], [[f"c{n}", when(age), f"n{n}"] for n, age in enumerate(ages)])
        self.address = practice_address(server.base_url)
        server.set_campaigns(SHOWN, [])
        self.campaigns = AppCampaigns(self.address, server.app_key).read(Unwatched())
        self.checked = check_rows(self.table, mapping, NO_REPAIRS, Route.TRACK, clock.now_ms(), Unwatched())
        self.journals = JournalFolder(folder / "runs")

    def forecast(self, only_rows=None):
        return prepare(self.checked, self.campaigns, ImportKind.of(self.mapping), only_rows)

    def run(self, only_rows=None, in_ms=0, decision=Decision(Choice.HOLD)):  # noqa: B008
        plan = SendingPlan(self.clock.now_ms() + in_ms, 1e6)
        prepared = Prepared(self.table, self.mapping, NO_REPAIRS, self.checked, self.campaigns, plan, decision)
        workspace = self.workspace()
        try:
            key = workspace.check().workspace_key
        finally:
            workspace.close()
        return new_run(prepared, self.address, key, 0, self.clock.now_ms(), only_rows)

    def workspace(self):
        return TrackWorkspace(self.address, self.server.site_id, self.server.api_key)

    def cargo(self, run):
        return load_cargo(run, self.table, self.checked, self.forecast(run.only_rows), NO_REPAIRS)

    def begin(self, run):
        cargo = self.cargo(run)
        held = held_back(run, cargo, self.table, self.checked, NO_REPAIRS)
        begin(self.journals, run, held).close()
        return held

    def sit(self, run_id, monitor=None, **wishes):
        journal, workspace = self.journals.open(run_id), self.workspace()
        try:
            cargo = self.cargo(journal.run())
            return send(journal, cargo, workspace, self.clock, monitor or Impatient(self.clock), Wishes(**wishes))
        finally:
            workspace.close()
            journal.close()

    def report(self, run_id):
        journal = self.journals.open(run_id, to_send=False)
        try:
            return make_report(journal)
        finally:
            journal.close()

    def arrived(self):
        return Counter(event["data"]["note"] for event in self.server.events())


@pytest.fixture
def clock():
    return FakeClock(NOW_MS)


@pytest.fixture
def server(clock):
    with PracticeServer(clock_ms=clock.now_ms, monotonic=clock.monotonic) as running:
        yield running


@pytest.fixture
def scene(server, clock, tmp_path):
    return Scene(server, clock, tmp_path)


def test_two_runs_send_every_row_once_and_start_nothing(scene, clock):
    run = scene.run()
    held = scene.begin(run)
    # Quiet 72 hours after the newest row, with the margin of 15 minutes, as a whole minute.
    assert held.start_ms == -(-(NOW_MS + 71 * HOUR_MS + 15 * 60_000) // 60_000) * 60_000
    assert scene.sit(run.id) is RunEnd.COMPLETE_WITH_REFUSALS
    report = scene.report(run.id)
    assert (report.totals.accepted, report.totals.refused_by_us, report.totals.left_out_by_decision) == (5, 1, 6)
    assert (report.held.run_id, report.held.rows, report.held.start_ms) == (held.run.id, 6, held.start_ms)
    assert sorted(scene.arrived()) == ["n2", "n4", "n5", "n6", "n8"]

    waiting = next(each for each in scene.journals.summaries() if each.id == held.run.id)
    assert waiting.waits(clock.now_ms())
    assert not waiting.waits(held.start_ms)
    later = scene.report(held.run.id)
    assert (later.totals.not_sent, later.totals.left_out_by_choice, later.totals.refused) == (6, 6, 0)
    journal = scene.journals.open(held.run.id)
    left = left_over(journal, scene.cargo(journal.run()), scene.forecast(journal.run().only_rows), clock.now_ms())
    journal.close()
    assert (left.rows, left.entries, left.entries_now, left.approved) == (6, 0, 6, 0)

    asked = len(scene.server.requests())
    assert scene.sit(held.run.id, Impatient(clock, lambda progress: progress.waiting_seconds < HOUR_MS / 1000)) is (
        RunEnd.STOPPED_BY_PERSON
    )
    assert len(scene.server.requests()) == asked
    assert scene.sit(held.run.id) is RunEnd.COMPLETE
    assert clock.now_ms() >= held.start_ms
    assert scene.arrived() == Counter(f"n{row}" for row in range(11))
    assert scene.server.entries() == []
    assert not scene.report(held.run.id).can_continue


def test_sent_at_once_after_all_the_held_rows_stop_at_the_approved_number(scene):
    run = scene.run()
    held = scene.begin(run)
    assert scene.sit(held.run.id, at_once=True) is RunEnd.STOPPED_BY_LIMIT
    assert scene.server.entries() == []
    journal = scene.journals.open(held.run.id)
    journal.approve(6)
    journal.close()
    assert scene.sit(held.run.id, at_once=True) is RunEnd.COMPLETE
    assert len(scene.server.entries()) == 6


def test_only_the_rows_of_the_run_are_held(scene):
    import numpy as np

    chosen = np.array([1, 2, 5, 9], dtype=np.int64)
    forecast = scene.forecast(chosen)
    plan = scene.run().plan
    assert (forecast.row_count, forecast.totals(plan).rows, forecast.reckon(plan, Decision(Choice.HOLD))) == (4, 2, (2, 0))
    assert forecast.is_of(scene.checked, scene.campaigns, chosen.copy())
    assert not forecast.is_of(scene.checked, scene.campaigns, None)
    run = scene.run(chosen)
    held = scene.begin(run)
    assert held.run.only_rows.tolist() == [1, 9]
    scene.sit(run.id)
    scene.sit(held.run.id)
    assert scene.arrived() == Counter(["n1", "n2", "n5", "n9"])
    assert scene.server.entries() == []


def test_rows_above_a_limit_per_campaign_wait_too(scene):
    run = replace(scene.run(), decision=Decision(Choice.HOLD, ((1, 0),)))
    assert scene.begin(run).run.only_rows.tolist() == [0, 1, 3, 7, 9, 10]


def test_nothing_is_held_when_nothing_could_start(scene, clock):
    clock.advance(100 * 3_600)
    run = scene.run()
    assert scene.begin(run) is None
    assert [each.id for each in scene.journals.summaries()] == [run.id]


def test_rows_that_are_never_quiet_are_not_held(server, clock, tmp_path):
    scene = Scene(server, clock, tmp_path, mapping=replace(MAPPING, time_column=None, now_accepted=True))
    with pytest.raises(BackfillError) as told:
        scene.begin(scene.run())
    assert "cannot be held" in str(told.value.title)
    assert list(scene.journals.summaries()) == []


def test_the_waiting_run_is_gone_when_the_other_cannot_begin(scene):
    run = scene.run()
    held = held_back(run, scene.cargo(run), scene.table, scene.checked, NO_REPAIRS)
    begin_any = scene.journals.begin

    def begin_held_only(wanted):
        if wanted.id == run.id:
            raise JournalProblem(Sentence("The disk is full."), Sentence("Make room."))
        return begin_any(wanted)

    scene.journals.begin = begin_held_only
    with pytest.raises(JournalProblem):
        begin(scene.journals, run, held)
    assert list(scene.journals.summaries()) == []
