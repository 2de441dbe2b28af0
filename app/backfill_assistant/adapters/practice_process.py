"""The practice workspace as a process of its own: started when first asked for, gone with the program, even when that is killed."""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
from collections.abc import Callable, Sequence
from typing import Any, Final

from backfill_assistant.adapters.customerio.http import Connection
from backfill_assistant.adapters.customerio.replies import NoReply
from backfill_assistant.core.errors import WorkspaceProblem
from backfill_assistant.core.journal.runs import Region, WorkspaceAddress
from backfill_assistant.core.ports import Mood, PracticeCounts
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

# The settings know it by this id; it has no keys in the keyring.
PRACTICE_ID: Final = "practice"
# What the practice workspace is told for each mood; only batches are struck, so that checking it still works.
_FAULTS: Final[dict[Mood, list[dict[str, object]]]] = {
    Mood.WELL: [],
    Mood.SLOW: [{"kind": "slow", "path": "batch", "seconds": 2.0}],
    Mood.BUSY: [{"kind": "busy", "path": "batch", "every": 3, "retry_after": "2"}],
    Mood.BROKEN: [{"kind": "error", "path": "batch", "every": 3}],
    Mood.CUT_OFF: [{"kind": "cut_after", "path": "batch", "every": 3}],
    Mood.SIGN_IN_PAGE: [{"kind": "html", "path": "batch"}],
    Mood.KEY_REVOKED: [{"kind": "revoked", "path": "batch"}],
}


def practice_address(base_url: str) -> WorkspaceAddress:
    """Where its three APIs are."""
    urls = (("track", base_url), ("pipelines", f"{base_url}/v1"), ("app", f"{base_url}/v1"))
    return WorkspaceAddress(PRACTICE_ID, "Practice workspace", Region.US, practice=True, base_urls=urls)


class RunningPractice:
    """Implements `ports.Practice` for one that somebody else started and will end."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url.rstrip("/")

    def address(self) -> WorkspaceAddress:
        """Where it is."""
        return practice_address(self._base_url)

    def counts(self) -> PracticeCounts:
        """What it holds now. Raises WorkspaceProblem."""
        found = self._ask("/practice/counts")
        names = ("people", "events", "requests", "entries", "refused_records")
        return PracticeCounts(**{name: int(found[name]) for name in names})

    def holdings(self, newest: int | None = None) -> dict[str, Any]:
        """Everything it holds, or the last so many of each kind. Raises WorkspaceProblem."""
        return self._ask("/practice/received" if newest is None else f"/practice/received?newest={newest}")

    def behave(self, mood: Mood) -> None:
        """Answer batches so from now on. Raises WorkspaceProblem."""
        self._ask("/practice/faults", _FAULTS[mood])

    def stop(self) -> None:
        """It goes on running."""

    def _ask(self, path: str, given: object = None) -> dict[str, Any]:
        try:
            with contextlib.closing(Connection(self._base_url, {})) as connection:
                reply = connection.get(path) if given is None else connection.post(path, json.dumps(given).encode())
            found = reply.json()
        except NoReply as problem:
            raise _gone() from problem
        if reply.status != 200 or not isinstance(found, dict):
            raise _gone()
        return found


class PracticeProcess(RunningPractice):
    """Implements `ports.Practice` with a process that this program starts."""

    def __init__(self, command: Sequence[str], campaigns: Callable[[], list[dict[str, Any]]]) -> None:
        super().__init__("")
        self._command = list(command)
        self._campaigns = campaigns
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def address(self) -> WorkspaceAddress:
        """Start it if need be, and say where it is. Raises WorkspaceProblem."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._start()
        return super().address()

    def counts(self) -> PracticeCounts:
        """What it holds now."""
        self.address()
        return super().counts()

    def holdings(self, newest: int | None = None) -> dict[str, Any]:
        """Everything it holds, or the last so many of each kind."""
        self.address()
        return super().holdings(newest)

    def behave(self, mood: Mood) -> None:
        """Answer batches so from now on."""
        self.address()
        super().behave(mood)

    def stop(self) -> None:
        """End it and wait until it is gone."""
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.stdout.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _start(self) -> None:
        # It ends when its standard input ends, and that ends with this program however this program ends.
        flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        try:
            process = subprocess.Popen(
                [*self._command, "--with-input"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                creationflags=flags,
                # Ctrl-C in a terminal is for the program alone, which then ends its run in good order.
                start_new_session=True,
            )
        except OSError as problem:
            raise _gone() from problem
        assert process.stdout is not None
        first = process.stdout.readline()
        if "http://" not in first:
            process.kill()
            process.communicate()
            raise _gone()
        self._process = process
        self._base_url = first[first.index("http://") :].strip()
        self._ask("/practice/campaigns", {"campaigns": self._campaigns()})


def _gone() -> WorkspaceProblem:
    return WorkspaceProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "The practice workspace on this computer does not answer.")),
        Sentence(QT_TRANSLATE_NOOP("core", "Close the program and start it again.")),
    )
