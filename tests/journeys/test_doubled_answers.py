"""A proxy gives every answer twice while the server refuses every third request: nothing counts as accepted that is not there."""

from __future__ import annotations

import itertools

import pytest

from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.core.routes import Route
from backfill_assistant.core.sending import lanes
from backfill_assistant.practice.faults import Fault, FaultKind
from backfill_assistant.practice.server import PracticeServer
from fakes.doubling_proxy import doubling_proxy
from fakes.voyage import BAD, UNREADABLE, HurriedClock, Voyage

ROWS = 600
SECONDS_BETWEEN = {"in one piece": lambda: 0.0, "at once": lambda: 0.0002}


class Through:
    """A practice server as it is seen through a proxy."""

    def __init__(self, server: PracticeServer, url: str) -> None:
        self._server, self.base_url = server, url

    def __getattr__(self, name: str):
        return getattr(self._server, name)


@pytest.mark.parametrize("route", Route)
@pytest.mark.parametrize("between", SECONDS_BETWEEN)
def test_no_answer_is_taken_for_another(between, route, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(lanes, "_ROWS_PER_LANE", 60)
    clock = HurriedClock()
    files = tmp_path / "files"
    files.mkdir()
    with PracticeServer(monotonic=clock.monotonic) as server, doubling_proxy(server.base_url, SECONDS_BETWEEN[between]) as url:
        voyage = Voyage.begin(Through(server, url), route, tmp_path / "runs", files, clock, bad=(), row_count=ROWS)
        server.set_faults(
            Fault(FaultKind.ERROR, every=3, status=503, path="batch", after=2),
            Fault(FaultKind.SLOW, every=1, seconds=0.02, path="batch", after=2),
        )
        assert voyage.sit() is RunEnd.COMPLETE_WITH_REFUSALS
        held = voyage.held()
    assert voyage.report().totals.accepted == ROWS - len(UNREADABLE)
    assert dict(held) == {f"said {row}": 1 for row in range(ROWS) if row not in UNREADABLE}


def only(numbers, seconds):
    """Says of each request, counted from the first, whether its answer is doubled."""
    count = itertools.count(1)
    return lambda: seconds if next(count) in numbers else None


@pytest.mark.parametrize("route", Route)
@pytest.mark.parametrize("seconds", [0.0, 0.003, 0.03])
@pytest.mark.parametrize("numbers", [range(20, 10_000), range(25, 26), range(8, 12)], ids=["from 20 on", "once", "four times"])
def test_doubling_that_begins_in_the_midst_of_a_run_miscounts_nothing(numbers, seconds, route, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(lanes, "_ROWS_PER_LANE", 150)
    clock = HurriedClock()
    files = tmp_path / "files"
    files.mkdir()
    with PracticeServer(monotonic=clock.monotonic) as server, doubling_proxy(server.base_url, only(numbers, seconds)) as url:
        voyage = Voyage.begin(Through(server, url), route, tmp_path / "runs", files, clock, row_count=ROWS, batch_bytes=3_000)
        server.set_faults(
            Fault(FaultKind.ERROR, every=3, status=503, path="batch", after=2),
            Fault(FaultKind.SLOW, every=1, seconds=0.01, path="batch", after=2),
        )
        assert voyage.sit() is RunEnd.COMPLETE_WITH_REFUSALS
        held = voyage.held()
    refused = {*UNREADABLE, *BAD}
    report = voyage.report()
    assert (report.totals.accepted, report.totals.unknown) == (ROWS - len(refused), 0)
    assert set(report.refused_rows().tolist()) == refused
    assert dict(held) == {f"said {row}": 1 for row in range(ROWS) if row not in refused}
