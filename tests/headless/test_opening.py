"""What commands start with: words are understood before all is loaded, and the file is read while the workspace is asked."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from argparse import Namespace
from pathlib import Path

import pytest

from backfill_assistant.adapters.beside_thread import beside_thread
from backfill_assistant.compose import make_parts
from backfill_assistant.core.errors import BackfillError
from backfill_assistant.headless.arguments import parse
from backfill_assistant.headless.opening import opening
from backfill_assistant.headless.walk import walk
from backfill_assistant.headless.words import Printer

LIGHT = """
import sys
from backfill_assistant.core.arrow_alone import load_arrow
load_arrow()
import backfill_assistant.compose, backfill_assistant.headless.opening
from backfill_assistant.headless.arguments import parse
parse(["send", "people.csv"])
late = "forecast.forecast checks.checks sending.sender journal.runs mapping.mapping values.zones".split()
early = [name for name in late if f"backfill_assistant.core.{name}" in sys.modules]
assert not early, early
assert "httpx" not in sys.modules
import backfill_assistant.headless.commands
unneeded = [name for name in ("forecast.forecast_picture", "journal.sightings") if f"backfill_assistant.core.{name}" in sys.modules]
assert not unneeded, unneeded
"""


ENDING = """
import atexit, gc, sys
from backfill_assistant.headless import main
atexit.register(lambda: print(len(gc.get_objects()), file=sys.stderr))
raise SystemExit(main())
"""


class Waiting:
    """Knows no campaigns, and only when the file is being read."""

    def __init__(self, parts: Noting) -> None:
        self._parts = parts

    def read(self, path: Path) -> tuple[()]:
        self._parts.answered = self._parts.asked.wait(30)
        return ()


class Noting:
    """Real parts whose file reader is replaced by one that says when it was asked."""

    def __init__(self, folder: Path) -> None:
        self._parts = make_parts(folder, "http://127.0.0.1:9")
        self.asked = threading.Event()
        self.answered = False
        self.beside = beside_thread
        self.practice, self.clock, self.campaigns_file = self._parts.practice, self._parts.clock, Waiting(self)

    @property
    def reader(self) -> Noting:
        return self

    def look(self, *words: object) -> object:
        self.asked.set()
        return self._parts.reader.look(*words)

    def read(self, *words: object) -> object:
        return self._parts.reader.read(*words)


def words(command: str, file: Path) -> Namespace:
    return Namespace(command=command, file=file, reading=None, sheet=None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text("id,updated at\n1,2026-01-01T10:00:00Z\n2,2026-01-02T10:00:00Z\n", encoding="utf-8")
    return path


def test_words_are_understood_before_anything_heavy_is_loaded_and_pictures_are_not_loaded_at_all():
    subprocess.run([sys.executable, "-c", LIGHT], check=True, timeout=60)


def test_at_its_end_the_process_looks_through_nothing_for_garbage(tmp_path):
    environment = {"BACKFILL_ASSISTANT_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    words = [sys.executable, "-c", ENDING, "runs"]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stderr) < 1_000


def test_the_file_is_read_while_the_campaigns_are_asked_for(tmp_path, file):
    parts = Noting(tmp_path / "home")
    chosen = parse(["forecast", str(file), "--campaigns", "campaigns.json", "--meaning", "person"])
    with opening(parts, chosen, Printer(as_json=True)) as begun:
        assert not parts.asked.is_set()
        assert walk(parts, chosen, begun).table.row_count == 2
    assert parts.answered


def test_what_is_wrong_with_the_file_comes_out_when_its_table_is_asked_for(tmp_path):
    parts = Noting(tmp_path / "home")
    with (
        opening(parts, words("forecast", tmp_path / "missing.csv"), Printer(as_json=True)) as begun,
        pytest.raises(BackfillError, match=r"missing\.csv"),
    ):
        begun.table()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals as POSIX has them")
def test_ctrl_c_is_heard_from_the_first_moment_and_the_handler_is_put_back(tmp_path, file):
    before = signal.getsignal(signal.SIGINT)
    with opening(Noting(tmp_path / "home"), words("suggest", file), Printer(as_json=True)) as begun:
        assert not begun.watch.stopping()
        signal.raise_signal(signal.SIGINT)
        assert begun.watch.stopping()
        assert begun.watch.pause(30)
    assert signal.getsignal(signal.SIGINT) is before
