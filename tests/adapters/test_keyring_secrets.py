"""Keys: in the system's store and nowhere else, or in memory for this session."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from keyring.backends.null import Keyring as NullKeyring

from backfill_assistant.adapters.keyring_secrets import SERVICE, KeyringSecrets
from backfill_assistant.core.errors import SecretsProblem
from fakes.keyrings import ForgetfulKeyring, LockedKeyring, MemoryKeyring, PlaintextKeyring

KEY = "planted-key-4711"


@pytest.fixture(autouse=True)
def _own_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_a_key_is_kept_read_back_and_forgotten() -> None:
    store = MemoryKeyring()
    keyring.set_keyring(store)
    secrets = KeyringSecrets()
    assert secrets.read("w1", "app_key") is None
    assert secrets.keep("w1", "app_key", KEY)
    assert secrets.keep("w2", "app_key", "other")
    assert store.kept[SERVICE, "w1:app_key"] == KEY
    # Another window of the program, or the next session.
    assert KeyringSecrets().read("w1", "app_key") == KEY
    secrets.forget("w1")
    assert KeyringSecrets().read("w1", "app_key") is None
    assert KeyringSecrets().read("w2", "app_key") == "other"


@pytest.mark.parametrize("make", [NoKeyring, NullKeyring, LockedKeyring, ForgetfulKeyring, PlaintextKeyring])
def test_without_a_store_that_keeps_it_a_key_lives_for_this_session(make: type) -> None:
    store = make()
    keyring.set_keyring(store)
    secrets = KeyringSecrets()
    assert not secrets.keep("w1", "track_api_key", KEY)
    assert secrets.read("w1", "track_api_key") == KEY
    assert getattr(store, "kept", {}) == {}


def test_a_locked_store_is_told_when_reading() -> None:
    keyring.set_keyring(LockedKeyring())
    with pytest.raises(SecretsProblem) as caught:
        KeyringSecrets().read("w1", "app_key")
    assert "password store" in str(caught.value)


def test_what_was_for_this_session_is_forgotten_even_when_the_store_is_locked() -> None:
    keyring.set_keyring(LockedKeyring())
    secrets = KeyringSecrets()
    secrets.keep("w1", "app_key", KEY)
    with pytest.raises(SecretsProblem):
        secrets.forget("w1")
    with pytest.raises(SecretsProblem):
        secrets.read("w1", "app_key")


def test_a_store_that_comes_back_takes_the_key_over() -> None:
    keyring.set_keyring(NoKeyring())
    secrets = KeyringSecrets()
    secrets.keep("w1", "app_key", "old")
    store = MemoryKeyring()
    keyring.set_keyring(store)
    assert secrets.keep("w1", "app_key", KEY)
    assert secrets.read("w1", "app_key") == KEY == store.kept[SERVICE, "w1:app_key"]


def test_keys_do_not_show() -> None:
    keyring.set_keyring(NoKeyring())
    secrets = KeyringSecrets()
    secrets.keep("w1", "app_key", KEY)
    assert KEY not in repr(secrets)


def test_keyring_is_imported_only_when_it_is_needed() -> None:
    told = "import sys, backfill_assistant.adapters.keyring_secrets as k; k.KeyringSecrets(); print('keyring' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.strip() == "False"


_MISSING = [tool for tool in ("dbus-run-session", "gnome-keyring-daemon") if shutil.which(tool) is None]

_REAL = """
from backfill_assistant.adapters.keyring_secrets import KeyringSecrets
import keyring
assert "SecretService" in type(keyring.get_keyring()).__module__, type(keyring.get_keyring())
first = KeyringSecrets()
assert first.keep("w1", "app_key", "real"), "not kept"
assert KeyringSecrets().read("w1", "app_key") == "real"
first.forget("w1")
assert KeyringSecrets().read("w1", "app_key") is None
print("all is well")
"""


@pytest.mark.skipif(bool(_MISSING), reason=f"a real password store needs {' and '.join(_MISSING)} (dbus, gnome-keyring)")
def test_with_a_real_secret_service(tmp_path: Path) -> None:
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    unlock = 'printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; "$@"'
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(runtime), "XDG_DATA_HOME": str(tmp_path / "share")}
    for name in ("DBUS_SESSION_BUS_ADDRESS", "PYTHON_KEYRING_BACKEND", "DISPLAY", "WAYLAND_DISPLAY"):
        environment.pop(name, None)
    command = ["dbus-run-session", "--", "bash", "-c", unlock, "_", sys.executable, "-c", _REAL]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert ended.stdout.strip() == "all is well", ended.stderr
