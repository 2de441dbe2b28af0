"""About: every shipped package is named with its licence, and the details for support hold versions only."""

import getpass
import re
from importlib import metadata

from packaging.requirements import Requirement
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from backfill_assistant import __version__
from backfill_assistant.ui import licences
from backfill_assistant.ui.steps import Step


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_package_has_a_licence_and_its_text():
    found = licences.shipped()
    assert {plain(each.name) for each in found} <= {plain(name) for name in licences.SHIPPED}
    assert {"pyarrow", "httpx", "keyring", "shiboken6"} <= {each.name for each in found}
    assert [each.name for each in found if not each.licence] == []
    assert [each.name for each in found if len(each.text) < 200] == []


def test_nothing_is_shipped_that_is_not_listed():
    listed = {plain(name) for name in licences.SHIPPED}
    needed = set()
    for each in licences.shipped():
        for line in metadata.requires(each.name) or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                needed.add(plain(requirement.name))
    assert needed - listed == set()


def test_qt_is_shown_with_the_lgpl(window):
    window.go_to(Step.ABOUT)
    page = window.page(Step.ABOUT)
    rows = [page.names.item(place).text() for place in range(page.names.count())]
    page.names.setCurrentRow(next(place for place, words in enumerate(rows) if words.startswith("PySide6")))
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in page.licence.toPlainText()
    assert __version__ in page._subtitle.text()


def test_details_for_support_hold_versions_only(window):
    window.go_to(Step.ABOUT)
    page = window.page(Step.ABOUT)
    page.copy_details()
    details = QApplication.clipboard().text()
    assert __version__ in details
    assert getpass.getuser() not in details.split()
    assert "/" not in details


def test_settings_lead_there_by_keyboard(window):
    window.go_to(Step.SETTINGS)
    button = window.page(Step.SETTINGS).about
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert window.current_step is Step.ABOUT
