"""No screen needed, a picture of the window when a test fails, and no widget or thread left behind."""

import gc
import os
import sys
import tempfile
import threading
from pathlib import Path

if sys.platform.startswith("linux") and not os.environ.get("BACKFILL_TEST_DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.pop("QT_QPA_PLATFORMTHEME", None)
os.environ.setdefault("QT_LINUX_ACCESSIBILITY_ALWAYS_ON", "1")
# Tests must not depend on the language of whoever runs them.
os.environ["LC_ALL"] = "C.UTF-8"

import pytest


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.when != "call" or not report.failed or "qtbot" not in getattr(item, "fixturenames", ()):
        return
    from PySide6.QtWidgets import QApplication

    folder = Path(os.environ.get("BACKFILL_TEST_PICTURES", Path(tempfile.gettempdir()) / "backfill-assistant-failures"))
    folder.mkdir(parents=True, exist_ok=True)
    for number, widget in enumerate(QApplication.topLevelWidgets()):
        if widget.isVisible():
            picture = folder / f"{item.name.replace('/', '_')[:80]}-{number}-{type(widget).__name__}.png"
            widget.grab().save(str(picture))
            report.sections.append(("picture", str(picture)))


@pytest.fixture(autouse=True)
def nothing_left_behind(request):
    """Is set up before qtbot and so runs after qtbot closed what a test registered."""
    threads = set(threading.enumerate())
    if "qtbot" not in request.fixturenames and "qapp" not in request.fixturenames:
        yield
    else:
        from PySide6.QtCore import QEvent
        from PySide6.QtWidgets import QApplication

        application = request.getfixturevalue("qapp")
        # By address: a set of wrappers would keep alive what it watches.
        before = {id(widget) for widget in QApplication.topLevelWidgets()}
        held = QApplication.topLevelWidgets()
        yield
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        application.processEvents()
        left = [widget for widget in QApplication.topLevelWidgets() if id(widget) not in before and widget not in held]
        assert not left, f"widgets left behind: {left}"
        # What is alive now stays: the next collection need not walk over pandas and pyarrow again.
        gc.freeze()
    alive = [thread for thread in threading.enumerate() if thread not in threads and thread.is_alive() and not thread.daemon]
    assert not alive, f"threads left behind: {alive}"


@pytest.fixture(scope="session")
def qapp():
    """The application as the program makes it."""
    from backfill_assistant.ui.application import create_application
    from backfill_assistant.ui.theme import Theme

    application = create_application(["backfill-assistant"])
    Theme(application)
    return application
