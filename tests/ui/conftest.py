"""A window over parts in memory."""

import pytest

from backfill_assistant.ui.application import create_window
from fakes.parts import FakeParts


@pytest.fixture
def parts(tmp_path):
    return FakeParts(tmp_path, look="light")


@pytest.fixture
def make_window(qapp, qtbot):
    """Windows that are closed, with all their threads, when the test is over."""
    made = []

    def make(parts):
        window = create_window(parts)
        qtbot.addWidget(window)
        qtbot.waitExposed(window)
        qtbot.waitUntil(lambda: not window.desk.jobs.running())
        made.append(window)
        return window

    yield make
    for window in made:
        window.desk.jobs.shut_down()
        window.close()


@pytest.fixture
def window(make_window, parts):
    return make_window(parts)
