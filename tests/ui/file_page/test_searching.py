"""A search in a large file takes its time; other answers do not wait for it."""

from __future__ import annotations

import threading

from backfill_assistant.core.routes import Route
from backfill_assistant.ui import column_operations, file_operations
from backfill_assistant.ui.steps import Step


def test_a_row_is_previewed_while_a_search_goes_on(page, open_text, idle, window, qtbot):
    open_text("email,note\nada@example.com,needle\n")
    window.go_to(Step.COLUMNS)
    qtbot.waitUntil(lambda: window.desk.session.mapping is not None)
    idle()
    desk, released, shown, found = window.desk, threading.Event(), [], []
    search = file_operations.find_words(desk, "needle", (-1, -1), False)
    search.finished.connect(found.append)
    # Something that takes as long as a search in millions of cells, in the same lane.
    idle()
    desk.jobs.start(released.wait, 20, name="long search", lane=search.lane, watched=False)
    facts = file_operations.describe_column(desk, 1)
    column_operations.preview_row(desk, 0, Route.TRACK, shown.append)
    qtbot.waitUntil(lambda: bool(shown))
    assert facts.running
    released.set()
    idle()
    assert not facts.running
    assert (found[0].row, found[0].column) == (0, 1)
