"""A planned start and rows that are held, on the Send page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backfill_assistant.core.forecast.plans import Choice, Decision, SendingPlan
from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets.confirm_sending import ConfirmSending
from fakes.sending_scene import WELCOME, SendingParts, at_send, confirm, ended, give_file, purchases, words_of


@pytest.fixture
def parts(tmp_path):
    return SendingParts(tmp_path)


def test_rows_to_be_held_become_a_second_run_that_waits(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(20, recent=(7, 8)), campaigns=(WELCOME,))
    window.desk.session.decision = Decision(Choice.HOLD)
    page = at_send(window, qtbot)
    assert page.departing.card.sentence.text() == "Send 18 events to Acme production (EU)."
    page.departing.send_all()
    confirm(page)
    report = ended(page, qtbot)
    assert report.totals.left_out_by_decision == 2
    (held,) = [journal.run() for run_id, journal in parts.journals.kept.items() if run_id != report.run.id]
    assert held.only_rows.tolist() == [7, 8]
    window.desk.session.run_id = held.id
    window.go_to(Step.SEND)
    qtbot.waitUntil(lambda: page.left_over.card._waits.isVisible(), timeout=10_000)
    assert "Keep this computer on, or continue it from the run history then." in page.left_over.card._waits.text()
    assert page.left_over.card.sentence.text() == "2 rows are still to be sent to Acme production."
    # Too early, and judged as of now: the number to agree to is shown before anything goes.
    qtbot.waitUntil(lambda: page.left_over.left is not None, timeout=10_000)
    assert (page.footer.primary.text, page.footer.right[1].text) == ("Wait here", "Send now after all…")
    assert page.left_over.card._anew.text() == "Sent now instead, up to 2 rows could start a campaign."
    page.left_over.send_at_once()
    assert "up to 2 rows of this run could start a campaign. Agreed to so far: 0." in words_of(page.findChild(ConfirmSending))
    page.findChild(ConfirmSending).reject()
    # Waiting here sends them when their time has come.
    page.left_over.go_on()
    qtbot.waitUntil(lambda: page.footer.primary.text == "Stop waiting", timeout=10_000)
    assert len(parts.workspace.held) == 18
    parts.clock.advance((held.plan.start_ms - parts.clock.now_ms()) / 1000)
    assert ended(page, qtbot).end is RunEnd.COMPLETE
    assert len(parts.workspace.held) == 20
    assert set(parts.workspace.times_taken.values()) == {1}


def plan_start(window, parts, hours):
    window.desk.session.plan = SendingPlan(parts.clock.now_ms() + int(hours * 3_600_000))


def test_a_planned_start_is_said_and_waited_for(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(20, recent=(7, 8)), campaigns=(WELCOME,))
    plan_start(window, parts, 80)
    page = at_send(window, qtbot)
    # Judged as of the start: by then the recent rows are old.
    assert page.departing.card._entries.text() == "No row could start a campaign."
    assert page.departing.card._start_words.text().startswith("Sending starts ")
    assert "in 79 h 59 min" in page.departing.card._start_words.text() or "in 80 h 0 min" in page.departing.card._start_words.text()
    assert page.footer.primary.text == "Wait and send 20 events…"
    assert not page.footer.right[0].enabled
    page.departing.send_all()
    assert page.findChild(ConfirmSending).send.text() == "Wait and send"
    confirm(page)
    qtbot.waitUntil(lambda: page.footer.primary.text == "Stop waiting", timeout=10_000)
    assert page.sending.left.text() in ("starts in 79 h 59 min", "starts in 80 h 0 min")
    assert not page.notice.isVisible()
    assert not page.sending.table.isVisible()
    assert parts.workspace.bodies == []
    assert next(look for look in window._looks() if look.step is Step.SEND).detail == "Waiting…"
    window.close()
    assert window._notice.words.startswith("A run waits for the time at which it is planned to start.")
    window._hide_notice()
    # The window stays usable meanwhile.
    window.go_to(Step.COLUMNS)
    window.go_to(Step.SEND)
    parts.clock.advance(80 * 3_600)
    assert ended(page, qtbot).totals.accepted == 20


def test_send_now_after_all_counts_anew_and_asks_for_a_choice_that_nobody_made(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(20, recent=(7, 8)), campaigns=(WELCOME,))
    plan_start(window, parts, 80)
    page = at_send(window, qtbot)
    page.departing.card.now_wanted.emit()
    qtbot.waitUntil(lambda: page.departing.card._entries.text() == "Up to 2 rows could start a campaign.", timeout=10_000)
    assert not page.departing.card._start.isVisible()
    assert page.footer.primary.text == "Choose…"
    window.desk.session.decision = Decision(Choice.SEND_ALL)
    qtbot.waitUntil(lambda: page.footer.primary is not None and page.footer.primary.text == "Send 20 events…", timeout=10_000)


def test_send_now_after_all_while_waiting_asks_with_the_number_of_now(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(20, recent=(7, 8)), campaigns=(WELCOME,))
    plan_start(window, parts, 80)
    page = at_send(window, qtbot)
    page.departing.send_all()
    confirm(page)
    qtbot.waitUntil(lambda: page.footer.primary.text == "Stop waiting", timeout=10_000)
    page.send_now_after_all()
    qtbot.waitUntil(lambda: page.findChild(ConfirmSending) is not None, timeout=10_000)
    assert window.current_step is Step.SEND
    dialog = page.findChild(ConfirmSending)
    assert "up to 2 rows of this run could start a campaign" in words_of(dialog)
    assert parts.workspace.bodies == []
    dialog.send.click()
    qtbot.waitUntil(lambda: len(parts.workspace.held) == 20, timeout=10_000)
    assert ended(page, qtbot).end is RunEnd.COMPLETE


def test_a_moment_that_passed_is_judged_anew_and_more_entries_are_asked_for(window, parts, tmp_path, qtbot):
    # No row has a time of its own, and the campaign begins to run only after the planned start.
    later = replace(WELCOME, first_started_ms=parts.clock.now_ms() + 3 * 3_600_000)
    give_file(window, tmp_path, purchases(5), campaigns=(later,))
    window.desk.session.mapping = replace(window.desk.session.mapping, time_column=None, now_accepted=True)
    plan_start(window, parts, 1)
    page = at_send(window, qtbot)
    assert page.departing.card._entries.text() == "No row could start a campaign."
    page.departing.send_all()
    confirm(page)
    qtbot.waitUntil(lambda: page.footer.primary.text == "Stop waiting", timeout=10_000)
    page.stop()
    assert ended(page, qtbot).end is RunEnd.STOPPED_BY_PERSON
    assert window.current_step is Step.SEND
    qtbot.waitUntil(lambda: page.footer.primary.text == "Wait here" and page.footer.primary.enabled, timeout=10_000)
    parts.clock.advance(5 * 3_600)
    page.tick()
    qtbot.waitUntil(lambda: page.footer.primary.text == "Continue sending…" and page.footer.primary.enabled, timeout=10_000)
    assert "up to 5 rows could start a campaign: more than you agreed to" in page.left_over.card._anew.text()
    page.left_over.go_on()
    assert parts.workspace.bodies == []
    confirm(page)
    qtbot.waitUntil(lambda: len(parts.workspace.held) == 5, timeout=10_000)


def test_when_every_row_is_held_nothing_is_sent_now(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(3, recent=(0, 1, 2)), campaigns=(WELCOME,))
    window.desk.session.decision = Decision(Choice.HOLD)
    page = at_send(window, qtbot)
    assert page.departing.card.sentence.text() == "Nothing is sent to Acme production (EU) now."
    assert page.footer.primary.text == "Hold 3 rows…"
    page.departing.send_all()
    confirm(page)
    report = ended(page, qtbot)
    assert (report.totals.accepted, report.held.rows, len(parts.workspace.held)) == (0, 3, 0)
    assert "3 rows wait in a second run until" in window.page(Step.REPORT).verdict.words


def test_rows_that_are_never_quiet_cannot_be_held(window, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(3), campaigns=(WELCOME,))
    window.desk.session.mapping = replace(window.desk.session.mapping, time_column=None, now_accepted=True)
    window.go_to(Step.TRIGGERS)
    triggers = window.page(Step.TRIGGERS)
    qtbot.waitUntil(lambda: triggers.outlook is not None, timeout=10_000)
    box = triggers.summary.choice_box
    assert not any("Hold" in box.itemText(place) for place in range(box.count()))
    window.desk.session.decision = Decision(Choice.HOLD)
    window.go_to(Step.SEND)
    page = window.page(Step.SEND)
    qtbot.waitUntil(lambda: page.notice.words.startswith("3 rows cannot be held"), timeout=10_000)
    assert not page.footer.primary.enabled


def test_a_start_that_was_slept_through_is_asked_about_with_what_could_start_now(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(20, recent=(7, 8)), campaigns=(WELCOME,))
    plan_start(window, parts, 2)
    window.desk.session.decision = Decision(Choice.SEND_ALL)
    page = at_send(window, qtbot)
    page.departing.send_all()
    confirm(page)
    qtbot.waitUntil(lambda: page.footer.primary.text == "Stop waiting", timeout=10_000)
    parts.clock.sleep(10 * 3_600)
    assert ended(page, qtbot).end is RunEnd.STOPPED_BY_LIMIT
    assert window.current_step is Step.SEND
    assert page.notice.words.startswith("The time at which sending was planned to start passed while this computer slept.")
    assert parts.workspace.bodies == []
    qtbot.waitUntil(lambda: page.footer.primary is not None and page.footer.primary.enabled, timeout=10_000)
    assert page.footer.primary.text == "Continue sending"
    assert "passed while this computer slept" in page.left_over.card._so_far.text()
    page.left_over.go_on()
    qtbot.waitUntil(lambda: len(parts.workspace.held) == 20, timeout=10_000)


def test_a_run_that_goes_on_days_later_says_of_when_its_campaigns_are(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(20), campaigns=(WELCOME,))
    page = at_send(window, qtbot)
    page.departing.send_three()
    confirm(page)
    ended(page, qtbot)
    qtbot.waitUntil(lambda: page.left_over.left is not None, timeout=10_000)
    assert not page.left_over.card._campaigns.isVisible()
    parts.clock.sleep(24 * 3_600)
    window.go_to(Step.REPORT)
    window.go_to(Step.SEND)
    qtbot.waitUntil(lambda: page.left_over.card._campaigns.isVisible(), timeout=10_000)
    assert page.left_over.card._campaigns.text().startswith("Judged by the campaigns as they were on ")
