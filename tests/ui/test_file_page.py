"""File: the first rows at once, then all of them; choices, marks, search, stop, and files that cannot be read."""

from __future__ import annotations

import threading
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.core.progress import Progress, Stopped
from backfill_assistant.ui.models.file_rows_model import FileRowsModel
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets.text import ElidedText
from fakes.parts import FakeParts
from fakes.tables import make_table
from ui_walks import tab_walk, unnamed_controls

ROWS = "id;name;note\n" + "".join(f"{number:03};Ada {number};Grüße, {number}\n" for number in range(300))


class SlowFiles(Files):
    """Reads only when it is let."""

    def __init__(self, folder):
        super().__init__(folder)
        self.gate = threading.Event()

    def read(self, path, choices, monitor):
        monitor.show(Progress(40, 100))
        while not self.gate.wait(0.005):
            if monitor.stopping():
                raise Stopped
        return super().read(path, choices, monitor)


@pytest.fixture
def parts(tmp_path):
    parts = FakeParts(tmp_path, look="light")
    parts.reader = Files(tmp_path / "cache")
    return parts


@pytest.fixture
def page(window):
    window.go_to(Step.FILE)
    return window.page(Step.FILE)


@pytest.fixture
def idle(page, qtbot):
    return lambda: qtbot.waitUntil(lambda: not page.desk.jobs.running())


@pytest.fixture
def open_text(page, idle, tmp_path):
    def open_text(text, name="people.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        page.open_file(str(path))
        idle()
        return path

    return open_text


def drawn(page, rows):
    model = page.table.rows
    return [[model.index(row, column).data() for column in range(model.columnCount())] for row in rows]


def names(page):
    model = page.table.rows
    return [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]


def choose(box, value):
    """What a person does with the arrow keys."""
    box.choose(value)
    box.activated.emit(box.currentIndex())


def test_every_row_is_there_with_its_number(page, open_text):
    open_text(ROWS)
    assert names(page) == ["id", "name", "note"]
    assert page.table.rows.rowCount() == 300
    assert drawn(page, [0, 299]) == [["000", "Ada 0", "Grüße, 0"], ["299", "Ada 299", "Grüße, 299"]]
    assert page.table.rows.headerData(299, Qt.Orientation.Vertical) == "300"
    assert page.card.facts == "300 rows · 3 columns · 7 kB · text"
    assert page.footer.primary.enabled
    assert page.footer.sentence == "300 rows in 3 columns"


def test_first_rows_stand_there_while_the_rest_is_read(make_window, parts, tmp_path, qtbot):
    parts.reader = slow = SlowFiles(tmp_path / "cache")
    window = make_window(parts)
    (tmp_path / "a.csv").write_text(ROWS, "utf-8")
    window.bring_in(str(tmp_path / "a.csv"))
    page = window.page(Step.FILE)
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 200)
    qtbot.waitUntil(lambda: "40" in page._progress._words.text())
    assert page._progress.isVisible()
    assert not page.footer.primary.enabled
    slow.gate.set()
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 300)
    qtbot.waitUntil(lambda: not page._progress.isVisible())
    assert page.footer.primary.enabled


def test_reading_is_stopped_and_taken_up_again(make_window, parts, tmp_path, qtbot):
    parts.reader = slow = SlowFiles(tmp_path / "cache")
    window = make_window(parts)
    (tmp_path / "a.csv").write_text(ROWS, "utf-8")
    window.bring_in(str(tmp_path / "a.csv"))
    page = window.page(Step.FILE)
    qtbot.waitUntil(page._progress.isVisible)
    qtbot.mouseClick(page._progress.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "stopped" in page.notice.words)
    assert page.table.rows.rowCount() == 200
    assert not page.footer.primary.enabled
    slow.gate.set()
    page.read_on()
    qtbot.waitUntil(lambda: page.desk.session.table is not None)
    assert not page.notice.isVisible()


