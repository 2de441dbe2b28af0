"""Facts 1-16 about the Pipelines API, over HTTP."""

import base64
import json
from datetime import UTC, datetime, timedelta, timezone

import httpx
import pytest

TRACK = {"userId": "7", "event": "signed"}


def iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sized(total: int) -> bytes:
    """A valid track call of exactly so many bytes."""
    bare = json.dumps({**TRACK, "properties": {"note": ""}})
    return bare.replace('"note": ""', f'"note": "{"x" * (total - len(bare))}"').encode()


def batch_sized(total: int) -> bytes:
    items = [json.dumps({"type": "track", **TRACK, "messageId": str(n), "properties": {"note": "y" * 10_000}}) for n in range(45)]
    bare = '{"batch":[' + ",".join(items) + "]}"
    return bare.replace('{"batch"', '{"context":"' + "z" * (total - len(bare) - 13) + '","batch"').encode()


def test_fact_1_strict_track_with_the_key_as_user_name_and_empty_password_is_200_and_an_empty_object(client):
    basic = base64.b64encode(f"{client.server.pipelines_key}:".encode()).decode()
    reply = client.http.post("/v1/track", json=TRACK, headers={"Authorization": f"Basic {basic}", "X-Strict-Mode": "1"})
    assert (reply.status_code, reply.json()) == (200, {})
    assert [(found["name"], found["person"]["id"]) for found in client.server.events()] == [("signed", "7")]


@pytest.mark.parametrize("call", ["identify", "track", "page", "screen", "group", "alias", "batch"])
def test_fact_2_a_wrong_key_in_permissive_mode_is_200_and_nothing_is_stored(client, call):
    reply = client.pipelines(call, {**TRACK, "traits": {"email": "a@example.com"}}, strict=False, key="testsecret")
    assert reply.status_code == 200
    assert client.server.counts()["events"] == client.server.counts()["people"] == 0


@pytest.mark.parametrize("call", ["identify", "track", "page", "screen", "group", "alias", "batch"])
def test_fact_3_a_wrong_key_in_strict_mode_is_401_without_a_body(client, call):
    reply = client.pipelines(call, TRACK, key="testsecret")
    assert (reply.status_code, reply.content) == (401, b"")


@pytest.mark.parametrize(("header", "status"), [("1", 401), ("0", 200), ("true", 200), ("2", 200)])
def test_only_the_value_1_turns_strict_mode_on(client, header, status):
    reply = client.http.post("/v1/track", json=TRACK, headers={"X-Strict-Mode": header}, auth=("wrong", ""))
    assert reply.status_code == status


def test_fact_4_track_without_a_name_in_strict_mode_is_400_with_texts_under_meta_errors(client):
    reply = client.pipelines("track", {"userId": "7"})
    assert reply.status_code == 400
    assert reply.json() == {"meta": {"errors": ["event is required"]}}


def test_fact_5_track_without_a_name_in_permissive_mode_is_200_and_nothing_is_stored(client):
    assert client.pipelines("track", {"userId": "7"}, strict=False).status_code == 200
    assert client.server.events() == []


@pytest.mark.parametrize(("kilobyte", "limit"), [(1_000, 32_000), (1_024, 32_768)])
def test_fact_6_a_single_call_over_32_kb_in_permissive_mode_is_200_and_not_processed(make_client, kilobyte, limit):
    client = make_client(kilobyte=kilobyte)
    assert client.pipelines("track", sized(limit), strict=False).status_code == 200
    assert len(client.server.events()) == 1
    assert client.pipelines("track", sized(limit + 1), strict=False).status_code == 200
    assert len(client.server.events()) == 1


def test_fact_6_an_item_over_32_kb_in_permissive_mode_is_200_and_that_item_is_not_processed(client):
    large = {"type": "track", **TRACK, "event": "large", "properties": {"note": "ä" * 16_000}}
    assert client.pipelines("batch", {"batch": [{"type": "track", **TRACK}, large]}, strict=False).status_code == 200
    assert [found["name"] for found in client.server.events()] == ["signed"]


def test_fact_7_a_batch_over_500_kb_in_permissive_mode_is_200_and_not_processed(client):
    assert len(batch_sized(500_001)) == 500_001
    assert client.pipelines("batch", batch_sized(500_001), strict=False).status_code == 200
    assert client.server.events() == []
    assert client.pipelines("batch", batch_sized(500_000), strict=False).status_code == 200
    assert len(client.server.events()) == 45


