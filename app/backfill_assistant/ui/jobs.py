"""Jobs: runs blocking functions away from the window, and brings back progress, result or error. The only file that knows threads.

    job = desk.jobs.start(read, path, choices, name="read", lane=Lane.WORK)   # calls read(path, choices, monitor=…) in a thread
    job.progressed.connect(self.show_progress)      # at most ten times a second, a Progress
    job.finished.connect(self.show_table)           # the result
    job.failed.connect(self.show_error)             # a BackfillError, always
    job.stopped.connect(self.show_stopped)          # after job.stop(), or when its answer came too late
    job.ended.connect(self.not_busy)                # after any of the three

Connect bound methods of QObjects. `keep=` names a function that is called with the result in the window's thread before `finished`
is told, as a rule one that puts the result into the session. Functions that take no monitor are started with `watched=False`.

What was asked to stop was asked because its answer is not wanted any more: an answer that comes all the same is dropped. So is one
that is no answer any more when it comes: `valid_while=` is asked then, and where it says no, the job ends as a stopped one, without
result or error. As a rule it is `session.still("table", "mapping")`: whether these are what they were when the job was started.
Only a run being sent (`Lane.SEND`) tells what became of it in any case.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from backfill_assistant.core.errors import BackfillError
from backfill_assistant.core.progress import Progress, Stopped
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

_LOOKS_EVERY_MS: Final = 100
_log = logging.getLogger(__name__)


class Lane(StrEnum):
    """Jobs of one lane run one after the other in one thread; lanes run beside each other."""

    # Answers wanted at once: first rows, a preview, counts.
    QUICK = "quick"
    # What somebody looks for in a whole file: a search, what a column holds. Other answers do not wait for it.
    SEARCH = "search"
    # Whole files: reading, checking, forecasting.
    WORK = "work"
    # What may block on the world: network, keyring, journals.
    OUTSIDE = "outside"
    # A run being sent.
    SEND = "send"


class _Watch:
    """The Monitor that a job's function gets: shared between two threads, one assignment at a time."""

    def __init__(self) -> None:
        self.progress: Progress | None = None
        self.held = False
        self.in_haste = False
        self.asked_to_stop = threading.Event()

    def show(self, progress: Progress) -> None:
        self.progress = progress

    def stopping(self) -> bool:
        return self.asked_to_stop.is_set()

    def pausing(self) -> bool:
        return self.held

    def hurrying(self) -> bool:
        return self.in_haste

    def pause(self, wait_seconds: float) -> bool:
        return self.asked_to_stop.wait(wait_seconds)


