"""InFlight: several requests under way at once, each in a thread of its own; answers wait in a queue until they are asked for."""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Final

from backfill_assistant.adapters.customerio.answers import outcome_of, outcome_without_reply
from backfill_assistant.adapters.customerio.replies import NoReply, Reply
from backfill_assistant.core.journal.outcome import Outcome
from backfill_assistant.core.ports import Answer

# Connections that are being made cannot be cut off: their threads end later by themselves, and nothing leaves with them.
_CUT_OFF_SECONDS: Final = 1.0
# What belongs to the last request comes at the latest when an answer of its own would: that is waited for, within these limits.
_LATEST: Final = 16
_LAST_LOOK_SECONDS_MIN: Final = 0.02
_LAST_LOOK_SECONDS_MAX: Final = 1.0


class InFlight:
    """Threads are started when they are first needed and end with `close`."""

    def __init__(self, post: Callable[[bytes], Reply], at_once: int) -> None:
        self._post = post
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="request")
        self._answered: queue.SimpleQueue[Future[Answer]] = queue.SimpleQueue()
        self._under_way: dict[int, Future[Answer]] = {}
        self._is_cut_off = False
        # Batches by the connection that their answers came on, unless these are surely theirs; and how long answers take.
        self._answered_on: dict[int, list[int]] = {}
        # Whoever adds to a list of these must not find that it was told meanwhile.
        self._telling = threading.Lock()
        self._seconds: deque[float] = deque(maxlen=_LATEST)

    def start(self, number: int, body: bytes) -> None:
        """Send a body in the background."""
        self._under_way[number] = future = self._threads.submit(self._send, number, body)
        future.add_done_callback(self._answered.put)

    def answers(self, wait_seconds: float) -> Sequence[Answer]:
        """What has been answered; waits at most so long for the first."""
        found: list[Answer] = []
        wait_seconds = max(wait_seconds, 0.0)
        while True:
            try:
                # A mistake of the program's own in a thread comes out here.
                answer = self._answered.get(timeout=wait_seconds).result()
            except queue.Empty:
                return found
            wait_seconds = 0.0
            self._under_way.pop(answer.number, None)
            found.append(answer)

    @property
    def last_look_seconds(self) -> float:
        """How long after the last answer one may still come that belongs to it; 0 where none could be mixed up."""
        if not self._answered_on or self._is_cut_off:
            return 0.0
        return min(max((*self._seconds, _LAST_LOOK_SECONDS_MIN)), _LAST_LOOK_SECONDS_MAX)

    def doubted(self, connections: Collection[int]) -> Sequence[int]:
        """Batches whose answers came on these connections; each is told once."""
        with self._telling:
            return [number for connection in connections for number in self._answered_on.pop(connection, ())]

    def cut_off(self) -> None:
        """The connections under all requests have been ended."""
        self._is_cut_off = True

    def close(self) -> None:
        """Wait until every request has its answer and every thread has ended; not for long when they were cut off."""
        late = wait(self._under_way.values(), _CUT_OFF_SECONDS).not_done if self._is_cut_off else ()
        self._threads.shutdown(wait=not late)

    def _send(self, number: int, body: bytes) -> Answer:
        began = time.monotonic()
        try:
            reply = self._post(body)
            if reply.connection:
                with self._telling:
                    self._answered_on.setdefault(reply.connection, []).append(number)
            outcome: Outcome = outcome_of(reply, body)
        except NoReply as problem:
            outcome = outcome_without_reply(problem)
        seconds = time.monotonic() - began
        self._seconds.append(seconds)
        return Answer(number, outcome, seconds)
