"""Rows of a run are looked up from the report of the real window, over HTTP, in the practice workspace that received them."""

from __future__ import annotations

import base64
import json
import time
import urllib.request
from datetime import UTC, datetime

import pytest

from backfill_assistant.practice.server import PracticeServer
from backfill_assistant.practice.switches import Switches
from fakes.journey import Headless
from fakes.window_process import WindowProcess
from fakes.window_walk import IDLE

HOUR_S, DAY_S = 3_600, 86_400
OF_PEOPLE = "Of people it shows that they exist and that no update was skipped, not each of their values."


@pytest.fixture
def server():
    with PracticeServer(switches=Switches(app_requests_per_second=1_000)) as made:
        made.set_campaigns([])
        yield made


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def window(home, server):
    made = WindowProcess(home, server.base_url)
    yield made
    made.kill()


def ago(seconds):
    return datetime.fromtimestamp(time.time() - seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def call(server, path, body, user):
    headers = {"Authorization": "Basic " + base64.b64encode(user.encode()).decode(), "Content-Type": "application/json"}
    request = urllib.request.Request(server.base_url + path, json.dumps(body).encode(), headers, method="POST")
    urllib.request.urlopen(request, timeout=10).close()


def identified(server, email):
    """Somebody else's program told something newer about this person."""
    person = {"type": "person", "action": "identify", "identifiers": {"email": email}, "attributes": {"plan": "newer"}}
    call(server, "/api/v2/batch", {"batch": [person]}, f"{server.site_id}:{server.api_key}")


def bring_in(window, path):
    window.do("session.start_over()")
    window.do("window.bring_in(path)", path=str(path))
    window.until("session.table is not None")
    window.do("window.go_to(Step.COLUMNS)")
    window.until(f"session.mapping is not None and {IDLE}")


def send(window):
    window.do("window.go_to(Step.SEND)")
    window.until(f"page(Step.SEND).departing.counting.ready is not None and page(Step.SEND).footer.primary.enabled and {IDLE}")
    window.do("page(Step.SEND).departing.send_all()")
    window.do("page(Step.SEND).findChild(ConfirmSending).send.click()")
    window.until(f"session.report is not None and window.current_step is Step.REPORT and {IDLE}")


def look_up(window):
    assert window.ask("page(Step.REPORT).look_up.isEnabled()")
    window.do("page(Step.REPORT).look_up.click()")
    window.until(IDLE)
    return window.ask("[page(Step.REPORT).notice.words, page(Step.REPORT).notice.property('tone')]")


def test_what_took_effect_what_did_not_and_what_cannot_be_seen(window, server, tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("email,plan,updated_at\n" + "".join(f"p{row}@example.com,pro,{ago(DAY_S)}\n" for row in range(5)), "utf-8")
    for row in (1, 3):
        identified(server, f"p{row}@example.com")
    bring_in(window, people)
    window.do("import dataclasses; session.mapping = dataclasses.replace(session.mapping, time_column=2)")
    send(window)
    assert look_up(window) == [
        f"3 of 5 rows that were looked up are in the workspace. {OF_PEOPLE} "
        "Not applied, because the person already had newer data: 2, 4.",
        "caution",
    ]
    assert server.counts()["skipped_updates"] == 2

    events = tmp_path / "orders.csv"
    ages = [HOUR_S, 40 * DAY_S, 2 * HOUR_S, 31 * DAY_S, 29 * DAY_S]
    lines = "".join(f"c{row},bought,{ago(age)}\n" for row, age in enumerate(ages))
    events.write_text("customer_id,event,happened_at\n" + lines, "utf-8")
    bring_in(window, events)
    send(window)
    assert look_up(window) == [
        "3 of 5 rows that were looked up are in the workspace. "
        "Cannot be seen, because logs show single events of the last 30 days only: 2, 4.",
        "neutral",
    ]
    # Accepted, and then failed when it was processed; and nobody has heard of the others.
    server.reset()
    call(server, "/v1/identify", {"userId": "c0", "traits": {}}, f"{server.pipelines_key}:")
    call(server, "/v1/track", {"userId": "c0", "event": "b" * 101}, f"{server.pipelines_key}:")
    words, tone = look_up(window)
    assert words == (
        "0 of 5 rows that were looked up are in the workspace. "
        "Not there yet: 3, 5. Processing can take a few minutes; look again then. "
        "The event failed when it was processed: 1. "
        "Cannot be seen, because logs show single events of the last 30 days only: 2, 4."
    )
    assert tone == "caution"
    assert window.end() == ""


def test_a_run_of_a_script_by_pipelines_is_looked_up_from_the_history(home, server, tmp_path, window):
    events, mapping = tmp_path / "orders.csv", tmp_path / "mapping.json"
    lines = "".join(f"c{row},bought,{ago(HOUR_S + row)}\n" for row in range(12))
    events.write_text("customer_id,event,happened_at\n" + lines, "utf-8")
    script = Headless(home)
    script.run("suggest", events, "--meaning", "event", "--save", mapping)
    code, output, trouble = script.run("send", events, "--mapping", mapping, "--practice", server.base_url, "--route", "pipelines")
    assert (code, trouble) == (0, ""), output
    bring_in(window, events)
    window.do("window.go_to(Step.HISTORY)")
    window.until(f"page(Step.HISTORY).chosen is not None and {IDLE}")
    window.do("page(Step.HISTORY).open_report()")
    window.until(f"session.report is not None and {IDLE}")
    assert look_up(window) == ["5 of 5 rows that were looked up are in the workspace.", "good"]
    assert window.end() == ""
