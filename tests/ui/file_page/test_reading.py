"""Reading on the File page: choices, what is told, what cannot be read."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.core.progress import Progress, Stopped
from backfill_assistant.core.table.reading import ALIGNED
from backfill_assistant.ui.steps import Step
from fakes.file_page_scene import ROWS, choose, drawn, names


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


def test_aligned_columns_are_a_choice_and_quotes_come_back_with_a_separator(page, open_text, idle):
    open_text("Name          Age   City\nAnna Maria     12   New York\nBob             7   Rome, Italy\nJo Lee        103   Oslo\n")
    choices = page.card.choices
    assert choices.separator.value == ALIGNED
    assert choices.separator.currentText() == "Columns aligned with spaces"
    assert not choices.quote.isVisible()
    assert names(page) == ["Name", "Age", "City"]
    choose(choices.separator, ",")
    idle()
    assert choices.quote.isVisible()
    assert page.desk.session.table.choices.quote == '"'
    choose(choices.separator, ALIGNED)
    idle()
    assert names(page) == ["Name", "Age", "City"]
    assert page.desk.session.table.cells(1, 2) == [("Bob", "7", "Rome, Italy")]


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


def test_what_is_not_utf8_further_down_is_told(page, open_text):
    open_text("id,name\n" + "1,Ada\n" * 60_000 + "2,René\n", encoding="cp1252")
    assert page.notice.words.startswith("Further down in the file, letters are written in another way.")
    assert page.card.choices.encoding.value == "cp1252"
    assert drawn(page, [60_000]) == [["2", "René"]]


def test_a_header_without_rows_is_told(page, open_text, idle):
    open_text("id,name\n")
    assert page.notice.words.startswith("There are no rows below the names of the columns.")
    assert not page.footer.primary.enabled
    choose(page.card.choices.header, (0, 0))
    idle()
    assert page.table.rows.rowCount() == 1
    assert page.footer.primary.enabled


PROTECTED = Path(__file__).parents[2] / "adapters" / "readers" / "files" / "protected.xlsx"


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
