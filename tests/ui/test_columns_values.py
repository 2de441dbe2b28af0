"""Columns: how the text of a cell becomes a value: types, words for yes and no, parts, joins and replaced text."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from backfill_assistant.core.mapping.mapping import EmptyCell, LetterCase
from backfill_assistant.core.mapping.mapping_changes import field_of
from backfill_assistant.ui.models.columns_model import NAME, TYPE, USE
from fakes.columns_scene import LEADS, body, choose, drawn, pick, settled


def test_a_type_and_its_options(open_text, window, qtbot):
    page = open_text(LEADS)
    choose(page, 4, TYPE, "Number")
    page.table.selectRow(4)
    page.options.decimal.choose(",")
    page.options.decimal.activated.emit(1)
    settled(window, qtbot)
    assert field_of(window.desk.session.mapping, 4).decimal_mark == ","
    assert body(page)["attributes"]["score"] == 1.5
    page.options.empty.choose(EmptyCell.CLEAR)
    page.options.empty.activated.emit(1)
    assert field_of(window.desk.session.mapping, 4).empty is EmptyCell.CLEAR


def test_the_words_for_true_and_false_are_shown_and_can_be_exchanged(open_text, window, qtbot):
    page = open_text(LEADS)
    page.table.selectRow(2)
    settled(window, qtbot)
    assert page.options.true_words.text() == "yes"
    assert "“maybe” is not sent (1 row" in page.options._words.text()
    page.options.true_words.setText("no")
    page.options.true_words.editingFinished.emit()
    page.options.false_words.setText("yes, maybe")
    page.options.false_words.editingFinished.emit()
    settled(window, qtbot)
    field = field_of(window.desk.session.mapping, 2)
    assert (field.true_words, field.false_words) == (("no",), ("yes", "maybe"))
    assert body(page)["attributes"]["opt_in"] is False


def test_words_and_times_are_shown_as_the_changed_text_says(open_text, window, qtbot):
    page = open_text(LEADS)
    page.table.selectRow(2)
    page.options.field_changed.emit({"value_map": (("maybe", "no"),)})
    settled(window, qtbot)
    assert "“no” is false (2 rows" in page.options._words.text()
    assert "maybe" not in page.options._words.text()
    page = open_text("email,Created\na@example.com,at 25.03.2020\n", checked=False)
    page.bar.now.click()
    choose(page, 1, TYPE, "Date and time")
    page.table.selectRow(1)
    reading = field_of(window.desk.session.mapping, 1).time.__class__("dmy", "UTC")
    page.options.field_changed.emit({"replaced": (("at ", ""),), "time": reading})
    settled(window, qtbot)
    assert page.options.time._lines[0][2].whole_text == "2020-03-25 00:00:00 UTC"


def typed(edit, text):
    """Type into a line and leave it with Tab, as a person does."""
    edit.setFocus()
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Tab)


def test_the_text_of_a_column_is_changed_on_purpose(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(LEADS)
    page.table.selectRow(1)
    page.options.more.click()
    options = page.options.text
    assert options.isVisible()
    pick(options.case, LetterCase.UPPER)
    first, *_ = options.value_map.lines
    typed(first.old, "ADA")
    typed(first.new, "Countess")
    settled(window, qtbot)
    assert body(page)["attributes"]["name"] == "Countess"
    marked = [selection.cursor.block().text().strip() for selection in page.preview._text.extraSelections()]
    assert marked == ['"name": "Countess",']
    first._drop.click()
    pick(options.joins[0], 4)
    settled(window, qtbot)
    assert body(page)["attributes"]["name"] == "ADA 1,5"
    pick(options.joins[1], 2)
    typed(options.between, "")
    settled(window, qtbot)
    assert body(page)["attributes"]["name"] == "ADA1,5YES"
    pick(options.joins[1], -1)
    typed(options.cut, "d")
    pick(options.part, 0)
    settled(window, qtbot)
    field = field_of(window.desk.session.mapping, 1)
    assert (field.joined, field.part, field.part_at, field.value_map) == ((4,), 0, "d", ())
    assert body(page)["attributes"]["name"] == "A"


def test_a_part_is_cut_at_spaces_until_something_else_is_said(open_text, window, qtbot):
    page = open_text("email,Full name\na@example.com,Ada King Lovelace\n", checked=False)
    page.bar.now.click()
    page.table.selectRow(1)
    page.options.more.click()
    assert not page.options.text._cut_box.isVisible()
    pick(page.options.text.part, -1)
    settled(window, qtbot)
    assert body(page)["attributes"]["full_name"] == "Lovelace"
    assert page.options.text.cut.text() == "␣"


def test_spaces_are_replaced_and_can_be_seen(open_text, window, qtbot):
    window.activateWindow()
    page = open_text("email,Phone\na@example.com,+49 30 123\n", checked=False)
    page.bar.now.click()
    page.table.selectRow(1)
    page.options.more.click()
    typed(page.options.text.replaced.lines[0].old, " ")
    settled(window, qtbot)
    assert field_of(window.desk.session.mapping, 1).replaced == ((" ", ""),)
    assert page.options.text.replaced.lines[0].old.text() == "␣"
    assert body(page)["attributes"]["phone"] == "+4930123"


def test_tab_walks_the_changes_of_the_text_in_their_order(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(LEADS)
    page.table.selectRow(1)
    page.options.field_changed.emit({"joined": (3, 4), "replaced": (("a", "b"),), "part": 0, "part_at": "-"})
    settled(window, qtbot)
    text = page.options.text
    (kept, blank) = text.replaced.lines
    wanted = [*text.joins, text.between, text.part, text.cut, text.case]
    wanted += [kept.old, kept.new, kept.last, blank.old, blank.new, text.value_map.lines[0].old]
    text.joins[0].setFocus()
    walked = [text.joins[0]]
    while len(walked) < len(wanted):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        walked.append(window.focusWidget())
    assert [each.accessibleName() for each in walked] == [each.accessibleName() for each in wanted]
    assert walked == wanted


def test_a_column_is_sent_once_more_for_another_part(open_text, window, qtbot):
    page = open_text("email,Full name\na@example.com,Ada Lovelace\n", checked=False)
    page.bar.now.click()
    page.table.selectRow(1)
    page.options.again.click()
    assert drawn(page)[2] == ["Full name again", "Attribute", "full_name_2", "Text"]
    assert page.table.selected == 2
    page.options.more.click()
    pick(page.options.text.part, -1)
    page.model.setData(page.model.index(2, NAME), "last_name")
    settled(window, qtbot)
    assert body(page)["attributes"] == {"full_name": "Ada Lovelace", "last_name": "Lovelace"}
    choose(page, 2, USE, "Leave out")
    settled(window, qtbot)
    assert body(page)["attributes"] == {"full_name": "Ada Lovelace"}


def test_an_opt_in_column_becomes_unsubscribed_only_by_a_button_that_exchanges_the_words(open_text, window, qtbot):
    page = open_text(LEADS)
    page.table.selectRow(2)
    settled(window, qtbot)
    page.options.invert.click()
    settled(window, qtbot)
    field = field_of(window.desk.session.mapping, 2)
    assert (field.name, field.true_words, field.false_words) == ("unsubscribed", ("no",), ("yes",))
    assert body(page)["attributes"]["unsubscribed"] is False
    assert "“yes” is subscribed, gets messages" in page.options._words.text()
    assert not page.options.invert.isVisible()
    assert not page.options._remark.isVisible()
    assert "consent.opted_in" not in {each.code for each in window.desk.session.checked.problems}
