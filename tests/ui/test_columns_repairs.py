"""Columns: problems, their rows and their repairs, with mouse and with keyboard alone."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from backfill_assistant.core.mapping.mapping import ValueType
from backfill_assistant.core.mapping.mapping_changes import Use
from backfill_assistant.core.mapping.repairs import CorrectValue, EditCell, LeaveOutProblem, SendAsText, TrimColumn
from backfill_assistant.core.routes import Route
from backfill_assistant.ui.models.columns_model import STATE, TYPE
from fakes.columns_scene import LEADS, body, choose, reach, say_zone, settled


def test_problems_are_told_weighty_first_with_their_repairs(open_text, window, qtbot):
    page = open_text(LEADS.replace("Bob,no", "Bob,yes"))
    problems = {problem.code for problem in page.problems._problems}
    assert {"email.malformed", "time.unreadable", "value.true_false"} <= problems
    assert page.problems.isVisible()
    assert page.model.index(2, STATE).data() == "✕ 1"
    assert "1 row" in page.model.index(2, STATE).data(Qt.ItemDataRole.AccessibleTextRole)
    assert page.footer.sentence == f"3 of 4 rows ready  ·  {len(problems)} problems"


def test_leaving_out_undo_and_redo(open_text, window, qtbot):
    page = open_text(LEADS)
    card = reach(page, "email.malformed")
    card.buttons["leave_out"].click()
    settled(window, qtbot)
    assert window.desk.session.repairs.decisions == (LeaveOutProblem("email.malformed", 0),)
    card._undo.click()
    settled(window, qtbot)
    assert window.desk.session.repairs.decisions == ()
    card._redo.click()
    settled(window, qtbot)
    (drop,) = card._decisions.menu().actions()
    assert "Leave out rows whose Email is no email address." in drop.text()
    drop.trigger()
    settled(window, qtbot)
    assert window.desk.session.repairs.decisions == ()


def test_sending_as_text(open_text, window, qtbot):
    page = open_text(LEADS)
    reach(page, "value.true_false").buttons["send_as_text"].click()
    settled(window, qtbot)
    assert SendAsText(2) in window.desk.session.repairs.decisions
    assert body(page)["attributes"]["opt_in"] == "yes"


def test_correcting_a_value_everywhere_and_editing_one_cell(open_text, window, qtbot):
    page = open_text(LEADS)
    reach(page, "value.true_false").buttons["correct"].click()
    wrong, right = page.mend_ask.edits
    assert wrong.text() == "maybe"
    right.setText("no")
    QTest.keyClick(right, Qt.Key.Key_Return)
    settled(window, qtbot)
    assert CorrectValue(2, "maybe", "no") in window.desk.session.repairs.decisions
    reach(page, "email.malformed").buttons["edit"].click()
    (edit,) = page.mend_ask.edits
    edit.setText("eve@example.com")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    settled(window, qtbot)
    assert EditCell(2, 0, "eve@example.com") in window.desk.session.repairs.decisions
    assert "email.malformed" not in {problem.code for problem in window.desk.session.checked.problems}


def test_the_cell_to_edit_is_the_one_on_screen_as_it_is_by_now(open_text, window, qtbot):
    page = open_text("email,Opt-in\na@example.com,yes\nb@example.com,maybe\nc@example.com,later\n", checked=False)
    page.bar.now.click()
    choose(page, 1, TYPE, "True / false")
    settled(window, qtbot)
    page.preview.show_row(2)
    reach(page, "value.true_false").buttons["edit"].click()
    (edit,) = page.mend_ask.edits
    assert edit.text() == "later"
    edit.setText("sometimes")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    settled(window, qtbot)
    reach(page, "value.true_false").buttons["correct"].click()
    wrong, right = page.mend_ask.edits
    assert wrong.text() == "sometimes"
    right.setText("no")
    QTest.keyClick(right, Qt.Key.Key_Return)
    settled(window, qtbot)
    assert body(page)["attributes"]["opt_in"] is False


def test_a_problem_leads_to_the_control_that_decides(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(LEADS)
    reach(page, "value.true_false").buttons["choose_words"].click()
    assert page.options.true_words.hasFocus()


def test_a_question_is_cancelled_with_escape_and_the_focus_goes_back(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(LEADS)
    page.table.setFocus()
    page.ask_fixed_value()
    QTest.keyClick(page.ask.edits[0], Qt.Key.Key_Escape)
    assert not page.ask.isVisible()
    assert page.table.hasFocus()


def test_problems_show_examples_and_slips_show_what_was_meant(open_text, window, qtbot):
    page = open_text(LEADS + "dora@gmial.com,Dora,no,2026-03-06 11:00Z,4\n")
    assert "row 3: “maybe”" in reach(page, "value.true_false")._advice.text()
    assert "gmial.com → gmail.com (1)" in reach(page, "email.typo")._advice.text()
    page.problems.buttons["correct_domain"].click()
    settled(window, qtbot)
    assert "email.typo" not in {problem.code for problem in window.desk.session.checked.problems}


def test_a_problem_is_reached_and_mended_without_a_mouse(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(LEADS)
    card = reach(page, "email.malformed")
    page.table.setFocus()
    for _ in range(60):
        if card.buttons["leave_out"].hasFocus():
            break
        window.focusNextPrevChild(True)
    QTest.keyClick(card.buttons["leave_out"], Qt.Key.Key_Space)
    settled(window, qtbot)
    assert LeaveOutProblem("email.malformed", 0) in window.desk.session.repairs.decisions


SIGNED_UP = """Email,Signed up,First name
ada@example.com,2026-03-04 10:00,Ada
bob@example.org,2026-03-05 11:00,Bob
"""


def people(open_text, window, qtbot, text):
    """The page over a file of people without a time of their own, which count as now."""
    page = open_text(text, checked=False)
    page.changes.change_now(True)
    settled(window, qtbot)
    return page


def test_the_warning_about_created_at_is_mended_by_one_button(open_text, window, qtbot):
    page = open_text(SIGNED_UP.replace("Signed up", "Scanned at"), zone="UTC")
    card = reach(page, "created_at.unsent")
    assert "Scanned at" in card._sentence.text()
    card.buttons["send_created_at"].click()
    settled(window, qtbot)
    assert window.desk.session.mapping.time_column == 1
    assert body(page)["attributes"]["created_at"] == body(page)["timestamp"]
    page.changes.history.undo()
    settled(window, qtbot)
    reach(page, "created_at.unsent").buttons["update_only"].click()
    settled(window, qtbot)
    assert window.desk.session.mapping.only_update_existing
    assert not {each.code for each in page.problems._problems} & {"created_at.unsent", "created_at.unmapped"}


def test_created_at_as_text_becomes_a_time_by_one_button(open_text, window, qtbot):
    page = people(open_text, window, qtbot, SIGNED_UP)
    page.changes.change_type(1, ValueType.TEXT)
    settled(window, qtbot)
    reach(page, "created_at.text").buttons["send_as_time"].click()
    settled(window, qtbot)
    assert "created_at.text" not in {each.code for each in page.problems._problems}


def test_what_only_track_can_do_is_not_offered_by_pipelines(open_text, window, qtbot):
    page = people(open_text, window, qtbot, SIGNED_UP.replace("Signed up", "Renewed"))
    say_zone(page)
    settled(window, qtbot)
    assert list(reach(page, "created_at.unmapped").buttons) == ["update_only"]
    address = window.desk.session.workspace
    window.desk.session.workspace = replace(address, route=Route.PIPELINES)
    settled(window, qtbot)
    assert list(reach(page, "created_at.unmapped").buttons) == []


def test_blanks_at_the_ends_of_cells_are_trimmed_by_one_button(open_text, window, qtbot):
    page = people(open_text, window, qtbot, "Email,Town\nada@example.com\u200b, Berlin\nbob@example.org,Ulm\n")
    page.changes.change_field(1, {"trim": False})
    settled(window, qtbot)
    for code, column in (("identifier.spaces", 0), ("value.spaces", 1)):
        card = reach(page, code)
        assert card.buttons["trim"].text() == "Trim these cells"
        card.buttons["trim"].click()
        settled(window, qtbot)
        assert window.desk.session.repairs.decisions[-1] == TrimColumn(column)
    assert body(page)["identifiers"] == {"email": "ada@example.com"}
    assert body(page)["attributes"] == {"town": "Berlin"}


def test_what_a_joined_column_brings_is_trimmed_with_it(open_text, window, qtbot):
    page = people(open_text, window, qtbot, "Email,Town,Street\nada@example.com,Berlin,Allee 1\u200b\nbob@example.org,Ulm,Weg 2\n")
    page.changes.change_field(1, {"joined": (2,)})
    page.changes.change_use(2, Use.LEFT_OUT)
    settled(window, qtbot)
    card = reach(page, "value.spaces")
    assert card.problem.column == 1
    card.buttons["trim"].click()
    settled(window, qtbot)
    assert "value.spaces" not in {each.code for each in page.problems._problems}
    assert body(page)["attributes"] == {"town": "Berlin Allee 1"}
