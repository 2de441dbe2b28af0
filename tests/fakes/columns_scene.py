"""What tests of the Columns page do again and again: wait for it, read its body, choose, go to a problem."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from backfill_assistant.ui.models.columns_model import COLUMN, NAME, TYPE, USE
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets.choices import ChoiceBox

LEADS = """Email,Name,Opt-in,Scanned at,Score
ada@example.com,Ada,yes,2026-03-04 10:00Z,"1,5"
bob@example.org,Bob,no,2026-03-05 11:00Z,2
nobody,Eve,maybe,soon,3
carol@example.com,Carol,yes,2026-03-06 11:00Z,4
"""
ORDERS = "customer_id,event,when,amount\n1,purchased,03/04/2026,5\n2,purchased,04/05/2026,6\n"


def settled(window: Any, qtbot: Any, *, checked: bool = True) -> None:
    """Wait for what the last choice set off."""
    page = window.page(Step.COLUMNS)
    qtbot.waitUntil(lambda: not page._timer.isActive() and not window.desk.jobs.running())
    if checked:
        qtbot.waitUntil(lambda: window.desk.session.checked is not None)
        qtbot.waitUntil(lambda: not window.desk.jobs.running())


def say_zone(page: Any, zone: str = "UTC") -> None:
    """Answer in which zone times are that do not say it."""
    page.assumed_zone.buttons[page.assumed_zone.zones.index(zone)].click()


def body(page: Any) -> Any:
    return json.loads(page.preview.text)


def drawn(page: Any) -> list[list[Any]]:
    """What each line of the table says of its column."""
    return [[page.model.index(row, column).data() for column in (COLUMN, USE, NAME, TYPE)] for row in range(page.model.rowCount())]


def choose(page: Any, row: int, column: int, words: str) -> None:
    """Open the cell's choices with Enter, type the first letters, take them with Enter."""
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(row, column))
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    box = page.table.findChild(ChoiceBox)
    box.setCurrentIndex(box.findText(words))
    box.activated.emit(box.currentIndex())


def reach(page: Any, code: str) -> Any:
    """Step to a problem with the card's own buttons."""
    card = page.problems
    while card._before.isEnabled():
        card._before.click()
    while card.problem.code != code:
        assert card._after.isEnabled(), f"no {code} among the problems"
        card._after.click()
    return card


def pick(box: Any, value: object) -> None:
    box.choose(value)
    box.activated.emit(box.currentIndex())
