"""The adapters against the practice workspace, which shares no code with them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from backfill_assistant.adapters.customerio.app_api import AppCampaigns
from backfill_assistant.adapters.customerio.pipelines_api import PipelinesWorkspace
from backfill_assistant.adapters.customerio.track_api import TrackWorkspace
from backfill_assistant.core.errors import KeyRefused, WrongRegion
from backfill_assistant.core.journal.outcome import Outcome, OutcomeKind, RecordRefusal
from backfill_assistant.core.journal.runs import Region, WorkspaceAddress
from backfill_assistant.core.ports import Workspace
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.practice.keys import Keys
from backfill_assistant.practice.server import PracticeServer
from backfill_assistant.practice.switches import Switches

KEYS = Keys()


@pytest.fixture
def practice() -> Iterator[PracticeServer]:
    with PracticeServer() as server:
        yield server


def address(server: PracticeServer, region: Region = Region.US) -> WorkspaceAddress:
    urls = (("track", server.base_url), ("pipelines", server.base_url + "/v1"), ("app", server.base_url + "/v1"))
    return WorkspaceAddress("practice", "Practice", region, practice=True, base_urls=urls)


def send(workspace: Workspace, batch: list[object]) -> Outcome:
    workspace.start(1, json.dumps({"batch": batch}).encode())
    found: list[Outcome] = []
    until = time.monotonic() + 10
    while not found and time.monotonic() < until:
        found = [answer.outcome for answer in workspace.answers(1.0)]
    workspace.close()
    return found[0]


def person(email: str, **attributes: object) -> dict[str, object]:
    return {"type": "person", "identifiers": {"email": email}, "action": "identify", "attributes": attributes}


def test_track_checks_sends_and_hears_which_record_is_refused(practice: PracticeServer) -> None:
    workspace = TrackWorkspace(address(practice), KEYS.site_id, KEYS.api_key)
    check = workspace.check()
    assert (check.region, check.workspace_key) == ("us", "track:us:3")
    outcome = send(workspace, [person("a@example.com", plan="x"), person("b@example.com", plan="é" * 501)])
    assert (outcome.kind, outcome.status) == (OutcomeKind.PARTLY_REFUSED, 207)
    assert outcome.refusals == (RecordRefusal(1, "longer than 1000 bytes", "attributes.plan"),)
    assert outcome.clock_ahead_seconds == pytest.approx(0, abs=2)


def test_track_takes_the_new_keys(practice: PracticeServer) -> None:
    workspace = TrackWorkspace(address(practice), "", KEYS.private_key("us"))
    workspace.check()
    assert send(workspace, [person("a@example.com")]).kind is OutcomeKind.ACCEPTED


def test_a_wrong_key_is_refused_everywhere(practice: PracticeServer) -> None:
    track = TrackWorkspace(address(practice), KEYS.site_id, "wrong")
    with pytest.raises(KeyRefused):
        track.check()
    assert send(track, [person("a@example.com")]).kind is OutcomeKind.KEY_REFUSED
    pipelines = PipelinesWorkspace(address(practice), "wrong")
    with pytest.raises(KeyRefused):
        pipelines.check()
    pipelines.close()
    with pytest.raises(KeyRefused):
        AppCampaigns(address(practice), "wrong").read(Unwatched())


@pytest.mark.parametrize("redirect_status", [301, 302, 307, 308])
def test_an_account_of_the_other_region_is_told_before_anything_is_sent(redirect_status: int) -> None:
    with PracticeServer(switches=Switches(account_region="eu", redirect_status=redirect_status)) as practice:
        workspace = TrackWorkspace(address(practice), KEYS.site_id, KEYS.api_key)
        with pytest.raises(WrongRegion, match="EU"):
            workspace.check()
        assert send(workspace, [person("a@example.com")]).kind in (OutcomeKind.INTERCEPTED, OutcomeKind.KEY_REFUSED)


def test_pipelines_is_strict(practice: PracticeServer) -> None:
    workspace = PipelinesWorkspace(address(practice), KEYS.pipelines_key)
    assert workspace.check().region == "us"
    assert send(workspace, [{"type": "track", "userId": "1", "event": "x"}]).kind is OutcomeKind.ACCEPTED
    again = PipelinesWorkspace(address(practice), KEYS.pipelines_key)
    outcome = send(again, [{"type": "track", "userId": "1"}])
    assert (outcome.kind, outcome.status) == (OutcomeKind.REFUSED, 400)


def test_campaigns_and_the_workspaces_name(practice: PracticeServer) -> None:
    source = AppCampaigns(address(practice), KEYS.app_key)
    assert isinstance(source.read(Unwatched()), tuple)
    assert source.workspaces(Unwatched()) == {"3": "Practice workspace"}
