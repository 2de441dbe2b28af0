"""What the Triggers page saves, and what fits on it."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from backfill_assistant.core.forecast.plans import Choice
from backfill_assistant.ui.models.trigger_rows_model import REASON, VERDICT
from backfill_assistant.ui.steps import Step
from fakes.triggers_scene import CAMPAIGNS, idle
from ui_walks import tab_walk, unnamed_controls


def test_what_was_said_of_a_saved_file_is_gone_when_one_comes_back(page, window, tmp_path, qtbot):
    page.saving.save_forecast_as(str(tmp_path / "forecast.html"))
    idle(window, qtbot)
    assert page.notice.isVisible()
    window.go_to(Step.COLUMNS)
    window.go_to(Step.TRIGGERS)
    idle(window, qtbot)
    assert not page.notice.isVisible()


def test_the_forecast_and_the_rows_are_saved(page, window, parts, tmp_path, qtbot):
    page.saving.save_forecast_as(str(tmp_path / "forecast.html"))
    page.saving.save_rows_as(str(tmp_path / "rows.csv"))
    idle(window, qtbot)
    html = (tmp_path / "forecast.html").read_text(encoding="utf-8")
    assert "Follow-up" in html
    assert "u0" not in html
    rows, reasons = parts.rows_file.saved
    assert rows == [0, 1, 2, 3, 7]
    assert reasons[0] == "Could enter: Follow-up, VIP"
    assert page.notice.words == "Saved as rows.csv."
    page.saving.save_forecast_as(str(tmp_path / "no folder" / "forecast.html"))
    idle(window, qtbot)
    assert "could not be saved" in page.notice.words


def test_dialogs_for_saving_open_and_close(page, window, qtbot):
    for open_dialog in (
        page.saving.save_forecast,
        page.saving.save_rows,
        page.panel.save_campaigns,
        page.panel.open_campaigns,
        page.card._ask_svg,
    ):
        open_dialog()
        (dialog,) = window.findChildren(QFileDialog)
        dialog.reject()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


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
