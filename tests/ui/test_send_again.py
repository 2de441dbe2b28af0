"""Runs that go on, and rows that are sent again, on the Send page."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from backfill_assistant.adapters.journal_folder import JournalFolder
from backfill_assistant.core.errors import JournalProblem
from backfill_assistant.core.forecast.plans import Choice
from backfill_assistant.core.mapping.repairs import CorrectValue, EditCell, LeaveOutRows, Repairs
from backfill_assistant.core.routes import Route
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.ui import operations
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets.confirm_sending import ConfirmSending
from fakes.sending_scene import ACME, WELCOME, SendingParts, at_send, confirm, ended, give_file, purchases, words_of


@pytest.fixture
def parts(tmp_path):
    return SendingParts(tmp_path)


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


def test_a_run_goes_on_by_its_own_route_and_says_so_when_the_workspace_has_got_another(window, parts, tmp_path, qtbot):
    routes, open_workspace = [], parts.open_workspace

    def remember(address):
        routes.append(address.route)
        return open_workspace(address)

    parts.open_workspace = remember
    parts.settings.keep("workspaces", [{"id": "w", "name": "Acme", "region": "eu", "route": "track"}])
    give_file(window, tmp_path, purchases(40))
    page = at_send(window, qtbot)
    page.departing.send_three()
    confirm(page)
    ended(page, qtbot)
    qtbot.waitUntil(lambda: page.left_over.left is not None, timeout=10_000)
    assert not page.left_over.card._way.isVisible()
    parts.settings.keep("workspaces", [{"id": "w", "name": "Acme", "region": "eu", "route": "pipelines"}])
    window.go_to(Step.REPORT)
    window.go_to(Step.SEND)
    qtbot.waitUntil(lambda: page.left_over.card._way.isVisible(), timeout=10_000)
    assert page.left_over.card._way.text() == (
        "Acme goes by Pipelines since this run began. The run goes on by Track all the same, with the keys kept for it: "
        "by Pipelines, events that were sent already would count twice."
    )
    page.left_over.go_on()
    qtbot.waitUntil(lambda: len(parts.workspace.held) == 40, timeout=10_000)
    assert set(routes) == {Route.TRACK}


def test_rows_that_went_by_another_route_are_said_to_count_twice(window, parts, tmp_path, qtbot):
    parts.journals = JournalFolder(tmp_path / "runs")
    parts.workspace.key = "track:eu:3"
    give_file(window, tmp_path, purchases(50))
    page = at_send(window, qtbot)
    page.departing.send_three()
    confirm(page)
    ended(page, qtbot)
    window.desk.session.workspace = replace(ACME, route=Route.PIPELINES)
    window.go_to(Step.START)
    page = at_send(window, qtbot)
    told = page.departing.card._before_words.text()
    assert told.startswith("3 rows of this file were sent to this workspace before")
    assert told.endswith("Some went by Track: sent again by another route, their events count twice.")


def test_only_the_rows_to_be_sent_again_are_counted(window, parts, tmp_path, qtbot):
    give_file(window, tmp_path, purchases(20, recent=(7, 8)), campaigns=(WELCOME,))
    window.desk.session.only_rows = np.array([8, 9, 10], dtype=np.int64)
    window.go_to(Step.TRIGGERS)
    triggers = window.page(Step.TRIGGERS)
    qtbot.waitUntil(lambda: triggers.outlook is not None, timeout=10_000)
    assert (triggers.outlook.totals.rows, triggers.outlook.chosen.going) == (1, 3)
    triggers.choose(Choice.SEND_ALL)
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
    assert page.departing.card._unwritten.text().startswith("What you typed into 1 cell is about people")
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
