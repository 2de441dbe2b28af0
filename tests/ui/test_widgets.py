"""What pages are built from does what it says, with the mouse and with the keyboard."""

import time

import pytest
import shiboken6
from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QSpacerItem, QVBoxLayout, QWidget

from backfill_assistant.ui.icons import set_icon, tinted_pixmap
from backfill_assistant.ui.theme import Look, Theme
from backfill_assistant.ui.tokens import DARK, LIGHT
from backfill_assistant.ui.widgets.buttons import menu_button, push_button
from backfill_assistant.ui.widgets.choices import ChoiceBox, labelled, line_edit
from backfill_assistant.ui.widgets.data_table import DataTable
from backfill_assistant.ui.widgets.flow import FlowLayout
from backfill_assistant.ui.widgets.moment_edit import MomentEdit
from backfill_assistant.ui.widgets.notice import Action, Notice
from backfill_assistant.ui.widgets.segmented import SegmentedChoice
from backfill_assistant.ui.widgets.tab_order import put_behind, tab_chain
from backfill_assistant.ui.widgets.text import ElidedText, Text, set_tone
from backfill_assistant.ui.widgets.text_options import TextOptions
from backfill_assistant.ui.widgets.time_options import TimeOptions
from backfill_assistant.ui.wording import day_and_time, percent, recent_moment

NOWHERE = QModelIndex()


@pytest.fixture
def host(qtbot):
    widget = QWidget()
    QVBoxLayout(widget)
    qtbot.addWidget(widget)
    widget.resize(400, 300)
    return widget


def placed(host, widget, qtbot):
    host.layout().addWidget(widget)
    host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    return widget


class Letters(QAbstractTableModel):
    """Forty million rows, all made up when asked for."""

    def rowCount(self, parent=NOWHERE):
        return 0 if parent.isValid() else 40_000_000

    def columnCount(self, parent=NOWHERE):
        return 0 if parent.isValid() else 3

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        return f"{'abc'[index.column()]}{index.row()}" if role == Qt.ItemDataRole.DisplayRole else None


def test_a_segmented_choice_is_moved_by_arrows(host, qtbot):
    choice = placed(host, SegmentedChoice("What a row is", [(1, "People"), (2, "Events"), (3, "Both")], host), qtbot)
    choice.choose(2)
    assert choice.value == 2
    button = choice.findChildren(QPushButton)[1]
    button.setFocus()
    with qtbot.waitSignal(choice.chosen) as told:
        QTest.keyClick(button, Qt.Key.Key_Right)
    assert told.args == [3]
    assert QApplication.focusWidget().text() == "Both"


def test_words_and_edges_change_sides_with_the_window(host, qtbot):
    title = placed(host, Text("Untranslated", host), qtbot)
    choice = placed(host, SegmentedChoice("What a row is", [(1, "People"), (2, "Events")], host), qtbot)
    edges = []
    for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        host.setLayoutDirection(direction)
        edges.append([button.property("edge") for button in choice.findChildren(QPushButton)])
    assert edges == [["first", "last"], ["last", "first"]]
    assert title.alignment() & Qt.AlignmentFlag.AlignRight
    host.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert title.alignment() & Qt.AlignmentFlag.AlignLeft


def test_choosing_in_code_tells_nobody(host, qtbot):
    choice = SegmentedChoice("What a row is", [(1, "People"), (2, "Events")], host)
    with qtbot.assertNotEmitted(choice.chosen):
        choice.choose(2)


def test_filling_a_box_again_keeps_what_was_chosen(host, qtbot):
    box = ChoiceBox("Format", host, [("a", "A"), ("b", "B")])
    box.choose("b")
    with qtbot.assertNotEmitted(box.currentIndexChanged):
        box.fill([("c", "C"), ("b", "B")])
    assert box.value == "b"


def test_a_box_gives_values_back_as_they_were(host):
    box = ChoiceBox("Look", host, [(look, look.title()) for look in Look])
    box.choose(Look.DARK)
    assert box.value is Look.DARK
    box.offer_also(7, "Seven")
    box.choose(7)
    assert box.value == 7
    box.choose("not offered")
    assert box.value == 7


