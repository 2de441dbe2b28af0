"""What the core and the window ask of the world. `adapters` and `practice` fill these; `compose` chooses which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Dict
from contextlib import AbstractContextManager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.beside import Beside
from backfill_assistant.core.campaigns.campaigns import Campaign
from backfill_assistant.core.journal.outcome import Outcome
from backfill_assistant.core.journal.runs import (
    Closing,
    JournalBatch,
    LeftOutRows,
    Refusal,
    RefusedRows,
    Run,
    RunEnd,
    WorkspaceAddress,
)
from backfill_assistant.core.light_dataclass import dataclass
from backfill_assistant.core.progress import Monitor
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.core.table.reading import FirstLook, ReadingChoices
from backfill_assistant.core.table.table import Table

if TYPE_CHECKING:
    # What pictures, reports and looking up are made of is loaded where they are made.
    from backfill_assistant.core.forecast.forecast_picture import ForecastPicture
    from backfill_assistant.core.journal.report import Report
    from backfill_assistant.core.journal.sightings import Sample, Sighting


class FileReader(Protocol):
    """Opens whatever file a person has. All methods raise FileProblem with advice."""

    def get_ready(self) -> None:
        """Load what reading files of the usual kinds needs, so that the first one opens as quickly as the next."""

    def look(self, path: Path, choices: ReadingChoices | None = None, anew: frozenset[str] = frozenset()) -> FirstLook:
        """The first rows at once; without choices, guess them. `anew` names fields of the choices that are guessed all the same."""

    def keep_pasted(self, text: str) -> Path:
        """Rows from the clipboard as a file that can be looked at and read. Raises FileProblem."""

    def read(self, path: Path, choices: ReadingChoices, monitor: Monitor) -> Table:
        """Stream the whole file into a Table in the cache folder. Raises Stopped, DiskFull."""

    def check_unchanged(self, table: Table) -> None:
        """Raise FileProblem when the file on disk is no longer the one the table was read from."""


class Clock(Protocol):
    """The time."""

    def now_ms(self) -> int:
        """Unix milliseconds."""

    def monotonic(self) -> float:
        """Seconds that only ever grow."""


class Secrets(Protocol):
    """Keys, in the system's keyring. `purpose` is "track_site_id", "track_api_key", "pipelines_key" or "app_key"."""

    def read(self, workspace_id: str, purpose: str) -> str | None:
        """The key, or None. Raises SecretsProblem when the keyring fails."""

    def keep(self, workspace_id: str, purpose: str, secret: str) -> bool:
        """Write and read back; False when there is no keyring and the key is kept for this session only."""

    def forget(self, workspace_id: str) -> None:
        """Remove all keys of a workspace."""


@dataclass(frozen=True)
class RegionCheck:
    """What the region endpoint said. `workspace_key` identifies the workspace in event ids, and begins with the route and a colon.

    `key_mark` is another for another key, where only the key decides which workspace is fed; it does not tell the key.
    `memory_mark` is another when a practice workspace has forgotten what it received; Customer.io, which does not forget, has none.
    """

    region: str
    workspace_key: str
    name: str = ""
    key_mark: str = ""
    memory_mark: str = ""


@dataclass(frozen=True)
class Answer:
    """The outcome of the request that carried batch `number`."""

    number: int
    outcome: Outcome
    seconds: float


class Workspace(Protocol):
    """A Customer.io workspace that takes batches, several at once. Belongs to the thread that uses it."""

    @property
    def in_flight_max(self) -> int:
        """How many requests may be under way at once."""

    def check(self) -> RegionCheck:
        """Ask the region endpoint; no customer data leaves. Raises KeyRefused, WrongRegion, WorkspaceProblem."""

    def start(self, number: int, body: bytes) -> None:
        """Begin sending one body; the answer comes from `answers`."""

    def answers(self, wait_seconds: float) -> Sequence[Answer]:
        """Answers that have come; waits at most so long for the first. Never raises for what a server or network does."""

    def doubted(self, last: bool) -> Sequence[int]:
        """Numbers of batches whose answers may have been those to other requests: they must be sent again. Each is told once.

        `last`: no request is under way; what may still come of the latest is waited for, a second at most.
        """

    def cut_off(self) -> None:
        """End requests under way without their answers; nothing more leaves. `close` then has nothing to wait for."""

    def close(self) -> None:
        """Wait for requests under way and let go of connections."""


class CampaignSource(Protocol):
    """Campaigns read from a workspace."""

    def read(self, monitor: Monitor) -> tuple[Campaign, ...]:
        """All campaigns. Raises CampaignsUnreadable, KeyRefused, WorkspaceProblem."""


