"""Columns: the first guess, the body, the choices for each column, and undo."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from backfill_assistant.core.mapping.mapping import IdentifierKind, RowMeaning, Target
from backfill_assistant.core.mapping.mapping_changes import field_of
from backfill_assistant.core.routes import Route
from backfill_assistant.ui.models.columns_model import COLUMN, NAME, USE
from fakes.columns_scene import LEADS, ORDERS, body, choose, drawn, settled


def test_the_first_guess_and_what_it_rests_on(open_text):
    page = open_text(LEADS)
    assert (
        drawn(page)
        == [
            ["Email", "Person email", "email", ""],
            ["Name", "Attribute", "name", "Text"],
            ["Opt-in", "Attribute", "opt_in", "True / false"],
            ["Scanned at", "Happened at", "timestamp", "Date and time"],
            ["Score", "Attribute", "score", "Number"],
        ]
        or drawn(page)[4][3] == "Text"
    )
    assert "From its name" in page.model.index(0, COLUMN).data(Qt.ItemDataRole.ToolTipRole)


def test_the_model_is_one_that_qt_accepts(open_text, qtmodeltester):
    qtmodeltester.check(open_text(LEADS).model)


def test_the_body_is_what_would_be_sent_and_rows_can_be_stepped_through(open_text, window, qtbot):
    page = open_text(LEADS.replace("Bob,no", "Bob,yes"))
    assert body(page)["identifiers"] == {"email": "ada@example.com"}
    page.preview._later.click()
    settled(window, qtbot)
    assert body(page)["identifiers"] == {"email": "bob@example.org"}
    page.preview._number.setValue(3)
    settled(window, qtbot)
    assert page.preview.text == ""
    assert "not sent" in page.preview._note.text() or "email address" in page.preview._note.text()


def test_the_body_of_the_other_route(open_text, window, qtbot):
    page = open_text(LEADS)
    page.preview._route.choose(Route.PIPELINES)
    page.preview._route.activated.emit(1)
    settled(window, qtbot)
    assert body(page)["type"] == "identify"
    assert body(page)["timestamp"].endswith("Z")


def test_a_column_is_given_another_use_with_the_keyboard(open_text, window, qtbot):
    page = open_text(LEADS)
    choose(page, 1, USE, "Leave out")
    settled(window, qtbot)
    assert field_of(window.desk.session.mapping, 1) is None
    assert "name" not in body(page)["attributes"]
    choose(page, 1, USE, "Person ID")
    settled(window, qtbot)
    mapping = window.desk.session.mapping
    assert (mapping.identifier_column, mapping.identifier_kind) == (1, IdentifierKind.ID)


def test_a_name_is_typed_into_the_table(open_text, window, qtbot):
    page = open_text(LEADS)
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(1, NAME))
    QTest.keyClick(page.table, Qt.Key.Key_F2)
    editor = page.table.findChild(QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "first_name")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    # Qt closes the editor after the key was handled.
    qtbot.waitUntil(lambda: field_of(window.desk.session.mapping, 1).name == "first_name")
    settled(window, qtbot)
    assert body(page)["attributes"]["first_name"] == "Ada"


def test_rows_that_count_as_now_must_be_agreed_to(open_text, window, qtbot):
    page = open_text("email,name\na@example.com,A\n", checked=False)
    assert window.desk.session.checked is None
    assert not page.footer.primary.enabled
    assert page.bar.now.isVisible()
    page.bar.now.click()
    settled(window, qtbot)
    assert page.footer.primary.enabled


def test_another_meaning_of_rows_is_guessed_anew(open_text, window, qtbot):
    page = open_text(LEADS)
    page.bar.meaning.setFocus()
    page.bar.meaning_wanted.emit(RowMeaning.EVENT)
    settled(window, qtbot, checked=False)
    mapping = window.desk.session.mapping
    assert {field.target for field in mapping.fields} == {Target.PROPERTY}
    page.bar.event_name.setText("visited")
    page.bar.event_name.editingFinished.emit()
    settled(window, qtbot)
    assert body(page)["name"] == "visited"
    page.bar.event_column_wanted.emit(1)
    settled(window, qtbot)
    assert body(page)["name"] == "Ada"


def test_a_fixed_value_goes_with_every_row_and_can_be_removed(open_text, window, qtbot):
    page = open_text(LEADS)
    page.menu.actions_by_words["Add a fixed value…"].trigger()
    name, text = page.ask.edits
    name.setText("source")
    text.setText("Expo Berlin 2026")
    QTest.keyClick(text, Qt.Key.Key_Return)
    settled(window, qtbot)
    assert body(page)["attributes"]["source"] == "Expo Berlin 2026"
    assert drawn(page)[5] == ["Fixed value", "Attribute", "source", "Text"]
    choose(page, 5, USE, "Leave out")
    settled(window, qtbot)
    assert page.model.rowCount() == 5


def test_lines_that_a_choice_changed_are_marked(open_text, window, qtbot):
    page = open_text(LEADS)
    page.model.setData(page.model.index(1, NAME), "given_name")
    settled(window, qtbot)
    marked = [selection.cursor.block().text().strip() for selection in page.preview._text.extraSelections()]
    assert marked == ['"given_name": "Ada",']


def test_changes_of_the_mapping_are_undone_and_done_again(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(LEADS)
    guess = window.desk.session.mapping
    # The guess itself, first and second, is no change of the person's.
    assert not page.changes.history.undo_words
    choose(page, 1, USE, "Leave out")
    without = window.desk.session.mapping
    page.model.setData(page.model.index(4, NAME), "points")
    assert page.changes.history.undo_words == "Score"
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.desk.session.mapping == without
    (undo,) = (action for words, action in page.menu.actions_by_words.items() if words.startswith("Undo: Name"))
    undo.trigger()
    assert window.desk.session.mapping == guess
    assert page.changes.history.redo_words == "Name"
    page.changes.history.redo()
    page.changes.history.redo()
    assert field_of(window.desk.session.mapping, 4).name == "points"
    page.changes.history.undo()
    page.bar.meaning_wanted.emit(RowMeaning.PERSON_AND_EVENT)
    assert (page.changes.history.undo_words, page.changes.history.redo_words) == ("what a row means", "")
    settled(window, qtbot, checked=False)
    page = open_text(ORDERS)
    assert not page.changes.history.undo_words
