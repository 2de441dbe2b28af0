"""The window's house: steps, footer, keys, dropping, closing, the practice band, what the rail says."""

import threading

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from backfill_assistant.core.errors import FileProblem, SettingsProblem
from backfill_assistant.core.journal.runs import Region, WorkspaceAddress
from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning, Target
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.ui import operations
from backfill_assistant.ui.jobs import Lane
from backfill_assistant.ui.session import Intent
from backfill_assistant.ui.steps import PAGES, Step
from backfill_assistant.ui.widgets.page import Action, Footer, Page
from backfill_assistant.ui.widgets.rail import Rail, StepState
from fakes.parts import PRACTICE, FakeParts


def rail_line(window, step):
    look = window.findChild(Rail).button(step).look
    return (look.state, look.detail, look.enabled)


def visible_buttons(window):
    return [button.text() for button in window.findChildren(QPushButton) if button.isVisible()]


def test_it_starts_on_the_first_page_with_the_practice_workspace(window):
    assert window.current_step is Step.START
    assert window.desk.session.workspace == PRACTICE
    assert window._band.isVisible()
    assert window._workspace_card.accessibleName() == "Workspace: Practice workspace"


def test_the_band_goes_when_a_real_workspace_is_chosen(window):
    window.desk.session.workspace = WorkspaceAddress("acme", "Acme Events", Region.EU)
    assert not window._band.isVisible()
    assert window._workspace_card.accessibleDescription() == "EU"


def test_every_page_can_be_made_and_knows_its_step(window):
    for slot in PAGES:
        window.go_to(slot.step)
        page = window.page(slot.step)
        assert isinstance(page, Page)
        assert page.isVisible()
        assert page.step is slot.step
        assert page.title


def test_the_rail_says_how_each_step_stands(window, qtbot, tmp_path):
    assert rail_line(window, Step.COLUMNS) == (StepState.OPEN, "", False)
    people = tmp_path / "people.csv"
    people.write_text("id,name,town\n1,A,X\n2,B,Y\n", encoding="utf-8")
    window.bring_in(str(people))
    qtbot.waitUntil(lambda: window.desk.session.table is not None)
    assert rail_line(window, Step.FILE)[:2] == (StepState.DONE, "people.csv")
    fields = (Field(Target.ATTRIBUTE, "name", column=1),)
    window.desk.session.mapping = Mapping(RowMeaning.PERSON, identifier_column=0, fields=fields)
    assert rail_line(window, Step.COLUMNS)[:2] == (StepState.OPEN, "2 of 3 columns used")
    window.desk.session.mapping = Mapping(RowMeaning.PERSON, identifier_column=0, fields=fields, now_accepted=True)
    assert rail_line(window, Step.COLUMNS)[0] is StepState.DONE


def test_a_run_being_sent_can_always_be_looked_at(window, qtbot):
    window.desk.session.intent = Intent.PREVIEW
    assert rail_line(window, Step.SEND) == (StepState.OPEN, "Preview only", False)
    job = window.desk.jobs.start(lambda monitor: monitor.pause(60), name="test", lane=Lane.SEND)
    assert rail_line(window, Step.SEND) == (StepState.OPEN, "Sending…", True)
    with qtbot.waitSignal(job.ended):
        job.stop()
    assert rail_line(window, Step.SEND) == (StepState.OPEN, "Preview only", False)


def test_a_page_changes_the_footer_and_keeps_its_buttons(window, qtbot):
    page = window.page(window.current_step)
    pressed = []
    page.set_footer(
        Footer("1,312 rows", Action("Continue", lambda: pressed.append("go"), enabled=False), (Action("Save…", print),))
    )
    primary = window._footer.primary
    assert (primary.text(), primary.isEnabled(), window._footer.isVisible()) == ("Continue", False, True)
    page.set_footer(Footer("1,312 rows", Action("Continue", lambda: pressed.append("go"))))
    assert window._footer.primary is primary
    assert "Save…" not in visible_buttons(window)
    qtbot.mouseClick(primary, Qt.MouseButton.LeftButton)
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert pressed == ["go", "go"]


def test_f6_goes_round_rail_page_and_footer(window):
    window.activateWindow()
    window.page(Step.START).set_footer(Footer("", Action("Continue", print)))
    regions = []
    for _ in range(4):
        QTest.keyClick(window, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        names = {"rail": window._rail, "page": window._stack, "footer": window._footer}
        regions += [name for name, region in names.items() if region.isAncestorOf(focus)]
    assert regions == ["footer", "rail", "page", "footer"]


@pytest.mark.parametrize("how", ["goes", "is disabled"])
def test_a_button_that_is_taken_from_under_the_key_leaves_it_no_other_one(window, tmp_path, qtbot, how):
    window.activateWindow()
    path = tmp_path / "rows.csv"
    path.write_text("email\na@example.com\n", encoding="utf-8")
    window.bring_in(str(path))
    qtbot.waitUntil(lambda: window.desk.session.table is not None)
    window.go_to(Step.FILE)
    page = window.page(Step.FILE)
    button = next(each for each in page.findChildren(QPushButton) if each.isVisible() and each.isEnabled())
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    button.hide() if how == "goes" else button.setEnabled(False)
    assert window.focusWidget() is window._stack
    QTest.keyClick(window._stack, Qt.Key.Key_Tab)
    assert page.isAncestorOf(window.focusWidget())


def test_choosing_a_file_is_not_modal_to_the_program(window, qtbot):
    QTest.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    dialog.reject()
    qtbot.waitUntil(lambda: window.findChild(QFileDialog) is None)


def drag(path):
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path))])
    return carried


