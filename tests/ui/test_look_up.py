"""Looking a few accepted rows up from the report."""

from __future__ import annotations

import threading

import pytest

from backfill_assistant.core.errors import KeyRefused
from backfill_assistant.core.journal.sightings import Sight, Sighting
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets.confirm_sending import ConfirmSending
from fakes.sending_scene import SendingParts, at_send, give_file, purchases


class Seeing:
    """Implements ports.ReadBack with one answer for all."""

    def __init__(self, sight, activity=""):
        self._sight, self._activity = sight, activity
        self.asked = []

    def look(self, samples, monitor):
        self.asked += samples
        return tuple(Sighting(sample.row, self._sight, self._activity) for sample in samples)


@pytest.fixture
def parts(tmp_path):
    return SendingParts(tmp_path)


@pytest.fixture
def report_page(window, tmp_path, qtbot):
    rows = purchases(60, bad=(0, 40))
    give_file(window, tmp_path, rows)
    page = at_send(window, qtbot)
    page.departing.send_all()
    page.findChild(ConfirmSending).send.click()
    qtbot.waitUntil(lambda: window.current_step is Step.REPORT and not window.desk.jobs.running(), timeout=20_000)
    return window.page(Step.REPORT)


def look_up(page, qtbot):
    page.look_up.click()
    assert not page.look_up.isEnabled()
    qtbot.waitUntil(lambda: not page.desk.jobs.running())
    assert page.look_up.isEnabled()


def test_accepted_rows_are_looked_up_and_what_was_seen_is_told(report_page, parts, qtbot):
    seeing = Seeing(Sight.THERE)
    parts.read_back = lambda address: seeing
    look_up(report_page, qtbot)
    assert report_page.notice.words == "5 of 5 rows that were looked up are in the workspace."
    assert report_page.notice.property("tone") == "good"
    rows = [sample.row for sample in seeing.asked]
    assert rows[0] == 1
    assert rows[-1] == 59
    assert 40 not in rows


def test_rows_that_took_no_effect_are_named(report_page, parts, qtbot):
    parts.read_back = lambda address: Seeing(Sight.NOT_APPLIED, "skipped_update")
    look_up(report_page, qtbot)
    assert "already had newer data: 2, " in report_page.notice.words
    assert report_page.notice.property("tone") == "caution"


def test_a_missing_key_is_told(report_page, parts, qtbot):
    def refuse(address):
        raise KeyRefused(Sentence("Rows can be looked up only with an App API key."), Sentence("Add one."))

    parts.read_back = refuse
    look_up(report_page, qtbot)
    assert "only with an App API key" in report_page.notice.words


def test_without_the_file_nothing_can_be_looked_up(report_page):
    session = report_page.desk.session
    report = session.report
    session.decided.pop("table")
    session.report = None
    session.report = report
    assert not report_page.look_up.isEnabled()


def test_what_is_found_of_one_run_is_not_told_on_the_report_of_another(report_page, parts, qtbot):
    begun, let = threading.Event(), threading.Event()

    class Slow(Seeing):
        def look(self, samples, monitor):
            begun.set()
            assert let.wait(20)
            return super().look(samples, monitor)

    parts.read_back = lambda address: Slow(Sight.THERE)
    report_page.look_up.click()
    assert begun.wait(10)
    assert report_page.notice.isVisible()
    session = report_page.desk.session
    report = session.report
    session.run_id = "another"
    session.report = report
    assert not report_page.notice.isVisible()
    assert not report_page.look_up.isEnabled()
    let.set()
    qtbot.waitUntil(lambda: not report_page.desk.jobs.running())
    assert not report_page.notice.isVisible()
    assert report_page.look_up.isEnabled()
