"""The practice workspace judges campaign entries from what it receives and when: cases W1 to W15, over HTTP."""

from datetime import datetime, timedelta, timezone

import pytest

HOUR = 3_600
DAY = 24 * HOUR


def campaign(client, *, kind="event", started_ago_s=100 * DAY, **more):
    trigger = {"event_name": "signed"} if kind == "event" else {"trigger_segment_ids": [1]}
    client.server.set_campaigns(
        [{"id": 1, "name": "One", "state": "running", "first_started": client.now_s - started_ago_s, **trigger, **more}]
    )


def send(client, records, kind, age_s):
    when = None if age_s is None else client.now_s - age_s
    record = records.event(when=when) if kind == "event" else records.identify(when=when, plan="x")
    assert client.batch(record).status_code == 200
    return client.server.entries()


@pytest.mark.parametrize(
    ("case", "kind", "age_s", "delay_s", "enters"),
    [
        ("W1", "event", 72 * HOUR - 60, 0, True),
        ("W2", "event", 72 * HOUR, 0, False),
        ("W3", "segment", 24 * HOUR - 60, 0, True),
        ("W4", "segment", 24 * HOUR, 0, False),
        ("W5 event", "event", 95 * HOUR, 4 * DAY, True),
        ("W5 segment", "segment", 95 * HOUR, 4 * DAY, True),
        ("W6 event", "event", 96 * HOUR, 4 * DAY, False),
        ("W6 segment", "segment", 96 * HOUR, 4 * DAY, False),
        ("W7", "event", 71 * HOUR, 48 * HOUR, True),
        ("W8 inside", "segment", 24 * HOUR - 1, 24 * HOUR, True),
        ("W8", "segment", 24 * HOUR, 24 * HOUR, False),
        ("W9", "segment", 29 * HOUR, 30 * HOUR, True),
        ("W13 event", "event", None, 0, True),
        ("W13 segment", "segment", None, 0, True),
        ("W15 segment", "segment", 60, 0, True),
        ("W15 event", "event", 142, 0, True),
        ("in the future", "event", -600, 0, True),
    ],
)
def test_age_when_processed_decides(client, records, case, kind, age_s, delay_s, enters):
    campaign(client, kind=kind, opening_delay=delay_s)
    entries = send(client, records, kind, age_s)
    assert len(entries) == enters, case
    if enters:
        assert (entries[0]["campaign_id"], entries[0]["cause"], entries[0]["person"]["id"]) == (1, kind, "7")
        assert entries[0]["processed_ms"] == client.clock.ms
        assert entries[0]["time_ms"] == client.clock.ms if age_s is None else (client.now_s - age_s) * 1000
        assert entries[0]["age_ms"] < entries[0]["limit_ms"]


@pytest.mark.parametrize("kind", ["event", "segment"])
@pytest.mark.parametrize(("case", "after_start_s", "enters"), [("W10", 0, False), ("W11", -1, False), ("after", 1, True)])
def test_only_rows_after_the_start_enter(client, records, kind, case, after_start_s, enters):
    campaign(client, kind=kind, started_ago_s=HOUR)
    assert len(send(client, records, kind, HOUR - after_start_s)) == enters, case


@pytest.mark.parametrize("state", ["draft", "stopped"])
@pytest.mark.parametrize("kind", ["event", "segment"])
def test_w12_nobody_enters_a_draft_or_a_stopped_campaign(client, records, kind, state):
    campaign(client, kind=kind, state=state)
    assert send(client, records, kind, 60) == []


def test_a_running_campaign_without_first_start_counts_from_its_creation(client, records):
    campaign(client, first_started=None, created=client.now_s - HOUR)
    assert send(client, records, "event", 2 * HOUR) == []
    assert len(send(client, records, "event", 60)) == 1


def test_w14_rows_age_while_a_job_runs(client, records):
    campaign(client)
    when = client.now_s - 70 * HOUR
    client.batch(records.event(when=when))
    client.clock.ms += 3 * HOUR * 1000
    client.batch(records.event(when=when))
    assert len(client.server.entries()) == 1


def test_the_age_at_processing_counts_not_the_age_at_arrival(make_client, records):
    client = make_client(processing_lag_ms=120_000)
    campaign(client)
    client.batch(records.event(when=client.now_s - 72 * HOUR + 60), records.event(when=client.now_s - 72 * HOUR + 180))
    assert client.server.events() == []
    assert client.server.counts()["waiting"] == 2
    client.clock.ms += 120_000
    assert [found["processed_ms"] - found["received_ms"] for found in client.server.events()] == [120_000] * 2
    assert len(client.server.entries()) == 1
    assert client.server.counts()["waiting"] == 0


