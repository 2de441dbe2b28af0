"""A small HTTP/1.1 server on 127.0.0.1: one thread that accepts, one per connection, all gone after stop()."""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl
import threading
from collections.abc import Callable

from backfill_assistant.practice.connection import Connection
from backfill_assistant.practice.messages import Reply, Request

Answering = Callable[[Request, Connection], Reply | None]


class Listener:
    """Takes connections and hands every request to `answer`; None as the answer means: the connection was cut."""

    def __init__(
        self, port: int, answer: Answering, stopping: threading.Event, clock_ms: Callable[[], int], tls: ssl.SSLContext | None
    ) -> None:
        self._clock_ms = clock_ms
        self._answer = answer
        self._tls = tls
        self._wanted_port = port
        self._lock = threading.Lock()
        self._connections: dict[threading.Thread, Connection] = {}
        self._socket: socket.socket | None = None
        self._stopping = stopping
        self.port = 0

    def start(self) -> None:
        """Bind, so that clients can connect at once, and begin to accept."""
        self._stopping.clear()
        self._socket = socket.create_server(("127.0.0.1", self._wanted_port), backlog=512)
        self.port = self._socket.getsockname()[1]
        self._bell, bell_end = socket.socketpair()
        self._accepting = threading.Thread(target=self._accept, args=(self._socket, bell_end), name="practice-accept", daemon=True)
        self._accepting.start()

    def stop(self) -> None:
        """Close everything and wait until every thread has ended."""
        if self._socket is None:
            return
        self._stopping.set()
        # It may have seen the flag between two connections and be gone already.
        with contextlib.suppress(ConnectionError):
            self._bell.send(b"x")
        self._accepting.join()
        self._bell.close()
        with self._lock:
            open_now = list(self._connections.items())
        for thread, connection in open_now:
            connection.shut()
            thread.join()
        self._socket = None

    def _accept(self, listening: socket.socket, bell_end: socket.socket) -> None:
        with listening, bell_end, selectors.DefaultSelector() as selector:
            selector.register(listening, selectors.EVENT_READ)
            selector.register(bell_end, selectors.EVENT_READ)
            while not self._stopping.is_set():
                if any(key.fileobj is listening for key, _ in selector.select()):
                    # A client that gave up in the meantime is no reason to end.
                    with contextlib.suppress(ConnectionError):
                        self._take(listening.accept()[0])

    def _take(self, accepted: socket.socket) -> None:
        connection = Connection(accepted, self._clock_ms, self._tls)
        thread = threading.Thread(target=self._serve, args=(connection,), name="practice-connection", daemon=True)
        with self._lock:
            self._connections[thread] = connection
        thread.start()

    def _serve(self, connection: Connection) -> None:
        try:
            while not self._stopping.is_set() and connection.serve_one(self._answer):
                pass
        finally:
            connection.close()
            with self._lock:
                del self._connections[threading.current_thread()]
