"""The Workspaces page."""

import pytest

from backfill_assistant.ui.steps import Step
from fakes.parts import FakeParts
from fakes.workspaces_scene import KEPT, Door, HeldPractice, idle


@pytest.fixture
def parts(tmp_path):
    made = FakeParts(tmp_path, look="light", workspaces=list(KEPT))
    made.open_workspace = lambda address: Door(made, address)
    made.practice = HeldPractice()
    return made


@pytest.fixture
def page(make_window, parts, qtbot):
    window = make_window(parts)
    window.go_to(Step.WORKSPACE)
    page = window.page(Step.WORKSPACE)
    page.window_of_page = window
    idle(page, qtbot)
    return page
