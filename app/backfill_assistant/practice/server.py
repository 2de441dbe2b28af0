"""PracticeServer: a small Customer.io on 127.0.0.1, with the Track, Pipelines and App APIs at one address."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable

from backfill_assistant.practice.account import Account, system_clock_ms
from backfill_assistant.practice.connection import Connection
from backfill_assistant.practice.control import Control
from backfill_assistant.practice.listener import Listener
from backfill_assistant.practice.messages import Reply, Request
from backfill_assistant.practice.switches import Switches


class PracticeServer(Account):
    """Start it, point a sender at `base_url`, then ask what arrived. `port` 0 takes any free one; with `tls` it speaks HTTPS."""

    def __init__(
        self,
        port: int = 0,
        *,
        switches: Switches | None = None,
        tls: ssl.SSLContext | None = None,
        clock_ms: Callable[[], int] = system_clock_ms,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(switches, clock_ms, monotonic)
        self._control = Control(self)
        self._listener = Listener(port, self._answer, self.stopping, clock_ms, tls)
        self._scheme = "https" if tls else "http"

    @property
    def base_url(self) -> str:
        """Where it listens once started, without a slash at the end."""
        return f"{self._scheme}://127.0.0.1:{self._listener.port}"

    def start(self) -> PracticeServer:
        """Listen; clients can connect when this returns."""
        self._listener.start()
        return self

    def stop(self) -> None:
        """Cut all connections and wait until every thread has ended. What was received can still be asked for."""
        self._listener.stop()

    def __enter__(self) -> PracticeServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _answer(self, request: Request, connection: Connection) -> Reply | None:
        if request.path.startswith("/practice/"):
            return self._control.answer(connection.read_body(request))
        return self.gate.answer(request, connection)
