"""A planned start: nothing leaves before it, by the clock on the wall, whatever happens meanwhile."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from backfill_assistant.core.campaigns.campaigns import Campaign, Trigger, TriggerKind
from backfill_assistant.core.forecast.forecast import Decision
from backfill_assistant.core.journal.report import make_report
from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.core.sending.left_over import left_over
from backfill_assistant.core.sending.sender import Wishes, send
from backfill_assistant.core.sending.waiting import SLEPT_THROUGH
from fakes.cargo import NOW_MS, make_cargo, make_run
from fakes.clock import FakeClock
from fakes.journal import FakeJournal
from fakes.monitor import FakeMonitor
from fakes.workspace import FakeWorkspace

HOUR_MS = 3_600_000


def planned(rows=20, in_ms=HOUR_MS, approved=0):
    run = make_run(rows, approved=approved)
    return replace(run, plan=replace(run.plan, start_ms=NOW_MS + in_ms))


class Scene:
    """One run and a workspace that notes when requests come."""

    def __init__(self, run, **cargo):
        self.clock = FakeClock(NOW_MS)
        self.journal, self.cargo = FakeJournal(run), make_cargo(run, **cargo)
        self.workspace = FakeWorkspace(self.clock)
        self.asked_ms = []
        leave, check = self.workspace.start, self.workspace.check

        def start(number, body):
            self.asked_ms.append(self.clock.now_ms())
            leave(number, body)

        def check_first():
            self.asked_ms.append(self.clock.now_ms())
            return check()

        self.workspace.start, self.workspace.check = start, check_first

    def send(self, monitor=None, **wishes):
        return send(self.journal, self.cargo, self.workspace, self.clock, monitor or FakeMonitor(self.clock), Wishes(**wishes))


def test_nothing_leaves_before_the_planned_start():
    scene = Scene(planned())
    monitor = FakeMonitor(scene.clock)
    assert scene.send(monitor) is RunEnd.COMPLETE
    assert min(scene.asked_ms) >= NOW_MS + HOUR_MS
    first = monitor.seen[0]
    assert (first.starts_ms, first.waiting_seconds, first.total) == (NOW_MS + HOUR_MS, 3_600.0, 20)
    assert "planned to start" in str(first.waiting)
    assert monitor.seen[-1].starts_ms is None


class Sleeper(FakeMonitor):
    """The computer sleeps during the second wait; what counts seconds does not notice."""

    def __init__(self, clock, seconds):
        super().__init__(clock)
        self.seconds = seconds

    def pause(self, wait_seconds):
        if len(self.seen) == 2:
            self.clock.sleep(self.seconds)
            return self.stop_asked
        return super().pause(wait_seconds)


@pytest.mark.parametrize("seconds", [1_800, 3_599, 3_600 + 200])
def test_a_computer_that_slept_goes_by_the_clock_on_the_wall(seconds):
    scene = Scene(planned())
    assert scene.send(Sleeper(scene.clock, seconds)) is RunEnd.COMPLETE
    assert NOW_MS + HOUR_MS <= min(scene.asked_ms) < NOW_MS + HOUR_MS + 210_000


@pytest.mark.parametrize("seconds", [3_600 + 400, 3 * 3_600])
def test_a_start_that_was_slept_through_is_asked_about(seconds):
    scene = Scene(planned())
    assert scene.send(Sleeper(scene.clock, seconds)) is RunEnd.STOPPED_BY_LIMIT
    # Not even the workspace was asked.
    assert scene.asked_ms == []
    report = make_report(scene.journal)
    assert (report.totals.not_sent, report.can_continue, report.requests) == (20, True, 0)
    assert report.explanation == SLEPT_THROUGH
    # Whoever goes on then has seen what is left judged as of now.
    assert scene.send() is RunEnd.COMPLETE


def test_waiting_can_be_stopped_and_gone_on_with():
    scene = Scene(planned())
    assert scene.send(FakeMonitor(scene.clock, lambda progress: progress.waiting_seconds < 1_800)) is RunEnd.STOPPED_BY_PERSON
    assert scene.asked_ms == []
    report = make_report(scene.journal)
    assert (report.totals.not_sent, report.totals.accepted) == (20, 0)
    assert report.waits(scene.clock.now_ms())
    assert not report.waits(NOW_MS + HOUR_MS)
    assert "before the time" in str(report.explanation)
    assert scene.send() is RunEnd.COMPLETE
    assert min(scene.asked_ms) >= NOW_MS + HOUR_MS
    assert not make_report(scene.journal).waits(NOW_MS)


def test_at_once_after_all_does_not_wait_but_keeps_the_approved_number():
    scene = Scene(planned(), entering=(4, 5))
    assert scene.send(at_once=True) is RunEnd.STOPPED_BY_LIMIT
    assert len(scene.workspace.held) == 0
    scene.journal.approve(2)
    assert scene.send(at_once=True) is RunEnd.COMPLETE
    assert max(scene.asked_ms) < NOW_MS + HOUR_MS


class Entering:
    """Stands for a forecast: these rows could enter before a moment, `of_campaign` a certain one of them."""

    def __init__(self, rows, until_ms, row_count, of_campaign=()):
        self.rows, self.until_ms, self.row_count, self.of_campaign = rows, until_ms, row_count, of_campaign

    def rows_that_could_enter(self, plan, campaign_id=None):
        mask = np.zeros(self.row_count, dtype=bool)
        if plan.start_ms < self.until_ms:
            mask[list(self.rows if campaign_id is None else self.of_campaign)] = True
        return mask


def test_what_is_left_is_judged_as_of_now():
    run = planned(300, approved=1)
    scene = Scene(run, left_out=(299,))
    forecast = Entering((0, 7, 299), NOW_MS + HOUR_MS, 300)
    left = left_over(scene.journal, scene.cargo, forecast, NOW_MS)
    assert (left.rows, left.entries, left.entries_now, left.approved) == (299, 0, 2, 1)
    # The moment has passed while the program was closed: now counts, not the plan.
    forecast.until_ms = NOW_MS + 5 * HOUR_MS
    assert left_over(scene.journal, scene.cargo, forecast, NOW_MS + 2 * HOUR_MS).entries == 2
    assert scene.send(first_rows=5) is RunEnd.STOPPED_BY_LIMIT
    assert left_over(scene.journal, scene.cargo, forecast, NOW_MS + 2 * HOUR_MS).rows == 294


def test_a_campaign_of_which_more_could_start_than_was_decided_is_named_before_the_run_goes_on():
    run = planned(300, approved=9)
    run = replace(
        run, campaigns=(Campaign(7, "Welcome", Trigger(TriggerKind.EVENT, "bought")),), decision=Decision(at_most=((7, 2),))
    )
    scene = Scene(run, limited=[(0, 7, 9)])
    forecast = Entering((0, 7, 9, 11), NOW_MS + HOUR_MS, 300, of_campaign=(0, 7, 9))
    left = left_over(scene.journal, scene.cargo, forecast, NOW_MS)
    assert (left.entries_now, left.exceeded_now, left.exceeded) == (4, "Welcome", "")
    assert scene.send(at_once=True, first_rows=8) is RunEnd.STOPPED_BY_LIMIT
    forecast.of_campaign = (9,)
    assert left_over(scene.journal, scene.cargo, forecast, NOW_MS).exceeded_now == "Welcome"
    forecast.of_campaign = ()
    assert left_over(scene.journal, scene.cargo, forecast, NOW_MS).exceeded_now == ""
