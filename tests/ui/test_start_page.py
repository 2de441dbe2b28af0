"""Start: three starting points, samples, and what was done before."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.core.ports import RunSummary
from backfill_assistant.ui.cell_roles import DETAIL_ROLE, TONE_ROLE
from backfill_assistant.ui.models.recent_model import STATE, recent_lines
from backfill_assistant.ui.session import Intent
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets.choice_card import ChoiceCard
from backfill_assistant.ui.wording import day_and_time
from fakes.parts import FakeParts

DAY_MS = 86_400_000
NOON_MS = 1_790_000_000_000
COMPLETE = RunSummary(
    "c", "Acme Events", False, "badges.xlsx", 1_312, 1_312, 0, RunEnd.COMPLETE, NOON_MS - DAY_MS, NOON_MS - DAY_MS
)
STOPPED = RunSummary(
    "s", "Acme Events", False, "orders.csv", 5_000_000, 2_113_480, 0, RunEnd.STOPPED_BY_PERSON, 1, NOON_MS - 9 * DAY_MS
)
REFUSED = replace(
    COMPLETE, id="r", file_name="survey.csv", end=RunEnd.COMPLETE_WITH_REFUSALS, refused=1, ended_ms=NOON_MS - 2 * DAY_MS
)


def drawn(model):
    return [[model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())]


@pytest.fixture
def start(make_window, tmp_path):
    opened = tmp_path / "people.csv"
    opened.write_text("id\n1\n", encoding="utf-8")
    files = [
        {"path": str(opened), "name": "people.csv", "row_count": 1, "opened_ms": NOON_MS},
        {"path": str(tmp_path / "deleted.csv"), "name": "deleted.csv", "row_count": 1, "opened_ms": NOON_MS},
    ]
    return make_window(FakeParts(tmp_path, (REFUSED, STOPPED, COMPLETE), look="light", recent_files=files)).page(Step.START)


def test_what_was_done_before_is_listed_unfinished_first(start):
    assert drawn(start.recent) == [
        ["orders.csv", "Acme Events", "Stopped by you", "5,000,000", "Continue"],
        ["people.csv", "", "Opened", "1", "Open"],
        ["badges.xlsx", "Acme Events", "Complete", "1,312", "Open"],
        ["survey.csv", "Acme Events", "1 row refused", "1,312", "Open"],
    ]


def test_a_run_that_waits_for_quiet_time_says_until_when(start):
    waiting = replace(STOPPED, end=RunEnd.OPEN, accepted=0, start_ms=NOON_MS + DAY_MS)
    start.recent.show_lines(recent_lines((waiting,), (), (), NOON_MS))
    state = start.recent.index(0, STATE)
    words = (state.data(), state.data(DETAIL_ROLE), state.data(TONE_ROLE))
    assert words == ("Waits", f"until {day_and_time(NOON_MS + DAY_MS)}", "accent")
    start.recent.show_lines(recent_lines((waiting,), (), (), NOON_MS + 2 * DAY_MS))
    assert start.recent.index(0, STATE).data() == "Not finished"


def test_the_model_is_one_that_qt_accepts(start, qtmodeltester):
    qtmodeltester.check(start.recent)


def test_a_file_opened_before_is_opened_again_with_enter(start, qtbot):
    start.table.setFocus()
    start.table.selectRow(1)
    QTest.keyClick(start.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: start.desk.session.table is not None)
    assert start.desk.session.opened.path.endswith("people.csv")


def test_a_run_that_is_over_is_opened_with_a_click(start, qtbot):
    at = start.table.visualRect(start.recent.index(2, 4)).center()
    qtbot.mouseClick(start.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert start.desk.session.run_id == "c"


def test_a_run_that_cannot_be_read_says_so_on_the_page(start, qtbot):
    start.table.activated.emit(start.recent.index(0, 0))
    qtbot.waitUntil(start.notice.isVisible)
    assert start.notice.words == "This run cannot be read. Start a new one."


@pytest.mark.parametrize(("number", "intent"), [(0, Intent.PEOPLE), (1, Intent.EVENTS), (2, Intent.PREVIEW)])
def test_a_starting_point_asks_for_a_file_and_then_sets_what_the_session_is_for(start, qtbot, tmp_path, number, intent):
    session = start.desk.session
    start.open_file(str(tmp_path / "people.csv"))
    qtbot.waitUntil(lambda: session.table is not None)
    open_before, intent_before = session.table, session.intent
    card = start.findChildren(ChoiceCard)[number]
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_Space)
    start.findChild(QFileDialog).reject()
    qtbot.waitUntil(lambda: start.findChild(QFileDialog) is None)
    # Whoever thinks better of it keeps what is open.
    assert session.table is open_before
    assert session.intent is intent_before

    QTest.keyClick(card, Qt.Key.Key_Space)
    dialog = start.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "people.csv"))
    dialog.reject()
    assert session.intent is intent
    qtbot.waitUntil(lambda: session.table is not None and session.table is not open_before)


def test_nothing_can_be_sent_from_a_preview(start):
    start.desk.session.intent = Intent.PREVIEW
    assert start.desk.session.previews_only


@pytest.mark.parametrize(("button", "name"), [("sample_events", "survey.csv"), ("sample_leads", "leads.csv")])
def test_samples_are_tried_with_one_click(start, qtbot, button, name):
    qtbot.mouseClick(getattr(start, button), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: start.desk.session.table is not None)
    assert start.desk.session.table.source.name == name
    assert start.desk.session.workspace.practice
    qtbot.waitUntil(lambda: not start.desk.jobs.running())
    assert start.desk.parts.settings.read("recent_files")[0]["name"] == name
