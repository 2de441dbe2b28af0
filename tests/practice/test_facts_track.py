"""Facts 20-47 about the Track API, over HTTP."""

import json

import httpx
import pytest


def batch_sized(record: dict, total: int) -> bytes:
    """A batch of copies of a record, filled up with spaces between them to exactly so many bytes."""
    text = json.dumps(record)
    head, tail = '{"batch":[' + ",".join([text] * 40), "]}"
    return (head + " " * (total - len(head) - len(tail)) + tail).encode()


def test_fact_20_the_region_check_with_the_right_key_names_address_region_and_workspace(client):
    reply = client.v1("GET", "accounts/region")
    assert reply.status_code == 200
    assert reply.json() == {"url": "https://track.customer.io", "region": "us", "environment_id": 3}


def test_fact_21_the_region_check_with_a_wrong_key_is_401(client):
    for auth in [("x", "y"), (client.server.site_id, "y"), None]:
        assert httpx.get(f"{client.server.base_url}/api/v1/accounts/region", auth=auth, trust_env=False).status_code == 401


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_fact_22_an_eu_account_on_the_us_host_is_redirected_and_only_the_region_check_answers(make_client, records, status):
    eu = make_client(host_region="eu", account_region="eu")
    us = make_client(account_region="eu", other_host=eu.server.base_url, redirect_status=status)
    assert us.v1("GET", "accounts/region").json()["region"] == "eu"
    reply = us.batch(records.event(), follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (status, f"{eu.server.base_url}/api/v2/batch")
    assert us.server.counts()["events"] == eu.server.counts()["events"] == 0


def test_fact_22_the_redirect_is_307_by_default_and_never_leads_off_this_machine(make_client, records):
    reply = make_client(account_region="eu").batch(records.event())
    assert reply.status_code == 307
    assert reply.headers["location"].startswith("http://127.0.0.1:9/")


def test_a_us_account_on_the_eu_host_fails(make_client, records):
    assert make_client(host_region="eu").batch(records.event()).status_code == 401


def test_fact_23_a_batch_without_faults_is_200_with_two_braces_and_a_newline(client, records):
    reply = client.batch(records.identify(email="a@example.com"), records.event())
    assert (reply.status_code, reply.content) == (200, b"{}\n")
    assert reply.headers["content-length"] == "3"
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    counts = client.server.counts()
    assert (counts["people"], counts["events"]) == (1, 1)


def test_fact_24_bad_operations_are_named_by_index_in_a_207_and_the_others_are_stored(client, records):
    bad = [records.event(name="b1"), records.event(name="b3")]
    bad[0]["identifiers"] = {"id": None}
    bad[1]["identifiers"] = {"id": ["x"]}
    reply = client.batch(records.event("a0"), bad[0], records.event("a2"), bad[1], records.event("a4"))
    assert reply.status_code == 207
    assert [(found["batch_index"], found["message"]) for found in reply.json()["errors"]] == [
        (1, "id cannot be null"),
        (3, "must be a string or a number"),
    ]
    assert [found["name"] for found in client.server.events()] == ["a0", "a2", "a4"]
    assert client.server.counts()["refused_records"] == 2


def test_fact_25_errors_can_come_with_status_200(make_client, records):
    client = make_client(track_errors_status=200)
    reply = client.batch(records.event(" "), records.event())
    assert (reply.status_code, [found["batch_index"] for found in reply.json()["errors"]]) == (200, [0])
    assert client.server.counts()["events"] == 1


@pytest.mark.parametrize(("switches", "status"), [({}, 400), ({"track_oversize_batch": 413}, 413)])
def test_fact_26_a_batch_of_500_kb_or_more_is_refused_whole(make_client, records, switches, status):
    client = make_client(**switches)
    assert client.batch_bytes(batch_sized(records.event(), 499_999)).status_code == 200
    assert client.batch_bytes(batch_sized(records.event(), 500_000)).status_code == status
    assert client.server.counts()["events"] == 40


def test_fact_27_an_operation_over_32_kb_is_named_in_a_207(client, records):
    fits, over = records.event("fits", note=""), records.event("over", note="")
    for record, total in ((fits, 32_000), (over, 32_001)):
        record["attributes"]["note"] = "x" * (total - len(json.dumps(record)))
    reply = client.batch_bytes(json.dumps({"batch": [records.event(), over, fits]}).encode())
    assert (reply.status_code, [found["batch_index"] for found in reply.json()["errors"]]) == (207, [1])
    assert [found["name"] for found in client.server.events()] == ["signed", "fits"]


def test_fact_27_sizes_count_bytes_not_letters_and_the_whole_batch_can_be_refused(make_client, records):
    over = records.event(note="語" * 10_700)
    body = json.dumps({"batch": [records.event(), over]}, ensure_ascii=False).encode()
    assert make_client().batch_bytes(body).status_code == 207
    strict = make_client(track_oversize_item="batch")
    assert strict.batch_bytes(body).status_code == 400
    assert strict.server.counts()["events"] == 0


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b"{}", b'{"batch":{}}', b'{"batch":[]} x', b'{"batch":[NaN]}', b"\xff{}"]
)
def test_fact_28_a_body_that_is_no_json_or_has_no_batch_is_400_with_reason_field_and_message(client, body):
    reply = client.batch_bytes(body)
    assert reply.status_code == 400
    assert all(set(found) == {"reason", "field", "message"} for found in reply.json()["errors"])


