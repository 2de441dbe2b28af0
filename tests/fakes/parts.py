"""Parts for tests of the window: everything in memory, nothing outside."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from backfill_assistant.core.beside import in_turn
from backfill_assistant.core.campaigns.campaigns import Campaign
from backfill_assistant.core.errors import CampaignsUnreadable, FileProblem, JournalProblem, WorkspaceProblem
from backfill_assistant.core.journal.runs import Region, Run, WorkspaceAddress
from backfill_assistant.core.ports import Mood, PracticeCounts, RunSummary
from backfill_assistant.core.progress import Monitor
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.core.table.reading import FirstLook, ReadingChoices
from backfill_assistant.core.table.table import SourceFile, Table
from fakes.clock import FakeClock
from fakes.journal import FakeJournal
from fakes.tables import make_table

PRACTICE = WorkspaceAddress("practice", "Practice workspace", Region.EU, practice=True)


class MemorySettings:
    """Implements ports.Settings."""

    def __init__(self, **kept: Any) -> None:
        self.kept = kept

    def read(self, name: str) -> Any:
        return self.kept.get(name)

    def keep(self, name: str, value: Any) -> None:
        self.kept[name] = value

    def change(self, name: str, change: Any) -> None:
        self.keep(name, change(self.read(name)))


class MemorySecrets:
    """Implements ports.Secrets."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def read(self, workspace_id: str, purpose: str) -> str | None:
        return self.kept.get((workspace_id, purpose))

    def keep(self, workspace_id: str, purpose: str, secret: str) -> bool:
        self.kept[workspace_id, purpose] = secret
        return True

    def forget(self, workspace_id: str) -> None:
        self.kept = {key: secret for key, secret in self.kept.items() if key[0] != workspace_id}


class CsvReader:
    """Implements ports.FileReader for plain CSV with a header."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_ready(self) -> None:
        """Always ready."""

    def look(self, path: Path, choices: ReadingChoices | None = None, anew: frozenset[str] = frozenset()) -> FirstLook:
        header, rows = self._rows(path)
        shown = tuple(tuple(row) for row in rows[:200])
        guessed = ReadingChoices(guarded="reason" in header)
        return FirstLook(choices or guessed, frozenset(), header, shown, complete=len(rows) <= 200)

    def keep_pasted(self, text: str) -> Path:
        self._folder.mkdir(exist_ok=True)
        path = self._folder / "pasted.csv"
        path.write_text(text, encoding="utf-8")
        return path

    def read(self, path: Path, choices: ReadingChoices, monitor: Monitor) -> Table:
        header, rows = self._rows(path)
        self._folder.mkdir(exist_ok=True)
        table = make_table(self._folder, header, rows)
        stat = path.stat()
        return replace(table, source=SourceFile(str(path), path.name, stat.st_size, stat.st_mtime_ns), choices=choices)

    def check_unchanged(self, table: Table) -> None:
        if not Path(table.source.path).exists():
            raise FileProblem(Sentence("The file is gone."), Sentence("Put it back."))

    @staticmethod
    def _rows(path: Path) -> tuple[tuple[str, ...], list[list[str]]]:
        if not path.is_file():
            raise FileProblem(Sentence("There is no such file."), Sentence("Choose another one."))
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        return tuple(header), rows


class MemoryJournals:
    """Implements ports.Journals, with summaries given beforehand."""

    def __init__(self, summaries: Sequence[RunSummary] = ()) -> None:
        self.kept: dict[str, FakeJournal] = {}
        self._summaries = list(summaries)
        self.damaged: list[str] = []
        self.being_sent: set[str] = set()

    def begin(self, run: Run) -> FakeJournal:
        self.kept[run.id] = FakeJournal(run)
        return self.kept[run.id]

    def open(self, run_id: str, to_send: bool = True) -> FakeJournal:
        if run_id not in self.kept:
            raise JournalProblem(Sentence("This run cannot be read."), Sentence("Start a new one."))
        return self.kept[run_id]

    def summaries(self) -> Sequence[RunSummary]:
        return tuple(self._summaries)

    def unreadable(self) -> Sequence[str]:
        return tuple(self.damaged)

    def is_being_sent(self, run_id: str) -> bool:
        return run_id in self.being_sent

    def delete(self, run_id: str) -> None:
        self._summaries = [summary for summary in self._summaries if summary.id != run_id]


class NoPractice:
    """Implements ports.Practice without a server."""

    def address(self) -> WorkspaceAddress:
        return PRACTICE

    def counts(self) -> PracticeCounts:
        return PracticeCounts(0, 0, 0, 0, 0)

    def holdings(self, newest: int | None = None) -> Mapping[str, Any]:
        return {"people": [], "events": [], "activities": [], "entries": []}

    def behave(self, mood: Mood) -> None:
        self.mood = mood

    def stop(self) -> None:
        """Nothing runs."""


class TwoRows:
    """Implements ports.Samples with files of two rows."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def survey_events(self) -> Path:
        return self._write("survey.csv", "id,event,time\n1,survey,2026-01-01T00:00:00Z\n2,survey,2026-01-02T00:00:00Z\n")

    def conference_leads(self) -> Path:
        return self._write("leads.csv", "email,name\na@example.com,A\nb@example.com,B\n")

    def _write(self, name: str, text: str) -> Path:
        self._folder.mkdir(exist_ok=True)
        path = self._folder / name
        path.write_text(text, encoding="utf-8")
        return path


class NoCampaigns:
    """Implements ports.CampaignSource where none can be read."""

    def read(self, monitor: Monitor) -> tuple[Campaign, ...]:
        raise CampaignsUnreadable(Sentence("There are no campaigns here."), Sentence("Type them in."))


class FolderStorage:
    """Implements ports.Storage for a folder that a test looks at."""

    def __init__(self, folder: Path) -> None:
        self.data_folder = folder / "data"
        self.cache_folder = folder / "cache"
        self.held_bytes = 142_000_000
        self.spared: list[Path | None] = []

    def cache_bytes(self) -> int:
        return self.held_bytes

    def clear_cache(self, spared: Path | None = None) -> int:
        self.spared.append(spared)
        freed, self.held_bytes = self.held_bytes, 0
        return freed


class FakeParts:
    """Implements ports.Parts."""

    def __init__(self, folder: Path, summaries: Sequence[RunSummary] = (), **settings: Any) -> None:
        self.reader = CsvReader(folder / "cache")
        self.clock = FakeClock()
        self.secrets = MemorySecrets()
        self.settings = MemorySettings(**settings)
        self.journals = MemoryJournals(summaries)
        self.practice = NoPractice()
        self.samples = TwoRows(folder / "samples")
        self.storage = FolderStorage(folder)
        self.rows_file: Any = None
        self.forecast_page: Any = None
        self.campaigns_file: Any = None

    def beside(self) -> Any:
        return nullcontext(in_turn)

    def open_workspace(self, address: WorkspaceAddress) -> Any:
        raise WorkspaceProblem(Sentence("Nothing can be sent here."), Sentence("Use a real workspace."))

    def campaign_source(self, address: WorkspaceAddress) -> NoCampaigns:
        return NoCampaigns()