class ReadBack(Protocol):
    """Looks rows up in a workspace after they were accepted."""

    def look(self, samples: Sequence[Sample], monitor: Monitor) -> tuple[Sighting, ...]:
        """What can be seen of each. Raises KeyRefused, WorkspaceProblem, Stopped."""


@dataclass(frozen=True)
class RunSummary:
    """A line of the run history. Times in unix milliseconds."""

    id: str
    workspace_name: str
    practice: bool
    file_name: str
    row_count: int
    accepted: int
    refused: int
    end: RunEnd
    created_ms: int
    ended_ms: int | None
    # When it is planned to start: a run held until quiet time waits in the history.
    start_ms: int = 0
    fingerprint: str = ""
    workspace_key: str = ""
    workspace_id: str = ""
    # Of a run of a part of the file's rows: how many; None where all are its own.
    chosen_rows: int | None = None

    @property
    def own_rows(self) -> int:
        """Rows that the run is about."""
        return self.row_count if self.chosen_rows is None else self.chosen_rows

    def waits(self, now_ms: int) -> bool:
        """Whether nothing of it was sent and the moment at which it is planned to start has not come."""
        return self.end.can_continue and self.start_ms > now_ms and self.accepted == 0


class Journal(Protocol):
    """The written record of one run; what writes returns only when it is safe on disk. Raises JournalProblem, DiskFull."""

    def run(self) -> Run:
        """What was decided when the run began (and the number of entries approved since)."""

    def end(self) -> RunEnd:
        """How it ended, OPEN while it is under way."""

    def closing(self) -> Closing | None:
        """How, when and why it ended; None while it is under way."""

    def approve(self, entries: int) -> None:
        """Replace the approved number of possible entries."""

    def set_aside(self, refused: Sequence[RefusedRows], left_out: Sequence[LeftOutRows]) -> None:
        """Rows that we refuse ourselves and rows left out; replaces what was set aside before. The run is under way again."""

    def together(self) -> AbstractContextManager[None]:
        """What is written inside is safe on disk when it is left: all of it in one commit, or nothing if that fails."""

    def begin_batch(self, batch: JournalBatch) -> None:
        """Written before the request leaves (or leaves again: `attempts` then grows)."""

    def settle_batch(self, batch: JournalBatch, refusals: Sequence[Refusal] = ()) -> None:
        """Written after the answer, with the refusals it brought, in one commit."""

    def split_batch(self, batch: JournalBatch, parts: Sequence[JournalBatch]) -> None:
        """Replace a batch by smaller ones, in one commit."""

    def doubt(self, numbers: Sequence[int]) -> None:
        """Answers to these batches count no longer, nor the refusals they brought: those that were settled are unanswered."""

    def finish(self, closing: Closing, accepted: int, refused: int) -> None:
        """Write how the run ended, and how many rows were accepted and refused, for the history."""

    def batches(self) -> Sequence[JournalBatch]:
        """All batches in the order of their numbers."""

    def refused(self) -> Sequence[RefusedRows]:
        """All refused rows by reason, ours and Customer.io's."""

    def left_out(self) -> Sequence[LeftOutRows]:
        """Rows that were set aside because the person decided so."""

    def close(self) -> None:
        """Let go of the file and of the lock."""


class Journals(Protocol):
    """All runs on this machine."""

    def begin(self, run: Run) -> Journal:
        """A new journal, locked by this program instance."""

    def open(self, run_id: str, to_send: bool = True) -> Journal:
        """An existing journal; `to_send` takes the lock. Raises RunBusy, JournalProblem."""

    def summaries(self) -> Sequence[RunSummary]:
        """Newest first; unreadable journals are left out."""

    def unreadable(self) -> Sequence[str]:
        """The ids of runs whose journals cannot be read, in order."""

    def accepted(self, run_id: str) -> npt.NDArray[np.bool_]:
        """Which rows of its file a run brought in, one entry per row. Raises JournalProblem."""

    def is_being_sent(self, run_id: str) -> bool:
        """Whether this or another instance of the program is sending the run at this moment."""

    def delete(self, run_id: str) -> None:
        """Remove one run for good. Raises RunBusy."""


class Settings(Protocol):
    """Wishes that outlive a session, as JSON values; never secrets. Raises SettingsProblem."""

    def read(self, name: str) -> Any:
        """The value kept under a name, or None."""

    def keep(self, name: str, value: Any) -> None:
        """Keep a JSON value."""

    def change(self, name: str, change: Callable[[Any], Any]) -> None:
        """Keep what `change` makes of the value that is kept now (None for none); no other window changes it in between."""


@dataclass(frozen=True)
class PracticeCounts:
    """What the practice workspace holds."""

    people: int
    events: int
    requests: int
    entries: int
    refused_records: int


