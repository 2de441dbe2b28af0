"""Columns: all problems in one list, mended beside the button and from the keyboard alone."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from backfill_assistant.core.mapping.repairs import (
    CorrectValue,
    EditCell,
    Keep,
    KeepOfDuplicates,
    LeaveOutProblem,
    SendAsText,
)
from backfill_assistant.ui.wording import weekday_and_time
from fakes.columns_scene import reach, settled

LEADS = """Email,Name,Opt-in,Scanned at
ada@example.com,Ada,yes,2026-03-04 10:00
bob@example.org,Bob,,2026-03-05 11:00
nobody,Eve,maybe,
carol@example.com,Carol,yes,2026-03-06 11:00
carol@example.com,Caroline,yes,2026-03-06 11:00
"""


def press(widget, key=Qt.Key.Key_Return):
    widget.setFocus()
    QTest.keyClick(widget, key)


def decided(window):
    return window.desk.session.repairs.decisions


def test_all_problems_are_listed_with_their_rows_and_each_leads_to_its_card(open_text, window, qtbot):
    page = open_text(LEADS)
    card = page.problems
    card._list_problems()
    actions = card._all.menu().actions()
    assert len(actions) == card.count > 3
    assert actions[0].isChecked()
    assert page.footer.sentence.endswith(f"{card.count} problems")
    (time,) = (action for action in actions if "Scanned at is empty" in action.text())
    assert time.text().startswith("✕ 1 row  ·  ")
    time.trigger()
    assert card.problem.code == "time.empty"
    assert card._all.text() == f"{actions.index(time) + 1} of {card.count}"


def test_the_problem_stays_in_sight_where_there_is_room(open_text, window, qtbot):
    page = open_text(LEADS)
    inside = page.findChild(QScrollArea).widget()
    for height, scrolls in ((860, False), (640, True), (860, False)):
        window.resize(1100, height)
        qtbot.waitUntil(lambda: (page.height() < 600) is scrolls)  # noqa: B023
        assert inside.isAncestorOf(page.problems) is scrolls
        assert inside.isAncestorOf(page.mend_ask) is scrolls
        # Qt shows what changed its parent a little later.
        qtbot.waitUntil(page.problems.isVisible)


def test_everything_is_mended_with_enter_and_taken_back(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(LEADS)
    card = page.problems
    press(reach(page, "person.duplicate").buttons["keep_newest"])
    settled(window, qtbot)
    press(reach(page, "email.malformed").buttons["edit"])
    (edit,) = page.mend_ask.edits
    assert edit.hasFocus()
    QTest.keyClicks(edit, "eve@example.com")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    settled(window, qtbot)
    press(reach(page, "value.true_false").buttons["correct"])
    _, right = page.mend_ask.edits
    QTest.keyClicks(right, "no")
    QTest.keyClick(right, Qt.Key.Key_Return)
    settled(window, qtbot)
    press(reach(page, "time.empty").buttons["leave_out"], Qt.Key.Key_Space)
    settled(window, qtbot)
    wanted = (
        KeepOfDuplicates(Keep.NEWEST),
        EditCell(2, 0, "eve@example.com"),
        CorrectValue(2, "maybe", "no"),
        LeaveOutProblem("time.empty", 3),
    )
    assert decided(window) == wanted
    for left in (3, 2, 1, 0):
        press(card._undo, Qt.Key.Key_Space)
        settled(window, qtbot)
        assert decided(window) == wanted[:left]
    for count in (1, 2, 3, 4):
        press(card._redo, Qt.Key.Key_Space)
        settled(window, qtbot)
        assert decided(window) == wanted[:count]
    assert [action.text().removeprefix("Drop: ") for action in card._decisions.menu().actions()] == [
        "Of several rows for one person, keep the newest.",
        "Row 3: another text in Email.",
        "Correct one value everywhere in Opt-in.",
        "Leave out rows without a time in Scanned at.",
    ]


def test_sending_as_text_with_enter(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(LEADS)
    press(reach(page, "value.true_false").buttons["send_as_text"])
    settled(window, qtbot)
    assert decided(window) == (SendAsText(2),)


def test_empty_cells_are_filled_in_words(open_text, window, qtbot):
    page = open_text(LEADS.replace("Opt-in", "Unsubscribed"))
    reach(page, "unsubscribed.empty").buttons["correct"].click()
    (edit,) = page.mend_ask.edits
    assert edit.accessibleName() == "Instead of an empty cell use"
    edit.setText("no")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    settled(window, qtbot)
    assert decided(window) == (CorrectValue(2, "", "no"),)
    assert "unsubscribed.empty" not in {problem.code for problem in window.desk.session.checked.problems}


def test_at_the_usual_size_nothing_of_the_page_is_out_of_sight(open_text, window, qtbot):
    window.resize(1100, 720)
    page = open_text(LEADS)
    settled(window, qtbot)
    bar = page.findChild(QScrollArea).verticalScrollBar()
    assert page.problems.isVisible()
    qtbot.waitUntil(lambda: bar.maximum() == 0)


def test_the_moment_of_a_row_is_said_in_words(open_text, window, qtbot):
    page = open_text(LEADS)
    moment = page.preview._moment
    assert moment.isVisible()
    assert moment.text() == f"Happened {weekday_and_time(1_772_618_400_000)}"
    page.preview.show_row(2)
    settled(window, qtbot)
    assert not moment.isVisible()
