"""InFlight: several requests under way at once, each in a thread of its own; answers wait in a queue until they are asked for."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from backfill_assistant.adapters.customerio.answers import outcome_of, outcome_without_reply
from backfill_assistant.adapters.customerio.replies import NoReply, Reply
from backfill_assistant.core.journal.outcome import Outcome
from backfill_assistant.core.ports import Answer


class InFlight:
    """Threads are started when they are first needed and end with `close`."""

    def __init__(self, post: Callable[[bytes], Reply], at_once: int) -> None:
        self._post = post
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="request")
        self._answered: queue.SimpleQueue[Future[Answer]] = queue.SimpleQueue()

    def start(self, number: int, body: bytes) -> None:
        """Send a body in the background."""
        self._threads.submit(self._send, number, body).add_done_callback(self._answered.put)

    def answers(self, wait_seconds: float) -> Sequence[Answer]:
        """What has been answered; waits at most so long for the first."""
        found = []
        wait = max(wait_seconds, 0.0)
        while True:
            try:
                # A mistake of the program's own in a thread comes out here.
                found.append(self._answered.get(timeout=wait).result())
            except queue.Empty:
                return found
            wait = 0.0

    def close(self) -> None:
        """Wait until every request has its answer and every thread has ended."""
        self._threads.shutdown(wait=True)

    def _send(self, number: int, body: bytes) -> Answer:
        began = time.monotonic()
        try:
            outcome: Outcome = outcome_of(self._post(body), body)
        except NoReply as problem:
            outcome = outcome_without_reply(problem)
        return Answer(number, outcome, time.monotonic() - began)