def test_the_wheel_changes_nothing_in_a_box_without_the_focus(host, qtbot):
    placed(host, line_edit("Other", host), qtbot).setFocus()
    box = placed(host, ChoiceBox("Format", host, [("a", "A"), ("b", "B")]), qtbot)
    down = QPoint(0, -120)
    flags = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False
    QApplication.sendEvent(box, QWheelEvent(QPoint(5, 5), box.mapToGlobal(QPoint(5, 5)), down, down, *flags))
    assert box.value == "a"


def test_data_in_a_line_edit_stays_left_to_right(host):
    assert line_edit("ID", host, data=True).layoutDirection() is Qt.LayoutDirection.LeftToRight


def test_a_label_leads_to_its_control(host, qtbot):
    edit = line_edit("", host)
    placed(host, labelled("&Name", edit, host, hint="What you call it"), qtbot)
    QTest.keyClick(host, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    assert edit.hasFocus()


def test_a_notice_says_and_does(host, qtbot):
    pressed = []
    notice = placed(host, Notice(host), qtbot)
    actions = (Action("Show", print, enabled=False), Action("Mend", lambda: pressed.append(1)))
    notice.say("caution", "41 rows are unclear.", "Mend them.", actions)
    buttons = {button.text(): button for button in notice.findChildren(QPushButton) if button.isVisible()}
    assert not buttons["Show"].isEnabled()
    qtbot.mouseClick(buttons["Mend"], Qt.MouseButton.LeftButton)
    assert pressed == [1]
    notice.say("good", "All is well.")
    assert notice.words == "All is well."
    assert [button for button in notice.findChildren(QPushButton) if button.isVisible()] == []


def test_a_table_of_forty_million_rows_scrolls_to_its_end(host, qtbot):
    table = DataTable("Rows", host)
    table.setModel(Letters(table))
    placed(host, table, qtbot)
    table.size_columns()
    table.scrollToBottom()
    assert table.indexAt(QPoint(5, table.viewport().height() - 5)).row() == 39_999_999


def test_selected_cells_are_copied_with_tabs(host, qtbot):
    table = placed(host, DataTable("Rows", host), qtbot)
    table.setModel(Letters(table))
    model, selection = table.model(), table.selectionModel()
    for row in (0, 1):
        for column in (0, 1):
            selection.select(model.index(row, column), selection.SelectionFlag.Select)
    with qtbot.waitSignal(table.copied):
        QTest.keySequence(table, "Ctrl+C")
    assert sorted(QApplication.clipboard().text().splitlines()) == ["a0\tb0", "a1\tb1"]


@pytest.mark.parametrize("screen_reader", [False, True])
def test_every_row_of_forty_million_is_selected_at_once(host, qtbot, screen_reader):
    before = QAccessible.isActive()
    QAccessible.setActive(screen_reader)
    try:
        table = placed(host, DataTable("Rows", host), qtbot)
        table.setModel(Letters(table))
        began = time.monotonic()
        QTest.keySequence(table, "Ctrl+A")
        table.repaint()
        table.horizontalHeader().viewport().repaint()
        # Qt would look at every row: for minutes.
        assert time.monotonic() - began < 5
        assert table.selectionModel().isSelected(table.model().index(39_999_999, 2))
    finally:
        QAccessible.setActive(before)


def test_copying_very_many_rows_lets_the_window_do_other_things(host, qtbot):
    table = placed(host, DataTable("Rows", host), qtbot)
    table.setModel(Letters(table))
    table.selectAll()
    turns, clock = [], QTimer(table)
    clock.timeout.connect(lambda: turns.append(1))
    clock.start(0)
    with qtbot.waitSignal(table.copied, timeout=60_000):
        table.copy_selection()
        assert turns == []
    clock.stop()
    assert len(turns) > 5
    assert QApplication.clipboard().text().count("\n") == 99_999


def test_rows_that_are_gone_are_no_longer_copied(host, qtbot):
    table = placed(host, DataTable("Rows", host), qtbot)
    table.setModel(Letters(table))
    QApplication.clipboard().setText("before")
    table.selectAll()
    table.copy_selection()
    table.model().modelReset.emit()
    with qtbot.assertNotEmitted(table.copied, wait=100):
        pass
    assert QApplication.clipboard().text() == "before"


def test_a_line_without_room_ends_in_dots_and_tells_the_rest(host, qtbot):
    line = placed(host, ElidedText("a very long name of a file that goes on and on and on and on.csv", host), qtbot)
    host.resize(120, 80)
    qtbot.waitUntil(lambda: line.text().endswith("…"))
    assert line.toolTip() == line.whole_text == line.accessibleName()


def test_a_tone_can_change_without_losing_the_size_of_the_words(host, qtbot, qapp):
    qapp.findChild(Theme).set_look(Look.LIGHT)
    figure = placed(host, Text("655", host, role="figure"), qtbot)
    size = figure.font().pointSizeF()
    set_tone(figure, "bad")
    assert figure.font().pointSizeF() == size > QApplication.font().pointSizeF()
    assert figure.palette().color(figure.foregroundRole()).name() == LIGHT.bad_text


def test_icons_follow_the_look(host, qtbot, qapp):
    theme = qapp.findChild(Theme)
    button = placed(host, QPushButton("Upload", host), qtbot)
    set_icon(button, "upload", "accent")
    colours = []
    for look in (Look.LIGHT, Look.DARK):
        theme.set_look(look)
        image = button.icon().pixmap(button.iconSize()).toImage()
        assert image.height() == 16
        pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(16)]
        colours.append({pixel.name() for pixel in pixels if pixel.alpha() == 255})
    theme.set_look(Look.LIGHT)
    assert LIGHT.accent in colours[0]
    assert DARK.accent in colours[1]


