"""Operations on workspaces: everything a person can do on the Workspace page, one function each (see `operations.py`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from backfill_assistant.ui import operations
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.jobs import Job, Lane

if TYPE_CHECKING:
    from backfill_assistant.core.journal.runs import WorkspaceAddress
    from backfill_assistant.core.ports import Mood
    from backfill_assistant.ui.workspace_work import Draft, Found

# Enough to look at; reading hundreds of thousands would stall the window.
HOLDINGS_SHOWN: Final = 2_000


def list_workspaces(desk: Desk, keep: Callable[[tuple[WorkspaceAddress, ...]], None]) -> Job:
    """All workspaces, the practice workspace first."""
    from backfill_assistant.ui import workspace_work

    return _start(desk, workspace_work.list_workspaces, keep=keep)


def use_workspace(desk: Desk, address: WorkspaceAddress) -> Job:
    """Send everything there from now on."""
    if address.practice:
        return operations.use_practice_workspace(desk)
    return operations.use_workspace(desk, address)


def add_workspace(desk: Desk, draft: Draft) -> Job:
    """Check the keys; if they fit, keep the workspace and use it."""
    from backfill_assistant.ui import workspace_work

    def keep(found: Found) -> None:
        use_workspace(desk, found.address)

    return _start(desk, workspace_work.add_workspace, draft, keep=keep, watched=True)


def replace_keys(desk: Desk, address: WorkspaceAddress, draft: Draft) -> Job:
    """Give a workspace other keys, another region or another route."""
    from backfill_assistant.ui import workspace_work

    def keep(found: Found) -> None:
        _follow(desk, found.address)

    return _start(desk, workspace_work.replace_keys, address, draft, keep=keep, watched=True)


def check_workspace(desk: Desk, address: WorkspaceAddress) -> Job:
    """Ask Customer.io where it is; no customer data leaves."""
    from backfill_assistant.ui import workspace_work

    return _start(desk, workspace_work.check_workspace, address)


def rename_workspace(desk: Desk, address: WorkspaceAddress, name: str) -> Job:
    """Call it something else here."""
    from backfill_assistant.ui import workspace_work

    def keep(renamed: WorkspaceAddress) -> None:
        _follow(desk, renamed)

    return _start(desk, workspace_work.rename_workspace, address, name, keep=keep)


def remove_workspace(desk: Desk, address: WorkspaceAddress) -> Job:
    """Forget its keys and take it from the list."""
    from backfill_assistant.ui import workspace_work

    def keep(removed: WorkspaceAddress) -> None:
        used = desk.session.workspace
        if used is not None and used.id == removed.id:
            operations.use_practice_workspace(desk)

    return _start(desk, workspace_work.remove_workspace, address, keep=keep)


def read_holdings(desk: Desk, keep: Callable[[Mapping[str, Any]], None]) -> Job:
    """What arrived in the practice workspace, the newest of each kind."""
    practice = desk.parts.practice
    return desk.jobs.start(practice.holdings, HOLDINGS_SHOWN, name="holdings", lane=Lane.OUTSIDE, keep=keep, watched=False)


def behave(desk: Desk, mood: Mood) -> Job:
    """Have the practice workspace answer batches so, to practise with what can go wrong."""
    return desk.jobs.start(desk.parts.practice.behave, mood, name="mood", lane=Lane.OUTSIDE, watched=False)


def _follow(desk: Desk, address: WorkspaceAddress) -> None:
    used = desk.session.workspace
    if used is not None and used.id == address.id:
        use_workspace(desk, address)


def _start(
    desk: Desk, function: Callable[..., Any], *args: object, keep: Callable[[Any], None] | None = None, watched: bool = False
) -> Job:
    return desk.jobs.start(function, desk.parts, *args, name="workspaces", lane=Lane.OUTSIDE, keep=keep, watched=watched)
