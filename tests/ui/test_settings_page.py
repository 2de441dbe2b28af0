"""Settings: what is chosen counts at once and is kept."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from backfill_assistant.adapters.settings_file import SettingsFile
from backfill_assistant.core.errors import SettingsProblem
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.ui import settings_operations
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.theme import Look
from backfill_assistant.ui.wishes import NORMAL_SPEED, Direction, kept_direction, kept_speed, turn
from fakes.parts import FakeParts


@pytest.fixture
def page(window, qtbot):
    window.go_to(Step.SETTINGS)
    page = window.page(Step.SETTINGS)
    idle(page, qtbot)
    yield page
    turn(Direction.LANGUAGE)


def idle(page, qtbot):
    qtbot.waitUntil(lambda: not page.desk.jobs.running())


def test_it_shows_what_was_set(make_window, tmp_path, qtbot):
    window = make_window(FakeParts(tmp_path, look="dark", rows_per_second=200.0))
    window.go_to(Step.SETTINGS)
    page = window.page(Step.SETTINGS)
    idle(page, qtbot)
    assert (page.look.value, page.direction.value, page.speed.value) == (Look.DARK, Direction.LANGUAGE, 200.0)
    assert "142" in page.cache_size.text()
    assert page.data_path.whole_text.endswith("data")


def test_a_look_is_shown_at_once_and_kept(page, parts, qtbot):
    page.look._buttons[2].click()
    assert page.desk.theme.look is Look.DARK
    idle(page, qtbot)
    assert parts.settings.read("look") == "dark"


def test_the_window_turns_round_and_back(page, parts, qtbot):
    page.direction._buttons[2].click()
    assert QApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    idle(page, qtbot)
    assert parts.settings.read("direction") == "right"
    page.direction._buttons[0].click()
    assert QApplication.layoutDirection() is Qt.LayoutDirection.LeftToRight
    idle(page, qtbot)
    assert parts.settings.read("direction") == "language"


def test_a_kept_direction_counts_from_the_first_window(make_window, tmp_path):
    try:
        make_window(FakeParts(tmp_path, look="light", direction="right"))
        assert QApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    finally:
        turn(Direction.LANGUAGE)
    assert QApplication.layoutDirection() is Qt.LayoutDirection.LeftToRight


def test_the_usual_speed_is_kept(page, parts, qtbot):
    page.speed._buttons[2].click()
    idle(page, qtbot)
    assert kept_speed(parts) == 10_000.0


def test_new_runs_start_with_the_usual_speed(page, qtbot):
    window = page.window()
    window.go_to(Step.SEND)
    send = window.page(Step.SEND)
    assert send.departing.card.speed.value == "normal"
    page.speed._buttons[2].click()
    idle(page, qtbot)
    window.go_to(Step.SETTINGS)
    window.go_to(Step.SEND)
    assert send.departing.card.speed.value == "fast"
    assert window.page(Step.TRIGGERS)._plan().rows_per_second == 10_000.0


def test_the_cache_is_emptied_and_the_room_told(page, parts, qtbot):
    page.clear.click()
    idle(page, qtbot)
    idle(page, qtbot)
    assert "are free again" in page.notice.words
    assert parts.storage.spared == [None]
    assert not page.clear.isEnabled()


def test_folders_are_opened_in_the_systems_file_manager(page, parts, monkeypatch):
    opened = []
    monkeypatch.setattr(settings_operations, "open_folder", lambda folder: opened.append(folder) or len(opened) == 1)
    page.open_data.click()
    assert not page.notice.isVisible()
    page.open_cache.click()
    assert opened == [parts.storage.data_folder, parts.storage.cache_folder]
    assert "could not be opened" in page.notice.words


@pytest.mark.parametrize(
    ("kept", "speed"), [(None, NORMAL_SPEED), (5, 5.0), (0, NORMAL_SPEED), ("x", NORMAL_SPEED), (True, NORMAL_SPEED)]
)
def test_a_speed_that_makes_no_sense_is_not_used(tmp_path, kept, speed):
    assert kept_speed(FakeParts(tmp_path, rows_per_second=kept)) == speed


def test_a_direction_that_makes_no_sense_is_not_used(tmp_path):
    assert kept_direction(FakeParts(tmp_path, direction="up")) is Direction.LANGUAGE


def test_damaged_settings_are_told_here_and_stop_nothing(page, parts, qtbot):
    def fail(_name):
        raise SettingsProblem(Sentence("The settings were damaged."), Sentence("They start fresh."))

    parts.settings.read = fail
    assert kept_speed(parts) == NORMAL_SPEED
    page.entered()
    idle(page, qtbot)
    assert page.notice.words == "The settings were damaged. They start fresh."


def test_a_damaged_file_is_told_when_the_window_opens_and_the_program_goes_on(make_window, tmp_path):
    parts = FakeParts(tmp_path)
    folder = tmp_path / "settings"
    folder.mkdir()
    (folder / "settings.json").write_text('{"look": "da', encoding="utf-8")
    parts.settings = SettingsFile(folder)
    window = make_window(parts)
    assert window._notice.words.startswith("The settings were damaged, so the program starts with fresh ones.")
    assert window.desk.session.workspace is not None
    assert (folder / "settings.damaged.json").exists()


def test_the_open_file_stays_in_the_cache(page, parts, qtbot, tmp_path):
    class Open:
        path = Path(tmp_path / "open.arrow")
        column_names = ("a",)
        fingerprint = "f"

    page.desk.session.decided["table"] = Open()
    settings_operations.clear_cache(page.desk, page._say_cleared)
    page.desk.session.decided.pop("table")
    idle(page, qtbot)
    idle(page, qtbot)
    assert parts.storage.spared == [Open.path]


def test_after_an_error_the_cache_can_be_emptied_once_more(page, parts, qtbot):
    emptied = parts.storage.clear_cache

    def in_use(spared):
        raise SettingsProblem(Sentence("The folder is in use."), Sentence("Close the other program."))

    parts.storage.clear_cache = in_use
    page.clear.click()
    assert not page.clear.isEnabled()
    idle(page, qtbot)
    assert "The folder is in use." in page.notice.words
    assert page.clear.isEnabled()
    parts.storage.clear_cache = emptied
    page.clear.click()
    qtbot.waitUntil(lambda: "free again" in page.notice.words)
