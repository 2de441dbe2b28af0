"""A window with a file, a mapping and a workspace that keeps what it takes: everything the Send and Report pages need."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLabel

from backfill_assistant.core.campaigns.campaigns import Campaign, Trigger, TriggerKind
from backfill_assistant.core.journal.runs import Region, WorkspaceAddress
from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning, Target
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets.confirm_sending import ConfirmSending
from fakes.clock import FakeClock
from fakes.parts import FakeParts
from fakes.tables import make_table
from fakes.track_workspace import TrackLikeWorkspace

ACME = WorkspaceAddress("w", "Acme production", Region.EU)
PURCHASES = Mapping(
    RowMeaning.EVENT, identifier_column=0, event_name_column=1, time_column=2, fields=(Field(Target.PROPERTY, "note", column=3),)
)
# Running since 2020, started by "purchased".
WELCOME = Campaign(7, "Welcome", Trigger(TriggerKind.EVENT, event_name="purchased"), first_started_ms=1_577_836_800_000)


class RestlessClock(FakeClock):
    """Moves on whenever somebody looks, so that waits in a job's thread come to an end."""

    def monotonic(self) -> float:
        self.advance(0.05)
        return super().monotonic()


class RefusedRowsKept:
    """Implements ports.RefusedRowsFile; keeps what it was asked to write."""

    def __init__(self) -> None:
        self.saved: list[tuple[Path, list[int], dict[int, str]]] = []

    def save(self, path: Path, table: Any, rows: Any, reasons: Any) -> None:
        self.saved.append((path, rows.tolist(), dict(reasons)))


class ReportsKept:
    """Implements ports.ReportPage; keeps what it was asked to write."""

    def __init__(self) -> None:
        self.saved: list[tuple[Path, Any]] = []

    def save(self, path: Path, report: Any, in_words: Any = str) -> None:
        self.saved.append((path, report))


class SendingParts(FakeParts):
    """Parts whose workspace is the one that the test holds."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, look="light")
        self.clock = RestlessClock()
        self.workspace = TrackLikeWorkspace(self.clock)
        self.rows_file = RefusedRowsKept()
        self.report_page = ReportsKept()
        self.no_key: Exception | None = None

    def open_workspace(self, address: WorkspaceAddress) -> Any:
        if self.no_key is not None:
            raise self.no_key
        return self.workspace


def purchases(count: int, bad: tuple[int, ...] = (), recent: tuple[int, ...] = ()) -> list[list[str]]:
    """Rows of the year 2025; `bad` ones cannot be read, `recent` ones are an hour old."""
    rows = []
    for row in range(count):
        when = "soon" if row in bad else "2026-09-21T13:00:00Z" if row in recent else f"2025-01-01T00:00:{row % 60:02d}Z"
        rows.append([f"c-{row}", "purchased", when, f"note {row}"])
    return rows


def give_file(window: Any, folder: Path, rows: list[list[str]], campaigns: tuple[Campaign, ...] | None = ()) -> None:
    """Put a file, its mapping and the workspace into the session."""
    path = folder / "purchases.csv"
    path.write_text("the original", encoding="utf-8")
    table = make_table(folder, ["customer", "event", "when", "note"], rows)
    session = window.desk.session
    session.workspace = ACME
    session.campaigns = campaigns
    session.table = replace(table, source=replace(table.source, path=str(path), name=path.name))
    session.mapping = PURCHASES


def at_send(window: Any, qtbot: Any) -> Any:
    """The Send page, with everything counted."""
    window.go_to(Step.SEND)
    page = window.page(Step.SEND)
    qtbot.waitUntil(lambda: page.footer.primary is not None and page.footer.primary.enabled, timeout=10_000)
    return page


def confirm(page):
    page.findChild(ConfirmSending).send.click()


def ended(page, qtbot):
    session = page.desk.session
    qtbot.waitUntil(lambda: session.report is not None and not page.desk.jobs.running(), timeout=20_000)
    return session.report


def words_of(dialog):
    return " ".join(label.text() for label in dialog.findChildren(QLabel))
