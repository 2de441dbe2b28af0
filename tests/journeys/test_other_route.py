"""A run that began by one route is not carried on by the other, where its events would have other ids."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backfill_assistant.core.journal.kept_workspaces import other_way_now
from backfill_assistant.core.journal.runs import Region, RunEnd, WorkspaceAddress
from backfill_assistant.core.routes import Route
from backfill_assistant.practice.server import PracticeServer
from fakes.cargo import make_run
from fakes.voyage import HurriedClock, HurriedMonitor, Voyage

KEPT = {"id": "w", "name": "Acme", "region": "eu"}


@pytest.mark.parametrize("route", Route)
def test_nothing_leaves_by_the_other_route_and_the_rest_goes_by_its_own(route, tmp_path, tmp_path_factory):
    clock = HurriedClock()
    other = next(each for each in Route if each is not route)
    with PracticeServer(monotonic=clock.monotonic) as server:
        voyage = Voyage.begin(server, route, tmp_path / "runs", tmp_path_factory.mktemp("files"), clock, bad=())
        voyage.sit(HurriedMonitor(clock, lambda progress: progress.accepted > 60))
        before = voyage.held()
        moved = replace(voyage, run=replace(voyage.run, workspace=replace(voyage.run.workspace, route=other)))
        assert moved.sit() is RunEnd.COULD_NOT_CONTINUE
        assert str(voyage.report().explanation) == "The key belongs to another workspace than the one the run began with."
        assert voyage.held() == before
        assert voyage.sit() is RunEnd.COMPLETE_WITH_REFUSALS
        assert set(voyage.held().values()) == {1}
        assert sum(voyage.held().values()) == voyage.report().totals.accepted


@pytest.mark.parametrize("kept", [None, [], [{**KEPT, "id": "x", "route": "pipelines"}], [{**KEPT, "route": "track"}], [{}]])
def test_nothing_is_said_while_the_route_is_the_same(kept):
    run = replace(make_run(3), workspace=WorkspaceAddress("w", "Acme", Region.EU))
    assert other_way_now(run, kept) is None
    assert other_way_now(run, [{**KEPT, "route": "pipelines"}]) is not None
    assert other_way_now(replace(run, workspace=replace(run.workspace, practice=True)), [{**KEPT, "route": "pipelines"}]) is None
