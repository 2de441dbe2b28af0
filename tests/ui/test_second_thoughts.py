"""Questions and what they stand for: an answer counts for what was asked about, whatever was chosen or came in the meantime."""

from dataclasses import replace
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from backfill_assistant.core.campaigns.campaigns import Campaign, Trigger, TriggerKind
from backfill_assistant.core.errors import SettingsProblem
from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.core.ports import RunSummary
from backfill_assistant.core.progress import Stopped
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.ui.last_resort import LastResort
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets.ask_line import AskLine
from backfill_assistant.ui.widgets.confirm_sending import ConfirmSending
from fakes.parts import PRACTICE, FakeParts
from fakes.sending_scene import ACME, WELCOME, SendingParts, at_send, give_file, purchases

NOON_MS = 1_790_000_000_000
STOPPED = RunSummary("s", "Acme", False, "orders.csv", 5_000, 2_113, 7, RunEnd.STOPPED_BY_PERSON, NOON_MS, NOON_MS + 1_000)
COMPLETE = replace(STOPPED, id="c", file_name="badges.xlsx", end=RunEnd.COMPLETE)
KEPT = [
    {"id": "w1", "name": "Acme production", "region": "eu", "route": "track"},
    {"id": "w2", "name": "Globex", "region": "us", "route": "track"},
]


def idle(window, qtbot):
    qtbot.waitUntil(lambda: not window.desk.jobs.running())


def entered(window, qtbot, step):
    window.go_to(step)
    idle(window, qtbot)
    return window.page(step)


def test_the_record_that_was_asked_about_is_deleted(make_window, tmp_path, qtbot):
    parts = FakeParts(tmp_path, (STOPPED, COMPLETE), look="light")
    window = make_window(parts)
    page = entered(window, qtbot, Step.HISTORY)
    page.table.selectRow(0)
    page.delete.click()
    assert "orders.csv" in page.notice.words
    page.table.selectRow(1)
    page.notice._buttons[0].click()
    idle(window, qtbot)
    assert [run.id for run in parts.journals.summaries()] == ["c"]


@pytest.fixture
def workspaces(make_window, tmp_path, qtbot):
    return entered(make_window(FakeParts(tmp_path, look="light", workspaces=KEPT)), qtbot, Step.WORKSPACE)


def test_one_question_about_workspaces_at_a_time(workspaces, qtbot):
    page = workspaces
    page.ask_to_remove(page.lines[1].address)
    assert "Acme" in page.notice.words
    page.ask_name(page.lines[2].address)
    assert page.notice.isHidden()
    page.ask_to_remove(page.lines[1].address)
    assert page.question.isHidden()
    page.notice._buttons[0].click()
    idle(page, qtbot)
    assert [each["name"] for each in page.desk.parts.settings.read("workspaces")] == ["Globex"]


def test_the_focus_stays_with_the_workspace_whose_button_was_pressed(workspaces, qtbot):
    page = workspaces
    page.window().activateWindow()
    page.lines[2].use.setFocus()
    QTest.keyClick(page.lines[2].use, Qt.Key.Key_Space)
    idle(page, qtbot)
    assert page.lines[2].isAncestorOf(QApplication.focusWidget())


def test_a_question_can_be_answered_after_the_button_that_asked_it_is_gone(window, qtbot):
    ask, button = AskLine(window), QPushButton(window)
    answers = []
    window.activateWindow()
    button.show()
    button.setFocus()
    ask.ask("What?", (("Text", ""),), "Take it", answers.append)
    button.deleteLater()
    qtbot.wait(20)
    ask.edits[0].setText("this")
    QTest.keyClick(ask.edits[0], Qt.Key.Key_Return)
    assert answers == ["this"]


def test_the_last_resort_opens_again_after_the_window_it_stood_over_is_gone(qapp, qtbot, monkeypatch):
    over = QPushButton()
    over.show()
    monkeypatch.setattr(QApplication, "activeWindow", lambda: over)
    last_resort = LastResort(qapp)
    last_resort.report(ValueError, ValueError(), None)
    over.deleteLater()
    qtbot.wait(20)
    monkeypatch.setattr(QApplication, "activeWindow", lambda: None)
    last_resort.report(ValueError, ValueError(), None)
    assert last_resort.dialog.isVisible()
    last_resort.dialog.accept()


def campaign(number, name):
    return Campaign(number, name, Trigger(TriggerKind.EVENT, event_name="bought"), first_started_ms=NOON_MS - 10**9)


def test_undoing_a_removal_brings_back_that_campaign_and_nothing_else(window, qtbot):
    session = window.desk.session
    session.workspace, session.campaigns = ACME, (campaign(1, "Welcome"), campaign(2, "VIP"))
    panel = window.page(Step.TRIGGERS).panel
    panel.remove_campaign(0)
    edited = replace(campaign(2, "VIP"), name="VIPs")
    panel.keep_campaign(edited)
    panel.bring_back_campaign()
    assert session.campaigns == (campaign(1, "Welcome"), edited)
    idle(window, qtbot)


def test_undoing_a_removal_never_reaches_another_workspace(window, qtbot):
    session = window.desk.session
    session.workspace, session.campaigns = ACME, (campaign(1, "Welcome"),)
    page = window.page(Step.TRIGGERS)
    page.panel.remove_campaign(0)
    session.workspace = PRACTICE
    session.campaigns = (campaign(9, "Survey thanks"),)
    assert page.notice.isHidden()
    page.panel.bring_back_campaign()
    assert session.campaigns == (campaign(9, "Survey thanks"),)
    idle(window, qtbot)


