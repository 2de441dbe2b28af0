"""Events of visitors whom nobody knows yet: sent by Pipelines, they start nothing until Customer.io learns who it was.

The practice workspace joins them on its own; what enters then was forecast, and what was too old does not enter.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

from backfill_assistant.adapters.customerio.app_api import AppCampaigns
from backfill_assistant.adapters.journal_folder import JournalFolder
from backfill_assistant.adapters.practice_process import practice_address
from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.forecast.forecast import Decision, SendingPlan, prepare
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.core.mapping.mapping import IdentifierKind, Mapping, RowMeaning
from backfill_assistant.core.mapping.repairs import NO_REPAIRS
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.routes import Route
from backfill_assistant.core.sending.new_run import Prepared
from backfill_assistant.practice.server import PracticeServer
from fakes.clock import FakeClock
from fakes.tables import make_table
from fakes.voyage import open_workspace
from journeys.test_random_plans import Scene

HOUR_S = 3_600
AGES_H = (1, 30, 71, 73, 200)


def test_anonymous_events_enter_only_once_their_visitor_is_known_and_only_as_forecast(tmp_path):
    clock = FakeClock()
    with PracticeServer(clock_ms=clock.now_ms, monotonic=clock.monotonic) as server:
        now_s = clock.now_ms() // 1_000
        started = now_s - 1_000 * HOUR_S
        server.set_campaigns(
            [{"id": 1, "name": "Looked", "state": "running", "event_name": "looked", "created": started, "first_started": started}],
            [],
        )
        rows = [(f"v{age}", datetime.fromtimestamp(now_s - age * HOUR_S, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")) for age in AGES_H]
        table = make_table(tmp_path, ("visitor", "when"), rows)
        mapping = Mapping(RowMeaning.EVENT, 0, IdentifierKind.ANONYMOUS_ID, event_name="looked", time_column=1)
        campaigns = AppCampaigns(practice_address(server.base_url), server.app_key).read(Unwatched())
        checked = check_rows(table, mapping, NO_REPAIRS, Route.PIPELINES, clock.now_ms(), Unwatched())
        forecast = prepare(checked, campaigns, ImportKind.of(mapping))
        plan = SendingPlan(clock.now_ms())
        assert forecast.rows_that_could_enter(plan, 1).tolist() == [True, True, True, False, False]

        scene = Scene(
            server, clock, Prepared(table, mapping, NO_REPAIRS, checked, campaigns, plan, Decision()), forecast, Route.PIPELINES
        )
        journals = JournalFolder(tmp_path / "runs")
        run, _ = scene.begin(journals)
        assert scene.sit(journals, run.id) is RunEnd.COMPLETE
        assert run.approved_entries == 3
        assert server.entries() == []

        make_known(server, [visitor for visitor, _ in rows])
        entered = {entry["person"]["id"] for entry in server.entries()}
        assert entered == {"known v1", "known v30", "known v71"}


def make_known(server, visitors):
    workspace = open_workspace(server, Route.PIPELINES)
    try:
        batch = [{"type": "identify", "userId": f"known {each}", "anonymousId": each} for each in visitors]
        workspace.start(1, json.dumps({"batch": batch}).encode())
        until = time.monotonic() + 10
        while not workspace.answers(0.2):
            assert time.monotonic() < until
    finally:
        workspace.close()
