"""The App API: campaigns read, ten requests a second, pages, and every refusal told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from backfill_assistant.adapters.customerio.app_api import AppCampaigns
from backfill_assistant.adapters.customerio.app_reading import AppReading
from backfill_assistant.core.campaigns.campaigns import CampaignState, TriggerKind
from backfill_assistant.core.errors import BackfillError, CampaignsUnreadable, KeyRefused, WorkspaceProblem, WrongRegion
from backfill_assistant.core.journal.runs import Region, WorkspaceAddress
from backfill_assistant.core.progress import Stopped, Unwatched
from fakes.clock import FakeClock
from fakes.http_server import Asked, HttpServer, Told, told_json
from fakes.monitor import FakeMonitor

CAMPAIGNS = {
    "campaigns": [
        {"id": 1, "name": "Thanks", "event_name": "purchased", "state": "running", "first_started": 1_700_000_000},
        {"id": 2, "name": "Welcome", "trigger_segment_ids": [7], "state": "draft", "actions": [{"id": 5, "type": "email"}]},
        {"id": 3, "name": "Birthday", "date_attribute": "birthday", "state": "stopped"},
        {"id": 4, "name": "Later", "event_name": "x", "actions": [{"id": 9, "type": "delay_seconds_action"}]},
    ]
}
ROUTES: dict[str, Told] = {
    "/v1/campaigns": told_json(200, CAMPAIGNS),
    "/v1/segments": told_json(200, {"segments": [{"id": 7, "name": "New people"}, "odd", {"name": "no id"}]}),
    "/v1/campaigns/4/actions": told_json(200, {"actions": [{"id": 9, "type": "delay_seconds_action", "delay": 3600}], "next": ""}),
    "/v1/workspaces": told_json(200, {"workspaces": [{"id": 3, "name": " Acme  production "}, {"id": 4, "name": "Test"}]}),
}
KEY = "planted-app-key"


def address(url: str) -> WorkspaceAddress:
    return WorkspaceAddress("w1", "Acme", Region.US, base_urls=(("app", url + "/v1"),))


def by_path(**changed: Told) -> Callable[[Asked], Told]:
    routes = {**ROUTES, **{"/v1/" + name.replace("__", "/"): told for name, told in changed.items()}}
    return lambda asked: routes.get(asked.path.partition("?")[0], Told(404, b'{"errors":[{"detail":"not found","status":"404"}]}'))


def test_campaigns_with_segments_names_and_a_delay_that_happens_to_show() -> None:
    with HttpServer(by_path()) as server:
        source = AppCampaigns(address(server.url), KEY)
        monitor = FakeMonitor(FakeClock())
        thanks, welcome, birthday, later = source.read(monitor)
    assert (thanks.name, thanks.trigger.kind, thanks.trigger.event_name) == ("Thanks", TriggerKind.EVENT, "purchased")
    assert thanks.first_started_ms == 1_700_000_000_000
    assert (welcome.state, welcome.trigger.segment_names) == (CampaignState.DRAFT, ("New people",))
    assert (birthday.state, birthday.trigger.kind) == (CampaignState.STOPPED, TriggerKind.DATE)
    assert (later.delay_hint_ms, later.opening_delay_ms) == (3_600_000, 0)
    assert {asked.headers["authorization"] for asked in server.asked} == {f"Bearer {KEY}"}
    assert [asked.path for asked in server.asked] == ["/v1/campaigns", "/v1/segments", "/v1/campaigns/4/actions"]
    assert (monitor.seen[-1].done, monitor.seen[-1].total) == (4, 4)
    assert KEY not in repr(source)


def in_pages(*pages: Told) -> Callable[[Asked], Told]:
    """Campaigns in pages; the first names "1" as what follows, the second "2" and so on."""

    def answer(asked: Asked) -> Told:
        path, _, query = asked.path.partition("?")
        if path != "/v1/campaigns":
            return by_path()(asked)
        return pages[int(query.removeprefix("start=") or 0)]

    return answer


def test_campaigns_on_further_pages_are_not_overlooked() -> None:
    listed = CAMPAIGNS["campaigns"]
    pages = (
        told_json(200, {"campaigns": listed[:2], "next": "1"}),
        told_json(200, {"campaigns": listed[2:3], "next": "2"}),
        # A page that points to itself ends the list.
        told_json(200, {"campaigns": listed[3:], "next": "2"}),
    )
    with HttpServer(in_pages(*pages)) as server:
        found = AppCampaigns(address(server.url), KEY).read(Unwatched())
    assert [campaign.id for campaign in found] == [1, 2, 3, 4]
    assert [asked.path for asked in server.asked][:3] == ["/v1/campaigns", "/v1/campaigns?start=1", "/v1/campaigns?start=2"]


@pytest.mark.parametrize("second", [told_json(200, {}), told_json(200, {"campaigns": None}), Told(404, b"{}")])
def test_a_part_of_the_campaigns_is_not_taken_for_all(second: Told) -> None:
    first = told_json(200, {"campaigns": CAMPAIGNS["campaigns"][:2], "next": "1"})
    with HttpServer(in_pages(first, second)) as server, pytest.raises(CampaignsUnreadable):
        AppCampaigns(address(server.url), KEY).read(Unwatched())


def test_a_key_that_may_not_read_segments_still_reads_campaigns() -> None:
    with HttpServer(by_path(segments=Told(403, b"{}"), campaigns__4__actions=Told(401, b"{}"))) as server:
        found = AppCampaigns(address(server.url), KEY).read(Unwatched())
    assert [campaign.trigger.segment_names for campaign in found] == [(), (), (), ()]
    assert found[1].trigger.segment_ids == (7,)
    assert found[3].delay_hint_ms is None


def test_names_of_workspaces() -> None:
    with HttpServer(by_path()) as server:
        found = AppCampaigns(address(server.url), KEY).workspaces(Unwatched())
    assert found == {"3": "Acme production", "4": "Test"}


@pytest.mark.parametrize("told", [Told(401, b""), Told(503, b""), Told(200, b"<html>"), Told(200, b"{}")])
def test_a_name_that_cannot_be_read_is_no_error(told: Told) -> None:
    with HttpServer(by_path()) as server:
        assert AppCampaigns(address(server.url), KEY).name_of("3") == "Acme production"
        assert AppCampaigns(address(server.url), KEY).name_of("5") == ""
    with HttpServer([told]) as server:
        assert AppCampaigns(address(server.url), KEY).name_of("3") == ""


@pytest.mark.parametrize(
    ("told", "problem", "word"),
    [
        (Told(401, b'{"errors":[{"detail":"unauthorized","status":"401"}]}'), KeyRefused, "key"),
        (Told(403, b"{}"), KeyRefused, "may read campaigns"),
        (Told(200, b"<html>sign in</html>"), WorkspaceProblem, "web page"),
        (Told(200, b'{"campaigns": 3}'), CampaignsUnreadable, "understood"),
        (Told(404, b"{}"), CampaignsUnreadable, "understood"),
        (Told(200, b"[]"), WorkspaceProblem, ""),
        (Told(200, b"{"), WorkspaceProblem, ""),
        (Told(307, b"", {"Location": "https://api-eu.customer.io/v1/campaigns"}), WrongRegion, "EU"),
        (Told(429, b"{}"), WorkspaceProblem, "in a day"),
        (Told(429, b"{}", {"Retry-After": "7200"}), WorkspaceProblem, "busy"),
        (Told(503, b"{}", {"Retry-After": "7200"}), WorkspaceProblem, "busy"),
    ],
)
def test_every_refusal_is_told_at_once(told: Told, problem: type[BackfillError], word: str) -> None:
    with HttpServer([told]) as server:
        monitor = FakeMonitor(FakeClock())
        with pytest.raises(BackfillError) as caught:
            AppCampaigns(address(server.url), KEY).read(monitor)
    assert type(caught.value) is problem
    assert word in str(caught.value)
    assert KEY not in repr(caught.value)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("told", "waited"),
    [
        (Told(429, b"{}", {"Retry-After": "2"}), 2.0),
        (Told(429, b'{"errors":[{"detail":"rate limited to 10 requests per 1s (reference x)","status":"429"}]}'), 1.0),
        (Told(503, b"", {"Retry-After": "3"}), 3.0),
        (Told(500, b""), 0.5),
        (Told(200, b"{}", cut_after=-1), 0.5),
    ],
)
def test_what_passes_is_waited_for(told: Told, waited: float) -> None:
    with HttpServer([told, told_json(200, {"campaigns": []})]) as server:
        clock = FakeClock()
        began = clock.monotonic()
        assert AppCampaigns(address(server.url), KEY).read(FakeMonitor(clock)) == ()
    assert clock.monotonic() - began == pytest.approx(waited)
    assert len(server.asked) == 2


@pytest.mark.parametrize("told", [Told(503, b""), Told(429, b"{}", {"Retry-After": "1"}), Told(200, b"", cut_after=-1)])
def test_what_does_not_pass_is_told_in_the_end(told: Told) -> None:
    with HttpServer([told]) as server, pytest.raises(WorkspaceProblem):
        AppCampaigns(address(server.url), KEY).read(FakeMonitor(FakeClock()))
    assert len(server.asked) == 6


def test_no_more_than_ten_requests_a_second() -> None:
    with HttpServer([told_json(200, {})]) as server:
        clock = FakeClock()
        reading = AppReading(address(server.url), KEY)
        began = clock.monotonic()
        for _ in range(11):
            reading.read("/x", {}, FakeMonitor(clock))
        reading.close()
    assert 0.5 < clock.monotonic() - began <= 1.0


def test_stopping_ends_a_wait() -> None:
    with HttpServer([Told(429, b"{}", {"Retry-After": "60"})]) as server:
        monitor = FakeMonitor(FakeClock())
        monitor.pause = lambda wait_seconds: True  # type: ignore[method-assign]
        with pytest.raises(Stopped):
            AppCampaigns(address(server.url), KEY).read(monitor)


def test_a_key_of_the_other_region_asks_nobody() -> None:
    with HttpServer([Told()]) as server, pytest.raises(WrongRegion):
        AppCampaigns(address(server.url), "sk_eu_x").read(Unwatched())
    assert server.asked == []
