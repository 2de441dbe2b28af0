"""File: the first rows at once, then all of them; choices, marks, search, stop, and files that cannot be read."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from backfill_assistant.ui.models.file_rows_model import FileRowsModel
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets.text import ElidedText
from fakes.file_page_scene import ROWS, drawn, names
from fakes.tables import make_table
from ui_walks import tab_walk, unnamed_controls


def test_every_row_is_there_with_its_number(page, open_text):
    open_text(ROWS)
    assert names(page) == ["id", "name", "note"]
    assert page.table.rows.rowCount() == 300
    assert drawn(page, [0, 299]) == [["000", "Ada 0", "Grüße, 0"], ["299", "Ada 299", "Grüße, 299"]]
    assert page.table.rows.headerData(299, Qt.Orientation.Vertical) == "300"
    assert page.card.facts == "300 rows · 3 columns · 7 kB · text"
    assert page.footer.primary.enabled
    assert page.footer.sentence == "300 rows in 3 columns"


def test_names_of_columns_are_not_cut_where_they_are_longer_than_the_cells(page, open_text):
    titles = ["Werbung erlaubt", "Mitgliedsnummer beim Wassersportverein", "WWWWWWWWWWWW"]
    open_text(",".join(titles) + "\nNein,1,2\nJa,1,2\n")
    header = page.table.horizontalHeader()
    for column in range(len(titles)):
        assert page.table.columnWidth(column) >= min(320, header.sectionSizeHint(column))


def test_a_column_is_made_wider_with_the_mouse_and_stays_so(page, open_text, qtbot):
    open_text(ROWS)
    header = page.table.horizontalHeader()
    before = [page.table.columnWidth(column) for column in range(2)]
    border = header.sectionViewportPosition(1)
    QTest.mousePress(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(border - 1, header.height() // 2))
    QTest.mouseMove(header.viewport(), QPoint(border + 30, header.height() // 2))
    QTest.mouseMove(header.viewport(), QPoint(border + 59, header.height() // 2))
    QTest.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(border + 59, header.height() // 2))
    assert [page.table.columnWidth(column) for column in range(2)] == [before[0] + 60, before[1]]
    page.show_row(250)
    assert page.table.columnWidth(0) == before[0] + 60


def test_the_card_beside_the_table_does_not_hide_the_column(page, open_text, idle, qtbot):
    open_text(",".join(f"column {number:02}" for number in range(30)) + "\n" + ",".join("12345" for _ in range(30)) + "\n")
    page.table.show_cell(0, 7)

    def is_seen():
        return page.table.viewport().rect().contains(page.table.visualRect(page.table.currentIndex()))

    assert is_seen()
    page.tools.about.click()
    idle()
    qtbot.waitUntil(is_seen)


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
    assert page.column_card.words == "name | names, sure | From its name. | 2 (66 %) | 1 | 3 bytes | Ada"
    page.table.show_cell(0, 0)
    idle()
    assert page.column_card.words == "id | ids, sure | From its name. | 3 (100 %) | 3 | 1 byte | 1\n2\n3"
    page.table.show_cell(0, 2)
    idle()
    assert "phone numbers, likely | From its name, and 2 of 3 filled cells read as phone numbers." in page.column_card.words
    page.table.show_cell(0, 3)
    idle()
    assert "times, likely | From its name, and 2 of 3 filled cells read as times." in page.column_card.words


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


def told(window):
    """The labels and buttons with words on screen."""
    widgets = [*window.findChildren(QLabel), *window.findChildren(QAbstractButton)]
    return [each for each in widgets if each.isVisible() and each.text() and not isinstance(each, ElidedText)]


def cut(widget):
    """Whether a label or button has less room than its words need."""
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.height() < widget.heightForWidth(widget.width())
    least = widget.minimumSizeHint()
    return widget.height() < least.height() or widget.width() < least.width()


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
        # What was told last is laid out a turn or two later.
        qtbot.waitUntil(lambda: [widget.text() for widget in told(window) if cut(widget)] == [])
        assert (window.width(), window.height()) == (960, 640)
        assert page.table.height() >= 100
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