def test_a_file_dropped_anywhere_is_brought_in(window, qtbot, tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("id\n1\n", encoding="utf-8")
    carried = drag(people)
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(400, 300).toPoint(), copy, carried, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    assert window._veil.isVisible()
    QApplication.sendEvent(window, QDropEvent(QPointF(400, 300), copy, carried, left, none))
    assert not window._veil.isVisible()
    qtbot.waitUntil(lambda: window.desk.session.table is not None)
    assert window.desk.session.opened.path == str(people)
    assert [kept["name"] for kept in window.desk.parts.settings.read("recent_files") or []] in ([], ["people.csv"])


def test_of_two_files_at_once_none_is_taken_and_it_is_said_why(window, tmp_path):
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("a.csv", "b.csv")])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPointF(400, 300).toPoint(), copy, carried, left, none))
    QApplication.sendEvent(window, QDropEvent(QPointF(400, 300), copy, carried, left, none))
    assert not window._veil.isVisible()
    assert window.desk.jobs.running() == ()
    assert window._notice.isVisible()
    assert window._notice.words.startswith("One file is brought in at a time.")


def test_what_is_no_file_of_this_computer_is_not_taken(window):
    carried = QMimeData()
    carried.setUrls([QUrl("https://example.com/a.csv")])
    enter = QDragEnterEvent(
        QPointF(400, 300).toPoint(), Qt.DropAction.CopyAction, carried, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    enter.ignore()
    QApplication.sendEvent(window, enter)
    assert not enter.isAccepted()


def test_what_stopped_is_told_on_the_page_with_advice(window, qtbot, tmp_path):
    jobs = []
    window.desk.jobs.started.connect(jobs.append)
    window.bring_in(str(tmp_path / "not there.csv"))
    page = window.page(Step.START)
    jobs[0].failed.connect(page.show_error)
    with qtbot.waitSignal(jobs[0].failed) as told:
        pass
    assert isinstance(told.args[0], FileProblem)
    window.go_to(Step.START)
    assert page.notice.words == "There is no such file. Choose another one."


def test_closing_while_sending_asks_first(window, qtbot):
    ended = threading.Event()

    def send(monitor):
        while not monitor.pause(60):
            pass
        ended.set()

    window.desk.jobs.start(send, name="send", lane=Lane.SEND)
    window.close()
    assert window.isVisible()
    assert "Stop and close" in visible_buttons(window)
    keep, stop = (button for button in window.findChildren(QPushButton) if button.text() in ("Keep sending", "Stop and close"))
    qtbot.mouseClick(keep, Qt.MouseButton.LeftButton)
    assert "Stop and close" not in visible_buttons(window)
    window.close()
    qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert ended.is_set()


def test_what_was_asked_before_closing_is_over_when_the_run_is(window, qtbot):
    over = threading.Event()
    job = window.desk.jobs.start(lambda monitor: over.wait(60), name="send", lane=Lane.SEND)
    window.close()
    assert "Keep sending" in visible_buttons(window)
    with qtbot.waitSignal(job.ended):
        over.set()
    qtbot.waitUntil(lambda: "Keep sending" not in visible_buttons(window))
    assert window.isVisible()


def test_closing_while_nothing_is_sent_closes(window, qtbot):
    window.desk.jobs.start(lambda monitor: monitor.pause(60), name="read")
    window.close()
    assert not window.isVisible()
    assert [thread for thread in threading.enumerate() if thread.name.startswith("job-")] == []


def test_the_workspace_used_last_is_used_again(make_window, parts, qtbot):
    window = make_window(parts)
    acme = WorkspaceAddress("acme", "Acme Events", Region.EU)
    with qtbot.waitSignal(operations.use_workspace(window.desk, acme).ended):
        pass
    assert make_window(parts).desk.session.workspace == acme
    with qtbot.waitSignal(operations.use_practice_workspace(window.desk).ended):
        pass
    assert make_window(parts).desk.session.workspace == PRACTICE


def test_the_window_comes_back_as_large_as_it_was(make_window, parts):
    window = make_window(parts)
    window.resize(1100, 700)
    window.close()
    again = make_window(parts)
    assert (again.width(), again.height()) == (1100, 700)


class BrokenSettings:
    """Settings that cannot be read."""

    def read(self, name):
        raise SettingsProblem(Sentence("The settings cannot be read."), Sentence("Delete them."))

    def keep(self, name, value):
        self.read(name)


def test_a_window_opens_although_the_settings_are_broken(make_window, parts):
    parts.settings = BrokenSettings()
    window = make_window(parts)
    assert window._notice.words == "The settings cannot be read. Delete them."


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_look_is_kept(make_window, tmp_path, look):
    window = make_window(FakeParts(tmp_path, look=look))
    assert window.desk.theme.look == look


def test_pages_are_made_ahead_while_nothing_else_goes_on(window, qtbot):
    assert not window.pages_are_made
    window.make_pages_ahead()
    qtbot.waitUntil(lambda: window.pages_are_made, timeout=10_000)
    assert window.current_step is Step.START