def test_a_choice_is_followed_at_once(page, open_text, idle):
    open_text("a,b;c\n1,2;3\n4,5;6\n")
    box = page.card.choices.separator
    choose(box, ";" if box.value == "," else ",")
    idle()
    assert names(page) in (["a,b", "c"], ["a", "b;c"])
    choose(page.card.choices.header, (0, 0))
    idle()
    assert names(page) == ["Column 1", "Column 2"]
    assert page.table.rows.rowCount() == 3
    assert page.desk.session.table.choices.header_rows == 0


def test_another_separator_can_be_typed(page, open_text, idle):
    open_text("a%b\n1%2\n")
    choices = page.card.choices
    choices.separator.setCurrentIndex(choices.separator.count() - 1)
    choices.separator.activated.emit(choices.separator.currentIndex())
    assert choices.other.isVisible()
    QTest.keyClicks(choices.other, "%")
    QTest.keyClick(choices.other, Qt.Key.Key_Return)
    idle()
    assert names(page) == ["a", "b"]


def test_an_encoding_that_is_a_guess_is_asked_about(page, open_text, idle):
    open_text("Name;Stadt\nMüller;Köln\n", encoding="cp1252")
    assert page.notice.words.startswith(
        "Letters with accents may be wrong. Do these look right: Müller · Köln? If not, choose another one under “Text”."
    )
    choose(page.card.choices.encoding, "cp1250")
    idle()
    assert page.desk.session.table.choices.encoding == "cp1250"


def test_doubts_do_not_hide_remarks(page, open_text):
    path = open_text("reason;Name\n'=1;Müller\nx;Köln\n", encoding="cp1252")
    assert path.exists()
    assert page.notice.words.startswith("Letters with accents may be wrong.")
    assert "Apostrophes that kept spreadsheets from running cells as formulas are taken away again." in page.notice.words


def test_opening_is_told_until_first_rows_stand_there(make_window, parts, tmp_path, qtbot):
    gate = threading.Event()

    class SlowLook(Files):
        def look(self, path, choices=None, anew=frozenset()):
            gate.wait(10)
            return super().look(path, choices, anew)

    parts.reader = SlowLook(tmp_path / "cache")
    window = make_window(parts)
    (tmp_path / "a.csv").write_text(ROWS, "utf-8")
    window.bring_in(str(tmp_path / "a.csv"))
    page = window.page(Step.FILE)
    assert "Opening the file…" in [label.text() for label in page._area.findChildren(QLabel)]
    gate.set()
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 300)
    assert "Drop a file here" in [label.text() for label in page._area.findChildren(QLabel)]


def test_the_card_beside_the_table_does_not_hide_the_column(page, open_text, idle, qtbot):
    open_text(",".join(f"column {number:02}" for number in range(30)) + "\n" + ",".join("12345" for _ in range(30)) + "\n")
    page.table.show_cell(0, 7)

    def is_seen():
        return page.table.viewport().rect().contains(page.table.visualRect(page.table.currentIndex()))

    assert is_seen()
    page.tools.about.click()
    idle()
    qtbot.waitUntil(is_seen)


def test_what_is_not_utf8_further_down_is_told(page, open_text):
    open_text("id,name\n" + "1,Ada\n" * 60_000 + "2,René\n", encoding="cp1252")
    assert page.notice.words.startswith("Further down in the file, letters are written in another way.")
    assert page.card.choices.encoding.value == "cp1252"
    assert drawn(page, [60_000]) == [["2", "René"]]


def test_a_row_asked_for_from_elsewhere_is_shown_even_if_only_marked_ones_were(page, open_text):
    open_text("a,b\n1,2\n3\n4,5\n")
    page.switch_uneven()
    page.show_row(2)
    assert not page.table.rows.only_uneven
    assert page.table.current_place()[0] == 2


