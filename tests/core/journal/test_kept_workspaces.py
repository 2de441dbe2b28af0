"""Workspaces in the settings: the same after writing and reading, and what somebody made of them by hand is none."""

import pytest

from backfill_assistant.core.journal.kept_workspaces import kept_workspace, kept_workspaces, to_keep
from backfill_assistant.core.journal.runs import Region, WorkspaceAddress
from backfill_assistant.core.routes import Route

ACME = WorkspaceAddress("w1", "Acme", Region.EU)
PIPES = WorkspaceAddress("w2", "Pipes", Region.US, Route.PIPELINES)


def test_what_is_kept_comes_back():
    assert kept_workspaces(to_keep((ACME, PIPES))) == (ACME, PIPES)


def test_what_is_no_workspace_is_left_out_and_the_others_stay():
    good, bad = to_keep((ACME, PIPES))
    assert kept_workspaces([{**bad, "region": "mars"}, "Acme", {"id": "w3"}, good]) == (ACME,)


@pytest.mark.parametrize("kept", [None, "Acme", {"id": "w1"}, 7])
def test_settings_that_hold_something_else_hold_none(kept):
    assert kept_workspaces(kept) == ()
    assert kept_workspace(kept) is None
