"""The File page."""

from __future__ import annotations

import pytest

from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.ui.steps import Step
from fakes.parts import FakeParts


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
