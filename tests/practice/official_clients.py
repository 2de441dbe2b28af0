"""Lets Customer.io's own Python clients talk to the practice workspace: python tests/practice/official_clients.py [--record].

Each client gets an environment of its own in a temporary folder, as they overwrite each other's files. With --record their
requests (without keys) are written to official_requests.json, which test_official_requests.py replays.
"""

import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

from backfill_assistant.practice.server import PracticeServer

HERE = Path(__file__).parent
CLIENTS = {"track": "customerio==3.2.0", "pipelines": "customerio-cdp-analytics==1.1.0"}
NOT_KEPT = {"authorization", "host", "content-length", "content-encoding", "connection"}

TRACK = """
import datetime, sys
from customerio import CustomerIO
port, site_id, api_key, now = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
moment = datetime.datetime.fromtimestamp(now - 3600, datetime.timezone.utc)
with CustomerIO(site_id, api_key, host="127.0.0.1", port=port) as cio:
    cio.identify(id=5, email="ann@example.com", plan="basic", signed_at=moment, score=1.5, tags=["a", "b"], unsubscribed=False)
    cio.identify(id="ben+1@example.com", city="Köln", _timestamp=now - 7200)
    cio.track(customer_id=5, name="purchased", data={"price": 23.45, "note": "grün"})
    cio.track(customer_id=5, name="dated", data={}, id="01KAR3QZ8M0000000000000001", timestamp=moment)
    cio.track(customer_id=5, name="dated", data={}, id="01KAR3QZ8M0000000000000001", timestamp=moment)
    cio.track_anonymous(anonymous_id="anon-1", name="looked", data={"page": "/"}, timestamp=now - 60)
    cio.pageview(5, "https://example.com/", referrer="/x")
    cio.backfill(5, "old purchase", now - 40 * 86400, price=9)
    cio.add_device(5, "device-1", "ios", last_used=now)
    cio.delete_device(5, "device-1")
    person = {"type": "person", "identifiers": {"id": "6"}}
    answer = cio.batch([
        {**person, "action": "identify", "attributes": {"email": "cid@example.com"}},
        {**person, "action": "event", "name": " "},
        {**person, "action": "event", "name": "joined", "timestamp": now - 100, "attributes": {"n": 1}},
    ])
    assert answer.status_code == 207, answer.status_code
    assert [found["batch_index"] for found in answer.json()["errors"]] == [1], answer.text
    cio.identify(id="7")
    cio.merge_customers("id", "6", "id", "7")
    cio.identify(id="8")
    cio.suppress("8")
    cio.unsuppress("8")
    cio.identify(id="9")
    cio.delete("9")
"""

PIPELINES = """
import datetime, sys
from customerio.analytics.client import Client
host, key, private_key, now = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
failures = []
def ids():
    number = 0
    while True:
        number += 1
        yield f"message-{number}"
message = ids()
for options in ({"write_key": key}, {"write_key": key, "gzip": True}, {"write_key": private_key, "sync_mode": True}):
    client = Client(host=host, on_error=lambda problem, items: failures.append(str(problem)), **options)
    def when(seconds):
        return datetime.datetime.fromtimestamp(now - seconds, datetime.timezone.utc)
    who = {"user_id": "7", "message_id": None}
    def told(**more):
        return {**who, "timestamp": when(500), **more, "message_id": next(message)}
    client.identify(traits={"email": "ann@example.com", "born": "1990-05-06T00:00:00Z"}, **told())
    client.identify(traits={"plan": "x"}, **told(user_id="Ben@example.com"))
    client.track(event="purchase", properties={"price": 9.5, "note": "grün"}, **told(timestamp=when(3600)))
    client.page(name="Home", properties={"url": "https://example.com/"}, **told())
    client.screen(name="Start", **told())
    client.group(group_id="g1", traits={"name": "Group"}, **told())
    client.track(event="looked", anonymous_id="anon-1", **told(user_id=None))
    client.alias(previous_id="anon-1", **told())
    again = {"event": "once", "user_id": "7", "timestamp": when(100), "message_id": "always-the-same"}
    client.track(**again)
    client.track(**again)
    if not options.get("sync_mode"):
        client.flush()
        client.join()
assert not failures, failures
"""


class RecordingServer(PracticeServer):
    """Keeps what came, without keys."""

    def __init__(self, **options):
        super().__init__(**options)
        self.recorded = []

    def _answer(self, request, connection):
        request = connection.read_body(request)
        reply = super()._answer(request, connection)
        self.recorded.append(
            {
                "method": request.method,
                "path": request.path,
                "headers": {name: value for name, value in request.headers.items() if name not in NOT_KEPT},
                "gzip": request.headers.get("content-encoding") == "gzip",
                "bearer": request.headers.get("authorization", "").startswith("Bearer "),
                "body": request.body.decode(),
                "status": reply.status,
            }
        )
        return reply


def make_environment(folder, package):
    """An environment with one client; its interpreter."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package], check=True)
    return python


def make_certificate(folder):
    """A certificate for 127.0.0.1 that signs itself; the Track client speaks HTTPS only."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=practice",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context


def held(server):
    """What must be the same when the recording is replayed."""
    return {
        "people": [[found["identifiers"].get("id"), found["identifiers"].get("email")] for found in server.people()],
        "events": [[found["name"], found["kind"], found["time_was_bad"], found["known"]] for found in server.events()],
        "duplicates": server.counts()["duplicates_ignored"],
        "refused": server.counts()["refused_records"],
    }


def run(name, package, script, folder):
    """One client's conversation with a practice workspace of its own."""
    python = make_environment(folder / name, package)
    certificate, context = make_certificate(folder)
    moment_ms = time.time_ns() // 1_000_000
    with RecordingServer(tls=context if name == "track" else None, clock_ms=lambda: moment_ms) as server:
        keys = (server.site_id, server.api_key) if name == "track" else (server.pipelines_key, server.private_key)
        where = server.base_url.rsplit(":", 1)[1] if name == "track" else server.base_url
        environment = {**os.environ, "REQUESTS_CA_BUNDLE": str(certificate), "NO_PROXY": "127.0.0.1"}
        subprocess.run([python, "-c", script, where, *keys, str(moment_ms // 1000)], check=True, env=environment)
        return {"client": package, "moment_ms": moment_ms, "requests": server.recorded, "held": held(server)}


def main():
    with tempfile.TemporaryDirectory() as folder:
        talks = [
            run("track", CLIENTS["track"], TRACK, Path(folder)),
            run("pipelines", CLIENTS["pipelines"], PIPELINES, Path(folder)),
        ]
    for talk in talks:
        statuses = sorted({found["status"] for found in talk["requests"]})
        sys.stdout.write(f"{talk['client']}: {len(talk['requests'])} requests, statuses {statuses}\n  {talk['held']}\n")
    if "--record" in sys.argv:
        (HERE / "official_requests.json").write_text(json.dumps(talks, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
