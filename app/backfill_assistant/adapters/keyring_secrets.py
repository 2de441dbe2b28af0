"""Keys in the system's password store, read back after writing. Without one they stay in memory for this session."""

from __future__ import annotations

from typing import Any, Final

from backfill_assistant.core.errors import SecretsProblem
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

SERVICE: Final = "backfill-assistant"
PURPOSES: Final = ("track_site_id", "track_api_key", "pipelines_key", "app_key")


class KeyringSecrets:
    """Implements `ports.Secrets`. Calls may wait for the person, who may be asked to unlock the store."""

    def __init__(self) -> None:
        self._session: dict[tuple[str, str], str] = {}

    def __repr__(self) -> str:
        return "KeyringSecrets()"

    def read(self, workspace_id: str, purpose: str) -> str | None:
        """The key, or None. Raises SecretsProblem when the store is there and fails."""
        held = self._session.get((workspace_id, purpose))
        if held is not None:
            return held
        store = _store()
        if store is None:
            return None
        try:
            found = store.get_password(SERVICE, _name(workspace_id, purpose))
        except Exception:  # noqa: BLE001 - backends raise whatever their system raises
            raise _locked() from None
        return None if found is None else str(found)

    def keep(self, workspace_id: str, purpose: str, secret: str) -> bool:
        """Write and read back; False when the key is kept for this session only."""
        if self._is_kept(workspace_id, purpose, secret):
            self._session.pop((workspace_id, purpose), None)
            return True
        self._session[workspace_id, purpose] = secret
        return False

    def forget(self, workspace_id: str) -> None:
        """Remove all keys of a workspace. Raises SecretsProblem when the store will not let go of one."""
        self._session = {key: secret for key, secret in self._session.items() if key[0] != workspace_id}
        store = _store()
        if store is None:
            return
        for purpose in PURPOSES:
            name = _name(workspace_id, purpose)
            try:
                if store.get_password(SERVICE, name) is not None:
                    store.delete_password(SERVICE, name)
            except Exception:  # noqa: BLE001 - as above
                raise _locked() from None

    def _is_kept(self, workspace_id: str, purpose: str, secret: str) -> bool:
        store = _store()
        if store is None:
            return False
        name = _name(workspace_id, purpose)
        try:
            store.set_password(SERVICE, name, secret)
            return bool(store.get_password(SERVICE, name) == secret)
        except Exception:  # noqa: BLE001 - no store, a locked one, a dismissed question: the key stays in memory
            return False


def _name(workspace_id: str, purpose: str) -> str:
    return f"{workspace_id}:{purpose}"


def _store() -> Any | None:
    """The system's store; None where there is none. Files with readable keys, which some backends offer, do not count."""
    # Imported here because looking for backends takes a fifth of a second.
    import keyring
    from keyring.backends import fail, null

    try:
        found = keyring.get_keyring()
    except Exception:  # noqa: BLE001 - a broken configuration is no store
        return None
    # A chain of stores hands keys to its first one, whatever that is.
    chained = getattr(found, "backends", None)
    first = next(iter(chained), None) if isinstance(chained, list | tuple) else found
    if first is None or isinstance(first, fail.Keyring | null.Keyring) or "plaintext" in type(first).__name__.lower():
        return None
    return first


def _locked() -> SecretsProblem:
    return SecretsProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "This computer's password store did not hand over the key.")),
        Sentence(QT_TRANSLATE_NOOP("core", "Unlock the password store and try again, or type the key in again.")),
    )
