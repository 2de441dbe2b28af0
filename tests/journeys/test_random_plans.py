"""Random campaigns, files, plans and decisions against the practice workspace, while hours pass: its entries are its own judgement.

It never lets anybody enter whom the forecast excluded, never more than was approved in all or per campaign, and rows that were held
start nothing when their time has come.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from backfill_assistant.adapters.customerio.app_api import AppCampaigns
from backfill_assistant.adapters.journal_folder import JournalFolder
from backfill_assistant.adapters.practice_process import practice_address
from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.errors import BackfillError
from backfill_assistant.core.forecast.forecast import Choice, Decision, Order, SendingPlan, prepare
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.forecast.verdicts import Verdict
from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning, Target, TimeReading
from backfill_assistant.core.mapping.repairs import NO_REPAIRS
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.routes import Route
from backfill_assistant.core.sending.cargo import load_cargo
from backfill_assistant.core.sending.holding import begin, held_back
from backfill_assistant.core.sending.new_run import Prepared, new_run
from backfill_assistant.core.sending.sender import Wishes, send
from backfill_assistant.practice.server import PracticeServer
from fakes.clock import FakeClock
from fakes.monitor import FakeMonitor
from fakes.tables import make_table
from fakes.voyage import open_workspace
from journeys.test_forecast_is_kept import DAY_S, HOUR_S, NAMES, SEGMENTS, campaigns_shown

ROWS = 60
FIELDS = (Field(Target.ATTRIBUTE, "plan", fixed="pro"),)


class HoursPass(FakeMonitor):
    """What is waited for takes two hundred times as long."""

    def pause(self, wait_seconds):
        return super().pause(200 * wait_seconds)


def rows_of(dice, now_s, shown, plan):
    """Times near the edges, seen from the start of sending and from each row's place; some are days without an hour."""
    edges = [plan.start_ms // 1000 - 24 * HOUR_S, plan.start_ms // 1000 - 72 * HOUR_S]
    edges += [each.get("first_started", each["created"]) for each in shown]
    made = []
    for number in range(ROWS):
        later = dice.choice([0, number * plan.step_us // 1_000_000])
        near = dice.choice(edges) + later + dice.choice([-3600, -60, -1, 0, 1, 60, 3600])
        when = min(now_s, dice.choice([near, near, near, now_s - dice.randrange(100 * DAY_S)]))
        form = "%Y-%m-%d" if dice.random() < 0.1 else "%Y-%m-%dT%H:%M:%SZ"
        made.append((f"p{number % 23}", dice.choice(NAMES), datetime.fromtimestamp(when, UTC).strftime(form)))
    return made


@dataclass
class Scene:
    """One file with a plan and a decision, and a workspace whose clock is the test's."""

    server: PracticeServer
    clock: FakeClock
    prepared: Prepared
    forecast: Any
    route: Route

    @classmethod
    def at_random(cls, dice, server, clock, folder):
        now_ms = clock.now_ms()
        shown = campaigns_shown(dice, now_ms // 1000)
        server.set_campaigns(shown, SEGMENTS)
        meaning, untimed = dice.choice(list(RowMeaning)), dice.random() < 0.15
        mapping = Mapping(
            meaning,
            identifier_column=0,
            event_name_column=1 if meaning is not RowMeaning.PERSON else None,
            time_column=None if untimed else 2,
            time=TimeReading("iso", "UTC"),
            now_accepted=untimed,
            fields=FIELDS if meaning is not RowMeaning.EVENT else (),
        )
        plan = SendingPlan(
            now_ms + dice.choice([0, 0, HOUR_S * 1000, 50 * HOUR_S * 1000]),
            dice.choice([0.001, 0.01, 1.0, 1000.0]),
            dice.choice(list(Order)),
            dice.choice([0, 0, 900_000]),
        )
        route = dice.choice([Route.TRACK, Route.PIPELINES])
        table = make_table(folder, ("who", "what", "when"), rows_of(dice, now_ms // 1000, shown, plan))
        campaigns = AppCampaigns(practice_address(server.base_url), server.app_key).read(Unwatched())
        checked = check_rows(table, mapping, NO_REPAIRS, route, now_ms, Unwatched())
        forecast = prepare(checked, campaigns, ImportKind.of(mapping))
        at_most = tuple((campaign.id, dice.randrange(0, 6)) for campaign in campaigns if dice.random() < 0.2)
        decision = Decision(dice.choice(list(Choice)), at_most)
        prepared = Prepared(table, mapping, NO_REPAIRS, checked, campaigns, plan, decision)
        return cls(server, clock, prepared, forecast, route)

    def begin(self, journals):
        """The run, and the one that is held; as a person would begin them, with the number of entries that the page shows."""
        address = replace(practice_address(self.server.base_url), route=self.route)
        workspace = open_workspace(self.server, self.route)
        try:
            key = workspace.check().workspace_key
        finally:
            workspace.close()
        approved = self.forecast.possible_entries(self.prepared.plan, self.prepared.decision)
        run = replace(new_run(self.prepared, address, key, approved, self.clock.now_ms()), batch_budget_bytes=700)
        held = held_back(run, self.cargo(run), self.prepared.table, self.prepared.checked, NO_REPAIRS)
        begin(journals, run, held).close()
        return run, held

    def cargo(self, run):
        checked, mapping = self.prepared.checked, self.prepared.mapping
        forecast = self.forecast
        if run.only_rows is not None:
            forecast = prepare(checked, run.campaigns, ImportKind.of(mapping), run.only_rows)
        return load_cargo(run, self.prepared.table, checked, forecast, NO_REPAIRS)

    def sit(self, journals, run_id):
        journal, workspace = journals.open(run_id), open_workspace(self.server, self.route)
        answers = workspace.answers

        def told(wait_seconds):
            # The connection compares the server's clock with the computer's, which is not the test's.
            found = answers(wait_seconds)
            return [replace(each, outcome=replace(each.outcome, clock_ahead_seconds=None)) for each in found]

        workspace.answers = told
        try:
            return send(
                journal, self.cargo(journal.run()), workspace, self.clock, HoursPass(self.clock), Wishes(refused_share_max=2)
            )
        finally:
            workspace.close()
            journal.close()

    def judged_entries(self):
        """What the workspace says of campaigns that can be predicted: by campaign, the times of the rows of each person."""
        judged = {s.campaign.id for s in self.forecast.standings if s.judged and s.otherwise is not Verdict.NOT_PREDICTABLE}
        found = defaultdict(set)
        for entry in self.server.entries():
            if entry["campaign_id"] in judged:
                found[entry["campaign_id"]].add((entry["person"]["id"], entry["time_ms"]))
        return found

    def assert_allowed(self, entries):
        """Each entry is that of a row which goes out and which the forecast allows for its campaign."""
        prepared, forecast = self.prepared, self.forecast
        going = forecast.rows_to_send(prepared.plan, prepared.decision)
        timed = prepared.mapping.time_column is not None
        for campaign_id, entered in entries.items():
            possible = forecast.rows_that_could_enter(prepared.plan, campaign_id)
            rows = [int(row) for row in going if possible[row]]
            known = {(prepared.table.cells(row, row + 1)[0][0], int(prepared.checked.time_ms[row])) for row in rows}
            surprises = entered - known if timed else {person for person, _ in entered} - {person for person, _ in known}
            assert surprises == set()
            assert len(entered) <= dict(prepared.decision.at_most).get(campaign_id, ROWS)


def walk(seed, tmp_path):
    """Send one random file; False where its rows could not be held."""
    dice, clock = random.Random(seed), FakeClock()
    with PracticeServer(clock_ms=clock.now_ms, monotonic=clock.monotonic) as server:
        scene = Scene.at_random(dice, server, clock, tmp_path)
        plan, decision = scene.prepared.plan, scene.prepared.decision
        journals = JournalFolder(tmp_path / "runs")
        try:
            run, held = scene.begin(journals)
        except BackfillError:
            # Rows without a time are never quiet: they cannot be held.
            assert decision.choice is Choice.HOLD
            assert scene.forecast.quiet_time_ms(plan) is None
            return False
        assert scene.sit(journals, run.id) in (RunEnd.COMPLETE, RunEnd.COMPLETE_WITH_REFUSALS)
        entries = scene.judged_entries()
        scene.assert_allowed(entries)
        entered = set().union(*entries.values()) if entries else set()
        assert len(entered) <= run.approved_entries
        if decision.choice in (Choice.LEAVE_OUT, Choice.HOLD):
            assert entered == set()
        if held is not None:
            assert scene.sit(journals, held.run.id) in (RunEnd.COMPLETE, RunEnd.COMPLETE_WITH_REFUSALS)
            assert clock.now_ms() >= held.start_ms
            assert scene.judged_entries() == entries
            both = np.concatenate((scene.forecast.rows_to_send(plan, decision), held.run.only_rows))
            assert sorted(both.tolist()) == np.flatnonzero(scene.prepared.checked.sendable).tolist()
        return True


@pytest.mark.parametrize("seed", range(12))
def test_entries_keep_within_the_forecast_and_the_decision(seed, tmp_path):
    walk(seed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1_000, 1_150))
def test_entries_keep_within_the_forecast_and_the_decision_many_times(seed, tmp_path):
    walk(seed, tmp_path)
