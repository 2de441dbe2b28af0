"""Faults on demand, facts 17-19 and 57-59, over HTTP."""

import gzip
import socket
import subprocess
import sys
import threading
import time
from email.utils import parsedate_to_datetime

import httpx
import pytest

from backfill_assistant.practice.faults import Fault, FaultKind, Faults
from backfill_assistant.practice.server import PracticeServer

ULID = "01KAR3QZ8M0000000000000001"


def outcome(client, record):
    """The status, or "cut" when no answer came."""
    try:
        return client.batch(record).status_code
    except httpx.TransportError:
        return "cut"


@pytest.mark.parametrize("retry_after", ["2", ""])
def test_fact_17_every_nth_request_is_429_with_or_without_retry_after_and_not_stored(client, records, retry_after):
    client.server.set_faults(Fault(FaultKind.BUSY, every=3, retry_after=retry_after))
    replies = [client.batch(records.event()) for _ in range(7)]
    assert [found.status_code for found in replies] == [200, 200, 429, 200, 200, 429, 200]
    assert replies[2].headers.get("retry-after", "") == retry_after
    assert client.server.counts()["events"] == 5


def test_fact_17_retry_after_can_be_a_date(client, records):
    client.server.set_faults(Fault(FaultKind.BUSY, retry_after="date+30"))
    moment = parsedate_to_datetime(client.batch(records.event()).headers["retry-after"])
    assert moment.timestamp() == client.now_s + 30


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_fact_18_a_server_error_stores_nothing_and_the_next_attempt_does(client, records, status):
    client.server.set_faults(Fault(FaultKind.ERROR, times=1, status=status))
    assert [outcome(client, records.event(event_id=ULID)) for _ in range(2)] == [status, 200]
    assert client.server.counts()["events"] == 1


@pytest.mark.parametrize("kind", [FaultKind.CUT_AFTER, FaultKind.TRUNCATED])
def test_fact_19_a_connection_cut_after_storing_leaves_one_event_thanks_to_its_id(client, records, kind):
    client.server.set_faults(Fault(kind, times=1))
    assert [outcome(client, records.event(event_id=ULID)) for _ in range(2)] == ["cut", 200]
    assert client.server.counts()["events"] == 1
    assert client.server.counts()["duplicates_ignored"] == 1


def test_a_connection_cut_before_the_body_is_read_stores_nothing(client, records):
    client.server.set_faults(Fault(FaultKind.CUT_BEFORE, times=1))
    assert outcome(client, records.event(note="x" * 20_000)) == "cut"
    assert client.server.counts()["events"] == 0
    assert outcome(client, records.event()) == 200


def test_an_error_after_storing_stores(client, records):
    client.server.set_faults(Fault(FaultKind.ERROR_AFTER, times=1))
    assert [outcome(client, records.event(event_id=ULID)) for _ in range(2)] == [504, 200]
    assert client.server.counts()["events"] == 1


@pytest.mark.parametrize(
    ("kind", "status", "body"),
    [(FaultKind.EMPTY, 200, b""), (FaultKind.NO_CONTENT, 204, b""), (FaultKind.NOT_JSON, 200, b'{"half":')],
)
def test_facts_57_and_58_a_success_can_come_empty_or_with_a_body_that_is_no_json(client, records, kind, status, body):
    client.server.set_faults(Fault(kind))
    for _ in range(2):
        reply = client.batch(records.event())
        assert (reply.status_code, reply.content) == (status, body)
    assert client.server.counts()["events"] == 2


