"""Facts 36 to 47 of the contract, about people and what becomes of them, over real HTTP."""

import pytest

ULID = "01KAR3QZ8M0000000000000001"


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
