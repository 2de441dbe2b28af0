"""Columns: times that do not say their zone are asked about once, in words, and nothing of them is sent before."""

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from backfill_assistant.core.mapping.mapping import RowMeaning, ValueType
from backfill_assistant.core.mapping.mapping_changes import field_of
from backfill_assistant.ui.models.columns_model import STATE
from fakes.columns_scene import LEADS, body, pick, reach, say_zone, settled

EVENTS = "email,event,when\na@example.com,bought,2025-07-04 10:00\nb@example.com,bought,2025-07-05T10:00:00Z\n"
PEOPLE = """email,updated at,created at,birthday,region
a@example.com,2025-07-04 10:00,2025-07-04 10:00,1990-02-01,Asia/Tokyo
b@example.com,2025-07-05 10:00,2025-07-02 10:00,1990-02-13,Asia/Tokyo
"""
UTC, BERLIN, TOKYO = 1_751_623_200, 1_751_616_000, 1_751_590_800


@pytest.fixture
def computer_in(monkeypatch):
    """This computer is in another time zone; to be asked for before the window is made."""

    def put(zone):
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield put
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def berlin(computer_in):
    """This computer is in Berlin."""
    computer_in("Europe/Berlin")


@pytest.fixture
def utc(computer_in):
    """This computer is in UTC."""
    computer_in("UTC")


def codes(window):
    return [(each.code, each.column) for each in window.desk.session.checked.problems if each.asks]


def press(widget):
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_Space)


def test_both_likely_zones_stand_side_by_side_and_no_such_row_goes_before_the_answer(berlin, open_text, window, qtbot):
    window.activateWindow()
    page = open_text(EVENTS)
    card = page.assumed_zone
    qtbot.waitUntil(card.isVisible)
    assert card.title.text() == "1 time in when does not say in which time zone it is. No such row is sent until you say."
    assert card.accessibleName() == card.title.text()
    assert window.desk.session.checked.sendable.tolist() == [False, True]
    # The body is shown as it would be, under a title that says so.
    assert page.preview.title.text() == "Once you have answered, Customer.io receives"
    assert page.preview._note.text() == "Not sent yet. Times without a zone are shown as in Europe/Berlin."
    assert body(page)["timestamp"] == BERLIN
    page.preview.show_row(1)
    settled(window, qtbot)
    assert page.preview.title.text() == "Customer.io receives"
    page.preview.show_row(0)
    assert page.footer.sentence == "1 row waits for your decision above"
    assert not page.footer.primary.enabled
    # It is asked here and nowhere else.
    assert not page.questions.isVisible()
    assert "time.zone_assumed" not in {each.code for each in page.problems._problems}
    assert not page.bar.zone.isVisible()
    here, utc = card.buttons
    assert (here.text(), utc.text()) == ("They are in Europe/Berlin (this computer's)", "They are in UTC")
    qtbot.waitUntil(lambda: here.accessibleDescription() != "")
    assert here.accessibleDescription().startswith(
        "Row 1 says “2025-07-04 10:00”. That would be: In Europe/Berlin: Fri 2025-07-04 10:00:00 CEST 2025-07-04 08:00:00 UTC  ·  "
    )
    assert "In UTC: Fri 2025-07-04 10:00:00 UTC 2025-07-04 10:00:00 UTC  ·  " in utc.accessibleDescription()
    assert utc.accessibleDescription().endswith("ago 0 rows under 72 hours old could start campaigns")
    press(here)
    settled(window, qtbot)
    assert not card.isVisible()
    assert codes(window) == []
    assert body(page)["timestamp"] == BERLIN
    assert page.bar.zone.text() == "Times without a zone: Europe/Berlin"
    assert page.footer.primary.enabled


def test_one_answer_settles_all_columns_and_is_undone_in_words(berlin, open_text, window, qtbot):
    page = open_text(PEOPLE)
    card = page.assumed_zone
    qtbot.waitUntil(card.isVisible)
    assert card.columns == (1, 2, 3)
    assert card.title.text().startswith("6 times in updated at, created at, birthday do not say")
    assert card.for_all.text() == "For all 3 columns"
    assert page.footer.sentence == "2 rows wait for your decision above"
    guess = window.desk.session.mapping
    say_zone(page, "UTC")
    settled(window, qtbot)
    assert codes(window) == []
    shown = body(page)
    assert (shown["timestamp"], shown["attributes"]["created_at"]) == (UTC, UTC)
    assert page.changes.history.undo_words == "the time zone of 3 columns"
    page.changes.history.undo()
    assert window.desk.session.mapping == guess
    assert page.changes.history.redo_words == "the time zone of 3 columns"
    settled(window, qtbot)
    qtbot.waitUntil(card.isVisible)
    page.changes.history.redo()
    settled(window, qtbot)
    assert not card.isVisible()