def test_fact_59_a_redirect_to_another_host_stores_nothing(client, records):
    client.server.set_faults(Fault(FaultKind.REDIRECT, status=302, location="http://127.0.0.1:9/elsewhere"))
    reply = client.batch(records.event(), follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (302, "http://127.0.0.1:9/elsewhere")
    assert client.server.counts()["events"] == 0


def test_a_captive_portal_answers_200_with_a_page_and_stores_nothing(client, records):
    client.server.set_faults(Fault(FaultKind.HTML))
    reply = client.batch(records.event())
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("text/html")
    assert reply.text.startswith("<!DOCTYPE html>")
    assert client.server.counts()["events"] == 0


def test_a_revoked_key_is_401_everywhere(client, records):
    client.server.set_faults(Fault(FaultKind.REVOKED, after=1))
    assert [outcome(client, records.event()) for _ in range(3)] == [200, 401, 401]
    assert client.app("campaigns").status_code == 401


def test_bodies_over_a_size_are_413(client):
    client.server.set_faults(Fault(FaultKind.TOO_LARGE, bytes=1_000))
    assert client.batch_bytes(b'{"batch":[]}' + b" " * 988).status_code == 200
    assert client.batch_bytes(b'{"batch":[]}' + b" " * 989).status_code == 413


def test_the_date_header_can_be_wrong(client, records):
    def seconds_ahead():
        return parsedate_to_datetime(client.batch(records.event()).headers["date"]).timestamp() - client.now_s

    assert seconds_ahead() == 0
    client.clock.ms += 5_000_000
    assert seconds_ahead() == 0
    client.server.set_faults(Fault(FaultKind.CLOCK_SKEW, seconds=-7_200))
    assert seconds_ahead() == -7_200
    client.server.set_faults()
    assert seconds_ahead() == 0


def test_a_slow_answer_takes_its_time_and_stop_does_not_wait_for_it(client, records):
    client.server.set_faults(Fault(FaultKind.SLOW, seconds=0.05))
    began = time.monotonic()
    assert outcome(client, records.event()) == 200
    assert time.monotonic() - began >= 0.05
    client.server.set_faults(Fault(FaultKind.SLOW, seconds=60))
    came = []
    asking = threading.Thread(target=lambda: came.append(outcome(client, records.event())))
    asking.start()
    stored = threading.Event()
    while len(client.server.events()) < 2:
        stored.wait(0.01)
    client.server.stop()
    asking.join(5)
    assert len(came) == 1


def test_a_rate_cap_answers_429_to_what_exceeds_it():
    moment = [50.0]
    faults = Faults(lambda: moment[0])
    faults.set(Fault(FaultKind.RATE, per_second=3))
    assert [len(faults.strike("/x")) for _ in range(5)] == [0, 0, 0, 1, 1]
    moment[0] += 1
    assert [len(faults.strike("/x")) for _ in range(4)] == [0, 0, 0, 1]
    assert faults.struck()[0][1] == 3


def test_a_rate_cap_over_http(client, records):
    client.server.set_faults(Fault(FaultKind.RATE, per_second=1, retry_after="1"))
    replies = [client.batch(records.event()) for _ in range(2)]
    assert replies[-1].status_code == 429
    assert replies[-1].headers["retry-after"] == "1"


def test_a_fault_can_be_kept_to_some_addresses_and_begin_late(client, records):
    client.server.set_faults(Fault(FaultKind.ERROR, path="/api/v2/", after=1, times=2), Fault(FaultKind.BUSY, path="/v1/campaigns"))
    assert [outcome(client, records.event()) for _ in range(4)] == [200, 503, 503, 200]
    assert client.app("campaigns").status_code == 429
    assert client.app("segments").status_code == 200
    assert [struck for _, struck in client.server.faults.struck()] == [2, 1]


def test_the_request_log_names_faults_and_holds_neither_bodies_nor_keys(client, records):
    client.server.set_faults(Fault(FaultKind.CUT_AFTER, times=1))
    outcome(client, records.event(note="precious"))
    (line,) = client.server.requests()
    assert (line["method"], line["path"], line["status"], line["faults"]) == ("POST", "/api/v2/batch", 0, ("cut_after",))
    assert line["bytes"] > 100
    assert "precious" not in str(line)
    assert client.server.api_key not in str(line)


def test_faults_switches_and_campaigns_are_set_over_http(client, records):
    http = client.http
    assert http.post("/practice/faults", json=[{"kind": "busy", "every": 2, "retry_after": "1"}]).status_code == 200
    assert [outcome(client, records.event()) for _ in range(2)] == [200, 429]
    assert http.get("/practice/faults").json()["faults"][0]["struck"] == 1
    http.post("/practice/faults", json=[])
    http.post("/practice/switches", json={"trims_event_names": False})
    assert http.get("/practice/switches").json()["trims_event_names"] is False
    given = [{"id": 4, "name": "Mine", "state": "running", "first_started": 1, "event_name": "signed", "trigger_segment_ids": [77]}]
    http.post("/practice/campaigns", json={"campaigns": given})
    assert client.app("campaigns").json()["campaigns"] == given
    assert 77 in [found["id"] for found in client.app("segments").json()["segments"]]
    client.batch(records.event())
    held = http.get("/practice/received").json()
    assert held["counts"] == http.get("/practice/counts").json() == client.server.counts()
    assert [found["name"] for found in held["events"]] == ["signed", "signed"]
    assert held["events"][1]["time_ms"] == client.clock.ms
    assert [found["campaign"] for found in held["entries"]][-1:] == ["Mine"]
    assert http.get("/practice/keys").json()["site_id"] == client.server.site_id
    assert len(http.get("/practice/requests").json()["requests"]) == client.server.counts()["requests"]
    assert http.post("/practice/reset").status_code == 200
    assert not any(client.server.counts().values())
    assert client.app("campaigns").json()["campaigns"] == given


@pytest.mark.parametrize(
    ("path", "given"),
    [("faults", [{"kind": "unheard"}]), ("faults", [{"kind": "busy", "every": 0}]), ("faults", [{"kind": "busy", "nonsense": 1}]),
     ("switches", {"nonsense": 1}), ("campaigns", {}), ("campaigns", {"campaigns": [{"name": "no id"}]}), ("faults", 5)],
)  # fmt: skip
def test_wrong_orders_are_400_and_change_nothing(client, path, given):
    before = client.http.get("/practice/switches").json()
    assert client.http.post(f"/practice/{path}", json=given).status_code == 400
    assert client.http.get("/practice/switches").json() == before
    assert client.server.faults.struck() == []
    assert len(client.app("campaigns").json()["campaigns"]) == 13


def talk(server: PracticeServer, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", int(server.base_url.rsplit(":", 1)[1])), timeout=5) as raw:
        raw.sendall(sent)
        raw.shutdown(socket.SHUT_WR)
        parts = []
        while part := raw.recv(65_536):
            parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize(
    "sent",
    [b"hello\r\n\r\n", b"GET / HTTP/1.1\r\nno colon\r\n\r\n", b"POST /v1/track HTTP/1.1\r\nContent-Length: x\r\n\r\n",
     b"POST /v1/track HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n",
     b"POST /v1/track HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
     b"POST /v1/track HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"],
)  # fmt: skip
def test_what_is_no_proper_http_is_400_and_others_are_served_on(client, sent):
    assert talk(client.server, sent).startswith(b"HTTP/1.1 400 ")
    assert client.v1("GET", "accounts/region").status_code == 200


def test_a_client_that_goes_away_in_the_middle_does_no_harm(client, records):
    assert talk(client.server, b"POST /api/v2/batch HTTP/1.1\r\nContent-Length: 500\r\n\r\n{") == b""
    assert outcome(client, records.event()) == 200


def test_chunked_and_gzipped_bodies_and_several_requests_at_once_are_understood(client):
    keys = (client.server.pipelines_key, "")
    body = b'{"userId":"7","event":"signed"}'
    assert client.http.post("/v1/track", content=iter([body[:9], body[9:]]), auth=keys).status_code == 200
    zipped = {"Content-Encoding": "gzip"}
    assert client.http.post("/v1/track", content=gzip.compress(body), headers=zipped, auth=keys).status_code == 200
    assert client.server.counts()["events"] == 2
    two = talk(client.server, b"GET /practice/counts HTTP/1.1\r\n\r\nHEAD /practice/nothing HTTP/1.0\r\nConnection: close\r\n\r\n")
    assert two.count(b"HTTP/1.1 ") == 2


def test_many_clients_at_once_lose_nothing_and_double_nothing(client, records):
    def work(worker):
        with httpx.Client(base_url=client.server.base_url, auth=client.track_keys, trust_env=False) as http:
            for n in range(10):
                batch = [records.event(f"w{worker}", who=str(worker), number=n * 5 + m) for m in range(5)]
                assert http.post("/api/v2/batch", json={"batch": batch}).status_code == 200

    workers = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    events = client.server.events()
    for number in range(8):
        assert [found["data"]["number"] for found in events if found["name"] == f"w{number}"] == list(range(50))
    assert len(client.server.people()) == 8
    assert client.server.counts()["requests"] == 80


def test_stop_ends_every_thread_also_with_open_connections_and_what_came_can_still_be_asked(records):
    before = set(threading.enumerate())
    server = PracticeServer().start()
    with httpx.Client(base_url=server.base_url, auth=(server.site_id, server.api_key), trust_env=False) as http:
        http.post("/api/v2/batch", json={"batch": [records.event()]})
        idle = socket.create_connection(("127.0.0.1", int(server.base_url.rsplit(":", 1)[1])))
        server.stop()
        idle.close()
        with pytest.raises(httpx.TransportError):
            http.get("/practice/counts")
    assert set(threading.enumerate()) == before
    assert len(server.events()) == 1
    server.stop()


def test_two_servers_do_not_share_anything_and_a_port_in_use_is_an_error(records):
    with PracticeServer() as one, PracticeServer() as two:
        httpx.post(f"{one.base_url}/api/v2/entity", json=records.event(), auth=(one.site_id, one.api_key), trust_env=False)
        assert (one.counts()["events"], two.counts()["events"]) == (1, 0)
        with pytest.raises(OSError, match="in use"):
            PracticeServer(int(one.base_url.rsplit(":", 1)[1])).start()


def test_order_within_a_request_can_be_shuffled(make_client, records):
    client = make_client(shuffles=True)
    client.batch(*(records.event(f"e{n}") for n in range(50)))
    names = [found["name"] for found in client.server.events()]
    assert sorted(names) == sorted(f"e{n}" for n in range(50))
    assert names != [f"e{n}" for n in range(50)]


def test_bodies_can_be_left_unread_to_measure_a_sender(make_client, records):
    client = make_client(reads_bodies=False)
    assert client.batch_bytes(b"whatever").content == b"{}\n"
    assert client.pipelines("batch", b"whatever").status_code == 200
    assert client.v1("GET", "accounts/region").status_code == 200
    assert (client.server.counts()["events"], client.server.counts()["requests"]) == (0, 3)


def test_it_runs_alone_and_prints_where_it_is_and_its_keys(records):
    command = [sys.executable, "-m", "backfill_assistant.practice"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(7)]
        address = lines[0].split()[-1]
        keys = (lines[1].split()[-1], lines[2].split()[-1])
        assert httpx.post(f"{address}/api/v2/entity", json=records.event(), auth=keys, trust_env=False).status_code == 200
        assert httpx.get(f"{address}/practice/counts", trust_env=False).json()["events"] == 1
        assert httpx.get(lines[6].split()[-1], trust_env=False).json()["events"][0]["name"] == "signed"
        process.terminate()
        assert process.wait(10) == (1 if sys.platform == "win32" else 0)


def test_it_ends_with_its_input_when_told_so():
    command = [sys.executable, "-m", "backfill_assistant.practice", "--with-input"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert "http://127.0.0.1:" in process.stdout.readline()
        process.communicate(timeout=10)
        assert process.returncode == 0


def test_a_port_in_use_is_said_in_a_sentence_with_exit_code_2():
    with PracticeServer() as server:
        port = server.base_url.rsplit(":", 1)[1]
        command = [sys.executable, "-m", "backfill_assistant.practice", "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert done.returncode == 2
    assert "cannot be used" in done.stderr
    assert "Traceback" not in done.stderr
