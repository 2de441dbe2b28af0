"""A practice workspace that was started anew has forgotten: a run that goes on there says why its numbers differ."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.core.routes import Route
from backfill_assistant.core.sending.showing import FORGOTTEN
from backfill_assistant.practice.server import PracticeServer
from backfill_assistant.practice.state_file import load_state, save_state
from fakes.voyage import HurriedClock, HurriedMonitor, Voyage


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return tmp_path_factory.mktemp("files")


@pytest.fixture(params=list(Route))
def begun(request, tmp_path, files):
    """A run of which some rows were sent."""
    clock = HurriedClock()
    with PracticeServer(monotonic=clock.monotonic) as server:
        voyage = Voyage.begin(server, request.param, tmp_path / "runs", files, clock, bad=())
        assert voyage.sit(HurriedMonitor(clock, lambda progress: progress.accepted > 60)) is RunEnd.STOPPED_BY_PERSON
        yield voyage


def go_on(voyage, server):
    monitor = HurriedMonitor(voyage.clock)
    voyage = replace(voyage, server=server)
    assert voyage.sit(monitor) is RunEnd.COMPLETE_WITH_REFUSALS
    return voyage.report(), sum(voyage.held().values()), monitor.notices


def test_one_that_was_started_anew(begun):
    with PracticeServer(monotonic=begun.clock.monotonic) as another:
        another.keys = begun.server.keys
        report, held, notices = go_on(begun, another)
    assert held < report.totals.accepted
    assert (report.explanation, notices) == (FORGOTTEN, {str(FORGOTTEN)})


def test_one_that_was_emptied(begun):
    begun.server.reset()
    report, held, notices = go_on(begun, begun.server)
    assert held < report.totals.accepted
    assert (report.explanation, notices) == (FORGOTTEN, {str(FORGOTTEN)})


def test_one_that_still_holds_everything(begun):
    report, held, notices = go_on(begun, begun.server)
    assert held == report.totals.accepted
    assert (report.explanation, notices) == (None, set())


def test_one_that_took_up_what_it_had_kept(begun, tmp_path):
    save_state(begun.server.workspace, tmp_path / "state.json")
    with PracticeServer(monotonic=begun.clock.monotonic) as another:
        load_state(another.workspace, tmp_path / "state.json")
        report, held, _ = go_on(begun, another)
    assert (held, report.explanation) == (report.totals.accepted, None)


def test_a_run_that_begins_there_lacks_nothing(begun, files, tmp_path):
    with PracticeServer(monotonic=begun.clock.monotonic) as another:
        fresh = Voyage.begin(begun.server, begun.run.workspace.route, tmp_path / "more", files, begun.clock, bad=())
        report, held, notices = go_on(fresh, another)
    assert (held, report.explanation, notices) == (report.totals.accepted, None, set())
