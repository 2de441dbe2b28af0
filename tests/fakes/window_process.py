"""The real window in a process of its own, over real files and a real practice workspace, told what to do line by line.

window = WindowProcess(home, practice_url)
window.do("window.bring_in(path)", path="…")            # a statement, in the window's thread
window.until("session.table is not None")               # waits until it is true
window.ask("page(Step.SEND).title")                     # a value that JSON can write
assert window.end() == ""                               # what it wrote to standard error: a mistake would stand there
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any


class WindowProcess:
    """Starts the window and waits until it is there."""

    def __init__(self, home: Path, practice_url: str) -> None:
        tests = str(Path(__file__).parents[1])
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": tests}
        self._errors = (home.parent / f"{home.name}-{id(self)}.txt").open("w+", encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "fakes.window_process", str(home), practice_url],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        self.until("not desk.jobs.running()")

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def do(self, code: str, **given: Any) -> None:
        """Run a statement."""
        self._tell("do", code, given)

    def ask(self, code: str, **given: Any) -> Any:
        """The value of an expression."""
        return self._tell("ask", code, given)

    def until(self, code: str, seconds: float = 60.0, **given: Any) -> None:
        """Wait until an expression is true."""
        self._tell("until", code, {**given, "seconds": seconds})

    def end(self) -> str:
        """Close the window; what was written to standard error."""
        if self._process.poll() is None:
            self._process.stdin.close()
            self._process.wait(60)
        self._process.stdout.close()
        self._errors.seek(0)
        said = self._errors.read()
        self._errors.close()
        Path(self._errors.name).unlink()
        return "\n".join(line for line in said.splitlines() if not line.startswith("This plugin does not support"))

    def kill(self) -> None:
        """Whatever it does."""
        self._process.kill()
        self._process.wait(10)

    def _tell(self, what: str, code: str, given: dict[str, Any]) -> Any:
        self._process.stdin.write(json.dumps([what, code, given]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the window is gone: {code}"
        answer = json.loads(line)
        assert "error" not in answer, f"{code}\n{answer['error']}"
        return answer.get("value")


def main() -> None:
    import threading
    import time

    from PySide6.QtCore import QEvent, QObject, QTimer, Signal

    from backfill_assistant.compose import make_parts
    from backfill_assistant.ui import history_operations, operations, run_operations, workspace_operations
    from backfill_assistant.ui.application import create_application, create_window
    from backfill_assistant.ui.steps import Step
    from backfill_assistant.ui.widgets.confirm_sending import ConfirmSending

    application = create_application(sys.argv[:1])
    parts = make_parts(Path(sys.argv[1]), sys.argv[2])
    window = create_window(parts)
    known = {
        "window": window,
        "desk": window.desk,
        "session": window.desk.session,
        "parts": parts,
        "page": window.page,
        "Step": Step,
        "ConfirmSending": ConfirmSending,
        "history_operations": history_operations,
        "operations": operations,
        "run_operations": run_operations,
        "workspace_operations": workspace_operations,
    }

    def answer(**said: Any) -> None:
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()

    def poll(code: str, given: dict[str, Any], until: float) -> None:
        try:
            if eval(code, {**known, **given}):
                answer(value=True)
            elif time.monotonic() > until:
                shown = f"{window.current_step} {window.page(window.current_step).notice.words!r}"
                answer(error=f"not true in time; the window shows {shown}")
            else:
                QTimer.singleShot(10, lambda: poll(code, given, until))
        except Exception:  # noqa: BLE001 - the test is told
            answer(error=traceback.format_exc())

    class Ear(QObject):
        heard = Signal(str)

        def __init__(self) -> None:
            super().__init__()
            self.heard.connect(self.obey)

        def obey(self, line: str) -> None:
            if not line:
                window.desk.jobs.shut_down()
                window.close()
                application.quit()
                return
            what, code, given = json.loads(line)
            if what == "until":
                poll(code, given, time.monotonic() + given["seconds"])
                return
            try:
                if what == "do":
                    exec(code, {**known, **given})
                    answer()
                else:
                    answer(value=eval(code, {**known, **given}))
            except Exception:  # noqa: BLE001 - the test is told
                answer(error=traceback.format_exc())

    ear = Ear()

    def listen() -> None:
        for line in sys.stdin:
            ear.heard.emit(line)
        ear.heard.emit("")

    threading.Thread(target=listen, daemon=True).start()
    application.exec()
    # What these functions hold on to would else outlive the application.
    window.deleteLater()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    parts.close()


if __name__ == "__main__":
    main()
