"""Records and batches of exactly the sizes at which something changes, measured by the server that receives them."""

from __future__ import annotations

import json
import time
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from backfill_assistant.adapters.beside_thread import beside_thread
from backfill_assistant.adapters.journal_folder import JournalFolder
from backfill_assistant.adapters.practice_process import practice_address
from backfill_assistant.core import limits
from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.forecast.forecast import prepare
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.forecast.plans import Decision, SendingPlan
from backfill_assistant.core.journal.outcome import OutcomeKind
from backfill_assistant.core.journal.report import make_report
from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning, Target
from backfill_assistant.core.mapping.repairs import NO_REPAIRS
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.records.records import encode_rows
from backfill_assistant.core.routes import Route
from backfill_assistant.core.sending.cargo import load_cargo
from backfill_assistant.core.sending.new_run import Prepared, new_run
from backfill_assistant.core.sending.sender import send
from backfill_assistant.practice.server import PracticeServer
from fakes.tables import make_table
from fakes.voyage import HurriedClock, HurriedMonitor, open_workspace

EVENTS = Mapping(
    RowMeaning.EVENT, identifier_column=0, time_column=1, event_name="bought", fields=(Field(Target.PROPERTY, "note", column=2),)
)
# What stands around the records of a batch.
AROUND = len('{"batch":[]}')


@pytest.fixture
def clock():
    return HurriedClock()


@pytest.fixture
def server(clock):
    with PracticeServer(monotonic=clock.monotonic) as made:
        yield made


def checked_table(folder, notes, route):
    folder.mkdir(exist_ok=True)
    rows = [[f"c{row:05d}", "2024-05-01T10:00:00Z", note] for row, note in enumerate(notes)]
    table = make_table(folder, ["who", "when", "note"], rows)
    return table, check_rows(table, EVENTS, NO_REPAIRS, route, time.time_ns() // 1_000_000, Unwatched())


def notes_for(folder, sizes, route):
    """Notes with which the rows become records of exactly these sizes; "ü" takes two bytes and one letter."""
    table, checked = checked_table(folder / "short", ["ü"] * len(sizes), route)
    made = encode_rows(table, np.arange(len(sizes)), EVENTS, NO_REPAIRS, checked, route, "workspace")
    return ["ü" + "x" * (wanted - size) for wanted, size in zip(sizes, made.sizes.tolist(), strict=True)]


def sent(server, folder, notes, route, clock):
    """The bytes of each request with records that the server received, and the report."""
    table, checked = checked_table(folder / "long", notes, route)
    forecast = prepare(checked, (), ImportKind.of(EVENTS))
    prepared = Prepared(table, EVENTS, NO_REPAIRS, checked, (), SendingPlan(clock.now_ms(), 1e6), Decision())
    with closing(open_workspace(server, route)) as workspace, beside_thread() as beside:
        address = replace(practice_address(server.base_url), route=route)
        run = new_run(prepared, address, workspace.check().workspace_key, 0, clock.now_ms())
        with closing(JournalFolder(folder / "runs").begin(run)) as journal:
            cargo = load_cargo(run, table, checked, forecast, NO_REPAIRS)
            send(journal, cargo, workspace, clock, HurriedMonitor(clock), beside=beside)
            report = make_report(journal)
    bodies = [asked["bytes"] for asked in server.requests() if asked["path"].endswith("batch")]
    return [size for size in bodies if size > AROUND], report


@pytest.mark.parametrize("route", Route)
@pytest.mark.parametrize("over", [0, 1])
def test_a_record_of_31000_bytes_goes_and_one_byte_more_is_refused_here(server, clock, tmp_path, route, over):
    wanted = [200, limits.RECORD_BUDGET_BYTES + over]
    bodies, report = sent(server, tmp_path, notes_for(tmp_path, wanted, route), route, clock)
    if not over:
        assert bodies == [AROUND + 200 + 1 + 31_000]
        assert report.totals.accepted == len(server.events()) == 2
        return
    assert bodies == [AROUND + 200]
    assert (report.totals.accepted, report.totals.refused_by_us, len(server.events())) == (1, 1, 1)
    (group,) = report.refused
    assert str(group.reason.sentence) == (
        "The row becomes more than 31,000 bytes. Customer.io takes at most 32 KB; this program stays a little below."
    )


@pytest.mark.parametrize("route", Route)
@pytest.mark.parametrize("over", [0, 1])
def test_a_batch_of_450000_bytes_is_one_request_and_one_byte_more_is_two(server, clock, tmp_path, route, over):
    wanted = [30_000] * 15
    # Commas stand between them.
    wanted[-1] += limits.BATCH_BUDGET_BYTES - AROUND - sum(wanted) - (len(wanted) - 1) + over
    bodies, report = sent(server, tmp_path, notes_for(tmp_path, wanted, route), route, clock)
    whole = [450_000] if not over else [450_001 - wanted[-1] - 1, AROUND + wanted[-1]]
    assert bodies == whole
    assert report.totals.accepted == len(server.events()) == 15


@pytest.mark.parametrize("route", Route)
@pytest.mark.parametrize("over", [0, 1])
def test_where_the_practice_workspace_draws_the_line_that_customerio_publishes(server, tmp_path, route, over):
    (note,) = notes_for(tmp_path, [limits.RECORD_MAX_BYTES + over], route)
    table, checked = checked_table(tmp_path / "long", [note[:100]], route)
    record = encode_rows(table, np.arange(1), EVENTS, NO_REPAIRS, checked, route, "workspace").bodies[0].as_py()
    record = record.replace(note[:100].encode(), note.encode())
    assert len(record) == limits.RECORD_MAX_BYTES + over
    json.loads(record)
    with closing(open_workspace(server, route)) as workspace:
        workspace.start(1, b'{"batch":[' + record + b"]}")
        (answer,) = workspace.answers(10)
    assert len(server.events()) == 1 - over
    # What Pipelines says to larger records in strict mode is not published; here it says 200 and drops them, which nobody could
    # notice. So nothing that comes near is sent.
    told = OutcomeKind.PARTLY_REFUSED if over and route is Route.TRACK else OutcomeKind.ACCEPTED
    assert answer.outcome.kind is told