def test_icons_are_sharp_on_fine_screens(qapp):
    pixmap = tinted_pixmap("upload", LIGHT.text, 16, 2.0)
    assert (pixmap.width(), pixmap.deviceIndependentSize().width()) == (32, 16)


def test_a_flow_keeps_its_own_items(host, qtbot):
    # PySide hands the items of a filled layout to the layout it is added to; they were then destroyed under our hands.
    with pytest.raises(RuntimeError):
        FlowLayout().addItem(QSpacerItem(1, 1))
    for options in (TimeOptions(host), TextOptions(host)):
        for flow in options.findChildren(FlowLayout):
            for place in range(flow.count()):
                assert "parent" not in shiboken6.Shiboken.dump(flow._items[place])


@pytest.mark.parametrize(
    ("language", "shown", "short"),
    [
        ("en_US", "Sep 21, 2026  2:13 PM", "Sep 21 2:13 PM"),
        ("en_GB", "21 Sept 2026  14:13", "21 Sept 14:13"),
        ("de_DE", "21. Sept. 2026  14:13", "21. Sept. 14:13"),
        ("nb_NO", "21. sep. 2026  14:13", "21. sep. 14:13"),
        ("es_ES", "21 sept 2026  14:13", "21 sept 14:13"),
    ],
)
def test_a_moment_is_edited_as_it_is_told(qtbot, language, shown, short):
    before = QLocale()
    QLocale.setDefault(QLocale(language))
    try:
        window = QWidget()
        qtbot.addWidget(window)
        edit = MomentEdit("Start", window)
        edit.show_moment(1_790_000_000_000)
        plain = lambda text: " ".join(text.replace("\u202f", " ").split())  # noqa: E731
        assert plain(edit.text()) == plain(shown) == plain(day_and_time(1_790_000_000_000))
        assert plain(recent_moment(1_790_000_000_000)) == short
    finally:
        QLocale.setDefault(before)


def test_a_hundred_percent_are_all(qapp):
    assert [percent(share) for share in (1.0, 0.996, 0.9999, 0.29, 0.57, 0.0)] == ["100 %", "99 %", "99 %", "29 %", "57 %", "0 %"]
    assert [percent(share, 1) for share in (0.9996, 0.296, 1.0)] == ["99.9 %", "29.6 %", "100.0 %"]


def test_to_look_for_what_tab_reaches_makes_no_widget_the_owner_of_another(host):
    menus = [menu_button(words, host) for words in ("File", "More")]
    actions = [button.menu().addAction("Save") for button in menus]
    lines = [push_button("Use", host) for _ in range(2)]
    put_behind(menus[0], lines[1])
    assert set(tab_chain(host)) >= {host, *menus, *lines}
    for line in lines:
        shiboken6.delete(line)
    # Deleted widgets take nothing with them that is still there.
    assert [action.text() for action in actions] == ["Save", "Save"]
