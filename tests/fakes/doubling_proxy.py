"""A proxy that is out of order: it gives every answer of the server behind it twice, the second time after a while."""

from __future__ import annotations

import http.client
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit


@contextmanager
def doubling_proxy(url: str, seconds_between: Callable[[], float | None]) -> Iterator[str]:
    """Its own address; `seconds_between` says how long after the first answer the second one comes, 0 for in one piece,
    None for once only."""
    behind = urlsplit(url)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            later: list[threading.Thread] = []
            try:
                while self._pass_on(later):
                    pass
            except OSError:
                pass
            for thread in later:
                thread.join()

        def _pass_on(self, later: list[threading.Thread]) -> bool:
            first = self.rfile.readline().decode().split()
            if len(first) < 3:
                return False
            headers = http.client.parse_headers(self.rfile)
            body = self.rfile.read(int(headers.get("Content-Length") or 0))
            asked = http.client.HTTPConnection(behind.hostname, behind.port, timeout=10)
            try:
                asked.request(first[0], first[1], body, dict(headers.items()))
                found = asked.getresponse()
                said = found.read()
            finally:
                asked.close()
            kept = "".join(f"{k}: {v}\r\n" for k, v in found.getheaders() if k.lower() in ("date", "content-type", "retry-after"))
            answer = f"HTTP/1.1 {found.status} {found.reason}\r\n{kept}Content-Length: {len(said)}\r\n\r\n".encode() + said
            wait = seconds_between()
            if wait == 0:
                self.wfile.write(answer + answer)
            else:
                self.wfile.write(answer)
            if wait:
                later.append(threading.Thread(target=self._again, args=(answer, wait)))
                later[-1].start()
            return headers.get("Connection", "").lower() != "close"

        def _again(self, answer: bytes, wait: float) -> None:
            time.sleep(wait)
            try:
                self.wfile.write(answer)
            except (OSError, ValueError):
                # Whoever asked is gone.
                return

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = False
        allow_reuse_address = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Cut connections are what this is about."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), name="doubling-proxy")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
