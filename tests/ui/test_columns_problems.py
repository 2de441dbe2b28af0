"""Columns: all problems in one list, mended beside the button and from the keyboard alone."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from backfill_assistant.ui.models.columns_model import STATE, USE
from backfill_assistant.ui.widgets.choices import ChoiceBox
from backfill_assistant.ui.widgets.notice import Action
from fakes.columns_scene import settled

LEADS = """Email,Name,Opt-in,Scanned at
ada@example.com,Ada,yes,2026-03-04 10:00Z
bob@example.org,Bob,,2026-03-05 11:00Z
nobody,Eve,maybe,
carol@example.com,Carol,yes,2026-03-06 11:00Z
carol@example.com,Caroline,yes,2026-03-06 11:00Z
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


def test_in_the_smallest_window_the_problem_is_in_sight_above_the_columns_and_before_them_for_tab(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(LEADS)
    area = page.findChild(QScrollArea)

    def place(widget):
        return widget.mapTo(area.widget(), widget.rect().topLeft()).y()

    def comes_first():
        order = window._focus_order()
        return order.index(page.problems._show_rows) < order.index(page.table)

    window.resize(960, 640)
    qtbot.waitUntil(lambda: area.widget().isAncestorOf(page.problems) and page.problems.isVisible())
    qtbot.waitUntil(lambda: 0 < place(page.problems) < place(page.table))
    assert area.verticalScrollBar().value() == 0
    assert place(page.problems) + page.problems.height() <= area.viewport().height()
    assert comes_first()
    window.resize(1240, 860)
    qtbot.waitUntil(lambda: not area.widget().isAncestorOf(page.problems) and page.problems.isVisible())
    assert not comes_first()


def test_what_a_guess_rests_on_is_said_in_full_in_any_window(open_text, window, qtbot):
    page = open_text(LEADS)
    options = page.options
    for width, height in ((960, 640), (1240, 860)):
        window.resize(width, height)
        for line in range(page.model.rowCount()):
            page.table.selectRow(line)
            settled(window, qtbot)
            told = [each for each in (options._why, options._why_below) if each.isVisible()]
            assert len(told) == 1
            assert told[0].text() == options._why.whole_text != ""
            assert told[0].width() >= told[0].fontMetrics().horizontalAdvance(told[0].text()) or told[0].wordWrap()


def test_space_opens_a_cell_of_the_columns_and_goes_to_its_problem(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(LEADS)
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(1, USE))
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    assert page.table.findChild(ChoiceBox) is not None
    page.table.closePersistentEditor(page.model.index(1, USE))
    page.table.setCurrentIndex(page.model.index(3, STATE))
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    assert page.problems.problem.column == 3


def test_tab_reaches_the_button_of_a_notice_before_the_page_below_it(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(LEADS)
    page.notice.say("accent", "A file like this was brought in before.", "", (Action("Use its mapping", page.check),))
    button = page.notice._buttons[0]
    on_page = [each for each in window._focus_order() if page.isAncestorOf(each)]
    assert on_page[0] is button
    assert page.bar.isAncestorOf(on_page[1])