class Job(QObject):
    """One function under way. Lives in the window's thread; every signal comes there."""

    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    stopped = Signal()
    ended = Signal()

    def __init__(
        self, name: str, lane: Lane, keep: Callable[[Any], None] | None, valid_while: Callable[[], bool] | None, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.name = name
        self.lane = lane
        self.running = True
        self.watch = _Watch()
        self._keep = keep
        self._valid_while = valid_while
        self._shown: Progress | None = None

    @property
    def progress(self) -> Progress | None:
        """The newest snapshot."""
        return self.watch.progress

    @property
    def is_stopping(self) -> bool:
        """Whether it was asked to stop and has not ended yet."""
        return self.running and self.watch.stopping()

    def stop(self, *, in_haste: bool = False) -> None:
        """Ask it to stop; `stopped` follows, even if it is too late to stop. In `Lane.SEND` any end may follow.

        `in_haste`: without waiting for answers that are due.
        """
        self.watch.in_haste = self.watch.in_haste or in_haste
        self.watch.asked_to_stop.set()

    def hold(self, held: bool) -> None:
        """Ask it to pause, or to go on."""
        self.watch.held = held

    def look(self) -> None:
        """Tell the newest snapshot if it is new."""
        newest = self.watch.progress
        if newest is not None and newest is not self._shown:
            self._shown = newest
            self.progressed.emit(newest)

    def land(self, result: object, error: BaseException | None) -> None:
        """Tell how it ended; called once, in the window's thread."""
        self.running = False
        self.look()
        # Only kinds: the words of an error are for the person on the screen.
        _log.info("%s: %s", self.name, "done" if error is None else type(error).__name__)
        if error is not None and not isinstance(error, BackfillError | Stopped):
            sys.excepthook(type(error), error, error.__traceback__)
            error = _bug()
        if isinstance(error, Stopped) or (self.lane is not Lane.SEND and not self._is_wanted()):
            self.stopped.emit()
        elif error is not None:
            self.failed.emit(error)
        else:
            if self._keep is not None:
                self._keep(result)
            self.finished.emit(result)
        self.ended.emit()

    def _is_wanted(self) -> bool:
        """Whether an answer that comes now is one to what is asked now."""
        return not self.watch.stopping() and (self._valid_while is None or self._valid_while())


class Jobs(QObject):
    """Starts jobs and looks after them until they end."""

    # A job's number, its result, its error: the one message that crosses from a job's thread.
    _landed = Signal(int, object, object)
    # A Job, right after it was started: for pages that show work which another page (or a dropped file) began.
    started = Signal(object)
    # Whether anything runs in a lane changed.
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes: dict[Lane, ThreadPoolExecutor] = {}
        self._under_way: dict[int, Job] = {}
        self._last_number = 0
        self._closed = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOKS_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._landed.connect(self._land)

    def start(
        self,
        function: Callable[..., Any],
        *args: object,
        name: str,
        lane: Lane = Lane.WORK,
        keep: Callable[[Any], None] | None = None,
        valid_while: Callable[[], bool] | None = None,
        watched: bool = True,
    ) -> Job:
        """Run `function(*args, monitor=…)` in a lane. Connect to the job's signals before control returns to Qt."""
        if self._closed:
            raise RuntimeError("the jobs were shut down")
        job = Job(name, lane, keep, valid_while, self)
        self._last_number += 1
        self._under_way[self._last_number] = job
        executor = self._lanes.get(lane)
        if executor is None:
            executor = self._lanes[lane] = ThreadPoolExecutor(1, thread_name_prefix=f"job-{lane}")
        executor.submit(self._run, self._last_number, job.watch, function, args, watched)
        self._timer.start()
        self.started.emit(job)
        self.changed.emit()
        return job

    def running(self, lane: Lane | None = None) -> tuple[Job, ...]:
        """The jobs under way (in one lane), oldest first."""
        return tuple(job for job in self._under_way.values() if lane is None or job.lane is lane)

    def shut_down(self) -> None:
        """Stop everything, wait for the threads, and start nothing more. What jobs still had to tell is dropped."""
        self._closed = True
        self._timer.stop()
        for job in self.running():
            job.stop(in_haste=True)
        for executor in self._lanes.values():
            executor.shutdown(wait=True)
        self._lanes.clear()
        for job in self._under_way.values():
            job.running = False
        self._under_way.clear()

    def _run(self, number: int, watch: _Watch, function: Callable[..., Any], args: tuple[object, ...], watched: bool) -> None:
        """Runs in the lane's thread."""
        result: object = None
        error: BaseException | None = None
        try:
            if watch.stopping():
                raise Stopped
            result = function(*args, monitor=watch) if watched else function(*args)
        except BaseException as problem:  # noqa: BLE001 - whatever it is, the window's thread must hear of it
            error = problem
        self._landed.emit(number, result, error)

    @Slot(int, object, object)
    def _land(self, number: int, result: object, error: BaseException | None) -> None:
        job = self._under_way.pop(number, None)
        if job is None:
            return
        if not self._under_way:
            self._timer.stop()
        # From here on Python alone owns it: whoever holds it may still look at it.
        job.setParent(None)
        job.land(result, error)
        self.changed.emit()

    @Slot()
    def _look(self) -> None:
        for job in self.running():
            job.look()


def _bug() -> BackfillError:
    return BackfillError(
        Sentence(QT_TRANSLATE_NOOP("core", "The program made a mistake and could not finish this.")),
        Sentence(QT_TRANSLATE_NOOP("core", "Nothing else was affected. Try again, or copy the details for support.")),
    )
