"""The practice workspace judges entries on its own: none comes that the forecast did not allow, none more than approved."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime

import numpy as np
import pytest

from backfill_assistant.adapters.customerio.app_api import AppCampaigns
from backfill_assistant.adapters.customerio.track_api import TrackWorkspace
from backfill_assistant.adapters.system_clock import SystemClock
from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.forecast.forecast import Choice, Decision, Order, SendingPlan, Verdict, prepare
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.journal.runs import Region, RunEnd, WorkspaceAddress
from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning, Target, TimeReading
from backfill_assistant.core.mapping.repairs import NO_REPAIRS
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.routes import Route
from backfill_assistant.core.sending.cargo import load_cargo
from backfill_assistant.core.sending.new_run import Prepared, new_run
from backfill_assistant.core.sending.sender import send
from backfill_assistant.practice.server import PracticeServer
from fakes.journal import FakeJournal
from fakes.tables import make_table

HOUR_S = 3_600
DAY_S = 24 * HOUR_S
NAMES = ["bought", "signed_up", "Bought", "page_viewed"]
SEGMENTS = [{"id": 1, "name": "Plain"}, {"id": 2, "name": "From events", "from_event": "page_viewed"}]


def campaigns_shown(dice, now_s):
    """As the App API shows them: of every kind that can be judged, started just now and long ago, running or not."""
    shown = []
    for number in range(1, 13):
        trigger = dice.choice([{"event_name": dice.choice(NAMES[:2])}, {"trigger_segment_ids": [1]}, {"trigger_segment_ids": [2]}])
        started = now_s - dice.choice([10, HOUR_S, 30 * HOUR_S, 4 * DAY_S, 90 * DAY_S])
        state = dice.choice(["running"] * 4 + ["draft", "stopped"])
        shown.append({"id": number, "name": f"Campaign {number}", "state": state, "created": started - 60, **trigger})
        if dice.random() < 0.8:
            shown[-1]["first_started"] = started
    return shown


def rows_of(dice, now_s, shown):
    """Times a few seconds to both sides of every edge, and anywhere."""
    edges = [now_s - 24 * HOUR_S, now_s - 72 * HOUR_S, *(each.get("first_started", each["created"]) for each in shown)]
    made = []
    for number in range(300):
        near = dice.choice(edges) + dice.choice([-3600, -120, -1, 0, 1, 120, 3600])
        when = min(now_s, dice.choice([near, near, now_s - dice.randrange(100 * DAY_S)]))
        made.append((f"p{number % 120}", dice.choice(NAMES), datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")))
    return made


@pytest.fixture
def practice():
    with PracticeServer() as server:
        yield server


@pytest.mark.parametrize("seed", range(10))
def test_entries_never_exceed_the_forecast(practice, tmp_path, seed):
    dice, now_s = random.Random(seed), int(time.time())
    shown = campaigns_shown(dice, now_s)
    practice.set_campaigns(shown, SEGMENTS)
    meaning = dice.choice(list(RowMeaning))
    table = make_table(tmp_path, ("who", "what", "when"), rows_of(dice, now_s, shown))
    mapping = Mapping(
        meaning,
        identifier_column=0,
        event_name_column=1 if meaning is not RowMeaning.PERSON else None,
        time_column=2,
        time=TimeReading("iso", "UTC"),
        fields=(Field(Target.ATTRIBUTE, "plan", fixed="pro"),) if meaning is not RowMeaning.EVENT else (),
    )
    base = practice.base_url
    urls = (("track", base), ("pipelines", f"{base}/v1"), ("app", f"{base}/v1"))
    address = WorkspaceAddress("practice", "Practice", Region.US, practice=True, base_urls=urls)
    campaigns = AppCampaigns(address, practice.app_key).read(Unwatched())
    clock = SystemClock()
    now_ms = clock.now_ms()
    checked = check_rows(table, mapping, NO_REPAIRS, Route.TRACK, now_ms, Unwatched())
    forecast = prepare(checked, campaigns, ImportKind.of(mapping))
    # No margin: then every single entry is held against the rule itself.
    plan = SendingPlan(now_ms, rows_per_second=100_000, order=dice.choice(list(Order)), margin_ms=0)
    decision = Decision(dice.choice([Choice.SEND_ALL, Choice.SEND_ALL, Choice.LEAVE_OUT, Choice.ONLY]))
    approved = forecast.possible_entries(plan, decision)

    prepared = Prepared(table, mapping, NO_REPAIRS, checked, campaigns, plan, decision)
    workspace = TrackWorkspace(address, practice.site_id, practice.api_key)
    try:
        run = new_run(prepared, address, workspace.check().workspace_key, approved, now_ms)
        end = send(FakeJournal(run), load_cargo(run, table, checked, forecast, NO_REPAIRS), workspace, clock, Unwatched())
    finally:
        workspace.close()
    assert end in (RunEnd.COMPLETE, RunEnd.COMPLETE_WITH_REFUSALS)

    allowed = {}
    for index, campaign in enumerate(campaigns):
        possible = frozenset(Verdict) - {Verdict.WILL_NOT}
        sent = set(forecast.rows_to_send(plan, decision).tolist())
        for row in forecast.rows_with(index, possible, plan):
            if int(row) in sent:
                key = campaign.id, table.cells(row, row + 1)[0][0], int(checked.time_ms[row])
                allowed[key] = allowed.get(key, 0) + 1
    surprises = []
    for entry in practice.entries():
        key = entry["campaign_id"], entry["person"]["id"], entry["time_ms"]
        if not allowed.get(key):
            surprises.append((entry["campaign"], entry["cause"], entry["event_name"], entry["age_ms"]))
    assert surprises == []
    predictable = {campaign.id for campaign, standing in zip(campaigns, forecast.standings, strict=True) if standing.judged}
    entered = {(entry["person"]["id"], entry["time_ms"]) for entry in practice.entries() if entry["campaign_id"] in predictable}
    assert len(entered) <= approved
    if decision.choice is Choice.SEND_ALL:
        # Nor does it cry wolf: what the person is warned of does come, but for updates that were older than the profile.
        assert len(entered) >= 0.8 * approved
    if decision.choice is Choice.LEAVE_OUT:
        unsure = {c.id for c, s in zip(campaigns, forecast.standings, strict=True) if s.otherwise is Verdict.NOT_PREDICTABLE}
        assert [entry for entry in practice.entries() if entry["campaign_id"] not in unsure] == []
    assert np.count_nonzero(forecast.rows_that_could_enter(plan)) >= approved
