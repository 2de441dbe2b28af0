"""The practice workspace runs beside the program and never outlives it."""

import os
import select
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import closing
from dataclasses import replace

import pytest

from backfill_assistant.adapters.practice_process import PracticeProcess, RunningPractice, practice_address
from backfill_assistant.compose import make_parts, practice_command
from backfill_assistant.core.errors import WorkspaceProblem
from backfill_assistant.core.journal.outcome import OutcomeKind
from backfill_assistant.core.ports import Mood
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.routes import Route


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    parts = make_parts(tmp_path_factory.mktemp("home"))
    yield parts, parts.practice
    parts.close()


def base_url(practice):
    return dict(practice.address().base_urls)["track"]


def answers(url):
    try:
        with closing(urllib.request.urlopen(f"{url}/practice/counts", timeout=5)) as reply:
            return reply.status == 200
    except urllib.error.URLError:
        return False


def test_it_starts_when_asked_and_is_gone_after_stop():
    practice = PracticeProcess(practice_command(), list)
    url = base_url(practice)
    assert answers(url)
    assert practice.counts().people == 0
    assert base_url(practice) == url
    practice.stop()
    assert not answers(url)


def test_it_knows_the_campaigns_it_was_given(tmp_path):
    parts = make_parts(tmp_path)
    try:
        names = {campaign["name"] for campaign in parts.samples.campaigns()}
        shown = parts.campaign_source(parts.practice.address())
        assert {campaign.name for campaign in shown.read(Unwatched())} == names
    finally:
        parts.close()


def test_a_running_one_is_used_and_left_running():
    practice = PracticeProcess(practice_command(), list)
    try:
        other = RunningPractice(base_url(practice))
        other.stop()
        assert other.counts().requests == 0
        assert set(other.holdings()) >= {"people", "events", "activities", "entries"}
    finally:
        practice.stop()


def test_one_that_is_gone_is_said_plainly():
    practice = PracticeProcess(practice_command(), list)
    url = base_url(practice)
    practice.stop()
    with pytest.raises(WorkspaceProblem, match="does not answer"):
        RunningPractice(url).counts()


def test_a_program_that_cannot_start_is_said_plainly():
    with pytest.raises(WorkspaceProblem, match="does not answer"):
        PracticeProcess(["/nonexistent/program"], list).address()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="pidfd_open, which waits for another's child, is Linux's")
def test_it_ends_when_the_program_is_killed():
    script = (
        "from backfill_assistant.adapters.practice_process import PracticeProcess\n"
        "from backfill_assistant.compose import practice_command\n"
        "practice = PracticeProcess(practice_command(), list)\n"
        "practice.address()\n"
        "print(practice._process.pid, flush=True)\n"
        "input()\n"
    )
    program = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    child = int(program.stdout.readline())
    watched = os.pidfd_open(child)
    try:
        program.send_signal(signal.SIGKILL)
        program.wait()
        program.stdin.close()
        program.stdout.close()
        ended, _, _ = select.select([watched], [], [], 10)
    finally:
        os.close(watched)
    assert ended


@pytest.mark.parametrize(
    ("mood", "kinds"),
    [
        (Mood.WELL, {OutcomeKind.ACCEPTED}),
        (Mood.BUSY, {OutcomeKind.ACCEPTED, OutcomeKind.BUSY}),
        (Mood.BROKEN, {OutcomeKind.ACCEPTED, OutcomeKind.UNANSWERED}),
        (Mood.CUT_OFF, {OutcomeKind.ACCEPTED, OutcomeKind.UNANSWERED}),
        (Mood.SIGN_IN_PAGE, {OutcomeKind.INTERCEPTED}),
        (Mood.KEY_REVOKED, {OutcomeKind.KEY_REFUSED}),
    ],
)
def test_it_answers_as_it_is_told_and_can_still_be_checked(running, mood, kinds):
    parts, practice = running
    practice.behave(mood)
    workspace = parts.open_workspace(practice.address())
    workspace.check()
    found = []
    for number in range(6):
        workspace.start(number, b'{"batch":[{"type":"person","action":"identify","identifiers":{"id":"7"}}]}')
        while len(found) <= number:
            found += workspace.answers(1.0)
    workspace.close()
    assert {answer.outcome.kind for answer in found} == kinds


def test_every_mood_is_one_that_it_knows(running):
    for mood in Mood:
        running[1].behave(mood)


def test_a_run_of_yesterday_finds_the_practice_workspace_of_today(running):
    parts, practice = running
    practice.behave(Mood.WELL)
    yesterday = replace(practice_address("http://127.0.0.1:9"), route=Route.PIPELINES)
    for address in (yesterday, replace(yesterday, route=Route.TRACK)):
        with closing(parts.open_workspace(address)) as workspace:
            assert workspace.check().region == "us"
    assert parts.campaign_source(yesterday).read(Unwatched())
