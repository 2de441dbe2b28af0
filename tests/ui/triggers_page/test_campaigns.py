"""Campaigns on the Triggers page: read, typed in, kept, saved."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from backfill_assistant.core.campaigns.campaigns import Campaign, Trigger, TriggerKind
from backfill_assistant.core.forecast.near_names import Difference, NearMiss
from backfill_assistant.ui.models.campaigns_model import COULD, NAME, TRIGGER
from backfill_assistant.ui.steps import Step
from fakes.parts import PRACTICE, FakeParts
from fakes.triggers_scene import CAMPAIGNS, DAY, MAPPING, NOW, idle, lines_of


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
    shown_at = panel.table.model.line_of(line)
    assert panel.table.model.index(shown_at, COULD).data() == "1"
    assert parts.settings.kept["campaigns of practice"]["campaigns"][-1]["name"] == "Typed in"
    panel.remove_campaign(line)
    idle(window, qtbot)
    assert len(window.desk.session.campaigns) == len(CAMPAIGNS)
    page.panel.bring_back_campaign()
    idle(window, qtbot)
    assert len(window.desk.session.campaigns) == len(CAMPAIGNS) + 1


def test_campaigns_that_rows_could_enter_come_first_and_every_button_means_the_one_that_is_shown(page, window, qtbot):
    names = lambda: [name for (name,) in lines_of(page.panel.table.model, NAME)]  # noqa: E731
    session, table = window.desk.session, page.panel.table
    session.campaigns = tuple(reversed(CAMPAIGNS))
    idle(window, qtbot)
    # Those that no row could enter stay as the workspace has them.
    assert names() == ["Follow-up", "VIP", "Re-engage", "Autumn"]
    assert session.campaigns[page.panel.current_line].name == "Follow-up"
    table.table.setCurrentIndex(table.model.index(1, NAME))
    assert session.campaigns[page.panel.current_line].name == "VIP"
    table.limit_edit.setValue(1)
    idle(window, qtbot)
    (limited,) = dict(session.decision.at_most)
    assert next(each.name for each in session.campaigns if each.id == limited) == "VIP"
    assert table.table.currentIndex().row() == 1
    # Nothing jumps while the start is moved, also when the first campaign's window has closed.
    page.start_at(NOW + 400 * DAY)
    idle(window, qtbot)
    assert names() == ["Follow-up", "VIP", "Re-engage", "Autumn"]
    table.rows_button.click()
    idle(window, qtbot)
    assert page.panel._line is not None
    assert session.campaigns[page.panel._line].name == "VIP"
    page.panel.show_campaigns()
    table.edit_button.click()
    assert page.panel.form.name_edit.text() == "VIP"
    page.panel.form.cancel_button.click()
    table.remove_button.click()
    idle(window, qtbot)
    assert [each.name for each in session.campaigns] == ["Re-engage", "Autumn", "Follow-up"]


def test_the_cursor_stays_with_the_campaign_that_was_typed_in_or_changed(page, window, qtbot):
    panel, session = page.panel, window.desk.session
    assert session.campaigns[panel.current_line].name == "Follow-up"
    panel.add_button.click()
    qtbot.keyClicks(panel.form.name_edit, "Typed in")
    qtbot.keyClicks(panel.form.detail_edit, "other")
    panel.form.save_button.click()
    idle(window, qtbot)
    assert session.campaigns[panel.current_line].name == "Typed in"
    panel.table.choose(1)
    panel.table.edit_button.click()
    panel.form.delay_edit.setValue(48)
    panel.form.save_button.click()
    idle(window, qtbot)
    assert session.campaigns[panel.current_line].name == "VIP"
    # What was counted since then moves it no more.
    panel.table.choose(0)
    page.start_at(NOW + DAY)
    idle(window, qtbot)
    assert panel.current_line == 0


@pytest.mark.parametrize("then", ["remove", "edit", "limit", "rows"])
def test_what_is_pressed_before_a_changed_list_is_counted_is_about_no_campaign(page, window, qtbot, then):
    table, session = page.panel.table, window.desk.session
    table.choose(1)
    table.remove_button.click()
    left = [each for each in CAMPAIGNS if each.name != "VIP"]
    assert list(session.campaigns) == left
    if then == "limit":
        table.limit_edit.setValue(3)
    else:
        {"remove": table.remove_button, "edit": table.edit_button, "rows": table.rows_button}[then].click()
    assert list(session.campaigns) == left
    assert not page.panel.form.isVisible()
    idle(window, qtbot)
    assert list(session.campaigns) == left
    assert session.decision is None or session.decision.at_most == ()
    assert page.panel.table.isVisible()
    # Undo brings back what was taken off, and nothing twice.
    page.panel.bring_back_campaign()
    idle(window, qtbot)
    assert list(session.campaigns) == list(CAMPAIGNS)


def test_what_was_said_about_a_segment_changes_its_forecast(page, window, qtbot):
    page.panel.edit_campaign(3)
    form = page.panel.form
    form.uses_events_box.choose(False)
    form.save_button.click()
    idle(window, qtbot)
    assert window.desk.session.campaigns[3].trigger.segment_uses_events is False
    assert window.desk.session.campaigns[3].trigger.segment_ids == (9,)
    shown_at = page.panel.table.model.line_of(3)
    assert page.panel.table.model.index(shown_at, COULD).data() == "2"
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


def test_names_as_long_as_sentences_leave_the_trigger_its_words(page, window, qtbot):
    window.resize(960, 640)
    long = "Everybody who bought something in the last days of the year gets a letter of thanks " * 2
    named = [Campaign(number, f"{long}{number}", Trigger(TriggerKind.EVENT, event_name="survey")) for number in range(1, 4)]
    window.desk.session.campaigns = tuple(named)
    idle(window, qtbot)
    table = page.panel.table.table
    needed = table.sizeHintForIndex(page.panel.table.model.index(0, TRIGGER)).width()
    assert table.columnWidth(TRIGGER) >= needed
    assert table.columnWidth(NAME) > 200
