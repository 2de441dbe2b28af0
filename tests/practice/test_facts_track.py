"""Facts 20-47 about the Track API, over HTTP."""

import json

import httpx
import pytest

ULID = "01KAR3QZ8M0000000000000001"


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


def test_fact_36_an_event_sent_twice_with_the_same_ulid_is_stored_once(client, records):
    for _ in range(2):
        client.batch(records.event(event_id=ULID))
    client.v1("POST", "customers/7/events", {"name": "signed", "id": ULID})
    assert len(client.server.events()) == 1
    assert client.server.counts()["duplicates_ignored"] == 2


@pytest.mark.parametrize(
    ("switches", "status", "stored"), [({}, 200, 2), ({"not_a_ulid": "use"}, 200, 1), ({"not_a_ulid": "refuse"}, 207, 0)]
)
def test_an_id_that_is_no_ulid_does_not_deduplicate_unless_switched(make_client, records, switches, status, stored):
    client = make_client(**switches)
    for _ in range(2):
        assert client.batch(records.event(event_id="row-1")).status_code == status
    assert len(client.server.events()) == stored


def test_fact_37_an_identify_older_than_the_latest_update_is_200_and_only_a_skipped_update(client, records):
    client.batch(records.identify(when=client.now_s - 100, plan="new"))
    assert client.batch(records.identify(when=client.now_s - 200, plan="old", city="Ulm")).status_code == 200
    (person,) = client.server.people()
    assert person["attributes"]["plan"] == "new"
    assert "city" not in person["attributes"]
    assert len(client.activities("skipped_update")) == 1


def test_fact_37_staleness_can_be_judged_per_attribute_or_never(make_client, records):
    by_attribute, never = make_client(stale_identify="attribute"), make_client(stale_identify="never")
    for client in (by_attribute, never):
        client.batch(records.identify(when=client.now_s - 100, plan="new"))
        client.batch(records.identify(when=client.now_s - 200, plan="old", city="Ulm"))
    assert {**by_attribute.server.people()[0]["attributes"], "created_at": 0} == {"created_at": 0, "plan": "new", "city": "Ulm"}
    assert never.server.people()[0]["attributes"]["plan"] == "old"


def test_fact_38_a_newer_identify_is_applied(client, records):
    client.batch(records.identify(when=client.now_s - 200, plan="old"), records.identify(when=client.now_s - 100, plan="new"))
    assert client.server.people()[0]["attributes"]["plan"] == "new"
    assert client.server.people()[0]["updated_ms"] == (client.now_s - 100) * 1000


def test_fact_39_an_identify_without_a_time_is_applied_as_now(client, records):
    client.batch(records.identify(when=client.now_s - 100, plan="old"), records.identify(plan="new"))
    assert client.server.people()[0]["attributes"]["plan"] == "new"
    assert client.server.people()[0]["updated_ms"] == client.clock.ms
    client.batch(records.identify(when=client.now_s - 1, plan="late"))
    assert client.server.people()[0]["attributes"]["plan"] == "new"


def test_version_1_reads_the_time_of_an_identify_from_its_attributes(client):
    client.v1("PUT", "customers/7", {"plan": "new", "_timestamp": client.now_s - 100})
    client.v1("PUT", "customers/7", {"plan": "old", "_timestamp": client.now_s - 200})
    (person,) = client.server.people()
    assert person["attributes"]["plan"] == "new"
    assert "_timestamp" not in person["attributes"]


def test_fact_40_an_update_only_identify_of_nobody_creates_nobody_and_is_logged(client, records):
    assert client.batch(records.identify(_update=True, plan="x")).status_code == 200
    assert client.server.people() == []
    assert len(client.activities("failed_attribute_change")) == 1
    client.batch(records.identify(plan="x"))
    client.batch(records.identify(_update=True, plan="y"))
    assert client.server.people()[0]["attributes"]["plan"] == "y"
    assert "_update" not in client.server.people()[0]["attributes"]


