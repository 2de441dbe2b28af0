"""The rows of a problem as a table on the Columns page: exactly these, changed and left out where they stand."""

from time import perf_counter

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea

from backfill_assistant.core.checked import Problem, Severity
from backfill_assistant.core.mapping.repairs import NO_REPAIRS, EditCell, LeaveOutRows, Repairs
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.ui.cell_roles import CONCERNED_ROLE
from backfill_assistant.ui.models.problem_rows_model import STATE, ProblemRowsModel
from fakes.columns_scene import reach, settled
from fakes.tables import make_table

LEADS = "Email,Name,Scanned at\n" + "".join(
    f"{'nobody' if row % 3 == 1 else f'p{row}@example.com'},N{row},2026-03-0{row % 9 + 1}T10:00Z\n" for row in range(12)
)
NOBODY = [1, 4, 7, 10]


@pytest.fixture
def page(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(LEADS)
    reach(page, "email.malformed").show_rows_button.click()
    settled(window, qtbot)
    return page


@pytest.fixture
def rows(page):
    return page.in_the_way.rows


def cells(model, column):
    return [model.index(line, column).data() for line in range(model.rowCount())]


def numbers(model):
    return [model.headerData(line, Qt.Orientation.Vertical) for line in range(model.rowCount())]


def decided(window):
    repairs = window.desk.session.repairs
    return repairs.decisions if repairs is not None else ()


def test_exactly_the_rows_of_the_problem_are_shown_by_their_numbers(page, rows, window):
    assert rows.isVisible()
    assert not page.table.isVisible()
    assert numbers(rows.model) == [str(row + 1) for row in NOBODY]
    assert cells(rows.model, 1) == ["nobody"] * 4
    assert cells(rows.model, 2) == [f"N{row}" for row in NOBODY]
    marked = [[bool(rows.model.index(line, column).data(CONCERNED_ROLE)) for column in range(1, 4)] for line in range(4)]
    assert marked == [[True, False, False]] * 4
    assert rows.table.hasFocus()
    assert page.preview.row == 1
    assert "not an email address" in rows._sentence.whole_text


def test_arrows_walk_and_the_body_follows_and_esc_goes_back_to_the_button(page, rows, window, qtbot):
    QTest.keyClick(rows.table, Qt.Key.Key_Down)
    QTest.keyClick(rows.table, Qt.Key.Key_Down)
    assert page.preview.row == 7
    QTest.keyClick(rows.table, Qt.Key.Key_Escape)
    assert page.table.isVisible()
    assert not rows.isVisible()
    assert QApplication.focusWidget() is page.problems.show_rows_button


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_F2])
def test_a_marked_cell_is_changed_where_it_stands(page, rows, window, qtbot, key):
    QTest.keyClick(rows.table, key)
    edit = rows.table.findChild(QLineEdit)
    assert edit.accessibleName() == "Row 2, Email"
    edit.selectAll()
    QTest.keyClicks(edit, "eve@example.com")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(decided(window)))
    settled(window, qtbot)
    assert decided(window) == (EditCell(1, 0, "eve@example.com"),)
    assert rows.isVisible()
    assert cells(rows.model, 1) == ["eve@example.com", "nobody", "nobody", "nobody"]
    assert cells(rows.model, STATE) == ["✓ settled", None, None, None]
    assert not rows.model.index(0, 1).data(CONCERNED_ROLE)
    assert window.desk.session.checked.sendable[1]
    page.mending.undo()
    settled(window, qtbot)
    assert cells(rows.model, 1) == ["nobody"] * 4
    assert cells(rows.model, STATE) == [None] * 4


def test_a_cell_that_is_only_looked_at_stays_and_others_cannot_be_changed(page, rows, window, qtbot):
    QTest.keyClick(rows.table, Qt.Key.Key_F2)
    QTest.keyClick(rows.table.findChild(QLineEdit), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: rows.table.findChild(QLineEdit) is None)
    rows.table.setCurrentIndex(rows.model.index(0, 2))
    QTest.keyClick(rows.table, Qt.Key.Key_Return)
    assert not rows.model.flags(rows.model.index(0, 2)) & Qt.ItemFlag.ItemIsEditable
    assert not rows.model.setData(rows.model.index(0, 2), "x")
    settled(window, qtbot)
    assert decided(window) == ()


