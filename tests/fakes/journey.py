"""What the journeys share: a practice workspace in a process of its own, and the headless program as a script would run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

from backfill_assistant.adapters.journal_folder import JournalFolder


class PracticeServerProcess:
    """`python -m backfill_assistant.practice`, asked and told over HTTP."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "backfill_assistant.practice", "--with-input"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        first = self._process.stdout.readline()
        self.url = first[first.index("http://") :].strip()

    def ask(self, what: str) -> Any:
        with urllib.request.urlopen(f"{self.url}/practice/{what}", timeout=30) as reply:
            return json.load(reply)

    def tell(self, what: str, given: object) -> None:
        request = urllib.request.Request(f"{self.url}/practice/{what}", json.dumps(given).encode(), method="POST")
        urllib.request.urlopen(request, timeout=30).close()

    def stop(self) -> None:
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)


class Headless:
    """The headless program with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.environment = {**os.environ, "BACKFILL_ASSISTANT_HOME": str(home)}
        self.journals = JournalFolder(home / "data" / "runs")

    def start(self, *words: object, stdout: Any = subprocess.PIPE) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "backfill_assistant.headless", *map(str, words)],
            env=self.environment,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: object) -> tuple[int, str, str]:
        """The exit code, standard output and standard error."""
        program = self.start(*words)
        output, trouble = program.communicate(timeout=120)
        return program.returncode, output, trouble

    def ask(self, *words: object) -> tuple[int, Any]:
        """The exit code and what --json printed."""
        code, output, trouble = self.run(*words, "--json")
        assert output, trouble
        return code, json.loads(output)
