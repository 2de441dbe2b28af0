"""Columns: mappings that are saved, offered, used and exchanged as files."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from backfill_assistant.core.mapping.mapping_changes import field_of, with_field
from backfill_assistant.ui.cell_roles import DETAIL_ROLE
from backfill_assistant.ui.models.columns_model import TYPE, USE
from backfill_assistant.ui.steps import Step
from fakes.columns_scene import LEADS, choose, reach, settled


def test_a_mapping_is_saved_under_a_name_and_used_on_the_next_file(open_text, window, qtbot):
    page = open_text(LEADS)
    choose(page, 1, USE, "Leave out")
    page.menu.actions_by_words["Save mapping as…"].trigger()
    (name,) = page.ask.edits
    name.setText("Leads")
    QTest.keyClick(name, Qt.Key.Key_Return)
    settled(window, qtbot)
    changed = LEADS.replace("Email,Name,Opt-in", "e-mail,NAME,opt in")
    page = open_text(changed)
    assert page.notice.words == "The saved mapping “Leads” fits this file."
    page.offers.use_offered()
    settled(window, qtbot)
    assert field_of(window.desk.session.mapping, 1) is None
    assert not page.notice.isVisible()


def test_a_saved_mapping_that_misses_columns_says_which(open_text, window, qtbot):
    page = open_text(LEADS)
    page.menu.save_as("Leads")
    settled(window, qtbot)
    page = open_text("Email,Opt-in,Scanned at,Score,Hall\nada@example.com,yes,2026-03-04,1,3\n", checked=False)
    assert page.notice.words == "The saved mapping “Leads” fits this file. New here: Hall. Not in this file: Name."
    # Without the column that says who wants messages it is another kind of file, and nothing is offered.
    page = open_text("Email,Scanned at,Score,Hall\nada@example.com,2026-03-04,1,3\n", checked=False)
    assert not page.notice.isVisible()
    page.menu.actions_by_words["Use “Leads”"].trigger()
    settled(window, qtbot)
    assert (
        page.notice.words == "“Leads” wants columns that this file does not have. New here: Hall. Not in this file: Name, Opt-in."
    )


def test_last_times_mapping_is_offered_although_nobody_saved_it(open_text, window, qtbot):
    page = open_text(LEADS)
    choose(page, 1, USE, "Leave out")
    reach(page, "value.true_false").buttons["correct"].click()
    page.mend_ask.edits[1].setText("no")
    QTest.keyClick(page.mend_ask.edits[1], Qt.Key.Key_Return)
    settled(window, qtbot)
    page.go_on()
    settled(window, qtbot)
    # Corrected words stood in cells: they are kept with a name only.
    assert "maybe" not in str(window.desk.parts.settings.kept["last_mappings"])
    page = open_text(LEADS.replace("Score", "Points"))
    assert page.notice.words.startswith("A file like this, rows.csv, was brought in before. New here: Points.")
    page.offers.use_offered()
    settled(window, qtbot)
    assert field_of(window.desk.session.mapping, 1) is None


def test_a_mapping_chosen_on_the_first_page_is_used_on_the_next_file(open_text, window, qtbot):
    page = open_text(LEADS)
    choose(page, 1, USE, "Leave out")
    page.menu.save_as("Leads")
    settled(window, qtbot)
    start = window.page(Step.START)
    window.go_to(Step.START)
    qtbot.waitUntil(lambda: not window.desk.jobs.running())
    names = [start.recent.index(row, 0).data() for row in range(start.recent.rowCount())]
    line = start.recent.index(names.index("Leads"), 2)
    assert (line.data(), line.data(DETAIL_ROLE), line.siblingAtColumn(4).data()) == ("Saved mapping", "5 columns", "Use")
    start.table.setFocus()
    start.table.selectRow(line.row())
    QTest.keyClick(start.table, Qt.Key.Key_Return)
    dialog = window.findChild(QFileDialog)
    assert window.desk.session.wanted_mapping is None
    dialog.fileSelected.emit(window.desk.session.opened.path)
    dialog.reject()
    assert window.desk.session.wanted_mapping == "Leads"
    qtbot.waitUntil(lambda: window.desk.session.table is not None)
    window.go_to(Step.COLUMNS)
    settled(window, qtbot)
    assert field_of(window.desk.session.mapping, 1) is None
    assert window.desk.session.wanted_mapping is None
    assert not page.notice.isVisible()


def test_a_mapping_travels_as_a_file(open_text, window, qtbot, tmp_path):
    page = open_text(LEADS)
    choose(page, 4, TYPE, "Text")
    settled(window, qtbot)
    page.menu.export_to(str(tmp_path / "leads.json"))
    settled(window, qtbot)
    assert "ada@example.com" not in (tmp_path / "leads.json").read_text(encoding="utf-8")
    before = window.desk.session.mapping
    choose(page, 4, TYPE, "Number")
    page.menu.import_from(str(tmp_path / "leads.json"))
    settled(window, qtbot)
    assert window.desk.session.mapping == before
    page.menu.import_from(str(tmp_path / "rows.csv"))
    qtbot.waitUntil(page.notice.isVisible)
    assert "not a saved mapping" in page.notice.words


def test_showing_a_column_changes_nothing_of_what_was_saved_for_it(open_text, window, qtbot):
    page = open_text(LEADS)
    pairs = ((" a; b → c ", "="), ("", "none"))
    mapping = with_field(
        window.desk.session.mapping, 1, joined=(4, 4, 1), part=-7, part_at=" | ", replaced=pairs[:1], value_map=pairs, join_with=""
    )
    window.desk.session.mapping = mapping
    page.table.selectRow(1)
    settled(window, qtbot)
    assert page.options.text.isVisible()
    page.options.text._tell()
    assert window.desk.session.mapping == mapping