def test_fact_29_an_attribute_value_of_1001_bytes_is_refused_by_its_name(client, records):
    value = "ä" * 500 + "x"
    assert len(value.encode()) == 1_001
    reply = client.batch(records.identify(plan=value))
    assert reply.status_code == 207
    assert reply.json()["errors"] == [
        {
            "batch_index": 0,
            "reason": "invalid",
            "field": "attributes.plan",
            "message": "property value cannot be longer than 1000 bytes",
        }
    ]


def test_fact_30_an_attribute_value_of_exactly_1000_bytes_is_accepted(client, records):
    assert client.batch(records.identify(plan="ä" * 500)).status_code == 200
    assert client.server.people()[0]["attributes"]["plan"] == "ä" * 500


@pytest.mark.parametrize("attributes", [{"n" * 151: 1}, {"ä" * 76: 1}, {f"a{n}": n for n in range(301)}])
def test_fact_31_too_long_names_and_too_many_attributes_are_refused_by_both_versions(client, records, attributes):
    assert client.batch(records.identify(**attributes)).status_code == 207
    reply = client.v1("PUT", "customers/7", attributes)
    assert reply.status_code == 400
    assert isinstance(reply.json()["meta"]["error"], str)
    assert client.server.people() == []


@pytest.mark.parametrize(("who", "status"), [("i" * 150, 200), ("i" * 151, 207), ("ä" * 76, 207)])
def test_fact_31_an_id_over_150_bytes_is_refused(client, records, who, status):
    assert client.batch(records.identify(who)).status_code == status
    assert client.v1("PUT", f"customers/{who}", {}).status_code == (200 if status == 200 else 400)


@pytest.mark.parametrize("attributes", [{"n" * 150: 1}, {f"a{n}": n for n in range(300)}])
def test_names_of_150_bytes_and_300_attributes_are_accepted(client, records, attributes):
    assert client.batch(records.identify(**attributes)).status_code == 200


@pytest.mark.parametrize("name", ["", "   ", "\t", None])
def test_fact_32_an_event_without_a_name_is_refused_as_required(client, records, name):
    reply = client.batch(records.event(name))
    assert reply.status_code == 207
    assert (reply.json()["errors"][0]["reason"], reply.json()["errors"][0]["field"]) == ("required", "name")


def test_fact_33_an_event_name_over_100_bytes_is_refused_by_both_versions(client, records):
    assert client.batch(records.event("n" * 100)).status_code == 200
    assert client.batch(records.event("n" * 101)).status_code == 207
    assert client.batch(records.event("ä" * 51)).status_code == 207
    assert client.v1("POST", "customers/7/events", {"name": "n" * 101}).status_code == 400
    assert client.server.counts()["events"] == 1


def test_fact_34_an_event_name_is_stored_without_its_outer_spaces(client, make_client, records):
    client.batch(records.event("  signed up "))
    client.v1("POST", "customers/7/events", {"name": " signed up  "})
    assert [found["name"] for found in client.server.events()] == ["signed up", "signed up"]
    old = make_client(trims_event_names=False)
    old.batch(records.event(" signed up"))
    assert old.server.events()[0]["name"] == " signed up"


