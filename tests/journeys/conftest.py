"""The program without a window, and the practice workspace as a program of its own."""

from __future__ import annotations

import pytest

from fakes.journey import Headless, PracticeServerProcess


@pytest.fixture
def headless(tmp_path):
    return Headless(tmp_path / "home")


@pytest.fixture
def practice():
    server = PracticeServerProcess()
    yield server
    server.stop()
