"""Columns: times and dates, how they are read, and which order of day and month is asked about."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from backfill_assistant.core.campaigns.campaigns import Campaign, Trigger, TriggerKind
from backfill_assistant.core.mapping.mapping import ValueType
from backfill_assistant.core.mapping.mapping_changes import field_of
from backfill_assistant.ui.models.columns_model import USE
from fakes.columns_scene import LEADS, ORDERS, body, choose, pick, say_zone, settled


def test_times_are_shown_as_in_the_file_local_utc_and_age(open_text, window, qtbot):
    page = open_text(LEADS.replace("00Z,", "00,"))
    page.table.selectRow(3)
    pick(page.options.time.zone, "Europe/Berlin")
    settled(window, qtbot)
    assert window.desk.session.mapping.time.zone == "Europe/Berlin"
    first = [label.whole_text for label in page.options.time._lines[0]]
    assert first[:3] == ["2026-03-04 10:00", "Wed 2026-03-04 10:00:00 CET", "2026-03-04 09:00:00 UTC"]
    assert first[3].endswith("ago") or first[3].startswith("in")


def test_undecided_dates_are_asked_with_both_readings_and_nothing_is_sent_before(open_text, window, qtbot):
    page = open_text(ORDERS)
    assert not window.desk.session.checked.sendable.any()
    qtbot.waitUntil(page.date_question.isVisible)
    day, month = page.date_question.buttons
    assert "Fri 2026-04-03" in day.accessibleDescription()
    assert "Wed 2026-03-04" in month.accessibleDescription()
    month.setFocus()
    QTest.keyClick(month, Qt.Key.Key_Space)
    settled(window, qtbot)
    assert window.desk.session.mapping.time.format == "mdy"
    # What day it was still depends on the zone.
    assert not window.desk.session.checked.sendable.any()
    say_zone(page)
    settled(window, qtbot)
    assert window.desk.session.checked.sendable.all()
    assert not page.date_question.isVisible()


def test_undecided_dates_show_what_each_reading_could_start(open_text, window, parts, qtbot):
    # Noon of 5 October 2026.
    parts.clock.advance((1_791_201_600_000 - parts.clock.now_ms()) / 1000)
    page = open_text(
        "customer_id,event,when\n1,bought,04/10/2026\n2,bought,10/04/2026\n3,left,10/04/2026\n4,left,10/03/2026\n5,seen,01/02/2026\n"
    )
    qtbot.waitUntil(page.date_question.isVisible)
    assert "1 row younger than 72 hours" in page.date_question.buttons[0].accessibleDescription()
    window.desk.session.campaigns = tuple(
        Campaign(number, name, Trigger(TriggerKind.EVENT, event_name=event), first_started_ms=1_780_000_000_000)
        for number, name, event in ((1, "Thanks", "bought"), (2, "Come back", "left"), (3, "Other", "paid"))
    )
    settled(window, qtbot)
    by_day, by_month = (button.accessibleDescription().split("\n") for button in page.date_question.buttons)
    assert by_day[1:4] == ["1 row could start a campaign", "Come back: 0 rows", "Thanks: 1 row"]
    assert by_month[1:4] == ["3 rows could start a campaign", "Come back: 2 rows", "Thanks: 1 row"]
    page.changes.change_name(0, "x")
    window.desk.session.campaigns = ()
    settled(window, qtbot)
    assert "younger than 72 hours" in page.date_question.buttons[1].accessibleDescription()


def test_a_year_of_two_digits_may_come_first(open_text, window, qtbot):
    page = open_text("customer_id,event,when\n1,bought,04-03-26\n2,bought,05-03-26\n")
    qtbot.waitUntil(page.date_question.isVisible)
    said = [button.accessibleDescription().split("\n")[0] for button in page.date_question.buttons]
    assert [words[:26] for words in said] == [
        f"04-03-26 is {day}" for day in ("Wed 2026-03-04", "Fri 2026-04-03", "Fri 2004-03-26")
    ]
    page.date_question.buttons[2].click()
    settled(window, qtbot)
    assert window.desk.session.mapping.time.format == "ymd2"
    assert not page.date_question.isVisible()


def test_undecided_dates_of_a_value_are_asked_about_too(open_text, window, qtbot):
    page = open_text("email,Created\na@example.com,03/04/2020\n", checked=False)
    page.bar.now.click()
    qtbot.waitUntil(page.date_question.isVisible)
    assert "Created" in page.date_question.accessibleName()
    day, _ = page.date_question.buttons
    assert "campaigns" not in day.accessibleDescription()
    day.click()
    settled(window, qtbot)
    assert field_of(window.desk.session.mapping, 1).time.format == "dmy"
    say_zone(page)
    settled(window, qtbot)
    assert body(page)["attributes"]["created_at"] == 1585872000
    assert not page.date_question.isVisible()


def test_the_next_file_is_asked_about_anew(open_text, window, qtbot):
    for _ in range(2):
        page = open_text(ORDERS)
        qtbot.waitUntil(page.date_question.isVisible)


def test_a_value_type_of_a_time_attribute_has_its_own_format(open_text, window, qtbot):
    page = open_text("email,Created\nada@example.com,04.03.2020\nbob@example.com,25.03.2020\n", checked=False)
    page.bar.now.click()
    settled(window, qtbot)
    field = field_of(window.desk.session.mapping, 1)
    assert (field.type, field.time.format) == (ValueType.TIME, "dmy")
    page.table.selectRow(1)
    page.options.reading_changed.emit(field.time.__class__("mdy", "UTC"))
    settled(window, qtbot)
    assert field_of(window.desk.session.mapping, 1).time.format == "mdy"


def test_what_the_time_of_rows_leads_to_is_said(open_text, window, qtbot):
    page = open_text(LEADS)
    assert "older than its last change" in page.bar.consequence.text()
    choose(page, 3, USE, "Leave out")
    settled(window, qtbot, checked=False)
    assert "counts as happening now" in page.bar.consequence.text()
    assert page.bar.now.isVisible()


def test_the_time_of_day_comes_from_another_column(open_text, window, qtbot):
    page = open_text(
        "email,event,day,clock\nada@example.com,came,2026-03-04,10:15\nbob@example.com,came,2026-03-05,11:00\n", zone="UTC"
    )
    page.table.selectRow(2)
    page.options.time.clock.choose(3)
    page.options.time._tell()
    settled(window, qtbot)
    assert window.desk.session.mapping.time.clock_column == 3
    assert body(page)["timestamp"] == 1_772_619_300
