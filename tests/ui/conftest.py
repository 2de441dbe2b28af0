"""A window over parts in memory."""

import pytest

from backfill_assistant.ui.application import create_window
from backfill_assistant.ui.steps import Step
from fakes.columns_scene import say_zone, settled
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


@pytest.fixture
def open_text(window, tmp_path, qtbot):
    """The page over a file of this text, looked at and checked."""

    def open_it(text, *, checked=True, zone=None):
        """`zone` answers the question in which zone times are that do not say it."""
        window.desk.session.table = None
        path = tmp_path / "rows.csv"
        path.write_text(text, encoding="utf-8")
        window.bring_in(str(path))
        qtbot.waitUntil(lambda: window.desk.session.table is not None)
        window.go_to(Step.COLUMNS)
        # Nobody types letter by letter here.
        window.page(Step.COLUMNS)._timer.setInterval(0)
        settled(window, qtbot, checked=checked)
        if zone is not None:
            qtbot.waitUntil(window.page(Step.COLUMNS).assumed_zone.isVisible)
            say_zone(window.page(Step.COLUMNS), zone)
            settled(window, qtbot, checked=checked)
        return window.page(Step.COLUMNS)

    return open_it
