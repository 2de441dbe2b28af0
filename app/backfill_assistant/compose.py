"""Choose the concrete parts once and hand them over. The only file that names every one of them."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from backfill_assistant.resource_paths import samples

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from backfill_assistant.core.beside import Beside
    from backfill_assistant.core.journal.runs import WorkspaceAddress
    from backfill_assistant.core.ports import (
        CampaignsFile,
        CampaignSource,
        Clock,
        FileReader,
        ForecastPage,
        Journals,
        Practice,
        ReadBack,
        RefusedRowsFile,
        ReportPage,
        Samples,
        Secrets,
        Settings,
        Storage,
        Workspace,
    )

# A folder that replaces the system's own ones for settings, runs and cache: for trying things out, and for tests.
HOME_VARIABLE = "BACKFILL_ASSISTANT_HOME"


class ConcreteParts:
    """Implements `ports.Parts`. Parts are made when first asked for, so that a window opens before heavy modules are loaded."""

    def __init__(self, home: Path | None = None, practice_url: str | None = None) -> None:
        self._home = home
        self._practice_url = practice_url

    @cached_property
    def data_folder(self) -> Path:
        """Settings and runs."""
        if self._home is not None:
            return self._home / "data"
        import platformdirs

        return platformdirs.user_data_path("backfill-assistant", appauthor=False)

    @cached_property
    def cache_folder(self) -> Path:
        """Tables and samples; may be emptied at any time."""
        if self._home is not None:
            return self._home / "cache"
        import platformdirs

        return platformdirs.user_cache_path("backfill-assistant", appauthor=False)

    @cached_property
    def reader(self) -> FileReader:
        """Opens files."""
        from backfill_assistant.adapters.readers.file_reader import Files

        return Files(self.cache_folder / "tables", _apart("read-apart"))

    @cached_property
    def clock(self) -> Clock:
        """The system's clock."""
        from backfill_assistant.adapters.system_clock import SystemClock

        return SystemClock()

    @cached_property
    def secrets(self) -> Secrets:
        """The system's keyring."""
        from backfill_assistant.adapters.keyring_secrets import KeyringSecrets

        return KeyringSecrets()

    @cached_property
    def settings(self) -> Settings:
        """A JSON file."""
        from backfill_assistant.adapters.settings_file import SettingsFile

        return SettingsFile(self.data_folder)

    @cached_property
    def journals(self) -> Journals:
        """A folder of SQLite files."""
        from backfill_assistant.adapters.journal_folder import JournalFolder

        return JournalFolder(self.data_folder / "runs")

    @cached_property
    def rows_file(self) -> RefusedRowsFile:
        """A CSV file."""
        from backfill_assistant.adapters.rows_file import RowsFile

        return RowsFile()

    @cached_property
    def campaigns_file(self) -> CampaignsFile:
        """A JSON file."""
        from backfill_assistant.adapters.campaigns_file import CampaignsOnDisk

        return CampaignsOnDisk()

    @cached_property
    def forecast_page(self) -> ForecastPage:
        """An HTML page."""
        from backfill_assistant.adapters.forecast_page_file import ForecastPageFile

        return ForecastPageFile()

    @cached_property
    def report_page(self) -> ReportPage:
        """An HTML file."""
        from backfill_assistant.adapters.report_files import ReportPageFile

        return ReportPageFile()

    @cached_property
    def samples(self) -> Samples:
        """Sample files moved to the present."""
        return self._samples

    @cached_property
    def _samples(self) -> SampleFiles:
        from backfill_assistant.adapters.sample_files import SampleFiles

        return SampleFiles(samples(), self.cache_folder / "samples", self.clock)

    @cached_property
    def storage(self) -> Storage:
        """The folders on this disk."""
        from backfill_assistant.adapters.program_folders import ProgramFolders

        return ProgramFolders(self.data_folder, self.cache_folder)

    @cached_property
    def practice(self) -> Practice:
        """A practice workspace in a process of its own, or the one that is already running at `practice_url`."""
        from backfill_assistant.adapters.practice_process import PracticeProcess, RunningPractice

        if self._practice_url is not None:
            return RunningPractice(self._practice_url)
        return PracticeProcess(practice_command(), self._samples.campaigns)

    def beside(self) -> AbstractContextManager[Beside]:
        """One more thread."""
        from backfill_assistant.adapters.beside_thread import beside_thread

        return beside_thread()

    def open_workspace(self, address: WorkspaceAddress) -> Workspace:
        """A connection by the route that the workspace uses."""
        from backfill_assistant.core.routes import Route

        address = self._now(address)
        if address.route is Route.PIPELINES:
            from backfill_assistant.adapters.customerio.pipelines_api import PipelinesWorkspace

            return PipelinesWorkspace(address, self._key(address, "pipelines_key"))
        from backfill_assistant.adapters.customerio.track_api import TrackWorkspace

        site_id, api_key = self._key(address, "track_site_id"), self._key(address, "track_api_key")
        return TrackWorkspace(address, site_id, api_key, self._find_name(address))

    def campaign_source(self, address: WorkspaceAddress) -> CampaignSource:
        """The App API."""
        from backfill_assistant.adapters.customerio.app_api import AppCampaigns

        return AppCampaigns(self._now(address), self._key(address, "app_key"))

    def read_back(self, address: WorkspaceAddress) -> ReadBack:
        """The App API."""
        from backfill_assistant.adapters.customerio.read_back import AppReadBack

        return AppReadBack(self._now(address), self._key(address, "app_key"), self.clock)

    def _now(self, address: WorkspaceAddress) -> WorkspaceAddress:
        """The practice workspace has another port each time the program starts, and a run knows only where it was."""
        return replace(self.practice.address(), route=address.route) if address.practice else address

    def _find_name(self, address: WorkspaceAddress) -> Callable[[str], str] | None:
        """How to ask for the workspace's own name, where an App API key allows it."""
        if address.practice or not (app_key := self._key(address, "app_key")):
            return None
        from backfill_assistant.adapters.customerio.app_api import AppCampaigns

        return AppCampaigns(address, app_key).name_of

    def _key(self, address: WorkspaceAddress, purpose: str) -> str:
        if address.practice:
            # They open nothing but the practice workspace and are no secret.
            from backfill_assistant.practice.keys import Keys

            keys = Keys()
            known = {"track_site_id": keys.site_id, "track_api_key": keys.api_key}
            return {**known, "pipelines_key": keys.pipelines_key, "app_key": keys.app_key}[purpose]
        return self.secrets.read(address.id, purpose) or ""

    def close(self) -> None:
        """End what was started: the practice workspace."""
        if "practice" in self.__dict__:
            self.practice.stop()


if TYPE_CHECKING:
    from backfill_assistant.adapters.sample_files import SampleFiles


def practice_command() -> list[str]:
    """How to start the practice workspace as a process of its own."""
    return _apart("practice") or [sys.executable, "-m", "backfill_assistant.practice"]


def _apart(word: str) -> list[str] | None:
    """A packaged program has no interpreter beside it: its headless twin does what would be a module; None from source."""
    if not getattr(sys, "frozen", False):
        return None
    twin = "backfill-assistant-cli.exe" if sys.platform == "win32" else "backfill-assistant-cli"
    return [str(Path(sys.executable).parent / twin), word]


def make_parts(home: Path | None = None, practice_url: str | None = None) -> ConcreteParts:
    """The parts for this system; `home`, or else the environment, can put everything into one folder."""
    if home is None and os.environ.get(HOME_VARIABLE):
        home = Path(os.environ[HOME_VARIABLE])
    return ConcreteParts(home, practice_url)
