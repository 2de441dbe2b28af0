"""The timeline of the Triggers page: seen, heard, zoomed, dragged."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import QApplication

from backfill_assistant.ui.models.trigger_rows_model import ROW
from backfill_assistant.ui.tokens import tokens_of
from fakes.triggers_scene import AGES, DAY, HOUR, NOW, idle, lines_of


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


def ground_of_span(timeline):
    """From where to where the ground of the chosen span is painted, in pixels; None where it is not."""
    picture = timeline.grab().toImage()
    wanted, y = tokens_of(timeline).colour("accent_soft").rgb(), int(timeline._geometry().plot.top()) + 1
    found = [x for x in range(timeline.width()) if picture.pixelColor(x, y).rgb() == wanted]
    return (found[0], found[-1] + 1) if found else None


def choose_age(timeline, qtbot, age):
    """Click on the bar with rows of this age; where it begins and ends, in milliseconds."""
    chosen = []
    timeline.span_chosen.connect(lambda *span: chosen.append(span))
    at = timeline._geometry().across(timeline.view.scale, NOW - age)
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(int(at), int(timeline._geometry().plot.center().y())))
    [(begin, end)] = chosen
    assert begin <= NOW - age < end
    return begin, end


def test_the_span_that_filters_stays_at_its_time_while_the_view_is_zoomed(page, window, qtbot):
    timeline = page.card.timeline
    span = choose_age(timeline, qtbot, 30 * HOUR)
    idle(window, qtbot)
    timeline.setFocus()
    for keys in ("", "+++", "-", "0"):
        qtbot.keyClicks(timeline, keys)
        idle(window, qtbot)
        qtbot.mouseMove(timeline, QPoint(1, 1))
        begin, end = (timeline._geometry().across(timeline.view.scale, moment) for moment in span)
        painted = ground_of_span(timeline)
        assert painted is not None
        assert abs(painted[0] - begin) <= 1
        assert abs(painted[1] - end) <= 1
        assert lines_of(page.panel.rows.model, ROW) == [["2"]]
    qtbot.keyClicks(timeline, "+" * 12)
    idle(window, qtbot)
    # It lies before what is shown.
    assert ground_of_span(timeline) is None


def test_a_second_click_on_a_bar_ends_its_filter_although_time_went_on(page, window, parts, qtbot):
    timeline = page.card.timeline
    choose_age(timeline, qtbot, 30 * HOUR)
    idle(window, qtbot)
    parts.clock.advance(60)
    page.tick()
    idle(window, qtbot)
    at = timeline._geometry().across(timeline.view.scale, NOW - 30 * HOUR)
    with qtbot.waitSignal(timeline.span_cleared):
        qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(int(at), int(timeline._geometry().plot.center().y())))
    assert ground_of_span(timeline) is None


def test_the_bar_the_keyboard_went_to_stays_at_its_time_while_the_view_is_zoomed(page, window, qtbot):
    timeline = page.card.timeline
    timeline.setFocus()
    # The youngest has bars to its left only.
    qtbot.keyClick(timeline, Qt.Key.Key_Left)
    qtbot.keyClick(timeline, Qt.Key.Key_Left)
    begin, end = timeline.view.histogram.edges_ms[timeline._marked.bar :][:2].tolist()
    middle = (begin + end) / 2
    for keys in ("-", "+++", "-", "0"):
        qtbot.keyClicks(timeline, keys)
        idle(window, qtbot)
        bar = timeline._marked.bar
        edges = timeline.view.histogram.edges_ms
        assert edges[bar] <= middle < edges[bar + 1]
        assert timeline.accessibleName() == timeline.bar_words(bar)


def test_the_bar_under_the_mouse_stays_under_it_and_says_what_it_is_now(page, window, qtbot):
    timeline = page.card.timeline
    at = QPoint(int(timeline._geometry().across(timeline.view.scale, NOW - 71 * HOUR)), timeline.height() // 2)
    qtbot.mouseMove(timeline, at)
    before = timeline.accessibleName()
    page.zoom(0.5)
    idle(window, qtbot)
    bar = timeline._geometry().bar_at(len(timeline.view.histogram.rows), at.x())
    assert timeline._marked.bar == bar
    assert timeline.accessibleName() == timeline.bar_words(bar) != before


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
