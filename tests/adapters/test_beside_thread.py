"""Work beside the caller."""

from __future__ import annotations

import threading

import pytest

from backfill_assistant.adapters.beside_thread import beside_thread


def test_work_goes_on_while_the_caller_does_something_else_and_no_thread_is_left():
    told, answered = threading.Event(), threading.Event()

    def work() -> str:
        assert told.wait(10)
        answered.set()
        return threading.current_thread().name

    with beside_thread() as beside:
        result = beside(work)
        told.set()
        assert answered.wait(10)
        name = result()
    assert name != threading.current_thread().name
    assert name not in {thread.name for thread in threading.enumerate()}


def test_what_goes_wrong_comes_out_with_the_result():
    with beside_thread() as beside:
        result = beside(lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            result()
