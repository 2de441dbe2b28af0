"""Send: what is confirmed is what goes; pausing, stopping and continuing from the window."""

from __future__ import annotations

import re
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.core.errors import KeyRefused, WorkspaceProblem
from backfill_assistant.core.forecast.plans import Choice, Decision
from backfill_assistant.core.journal.outcome import Outcome, OutcomeKind
from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.core.mapping.mapping import IdentifierKind, Mapping, RowMeaning
from backfill_assistant.core.progress import Progress, RefusalCount, Unwatched
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.ui.column_operations import check_rows
from backfill_assistant.ui.rail_looks import rail_looks
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets.confirm_sending import ConfirmSending
from backfill_assistant.ui.widgets.rail import StepState
from backfill_assistant.ui.widgets.text import Text
from fakes.sending_scene import PURCHASES, WELCOME, SendingParts, at_send, confirm, ended, give_file, purchases, words_of
from fakes.tables import make_table


@pytest.fixture
def parts(tmp_path):
    return SendingParts(tmp_path)


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


def test_what_could_start_a_campaign_is_not_sent_before_somebody_has_chosen(window, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(20, recent=(7, 8)), campaigns=(WELCOME,))
    page = at_send(window, qtbot)
    assert page.footer.sentence == "2 rows could start a campaign: choose first what is to happen with them."
    assert page.footer.right == ()
    page.footer.primary.callback()
    assert window.current_step is Step.TRIGGERS
    triggers = window.page(Step.TRIGGERS)
    qtbot.waitUntil(lambda: triggers.summary.asks, timeout=10_000)
    triggers.choose(Choice.LEAVE_OUT)
    page = at_send(window, qtbot)
    qtbot.waitUntil(lambda: page.footer.primary is not None and page.footer.primary.text == "Send 18 events…", timeout=10_000)


def test_confirmed_rows_arrive_and_the_report_is_shown(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(120, bad=(3,)))
    page = at_send(window, qtbot)
    page.departing.send_all()
    confirm(page)
    report = ended(page, qtbot)
    assert report.end is RunEnd.COMPLETE_WITH_REFUSALS
    assert len(parts.workspace.held) == report.totals.accepted == 119
    assert window.current_step is Step.REPORT


@pytest.mark.parametrize("questions", [1, 2])
def test_a_second_click_on_send_now_begins_no_second_run(window, parts, tmp_path, qtbot, questions):
    give_file(window, tmp_path, purchases(120))
    page = at_send(window, qtbot)
    for _ in range(questions):
        page.departing.send_all()
    begun = []
    window.desk.jobs.started.connect(lambda job: begun.append(job.name))
    for dialog in page.findChildren(ConfirmSending) * 2:
        dialog.send.click()
    assert begun.count("send") == 1
    report = ended(page, qtbot)
    assert report.totals.accepted == 120
    assert len(parts.journals.kept) == 1
    assert page.findChild(ConfirmSending) is None or not page.findChild(ConfirmSending).isVisible()


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
    assert panel.bar.accessibleDescription().startswith("65 %")
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


def test_while_rows_wait_for_a_decision_nothing_is_offered_to_send(window, tmp_path, qtbot):
    session = window.desk.session
    give_file(window, tmp_path, purchases(5))
    session.table = make_table(tmp_path, ["email", "Newsletter opt-in"], [["a@example.com", "no"], ["b@example.com", "yes"]])
    session.mapping = Mapping(RowMeaning.PERSON, identifier_column=0, identifier_kind=IdentifierKind.EMAIL, now_accepted=True)
    check_rows(window.desk)
    qtbot.waitUntil(lambda: session.checked is not None)
    window.go_to(Step.SEND)
    page = window.page(Step.SEND)
    told = [label.text() for label in page.findChildren(Text) if label.isVisible()]
    assert "Decide first what the columns page asks" in told
    assert "1 row waits for your decision there." in told
    assert page.footer.primary is not None
    page.footer.primary.callback()
    assert window.current_step is Step.COLUMNS


def test_a_file_that_has_changed_since_it_was_read_is_noticed_before_anything_goes(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(5))
    session, path = window.desk.session, tmp_path / "orders.csv"
    path.write_text("customer,event,when,note\n" + "".join(",".join(row) + "\n" for row in purchases(5)), encoding="utf-8")
    parts.reader = Files(tmp_path / "cache")
    session.table = parts.reader.read(path, parts.reader.look(path).choices, Unwatched())
    session.mapping = PURCHASES
    page = at_send(window, qtbot)
    path.write_text(path.read_text(encoding="utf-8").replace("note 3", "note three"), encoding="utf-8")
    page.departing.send_all()
    confirm(page)
    qtbot.waitUntil(lambda: "has changed" in page.notice.words and not page.desk.jobs.running(), timeout=10_000)
    assert not parts.workspace.bodies
    assert not parts.journals.kept
