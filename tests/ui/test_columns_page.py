"""Columns: the guess, the choices, the body, the problems and their repairs, with mouse and with keyboard alone."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit

from backfill_assistant.core.campaigns.campaigns import Campaign, Trigger, TriggerKind
from backfill_assistant.core.mapping.mapping import EmptyCell, IdentifierKind, LetterCase, RowMeaning, Target, ValueType
from backfill_assistant.core.mapping.mapping_changes import field_of, with_field
from backfill_assistant.core.mapping.repairs import CorrectValue, EditCell, LeaveOutProblem, SendAsText
from backfill_assistant.core.routes import Route
from backfill_assistant.ui.cell_roles import DETAIL_ROLE
from backfill_assistant.ui.models.columns_model import COLUMN, NAME, STATE, TYPE, USE
from backfill_assistant.ui.steps import Step
from fakes.columns_scene import body, choose, pick, reach, settled

LEADS = """Email,Name,Opt-in,Scanned at,Score
ada@example.com,Ada,yes,2026-03-04 10:00,"1,5"
bob@example.org,Bob,no,2026-03-05 11:00,2
nobody,Eve,maybe,soon,3
carol@example.com,Carol,yes,2026-03-06 11:00,4
"""
ORDERS = "customer_id,event,when,amount\n1,purchased,03/04/2026,5\n2,purchased,04/05/2026,6\n"


def drawn(page):
    return [[page.model.index(row, column).data() for column in (COLUMN, USE, NAME, TYPE)] for row in range(page.model.rowCount())]


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


def test_times_are_shown_as_in_the_file_local_utc_and_age(open_text, window, qtbot):
    page = open_text(LEADS)
    page.table.selectRow(3)
    page.options.time.zone.picked.emit("Europe/Berlin")
    page.options.time.zone.show_zone("Europe/Berlin", None)
    page.options.time._tell()
    settled(window, qtbot)
    assert window.desk.session.mapping.time.zone == "Europe/Berlin"
    first = [label.whole_text for label in page.options.time._lines[0]]
    assert first[:3] == ["2026-03-04 10:00", "Wed 2026-03-04 10:00:00 CET", "2026-03-04 09:00:00 UTC"]
    assert first[3].endswith("ago") or first[3].startswith("in")


def test_undecided_dates_are_asked_with_both_readings_and_nothing_is_sent_before(open_text, window, qtbot):
    page = open_text(ORDERS)
    assert not window.desk.session.checked.sendable.any()
    qtbot.waitUntil(page.date_question.isVisible)
    day, month = page.date_question.buttons
    assert "Fri 2026-04-03" in day.accessibleDescription()
    assert "Wed 2026-03-04" in month.accessibleDescription()
    month.setFocus()
    QTest.keyClick(month, Qt.Key.Key_Space)
    settled(window, qtbot)
    assert window.desk.session.mapping.time.format == "mdy"
    assert window.desk.session.checked.sendable.all()
    assert not page.date_question.isVisible()


def test_undecided_dates_show_what_each_reading_could_start(open_text, window, parts, qtbot):
    # Noon of 5 October 2026.
    parts.clock.advance((1_791_201_600_000 - parts.clock.now_ms()) / 1000)
    page = open_text(
        "customer_id,event,when\n1,bought,04/10/2026\n2,bought,10/04/2026\n3,left,10/04/2026\n4,left,10/03/2026\n5,seen,01/02/2026\n"
    )
    qtbot.waitUntil(page.date_question.isVisible)
    assert "1 row younger than 72 hours" in page.date_question.buttons[0].accessibleDescription()
    window.desk.session.campaigns = tuple(
        Campaign(number, name, Trigger(TriggerKind.EVENT, event_name=event), first_started_ms=1_780_000_000_000)
        for number, name, event in ((1, "Thanks", "bought"), (2, "Come back", "left"), (3, "Other", "paid"))
    )
    settled(window, qtbot)
    by_day, by_month = (button.accessibleDescription().split("\n") for button in page.date_question.buttons)
    assert by_day[1:4] == ["1 row could start a campaign", "Come back: 0 rows", "Thanks: 1 row"]
    assert by_month[1:4] == ["3 rows could start a campaign", "Come back: 2 rows", "Thanks: 1 row"]
    page.changes.change_name(0, "x")
    window.desk.session.campaigns = ()
    settled(window, qtbot)
    assert "younger than 72 hours" in page.date_question.buttons[1].accessibleDescription()


def test_a_year_of_two_digits_may_come_first(open_text, window, qtbot):
    page = open_text("customer_id,event,when\n1,bought,04-03-26\n2,bought,05-03-26\n")
    qtbot.waitUntil(page.date_question.isVisible)
    said = [button.accessibleDescription().split("\n")[0] for button in page.date_question.buttons]
    assert [words[:26] for words in said] == [
        f"04-03-26 is {day}" for day in ("Wed 2026-03-04", "Fri 2026-04-03", "Fri 2004-03-26")
    ]
    page.date_question.buttons[2].click()
    settled(window, qtbot)
    assert window.desk.session.mapping.time.format == "ymd2"
    assert not page.date_question.isVisible()


def test_undecided_dates_of_a_value_are_asked_about_too(open_text, window, qtbot):
    page = open_text("email,Created\na@example.com,03/04/2020\n", checked=False)
    page.bar.now.click()
    qtbot.waitUntil(page.date_question.isVisible)
    assert "Created" in page.date_question.accessibleName()
    day, _ = page.date_question.buttons
    assert "campaigns" not in day.accessibleDescription()
    day.click()
    settled(window, qtbot)
    assert field_of(window.desk.session.mapping, 1).time.format == "dmy"
    assert body(page)["attributes"]["created_at"] == 1585872000
    assert not page.date_question.isVisible()


def test_the_next_file_is_asked_about_anew(open_text, window, qtbot):
    for _ in range(2):
        page = open_text(ORDERS)
        qtbot.waitUntil(page.date_question.isVisible)


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


def test_problems_are_told_weighty_first_with_their_repairs(open_text, window, qtbot):
    page = open_text(LEADS.replace("Bob,no", "Bob,yes"))
    problems = {problem.code for problem in page.problems._problems}
    assert {"email.malformed", "time.unreadable", "value.true_false"} <= problems
    assert page.problems.isVisible()
    assert page.model.index(2, STATE).data() == "✕ 1"
    assert "1 row" in page.model.index(2, STATE).data(Qt.ItemDataRole.AccessibleTextRole)
    assert page.footer.sentence == f"3 of 4 rows ready  ·  {len(problems)} problems"


def test_rows_of_a_problem_are_shown(open_text, window, qtbot):
    page = open_text(LEADS)
    reach(page, "value.true_false")._show_rows.click()
    settled(window, qtbot)
    assert page.preview.row == 2
    assert page.table.selected == 2


def test_leaving_out_undo_and_redo(open_text, window, qtbot):
    page = open_text(LEADS)
    card = reach(page, "email.malformed")
    card.buttons["leave_out"].click()
    settled(window, qtbot)
    assert window.desk.session.repairs.decisions == (LeaveOutProblem("email.malformed", 0),)
    card._undo.click()
    settled(window, qtbot)
    assert window.desk.session.repairs.decisions == ()
    card._redo.click()
    settled(window, qtbot)
    (drop,) = card._decisions.menu().actions()
    assert "Leave out rows whose Email is no email address." in drop.text()
    drop.trigger()
    settled(window, qtbot)
    assert window.desk.session.repairs.decisions == ()


def test_sending_as_text(open_text, window, qtbot):
    page = open_text(LEADS)
    reach(page, "value.true_false").buttons["send_as_text"].click()
    settled(window, qtbot)
    assert SendAsText(2) in window.desk.session.repairs.decisions
    assert body(page)["attributes"]["opt_in"] == "yes"


def test_correcting_a_value_everywhere_and_editing_one_cell(open_text, window, qtbot):
    page = open_text(LEADS)
    reach(page, "value.true_false").buttons["correct"].click()
    wrong, right = page.mend_ask.edits
    assert wrong.text() == "maybe"
    right.setText("no")
    QTest.keyClick(right, Qt.Key.Key_Return)
    settled(window, qtbot)
    assert CorrectValue(2, "maybe", "no") in window.desk.session.repairs.decisions
    reach(page, "email.malformed").buttons["edit"].click()
    (edit,) = page.mend_ask.edits
    edit.setText("eve@example.com")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    settled(window, qtbot)
    assert EditCell(2, 0, "eve@example.com") in window.desk.session.repairs.decisions
    assert "email.malformed" not in {problem.code for problem in window.desk.session.checked.problems}


def test_the_cell_to_edit_is_the_one_on_screen_as_it_is_by_now(open_text, window, qtbot):
    page = open_text("email,Opt-in\na@example.com,yes\nb@example.com,maybe\nc@example.com,later\n", checked=False)
    page.bar.now.click()
    choose(page, 1, TYPE, "True / false")
    settled(window, qtbot)
    page.preview.show_row(2)
    reach(page, "value.true_false").buttons["edit"].click()
    (edit,) = page.mend_ask.edits
    assert edit.text() == "later"
    edit.setText("sometimes")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    settled(window, qtbot)
    reach(page, "value.true_false").buttons["correct"].click()
    wrong, right = page.mend_ask.edits
    assert wrong.text() == "sometimes"
    right.setText("no")
    QTest.keyClick(right, Qt.Key.Key_Return)
    settled(window, qtbot)
    assert body(page)["attributes"]["opt_in"] is False


def test_a_problem_leads_to_the_control_that_decides(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(LEADS)
    reach(page, "value.true_false").buttons["choose_words"].click()
    assert page.options.true_words.hasFocus()


def test_a_question_is_cancelled_with_escape_and_the_focus_goes_back(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(LEADS)
    page.table.setFocus()
    page.ask_fixed_value()
    QTest.keyClick(page.ask.edits[0], Qt.Key.Key_Escape)
    assert not page.ask.isVisible()
    assert page.table.hasFocus()


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
    page.use_offered()
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
    page.use_offered()
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


def test_lines_that_a_choice_changed_are_marked(open_text, window, qtbot):
    page = open_text(LEADS)
    page.model.setData(page.model.index(1, NAME), "given_name")
    settled(window, qtbot)
    marked = [selection.cursor.block().text().strip() for selection in page.preview._text.extraSelections()]
    assert marked == ['"given_name": "Ada",']


def test_a_value_type_of_a_time_attribute_has_its_own_format(open_text, window, qtbot):
    page = open_text("email,Created\nada@example.com,04.03.2020\nbob@example.com,25.03.2020\n", checked=False)
    page.bar.now.click()
    settled(window, qtbot)
    field = field_of(window.desk.session.mapping, 1)
    assert (field.type, field.time.format) == (ValueType.TIME, "dmy")
    page.table.selectRow(1)
    page.options.reading_changed.emit(field.time.__class__("mdy", "UTC"))
    settled(window, qtbot)
    assert field_of(window.desk.session.mapping, 1).time.format == "mdy"


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


def test_problems_show_examples_and_slips_show_what_was_meant(open_text, window, qtbot):
    page = open_text(LEADS + "dora@gmial.com,Dora,no,2026-03-06 11:00,4\n")
    assert "row 3: “maybe”" in reach(page, "value.true_false")._advice.text()
    assert "gmial.com → gmail.com (1)" in reach(page, "email.typo")._advice.text()
    page.problems.buttons["correct_domain"].click()
    settled(window, qtbot)
    assert "email.typo" not in {problem.code for problem in window.desk.session.checked.problems}


def test_what_the_time_of_rows_leads_to_is_said(open_text, window, qtbot):
    page = open_text(LEADS)
    assert "older than its last change" in page.bar.consequence.text()
    choose(page, 3, USE, "Leave out")
    settled(window, qtbot, checked=False)
    assert "counts as happening now" in page.bar.consequence.text()
    assert page.bar.now.isVisible()


def test_a_problem_is_reached_and_mended_without_a_mouse(open_text, window, qtbot):
    window.activateWindow()
    page = open_text(LEADS)
    card = reach(page, "email.malformed")
    page.table.setFocus()
    for _ in range(60):
        if card.buttons["leave_out"].hasFocus():
            break
        window.focusNextPrevChild(True)
    QTest.keyClick(card.buttons["leave_out"], Qt.Key.Key_Space)
    settled(window, qtbot)
    assert LeaveOutProblem("email.malformed", 0) in window.desk.session.repairs.decisions


def test_the_time_of_day_comes_from_another_column(open_text, window, qtbot):
    page = open_text("email,event,day,clock\nada@example.com,came,2026-03-04,10:15\nbob@example.com,came,2026-03-05,11:00\n")
    page.table.selectRow(2)
    page.options.time.clock.choose(3)
    page.options.time._tell()
    settled(window, qtbot)
    assert window.desk.session.mapping.time.clock_column == 3
    assert body(page)["timestamp"] == 1_772_619_300


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
