"""A tiny real HTTP server on loopback that answers as a test tells it to, and remembers what came."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Told:
    """What to answer. `cut_after` ends the connection after so many bytes of the body; `hold` waits for an event first."""

    status: int = 200
    body: bytes = b"{}\n"
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json; charset=utf-8"
    cut_after: int | None = None
    hold: threading.Event | None = None


def told_json(status: int, value: Any, headers: Mapping[str, str] | None = None) -> Told:
    """A JSON answer."""
    return Told(status, json.dumps(value).encode(), headers or {})


class HttpServer:
    """Gives the answers of `script` one after the other (the last one for ever), or whatever a function says."""

    def __init__(
        self, script: Iterable[Told] | Callable[[Asked], Told], tls: ssl.SSLContext | None = None, date: str | None = None
    ) -> None:
        self.asked: list[Asked] = []
        self.at_once_max = 0
        self._at_once = 0
        self._lock = threading.Lock()
        self._script = script if callable(script) else list(script)
        self._date = date
        self._sockets: set[socket.socket] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = False
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.port: int = self._server.server_address[1]
        self.url = f"{'http' if tls is None else 'https'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), name="fake-http")

    def __enter__(self) -> HttpServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        with self._lock:
            for open_socket in self._sockets:
                try:
                    open_socket.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
        self._server.server_close()

    def _answer(self, asked: Asked) -> Told:
        with self._lock:
            self.asked.append(asked)
            if not callable(self._script):
                return self._script.pop(0) if len(self._script) > 1 else self._script[0]
        return self._script(asked)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with outer._lock:
                    outer._sockets.add(self.connection)

            def finish(self) -> None:
                with outer._lock:
                    outer._sockets.discard(self.connection)
                try:
                    super().finish()
                except OSError:
                    return

            def handle(self) -> None:
                try:
                    super().handle()
                except OSError:
                    self.close_connection = True

            def _serve(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                with outer._lock:
                    outer._at_once += 1
                    outer.at_once_max = max(outer.at_once_max, outer._at_once)
                try:
                    told = outer._answer(Asked(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                    if told.hold is not None:
                        told.hold.wait(20)
                finally:
                    with outer._lock:
                        outer._at_once -= 1
                if told.cut_after == -1:
                    self.close_connection = True
                    return
                self.send_response(told.status)
                for name, value in told.headers.items():
                    self.send_header(name, value)
                if told.content_type:
                    self.send_header("Content-Type", told.content_type)
                if told.status != 204:
                    self.send_header("Content-Length", str(len(told.body)))
                self.end_headers()
                self.wfile.write(told.body[: told.cut_after])
                self.close_connection = self.close_connection or told.cut_after is not None

            do_GET = do_POST = do_PUT = _serve  # noqa: N815

            def date_time_string(self, timestamp: float | None = None) -> str:
                return super().date_time_string(timestamp) if outer._date is None else outer._date

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Keep quiet."""

        return Handler
