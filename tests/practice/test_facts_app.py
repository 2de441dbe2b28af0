"""Facts 49-56 about the App API, over HTTP."""

import httpx
import pytest

from backfill_assistant.practice.server import PracticeServer


class Seconds:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.value = 100.0

    def __call__(self) -> float:
        return self.value


def test_fact_49_campaigns_of_each_kind_one_without_type_a_draft_a_stopped_one_and_one_without_first_start(client):
    campaigns = client.app("campaigns").json()["campaigns"]
    telling = ("event_name", "trigger_segment_ids", "date_attribute", "webhook_id", "object_type_id")
    assert {next((name for name in telling if name in found), "form") for found in campaigns} == {*telling, "form"}
    assert any("type" not in found for found in campaigns)
    assert {"draft", "stopped", "running"} == {found["state"] for found in campaigns}
    assert any(found["state"] == "running" and "first_started" not in found for found in campaigns)
    assert all(found["deduplicate_id"] == f"{found['id']}:{found['updated']}" for found in campaigns)
    assert not any("opening_delay" in found for found in campaigns)


def test_fact_50_actions_come_in_pages_of_ten_until_next_is_empty(client):
    pages, start = [], ""
    while not pages or start:
        reply = client.app(f"campaigns/2/actions{'?start=' + start if start else ''}").json()
        pages.append(reply["actions"])
        start = reply["next"]
    assert [len(page) for page in pages] == [10, 10, 3]
    assert len({action["id"] for page in pages for action in page}) == 23


def test_fact_51_the_eleventh_request_within_a_second_is_429_with_retry_after():
    seconds = Seconds()
    with PracticeServer(monotonic=seconds) as server:
        from_here = asker(server)
        assert [from_here().status_code for _ in range(10)] == [200] * 10
        seconds.value += 0.9
        refused = from_here()
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "1"
        assert refused.json()["errors"][0]["status"] == "429"
        assert refused.json()["errors"][0]["detail"].startswith("rate limited to 10 requests per 1s (reference ")
        seconds.value = 101.0
        assert from_here().status_code == 200


def test_fact_52_when_the_daily_quota_is_used_up_429_comes_without_retry_after():
    seconds = Seconds()
    with PracticeServer(monotonic=seconds) as server:
        server.switch(app_requests_per_day=3)
        from_here = asker(server)
        assert [from_here().status_code for _ in range(4)] == [200, 200, 200, 429]
        seconds.value += 3_600
        refused = from_here()
        assert refused.status_code == 429
        assert "retry-after" not in refused.headers
        seconds.value += 86_400
        assert from_here().status_code == 200


def asker(server):
    def ask():
        return httpx.get(f"{server.base_url}/v1/workspaces", headers={"Authorization": f"Bearer {server.app_key}"}, trust_env=False)

    return ask


def test_fact_53_a_wrong_key_is_401_in_the_error_envelope(client):
    reply = client.app("campaigns", key="wrong")
    assert reply.status_code == 401
    assert reply.json() == {"errors": [{"detail": "unauthorized", "status": "401"}]}
    assert client.http.get("/v1/campaigns", auth=(client.server.app_key, "")).status_code == 401


def test_a_private_key_opens_the_app_api(client):
    assert client.app("workspaces", key=client.server.private_key).status_code == 200


def test_fact_54_nobody_with_an_email_is_200_and_no_results(client):
    reply = client.app("customers?email=a%2Bb%40x.org")
    assert (reply.status_code, reply.json()) == (200, {"results": []})


def test_a_person_is_found_by_email_in_any_case_with_plus_sign(client, records):
    client.batch(records.identify("7", email="A+b@x.org"))
    (found,) = client.app("customers?email=a%2Bb%40x.org").json()["results"]
    assert (found["id"], found["email"]) == ("7", "A+b@x.org")
    assert found["cio_id"]


@pytest.mark.parametrize(
    "path", ["campaigns/999", "campaigns/999/actions", "segments/999", "customers/nobody/attributes", "nothing"]
)
def test_fact_55_what_is_not_there_is_404_in_the_error_envelope(client, path):
    reply = client.app(path)
    assert reply.status_code == 404
    assert reply.json()["errors"][0]["status"] == "404"