def test_columns_can_be_answered_one_by_one(berlin, open_text, window, qtbot):
    page = open_text(PEOPLE)
    card = page.assumed_zone
    qtbot.waitUntil(card.isVisible)
    press(card.for_all)
    assert card.title.text().startswith("2 times in updated at do not say")
    say_zone(page, "Europe/Berlin")
    settled(window, qtbot)
    assert codes(window) == [("value.zone_assumed", 2), ("value.zone_assumed", 3)]
    assert page.changes.history.undo_words == "the time zone of updated at"
    # Asked about other columns, it is for all of them again unless the person says otherwise.
    assert card.for_all.isChecked()
    say_zone(page, "UTC")
    settled(window, qtbot)
    shown = body(page)
    assert (shown["timestamp"], shown["attributes"]["created_at"]) == (BERLIN, UTC)


@pytest.mark.parametrize(("answer", "seconds"), [("asia/tokyo", TOKYO), ("From column: region", TOKYO)])
def test_another_zone_or_a_column_of_zones_is_typed(open_text, window, qtbot, answer, seconds):
    window.activateWindow()
    page = open_text(PEOPLE)
    qtbot.waitUntil(page.assumed_zone.isVisible)
    edit = page.assumed_zone.other.lineEdit()
    edit.setFocus()
    edit.setText(answer)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    settled(window, qtbot)
    assert codes(window) == []
    shown = body(page)
    assert (shown["timestamp"], shown["attributes"]["created_at"]) == (seconds, seconds)


def test_a_computer_in_utc_is_asked_about_one_zone_less(utc, open_text, qtbot):
    page = open_text(EVENTS)
    qtbot.waitUntil(page.assumed_zone.isVisible)
    assert [button.text() for button in page.assumed_zone.buttons] == ["They are in UTC (this computer's)"]


def test_the_key_that_answered_changes_nothing_else_when_it_is_pressed_twice(berlin, open_text, window, qtbot):
    window.activateWindow()
    page = open_text(
        EVENTS.replace("when\n", "when,day\n").replace("10:00\n", "10:00,03/04/2026\n").replace("Z\n", "Z,04/05/2026\n")
    )
    dates, zones = page.date_question, page.assumed_zone
    qtbot.waitUntil(lambda: dates.isVisible() and zones.isVisible() and dates.buttons[0].accessibleDescription() != "")
    press(dates.buttons[0])
    # The next question says what it asks; none of its answers is under the key.
    assert zones.hasFocus()
    QTest.keyClick(zones, Qt.Key.Key_Space)
    settled(window, qtbot)
    assert zones.isVisible()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert zones.isAncestorOf(window.focusWidget())
    press(zones.buttons[0])
    assert page.table.hasFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    settled(window, qtbot)
    assert window.desk.session.mapping.row_meaning is RowMeaning.EVENT


@pytest.mark.parametrize("by", ["picked", "typed"])
def test_the_same_zone_again_in_the_options_of_the_column_is_an_answer(utc, open_text, window, qtbot, by):
    window.activateWindow()
    page = open_text(EVENTS)
    qtbot.waitUntil(page.assumed_zone.isVisible)
    page.table.selectRow(2)
    box = page.options.time.zone
    assert box.value == "UTC"
    if by == "picked":
        pick(box, "UTC")
    else:
        box.lineEdit().setFocus()
        QTest.keyClick(box.lineEdit(), Qt.Key.Key_Return)
    settled(window, qtbot)
    assert codes(window) == []
    assert not page.assumed_zone.isVisible()


def test_who_only_passes_by_or_changes_something_else_has_answered_nothing(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(EVENTS)
    qtbot.waitUntil(page.assumed_zone.isVisible)
    page.table.selectRow(2)
    edit = page.options.time.zone.lineEdit()
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_Tab)
    assert not edit.hasFocus()
    pick(page.options.time.format, "iso+dmy" if page.options.time.format.findText("iso+dmy") >= 0 else "dmy")
    pick(page.options.time.format, "iso")
    settled(window, qtbot)
    assert codes(window) == [("time.zone_assumed", 2)]


def test_the_check_of_a_column_leads_to_the_answers(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(EVENTS)
    qtbot.waitUntil(page.assumed_zone.isVisible)
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(2, STATE))
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert page.assumed_zone.buttons[0].hasFocus()
    QTest.keyClick(page.assumed_zone.buttons[0], Qt.Key.Key_Return)
    settled(window, qtbot)
    assert codes(window) == []


