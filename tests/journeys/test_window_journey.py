"""The real window, from the sample file to the report, against the practice workspace; once by mouse, once by keyboard alone."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QPlainTextEdit

from backfill_assistant.compose import make_parts
from backfill_assistant.core.errors import FileProblem
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.ui.application import create_window
from backfill_assistant.ui.steps import Step


@pytest.fixture
def parts(tmp_path):
    parts = make_parts(tmp_path / "home")
    yield parts
    parts.close()


@pytest.fixture
def window(qapp, qtbot, parts):
    window = create_window(parts)
    qtbot.addWidget(window)
    qtbot.waitExposed(window)
    window.activateWindow()
    yield window
    window.desk.jobs.shut_down()
    window.close()


class Person:
    """Uses the window the way a person does: looks for words on it, and presses what carries them."""

    def __init__(self, window, qtbot):
        self.window = window
        self.qtbot = qtbot

    def wait(self, condition):
        self.qtbot.waitUntil(condition, timeout=20_000)

    def idle(self):
        self.wait(lambda: not self.window.desk.jobs.running())

    def button(self, words, within=None):
        found = [
            each
            for each in (within or self.window).findChildren(QAbstractButton)
            if each.isVisible() and words in (each.text().replace("&", "") or each.accessibleName())
        ]
        return found[0] if found else None

    def wait_for_page(self, step):
        self.wait(lambda: self.window.current_step is step)
        self.idle()

    def see(self, words):
        """A button with these words, once it can be pressed."""
        self.wait(lambda: self.button(words) is not None and self.button(words).isEnabled())
        return self.button(words)

    def choice_box(self):
        boxes = [box for box in self.window.findChildren(QComboBox) if box.isVisible() and "could enter" in box.accessibleName()]
        return boxes[0]

    def dialog(self):
        self.wait(lambda: QApplication.activeModalWidget() is not None)
        dialog = QApplication.activeModalWidget()
        self.wait(lambda: QApplication.activeWindow() is dialog and dialog.isAncestorOf(QApplication.focusWidget()))
        return dialog


class ByMouse(Person):
    """Clicks."""

    def press(self, words):
        QTest.mouseClick(self.see(words), Qt.MouseButton.LeftButton)

    def leave_out(self):
        self.choose("eave")

    def choose(self, words):
        box = self.choice_box()
        place = next(place for place in range(box.count()) if words in box.itemText(place))
        box.setCurrentIndex(place)
        box.activated.emit(place)

    def confirm(self):
        QTest.mouseClick(self.button("Send now", self.dialog()), Qt.MouseButton.LeftButton)


class ByKeyboard(Person):
    """Tab, Space, arrows; never the mouse."""

    def tab_to(self, wanted, window=None):
        for _ in range(200):
            if QApplication.focusWidget() is wanted:
                return
            QTest.keyClick(QApplication.focusWidget() or window or self.window, Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never reaches {wanted}")

    def press(self, words):
        self.tab_to(self.see(words))
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)

    def leave_out(self):
        box = self.choice_box()
        self.tab_to(box)
        for _ in range(box.count()):
            if "eave" in box.currentText():
                return
            QTest.keyClick(box, Qt.Key.Key_Down)
        raise AssertionError("the arrows never reach leaving out")

    def confirm(self):
        dialog = self.dialog()
        self.tab_to(self.button("Send now", dialog), dialog)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)


def expected_body(row):
    """What the practice workspace must hold of a row of the sample, worked out with nothing of the program."""
    data = {"respondent_id": row["respondent_id"], "recommends": row["recommends"] == "yes", "source": row["source"]}
    data["score"] = float(row["score"])
    if row["comment"]:
        # Spaces around are dropped by default; the Columns page says so.
        data["comment"] = row["comment"].strip()
    time_ms = int(datetime.fromisoformat(row["completed_at"]).timestamp() * 1000)
    return row["email"], row["event"], time_ms, tuple(sorted(data.items()))


@pytest.mark.parametrize("way", [ByMouse, ByKeyboard])
def test_from_the_sample_to_the_report(window, qtbot, parts, way):
    person = way(window, qtbot)
    person.press("Try it with sample events")
    person.wait_for_page(Step.FILE)
    person.press("Continue to columns")
    person.wait_for_page(Step.COLUMNS)
    person.press("Continue to triggers")
    person.wait_for_page(Step.TRIGGERS)
    person.leave_out()
    person.idle()
    person.press("Continue to send")
    person.wait_for_page(Step.SEND)
    person.press("events…")
    person.confirm()
    person.wait_for_page(Step.REPORT)

    report = window.desk.session.report
    totals = report.totals
    assert report.end.value == "complete with rows refused"
    assert totals.rows == 400
    assert totals.accepted + totals.refused_by_us + totals.left_out_by_decision == 400
    assert totals.refused_by_us == 8
    assert totals.left_out_by_decision > 50

    with open(window.desk.session.table.source.path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 400
    refused = set(report.refused_rows().tolist())
    assert {row + 1 for row in refused} == {18, 59, 94, 141, 189, 232, 263, 378}
    assert all(group.reason.sentence and group.reason.advice for group in report.refused)
    left_out = set(range(400)) - refused - {row for row in range(400) if row in accepted_rows(parts, report)}
    events = parts.practice.holdings()["events"]
    arrived = Counter(
        (event["identifiers"]["email"], event["name"], event["time_ms"], tuple(sorted(event["data"].items()))) for event in events
    )
    wanted = Counter(expected_body(rows[row]) for row in range(400) if row not in refused and row not in left_out)
    assert arrived == wanted
    assert len({event["id"] for event in events}) == totals.accepted
    assert not any(event["time_was_bad"] for event in events)
    assert parts.practice.holdings()["entries"] == []


def accepted_rows(parts, report):
    """Rows of the batches that the journal calls accepted."""
    journal = parts.journals.open(report.run.id, to_send=False)
    try:
        return {row for batch in journal.batches() for row in batch.rows.tolist()}
    finally:
        journal.close()


def damaged_files(folder):
    """Files nobody can read, by what is wrong with them."""
    (folder / "empty.csv").write_bytes(b"")
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 this is no workbook")
    (folder / "folder.csv").mkdir()
    protected = Path(__file__).resolve().parents[1] / "adapters" / "readers" / "files" / "protected.xlsx"
    return [folder / "missing.csv", folder / "empty.csv", folder / "broken.xlsx", folder / "folder.csv", protected]


@pytest.mark.parametrize("place", range(5), ids=["missing", "empty", "broken workbook", "folder", "protected workbook"])
def test_a_file_that_cannot_be_read_is_said_on_the_page_in_the_same_words_as_headless(window, qtbot, parts, tmp_path, place):
    path = damaged_files(tmp_path)[place]
    with pytest.raises(FileProblem) as caught:
        parts.reader.read(path, parts.reader.look(path).choices, Unwatched())
    window.bring_in(str(path))
    page = window.page(Step.FILE)
    qtbot.waitUntil(lambda: page.notice.isVisible(), timeout=10_000)
    said = " ".join(label.text() for label in page.notice.findChildren(QLabel))
    assert str(caught.value.title) in said
    assert str(caught.value.advice) in said


def test_a_file_that_vanishes_while_it_is_read_is_said(window, qtbot, tmp_path):
    path = tmp_path / "gone.csv"
    path.write_text("email,city\n" + "a@example.com,Berlin\n" * 200, encoding="utf-8")
    # Connected before the page is made, so the file is gone between the first look and the reading.
    window.desk.session.opened_changed.connect(lambda opened: path.unlink(missing_ok=True))
    window.bring_in(str(path))
    page = window.page(Step.FILE)
    qtbot.waitUntil(lambda: page.notice.isVisible(), timeout=10_000)
    assert "gone.csv" in " ".join(label.text() for label in page.notice.findChildren(QLabel))


def test_the_body_that_columns_shows_is_the_body_that_arrives(window, qtbot, parts):
    person = ByMouse(window, qtbot)
    person.press("Try it with sample events")
    person.wait_for_page(Step.FILE)
    person.press("Continue to columns")
    person.wait_for_page(Step.COLUMNS)
    body = window.page(Step.COLUMNS).preview.findChild(QPlainTextEdit)
    person.wait(lambda: body.toPlainText().strip() != "" and not window.desk.jobs.running())
    shown = json.loads(body.toPlainText())
    person.press("Continue to triggers")
    person.wait_for_page(Step.TRIGGERS)
    person.choose("Send everything")
    person.press("Continue to send")
    person.wait_for_page(Step.SEND)
    person.press("Send 3 rows first")
    person.confirm()
    qtbot.waitUntil(lambda: parts.practice.counts().events == 3, timeout=20_000)
    person.idle()
    event = next(event for event in parts.practice.holdings()["events"] if event["id"] == shown["id"])
    assert (event["name"], event["time_ms"], event["data"]) == (shown["name"], shown["timestamp"] * 1000, shown["attributes"])
    assert event["identifiers"] == shown["identifiers"]
