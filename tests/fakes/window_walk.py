"""Ways through a window in a process of its own."""

from __future__ import annotations

from pathlib import Path

from fakes.window_process import WindowProcess

# True when nothing is under way.
IDLE = "not desk.jobs.running()"


def at_send(window: WindowProcess, file: Path) -> None:
    """A window before the question, with everything counted."""
    window.do("window.bring_in(path)", path=str(file))
    window.until("session.table is not None")
    window.do("window.go_to(Step.COLUMNS)")
    window.until(f"session.mapping is not None and {IDLE}")
    window.do("window.go_to(Step.SEND)")
    window.until(f"page(Step.SEND).departing.counting.ready is not None and page(Step.SEND).footer.primary.enabled and {IDLE}")


def send(window: WindowProcess, what: str = "send_all") -> None:
    """Press it, and answer the question."""
    window.do(f"page(Step.SEND).departing.{what}()")
    window.do("page(Step.SEND).findChild(ConfirmSending).send.click()")


def at_history(window: WindowProcess) -> None:
    """The run history, read."""
    window.do("window.go_to(Step.HISTORY)")
    window.until(f"page(Step.HISTORY).chosen is not None and {IDLE}")


def opened(window: WindowProcess) -> None:
    """The newest run is brought back, and what is left of it is judged."""
    at_history(window)
    window.do("page(Step.HISTORY).continue_run()")
    window.until(f"window.current_step is Step.SEND and page(Step.SEND).left_over.left is not None and {IDLE}")


def go_on(window: WindowProcess) -> None:
    """Press Continue sending."""
    window.do("page(Step.SEND).left_over.go_on()")


def told(window: WindowProcess, step: str = "SEND") -> str:
    """What a page says once nothing is under way."""
    window.until(IDLE)
    return window.ask(f"page(Step.{step}).notice.words")
