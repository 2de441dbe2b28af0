"""Triggers: from a described file to counts, choices, rows and saved forecasts, with mouse and with keyboard."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from backfill_assistant.adapters.campaigns_file import CampaignsOnDisk
from backfill_assistant.adapters.forecast_page_file import ForecastPageFile
from backfill_assistant.core.campaigns.campaigns import Campaign, CampaignState, Trigger, TriggerKind
from backfill_assistant.core.errors import BackfillError
from backfill_assistant.core.forecast.near_names import Difference, NearMiss
from backfill_assistant.core.forecast.plans import Choice, Decision, Order
from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning, Target, TimeReading
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.core.table.reading import ReadingChoices
from backfill_assistant.ui import trigger_work
from backfill_assistant.ui.models.campaigns_model import COULD, NAME, STATE, TRIGGER, WINDOW
from backfill_assistant.ui.models.trigger_rows_model import FIRST_CELL, REASON, ROW, VERDICT
from backfill_assistant.ui.session import Intent
from backfill_assistant.ui.steps import Step
from fakes.parts import PRACTICE, FakeParts
from ui_walks import tab_walk, unnamed_controls

HOUR = 3_600_000
DAY = 24 * HOUR
NOW = 1_790_000_000_000
AGES = [HOUR, 30 * HOUR, 71 * HOUR, 71.9 * HOUR, 80 * HOUR, 40 * DAY, 700 * DAY, 2 * HOUR]
NAMES = ["survey"] * 6 + ["other", "Survey"]
CAMPAIGNS = (
    Campaign(1, "Follow-up", Trigger(TriggerKind.EVENT, event_name="survey"), first_started_ms=NOW - 300 * DAY),
    Campaign(
        2,
        "VIP",
        Trigger(TriggerKind.SEGMENT, segment_ids=(7,), segment_names=("Big spenders",), segment_uses_events=False),
        first_started_ms=NOW - 300 * DAY,
    ),
    Campaign(3, "Autumn", Trigger(TriggerKind.EVENT, event_name="survey"), CampaignState.DRAFT),
    Campaign(4, "Re-engage", Trigger(TriggerKind.SEGMENT, segment_ids=(9,), segment_uses_events=True), created_ms=NOW - DAY),
)
MAPPING = Mapping(
    RowMeaning.PERSON_AND_EVENT,
    identifier_column=0,
    event_name_column=1,
    time_column=2,
    time=TimeReading("iso", "UTC"),
    fields=(Field(Target.PROPERTY, "score", 3),),
)


class TheseCampaigns:
    def __init__(self, campaigns):
        self.campaigns = campaigns

    def read(self, monitor):
        return self.campaigns


class RowsKept:
    """Implements ports.RefusedRowsFile by remembering."""

    def save(self, path, table, rows, reasons):
        self.saved = (list(rows), dict(reasons))


@pytest.fixture
def parts(tmp_path):
    made = FakeParts(tmp_path, look="light")
    made.forecast_page, made.campaigns_file, made.rows_file = ForecastPageFile(), CampaignsOnDisk(), RowsKept()
    made.campaign_source = lambda address: TheseCampaigns(CAMPAIGNS)
    return made


def idle(window, qtbot):
    qtbot.waitUntil(lambda: not window.desk.jobs.running())


@pytest.fixture
def window(make_window, parts, tmp_path, qtbot):
    lines = ["user,event,when,score"]
    for number, (age, name) in enumerate(zip(AGES, NAMES, strict=True)):
        when = datetime.fromtimestamp((NOW - age) / 1_000, UTC)
        lines.append(f"u{number % 7},{name},{when:%Y-%m-%dT%H:%M:%SZ},{number}")
    path = tmp_path / "survey.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    window = make_window(parts)
    session = window.desk.session
    session.workspace = PRACTICE
    session.table = parts.reader.read(path, ReadingChoices(), Unwatched())
    session.mapping = MAPPING
    window.activateWindow()
    window.go_to(Step.TRIGGERS)
    idle(window, qtbot)
    return window


@pytest.fixture
def page(window):
    return window.page(Step.TRIGGERS)


def lines_of(model, *columns):
    return [[model.index(row, column).data() for column in columns] for row in range(model.rowCount())]


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
    assert page.footer.sentence == "8 rows to send"


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
    assert page.footer.sentence == "6 rows to send · 2 left out"
    assert page.summary.choice_box.itemText(0) == "Send within the limits (6)"
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


def test_what_was_said_of_a_saved_file_is_gone_when_one_comes_back(page, window, tmp_path, qtbot):
    page.save_forecast_as(str(tmp_path / "forecast.html"))
    idle(window, qtbot)
    assert page.notice.isVisible()
    window.go_to(Step.COLUMNS)
    window.go_to(Step.TRIGGERS)
    idle(window, qtbot)
    assert not page.notice.isVisible()


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


def test_a_bar_filters_the_rows_with_keys_alone(page, window, qtbot):
    timeline = page.card.timeline
    timeline.setFocus()
    qtbot.keyClick(timeline, Qt.Key.Key_Left)
    assert "1 row, 1 could enter a campaign" in timeline.accessibleName()
    qtbot.keyClick(timeline, Qt.Key.Key_Return)
    idle(window, qtbot)
    assert lines_of(page.panel.rows.model, ROW) == [["1"]]
    qtbot.keyClick(timeline, Qt.Key.Key_Escape)
    assert page.panel.table.isVisible()


def test_every_row_is_behind_some_bar(page):
    shown = page.outlook.histogram
    assert int(shown.rows.sum()) + shown.earlier + shown.without_time == len(AGES)


def test_a_campaign_is_typed_in_edited_removed_and_brought_back(page, window, parts, qtbot):
    panel = page.panel
    panel.add_button.click()
    assert panel.form.isVisible()
    assert not page.card.isVisible()
    panel.form.save_button.click()
    assert panel.form.isVisible(), "a campaign without a name is not kept"
    qtbot.keyClicks(panel.form.name_edit, "Typed in")
    qtbot.keyClicks(panel.form.detail_edit, "other")
    panel.form.save_button.click()
    idle(window, qtbot)
    typed = window.desk.session.campaigns[-1]
    assert (typed.id, typed.trigger.event_name, typed.started_ms) == (-1, "other", None)
    assert page.card.isVisible()
    line = len(CAMPAIGNS)
    assert panel.table.model.index(line, COULD).data() == "0"
    panel.edit_campaign(line)
    panel.form.delay_edit.setValue(800 * 24)
    panel.form.save_button.click()
    idle(window, qtbot)
    assert panel.table.model.index(line, COULD).data() == "1"
    assert parts.settings.kept["campaigns of practice"]["campaigns"][-1]["name"] == "Typed in"
    panel.remove_campaign(line)
    idle(window, qtbot)
    assert len(window.desk.session.campaigns) == len(CAMPAIGNS)
    page.panel.bring_back_campaign()
    idle(window, qtbot)
    assert len(window.desk.session.campaigns) == len(CAMPAIGNS) + 1


def test_what_was_said_about_a_segment_changes_its_forecast(page, window, qtbot):
    page.panel.edit_campaign(3)
    form = page.panel.form
    form.uses_events_box.choose(False)
    form.save_button.click()
    idle(window, qtbot)
    assert window.desk.session.campaigns[3].trigger.segment_uses_events is False
    assert window.desk.session.campaigns[3].trigger.segment_ids == (9,)
    assert page.panel.table.model.index(3, COULD).data() == "2"
    page.panel.read_campaigns()
    idle(window, qtbot)
    assert window.desk.session.campaigns[3].trigger.segment_uses_events is False, "reading again keeps what was said"


def test_the_form_returns_a_campaign_unchanged(page):
    for campaign in CAMPAIGNS:
        page.panel.form.show_campaign(campaign, 0, NOW)
        assert page.panel.form.campaign == campaign


def test_campaigns_of_last_time_come_back(make_window, parts, window, qtbot):
    again = make_window(parts)
    parts.campaign_source = lambda address: pytest.fail("asked although known")
    session = again.desk.session
    session.workspace, session.table, session.mapping = PRACTICE, window.desk.session.table, MAPPING
    again.go_to(Step.TRIGGERS)
    idle(again, qtbot)
    assert session.campaigns == CAMPAIGNS


def test_campaigns_go_to_a_file_and_come_back(page, window, tmp_path, qtbot):
    page.panel.save_campaigns_file(str(tmp_path / "c.json"))
    idle(window, qtbot)
    window.desk.session.campaigns = ()
    assert not page.panel.table.isVisible()
    page.panel.open_campaigns_file(str(tmp_path / "c.json"))
    idle(window, qtbot)
    assert window.desk.session.campaigns == CAMPAIGNS
    (tmp_path / "d.json").write_text("nonsense", encoding="utf-8")
    page.panel.open_campaigns_file(str(tmp_path / "d.json"))
    idle(window, qtbot)
    assert "no campaigns that this program can read" in page.notice.words


def test_campaigns_that_cannot_be_read_leave_two_ways_on(make_window, tmp_path, window, qtbot):
    parts = FakeParts(tmp_path, look="light")
    other = make_window(parts)
    session = other.desk.session
    session.workspace, session.table, session.mapping = PRACTICE, window.desk.session.table, MAPPING
    other.go_to(Step.TRIGGERS)
    idle(other, qtbot)
    page = other.page(Step.TRIGGERS)
    assert "There are no campaigns here." in page.notice.words
    assert [action.text for action in page.notice._actions] == ["Open a file…", "Add by hand…"]
    page.notice._actions[1].callback()
    assert page.panel.form.isVisible()


def test_without_columns_the_page_says_where_to_go(make_window, parts, qtbot):
    window = make_window(parts)
    window.go_to(Step.TRIGGERS)
    page = window.page(Step.TRIGGERS)
    assert page._not_yet.isVisible()
    seen = []
    page.go_to.connect(seen.append)
    page._not_yet.button.click()
    assert seen == [Step.COLUMNS]


def test_the_forecast_and_the_rows_are_saved(page, window, parts, tmp_path, qtbot):
    page.save_forecast_as(str(tmp_path / "forecast.html"))
    page.save_rows_as(str(tmp_path / "rows.csv"))
    idle(window, qtbot)
    html = (tmp_path / "forecast.html").read_text(encoding="utf-8")
    assert "Follow-up" in html
    assert "u0" not in html
    rows, reasons = parts.rows_file.saved
    assert rows == [0, 1, 2, 3, 7]
    assert reasons[0] == "Could enter: Follow-up, VIP"
    assert page.notice.words == "Saved as rows.csv."
    page.save_forecast_as(str(tmp_path / "no folder" / "forecast.html"))
    idle(window, qtbot)
    assert "could not be saved" in page.notice.words


def test_dialogs_for_saving_open_and_close(page, window, qtbot):
    for open_dialog in (
        page.save_forecast,
        page.save_rows,
        page.panel.save_campaigns,
        page.panel.open_campaigns,
        page.card._ask_svg,
    ):
        open_dialog()
        (dialog,) = window.findChildren(QFileDialog)
        dialog.reject()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_who_only_previews_is_not_led_to_send(page, window, qtbot):
    window.desk.session.intent = Intent.PREVIEW
    page.go_on()
    idle(window, qtbot)
    assert page.footer.primary.text == "Save forecast…"
    assert "Continue to send" not in [action.text for action in page.footer.right]
    assert page.footer.sentence == "8 rows would be sent"


def test_no_word_on_the_page_is_sure_of_an_entry(page, window, qtbot):
    words = []
    for choice in Choice:
        page.choose(choice)
        for line in range(len(CAMPAIGNS)):
            page.panel.table.choose(line)
            page.panel.show_rows_of(0)
            idle(window, qtbot)
            words += [label.text() for label in window.findChildren(QLabel)]
            words += [page.card.timeline.accessibleDescription(), page.footer.sentence, page.summary.words]
            model = page.panel.rows.model
            words += [str(model.index(row, column).data()) for row in range(model.rowCount()) for column in (VERDICT, REASON)]
    sure = re.compile(r"\b(will|shall|going to|certainly)\s+(enter|start|trigger|get|receive)", re.IGNORECASE)
    assert [each for each in words if sure.search(each)] == []
    assert any("could enter" in each.lower() for each in words)


def test_every_control_has_a_name_with_campaigns_rows_and_form(page, window, qtbot):
    page.start.details_button.click()
    assert unnamed_controls(window) == []
    page.panel.show_rows_of(0)
    idle(window, qtbot)
    assert unnamed_controls(window) == []
    page.panel.edit_campaign(0)
    assert unnamed_controls(window) == []


def test_every_control_is_reached_by_tab(page, window):
    page.start.details_button.click()
    reached = tab_walk(window, 80)
    table = page.panel.table
    wanted = [page.summary.choice_box, page.start.moment_edit, page.start.slider, page.start.quiet_button, page.start.speed_edit]
    wanted += [page.card.timeline, page.card.save_button, page.panel.add_button, table.table, table.limit_edit, table.edit_button]
    assert [widget.accessibleName() for widget in wanted if widget not in reached] == []


def test_a_screen_reader_hears_the_timeline_in_sentences(page, window):
    QAccessible.setActive(True)
    interface = QAccessible.queryAccessibleInterface(page.card.timeline)
    text = interface.text(QAccessible.Text.Description)
    assert "5 rows could enter a campaign." in text
    assert "2 rows are over 30 days old." in text
    assert "Quiet from" in text
    page.card.copy_text()
    copied = QApplication.clipboard().text().splitlines()
    assert copied[2] == "From\tTo\tRows\tCould enter"
    assert sum(int(line.split("\t")[2]) for line in copied[3:]) == len(AGES)


@pytest.mark.parametrize("size", [(1240, 800), (960, 640)])
@pytest.mark.parametrize("form", [False, True])
def test_nothing_is_cut_off(page, window, qtbot, size, form):
    window.resize(*size)
    page.start.details_button.click()
    if form:
        page.panel.edit_campaign(1)
    QApplication.processEvents()
    cut = []
    for widget in page.findChildren(QLabel):
        if widget.isVisible() and widget.text() and not widget.property("elides"):
            room = widget.mapTo(page, widget.rect().topRight()).x()
            needed = widget.heightForWidth(widget.width()) if widget.wordWrap() else widget.minimumSizeHint().height()
            if room > page.width() or widget.height() < needed:
                cut.append((widget.text(), room, widget.size().toTuple(), needed))
    assert cut == []
    wide = [child for child in (page.summary, page.start, page.card, page.panel) if child.isVisible()]
    assert [type(child).__name__ for child in wide if child.mapTo(page, child.rect().topRight()).x() > page.width() - 25] == []


def test_the_timeline_saves_pictures(page, tmp_path):
    for name in ("t.png", "t.svg"):
        assert page.card.timeline.save_picture(str(tmp_path / name))
        assert (tmp_path / name).stat().st_size > 1_000
    assert "start of sending" in (tmp_path / "t.svg").read_text(encoding="utf-8")
    page.card.save_picture(str(tmp_path / "no folder" / "t.png"))
    assert "could not be saved" in page.notice.words


def test_zooming_shows_less_of_the_past_and_all_again(page, window, qtbot):
    whole = page.outlook.scale.oldest_ms
    timeline = page.card.timeline
    timeline.setFocus()
    qtbot.keyClicks(timeline, "++")
    idle(window, qtbot)
    assert page.outlook.scale.oldest_ms > whole
    assert page.outlook.histogram.earlier
    qtbot.keyClicks(timeline, "0")
    idle(window, qtbot)
    assert page.outlook.scale.oldest_ms == whole


def test_the_line_is_dragged_with_the_mouse(page, window, qtbot):
    timeline = page.card.timeline
    view = timeline.view
    geometry = timeline._geometry()
    y = int(geometry.plot.center().y())
    begin = int(geometry.across(view.scale, view.send_ms))
    goal = int(geometry.across(view.scale, NOW + 3 * DAY))
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=QPoint(begin, y))
    qtbot.mouseMove(timeline, QPoint(goal, y))
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=QPoint(goal, y))
    idle(window, qtbot)
    assert abs(window.desk.session.plan.start_ms - (NOW + 3 * DAY)) < 3 * HOUR
    qtbot.keyClick(timeline, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    idle(window, qtbot)
    assert abs(window.desk.session.plan.start_ms - (NOW + 2 * DAY)) < 3 * HOUR


def test_a_click_on_the_bar_beside_the_line_shows_its_rows_and_moves_nothing(page, window, qtbot):
    timeline = page.card.timeline
    y, line = int(timeline._geometry().plot.center().y()), int(timeline._geometry().across(timeline.view.scale, NOW))
    bar = timeline._geometry().bar_at(len(timeline.view.histogram.rows), line - 4)
    timeline.view.histogram.rows[bar] = 1
    chosen = []
    timeline.span_chosen.connect(lambda *span: chosen.append(span))
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=QPoint(line - 4, y))
    qtbot.mouseMove(timeline, QPoint(line - 5, y))
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=QPoint(line - 5, y))
    edges = timeline.view.histogram.edges_ms
    assert chosen == [(int(edges[bar]), int(edges[bar + 1]))]
    assert window.desk.session.plan.start_ms == NOW


@pytest.mark.parametrize("shown", ["campaigns", "rows", "form"])
def test_at_the_smallest_size_nothing_important_lies_below_what_is_seen(page, window, qtbot, shown):
    window.resize(960, 640)
    page.choose(Choice.HOLD)
    QApplication.processEvents()
    {"campaigns": page.panel.show_campaigns, "rows": lambda: page.panel.show_rows_of(0), "form": page.panel.add_campaign}[shown]()
    idle(window, qtbot)
    QApplication.processEvents()
    table, form = page.panel.table, page.panel.form
    parts = {
        "campaigns": (page.start.slider, page.card.timeline, table.table, table.limit_edit, table.rows_button, table.edit_button),
        "rows": (page.card.timeline, page.panel.rows.table, page.panel.rows.back_button),
        "form": (form.name_edit, form.delay_edit, form.touched_box, form.save_button, form.cancel_button),
    }[shown]

    def hidden():
        return [each.accessibleName() for each in parts if each.visibleRegion().boundingRect() != each.rect()]

    qtbot.waitUntil(lambda: not hidden(), timeout=3_000)


def test_in_a_low_window_other_near_names_are_asked_for(page, window, qtbot):
    campaign = Campaign(1, "A", Trigger(TriggerKind.EVENT, event_name="survey"))
    misses = tuple(NearMiss(campaign, name, Difference.CASE, 5) for name in ("Survey", "SURVEY", "sUrvey"))
    window.resize(960, 640)
    QApplication.processEvents()
    page.near.show_near_misses(misses)
    assert page.near.words.count("\n") == 0
    assert page.near.all_button.text() == "2 more names"
    assert "“SURVEY”" in page.near.accessibleDescription()
    qtbot.keyClick(page.near.all_button, Qt.Key.Key_Space)
    assert page.near.words.count("\n") == 2
    qtbot.keyClick(page.near.all_button, Qt.Key.Key_Space)
    assert page.near.words.count("\n") == 0
    window.resize(1240, 800)
    QApplication.processEvents()
    assert page.near.words.count("\n") == 2
    assert not page.near.all_button.isVisible()


def test_campaigns_that_another_page_asked_for_are_shown(make_window, parts, window, qtbot):
    second = make_window(parts)
    second.desk.session.workspace, second.desk.session.campaigns = PRACTICE, CAMPAIGNS
    second.desk.session.table, second.desk.session.mapping = window.desk.session.table, MAPPING
    second.go_to(Step.TRIGGERS)
    idle(second, qtbot)
    assert second.page(Step.TRIGGERS).panel.table.isVisible()


def test_the_form_asks_for_what_starts_the_campaign(page):
    for line, words in ((0, "Event name"), (1, "Segments")):
        page.panel.edit_campaign(line)
        assert page.panel.form.detail_edit.accessibleName() == words
    page.panel.form.kind_box.choose(TriggerKind.DATE)
    page.panel.form.kind_box.activated.emit(page.panel.form.kind_box.currentIndex())
    assert page.panel.form.detail_edit.accessibleName() == "Date attribute"


def test_a_name_that_almost_matches_several_campaigns_is_said_once(page):
    def miss(number, name, rows):
        return NearMiss(Campaign(number, f"c{number}", Trigger(TriggerKind.EVENT, event_name="buy")), name, Difference.PLURAL, rows)

    page.near.show_near_misses((miss(1, "buys", 9), miss(2, "buys", 9), miss(1, "bought", 4)))
    assert page.near.words.splitlines() == [
        "9 rows: “buys” does not match “buy” of 2 campaigns. Intended?",
        "4 rows: “bought” does not match “buy” of c1. Intended?",
    ]
    page.near.show_near_misses(())
    assert not page.near.isVisible()


def test_the_wheel_changes_nothing_that_has_no_focus(page, window):
    page.panel.table.table.setFocus()
    page.start.details_button.click()
    plan = window.desk.session.plan
    for control in (
        page.start.slider,
        page.start.moment_edit,
        page.start.speed_edit,
        page.panel.table.limit_edit,
        page.card.timeline,
    ):
        middle = QPointF(control.rect().center())
        turned = QWheelEvent(
            middle,
            QPointF(control.mapToGlobal(control.rect().center())),
            QPoint(0, 0),
            QPoint(0, -240),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(control, turned)
    assert window.desk.session.plan == plan
    assert window.desk.session.decision is None


def test_ctrl_and_the_wheel_zoom_wherever_the_keyboard_is(page, window, qtbot):
    page.panel.table.table.setFocus()
    timeline, zoomed = page.card.timeline, []
    timeline.zoomed.connect(zoomed.append)
    middle = QPointF(timeline.rect().center())
    for keys in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier):
        turned = QWheelEvent(
            middle, middle, QPoint(0, 0), QPoint(0, 120), Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False
        )
        QApplication.sendEvent(timeline, turned)
    idle(window, qtbot)
    assert zoomed == [0.8]
