"""The same fact reads the same wherever it stands, and sentences that count are right for one as for many."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest

import backfill_assistant
from backfill_assistant.core.forecast.timeline import TimeScale
from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning, Target, TimeReading, ValueType
from backfill_assistant.core.mapping.mapping_changes import columns_used, with_field
from backfill_assistant.core.ports import RunSummary
from backfill_assistant.core.routes import Route
from backfill_assistant.ui.departure_words import held_in_words, rows_in_words
from backfill_assistant.ui.mapping_history import MappingHistory
from backfill_assistant.ui.models.history_model import moment_ms
from backfill_assistant.ui.models.recent_model import recent_lines
from backfill_assistant.ui.rail_looks import rail_looks
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets import timeline_picture
from backfill_assistant.ui.widgets.rail import StepState
from backfill_assistant.ui.widgets.send_obstacles import obstacle_of
from backfill_assistant.ui.widgets.table_tools import TableTools
from fakes.sending_scene import ACME
from fakes.tables import make_table

DAY = 24 * 3_600_000
NOON_MS = 1_790_000_000_000
# A verb for many beside a noun for one or many.
_FOR_MANY = re.compile(r'"[^"\n]*%Ln [^"\n]*\(s\)[^"\n]*? (are|were|have|do|wait|need|go)\b[^"\n]*"')


@pytest.mark.parametrize(("count", "words"), [(1, "1 person"), (2, "2 people")])
def test_one_person_is_not_people(qapp, count, words):
    assert rows_in_words(count, "person") == words


def test_one_row_waits(qapp):
    assert held_in_words(1, NOON_MS).startswith("1 row waits in a second run")
    assert held_in_words(2, NOON_MS).startswith("2 rows wait in a second run")


def test_no_sentence_that_counts_has_a_verb_for_many_only():
    folder = Path(backfill_assistant.__file__).parent
    texts = {path.name: re.sub(r"\[[^\]\n]*\]", "", path.read_text(encoding="utf-8")) for path in folder.rglob("*.py")}
    assert [(name, hit.group()) for name, text in texts.items() for hit in _FOR_MANY.finditer(text)] == []


@pytest.mark.parametrize(("days", "words"), [(7, "in 7 days"), (21, "in 21 days")])
def test_the_right_end_of_the_timeline_says_how_far_it_reaches(qapp, days, words):
    assert timeline_picture.later_words(TimeScale(NOON_MS, NOON_MS - DAY, NOON_MS + days * DAY)) == words


def look_of(session, step, **more):
    return next(look for look in rail_looks(session, frozenset(Step), False, **more) if look.step is step)


def test_the_rail_counts_the_columns_that_the_page_counts(window, tmp_path):
    session = window.desk.session
    names = [f"c{place}" for place in range(1_200)]
    session.table = make_table(tmp_path, names, [["x"] * 1_200])
    joined = Field(Target.PROPERTY, "note", column=1, joined=(2,))
    time = TimeReading("iso", zone_column=4, clock_column=5)
    session.mapping = mapping = Mapping(RowMeaning.EVENT, 0, event_name="bought", time_column=3, time=time, fields=(joined,))
    assert columns_used(mapping) == {0, 1, 2, 3, 4, 5}
    assert look_of(session, Step.COLUMNS).detail == "6 of 1,200 columns used"
    assert "6 of 1,200 columns are sent" in window.page(Step.COLUMNS)._subtitle.text()


def test_what_one_route_cannot_send_keeps_every_page_back(window, tmp_path, qtbot):
    session = window.desk.session
    session.workspace = replace(ACME, route=Route.PIPELINES)
    session.campaigns = ()
    session.table = make_table(tmp_path, ["id", "_update"], [["1", "x"]])
    long = Field(Target.ATTRIBUTE, "x" * 500, column=1)
    session.mapping = Mapping(RowMeaning.PERSON, identifier_column=0, fields=(long,), now_accepted=True)
    assert look_of(session, Step.COLUMNS).state is StepState.OPEN
    assert not look_of(session, Step.SEND).enabled
    assert obstacle_of(session).step is Step.COLUMNS
    window.go_to(Step.TRIGGERS)
    page = window.page(Step.TRIGGERS)
    assert page._whole.currentWidget() is page._not_yet
    qtbot.waitUntil(lambda: not window.desk.jobs.running())


@pytest.mark.parametrize(("locale", "typed"), [("en_US", "1,312"), ("de_DE", "1.312"), ("en_US", "1312")])
def test_a_row_is_found_by_its_number_as_the_table_writes_it(qapp, qtbot, locale, typed):
    before = QLocale()
    QLocale.setDefault(QLocale(locale))
    try:
        tools = TableTools(None)
        qtbot.addWidget(tools)
        tools.row.setText(typed)
        with qtbot.waitSignal(tools.row_wanted) as asked:
            QTest.keyClick(tools.row, Qt.Key.Key_Return)
        assert asked.args == [1_311]
    finally:
        QLocale.setDefault(before)


def test_a_run_has_the_same_moment_on_the_first_page_and_in_the_history():
    missed = RunSummary("m", "Acme", False, "held.csv", 9, 0, 0, RunEnd.OPEN, NOON_MS - 9 * DAY, None, start_ms=NOON_MS - DAY)
    (line,) = recent_lines((missed,), (), (), NOON_MS)
    assert line.moment_ms == moment_ms(missed, NOON_MS) == NOON_MS - DAY


def test_a_change_of_a_column_without_a_name_can_be_undone(window, tmp_path):
    session = window.desk.session
    session.table = make_table(tmp_path, ["id", ""], [["1", "x"]])
    session.mapping = mapping = Mapping(RowMeaning.PERSON, identifier_column=0, fields=(Field(Target.ATTRIBUTE, "a", column=1),))
    history = MappingHistory(window.desk, window)
    session.mapping = with_field(mapping, 1, type=ValueType.NUMBER)
    assert history.undo_words == "Column 2"


@pytest.mark.parametrize(
    "kept",
    [
        {"window_size": ["wide", None]},
        {"window_size": [10**12, -5]},
        {"usual_workspace": {"id": "w"}},
        {"usual_workspace": ["w"]},
        {"recent_files": [{"name": "no path"}, 7]},
        {"recent_files": {"path": "x"}},
    ],
)
def test_settings_that_somebody_edited_keep_no_window_from_opening(make_window, tmp_path, qtbot, kept):
    from fakes.parts import FakeParts

    window = make_window(FakeParts(tmp_path, look="light", **kept))
    assert window.isVisible()
    assert window.width() < 10_000
    assert window.desk.session.workspace.practice
    assert window.page(Step.START).notice.isHidden()