@pytest.fixture
def sending(make_window, tmp_path):
    window = make_window(SendingParts(tmp_path))
    give_file(window, tmp_path, purchases(5, recent=(1, 2)), campaigns=None)
    return window


def test_only_the_number_that_was_shown_is_agreed_to(sending, qtbot):
    page = at_send(sending, qtbot)
    page.departing.send_all()
    # Read meanwhile: now two rows are known to start one.
    sending.desk.session.campaigns = (WELCOME,)
    qtbot.waitUntil(lambda: page.departing.counting.ready is not None)
    idle(sending, qtbot)
    page.findChild(ConfirmSending).send.click()
    assert sending.desk.session.run_id is None
    asked = [each for each in page.findChildren(ConfirmSending) if each.isVisible()]
    assert len(asked) == 1
    asked[0].send.click()
    qtbot.waitUntil(lambda: sending.desk.session.report is not None and not sending.desk.jobs.running(), timeout=20_000)
    assert sending.desk.session.report.run.approved_entries == 2


def test_a_run_that_goes_on_is_agreed_to_with_the_number_that_was_shown(sending, qtbot):
    page = at_send(sending, qtbot)
    page.departing.send_three()
    page.findChild(ConfirmSending).send.click()
    qtbot.waitUntil(lambda: sending.desk.session.report is not None and not sending.desk.jobs.running(), timeout=20_000)
    qtbot.waitUntil(lambda: page.left_over.left is not None)
    shown = page.left_over._looked
    for more, go_on in (("entries", page.left_over.go_on), ("entries_now", page.left_over.send_at_once)):
        page.left_over._looked = replace(shown, left=replace(shown.left, **{more: 1}))
        go_on()
        page.left_over._looked = replace(shown, left=replace(shown.left, **{more: 2}))
        next(each for each in page.findChildren(ConfirmSending) if each.isVisible()).send.click()
        assert not sending.desk.jobs.running()
        (again,) = [each for each in page.findChildren(ConfirmSending) if each.isVisible()]
        again.reject()
        qtbot.waitUntil(lambda: not page.findChildren(ConfirmSending))
    page.left_over.go_on()
    assert page.findChildren(ConfirmSending) == []
    qtbot.waitUntil(lambda: not sending.desk.jobs.running(), timeout=20_000)


def test_the_speed_of_a_run_survives_a_look_at_its_triggers(sending, qtbot):
    page = at_send(sending, qtbot)
    page.departing.choose_speed(200.0)
    entered(sending, qtbot, Step.TRIGGERS)
    assert sending.desk.session.plan.rows_per_second == 200.0
    page = at_send(sending, qtbot)
    assert page.departing.counting.speed == 200.0
    page.departing.choose_speed(10_000.0)
    entered(sending, qtbot, Step.TRIGGERS)
    page = at_send(sending, qtbot)
    assert page.departing.counting.speed == 10_000.0
    assert page.departing.counting.ready.prepared.plan.rows_per_second == 10_000.0


def opened(window, folder, qtbot, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    window.bring_in(str(path))
    qtbot.waitUntil(lambda: window.desk.session.table is not None and not window.desk.jobs.running())
    window.go_to(Step.COLUMNS)
    page = window.page(Step.COLUMNS)
    qtbot.waitUntil(lambda: not page._timer.isActive() and not window.desk.jobs.running())
    return page


def test_what_was_offered_or_asked_about_a_file_is_not_said_of_the_next(window, tmp_path, qtbot):
    page = opened(window, tmp_path, qtbot, "leads.csv", "Email,Name\nada@example.com,Ada\n")
    page.go_on()
    idle(window, qtbot)
    page = opened(window, tmp_path, qtbot, "more.csv", "Email,Name\nbob@example.com,Bob\n")
    page.offers.offered = replace(page.offers.offered, fit=replace(page.offers.offered.fit, missing=("Town",)))
    page.notice.say("accent", "A file like this was brought in before.")
    page.ask_fixed_value()
    page = opened(window, tmp_path, qtbot, "other.csv", "Order,Town\n7,Riga\n")
    assert page.notice.isHidden()
    assert page.ask.isHidden()
    assert page.offers.offered is None


def test_a_sample_that_cannot_be_written_is_told_where_the_window_went(window, parts, qtbot):
    def full():
        raise SettingsProblem(Sentence("There is no room for the sample."), Sentence("Make room."))

    parts.samples.survey_events = full
    window.page(Step.START).try_events()
    idle(window, qtbot)
    assert window.current_step is Step.FILE
    assert "no room" in window.page(Step.FILE).notice.words
    assert window.page(Step.FILE).notice.isVisible()


def test_a_reading_that_was_stopped_is_no_longer_said_to_go_on(window, parts, tmp_path, qtbot):
    begun = Event()

    def read(path, choices, monitor):
        begun.set()
        monitor.pause(10)
        raise Stopped

    parts.reader.read = read
    path = tmp_path / "long.csv"
    path.write_text("id\n1\n", encoding="utf-8")
    window.bring_in(str(path))
    qtbot.waitUntil(begun.is_set)
    page = window.page(Step.FILE)
    assert page.footer.sentence == "Reading…"
    page.stop_reading()
    idle(window, qtbot)
    assert page.footer.sentence == ""


def test_a_check_that_was_to_begin_in_a_moment_does_not_begin_in_a_closed_window(window, tmp_path, qtbot):
    page = opened(window, tmp_path, qtbot, "leads.csv", "Email,Name\nada@example.com,Ada\n")
    page._timer.setInterval(1)
    page.changes.change_update_only(True)
    assert page._timer.isActive()
    window.close()
    qtbot.wait(20)
    assert not page._timer.isActive()
