"""Report: the end by name, totals that add up, refused rows with their values, and what follows."""

from __future__ import annotations

import pytest

from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets.confirm_sending import ConfirmSending
from fakes.sending_scene import SendingParts, at_send, give_file, purchases


@pytest.fixture
def parts(tmp_path):
    return SendingParts(tmp_path)


@pytest.fixture
def report_page(window, tmp_path, qtbot):
    """A run of 60 rows: two we refuse, one Customer.io refuses."""
    rows = purchases(60, bad=(3, 40))
    rows[10][3] = "refuse me"
    give_file(window, tmp_path, rows)
    page = at_send(window, qtbot)
    page.departing.send_all()
    page.findChild(ConfirmSending).send.click()
    qtbot.waitUntil(lambda: window.current_step is Step.REPORT and not window.desk.jobs.running(), timeout=20_000)
    return window.page(Step.REPORT)


def drawn(model):
    return [[model.index(row, column).data() for column in range(4)] for row in range(model.rowCount())]


def test_the_end_and_the_sum_are_told(report_page):
    assert report_page.title == "Sent, with 3 rows to look at"
    assert report_page.verdict.words.startswith("Complete, rows refused 57 rows arrived, 3 were refused.")
    assert report_page.totals.text() == "60 rows in the file = 57 accepted + 2 refused here + 1 refused by Customer.io"


def test_refused_rows_show_row_reason_column_and_value(report_page):
    lines = drawn(report_page.model)
    assert [[line[0], line[2], line[3]] for line in lines] == [
        ["4", "when", "soon"],
        ["41", "when", "soon"],
        ["11", "note", "refuse me"],
    ]
    assert lines[2][1] == "Customer.io refused it: attributes.note: property value is invalid."


def test_the_model_is_one_that_qt_accepts(report_page, qtmodeltester):
    qtmodeltester.check(report_page.model)


def test_one_reason_can_be_shown_alone(report_page):
    report_page.reasons.setCurrentIndex(2)
    report_page.reasons.activated.emit(2)
    assert [line[0] for line in drawn(report_page.model)] == ["11"]


def test_a_refused_row_can_be_seen_among_its_neighbours(report_page, qtbot):
    asked = []
    report_page.row_wanted.connect(asked.append)
    report_page.rows.activated.emit(report_page.model.index(2, 0))
    assert asked == [10]


def test_without_the_file_values_are_missing_and_cannot_be_saved(report_page):
    session = report_page.desk.session
    report = session.report
    session.decided.pop("table")
    session.report = None
    session.report = report
    assert [line[3] for line in drawn(report_page.model)] == ["", "", ""]
    assert "Open the file again" in report_page.footer.sentence
    assert not report_page.footer.left[1].enabled


def test_refused_rows_are_saved_with_their_reasons(report_page, parts, tmp_path, qtbot):
    report_page.write_refused_rows(str(tmp_path / "refused.csv"))
    qtbot.waitUntil(report_page.notice.isVisible, timeout=10_000)
    ((path, rows, reasons),) = parts.rows_file.saved
    assert path.name == "refused.csv"
    assert rows == [3, 10, 40]
    assert "cannot be read as a time" in reasons[3]
    assert report_page.notice.words == "Saved as refused.csv."


def test_the_report_is_saved(report_page, parts, tmp_path, qtbot):
    report_page.write_report(str(tmp_path / "report.html"))
    qtbot.waitUntil(report_page.notice.isVisible, timeout=10_000)
    assert parts.report_page.saved[0][1] is report_page.desk.session.report


def test_fixing_sends_only_the_refused_rows(report_page, window, parts, qtbot):
    from dataclasses import replace

    report_page.fix_and_send_again()
    assert window.current_step is Step.COLUMNS
    session = window.desk.session
    session.mapping = replace(session.mapping, time_column=None, now_accepted=True)
    page = at_send(window, qtbot)
    assert page.departing.card.sentence.text() == "Send 3 events to Acme production (EU)."
    assert "57 other rows of the file are not part of this run" in page.departing.card._behind.text()
    before = len(parts.workspace.held)
    page.departing.send_all()
    page.findChild(ConfirmSending).send.click()
    qtbot.waitUntil(lambda: session.report is not None and not window.desk.jobs.running(), timeout=20_000)
    assert len(parts.workspace.held) == before + 2
    assert session.report.totals.left_out_by_choice == 57


def test_a_new_backfill_forgets_the_file(report_page, window):
    report_page.start_over()
    assert window.current_step is Step.START
    assert window.desk.session.table is None


def test_an_empty_report_says_when_there_will_be_one(window):
    window.go_to(Step.REPORT)
    assert window.page(Step.REPORT).title == "Report"
