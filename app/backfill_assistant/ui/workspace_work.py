"""What workspaces need done away from the window: each function runs in a job's thread, blocking, without Qt."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from backfill_assistant.core.errors import BackfillError
from backfill_assistant.core.journal.kept_workspaces import WORKSPACES, kept_workspaces, to_keep
from backfill_assistant.core.journal.runs import Region, WorkspaceAddress
from backfill_assistant.core.progress import Stopped
from backfill_assistant.core.routes import Route

if TYPE_CHECKING:
    from collections.abc import Callable

    from backfill_assistant.core.ports import Parts, RegionCheck
    from backfill_assistant.core.progress import Monitor

# See `ports.Secrets`.
_PURPOSES: Final = ("track_site_id", "track_api_key", "pipelines_key", "app_key")
PRIVATE_KEY_STARTS: Final = {"sk_us_": Region.US, "sk_eu_": Region.EU}


@dataclass(frozen=True)
class Draft:
    """A workspace as typed in. Keys do not show."""

    name: str
    region: Region
    route: Route
    site_id: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    app_key: str = field(default="", repr=False)

    def secrets(self) -> dict[str, str]:
        """What goes into the keyring, by purpose. A private key opens all of Customer.io's APIs, so it stands for all keys."""
        private = private_key_region(self.key) is not None
        app_key = self.app_key.strip() or (self.key.strip() if private else "")
        if self.route is Route.PIPELINES:
            found = {"pipelines_key": self.key.strip(), "app_key": app_key}
        else:
            site_id = "" if private else self.site_id.strip()
            found = {"track_site_id": site_id, "track_api_key": self.key.strip(), "app_key": app_key}
        return {purpose: secret for purpose, secret in found.items() if secret}


@dataclass(frozen=True)
class Found:
    """A workspace that answered: what it said, and whether its keys outlive the session."""

    address: WorkspaceAddress
    check: RegionCheck
    keys_kept: bool = True


def private_key_region(key: str) -> Region | None:
    """The region that a private key names; None for any other key."""
    return next((region for start, region in PRIVATE_KEY_STARTS.items() if key.strip().startswith(start)), None)


def list_workspaces(parts: Parts) -> tuple[WorkspaceAddress, ...]:
    """The practice workspace, then those that were added."""
    return (parts.practice.address(), *added_workspaces(parts))


def add_workspace(parts: Parts, draft: Draft, monitor: Monitor) -> Found:
    """Check the keys, and keep the workspace only if they fit. Nothing but the check leaves. Raises Stopped: nothing is kept."""
    address = WorkspaceAddress(uuid.uuid4().hex, draft.name.strip(), draft.region, draft.route)
    found = _try_keys(parts, address, draft, monitor)
    name = address.name or found.check.name or _number_of(found.check)
    named = replace(address, name=name)
    _change(parts, lambda kept: (*kept, named))
    return replace(found, address=named)


def replace_keys(parts: Parts, address: WorkspaceAddress, draft: Draft, monitor: Monitor) -> Found:
    """Give a workspace other keys; what is left empty stays. Keys that do not fit are not kept, and the old ones come back.

    Raises Stopped: the old ones are back, too.
    """
    old = {purpose: parts.secrets.read(address.id, purpose) for purpose in _PURPOSES}
    changed = replace(address, region=draft.region, route=draft.route, name=draft.name.strip() or address.name)
    try:
        found = _try_keys(parts, changed, draft, monitor)
    except (BackfillError, Stopped):
        for purpose, secret in old.items():
            if secret is not None:
                parts.secrets.keep(address.id, purpose, secret)
        raise
    _change(parts, lambda kept: tuple(changed if each.id == address.id else each for each in kept))
    return replace(found, address=changed)


def check_workspace(parts: Parts, address: WorkspaceAddress) -> Found:
    """Ask where the workspace is; no customer data leaves."""
    workspace = parts.open_workspace(address)
    try:
        return Found(address, workspace.check())
    finally:
        workspace.close()


def rename_workspace(parts: Parts, address: WorkspaceAddress, name: str) -> WorkspaceAddress:
    """Call it something else here; Customer.io's own name stays. What another window changed of it meanwhile stays, too."""
    called = name.strip() or address.name
    _change(parts, lambda kept: tuple(replace(each, name=called) if each.id == address.id else each for each in kept))
    return next((each for each in added_workspaces(parts) if each.id == address.id), replace(address, name=called))


def remove_workspace(parts: Parts, address: WorkspaceAddress) -> WorkspaceAddress:
    """Forget its keys and take it from the list; runs stay in the history."""
    parts.secrets.forget(address.id)
    _change(parts, lambda kept: tuple(each for each in kept if each.id != address.id))
    return address


def _try_keys(parts: Parts, address: WorkspaceAddress, draft: Draft, monitor: Monitor) -> Found:
    kept = [parts.secrets.keep(address.id, purpose, secret) for purpose, secret in draft.secrets().items()]
    try:
        found = check_workspace(parts, address)
        if monitor.stopping():
            # The person gave up while Customer.io was asked: keys that nobody wants any more are in no store.
            raise Stopped
        return replace(found, keys_kept=all(kept))
    except (BackfillError, Stopped):
        parts.secrets.forget(address.id)
        raise


def _number_of(check: RegionCheck) -> str:
    """How a workspace is called whose name nobody said."""
    return f"Customer.io {check.workspace_key.rpartition(':')[2][:8]} ({check.region.upper()})"


def added_workspaces(parts: Parts) -> tuple[WorkspaceAddress, ...]:
    """Those that the person added; the practice workspace is not among them."""
    return kept_workspaces(parts.settings.read(WORKSPACES))


def _change(parts: Parts, change: Callable[[tuple[WorkspaceAddress, ...]], tuple[WorkspaceAddress, ...]]) -> None:
    """Of the workspaces as they are kept now, whatever another window made of them."""
    parts.settings.change(WORKSPACES, lambda kept: to_keep(change(kept_workspaces(kept))))