@pytest.mark.parametrize(("how", "status"), [("drop", 200), ("400", 400), ("413", 413)])
def test_fact_8_too_large_in_strict_mode_is_dropped_with_200_or_refused_as_switched(make_client, how, status):
    client = make_client(strict_oversize=how)
    large = {"type": "track", **TRACK, "properties": {"note": "x" * 32_000}}
    assert client.pipelines("track", sized(32_001)).status_code == status
    assert client.pipelines("batch", {"batch": [large]}).status_code == status
    assert client.pipelines("batch", batch_sized(500_001)).status_code == status
    assert client.server.events() == []


def test_fact_8_by_default_too_large_in_strict_mode_is_dropped_with_200(client):
    assert client.pipelines("track", sized(32_001)).status_code == 200
    assert client.server.events() == []


@pytest.mark.parametrize(("switches", "status", "stored"), [({}, 400, []), ({"strict_bad_item": "others"}, 200, ["signed"])])
def test_fact_9_one_bad_item_in_strict_mode_refuses_the_whole_batch_unless_switched(make_client, switches, status, stored):
    client = make_client(**switches)
    reply = client.pipelines("batch", {"batch": [{"type": "track", **TRACK}, {"type": "track", "userId": "8"}]})
    assert reply.status_code == status
    assert [found["name"] for found in client.server.events()] == stored


def test_fact_10_a_private_us_key_as_bearer_is_accepted_on_the_us_host(client):
    headers = {"Authorization": f"Bearer {client.server.private_key}", "X-Strict-Mode": "1"}
    assert client.server.private_key.startswith("sk_us_")
    assert client.http.post("/v1/track", json=TRACK, headers=headers).status_code == 200
    assert len(client.server.events()) == 1


@pytest.mark.parametrize(("switches", "status"), [({}, 401), ({"other_region_key": "accept"}, 200)])
def test_fact_11_a_private_eu_key_on_the_us_host_is_refused_unless_switched(make_client, switches, status):
    client = make_client(**switches)
    headers = {"Authorization": f"Bearer {client.server.keys.private_key('eu')}", "X-Strict-Mode": "1"}
    assert client.http.post("/v1/track", json=TRACK, headers=headers).status_code == status


@pytest.mark.parametrize("name", ["User Suppressed", "user suppressed", "  User Suppressed "])
def test_fact_12_an_event_named_user_suppressed_removes_the_person_and_bars_the_way_back(client, name):
    client.pipelines("identify", {"userId": "7", "traits": {"email": "a@example.com"}})
    assert client.pipelines("track", {"userId": "7", "event": name}).status_code == 200
    assert client.server.people() == []
    assert client.server.events() == []
    assert client.server.counts()["dangerous"] == 1
    client.pipelines("identify", {"userId": "7"})
    client.pipelines("identify", {"userId": "a@example.com"})
    assert client.server.people() == []


@pytest.mark.parametrize("name", ["User Deleted", "Delete Person"])
def test_an_event_that_deletes_removes_the_person_who_may_come_back(client, name):
    client.pipelines("identify", {"userId": "a@example.com"})
    client.pipelines("track", {"userId": "A@example.com", "event": name})
    assert client.server.people() == []
    client.pipelines("identify", {"userId": "a@example.com"})
    assert len(client.server.people()) == 1


@pytest.mark.parametrize(
    "name",
    ["Device Created or Updated", "Device Deleted", "User Unsuppressed", "Relationship Deleted", "Object Deleted", "Group Deleted",
     "Report Delivery Event", "Report Content Event", "Application Installed", "Application Opened", "Application Uninstalled"],
)  # fmt: skip
def test_other_commands_are_marked_dangerous_and_not_recorded_as_events(client, name):
    client.pipelines("track", {"userId": "7", "event": name})
    assert client.server.events() == []
    assert client.server.counts()["dangerous"] == 1


@pytest.mark.parametrize("hours", [0, 2, -7])
def test_fact_13_a_time_with_an_offset_is_stored_as_the_same_instant(client, hours):
    moment = datetime.fromtimestamp(client.now_s - 5_000, timezone(timedelta(hours=hours)))
    client.pipelines("track", {**TRACK, "timestamp": moment.isoformat(timespec="milliseconds")})
    assert client.server.events()[0]["time_ms"] == (client.now_s - 5_000) * 1000
    assert client.server.events()[0]["time_was_bad"] is False


def test_times_keep_their_milliseconds(client):
    client.pipelines("track", {**TRACK, "timestamp": "2026-01-02T03:04:05.678Z"})
    assert client.server.events()[0]["time_ms"] == 1_767_323_045_678