def test_times_that_say_their_zone_are_not_asked_about(open_text, window):
    page = open_text(LEADS)
    assert not page.assumed_zone.isVisible()
    assert codes(window) == [("consent.opted_in", 2)]


def test_a_column_that_becomes_a_time_is_asked_about_and_one_sent_as_text_is_not(open_text, window, qtbot):
    page = open_text("email,Signed\na@example.com,4 Mar 20\n", checked=False)
    page.bar.now.click()
    settled(window, qtbot)
    page.changes.change_type(1, ValueType.TIME)
    field = field_of(window.desk.session.mapping, 1)
    assert field.time.zone_assumed
    page.changes.change_type(1, ValueType.TEXT)
    settled(window, qtbot)
    assert codes(window) == []


def test_another_meaning_of_rows_is_guessed_anew_and_keeps_the_answer(open_text, window, qtbot):
    page = open_text(EVENTS, zone="UTC")
    page.bar.meaning_wanted.emit(RowMeaning.PERSON_AND_EVENT)
    settled(window, qtbot)
    mapping = window.desk.session.mapping
    assert (mapping.row_meaning, mapping.time.zone_assumed) == (RowMeaning.PERSON_AND_EVENT, False)
    assert codes(window) == []


def test_whether_rows_count_as_now_changes_nothing_about_the_answer(open_text, window, qtbot):
    page = open_text(PEOPLE, zone="UTC")
    said = window.desk.session.mapping
    page.bar.file_time_wanted.emit(False)
    settled(window, qtbot)
    assert codes(window) == []
    page.bar.file_time_wanted.emit(True)
    settled(window, qtbot)
    assert window.desk.session.mapping == said


def test_the_next_file_is_asked_about_anew(open_text, qtbot):
    page = open_text(EVENTS, zone="UTC")
    assert not page.assumed_zone.isVisible()
    page = open_text(LEADS)
    page = open_text(EVENTS)
    qtbot.waitUntil(page.assumed_zone.isVisible)


def test_a_mapping_is_kept_with_the_answer_or_without_it(open_text, window, qtbot):
    page = open_text(EVENTS)
    qtbot.waitUntil(page.assumed_zone.isVisible)
    page.menu.save_as("Unsaid")
    settled(window, qtbot)
    say_zone(page)
    settled(window, qtbot)
    page.menu.save_as("Said")
    settled(window, qtbot)
    for name, asks in (("Unsaid", True), ("Said", False)):
        page = open_text(EVENTS.replace("bought", "left"))
        page.menu.actions_by_words[f"Use “{name}”"].trigger()
        settled(window, qtbot)
        assert bool(codes(window)) is asks
        assert page.assumed_zone.isVisible() is asks


def test_dates_are_put_in_order_first_with_what_each_order_could_start(open_text, window, qtbot):
    page = open_text("customer_id,event,when\n1,purchased,03/04/2026 10:00\n")
    qtbot.waitUntil(page.date_question.isVisible)
    assert reach(page, "time.ambiguous")
    assert not page.assumed_zone.isVisible()
    page.date_question.buttons[0].click()
    settled(window, qtbot)
    qtbot.waitUntil(page.assumed_zone.isVisible)
    say_zone(page)
    settled(window, qtbot)
    assert body(page)["timestamp"] == 1_775_210_400


def test_the_rows_that_are_asked_about_are_shown(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(EVENTS + "c@example.com,bought,2025-07-06\n")
    qtbot.waitUntil(page.assumed_zone.isVisible)
    press(page.assumed_zone.rows)
    assert page.in_the_way.shows_rows
    assert page.in_the_way.rows.model.rowCount() == 2
    assert page.assumed_zone.isVisible()


def test_the_question_fits_the_smallest_window(open_text, window, qtbot):
    window.resize(960, 640)
    page = open_text(PEOPLE)
    qtbot.waitUntil(page.assumed_zone.isVisible)
    card = page.assumed_zone
    qtbot.waitUntil(lambda: card.buttons[0].accessibleDescription() != "")
    assert card.visibleRegion().boundingRect().width() == card.width()

    def holds(widget):
        return card.rect().contains(widget.rect().translated(widget.mapTo(card, QPoint(0, 0))))

    controls, words = (card.rows, *card.buttons, card.other, card.for_all), (card.title, *card._words)
    qtbot.waitUntil(lambda: all(map(holds, controls)))
    qtbot.waitUntil(lambda: all(each.height() >= each.heightForWidth(each.width()) for each in words))