def test_fact_41_an_identify_of_an_unknown_email_creates_a_person_created_now_unless_told(client, records):
    client.batch(
        records.identify("a@example.com", when=client.now_s - 9_999), records.identify("b@example.com", created_at=1_600_000_000)
    )
    first, second = client.server.people()
    assert first["attributes"]["created_at"] == client.now_s
    assert second["attributes"]["created_at"] == 1_600_000_000
    client.clock.ms += 60_000
    client.batch(records.identify("a@example.com", plan="x"))
    assert client.server.people()[0]["attributes"]["created_at"] == client.now_s - 60


def test_fact_42_a_new_id_with_the_email_of_somebody_without_an_id_becomes_that_persons_id(client, records):
    client.batch(records.identify("b@example.com", plan="x"), records.identify("A", email="b@example.com"))
    (person,) = client.server.people()
    assert (person["identifiers"]["id"], person["identifiers"]["email"]) == ("A", "b@example.com")


def test_fact_42_two_persons_collide_with_200_and_a_failed_attribute_change(client, records):
    client.batch(records.identify("A"), records.identify("B", email="b@example.com"))
    assert client.batch(records.identify("A", email="b@example.com", plan="x")).status_code == 200
    first, second = client.server.people()
    assert "email" not in first["identifiers"]
    assert first["attributes"]["plan"] == "x"
    assert second["identifiers"]["email"] == "b@example.com"
    (failure,) = client.activities("failed_attribute_change")
    assert failure["detail"]["email"]["value"] == "b@example.com"


def test_fact_42_in_version_1_too(client):
    client.v1("PUT", "customers/A", {})
    client.v1("PUT", "customers/B", {"email": "b@example.com"})
    assert client.v1("PUT", "customers/A", {"email": "b@example.com"}).status_code == 200
    assert len(client.activities("failed_attribute_change")) == 1


def test_an_email_once_set_changes_only_by_cio_id_or_when_the_workspace_allows_it(make_client, records):
    client, allowing = make_client(), make_client(email_changes_by_id=True)
    for one in (client, allowing):
        one.batch(records.identify(email="a@example.com"), records.identify(email="new@example.com"))
    assert client.server.people()[0]["identifiers"]["email"] == "a@example.com"
    assert allowing.server.people()[0]["identifiers"]["email"] == "new@example.com"
    cio_id = client.server.people()[0]["identifiers"]["cio_id"]
    client.entity(
        {"type": "person", "identifiers": {"cio_id": cio_id}, "action": "identify", "attributes": {"email": "n@example.com"}}
    )
    assert client.server.people()[0]["identifiers"]["email"] == "n@example.com"
    client.v1("PUT", f"customers/cio_{cio_id}", {"plan": "x"})
    assert client.server.people()[0]["attributes"]["plan"] == "x"


def test_a_call_on_a_cio_id_that_nobody_has_is_dropped(client):
    record = {"type": "person", "identifiers": {"cio_id": "nobody"}, "action": "identify", "attributes": {"email": "a@example.com"}}
    assert client.entity(record).status_code == 200
    assert client.server.people() == []
    assert client.server.counts()["dropped"] == 1


def test_fact_43_emails_that_differ_only_in_case_are_one_person(client, records):
    client.batch(records.identify("Ann@Example.com", plan="x"), records.identify("ann@example.COM", city="Ulm"))
    (person,) = client.server.people()
    assert (person["attributes"]["plan"], person["attributes"]["city"]) == ("x", "Ulm")
    client.v1("PUT", "customers/ANN@example.com", {"plan": "y"})
    assert client.server.people()[0]["attributes"]["plan"] == "y"


def test_fact_44_ids_that_differ_only_in_case_are_two_persons(client, records):
    client.batch(records.identify("ab"), records.identify("AB"))
    assert [found["identifiers"]["id"] for found in client.server.people()] == ["ab", "AB"]