BAD_TIMES = ["yesterday", "1700000000", 1_700_000_000_000, 0, -5, 999_999_999, 100_000_000_000, 1.5, True, {}]


@pytest.mark.parametrize("given", BAD_TIMES)
def test_fact_35_a_time_that_is_no_plausible_unix_second_is_200_and_becomes_now(client, records, given):
    assert client.batch({**records.event(), "timestamp": given}).status_code == 200
    assert client.v1("POST", "customers/7/events", {"name": "signed", "timestamp": given}).status_code == 200
    assert [(found["time_ms"], found["time_was_bad"]) for found in client.server.events()] == [(client.clock.ms, True)] * 2
    assert client.server.counts()["bad_times"] == 2


@pytest.mark.parametrize("given", [1_000_000_000, 99_999_999_999])
def test_plausible_unix_seconds_at_both_ends_are_kept(client, records, given):
    client.batch(records.event(when=given))
    assert (client.server.events()[0]["time_ms"], client.server.events()[0]["time_was_bad"]) == (given * 1000, False)


def test_version_1_records_events_pages_and_anonymous_events(client):
    assert client.v1("POST", "customers/7/events", {"name": "/home", "type": "page", "data": {"a": 1}}).content == b"{}\n"
    assert client.v1("POST", "events", {"name": "seen", "anonymous_id": "anon-1", "timestamp": client.now_s - 5}).status_code == 200
    page, anonymous = client.server.events()
    assert (page["kind"], page["data"], page["person"]["id"]) == ("page", {"a": 1}, "7")
    assert (anonymous["known"], anonymous["identifiers"]) == (False, {"anonymous_id": "anon-1"})
    client.v1("PUT", "customers/7", {"anonymous_id": "anon-1"})
    assert client.server.events()[1]["person"]["id"] == "7"


@pytest.mark.parametrize("data", [[], "x", 5])
def test_event_data_must_be_an_object(client, data):
    assert client.v1("POST", "customers/7/events", {"name": "n", "data": data}).status_code == 400
    reply = client.entity({"type": "person", "identifiers": {"id": "7"}, "action": "event", "name": "n", "attributes": data})
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (400, "attributes")


def test_event_data_over_100000_bytes_is_refused_by_version_1(client):
    for size, status in ((99_989, 200), (99_993, 400)):
        assert client.v1("POST", "customers/7/events", {"name": "n", "data": {"note": "x" * size}}).status_code == status


@pytest.mark.parametrize(
    "change",
    [{"type": "human"}, {"type": None}, {"action": "Event"}, {"identifiers": {}}, {"identifiers": {"id": "1", "email": "a@b.io"}},
     {"identifiers": {"phone": "+49123"}}, {"identifiers": {"id": ""}}, {"identifiers": None}, {"identifiers": {"id": True}}],
)  # fmt: skip
def test_operations_that_are_none_are_refused(client, records, change):
    assert client.batch({**records.event(), **change}).status_code == 207
    assert client.entity({**records.event(), **change}).status_code == 400
    assert client.server.counts()["events"] == 0


def test_fact_48_a_wrong_key_is_401_on_every_address_and_nothing_is_stored(client, records):
    for method, path in (("POST", "/api/v2/batch"), ("POST", "/api/v2/entity"), ("PUT", "/api/v1/customers/7"), ("GET", "/auth")):
        assert client.http.request(method, path, json={"batch": [records.event()]}, auth=("x", "y")).status_code == 401
    assert client.server.counts()["events"] == client.server.counts()["people"] == 0


def test_a_private_key_opens_track_as_bearer_and_as_user_name(client, records):
    body = {"batch": [records.event()]}
    assert (
        client.http.post("/api/v2/batch", json=body, headers={"Authorization": f"Bearer {client.server.private_key}"}).status_code
        == 200
    )
    assert client.http.post("/api/v2/batch", json=body, auth=(client.server.private_key, "")).status_code == 200
    assert client.http.post("/api/v2/batch", json=body, auth=(client.server.private_key + "x", "")).status_code == 401


def test_more_operations_than_allowed_can_be_switched_to_be_refused(make_client, records):
    client = make_client(track_batch_items_max=2)
    assert client.batch(*[records.event()] * 2).status_code == 200
    assert client.batch(*[records.event()] * 3).status_code == 400
    assert client.server.counts()["events"] == 2
