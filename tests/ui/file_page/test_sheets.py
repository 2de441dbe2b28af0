"""Workbooks on the File page: sheets as tabs with their rows."""

from __future__ import annotations

import openpyxl
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fakes.file_page_scene import choose, drawn, names


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
