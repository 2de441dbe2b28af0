"""Triggers: from a described file to counts, choices, rows and saved forecasts, with mouse and with keyboard."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from backfill_assistant.core.errors import BackfillError
from backfill_assistant.core.forecast.plans import Choice, Decision, Order
from backfill_assistant.core.journal.runs import Region, WorkspaceAddress
from backfill_assistant.core.mapping.mapping import IdentifierKind, Mapping, RowMeaning
from backfill_assistant.core.mapping.repairs import LeaveOutProblem, Repairs
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.ui import trigger_work
from backfill_assistant.ui.models.campaigns_model import COULD, NAME, STATE, TRIGGER, WINDOW
from backfill_assistant.ui.models.trigger_rows_model import FIRST_CELL, REASON, ROW, VERDICT
from backfill_assistant.ui.session import Intent
from backfill_assistant.ui.steps import Step
from fakes.tables import make_table
from fakes.triggers_scene import CAMPAIGNS, DAY, HOUR, NOW, idle, lines_of


def test_campaigns_are_read_judged_and_shown_without_a_click(page, window):
    assert lines_of(page.panel.table.model, NAME, TRIGGER, WINDOW, COULD, STATE) == [
        ["Follow-up", "event survey", "72 h", "3 + 1 close", "Could enter"],
        ["VIP", "segment Big spenders", "24 h", "2", "Could enter"],
        ["Autumn", "event survey", "–", "–", "Draft"],
        ["Re-engage", "segment #9", "–", "–", "Not predictable"],
    ]
    assert page.summary.words.startswith("5 rows of 4 people could enter 2 campaigns.")
    assert "1 campaign cannot be predicted" in page.summary.words
    assert page.near.isVisible()
    assert "“Survey” is taken as another event than “survey”" in page.near.words
    assert page.footer.sentence == "Choose above what happens to rows that could enter."


def test_nothing_is_chosen_for_a_person_while_rows_could_enter(page, window, qtbot):
    box = page.summary.choice_box
    assert (box.value, box.currentText(), box.placeholderText()) == (None, "", "Choose what to do…")
    assert box.accessibleDescription() == "Nothing is chosen yet."
    assert not page.footer.primary.enabled
    assert window.desk.session.decision is None
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert page.footer.primary.enabled
    assert page.footer.sentence == "8 rows to send"
    assert box.accessibleDescription() == ""
    idle(window, qtbot)
    assert (box.value, window.desk.session.decision) == (Choice.SEND_ALL, Decision())


def test_the_usual_choice_stands_while_nothing_could_enter_and_is_asked_for_when_something_can(page, window, qtbot):
    page.summary.choice_box.setFocus()
    page.start.quiet_button.click()
    idle(window, qtbot)
    assert (page.footer.primary.enabled, page.footer.sentence) == (True, "8 rows to send")
    page.start.now_button.click()
    idle(window, qtbot)
    assert page.summary.choice_box.value is None
    assert not page.footer.primary.enabled


def test_a_slow_answer_is_told_and_what_is_chosen_by_keyboard_keeps_the_focus(page, window, qtbot, monkeypatch):
    answer, box = threading.Event(), page.summary.choice_box
    real = trigger_work.look_ahead

    def slowly(*asked):
        assert answer.wait(20)
        return real(*asked)

    monkeypatch.setattr(trigger_work, "look_ahead", slowly)
    box.setFocus()
    page.plan(replace(window.desk.session.plan, order=Order.OLDEST_FIRST))
    qtbot.waitUntil(lambda: page.summary.words.startswith("Counting for this start, order and speed…"))
    assert "the plan before" in page.summary.accessibleName()
    assert box.isVisible()
    assert box.hasFocus()
    answer.set()
    idle(window, qtbot)
    assert page.summary.words.startswith("5 rows of 4 people could enter")
    assert box.hasFocus()


def test_counting_that_fails_leaves_what_was_counted_before(page, window, qtbot, monkeypatch):
    before, answer = page.summary.words, threading.Event()

    def fails(*asked):
        assert answer.wait(20)
        raise BackfillError(Sentence("The disk is full."), Sentence("Free some space."))

    monkeypatch.setattr(trigger_work, "look_ahead", fails)
    page.plan(replace(window.desk.session.plan, order=Order.OLDEST_FIRST))
    qtbot.waitUntil(lambda: page.summary.counting)
    answer.set()
    idle(window, qtbot)
    assert page.summary.words == before
    assert "The disk is full." in page.notice.words


@pytest.mark.parametrize("step", ["judge_rows", "outlook"])
def test_where_nothing_was_counted_before_it_is_not_said_that_it_is_being_counted(window, qtbot, monkeypatch, step):
    def fails(*asked, **watched):
        raise BackfillError(Sentence("The disk is full."), Sentence("Free some space."))

    page = window.page(Step.TRIGGERS)
    works = getattr(trigger_work, step)
    monkeypatch.setattr(trigger_work, step, fails)
    page.outlook = None
    window.desk.session.campaigns = window.desk.session.campaigns[:1]
    idle(window, qtbot)
    assert page.summary.words == "It is not known which rows could enter a campaign. The disk is full."
    monkeypatch.setattr(trigger_work, step, works)
    window.go_to(Step.COLUMNS)
    window.go_to(Step.TRIGGERS)
    idle(window, qtbot)
    assert "could enter 1 campaign" in page.summary.words


def test_the_models_are_ones_that_qt_accepts(page, window, qtbot, qtmodeltester):
    qtmodeltester.check(page.panel.table.model)
    page.panel.show_rows_of(0)
    idle(window, qtbot)
    qtmodeltester.check(page.panel.rows.model)


def test_waiting_until_quiet_time_leaves_nothing_that_could_enter(page, window, qtbot):
    quiet = page.outlook.quiet_time_ms
    assert quiet == NOW - HOUR + 72 * HOUR + 15 * 60_000
    page.start.quiet_button.click()
    idle(window, qtbot)
    assert window.desk.session.plan.start_ms >= quiet
    assert page.outlook.totals.rows_at_click == 0
    assert page.summary.words.startswith("No row could enter a campaign that can be predicted.")
    assert not page.start.quiet_button.isEnabled()
    page.start.now_button.click()
    idle(window, qtbot)
    assert window.desk.session.plan.start_ms == NOW


def test_the_slider_and_the_field_move_the_start(page, window, qtbot):
    page.start.slider.setFocus()
    qtbot.keyClick(page.start.slider, Qt.Key.Key_Right)
    idle(window, qtbot)
    assert window.desk.session.plan.start_ms - NOW in range(9 * 60_000, 11 * 60_000)
    page.start.moment_edit.setDateTime(page.start.moment_edit.dateTime().addDays(2))
    idle(window, qtbot)
    assert window.desk.session.plan.start_ms > NOW + 2 * DAY
    assert page.panel.table.model.index(1, COULD).data() == "0"


def test_a_start_before_now_becomes_now(page, window, qtbot):
    page.start.moment_edit.setDateTime(page.start.moment_edit.dateTime().addDays(-2))
    idle(window, qtbot)
    assert window.desk.session.plan.start_ms == NOW


def test_now_follows_the_clock_until_a_start_is_chosen(page, window, parts, qtbot):
    parts.clock.advance(600)
    page.tick()
    assert window.desk.session.plan.start_ms == NOW + 600_000
    page.start_at(NOW + DAY)
    parts.clock.advance(600)
    page.tick()
    assert window.desk.session.plan.start_ms == NOW + DAY
    idle(window, qtbot)


def test_what_was_chosen_for_one_workspace_is_asked_again_for_the_next(page, window, qtbot):
    session = window.desk.session
    page.choose(Choice.SEND_ALL)
    page.limit(0, 2)
    idle(window, qtbot)
    assert not page.summary.asks
    # Practised there, to be done here.
    session.workspace = WorkspaceAddress("w1", "Acme", Region.EU)
    session.campaigns = CAMPAIGNS
    idle(window, qtbot)
    assert page.outlook.choices[0].possible_entries > 2
    assert page.summary.asks
    assert not page.footer.primary.enabled
    assert page.panel.table.limit_edit.value() == -1


def test_a_run_that_has_begun_keeps_its_plan(page, window, parts):
    window.desk.session.run_id = "r"
    parts.clock.advance(600)
    page.tick()
    assert window.desk.session.plan.start_ms == NOW
    assert window.desk.session.run_id == "r"


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        (Choice.LEAVE_OUT, "3 rows to send · 5 left out"),
        (Choice.HOLD, "3 rows to send · 5 held"),
        (Choice.ONLY, "5 rows to send · 3 left out"),
    ],
)
def test_a_choice_says_what_it_means(page, window, qtbot, choice, sentence):
    box = page.summary.choice_box
    box.choose(choice)
    box.activated.emit(box.currentIndex())
    idle(window, qtbot)
    assert window.desk.session.decision.choice is choice
    assert page.footer.sentence == sentence


def test_at_most_n_rows_for_a_campaign(page, window, qtbot):
    page.panel.table.choose(0)
    page.panel.table.limit_edit.setValue(2)
    idle(window, qtbot)
    assert window.desk.session.decision == Decision(at_most=((1, 2),))
    # A limit for one campaign is no choice about the rows of the others.
    assert (page.summary.choice_box.value, page.footer.primary.enabled) == (None, False)
    page.choose(Choice.SEND_ALL)
    idle(window, qtbot)
    assert page.footer.sentence == "6 rows to send · 2 left out"
    assert page.summary.choice_box.itemText(0) == "Send within the limits (6)"
    assert page.summary.choice_box.value is Choice.SEND_ALL
    page.panel.table.limit_edit.setValue(-1)
    idle(window, qtbot)
    assert window.desk.session.decision.at_most == ()


def test_what_becomes_of_the_other_rows_is_said(page, window, qtbot):
    page.choose(Choice.LEAVE_OUT)
    idle(window, qtbot)
    assert "“Save rows…” keeps what is left out in a file." in page.summary.words
    page.choose(Choice.HOLD)
    idle(window, qtbot)
    assert "What is held waits as a second run until" in page.summary.words
    page.choose(Choice.ONLY)
    idle(window, qtbot)
    assert "second run" not in page.summary.words


def test_order_speed_and_margin(page, window, qtbot):
    assert not page.start.speed_edit.isVisible()
    page.start.details_button.click()
    page.start.margin_edit.setValue(0)
    page.start.speed_edit.setValue(50)
    page.start.order_box.choose(Order.OLDEST_FIRST)
    page.start.order_box.activated.emit(0)
    idle(window, qtbot)
    plan = window.desk.session.plan
    assert (plan.margin_ms, plan.rows_per_second, plan.order) == (0, 50.0, Order.OLDEST_FIRST)
    assert page.panel.table.model.index(0, COULD).data() == "4"


def test_rows_behind_a_campaign_with_reasons(page, window, qtbot):
    page.panel.table.table.setFocus()
    page.panel.table.choose(0)
    qtbot.keyClick(page.panel.table.table, Qt.Key.Key_Return)
    idle(window, qtbot)
    rows = page.panel.rows
    assert rows.isVisible()
    assert lines_of(rows.model, ROW, VERDICT, FIRST_CELL) == [
        ["1", "Could enter", "u0"],
        ["2", "Could enter", "u1"],
        ["3", "Could enter", "u2"],
        ["4", "Too close to call", "u3"],
    ]
    assert rows.model.index(1, REASON).data() == "30 h old when it is processed; the window is 72 h."
    rows.back_button.click()
    assert page.panel.table.isVisible()


def test_without_columns_the_page_says_where_to_go(make_window, parts, qtbot):
    window = make_window(parts)
    window.go_to(Step.TRIGGERS)
    page = window.page(Step.TRIGGERS)
    assert page._not_yet.isVisible()
    seen = []
    page.go_to.connect(seen.append)
    page._not_yet.button.click()
    assert seen == [Step.COLUMNS]


def test_who_only_previews_is_not_led_to_send(page, window, qtbot):
    window.desk.session.intent = Intent.PREVIEW
    page.go_on()
    idle(window, qtbot)
    assert page.footer.primary.text == "Save forecast…"
    assert "Continue to send" not in [action.text for action in page.footer.right]
    assert page.footer.sentence == "8 rows would be sent"


def test_while_rows_wait_for_a_decision_no_forecast_is_told(page, window, tmp_path, qtbot):
    session = window.desk.session
    rows = [["a@example.com", "no"], ["b@example.com", "yes"]]
    session.table = make_table(tmp_path, ["email", "Newsletter opt-in"], rows)
    session.mapping = Mapping(RowMeaning.PERSON, identifier_column=0, identifier_kind=IdentifierKind.EMAIL, now_accepted=True)
    session.campaigns = CAMPAIGNS
    idle(window, qtbot)
    assert session.checked.waiting == 1
    told = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert "Decide first what the columns page asks" in told
    assert not page.summary.isVisible()
    assert page.footer.primary is None
    session.repairs = Repairs((LeaveOutProblem("consent.opted_in", 1),))
    idle(window, qtbot)
    assert page.summary.isVisible()
    assert page.footer.primary is not None
