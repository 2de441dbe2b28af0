"""Columns: what keeps the window quick, told by what is made and laid out and not by a clock."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from backfill_assistant.core.mapping.mapping import RowMeaning
from backfill_assistant.core.mapping.mapping_changes import Use
from backfill_assistant.ui import column_operations as operations
from backfill_assistant.ui.cell_roles import CHOICES_ROLE
from backfill_assistant.ui.models.columns_model import NAME, TYPE, USE, column_states
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets import choice_cells
from backfill_assistant.ui.widgets.text import MadeFont
from fakes.columns_scene import LEADS, reach, settled


class Heard(QObject):
    """How often a widget got an event of a kind."""

    def __init__(self, widget, kind):
        super().__init__(widget)
        self.kind, self.times = kind, 0
        widget.installEventFilter(self)

    def eventFilter(self, _, event):
        self.times += event.type() == self.kind
        return False


def test_buttons_and_the_cursor_on_them_stay_when_the_same_problem_is_there_after_another_check(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(LEADS)
    card = reach(page, "value.true_false")
    before = card.buttons
    before["send_as_text"].setFocus()
    widgets = set(page.findChildren(QWidget))
    page.changes.change_name(1, "first_name")
    settled(window, qtbot)
    assert card.problem.code == "value.true_false"
    assert card.buttons == before
    assert before["send_as_text"].hasFocus()
    assert set(page.findChildren(QWidget)) == widgets


def test_pressing_twice_does_not_mend_another_problem(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(LEADS)
    card = reach(page, "email.malformed")
    button = card.buttons["leave_out"]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    settled(window, qtbot)
    assert card.problem is not None
    assert card.problem.code != "email.malformed"
    # The next problem can be left out as well, but not by the same press.
    assert "leave_out" in card.buttons
    assert not any(each.hasFocus() for each in card.buttons.values())
    assert card._show_rows.hasFocus()
    decisions = window.desk.session.repairs.decisions
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    settled(window, qtbot)
    assert window.desk.session.repairs.decisions == decisions


def test_tab_goes_through_the_repairs_in_their_order_whatever_was_shown_before(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(LEADS)
    card = reach(page, "time.unreadable")
    for code in ("value.true_false", "email.malformed", "value.true_false"):
        reach(page, code)
    card._show_rows.setFocus()
    walked = []
    for _ in card.buttons:
        window.focusNextPrevChild(True)
        walked.append(window.focusWidget())
    assert walked == list(card.buttons.values())
    places = [button.pos() for button in walked]
    assert places == sorted(places, key=lambda place: (place.y(), place.x()))
    assert not [each for each in card._made.values() if each.isVisible() and each not in walked]


def test_a_problem_that_comes_up_does_not_lay_the_table_out_for_each_of_its_parts(open_text, window, qtbot):
    page = open_text(LEADS)
    checked = window.desk.session.checked
    heard = Heard(page.table, QEvent.Type.Resize)
    page.in_the_way.show_found(())
    qtbot.waitUntil(page.problems.isHidden)
    qtbot.wait(1)
    heard.times = 0
    page.in_the_way.show_found(checked.problems)
    qtbot.waitUntil(page.problems.isVisible)
    qtbot.wait(1)
    # For the card, and once more for how high its words are at their width; part by part it would be ten times.
    assert 1 <= heard.times <= 2


def test_what_is_lacking_is_worked_out_once_per_mapping(open_text, window, qtbot):
    open_text(LEADS)
    session = window.desk.session
    assert session.lacks == ()
    session.mapping = replace(session.mapping, identifier_column=None)
    assert session.lacks
    assert session.lacks is session.lacks
    session.mapping = None
    assert session.lacks == ()


def test_choices_are_put_into_words_once_for_all_lines(open_text):
    model = open_text(LEADS).model
    for column in (USE, TYPE):
        assert model.cell(1, column, CHOICES_ROLE) is model.cell(4, column, CHOICES_ROLE)
    assert model.cell(1, NAME, CHOICES_ROLE) is None
    before = model.cell(1, USE, CHOICES_ROLE)
    mapping = replace(model._mapping, row_meaning=RowMeaning.EVENT)
    model.show_mapping(mapping)
    assert model.cell(1, USE, CHOICES_ROLE) != before


def test_where_no_row_is_an_event_columns_are_not_offered_for_its_name(open_text, window, qtbot):
    page = open_text(LEADS)
    assert page.bar.event_from.count() == 0
    page.bar.meaning_wanted.emit(RowMeaning.EVENT)
    settled(window, qtbot, checked=False)
    assert page.bar.event_from.count() == 6


def test_a_font_made_for_cells_is_made_anew_only_for_another_one(qapp):
    made = MadeFont(QFont)
    font = QFont(qapp.font())
    assert made.of(font) is made.of(QFont(font))
    larger = QFont(font)
    larger.setPointSizeF(font.pointSizeF() + 3)
    assert made.of(larger) == larger
    assert made.of(font) == font


def test_of_rows_looked_at_one_after_the_other_only_the_last_is_put_together(open_text, window, qtbot):
    page = open_text(LEADS)
    shown, stopped = [], []
    jobs = [operations.preview_row(window.desk, row, page.preview.route, shown.append) for row in (0, 1, 2, 3)]
    for job in jobs:
        job.stopped.connect(lambda: stopped.append(1))
    settled(window, qtbot)
    assert (len(shown), len(stopped)) == (1, 3)


def test_jobs_that_begin_and_end_do_not_paint_steps_that_stand_as_before(open_text, window, qtbot):
    page = open_text(LEADS)
    button = window._rail.button(Step.COLUMNS)
    qtbot.waitUntil(lambda: not window.desk.jobs.running())
    qtbot.wait(20)
    heard = Heard(button, QEvent.Type.Paint)
    operations.preview_row(window.desk, 1, page.preview.route, page._show_body)
    settled(window, qtbot)
    qtbot.wait(20)
    assert heard.times == 0
    page.changes.change_use(1, Use.LEFT_OUT)
    qtbot.waitUntil(lambda: heard.times > 0)


def test_the_table_is_painted_apart_from_the_rest_of_the_page_and_once(open_text, window, qtbot):
    page = open_text(LEADS)
    found = window.desk.session.checked.problems
    page.show_checked(None)
    settled(window, qtbot, checked=False)
    qtbot.wait(20)
    heard, beside = Heard(page.table.viewport(), QEvent.Type.Paint), Heard(page, QEvent.Type.Paint)
    page.model.show_states({}, checked=True)
    page.model.show_states(column_states(found), checked=True)
    page.update()
    QApplication.sendPostedEvents()
    assert (heard.times, beside.times) == (0, 1)
    qtbot.waitUntil(lambda: heard.times > 0)
    qtbot.wait(20)
    assert heard.times == 1
    assert page.table.viewport().updatesEnabled()


def test_frames_of_cells_are_drawn_once_per_size_and_not_per_line(open_text, qtbot):
    page = open_text(LEADS)
    qtbot.waitUntil(page.table.viewport().updatesEnabled)
    choice_cells._frame.cache_clear()
    page.table.viewport().repaint()
    drawn = choice_cells._frame.cache_info()
    # Use, name and type; there are more lines than that.
    assert drawn.misses == 3
    assert drawn.hits > 5
