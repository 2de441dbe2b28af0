"""The next file: what was said of the one before does not stick to it, and refused rows come back as they went."""

from dataclasses import replace

import pytest

from backfill_assistant.core.forecast.plans import Choice, Decision, Order
from backfill_assistant.core.mapping.mapping import RowMeaning, ValueType
from backfill_assistant.core.mapping.mapping_changes import field_of
from backfill_assistant.ui import operations
from backfill_assistant.ui.models.columns_model import TYPE
from backfill_assistant.ui.session import Intent
from backfill_assistant.ui.steps import Step

LEADS = "Email,Name,Score\nada@example.com,Ada,1\nbob@example.org,Bob,2\n"
EVENTS = "Email,Event,Time\nada@example.com,came,2026-03-04T10:00:00Z\n"


@pytest.fixture
def bring_in(window, tmp_path, qtbot):
    """The Columns page over a file of this text."""

    def bring(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        window.bring_in(str(path))
        qtbot.waitUntil(lambda: window.desk.session.table is not None and window.desk.session.table.source.name == name)
        window.go_to(Step.COLUMNS)
        page = window.page(Step.COLUMNS)
        page._timer.setInterval(0)
        settled(window, qtbot)
        return page

    return bring


def settled(window, qtbot):
    page = window.page(Step.COLUMNS)
    qtbot.waitUntil(lambda: window.desk.session.mapping is not None)
    qtbot.waitUntil(lambda: not page._timer.isActive() and not window.desk.jobs.running())


def test_people_or_events_is_guessed_anew_for_another_file(window, qtbot, bring_in):
    operations.begin(window.desk, Intent.EVENTS)
    bring_in("events.csv", EVENTS)
    assert window.desk.session.mapping.row_meaning is RowMeaning.EVENT
    bring_in("leads.csv", LEADS)
    assert window.desk.session.mapping.row_meaning is RowMeaning.PERSON
    operations.begin(window.desk, Intent.PEOPLE)
    bring_in("events.csv", EVENTS)
    assert window.desk.session.mapping.row_meaning is RowMeaning.PERSON


def test_no_button_of_a_problem_in_the_file_before_stays_to_be_pressed(window, bring_in):
    page = bring_in(
        "leads.csv", "Email,Opt-in,When\nada@example.com,no,2026-03-04T10:00:00Z\nbob at example.org,yes,2026-03-05T10:00:00Z\n"
    )
    cards = page.in_the_way.questions, page.in_the_way.problems
    assert all(each.isVisible() and each.problem is not None for each in cards)
    left = []
    window.desk.session.table_changed.connect(lambda _: left.extend(each.problem or each.isVisible() for each in cards))
    bring_in("other.csv", "Email\neve@example.com\n")
    # Once as the file before goes, once as this one comes: what is decided now is about its own columns.
    assert left == [False] * 4


def test_who_only_wants_to_look_still_sends_nothing_with_another_file(window, bring_in):
    operations.begin(window.desk, Intent.PREVIEW)
    bring_in("events.csv", EVENTS)
    bring_in("leads.csv", LEADS)
    assert window.desk.session.previews_only


def test_the_plan_and_the_choice_for_one_file_do_not_stand_for_the_next(window, qtbot, bring_in):
    bring_in("events.csv", EVENTS)
    session, triggers = window.desk.session, window.page(Step.TRIGGERS)
    window.go_to(Step.TRIGGERS)
    qtbot.waitUntil(lambda: session.plan is not None)
    later = replace(session.plan, start_ms=session.plan.start_ms + 86_400_000, order=Order.OLDEST_FIRST)
    triggers.plan(later)
    session.decision = Decision(Choice.ONLY, ((1, 5),))
    operations.open_file(window.desk, session.opened.path)
    qtbot.waitUntil(lambda: session.table is not None and not window.desk.jobs.running())
    # The same file, read anew.
    assert session.plan == later
    assert session.decision == Decision(Choice.ONLY, ((1, 5),))
    bring_in("other.csv", EVENTS)
    assert session.decision is None
    window.go_to(Step.TRIGGERS)
    qtbot.waitUntil(lambda: session.plan is not None)
    assert session.plan.order is Order.FILE
    assert session.plan.start_ms <= window.desk.parts.clock.now_ms()


def test_refused_rows_are_brought_in_as_they_went_and_that_is_said(window, qtbot, bring_in):
    page = bring_in("leads.csv", LEADS)
    page.changes.change_now(True)
    settled(window, qtbot)
    assert field_of(window.desk.session.mapping, 2).type is ValueType.NUMBER
    page.go_on()
    settled(window, qtbot)
    page = bring_in(
        "leads refused rows.csv", "Email,Name,Score,reason\nada@example.com,Ada,many,Score cannot be read as a number\n"
    )
    mapping = window.desk.session.mapping
    assert field_of(mapping, 2).type is ValueType.NUMBER
    assert mapping.now_accepted
    assert field_of(mapping, 3) is None
    assert page.notice.words.startswith("These rows were refused before, so they are brought in as leads.csv was.")
    assert page.model.index(2, TYPE).data() == "Number"
    page.offers.guess_anew()
    settled(window, qtbot)
    assert field_of(window.desk.session.mapping, 2).type is ValueType.TEXT
    page.entered()
    settled(window, qtbot)
    assert field_of(window.desk.session.mapping, 2).type is ValueType.TEXT


def test_refused_rows_of_a_file_that_was_never_gone_on_with_are_guessed(window, bring_in):
    page = bring_in("other refused rows.csv", "Email,Score,reason\nada@example.com,many,no number\n")
    assert field_of(window.desk.session.mapping, 1).type is ValueType.TEXT
    assert not page.notice.isVisible()
