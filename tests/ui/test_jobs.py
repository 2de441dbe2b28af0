"""Jobs: results, errors, progress and stopping come to the window's thread; nothing outlives shutting down."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject, QThread

from backfill_assistant.core.errors import BackfillError
from backfill_assistant.core.progress import Progress, Stopped
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.ui.jobs import Jobs, Lane


@pytest.fixture
def jobs(qapp):
    made = Jobs()
    yield made
    made.shut_down()


class Ears(QObject):
    """Hears every signal of a job, and in which thread."""

    def __init__(self, job):
        super().__init__()
        self.heard = []
        self.threads = set()
        job.progressed.connect(self.progress)
        job.finished.connect(self.finish)
        job.failed.connect(self.fail)
        job.stopped.connect(self.stop)
        job.ended.connect(self.end)

    def hear(self, *what):
        self.threads.add(QThread.currentThread())
        self.heard.append(what)

    def progress(self, progress):
        self.hear("progress", progress.done)

    def finish(self, result):
        self.hear("finished", result)

    def fail(self, error):
        self.hear("failed", error)

    def stop(self):
        self.hear("stopped")

    def end(self):
        self.hear("ended")


def count_to(goal, monitor):
    for done in range(goal):
        monitor.show(Progress(done=done + 1, total=goal))
    return goal * 2


def test_a_result_comes_back_to_the_windows_thread(jobs, qtbot):
    kept = []
    job = jobs.start(count_to, 5, name="count", keep=kept.append)
    ears = Ears(job)
    with qtbot.waitSignal(job.ended):
        pass
    assert ears.heard == [("progress", 5), ("finished", 10), ("ended",)]
    assert kept == [10]
    assert ears.threads == {QThread.currentThread()}
    assert not job.running
    assert jobs.running() == ()


def test_keep_comes_before_finished(jobs, qtbot):
    order = []
    job = jobs.start(count_to, 1, name="count", keep=lambda result: order.append("kept"))
    job.finished.connect(lambda result: order.append("told"))
    with qtbot.waitSignal(job.ended):
        pass
    assert order == ["kept", "told"]


def test_a_stopped_job_says_so_and_wakes_from_its_pause(jobs, qtbot):
    started = threading.Event()

    def wait(monitor):
        started.set()
        if monitor.pause(60):
            raise Stopped
        return "slept for a minute"

    job = jobs.start(wait, name="wait")
    ears = Ears(job)
    assert started.wait(5)
    job.stop()
    with qtbot.waitSignal(job.ended, timeout=2_000):
        assert job.is_stopping
    assert ears.heard == [("stopped",), ("ended",)]


def test_a_job_stopped_before_its_turn_never_begins(jobs, qtbot):
    begun = []
    gate = threading.Event()
    first = jobs.start(lambda: gate.wait(5), name="first", watched=False)
    second = jobs.start(begun.append, "second", name="second", watched=False)
    second.stop()
    with qtbot.waitSignals([first.ended, second.ended]):
        gate.set()
    assert begun == []


@pytest.mark.parametrize("lane", [Lane.WORK, Lane.SEND])
@pytest.mark.parametrize("outcome", ["result", "error"])
@pytest.mark.parametrize("valid", [True, False])
def test_an_answer_is_told_only_while_it_is_valid_and_that_of_a_run_in_any_case(jobs, qtbot, lane, outcome, valid):
    begun, let, kept, asked = threading.Event(), threading.Event(), [], []
    error = BackfillError(Sentence("It broke."), Sentence("Mend it."))

    def work():
        begun.set()
        let.wait(5)
        if outcome == "error":
            raise error
        return "answer"

    def is_valid():
        asked.append(QThread.currentThread())
        return valid

    job = jobs.start(work, name="work", lane=lane, keep=kept.append, valid_while=is_valid, watched=False)
    ears = Ears(job)
    assert begun.wait(5)
    # Nobody asks before there is an answer.
    assert asked == []
    with qtbot.waitSignal(job.ended):
        let.set()
    told = valid or lane is Lane.SEND
    end = ("finished", "answer") if outcome == "result" else ("failed", error)
    assert ears.heard == [end if told else ("stopped",), ("ended",)]
    assert kept == (["answer"] if told and outcome == "result" else [])
    assert set(asked) <= {QThread.currentThread()}


def test_holding_is_seen_by_the_function(jobs, qtbot):
    seen = []
    held = threading.Event()

    def look(monitor):
        held.wait(5)
        seen.append(monitor.pausing())

    job = jobs.start(look, name="look")
    job.hold(True)
    with qtbot.waitSignal(job.ended):
        held.set()
    assert seen == [True]


def test_an_error_for_the_person_is_told_as_it_is(jobs, qtbot):
    error = BackfillError(Sentence("It broke."), Sentence("Mend it."))

    def fail():
        raise error

    job = jobs.start(fail, name="fail", watched=False)
    with qtbot.waitSignal(job.failed) as told:
        pass
    assert told.args == [error]


@pytest.mark.qt_no_exception_capture
def test_a_mistake_of_ours_reaches_the_last_resort_and_the_page(jobs, qtbot, monkeypatch):
    reported = []
    monkeypatch.setattr("sys.excepthook", lambda kind, error, trace: reported.append((kind, trace.tb_frame.f_code.co_name)))

    def fail():
        raise ZeroDivisionError("a cell value")

    job = jobs.start(fail, name="fail", watched=False)
    with qtbot.waitSignal(job.failed) as told:
        pass
    assert reported == [(ZeroDivisionError, "_run")]
    assert isinstance(told.args[0], BackfillError)
    assert "a cell value" not in str(told.args[0])


def test_progress_is_told_ten_times_a_second_not_per_record(jobs, qtbot):
    job = jobs.start(count_to, 300_000, name="count")
    ears = Ears(job)
    with qtbot.waitSignal(job.ended, timeout=30_000):
        pass
    told = [entry for entry in ears.heard if entry[0] == "progress"]
    assert told[-1] == ("progress", 300_000)
    assert len(told) < 100


def test_lanes_run_beside_each_other_and_one_lane_in_turn(jobs, qtbot):
    names = []
    gate = threading.Event()

    def note(name):
        names.append((name, threading.current_thread().name))

    blocked = jobs.start(lambda: gate.wait(5), name="blocked", lane=Lane.SEND, watched=False)
    quick = [jobs.start(note, number, name="note", lane=Lane.QUICK, watched=False) for number in range(3)]
    with qtbot.waitSignal(quick[-1].ended):
        pass
    assert jobs.running() == (blocked,)
    assert jobs.running(Lane.QUICK) == ()
    assert [name for name, _ in names] == [0, 1, 2]
    assert len({thread for _, thread in names}) == 1
    with qtbot.waitSignal(blocked.ended):
        gate.set()


def test_shutting_down_ends_every_thread_and_tells_nothing_more(qapp):
    before = set(threading.enumerate())
    jobs = Jobs()
    job = jobs.start(lambda monitor: monitor.pause(60), name="wait")
    ears = Ears(job)
    other = jobs.start(lambda monitor: monitor.pause(60), name="wait", lane=Lane.SEND)
    jobs.shut_down()
    qapp.processEvents()
    assert set(threading.enumerate()) == before
    assert ears.heard == []
    assert not job.running
    assert not other.running
    with pytest.raises(RuntimeError):
        jobs.start(print, name="late")


def test_an_ended_job_is_let_go(jobs, qtbot):
    job = jobs.start(count_to, 1, name="count")
    with qtbot.waitSignal(job.ended):
        pass
    gone = weakref.ref(job)
    del job
    gc.collect()
    assert gone() is None