@pytest.mark.parametrize("value", ["TRUE", "true", "True", True, 1, "1"])
def test_fact_45_true_in_any_letters_and_1_unsubscribe(client, records, value):
    client.batch(records.identify(unsubscribed=value))
    assert client.server.people()[0]["unsubscribed"] is True


@pytest.mark.parametrize("value", ["yes", "Y", "unsubscribed", "t", "", "0", 2, False, None])
def test_fact_46_anything_else_subscribes_again(client, records, value):
    client.batch(records.identify(unsubscribed=True))
    client.batch(records.identify(unsubscribed=value))
    assert client.server.people()[0]["unsubscribed"] is False


def test_fact_47_a_dot_in_a_name_means_nesting_and_adds_to_what_is_there(client, records):
    client.batch(records.identify(**{"a.b": 1}), records.identify(**{"a.c.d": 2, "flat\\.name": 3}))
    kept = client.server.people()[0]["attributes"]
    assert kept["a"] == {"b": 1, "c": {"d": 2}}
    assert kept["flat.name"] == 3


def test_an_empty_text_removes_an_attribute(client, records):
    client.batch(records.identify(plan="x", city="Ulm"), records.identify(plan=""))
    assert set(client.server.people()[0]["attributes"]) == {"city", "created_at"}


def test_a_malformed_email_is_200_and_a_failed_attribute_change(client, records):
    record = records.identify("7", email="not an email", plan="x")
    assert client.batch(record).status_code == 200
    (person,) = client.server.people()
    assert "email" not in person["identifiers"]
    assert person["attributes"]["plan"] == "x"
    assert len(client.activities("failed_attribute_change")) == 1


@pytest.mark.parametrize(
    ("how", "known", "events", "people"), [("creates", True, 1, 1), ("held", False, 1, 0), ("dropped", None, 0, 0)]
)
def test_an_event_of_somebody_unknown_follows_the_switch(make_client, records, how, known, events, people):
    client = make_client(unknown_person_event=how)
    client.batch(records.event("signed", "a@example.com"))
    counts = client.server.counts()
    assert (counts["events"], counts["people"]) == (events, people)
    assert [found["known"] for found in client.server.events()] == ([] if known is None else [known])
    client.batch(records.identify("A@example.com"))
    assert [found["known"] for found in client.server.events()] == [True] * events


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


def test_persons_are_deleted_suppressed_and_merged(client, records):
    client.batch(*(records.identify(who, plan=who) for who in "abcd"))
    client.batch(records.event("signed", "d"))
    client.v1("DELETE", "customers/a")
    client.v1("POST", "customers/b/suppress")
    client.batch({"type": "person", "action": "merge", "primary": {"id": "c"}, "secondary": {"id": "d"}}, records.identify("b"))
    assert [found["identifiers"]["id"] for found in client.server.people()] == ["c"]
    assert client.server.events()[0]["person"]["id"] == "c"
    client.v1("POST", "customers/b/unsuppress")
    client.batch(records.identify("b"))
    assert len(client.server.people()) == 2
    reply = client.batch({"type": "person", "action": "merge", "primary": {"id": None}, "secondary": {"id": "d"}})
    assert reply.json()["errors"][0]["field"] == "primary.id"


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


def test_a_person_with_capitals_in_id_and_email_is_deleted_from_every_index(client, records):
    for _ in range(2):
        client.batch(records.identify("AbC", email="Ann@Example.com"))
        (person,) = client.server.people()
        assert (person["identifiers"]["id"], person["identifiers"]["email"]) == ("AbC", "Ann@Example.com")
        assert client.v1("DELETE", "customers/ann@example.com").status_code == 200
        assert client.server.people() == []


def test_objects_need_their_two_identifiers_and_are_noted(client):
    thing = {"type": "object", "action": "identify", "identifiers": {"object_type_id": "1", "object_id": "a"}}
    assert client.batch(thing).status_code == 200
    assert client.batch({**thing, "identifiers": {"object_id": "a"}}).status_code == 207
    assert len(client.activities("object identify")) == 1