def test_uneven_rows_are_marked_counted_and_shown_alone(page, open_text, qtbot):
    open_text("id,name,city\n1,a,b\n2,c\n3,d,e,f,g\n")
    assert page._uneven.words == "2 rows have more or fewer cells than the header. They are kept, and marked in the table."
    assert names(page) == ["Cells", "id", "name", "city"]
    assert drawn(page, [0, 1, 2]) == [[None, "1", "a", "b"], ["1 too few", "2", "c", ""], ["2 too many", "3", "d", "e"]]
    page.switch_uneven()
    assert drawn(page, [0, 1]) == [["1 too few", "2", "c", ""], ["2 too many", "3", "d", "e"]]
    assert [page.table.rows.headerData(row, Qt.Orientation.Vertical) for row in (0, 1)] == ["2", "3"]
    page.go_to_row(0)
    assert page.tools.said == "There is no such row here."
    page.switch_uneven()
    assert page.table.rows.rowCount() == 3


def test_words_are_found_with_enter(page, open_text, idle):
    open_text(ROWS)
    QTest.keyClicks(page.tools.search, "ada 29")
    for expected in (29, 290, 291):
        QTest.keyClick(page.tools.search, Qt.Key.Key_Return)
        idle()
        assert page.table.current_place() == (expected, 1)
    QTest.keyClick(page.tools.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    idle()
    assert page.table.current_place() == (290, 1)
    page.tools.search.setText("nowhere")
    QTest.keyClick(page.tools.search, Qt.Key.Key_Return)
    idle()
    assert page.tools.said == "Not found"


def test_a_row_is_gone_to_by_number(page, open_text):
    open_text(ROWS)
    QTest.keyClicks(page.tools.row, "250")
    QTest.keyClick(page.tools.row, Qt.Key.Key_Return)
    assert page.table.current_place()[0] == 249


def test_cells_are_copied_as_they_are(page, open_text, idle):
    open_text('id,note\n007,"two\nlines"\n008,"a ""word"""\n')
    page.table.show_cell(0, 1)
    page.table.copy_selection()
    assert QApplication.clipboard().text() == "two\nlines"
    # Several cells are told apart as spreadsheets do it.
    page.table.selectAll()
    page.table.copy_selection()
    assert QApplication.clipboard().text() == '007\t"two\nlines"\n008\ta "word"'
    page.paste()
    idle()
    assert drawn(page, [0]) == [["007", "two\nlines"]]


def test_rows_are_pasted(window, page, idle):
    QApplication.clipboard().setText("id\tname\n007\tAda\n")
    window.activateWindow()
    page.choose.setFocus()
    QTest.keyClick(page.choose, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    idle()
    assert drawn(page, [0]) == [["007", "Ada"]]
    QApplication.clipboard().setText("  ")
    page.paste()
    assert page.notice.words.startswith("There is no text on the clipboard.")


def test_a_column_is_described(page, open_text, idle):
    open_text("id,name,phone,when\n1,Ada,+49 30 123456,2026-01-02\n2,,unknown,2026-01-03\n3,Ada,030 123457,later\n")
    page.table.show_cell(0, 1)
    page.tools.about.click()
    idle()
    assert page.column_card.words == "name | names, sure | From its name. | 2 (67 %) | 1 | 3 bytes | Ada"
    page.table.show_cell(0, 0)
    idle()
    assert page.column_card.words == "id | ids, sure | From its name. | 3 (100 %) | 3 | 1 byte | 1\n2\n3"
    page.table.show_cell(0, 2)
    idle()
    assert "phone numbers, likely | From its name, and 2 of 3 filled cells read as phone numbers." in page.column_card.words
    page.table.show_cell(0, 3)
    idle()
    assert "times, likely | From its name, and 2 of 3 filled cells read as times." in page.column_card.words


def workbook(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.removeprefix("-"))
        sheet.sheet_state = "hidden" if name.startswith("-") else "visible"
        for row in rows:
            sheet.append(row)
    book.save(path)
    return str(path)


def tabs(page):
    return [page.tabs.tabText(place) for place in range(page.tabs.count())]


def test_sheets_are_tabs_with_their_rows(page, idle, tmp_path, window):
    leads, visits = [["a", "b"], ["1", "2"]], [["Visits of the fair"], ["id", "city"], ["1", "Rome"], [], ["2", "Oslo"]]
    page.open_file(workbook(tmp_path / "a.xlsx", {"Leads": leads, "Visits & more": visits, "-Old": leads, "None": []}))
    idle()
    assert tabs(page) == ["Leads · 1 row", "Visits && more · 2 rows", "Old · 1 row (hidden)", "None · 0 rows"]
    assert page.tabs.isVisible()
    assert not page.card.choices.sheet.isVisible()
    window.activateWindow()
    page.tabs.setFocus()
    QTest.keyClick(page.tabs, Qt.Key.Key_Right)
    idle()
    assert names(page) == ["id", "city"]
    assert drawn(page, [0, 1]) == [["1", "Rome"], ["2", "Oslo"]]
    assert page.card.choices.header.value == (1, 1)
    assert not page.card.choices.separator.isVisible()
    assert page.tabs.accessibleTabName(1) == "Visits & more · 2 rows"
    choose(page.card.choices.header, (2, 1))
    idle()
    assert tabs(page)[1] == "Visits && more · 1 row"


def test_a_cover_sheet_is_not_what_is_meant(page, idle, tmp_path):
    leads = [["id", "city"], *([f"{number}", "Rome"] for number in range(40))]
    codes = [["code", "word"], *([f"{number}", "word"] for number in range(90))]
    page.open_file(workbook(tmp_path / "a.xlsx", {"Info": [["Made for the fair"]], "Leads": leads, "Codes": codes}))
    idle()
    assert names(page) == ["id", "city"]
    assert page.tabs.tabText(page.tabs.currentIndex()) == "Leads · 40 rows"


def test_tabs_count_as_the_table_does(page, idle, tmp_path):
    rows = [["id", "city"], *([f"{number}", "Rome"] if number % 50 else [] for number in range(1, 400))]
    page.open_file(workbook(tmp_path / "a.xlsx", {"Short": rows[:300], "Long": rows}))
    idle()
    assert tabs(page) == ["Short · 294 rows", "Long · 392 rows"]


def test_an_empty_sheet_is_told_and_the_one_before_stays(page, idle, tmp_path):
    page.open_file(workbook(tmp_path / "a.xlsx", {"Leads": [["a", "b"], ["1", "2"]], "Nothing": []}))
    idle()
    page.tabs.setCurrentIndex(1)
    idle()
    assert page.notice.words.startswith("The sheet Nothing of a.xlsx is empty. Choose one of its other sheets.")
    assert page.tabs.currentIndex() == 0
    assert names(page) == ["a", "b"]


def test_many_sheets_are_a_list_too_and_one_is_no_choice(page, idle, tmp_path):
    rows = [["a", "b"], ["1", "2"]]
    page.open_file(workbook(tmp_path / "many.xlsx", {f"A rather long name {number}": rows for number in range(1, 31)}))
    idle()
    assert page.card.choices.sheet.isVisible()
    choose(page.card.choices.sheet, "A rather long name 30")
    idle()
    assert page.tabs.currentIndex() == 29
    assert page.tabs.width() <= page.table.width()
    assert all(page.tabs.tabRect(place).width() <= 260 for place in range(30))
    page.open_file(workbook(tmp_path / "one.xlsx", {"Only": rows}))
    idle()
    assert not page.tabs.isVisible()
    assert not page.card.choices.sheet.isVisible()


def test_a_header_without_rows_is_told(page, open_text, idle):
    open_text("id,name\n")
    assert page.notice.words.startswith("There are no rows below the names of the columns.")
    assert not page.footer.primary.enabled
    choose(page.card.choices.header, (0, 0))
    idle()
    assert page.table.rows.rowCount() == 1
    assert page.footer.primary.enabled


PROTECTED = Path(__file__).parents[1] / "adapters" / "readers" / "files" / "protected.xlsx"


@pytest.mark.parametrize(
    ("name", "words"),
    [("none.csv", "is not there"), ("", "is a folder"), ("empty.csv", "is empty"), (PROTECTED, "is protected by a password")],
)
def test_what_cannot_be_read_is_told_with_a_way_on(page, idle, tmp_path, name, words):
    (tmp_path / "empty.csv").touch()
    page.open_file(str(tmp_path / name))
    idle()
    assert page.notice.isVisible()
    assert words in page.notice.words
    assert page.desk.session.opened is None
    assert page.choose.isVisible()
    assert page.footer.primary is None


def test_a_file_that_vanishes_while_it_is_read(make_window, parts, tmp_path, qtbot):
    parts.reader = slow = SlowFiles(tmp_path / "cache")
    window = make_window(parts)
    path = tmp_path / "a.csv"
    path.write_text(ROWS, "utf-8")
    window.bring_in(str(path))
    page = window.page(Step.FILE)
    qtbot.waitUntil(page._progress.isVisible)
    path.unlink()
    slow.gate.set()
    qtbot.waitUntil(lambda: "a.csv is not there." in page.notice.words)
    assert not page._progress.isVisible()
    assert not page.footer.primary.enabled


def test_the_model_is_one_that_qt_accepts(page, open_text, qtmodeltester):
    open_text("id,name\n1,a\n2\n3,b,c\n")
    qtmodeltester.check(page.table.rows)


def test_only_pages_that_are_looked_at_are_fetched(tmp_path, qapp):
    table = make_table(tmp_path, ("id",), [[str(number)] for number in range(5_000)])
    model = FileRowsModel(qapp)
    model.show_table(table)
    assert model.index(4_999, 0).data() == "4999"
    assert model.index(4_998, 0).data() == "4998"
    assert model._page.cache_info().misses == 1


class Longer(QTranslator):
    """A language that needs a third more room."""

    def translate(self, context, source, disambiguation=None, n=-1):
        return f"{source}{' wort' * max(1, len(source) // 15)}"

    def isEmpty(self):
        return False


def test_an_open_file_fits_the_smallest_window_in_a_longer_language(qapp, make_window, parts, tmp_path, qtbot):
    translator = Longer(qapp)
    QCoreApplication.installTranslator(translator)
    try:
        window = make_window(parts)
        window.resize(960, 640)
        (tmp_path / "a.csv").write_bytes("id;name\n1;Müller;x\n2\n".encode("cp1252"))
        window.bring_in(str(tmp_path / "a.csv"))
        page = window.page(Step.FILE)
        qtbot.waitUntil(lambda: page.desk.session.table is not None)
        page.tools.about.click()
        qtbot.waitUntil(lambda: not page.desk.jobs.running())
        QApplication.processEvents()
        assert (window.width(), window.height()) == (960, 640)
        assert page.table.height() >= 100
        for widget in [*window.findChildren(QLabel), *window.findChildren(QAbstractButton)]:
            if widget.isVisible() and widget.text() and not isinstance(widget, ElidedText):
                wraps = isinstance(widget, QLabel) and widget.wordWrap()
                assert widget.height() >= (widget.heightForWidth(widget.width()) if wraps else widget.minimumSizeHint().height())
                assert wraps or widget.width() >= widget.minimumSizeHint().width(), widget.text()
        assert unnamed_controls(window) == []
    finally:
        QCoreApplication.removeTranslator(translator)
        translator.deleteLater()


def test_an_open_file_is_walked_through_with_tab_alone(window, page, open_text):
    open_text("id,name\n1,a\n2\n")
    window.activateWindow()
    page.card.another.setFocus()
    reached = [page.card.another, *tab_walk(window, 12)]
    wanted = [
        page.card.choices.encoding,
        page.card.choices.separator,
        page.card.choices.quote,
        page.card.choices.header,
        page.tools.search,
        page.tools.previous,
        page.tools.following,
        page.tools.row,
        page.tools.about,
        page.table,
    ]
    assert [widget for widget in reached if widget in wanted] == wanted
