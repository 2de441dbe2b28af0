"""Columns: zones named by letters are asked about, clock changes are named, and the body shows what is still to be said."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from backfill_assistant.core.mapping.mapping import RepeatedHour, RowMeaning
from backfill_assistant.core.mapping.mapping_changes import field_of
from fakes.columns_scene import body, pick, reach, settled

ORDERS = """email,event,when,Renewed
a@example.com,bought,2025-07-04 10:00 PST,2025-03-30 02:30
b@example.com,bought,2025-07-05 10:00 CET,2025-03-30 12:30
c@example.com,bought,2025-07-05 10:00 XYZ,2025-10-26 02:30
"""


def in_berlin(page, row):
    page.table.selectRow(row)
    pick(page.options.time.zone, "Europe/Berlin")


def test_each_word_for_a_zone_is_asked_about_once_and_nothing_is_sent_before(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(ORDERS, zone="UTC")
    question = page.zone_question
    qtbot.waitUntil(question.isVisible)
    assert not window.desk.session.checked.sendable.any()
    assert question._title.text().startswith("What does PST mean in when?")
    fixed, place = question.buttons
    assert fixed.text() == "UTC−08:00 all year"
    assert fixed.accessibleDescription().endswith("2025-07-04 10:00 PST is 2025-07-04 18:00:00 UTC")
    assert place.accessibleDescription().endswith("2025-07-04 10:00 PST is 2025-07-04 17:00:00 UTC")
    place.setFocus()
    QTest.keyClick(place, Qt.Key.Key_Space)
    settled(window, qtbot)
    assert window.desk.session.mapping.time.zone_words == (("PST", "America/Los_Angeles"),)
    qtbot.waitUntil(lambda: question.isVisible() and "CET" in question._title.text())
    question.buttons[0].click()
    settled(window, qtbot)
    qtbot.waitUntil(lambda: question.isVisible() and "XYZ" in question._title.text())
    assert question.buttons == []
    # Nobody knows it: a zone is typed (letter by letter the list of zones would open, which offscreen has no windows for).
    edit = question.other.lineEdit()
    edit.setFocus()
    edit.setText("asia/tokyo")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    settled(window, qtbot)
    assert window.desk.session.mapping.time.zone_words[2] == ("XYZ", "Asia/Tokyo")
    assert not question.isVisible()
    assert "time.zone_word" not in {problem.code for problem in window.desk.session.checked.problems}
    page.preview.show_row(1)
    settled(window, qtbot)
    assert body(page)["timestamp"] == 1_751_706_000


def test_letters_can_be_asked_about_again_and_undone(open_text, window, qtbot):
    page = open_text(ORDERS)
    qtbot.waitUntil(page.zone_question.isVisible)
    page.zone_question.buttons[0].click()
    settled(window, qtbot)
    page.table.selectRow(2)
    assert page.options.time._said.text() == "PST is UTC−08:00 all year"
    page.options.time.ask_again.click()
    settled(window, qtbot)
    assert window.desk.session.mapping.time.zone_words == ()
    qtbot.waitUntil(lambda: "PST" in page.zone_question._title.text())
    page.changes.history.undo()
    assert window.desk.session.mapping.time.zone_words == (("PST", "-08:00"),)


def test_the_problem_leads_to_the_question(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(ORDERS)
    qtbot.waitUntil(page.zone_question.isVisible)
    reach(page, "time.zone_word").buttons["say_zone"].click()
    qtbot.waitUntil(page.zone_question.buttons[0].hasFocus)


def test_another_file_asks_nothing_of_the_last_one(open_text, qtbot):
    page = open_text(ORDERS)
    qtbot.waitUntil(page.zone_question.isVisible)
    page = open_text("email,event,when\na@example.com,bought,2025-07-04 10:00\n")
    assert not page.zone_question.isVisible()


def test_hours_that_the_clocks_skip_or_repeat_are_named_and_decided_for_values_too(open_text, window, qtbot):
    page = open_text(ORDERS.replace(" PST", "").replace(" CET", "").replace(" XYZ", ""), zone="UTC")
    in_berlin(page, 3)
    settled(window, qtbot)
    card = reach(page, "value.skipped_hour")
    assert "in Europe/Berlin there was nothing between Sun 2025-03-30 02:00 and Sun 2025-03-30 03:00" in card._advice.text()
    card = reach(page, "value.repeated_hour")
    assert "everything between Sun 2025-10-26 02:00 and Sun 2025-10-26 03:00 existed twice" in card._advice.text()
    card.buttons["choose_hour"].click()
    assert page.options.time.hour.isVisible()
    pick(page.options.time.hour, RepeatedHour.LATER)
    settled(window, qtbot)
    assert field_of(window.desk.session.mapping, 3).time.repeated_hour is RepeatedHour.LATER
    page.preview.show_row(2)
    settled(window, qtbot)
    assert body(page)["attributes"]["renewed"] == 1_761_442_200


def test_the_body_is_shown_before_it_is_said_that_rows_count_as_now(open_text, window, qtbot):
    page = open_text("email,name\na@example.com,A\n", checked=False)
    assert body(page)["attributes"] == {"name": "A"}
    assert page.preview._note.text().startswith("Not sent yet. Choose the column that says when the values were last changed")
    assert not page.footer.primary.enabled
    page.bar.now.click()
    settled(window, qtbot)
    assert "Not sent yet" not in page.preview._note.text()


def test_what_is_missing_is_said_where_there_is_no_body_yet(open_text, window, qtbot):
    page = open_text("customer_id,when,amount\n1,2025-01-01,3\n", checked=False)
    page.bar.meaning_wanted.emit(RowMeaning.EVENT)
    page.changes.change_event_name("")
    settled(window, qtbot, checked=False)
    assert page.preview.text == ""
    assert page.preview._note.text() == "Not sent yet. Name the event, or choose the column that names it."
