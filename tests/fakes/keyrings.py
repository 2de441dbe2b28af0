"""Password stores for tests: one in memory, one that is locked, one that forgets."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.errors import InitError


class MemoryKeyring(KeyringBackend):
    """Keeps everything until the test ends."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class LockedKeyring(KeyringBackend):
    """A store whose question to unlock it was dismissed."""

    priority = 1  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        raise InitError("Failed to create the collection: Prompt dismissed..")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise InitError("Failed to create the collection: Prompt dismissed..")


class ForgetfulKeyring(MemoryKeyring):
    """Says that it kept a key, and did not."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Nothing is kept."""


class PlaintextKeyring(MemoryKeyring):
    """Stands for a backend that writes keys into a readable file."""
