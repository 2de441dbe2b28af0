"""Send: what is confirmed is what goes; pausing, stopping and continuing from the window."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from backfill_assistant.adapters.journal_folder import JournalFolder
from backfill_assistant.core.errors import JournalProblem, KeyRefused, WorkspaceProblem
from backfill_assistant.core.forecast.plans import Choice, Decision, SendingPlan
from backfill_assistant.core.journal.outcome import Outcome, OutcomeKind
from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.core.mapping.repairs import CorrectValue, EditCell, LeaveOutRows, Repairs
from backfill_assistant.core.progress import Progress, RefusalCount
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.ui import operations
from backfill_assistant.ui.rail_looks import rail_looks
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets.confirm_sending import ConfirmSending
from backfill_assistant.ui.widgets.rail import StepState
from fakes.sending_scene import WELCOME, SendingParts, at_send, give_file, purchases


@pytest.fixture
def parts(tmp_path):
    return SendingParts(tmp_path)


def confirm(page):
    page.findChild(ConfirmSending).send.click()


def ended(page, qtbot):
    session = page.desk.session
    qtbot.waitUntil(lambda: session.report is not None and not page.desk.jobs.running(), timeout=20_000)
    return session.report


def labels(widget):
    return widget.departure.sentence.text()


def test_the_sentence_says_what_goes_where(window, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(120, bad=(3, 4)))
    page = at_send(window, qtbot)
    assert page.departing.card.sentence.text() == "Send 118 events to Acme production (EU)."
    assert page.departing.card._entries.text() == "No row could start a campaign."
    assert page.departing.card._behind.text() == "2 rows refused here"
    assert page.departing.card._region.text() == "Acme production answers, and lives in the EU region."
    assert page.footer.primary.text == "Send 118 events…"


def test_campaigns_that_were_not_read_are_not_called_silent(window, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(5), campaigns=None)
    page = at_send(window, qtbot)
    assert page.departing.card._entries.text().startswith("Campaigns were not read")
    page.departing.send_all()
    dialog = page.findChild(ConfirmSending)
    assert "not known" in "".join(label.text() for label in dialog.findChildren(type(page.departing.card.sentence)))
    dialog.reject()


def test_rows_that_could_start_a_campaign_are_counted(window, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(20, recent=(7, 8)), campaigns=(WELCOME,))
    page = at_send(window, qtbot)
    assert page.departing.card._entries.text() == "Up to 2 rows could start a campaign."


def test_confirmed_rows_arrive_and_the_report_is_shown(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(120, bad=(3,)))
    page = at_send(window, qtbot)
    page.departing.send_all()
    confirm(page)
    report = ended(page, qtbot)
    assert report.end is RunEnd.COMPLETE_WITH_REFUSALS
    assert len(parts.workspace.held) == report.totals.accepted == 119
    assert window.current_step is Step.REPORT


def test_not_yet_sends_nothing(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(5))
    page = at_send(window, qtbot)
    page.departing.send_all()
    dialog = page.findChild(ConfirmSending)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert parts.workspace.bodies == []
    assert page.desk.session.run_id is None


def test_by_keyboard_alone_from_the_sentence_to_the_report(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(5))
    page = at_send(window, qtbot)
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    dialog = page.findChild(ConfirmSending)
    dialog.not_yet.setFocus()
    QTest.keyClick(dialog.focusWidget() or dialog.not_yet, Qt.Key.Key_Tab)
    dialog.send.setFocus()
    QTest.keyClick(dialog.send, Qt.Key.Key_Space)
    assert ended(page, qtbot).totals.accepted == 5


def test_three_rows_first_and_then_the_rest(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(200))
    page = at_send(window, qtbot)
    page.departing.send_three()
    confirm(page)
    assert ended(page, qtbot).totals.accepted == 3
    qtbot.waitUntil(lambda: page.footer.primary.text == "Continue sending")
    assert window.current_step is Step.SEND
    assert page.left_over.card.sentence.text() == "197 rows are still to be sent to Acme production."
    page.left_over.go_on()
    qtbot.waitUntil(
        lambda: page.desk.session.report is not None and page.desk.session.report.totals.accepted == 200, timeout=20_000
    )
    assert set(parts.workspace.times_taken.values()) == {1}


def test_stop_leaves_a_run_that_can_be_continued(window, parts, tmp_path, qtbot):
    parts.workspace.fault = lambda place, records: (Outcome(OutcomeKind.UNANSWERED), False)
    give_file(window, tmp_path, purchases(50))
    page = at_send(window, qtbot)
    page.departing.send_all()
    confirm(page)
    qtbot.waitUntil(lambda: "did not answer" in page.notice.words, timeout=10_000)
    assert page.footer.primary.text == "Pause"
    page.stop()
    assert page.footer.primary is None
    report = ended(page, qtbot)
    assert report.end is RunEnd.STOPPED_BY_PERSON
    assert report.totals.unknown == 50
    send = next(look for look in rail_looks(page.desk.session, frozenset(Step), sending=False) if look.step is Step.SEND)
    assert (send.state, send.detail) == (StepState.ATTENTION, "50 rows still to send")
    parts.workspace.fault = None
    window.go_to(Step.SEND)
    page.left_over.go_on()
    qtbot.waitUntil(lambda: len(parts.workspace.held) == 50, timeout=10_000)


def test_pause_and_go_on(window, parts, tmp_path, qtbot):
    parts.workspace.fault = lambda place, records: (Outcome(OutcomeKind.UNANSWERED), False)
    give_file(window, tmp_path, purchases(50))
    page = at_send(window, qtbot)
    page.departing.send_all()
    confirm(page)
    page.pause()
    assert page.footer.primary.text == "Go on"
    assert page.title == "Paused: sending to Acme production"
    assert next(look for look in window._looks() if look.step is Step.SEND).detail == "Paused"
    qtbot.waitUntil(lambda: page.sending.left.text() == "paused", timeout=10_000)
    parts.workspace.fault = None
    page.resume()
    assert page.title == "Sending to Acme production"
    assert ended(page, qtbot).totals.accepted == 50


def test_a_missing_key_leads_to_the_workspace(window, parts, tmp_path, qtbot):
    parts.no_key = KeyRefused(Sentence("There is no key."), Sentence("Give it again."))
    give_file(window, tmp_path, purchases(5))
    window.go_to(Step.SEND)
    page = window.page(Step.SEND)
    qtbot.waitUntil(page.notice.isVisible, timeout=10_000)
    assert page.notice.words == "There is no key. Give it again."
    qtbot.waitUntil(lambda: page.departing.counting.ready is not None, timeout=10_000)
    assert not page.footer.primary.enabled


def test_a_workspace_out_of_reach_can_be_checked_again(window, parts, tmp_path, qtbot):
    parts.workspace.check_problems = [WorkspaceProblem(Sentence("No network."), Sentence("Connect."))]
    give_file(window, tmp_path, purchases(5))
    window.go_to(Step.SEND)
    page = window.page(Step.SEND)
    qtbot.waitUntil(lambda: page.departing.card._region.text() == "No network. Connect.", timeout=10_000)
    page.departing.card._check.click()
    qtbot.waitUntil(lambda: page.footer.primary.enabled, timeout=10_000)


def test_another_speed_counts_anew(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(2_000))
    page = at_send(window, qtbot)
    assert page.departing.card._takes.text().startswith("About 2 s")
    page.departing.card.speed.choose("gentle")
    page.departing.card._tell_speed()
    qtbot.waitUntil(lambda: page.departing.card._takes.text().startswith("About 10 s to 12 s"), timeout=10_000)
    assert page.departing.counting.ready.prepared.plan.rows_per_second == 200.0


def test_progress_is_shown_in_words(window, tmp_path, qtbot):
    page = window.page(Step.SEND)
    told = Sentence("Customer.io asked to slow down.")
    page.sending.show_progress(
        Progress(
            done=655,
            total=1_000,
            accepted=650,
            refused=5,
            retrying=40,
            rows_per_second=120.4,
            waiting=told,
            waiting_seconds=6,
            refusals=(RefusalCount(Sentence("Too long."), "note", 5, 88_119),),
        )
    )
    panel = page.sending
    assert panel.rows.text() == "655 of 1,000 rows"
    assert panel.left.text() == "next try in 6 s"
    assert panel.bar.accessibleDescription().startswith("66")
    assert [panel.model.index(0, column).data() for column in range(5)] == ["Too long.", "note", "5", "row 88,120", "Show"]


def test_how_long_it_still_takes_is_a_range_from_the_recent_rates(window):
    panel = window.page(Step.SEND).sending
    panel.show_progress(Progress(done=1, total=9, rows_per_second=5.0, seconds_left=70.0, seconds_left_most=200.0))
    assert panel.left.text() == "1 min 10 s to 3 min 20 s left"
    panel.show_progress(Progress(done=1, total=9, rows_per_second=5.0, seconds_left=70.0, seconds_left_most=70.2))
    assert panel.left.text() == "about 1 min 10 s left"


def test_the_example_of_a_refusal_leads_to_its_row(window, qtbot):
    page = window.page(Step.SEND)
    page.sending.model.show_counts((RefusalCount(Sentence("Too long."), "note", 5, 7),))
    with qtbot.waitSignal(page.row_wanted) as asked:
        page.sending.table.activated.emit(page.sending.model.index(0, 0))
    assert asked.args == [7]
    assert window.current_step is Step.FILE


def test_the_model_of_refusals_is_one_that_qt_accepts(window, qtmodeltester):
    model = window.page(Step.SEND).sending.model
    model.show_counts((RefusalCount(Sentence("Too long."), "note", 5, 88_119), RefusalCount(Sentence("Empty."), "", 1, 3)))
    qtmodeltester.check(model)


def test_a_preview_never_sends(window, tmp_path, qtbot):
    from backfill_assistant.ui.session import Intent

    give_file(window, tmp_path, purchases(5))
    window.desk.session.intent = Intent.PREVIEW
    window.go_to(Step.SEND)
    assert window.page(Step.SEND).footer.primary is None


def test_rows_that_an_earlier_run_brought_there_are_noticed(window, parts, tmp_path, qtbot):
    parts.journals = JournalFolder(tmp_path / "runs")
    give_file(window, tmp_path, purchases(50))
    page = at_send(window, qtbot)
    page.departing.send_three()
    confirm(page)
    ended(page, qtbot)
    window.desk.session.run_id = None
    window.go_to(Step.START)
    page = at_send(window, qtbot)
    assert page.departing.card._before_words.text().startswith("3 rows of this file were sent to this workspace before")
    page.departing.card._before.findChild(QPushButton).click()
    qtbot.waitUntil(lambda: page.departing.card.sentence.text() == "Send 47 events to Acme production (EU).", timeout=10_000)
    assert not page.departing.card._before.isVisible()


def test_a_stop_says_what_it_waits_for_and_need_not_wait(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(400))
    page = at_send(window, qtbot)
    answers = parts.workspace.answers

    def late(wait_seconds):
        if len(parts.workspace.bodies) < 2:
            return answers(wait_seconds)
        time.sleep(0.05)
        return ()

    parts.workspace.answers = late
    page.departing.send_all()
    confirm(page)
    qtbot.waitUntil(lambda: len(parts.workspace.bodies) > 1, timeout=10_000)
    page.stop()
    qtbot.waitUntil(lambda: len(page.footer.left) == 1, timeout=10_000)
    assert re.fullmatch(
        r"Stopping: waiting for answers about \d+ rows, \d+ s at most\. Without waiting .* continuing sends them again\.",
        page.footer.sentence,
    )
    assert [action.enabled for action in page.footer.right] == [False]
    assert page.title == "Stopping: sending to Acme production"
    assert next(look for look in window._looks() if look.step is Step.SEND).detail == "Stopping…"
    page.footer.left[0].callback()
    report = ended(page, qtbot)
    assert report.end is RunEnd.STOPPED_BY_PERSON
    assert report.totals.unknown > 0
    assert parts.workspace.times_cut_off == 1
    assert report.can_continue


def test_three_rows_first_are_named_and_agreed_to_alone(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(40, bad=(1,), recent=(2, 7, 8, 9)), campaigns=(WELCOME,))
    window.desk.session.decision = Decision(Choice.SEND_ALL)
    page = at_send(window, qtbot)
    page.departing.send_three()
    words = words_of(page.findChild(ConfirmSending))
    assert "Send 3 events (rows 1, 3, 4) to Acme production (EU)?" in words
    assert "Up to 1 row could start a campaign." in words
    confirm(page)
    run = ended(page, qtbot).run
    assert run.approved_entries == 1
    assert page.notice.words == "3 rows are sent. Look at them in Customer.io (rows 1, 3, 4), then send the rest."
    qtbot.waitUntil(lambda: page.left_over.left is not None, timeout=10_000)
    assert page.footer.primary.text == "Continue sending…"
    page.left_over.go_on()
    assert "up to 4 rows of this run could start a campaign. Agreed to so far: 1." in words_of(page.findChild(ConfirmSending))
    page.findChild(ConfirmSending).accept()
    qtbot.waitUntil(lambda: len(parts.workspace.held) == 39, timeout=10_000)


def test_a_record_that_is_lost_under_way_is_told_with_what_was_done(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(400))
    page = at_send(window, qtbot)
    begin = parts.journals.begin

    def losing(run):
        journal = begin(run)
        settle = journal.settle_batch

        def settle_or_lose(batch, refusals=()):
            if batch.number > 1:
                del parts.journals.kept[run.id]
                raise JournalProblem(Sentence("The record is gone."), Sentence("Put it back."))
            settle(batch, refusals)

        journal.settle_batch = settle_or_lose
        return journal

    parts.journals.begin = losing
    page.departing.send_all()
    confirm(page)
    qtbot.waitUntil(lambda: page.notice.words.startswith("The record is gone."), timeout=10_000)
    assert page.notice.words == "The record is gone. Until then 100 rows were accepted, 0 refused. Put it back."
    qtbot.waitUntil(lambda: page.title == "Look once more, then send", timeout=10_000)
    assert page._subtitle.text() == "Nothing of this run has left this computer yet."


def test_what_is_mended_is_counted_alone_and_once(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(20, bad=(3, 4, 5)))
    session = window.desk.session
    session.repairs = Repairs((LeaveOutRows((7,)),))
    session.only_rows = np.array([3, 4, 5], dtype=np.int64)
    session.repairs = Repairs((LeaveOutRows((7,)), EditCell(4, 2, "2025-01-01T00:00:00Z")))
    page = at_send(window, qtbot)
    departure = page.departing.counting.ready.departure
    assert (departure.rows, departure.refused, departure.left_out_by_repair, departure.left_out_by_choice) == (1, 2, 0, 17)
    columns = window.page(Step.COLUMNS)
    window.go_to(Step.COLUMNS)
    qtbot.waitUntil(lambda: "of this run" in columns.footer.sentence, timeout=10_000)
    assert columns.footer.sentence == "1 of the 3 rows of this run ready; the others of the file stay out of it"
    assert columns.preview.row == 3
    at_send(window, qtbot).departing.send_all()
    confirm(page)
    totals = ended(page, qtbot).totals
    assert (totals.accepted, totals.refused, totals.left_out_by_choice, totals.left_out_by_repair) == (1, 2, 17, 0)


def test_a_number_that_was_only_typed_is_asked_about_before_it_counts(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(40))
    page = at_send(window, qtbot)
    page.departing.send_three()
    confirm(page)
    ended(page, qtbot)
    qtbot.waitUntil(lambda: page.left_over.left is not None, timeout=10_000)
    page.left_over.card._approval.setValue(500)
    page.left_over.go_on()
    dialog = page.findChild(ConfirmSending)
    assert "no row could start a campaign. You allow up to 500." in words_of(dialog)
    assert len(parts.workspace.held) == 3
    dialog.accept()
    qtbot.waitUntil(lambda: len(parts.workspace.held) == 40, timeout=10_000)
    assert ended(page, qtbot).run.approved_entries == 500


def test_another_key_is_asked_about_before_a_run_goes_on_with_it(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(40))
    parts.workspace.key_mark = "one"
    page = at_send(window, qtbot)
    page.departing.send_three()
    confirm(page)
    ended(page, qtbot)
    parts.workspace.key_mark = "other"
    qtbot.waitUntil(lambda: page.left_over.left is not None, timeout=10_000)
    page.left_over.go_on()
    qtbot.waitUntil(lambda: window.desk.session.report.wants_word_on_key, timeout=10_000)
    window.go_to(Step.SEND)
    qtbot.waitUntil(lambda: page.left_over.left is not None, timeout=10_000)
    page.left_over.go_on()
    dialog = page.findChild(ConfirmSending)
    assert "The key is not the one the run began with" in words_of(dialog)
    assert len(parts.workspace.held) == 3
    dialog.accept()
    qtbot.waitUntil(lambda: len(parts.workspace.held) == 40, timeout=10_000)


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


def words_of(dialog):
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


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


def test_send_now_after_all_counts_anew(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(20, recent=(7, 8)), campaigns=(WELCOME,))
    plan_start(window, parts, 80)
    page = at_send(window, qtbot)
    page.departing.card.now_wanted.emit()
    qtbot.waitUntil(lambda: page.departing.card._entries.text() == "Up to 2 rows could start a campaign.", timeout=10_000)
    assert not page.departing.card._start.isVisible()
    assert page.footer.primary.text == "Send 20 events…"


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


def test_only_the_rows_to_be_sent_again_are_counted(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(20, recent=(7, 8)), campaigns=(WELCOME,))
    window.desk.session.only_rows = np.array([8, 9, 10], dtype=np.int64)
    window.go_to(Step.TRIGGERS)
    triggers = window.page(Step.TRIGGERS)
    qtbot.waitUntil(lambda: triggers.outlook is not None, timeout=10_000)
    assert (triggers.outlook.totals.rows, triggers.outlook.chosen.going) == (1, 3)
    assert triggers.footer.sentence == "3 rows to send"
    page = at_send(window, qtbot)
    assert page.departing.card.sentence.text() == "Send 3 events to Acme production (EU)."
    assert page.departing.card._entries.text() == "Up to 1 row could start a campaign."


def test_a_run_whose_file_was_moved_goes_on_from_where_it_is_now(window, parts, tmp_path, qtbot):
    rows = purchases(200)
    original = tmp_path / "orders.csv"
    text = "customer,event,when,note\n" + "".join(",".join(row) + "\n" for row in rows)
    original.write_text(text, encoding="utf-8")
    give_file(window, tmp_path, rows)
    session = window.desk.session
    table, mapping = parts.reader.read(original, session.table.choices, None), session.mapping
    session.table, session.mapping = table, mapping
    page = at_send(window, qtbot)
    page.departing.send_three()
    confirm(page)
    run_id = ended(page, qtbot).run.id
    moved = tmp_path / "elsewhere.csv"
    original.rename(moved)
    window.go_to(Step.START)
    operations.continue_run(window.desk, run_id)
    window.go_to(Step.SEND)
    qtbot.waitUntil(page.notice.isVisible, timeout=10_000)
    qtbot.waitUntil(lambda: page.footer.primary is not None and page.footer.primary.text == "Choose the file…", timeout=10_000)
    page.left_over.bring_back_from(str(moved))
    qtbot.waitUntil(lambda: page.footer.primary is not None and page.footer.primary.text == "Continue sending", timeout=10_000)
    page.left_over.go_on()
    qtbot.waitUntil(lambda: len(parts.workspace.held) == 200, timeout=20_000)
    assert set(parts.workspace.times_taken.values()) == {1}


def test_corrected_texts_are_asked_for_again_after_a_restart_and_only_the_same_go_on(window, parts, tmp_path, qtbot):
    rows = purchases(40)
    original = tmp_path / "orders.csv"
    original.write_text("customer,event,when,note\n" + "".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    give_file(window, tmp_path, rows)
    session = window.desk.session
    table, mapping = parts.reader.read(original, session.table.choices, None), session.mapping
    session.table, session.mapping = table, mapping
    session.repairs = Repairs((EditCell(30, 0, "somebody else"), LeaveOutRows((7,)), CorrectValue(1, rows[0][1], "bought")))
    page = at_send(window, qtbot)
    assert page.departing.card._unwritten.text().startswith("1 corrected cell is written nowhere")
    page.departing.send_three()
    confirm(page)
    run_id = ended(page, qtbot).run.id
    # Closed and opened again: nothing is left in memory.
    session.repairs_begun_with.clear()
    window.go_to(Step.START)
    operations.continue_run(window.desk, run_id)
    window.go_to(Step.SEND)
    qtbot.waitUntil(lambda: page.footer.primary is not None and page.footer.primary.text == "Use these texts", timeout=10_000)
    (cell,), (wrong, right) = page.left_over.lost.edits
    assert cell.accessibleName() == "Row 31, customer"
    for edit, text in ((cell, "Somebody else"), (wrong, rows[0][1]), (right, "bought")):
        edit.setText(text)
    page.left_over.lost.give()
    assert page.notice.words.startswith("These are not the texts the run began with.")
    assert len(parts.workspace.held) == 3
    cell.setText("somebody else")
    QTest.keyClick(cell, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.footer.primary is not None and page.footer.primary.text == "Continue sending", timeout=10_000)
    assert not page.left_over.lost.isVisible()
    page.left_over.go_on()
    qtbot.waitUntil(lambda: len(parts.workspace.held) == 39, timeout=20_000)
    assert b"somebody else" not in b"".join(path.read_bytes() for path in tmp_path.rglob("*.sqlite*"))


def test_within_one_session_corrected_texts_are_remembered(window, parts, tmp_path, qtbot):
    rows = purchases(40)
    original = tmp_path / "orders.csv"
    original.write_text("customer,event,when,note\n" + "".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    give_file(window, tmp_path, rows)
    session = window.desk.session
    table, mapping = parts.reader.read(original, session.table.choices, None), session.mapping
    session.table, session.mapping = table, mapping
    session.repairs = Repairs((EditCell(30, 0, "somebody else"),))
    page = at_send(window, qtbot)
    page.departing.send_three()
    confirm(page)
    run_id = ended(page, qtbot).run.id
    window.go_to(Step.START)
    operations.continue_run(window.desk, run_id)
    window.go_to(Step.SEND)
    qtbot.waitUntil(lambda: page.footer.primary is not None and page.footer.primary.text == "Continue sending", timeout=10_000)
    assert not page.left_over.lost.isVisible()