@pytest.mark.parametrize("given", [1_700_000_000, 1_700_000_000_000, "1700000000", "yesterday", "", 1.5])
def test_fact_14_a_time_that_is_a_number_or_no_iso_text_becomes_now_and_is_marked(client, given):
    assert client.pipelines("track", {**TRACK, "timestamp": given}).status_code == 200
    stored = client.server.events()[0]
    assert (stored["time_ms"], stored["time_was_bad"]) == (client.clock.ms, True)


def test_fact_14_numeric_times_can_be_switched_to_be_refused_or_taken_as_milliseconds(make_client):
    refusing, believing = make_client(numeric_time="refused"), make_client(numeric_time="milliseconds")
    assert refusing.pipelines("track", {**TRACK, "timestamp": 1_700_000_000_000}).status_code == 400
    assert believing.pipelines("track", {**TRACK, "timestamp": 1_700_000_000_000}).status_code == 200
    assert believing.server.events()[0]["time_ms"] == 1_700_000_000_000
    assert make_client(unreadable_time="refused").pipelines("track", {**TRACK, "timestamp": "soon"}).status_code == 400


@pytest.mark.parametrize(("switches", "stored"), [({}, 1), ({"message_id_deduplicates": False}, 2)])
def test_fact_15_the_same_message_id_is_stored_once_unless_switched_off(make_client, switches, stored):
    client = make_client(**switches)
    for _ in range(2):
        client.pipelines("track", {**TRACK, "messageId": "row-1"})
    assert len(client.server.events()) == stored
    assert client.server.counts()["duplicates_ignored"] == 2 - stored


def test_fact_16_an_item_without_its_type_is_400_in_strict_mode_and_not_stored_in_permissive_mode(client):
    assert client.pipelines("batch", {"batch": [TRACK]}).status_code == 400
    assert client.pipelines("batch", {"batch": [TRACK]}, strict=False).status_code == 200
    assert client.server.events() == []


def test_a_user_id_that_is_an_email_identifies_by_email(client):
    client.pipelines("identify", {"userId": "Ann@Example.com", "traits": {"plan": "x"}})
    client.pipelines("identify", {"userId": "", "traits": {"email": "ann@example.com", "city": "Ulm"}})
    (person,) = client.server.people()
    assert person["identifiers"]["email"] == "Ann@Example.com"
    assert person["attributes"]["plan"] == "x"
    assert person["attributes"]["city"] == "Ulm"


def test_date_looking_text_becomes_unix_seconds_also_inside_objects_but_not_inside_arrays(client):
    traits = {"born": "1990-05-06T00:00:00Z", "inner": {"day": "2026-01-02T03:04:05+01:00"}, "list": ["2026-01-02"], "code": "2026"}
    client.pipelines("identify", {"userId": "7", "traits": {**traits, "createdAt": "2020-01-01T00:00:00Z"}})
    kept = client.server.people()[0]["attributes"]
    assert kept["born"] == 641_952_000
    assert kept["inner"] == {"day": 1_767_319_445}
    assert kept["list"] == ["2026-01-02"]
    assert kept["code"] == "2026"
    assert kept["created_at"] == 1_577_836_800


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"batch":{}}', b'{"batch":[1]}', b'{"batch":[{"type":"track"}]}'])
def test_what_is_no_batch_is_400_in_strict_mode_and_200_in_permissive_mode(client, body):
    assert client.pipelines("batch", body).status_code == 400
    assert client.pipelines("batch", body, strict=False).status_code == 200
    assert client.server.counts()["events"] == 0


def test_a_record_that_only_the_workspace_refuses_is_200_and_a_failure_in_its_log(client):
    assert client.pipelines("track", {"userId": "7", "event": "n" * 101}).status_code == 200
    assert client.pipelines("identify", {"userId": "7", "traits": {"note": "x" * 1_001}}).status_code == 200
    assert client.server.counts()["dropped"] == 2
    assert [found["type"] for found in client.server.activities()] == ["failed_event", "failed_attribute_change"]


def test_only_post_is_answered(client):
    reply = httpx.get(f"{client.server.base_url}/v1/track", auth=(client.server.pipelines_key, ""), trust_env=False)
    assert reply.status_code == 405


def test_an_identify_older_than_the_newest_is_skipped_here_too(client):
    client.pipelines("identify", {"userId": "7", "timestamp": iso(client.now_s - 10), "traits": {"plan": "new"}})
    client.pipelines("identify", {"userId": "7", "timestamp": iso(client.now_s - 20), "traits": {"plan": "old"}})
    assert client.server.people()[0]["attributes"]["plan"] == "new"
    assert len(client.activities("skipped_update")) == 1
