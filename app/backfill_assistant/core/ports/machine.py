"""What the core and the window ask of this machine: its clock, its password store, its folders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol


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


class Settings(Protocol):
    """Wishes that outlive a session, as JSON values; never secrets. Raises SettingsProblem."""

    def read(self, name: str) -> Any:
        """The value kept under a name, or None."""

    def keep(self, name: str, value: Any) -> None:
        """Keep a JSON value."""

    def change(self, name: str, change: Callable[[Any], Any]) -> None:
        """Keep what `change` makes of the value that is kept now (None for none); no other window changes it in between."""


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
