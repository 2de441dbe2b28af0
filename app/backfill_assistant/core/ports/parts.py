"""All parts together, as a session holds them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from backfill_assistant.core.beside import Beside
from backfill_assistant.core.journal.runs import WorkspaceAddress
from backfill_assistant.core.ports.files import CampaignsFile, FileReader, ForecastPage, RefusedRowsFile, ReportPage, Samples
from backfill_assistant.core.ports.journals import Journals
from backfill_assistant.core.ports.machine import Clock, Secrets, Settings, Storage
from backfill_assistant.core.ports.practice import Practice
from backfill_assistant.core.ports.workspaces import CampaignSource, ReadBack, Workspace


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