def test_space_leaves_rows_out_and_sends_them_after_all(page, rows, window, qtbot):
    QTest.keyClick(rows.table, Qt.Key.Key_Space)
    settled(window, qtbot)
    assert decided(window) == (LeaveOutRows((1,)),)
    assert cells(rows.model, STATE) == ["left out", None, None, None]
    QTest.keyClick(rows.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    rows.out_button.click()
    settled(window, qtbot)
    assert decided(window) == (LeaveOutRows((1,)), LeaveOutRows((4,)))
    QTest.keyClick(rows.table, Qt.Key.Key_Space)
    settled(window, qtbot)
    assert decided(window) == ()
    assert cells(rows.model, STATE) == [None] * 4


def test_rows_that_the_problems_own_button_leaves_out_say_so(page, rows, window, qtbot):
    page.problems.buttons["leave_out"].click()
    settled(window, qtbot)
    assert cells(rows.model, STATE) == ["left out"] * 4
    page.mending.undo()
    settled(window, qtbot)
    assert cells(rows.model, STATE) == [None] * 4


def test_the_rows_are_in_sight_below_questions_in_the_smallest_window(open_text, window, qtbot):
    window.resize(960, 640)
    page = open_text(LEADS.replace("T10:00Z", " 10:00"))
    assert page.assumed_zone.isVisible()
    reach(page, "email.malformed").show_rows_button.click()
    area, rows = page.findChild(QScrollArea), page.in_the_way.rows

    def seen():
        top = rows.table.mapTo(area.viewport(), rows.table.rect().topLeft()).y()
        return top >= 0 and top + rows.table.height() <= area.viewport().height()

    qtbot.waitUntil(seen)


def test_undo_takes_back_what_was_done_to_the_rows_not_to_the_columns(page, rows, window, qtbot):
    mapping = window.desk.session.mapping
    QTest.keyClick(rows.table, Qt.Key.Key_Space)
    settled(window, qtbot)
    QTest.keySequence(rows.table, QKeySequence(QKeySequence.StandardKey.Undo))
    settled(window, qtbot)
    assert decided(window) == ()
    QTest.keySequence(rows.table, QKeySequence(QKeySequence.StandardKey.Redo))
    settled(window, qtbot)
    assert decided(window) == (LeaveOutRows((1,)),)
    assert window.desk.session.mapping is mapping
    rows.back_button.setFocus()
    QTest.keyClick(rows.back_button, Qt.Key.Key_Escape)
    assert not rows.isVisible()
    page.changes.change_name(1, "nickname")
    QTest.keySequence(page.table, QKeySequence(QKeySequence.StandardKey.Undo))
    assert window.desk.session.mapping == mapping
    assert decided(window) == (LeaveOutRows((1,)),)


def test_tab_reaches_the_rows_between_the_questions_and_the_body(page, rows, window):
    order = window._focus_order()
    places = [order.index(each) for each in (rows.back_button, rows.table, rows.out_button, page.preview._earlier)]
    assert places == sorted(places)
    assert page.table not in order


def test_what_mends_elsewhere_goes_back_to_the_columns_and_another_file_closes_the_rows(page, rows, open_text, window):
    page.mending.column_wanted.emit(2, "format")
    assert page.table.isVisible()
    reach(page, "email.malformed").show_rows_button.click()
    assert rows.isVisible()
    open_text(LEADS.replace("nobody", "a@example.org"))
    assert not rows.isVisible()
    assert page.table.isVisible()


def test_rows_back_among_those_that_are_sent():
    repairs = Repairs((LeaveOutRows((1, 4, 7)), EditCell(1, 0, "x"), LeaveOutRows((9,))))
    assert repairs.with_rows_sent((4, 9)).decisions == (LeaveOutRows((1, 7)), EditCell(1, 0, "x"))


def test_a_million_rows_are_fetched_as_they_are_looked_at(qapp, tmp_path):
    few = make_table(tmp_path, ("id", "note"), [(f"{row}", "x") for row in range(20_000)])
    asked = []

    class Counting(ProblemRowsModel):
        def _fetch(self, page):
            asked.append(page)
            return super()._fetch(page)

    model = Counting(None)
    every = np.arange(0, 20_000, dtype=np.int64)
    many = np.repeat(every, 50)
    problem = Problem("email.typo", Severity.WARNING, 1, 1, (1,), Sentence("x"), Sentence("x"), ("edit",))
    start = perf_counter()
    model.show_rows(few, problem, many, NO_REPAIRS)
    model.show_left(many)
    assert perf_counter() - start < 0.5
    assert model.rowCount() == 1_000_000
    assert asked == []
    assert model.index(999_999, 1).data() == "19999"
    assert model.headerData(999_999, Qt.Orientation.Vertical) == "20,000"
    assert len(asked) == 1


def test_every_row_of_a_problem_is_known_beyond_its_examples(open_text, window):
    text = "Email,Name,Scanned at\n" + "nobody,N,2026-03-04T10:00Z\n" * 2_500
    text += "".join(f"p{row}@example.org,N,2026-03-04T10:00Z\n" for row in range(2_500))
    open_text(text)
    checked = window.desk.session.checked
    problem = next(each for each in checked.problems if each.code == "email.malformed")
    assert len(problem.rows) == 1_000
    assert checked.rows_of(problem).tolist() == list(range(2_500))
    gone = Problem("email.typo", Severity.WARNING, 0, 1, (1,), Sentence("x"), Sentence("x"))
    assert checked.rows_of(gone).tolist() == []
