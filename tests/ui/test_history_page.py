"""Run history: every run with its numbers; continue, open, delete."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.core.ports import RunSummary
from backfill_assistant.ui.steps import Step
from fakes.cargo import make_run
from fakes.parts import FakeParts

NOON_MS = 1_790_000_000_000
HOUR_MS = 3_600_000
STOPPED = RunSummary("s", "Acme", False, "orders.csv", 5_000, 2_113, 7, RunEnd.STOPPED_BY_PERSON, NOON_MS, NOON_MS + HOUR_MS)
COMPLETE = replace(STOPPED, id="c", file_name="badges.xlsx", end=RunEnd.COMPLETE, accepted=5_000, refused=0)
HELD = replace(
    STOPPED, id="h", file_name="held.csv", end=RunEnd.OPEN, accepted=0, refused=0, ended_ms=None, start_ms=NOON_MS + 72 * HOUR_MS
)


@pytest.fixture
def parts(tmp_path):
    return FakeParts(tmp_path, (STOPPED, COMPLETE, HELD), look="light")


@pytest.fixture
def page(make_window, parts, qtbot):
    window = make_window(parts)
    window.go_to(Step.HISTORY)
    page = window.page(Step.HISTORY)
    qtbot.waitUntil(lambda: not window.desk.jobs.running())
    page.window_of_page = window
    return page


def idle(page, qtbot):
    qtbot.waitUntil(lambda: not page.desk.jobs.running())


def shown(page):
    model = page.model
    return [[model.index(row, column).data() for column in range(1, 7)] for row in range(model.rowCount())]


def test_every_run_with_its_numbers(page, qtmodeltester):
    assert shown(page) == [
        ["orders.csv", "Acme", "Stopped by you", "2,113", "7", "5,000"],
        ["badges.xlsx", "Acme", "Complete", "5,000", "0", "5,000"],
        ["held.csv", "Acme", "Waits until then", "0", "0", "5,000"],
    ]
    qtmodeltester.check(page.model)


def test_records_that_cannot_be_read_are_told(page, parts, qtbot):
    parts.journals.damaged = ["2026-11-01-0a1b2c3d"]
    page.entered()
    idle(page, qtbot)
    assert len(shown(page)) == 3
    assert page.notice.isVisible()
    assert "2026-11-01-0a1b2c3d" in page.notice.words


def test_what_can_be_done_follows_the_chosen_run(page):
    assert page.go_on.isEnabled()
    assert "2,113 of 5,000 rows accepted, 7 refused. It can be continued" in page._about.text()
    page.table.selectRow(1)
    assert not page.go_on.isEnabled()
    assert page.open_button.isEnabled()
    page.table.selectRow(2)
    assert page.go_on.isEnabled()
    assert page._about.text().startswith("Waits until ")


def test_a_held_run_whose_time_has_come_is_one_to_continue(page, parts, qtbot):
    parts.clock.advance(80 * 3600)
    page.entered()
    idle(page, qtbot)
    assert shown(page)[2][2] == "Not finished"


def test_opening_a_report_leads_to_it(page):
    page.table.selectRow(1)
    page.open_button.click()
    assert page.desk.session.run_id == "c"
    assert page.window_of_page.current_step is Step.REPORT


def test_enter_opens_the_report_of_a_finished_run(page):
    page.table.setFocus()
    page.table.selectRow(1)
    page.table.setCurrentIndex(page.model.index(1, 0))
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert page.desk.session.run_id == "c"


def test_a_record_is_deleted_after_a_question(page, parts, qtbot):
    page.desk.session.run_id = "c"
    page.table.selectRow(1)
    page.delete.click()
    assert "Delete the record of badges.xlsx" in page.notice.words
    assert len(parts.journals.summaries()) == 3
    page.notice._buttons[1].click()
    assert not page.notice.isVisible()
    page.delete.click()
    page.notice._buttons[0].click()
    idle(page, qtbot)
    assert [run.id for run in parts.journals.summaries()] == ["s", "h"]
    assert len(shown(page)) == 2
    assert page.desk.session.run_id is None


def test_continuing_brings_back_what_the_run_was_started_with(page, parts, qtbot, tmp_path):
    run = replace(make_run(5_000), id="s")
    parts.journals.begin(run)
    page.go_on.click()
    qtbot.waitUntil(lambda: page.desk.session.workspace == run.workspace)
    assert page.window_of_page.current_step in (Step.SEND, Step.HISTORY)


def test_a_run_that_cannot_be_read_is_told(page, qtbot):
    page.go_on.click()
    idle(page, qtbot)
    assert "cannot be read" in page.notice.words


def test_an_empty_history_says_so(make_window, tmp_path, qtbot):
    window = make_window(FakeParts(tmp_path, look="light"))
    window.go_to(Step.HISTORY)
    page = window.page(Step.HISTORY)
    idle(page, qtbot)
    assert page._places.currentWidget() is page._nothing


def test_a_narrow_window_leaves_room_for_names(page, qtbot):
    page.window_of_page.resize(960, 640)
    qtbot.waitUntil(lambda: page.table.isColumnHidden(4))
    widths = [page.table.columnWidth(column) for column in range(7) if not page.table.isColumnHidden(column)]
    assert sum(widths) <= page.table.viewport().width()
    assert page.table.columnWidth(1) >= 90
