"""Workspaces as the settings keep them: plain values without keys, under one name, for whoever starts the program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from backfill_assistant.core.journal.runs import Region, WorkspaceAddress
from backfill_assistant.core.routes import Route

# What the settings file calls the workspaces that were added; the practice workspace is never among them.
WORKSPACES: Final = "workspaces"


def kept_workspace(kept: Any) -> WorkspaceAddress | None:
    """One workspace of the settings; None for what is none, because somebody edited the file by hand."""
    try:
        return WorkspaceAddress(str(kept["id"]), str(kept["name"]), Region(kept["region"]), Route(kept["route"]))
    except (KeyError, TypeError, ValueError):
        return None


def kept_workspaces(kept: Any) -> tuple[WorkspaceAddress, ...]:
    """What stands in the settings under `WORKSPACES`, in its order, without what is no workspace."""
    found = [kept_workspace(each) for each in kept] if isinstance(kept, list) else []
    return tuple(each for each in found if each is not None)


def to_keep(addresses: Sequence[WorkspaceAddress]) -> list[dict[str, str]]:
    """What is put into the settings under `WORKSPACES`; keys are in the keyring alone."""
    return [{"id": each.id, "name": each.name, "region": each.region.value, "route": each.route.value} for each in addresses]
