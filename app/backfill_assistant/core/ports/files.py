"""What the core and the window ask of files: reading a person's, and writing what is to be kept or shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Dict
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.campaigns.campaigns import Campaign
from backfill_assistant.core.progress import Monitor
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.core.table.reading import FirstLook, ReadingChoices
from backfill_assistant.core.table.table import Table

if TYPE_CHECKING:
    # What pictures, reports and looking up are made of is loaded where they are made.
    from backfill_assistant.core.forecast.forecast_picture import ForecastPicture
    from backfill_assistant.core.journal.report import Report


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
