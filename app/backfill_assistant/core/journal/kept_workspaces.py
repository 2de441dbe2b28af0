"""Workspaces as the settings keep them: plain values without keys, under one name, for whoever starts the program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from backfill_assistant.core.journal.runs import Region, Run, WorkspaceAddress
from backfill_assistant.core.routes import Route
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

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


def other_way_now(run: Run, kept: Any) -> Sentence | None:
    """What to say when the workspace has got another route since a run began; `kept` as for `kept_workspaces`.

    The run goes on by its own: event ids are made for one route, so the rest of its events is known there, and none counts twice.
    """
    found = next((each for each in kept_workspaces(kept) if each.id == run.workspace.id), None)
    if run.workspace.practice or found is None or found.route is run.workspace.route:
        return None
    return Sentence(
        QT_TRANSLATE_NOOP(
            "core",
            "{workspace} goes by {now} since this run began. The run goes on by {then} all the same, with the keys kept for it: "
            "by {now}, events that were sent already would count twice.",
        ),
        workspace=found.name,
        now=found.route.words,
        then=run.workspace.route.words,
    )


def to_keep(addresses: Sequence[WorkspaceAddress]) -> list[dict[str, str]]:
    """What is put into the settings under `WORKSPACES`; keys are in the keyring alone."""
    return [{"id": each.id, "name": each.name, "region": each.region.value, "route": each.route.value} for each in addresses]