def test_processing_happens_when_it_is_due_however_late_somebody_looks(make_client, records):
    client = make_client(processing_lag_ms=60_000)
    campaign(client)
    client.batch(records.event(when=client.now_s - 72 * HOUR + 90))
    client.clock.ms += 10 * DAY * 1000
    assert len(client.server.entries()) == 1


@pytest.mark.parametrize(
    ("name", "switches", "enters"),
    [("Signed", {}, False), (" signed ", {}, True), ("Signed", {"event_names_any_case": True}, True)],
)
def test_names_are_compared_exactly_after_trimming_unless_switched(make_client, records, name, switches, enters):
    client = make_client(**switches)
    campaign(client)
    client.batch(records.event(name))
    assert len(client.server.entries()) == enters


def test_w16_offsets_do_not_matter_only_instants_do(client):
    campaign(client)
    for hours, age_s in ((14, 72 * HOUR - 1), (-11, 72 * HOUR)):
        moment = datetime.fromtimestamp(client.now_s - age_s, timezone(timedelta(hours=hours)))
        client.pipelines("track", {"userId": "7", "event": "signed", "timestamp": moment.isoformat()})
    assert len(client.server.events()) == 2
    assert len(client.server.entries()) == client.server.entries()[0]["campaign_id"] == 1


def test_w17_an_event_can_move_a_person_into_a_segment_built_from_events(client, records):
    campaign(client, kind="segment")
    client.server.set_campaigns(
        [{"id": 1, "name": "One", "state": "running", "first_started": 1, "trigger_segment_ids": [5]}],
        [{"id": 5, "name": "Active", "from_event": "signed"}],
    )
    client.batch(records.event(when=client.now_s - HOUR), records.event(when=client.now_s - 25 * HOUR), records.identify(plan="x"))
    assert [found["cause"] for found in client.server.entries()] == ["segment"]


def test_a_skipped_identify_lets_nobody_enter(client, records):
    campaign(client, kind="segment")
    client.batch(records.identify(when=client.now_s - 60), records.identify(when=client.now_s - 120))
    assert len(client.server.entries()) == 1


def test_a_repeated_event_lets_nobody_enter_twice(client, records):
    campaign(client)
    for _ in range(3):
        client.batch(records.event(event_id="01KAR3QZ8M0000000000000001"))
    assert len(client.server.entries()) == 1


def test_a_bad_time_is_now_and_enters_everything(client, records):
    campaign(client)
    client.batch({**records.event(), "timestamp": "last year"})
    assert len(client.server.entries()) == 1


def test_other_kinds_of_campaigns_let_nobody_in(client, records):
    old = {"state": "running", "first_started": 1, "name": "x"}
    kinds = [{"date_attribute": "birthday"}, {"webhook_id": "w"}, {"object_type_id": "1"}, {}]
    client.server.set_campaigns([{"id": n, **old, **kind} for n, kind in enumerate(kinds)])
    client.batch(records.identify(birthday=1), records.event())
    assert client.server.entries() == []


@pytest.mark.parametrize(("age_s", "enters"), [(HOUR, True), (73 * HOUR, False)])
def test_an_anonymous_event_enters_when_it_is_joined_to_a_person_in_time(client, age_s, enters):
    campaign(client)
    client.v1("POST", "events", {"name": "signed", "anonymous_id": "anon", "timestamp": client.now_s - age_s})
    assert client.server.entries() == []
    client.v1("PUT", "customers/7", {"anonymous_id": "anon"})
    assert len(client.server.entries()) == enters


def test_several_campaigns_are_judged_each_by_itself(client, records):
    client.server.set_campaigns(
        [
            {"id": 1, "name": "One", "state": "running", "first_started": client.now_s - 10 * DAY, "event_name": "signed"},
            {"id": 2, "name": "Two", "state": "running", "first_started": client.now_s - HOUR, "event_name": "signed"},
            {"id": 3, "name": "Three", "state": "running", "first_started": client.now_s - 10 * DAY, "event_name": "other"},
            {"id": 4, "name": "Four", "state": "running", "first_started": 1, "event_name": "signed", "opening_delay": 10 * DAY},
        ]
    )
    client.batch(records.event(when=client.now_s - 2 * HOUR), records.event(when=client.now_s - 4 * DAY))
    assert [found["campaign_id"] for found in client.server.entries()] == [1, 4, 4]
