"""The last resort: a mistake of ours opens one dialog whose details hold no cell and no key."""

import sys

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from backfill_assistant.ui.last_resort import LastResort, LastResortDialog, details_of


def mistake():
    cell = "ada@example.com"
    raise ValueError(f"cannot read {cell}")


@pytest.fixture
def caught():
    try:
        mistake()
    except ValueError:
        return sys.exc_info()


@pytest.fixture
def last_resort(qapp, qtbot):
    made = LastResort(qapp)
    yield made
    if made.dialog is not None:
        made.dialog.accept()
    made.deleteLater()


def test_details_say_where_but_not_what(caught):
    kind, _, trace = caught
    details = details_of(kind, trace)
    assert "ValueError" in details
    assert "in mistake" in details
    assert "example.com" not in details


def test_mistakes_that_repeat_open_one_dialog(last_resort, caught, caplog):
    last_resort.report(*caught)
    last_resort.report(*caught)
    dialogs = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, LastResortDialog)]
    assert len(dialogs) == 1
    assert "example.com" not in caplog.text


def test_details_can_be_copied(last_resort, caught, qtbot):
    last_resort.report(*caught)
    copy = next(button for button in last_resort.dialog.findChildren(QPushButton) if button.text() == "Copy details")
    copy.click()
    assert "in mistake" in QApplication.clipboard().text()
