"""A small file on its way to a practice workspace over real HTTP; time that would only be waited for passes at once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from backfill_assistant.adapters.beside_thread import beside_thread
from backfill_assistant.adapters.customerio.pipelines_api import PipelinesWorkspace
from backfill_assistant.adapters.customerio.track_api import TrackWorkspace
from backfill_assistant.adapters.journal_folder import JournalFolder
from backfill_assistant.adapters.practice_process import practice_address
from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.errors import BackfillError
from backfill_assistant.core.forecast.forecast import prepare
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.forecast.plans import Decision, SendingPlan
from backfill_assistant.core.journal.report import Report, make_report
from backfill_assistant.core.journal.runs import Run, RunEnd
from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning, Target
from backfill_assistant.core.mapping.repairs import NO_REPAIRS
from backfill_assistant.core.progress import Progress, Unwatched
from backfill_assistant.core.routes import Route
from backfill_assistant.core.sending.cargo import Cargo, load_cargo
from backfill_assistant.core.sending.new_run import Prepared, new_run
from backfill_assistant.core.sending.sender import Wishes, send
from backfill_assistant.practice.server import PracticeServer
from fakes.tables import make_table

# Rows whose time cannot be read, and rows whose event the workspace refuses.
UNREADABLE = (3, 77)
BAD = (11, 12, 150)
MAPPING = Mapping(
    RowMeaning.PERSON_AND_EVENT,
    identifier_column=0,
    event_name_column=2,
    time_column=1,
    fields=(Field(Target.PROPERTY, "note", column=3), Field(Target.ATTRIBUTE, "last_note", column=3)),
)


class Killed(BaseException):
    """The program dies here."""


class HurriedClock:
    """Implements ports.Clock: real time, plus what was not waited for."""

    def __init__(self) -> None:
        self.skipped_seconds = 0.0

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        return time.monotonic() + self.skipped_seconds


class HurriedMonitor:
    """Implements progress.Monitor: pauses move the clock on; asks to stop when told to."""

    def __init__(self, clock: HurriedClock, stop_when: Callable[[Progress], bool] = lambda _: False) -> None:
        self._clock, self._stop_when, self._stop = clock, stop_when, False
        self.notices: set[str] = set()
        self.waited_for: set[str] = set()

    def show(self, progress: Progress) -> None:
        self.notices.update(str(notice) for notice in progress.notices)
        if progress.waiting:
            self.waited_for.add(str(progress.waiting))
        self._stop = self._stop or self._stop_when(progress)

    def stopping(self) -> bool:
        return self._stop

    def pausing(self) -> bool:
        return False

    def hurrying(self) -> bool:
        return False

    def pause(self, wait_seconds: float) -> bool:
        self._clock.skipped_seconds += wait_seconds
        return self._stop


@cache
def _checked(folder: Path, row_count: int, route: Route) -> Any:
    """The same file for every voyage of a test module: read and checked once for each route."""
    rows = [
        [f"c{row:05d}", "soon" if row in UNREADABLE else f"2024-05-01T{row % 24:02d}:00:00Z", "bought", f"said {row}"]
        for row in range(row_count)
    ]
    table = make_table(folder, ["who", "when", "event", "note"], rows)
    checked = check_rows(table, MAPPING, NO_REPAIRS, route, time.time_ns() // 1_000_000, Unwatched())
    return table, checked, prepare(checked, (), ImportKind.of(MAPPING))


@dataclass
class Voyage:
    """One run; `sit` opens the journal and the workspace anew each time, as a program does that was started again."""

    server: PracticeServer
    folder: Path
    journals: JournalFolder
    run: Run
    cargo: Cargo
    clock: HurriedClock

    @classmethod
    def begin(cls, server: PracticeServer, route: Route, folder: Path, files: Path, clock: HurriedClock, **options: Any) -> Voyage:
        row_count, bad = options.get("row_count", 240), options.get("bad", BAD)
        table, checked, forecast = _checked(files, row_count, route)
        address = replace(practice_address(server.base_url), route=route)
        workspace = open_workspace(server, route)
        try:
            found = workspace.check()
        finally:
            workspace.close()
        plan = SendingPlan(clock.now_ms(), 1e6)
        prepared = Prepared(table, MAPPING, NO_REPAIRS, checked, (), plan, Decision())
        run = replace(
            new_run(prepared, address, found.workspace_key, 0, clock.now_ms()),
            batch_budget_bytes=options.get("batch_bytes", 5_000),
            memory_mark=found.memory_mark,
        )
        cargo = load_cargo(run, table, checked, forecast, NO_REPAIRS)
        journals = JournalFolder(folder)
        journals.begin(run).close()
        return cls(server, folder, journals, run, replace(cargo, encode=_spoiling(cargo.encode, bad)), clock)

    def sit(self, monitor: HurriedMonitor | None = None, dies: Callable[[], bool] | None = None) -> RunEnd | None:
        """One sitting; `dies` is asked before each request leaves, and the program dies when it says so. None: it died."""
        journal = self.journals.open(self.run.id)
        workspace = open_workspace(self.server, self.run.workspace.route)
        if dies is not None:
            leave = workspace.start

            def start_or_die(number: int, body: bytes) -> None:
                if dies():
                    raise Killed
                leave(number, body)

            workspace.start = start_or_die  # type: ignore[method-assign]
        try:
            with beside_thread() as beside:
                return send(journal, self.cargo, workspace, self.clock, monitor or HurriedMonitor(self.clock), Wishes(), beside)
        except Killed:
            return None
        except BackfillError:
            return RunEnd.COULD_NOT_CONTINUE
        finally:
            workspace.close()
            journal.close()

    def report(self) -> Report:
        """What the journal says."""
        journal = self.journals.open(self.run.id, to_send=False)
        try:
            return make_report(journal)
        finally:
            journal.close()

    def held(self) -> Counter[str]:
        """The rows whose events the workspace holds, by their note."""
        return Counter(event["data"]["note"] for event in self.server.events())


def open_workspace(server: PracticeServer, route: Route) -> TrackWorkspace | PipelinesWorkspace:
    """The adapter as the program uses it."""
    address = replace(practice_address(server.base_url), route=route)
    if route is Route.TRACK:
        return TrackWorkspace(address, server.site_id, server.api_key)
    return PipelinesWorkspace(address, server.pipelines_key)


def _spoiling(encode: Callable[[Any], Any], bad: tuple[int, ...]) -> Callable[[Any], Any]:
    """Events of these rows lose their name on the way, which our checks would never let through."""

    def encode_and_spoil(rows: Any) -> Any:
        made = encode(rows)
        bodies = [
            body.replace(b'"bought"', b'" "') if row in bad else body
            for row, body in zip(made.rows.tolist(), made.bodies.to_pylist(), strict=True)
        ]
        sizes = np.array([len(body) for body in bodies], dtype=np.int64)
        return replace(made, bodies=pa.array(bodies, pa.large_binary()), sizes=sizes)

    return encode_and_spoil