class Mood(StrEnum):
    """How the practice workspace answers batches, to practise with what can go wrong."""

    WELL = "well"
    SLOW = "slow"
    # Every third request: 429 and "in two seconds".
    BUSY = "busy"
    # Every third request: 503.
    BROKEN = "broken"
    # Every third request is stored, and its answer is lost.
    CUT_OFF = "cut off"
    # A sign-in page, as in a hotel.
    SIGN_IN_PAGE = "sign-in page"
    KEY_REVOKED = "key revoked"


class Practice(Protocol):
    """The small Customer.io on this machine."""

    def address(self) -> WorkspaceAddress:
        """Start it if need be, and say where it is; its keys are in Secrets."""

    def counts(self) -> PracticeCounts:
        """What it holds now."""

    def holdings(self, newest: int | None = None) -> Dict[str, Any]:
        """What it holds: "people", "events", "activities", "entries", "counts"; with `newest` only the last so many of each."""

    def behave(self, mood: Mood) -> None:
        """Answer batches so from now on."""

    def stop(self) -> None:
        """End it."""


class RefusedRowsFile(Protocol):
    """Writes the person's own rows plus a reason."""

    def save(self, path: Path, table: Table, rows: npt.NDArray[np.int64], reasons: Dict[int, str]) -> None:
        """A CSV that opens in a spreadsheet without formulas firing and loads again as it was. Raises BackfillError."""


class CampaignsFile(Protocol):
    """Keeps campaigns in a file of their own."""

    def read(self, path: Path) -> tuple[Campaign, ...]:
        """All campaigns of a file. Raises CampaignsUnreadable."""

    def save(self, path: Path, campaigns: Sequence[Campaign], read_at_ms: int | None = None) -> None:
        """Write campaigns with what the person said about them. Raises SettingsProblem."""


class ForecastPage(Protocol):
    """Saves a forecast as one page to show to others."""

    def save(self, path: Path, picture: ForecastPicture, in_words: Callable[[Sentence], str] = str) -> None:
        """An HTML page that needs nothing else and holds no data of people. Raises BackfillError."""


class ReportPage(Protocol):
    """Saves a report as one page to keep or to show to others."""

    def save(self, path: Path, report: Report, in_words: Callable[[Sentence], str] = str) -> None:
        """An HTML page that needs nothing else and holds no data of people. Raises BackfillError."""


class Samples(Protocol):
    """Sample files, ready to be opened; times are moved so that some of them are recent."""

    def survey_events(self) -> Path:
        """Events of a survey, as CSV."""

    def conference_leads(self) -> Path:
        """Badge scans of a conference, as a workbook with three sheets."""


class Storage(Protocol):
    """Where the program keeps what it writes."""

    @property
    def data_folder(self) -> Path:
        """Settings and the records of runs."""

    @property
    def cache_folder(self) -> Path:
        """Files as they were read, and samples; may be emptied at any time."""

    def cache_bytes(self) -> int:
        """How much lies in the cache."""

    def clear_cache(self, spared: Path | None = None) -> int:
        """Empty it, except for one table that is in use; returns the bytes that are free now."""


class Parts(Protocol):
    """The concrete parts a session works with; each is made when it is first asked for."""

    @property
    def reader(self) -> FileReader:
        """Opens files."""

    @property
    def clock(self) -> Clock:
        """The time."""

    @property
    def secrets(self) -> Secrets:
        """Keys."""

    @property
    def settings(self) -> Settings:
        """Wishes that outlive a session."""

    @property
    def journals(self) -> Journals:
        """Runs on this machine."""

    @property
    def practice(self) -> Practice:
        """The practice workspace."""

    @property
    def rows_file(self) -> RefusedRowsFile:
        """Writes refused rows."""

    @property
    def campaigns_file(self) -> CampaignsFile:
        """Keeps campaigns in files."""

    @property
    def forecast_page(self) -> ForecastPage:
        """Saves forecasts."""

    @property
    def report_page(self) -> ReportPage:
        """Writes reports."""

    @property
    def samples(self) -> Samples:
        """Sample files."""

    @property
    def storage(self) -> Storage:
        """The program's folders."""

    def beside(self) -> AbstractContextManager[Beside]:
        """Work beside the caller, until that is left."""

    def open_workspace(self, address: WorkspaceAddress) -> Workspace:
        """A connection to the workspace, with its keys from Secrets. Raises KeyRefused when there is none."""

    def campaign_source(self, address: WorkspaceAddress) -> CampaignSource:
        """Where that workspace's campaigns come from."""

    def read_back(self, address: WorkspaceAddress) -> ReadBack:
        """Who looks rows up in that workspace. Raises KeyRefused when there is no key for it."""
