"""The table of faults: each fault, by each route, undisturbed or interrupted, over real HTTP and with a real journal.

However it goes, the run ends in one of the five named ends, its totals add up, they are what the workspace holds, and once the
fault is over the run can be carried to its end with every row in exactly once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.core.routes import Route
from backfill_assistant.core.sending import lanes
from backfill_assistant.practice.faults import Fault, FaultKind
from backfill_assistant.practice.server import PracticeServer
from fakes.voyage import BAD, UNREADABLE, HurriedClock, HurriedMonitor, Voyage

ROWS = 180
FIVE_ENDS = {end for end in RunEnd if end is not RunEnd.OPEN}
# After the region check, which also goes to Pipelines' batch address.
LATER = {"path": "batch", "after": 2}
FAULTS: dict[str, Fault | None] = {
    "none": None,
    "slow": Fault(FaultKind.SLOW, every=4, seconds=0.02, **LATER),
    "429": Fault(FaultKind.BUSY, every=3, **LATER),
    "429, wait 7 seconds": Fault(FaultKind.BUSY, every=4, retry_after="7", **LATER),
    "429, wait until a date": Fault(FaultKind.BUSY, every=4, retry_after="date+9", **LATER),
    "429 above a rate": Fault(FaultKind.RATE, per_second=2, **LATER),
    "408": Fault(FaultKind.ERROR, every=3, status=408, **LATER),
    "500": Fault(FaultKind.ERROR, every=3, status=500, **LATER),
    "503, wait 30 seconds": Fault(FaultKind.ERROR, every=3, retry_after="30", **LATER),
    "504 after storing": Fault(FaultKind.ERROR_AFTER, every=3, **LATER),
    "cut before storing": Fault(FaultKind.CUT_BEFORE, every=3, **LATER),
    "cut after storing": Fault(FaultKind.CUT_AFTER, every=3, **LATER),
    "half an answer": Fault(FaultKind.TRUNCATED, every=3, **LATER),
    "a sign-in page": Fault(FaultKind.HTML, every=3, **LATER),
    "a sign-in page with 403": Fault(FaultKind.HTML, every=3, status=403, **LATER),
    "200 without a body": Fault(FaultKind.EMPTY, every=2, **LATER),
    "204": Fault(FaultKind.NO_CONTENT, every=2, **LATER),
    "200 with a broken body": Fault(FaultKind.NOT_JSON, every=2, **LATER),
    "a revoked key": Fault(FaultKind.REVOKED, times=1, **LATER),
    "a redirect": Fault(FaultKind.REDIRECT, every=3, **LATER),
    "413 above 2,000 bytes": Fault(FaultKind.TOO_LARGE, bytes=2_000, **LATER),
    "a clock that is an hour off": Fault(FaultKind.CLOCK_SKEW, seconds=3_600, **LATER),
}
# A success whose body is lost names no refused record, so no client could know of one.
SPEECHLESS = {FaultKind.EMPTY, FaultKind.NO_CONTENT, FaultKind.NOT_JSON}
STOPS_BY_ITSELF = {FaultKind.REVOKED}


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture
def clock() -> HurriedClock:
    return HurriedClock()


@pytest.fixture
def server(clock, monkeypatch) -> Iterator[PracticeServer]:
    # Several requests under way at once, in a small file too.
    monkeypatch.setattr(lanes, "_ROWS_PER_LANE", 60)
    with PracticeServer(monotonic=clock.monotonic) as running:
        yield running


def check_totals(voyage: Voyage, row_count: int) -> None:
    """Every row is counted once, and what counts as accepted is there; what is there and not accepted is said to be unknown."""
    totals = voyage.report().totals
    parts = (totals.accepted, totals.refused_by_us, totals.refused_by_customerio, totals.left_out, totals.not_sent, totals.unknown)
    assert sum(parts) == totals.rows == row_count
    assert totals.refused_by_us == len(UNREADABLE)
    held = voyage.held()
    assert set(held.values()) <= {1}
    assert totals.accepted <= len(held) <= totals.accepted + totals.unknown


def check_complete(voyage: Voyage, bad: tuple[int, ...], row_count: int) -> None:
    """All is settled, and the report equals what the workspace holds."""
    report = voyage.report()
    assert report.end is RunEnd.COMPLETE_WITH_REFUSALS
    assert not report.can_continue
    assert sorted(report.refused_rows()) == sorted({*UNREADABLE, *bad})
    arrived = {f"said {row}" for row in range(row_count)} - {f"said {row}" for row in (*UNREADABLE, *bad)}
    assert dict(voyage.held()) == dict.fromkeys(arrived, 1)
    assert report.totals.accepted == len(arrived)
    people = {person["identifiers"]["id"]: person["attributes"].get("last_note") for person in voyage.server.people()}
    assert all(people[f"c{int(note.removeprefix('said ')):05d}"] == note for note in arrived)
    assert voyage.server.counts()["bad_times"] == 0
    written = b"".join(path.read_bytes() for path in voyage.folder.iterdir())
    assert b"run" in written
    for planted in (b"said ", voyage.server.api_key.encode(), voyage.server.pipelines_key.encode()):
        assert planted not in written
    # A digest in hexadecimal may hold it by chance.
    assert b"c000" not in re.sub(rb"[0-9a-f]{40,}", b"", written)


def carry_to_the_end(voyage: Voyage, row_count: int) -> None:
    """Sit again until nothing is left, as a person would press Continue."""
    for _ in range(4):
        if not voyage.report().can_continue:
            return
        assert voyage.sit() in FIVE_ENDS
        check_totals(voyage, row_count)


def has_struck(voyage: Voyage) -> bool:
    """Whether every fault has shown itself already."""
    return all(times for _, times in voyage.server.faults.struck())


def undisturbed(voyage: Voyage) -> RunEnd | None:
    return voyage.sit()


def stopped(voyage: Voyage) -> RunEnd | None:
    return voyage.sit(HurriedMonitor(voyage.clock, lambda progress: progress.accepted >= 60 and has_struck(voyage)))


def died(voyage: Voyage) -> RunEnd | None:
    return voyage.sit(dies=lambda: has_struck(voyage) and len(voyage.held()) >= 60)


INTERRUPTIONS = [
    pytest.param(undisturbed, id="undisturbed"),
    pytest.param(died, id="died"),
    pytest.param(stopped, id="stopped", marks=pytest.mark.slow),
]


@pytest.mark.parametrize("interruption", INTERRUPTIONS)
@pytest.mark.parametrize("route", Route)
@pytest.mark.parametrize("name", FAULTS)
def test_each_fault(name, route, interruption, server, clock, tmp_path, files):
    faults = [fault for fault in (FAULTS[name],) if fault is not None]
    kinds = {fault.kind for fault in faults}
    bad = () if kinds & SPEECHLESS else BAD
    voyage = Voyage.begin(server, route, tmp_path, files, clock, bad=bad, row_count=ROWS)
    server.set_faults(*faults)
    end = interruption(voyage)
    assert has_struck(voyage)
    if kinds & STOPS_BY_ITSELF:
        assert end is RunEnd.COULD_NOT_CONTINUE
    elif interruption is stopped:
        assert end is RunEnd.STOPPED_BY_PERSON
    elif interruption is undisturbed:
        assert end is RunEnd.COMPLETE_WITH_REFUSALS
    else:
        assert end is None
        assert voyage.report().interrupted
    check_totals(voyage, ROWS)
    carry_to_the_end(voyage, ROWS)
    check_complete(voyage, bad, ROWS)


@pytest.mark.parametrize("route", Route)
def test_what_a_person_is_told_meanwhile(route, server, clock, tmp_path, files):
    told = {}
    for name in ("429", "500", "a sign-in page", "a clock that is an hour off"):
        server.set_faults()
        voyage = Voyage.begin(server, route, tmp_path / name, files, clock, row_count=ROWS)
        server.set_faults(FAULTS[name])
        monitor = HurriedMonitor(clock)
        voyage.sit(monitor)
        told[name] = " ".join(monitor.waited_for | monitor.notices)
    assert "slow down" in told["429"]
    assert "tried again" in told["500"]
    assert "sign in" in told["a sign-in page"]
    assert "clock differs" in told["a clock that is an hour off"]


def makes_sense(one: str, other: str) -> bool:
    """A sign-in page that loses its body would be a 200 for what was never stored, which nobody can tell from a success."""
    kinds = {FAULTS[one].kind, FAULTS[other].kind}
    return not (FaultKind.HTML in kinds and kinds & SPEECHLESS)


PAIRS = [pair for pair in combinations([name for name, fault in FAULTS.items() if fault], 2) if makes_sense(*pair)]


@pytest.mark.slow
@pytest.mark.parametrize("route", Route)
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_faults_together_and_interrupted_again_and_again(one, other, route, server, clock, tmp_path, files):
    row_count = 600
    faults = [FAULTS[one], FAULTS[other]]
    bad = () if SPEECHLESS & {fault.kind for fault in faults} else BAD
    voyage = Voyage.begin(server, route, tmp_path, files, clock, bad=bad, row_count=row_count, batch_bytes=8_000)
    server.set_faults(*faults)
    for reached in (60, 150, 300):
        voyage.sit(HurriedMonitor(clock, lambda progress, reached=reached: progress.accepted >= reached))
        check_totals(voyage, row_count)
        voyage.sit(dies=lambda reached=reached: len(voyage.held()) >= reached + 60)
        check_totals(voyage, row_count)
    carry_to_the_end(voyage, row_count)
    check_complete(voyage, bad, row_count)