def test_fact_56_workspaces_have_id_name_and_people(client, records):
    client.batch(records.identify("7"), records.identify("8"))
    (workspace,) = client.app("workspaces").json()["workspaces"]
    assert (workspace["name"], workspace["people"]) == ("Practice workspace", 2)
    assert isinstance(workspace["id"], int)


def test_one_campaign_and_segments_can_be_read(client, records):
    assert client.app("campaigns/3").json()["campaign"]["event_name"] == "survey_completed"
    assert [found["id"] for found in client.app("segments").json()["segments"]] == [1, 2, 3]
    assert client.app("segments/1").json()["segment"]["name"] == "Signed up"
    assert "from_event" not in client.app("segments/3").json()["segment"]
    assert client.app("segments/1/used_by").json()["used_by"]["campaigns"] == [1, 11, 12]
    client.batch(records.identify("7"))
    assert client.app("segments/1/customer_count").json() == {"count": 1}
    assert client.app("segments/1/membership").json()["ids"] == ["7"]


@pytest.mark.parametrize(("who", "kind"), [("7", "id"), ("a%40example.com", "email")])
def test_attributes_read_back_as_text(client, records, who, kind):
    client.batch(
        records.identify("7", when=client.now_s - 50, email="a@example.com", n=1, yes=True, deep={"a": 1}, unsubscribed="TRUE")
    )
    customer = client.app(f"customers/{who}/attributes?id_type={kind}").json()["customer"]
    assert {name: customer["attributes"][name] for name in ("n", "yes", "deep", "email")} == {
        "n": "1",
        "yes": "true",
        "deep": '{"a": 1}',
        "email": "a@example.com",
    }
    assert customer["timestamps"]["n"] == client.now_s - 50
    assert customer["unsubscribed"] is True


def test_activities_come_newest_first_in_pages_with_filters(client, records):
    client.batch(*(records.event(f"e{n}", n=n) for n in range(12)), records.identify("8"))
    first = client.app("activities?type=event").json()
    assert [found["name"] for found in first["activities"]] == [f"e{n}" for n in range(11, 1, -1)]
    assert first["activities"][0]["data"] == {"n": 11}
    second = client.app(f"activities?type=event&start={first['next']}").json()
    assert ([found["name"] for found in second["activities"]], second["next"]) == (["e1", "e0"], "")
    assert len(client.app("activities?limit=500").json()["activities"]) == 15
    assert [found["name"] for found in client.app("activities?name=e5").json()["activities"]] == ["e5"]
    assert {found["type"] for found in client.app("activities?customer_id=8").json()["activities"]} == {
        "profile_create",
        "attribute_change",
    }


def test_events_older_than_thirty_days_are_stored_but_not_shown_in_activities(client, records):
    day = 86_400
    client.batch(records.event("young", when=client.now_s - 30 * day + 5), records.event("old", when=client.now_s - 30 * day - 5))
    assert [found["name"] for found in client.app("activities?type=event").json()["activities"]] == ["young"]
    assert len(client.server.events()) == 2


def test_a_skipped_update_can_be_read(client, records):
    client.batch(records.identify(when=client.now_s - 10), records.identify(when=client.now_s - 20))
    (found,) = client.app("activities?type=skipped_update").json()["activities"]
    assert found["customer_id"] == "7"


def test_a_pages_activity_has_no_name(client):
    client.v1("POST", "customers/7/events", {"name": "/home", "type": "page"})
    (found,) = client.app("activities?type=page").json()["activities"]
    assert "name" not in found


def test_nothing_is_written_through_the_app_api(client):
    headers = {"Authorization": f"Bearer {client.server.app_key}"}
    assert client.http.post("/v1/imports", json={}, headers=headers).status_code == 405


def test_a_segment_that_only_a_campaign_names_is_not_called_a_segment_twice(client):
    campaign = {"id": 1, "name": "VIP", "state": "running", "trigger_segment_ids": [7]}
    client.server.set_campaigns([campaign])
    # Wherever it is shown, the word "segment" stands before it.
    assert client.app("segments/7").json()["segment"]["name"] == "Practice 7"
