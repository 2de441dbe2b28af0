"""A server that counts what arrives and speaks TLS as Customer.io does, in a process of its own; for benchmarks of sending."""

from __future__ import annotations

import json
import socketserver
import ssl
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# Every question: which region, which campaigns.
ANSWERED = {"url": "https://127.0.0.1", "region": "us", "environment_id": 3, "campaigns": [], "segments": []}


class Counting(socketserver.StreamRequestHandler):
    """Reads requests to their end, counts their events and answers; late and not too often if the server says so."""

    disable_nagle_algorithm = True

    def setup(self) -> None:
        self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def handle(self) -> None:
        while request := self.rfile.readline():
            length = 0
            while (line := self.rfile.readline()) not in (b"\r\n", b""):
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            body = self.rfile.read(length)
            self._answer(*self._judge(request, body))

    def _judge(self, request: bytes, body: bytes) -> tuple[int, bytes]:
        if request.startswith(b"GET /counted"):
            return 200, json.dumps(self.server.take_counts()).encode()
        if request.startswith(b"GET"):
            return 200, json.dumps(ANSWERED).encode()
        if not self.server.lets_through(body):
            time.sleep(self.server.delay_seconds)
            return 429, b"{}\n"
        time.sleep(self.server.delay_seconds)
        return 200, b"{}\n"

    def _answer(self, status: int, body: bytes) -> None:
        head = b"HTTP/1.1 %d Fine\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (status, len(body))
        self.wfile.write(head + body)


class Server(socketserver.ThreadingTCPServer):
    """One thread per connection. `cap`: requests a second that are taken; the rest is answered 429."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, certificate: str, key: str, cap: float, delay_seconds: float) -> None:
        super().__init__(("127.0.0.1", 0), Counting)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(certificate, key)
        self.delay_seconds, self._cap = delay_seconds, cap
        self._lock = threading.Lock()
        self._room, self._at = cap, time.monotonic()
        self.take_counts()

    def handle_error(self, request: object, client_address: object) -> None:
        """Connections that end in the middle are nothing to report."""

    def take_counts(self) -> dict[str, float]:
        """What came since this was asked last."""
        found = dict(getattr(self, "_counts", {}))
        self._counts = {"events": 0, "requests": 0, "turned_away": 0, "first": 0.0, "last": 0.0}
        return found

    def lets_through(self, body: bytes) -> bool:
        """Count it; False when it is above the cap: a bucket that fills with so many a second and holds a fifth of a second's."""
        events = body.count(b'"timestamp"')
        with self._lock:
            now = time.monotonic()
            if self._cap:
                self._room = min(self._room + (now - self._at) * self._cap, max(self._cap / 5, 1.0))
                self._at = now
                if self._room < 1:
                    self._counts["turned_away"] += 1
                    return False
                self._room -= 1
            self._counts["events"] += events
            self._counts["requests"] += 1
            self._counts["first"] = self._counts["first"] or now
            self._counts["last"] = now
            return True


@dataclass
class Running:
    """A server in a process of its own."""

    port: int
    context: ssl.SSLContext

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def counted(self) -> dict[str, float]:
        import httpx

        return dict(httpx.get(f"{self.url}/counted", verify=self.context, trust_env=False, timeout=30).json())


@contextmanager
def running(folder: Path, cap: float = 0.0, delay_seconds: float = 0.0):
    """The server, until it is no longer needed."""
    words = [sys.executable, __file__, str(folder), str(cap), str(delay_seconds)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Running(int(process.stdout.readline()), ssl.create_default_context(cafile=str(folder / "certificate.pem")))
        finally:
            process.terminate()


if __name__ == "__main__":
    _, where, cap, delay = sys.argv
    with Server(f"{where}/certificate.pem", f"{where}/key.pem", float(cap), float(delay)) as serving:
        print(serving.server_address[1], flush=True)
        serving.serve_forever()
