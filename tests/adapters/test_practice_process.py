"""The practice workspace runs beside the program and never outlives it."""

import os
import select
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import closing

import pytest

from backfill_assistant.adapters.practice_process import PracticeProcess, RunningPractice
from backfill_assistant.compose import make_parts, practice_command
from backfill_assistant.core.errors import WorkspaceProblem
from backfill_assistant.core.progress import Unwatched


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
