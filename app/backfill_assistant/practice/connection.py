"""One client connection: reads HTTP/1.1 requests, writes answers, can be cut or answer badly on purpose."""

from __future__ import annotations

import contextlib
import gzip
import socket
import ssl
import struct
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from email.utils import formatdate
from http import HTTPStatus
from typing import BinaryIO, Final, cast

from backfill_assistant.practice.messages import Reply, Request, json_reply

# More than any limit under test; a larger body is refused unread.
BODY_MAX_BYTES: Final = 64_000_000
LINE_MAX_BYTES: Final = 65_536
HEADERS_MAX: Final = 200


class BadRequest(Exception):
    """What came is not HTTP as it is read here."""


class Connection:
    """A socket that speaks HTTP/1.1 and keeps alive."""

    def __init__(self, accepted: socket.socket, clock_ms: Callable[[], int], tls: ssl.SSLContext | None = None) -> None:
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = accepted
        self._clock_ms = clock_ms
        self._tls = tls
        self._reader: BinaryIO | None = None
        self._body_unread = False
        # Seconds by which the Date header is wrong on purpose.
        self.clock_skew_s = 0.0

    def serve_one(self, answer: Callable[[Request, Connection], Reply | None]) -> bool:
        """Read a request, have it answered, write the answer; False when the connection is over."""
        try:
            self._open()
            request = self._read_head()
            if request is None:
                return False
            self._body_unread = "content-length" in request.headers or "transfer-encoding" in request.headers
            reply = answer(request, self)
            if reply is None:
                return False
            self.write(reply, head_only=request.method == "HEAD")
            # A body left unread would be taken for the next request.
            return not self._body_unread and request.headers.get("connection", "").lower() != "close"
        except BadRequest as problem:
            with contextlib.suppress(OSError):
                self.write(json_reply(400, {"meta": {"error": str(problem)}}))
            return False
        except OSError:
            # The client went away or stop() shut the socket: nobody is left to tell.
            return False

    def read_body(self, request: Request) -> Request:
        """The same request with its body."""
        headers = request.headers
        if not self._body_unread:
            return request
        if headers.get("expect", "").lower() == "100-continue":
            self._socket.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = self._read_chunks()
        else:
            length = headers.get("content-length", "")
            if not length.isascii() or not length.isdigit() or int(length) > BODY_MAX_BYTES:
                raise BadRequest("content-length is not usable")
            body = self._exactly(int(length))
        self._body_unread = False
        if headers.get("content-encoding", "").lower() == "gzip":
            try:
                body = gzip.decompress(body)
            except (OSError, EOFError, zlib.error) as problem:
                raise BadRequest("the body is not gzip") from problem
        return replace(request, body=body)

    def write(self, reply: Reply, *, head_only: bool = False, keep_bytes: int | None = None) -> None:
        """Send an answer; with `keep_bytes` only the beginning of its body, though the length promises all of it."""
        lines = [f"HTTP/1.1 {reply.status} {_phrase(reply.status)}"]
        lines.append(f"Date: {formatdate(self._clock_ms() / 1000 + self.clock_skew_s, usegmt=True)}")
        if reply.status != 204:
            lines.append(f"Content-Type: {reply.content_type}")
            lines.append(f"Content-Length: {len(reply.body)}")
        lines += [f"{name}: {value}" for name, value in reply.headers.items()]
        if self._body_unread:
            lines.append("Connection: close")
        body = b"" if head_only else reply.body[:keep_bytes]
        self._socket.sendall("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)

    def cut(self) -> None:
        """Reset the connection, as when a cable is pulled: the client gets no answer."""
        linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
        with contextlib.suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    def shut(self) -> None:
        """Wake a thread that waits for this client; it then closes the connection."""
        with contextlib.suppress(OSError):
            # The plain socket's own, as TLS would first take away what the other thread is reading from.
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the socket; what the client still sends is thrown away by the system."""
        if self._reader is not None:
            with contextlib.suppress(OSError):
                self._reader.close()
        with contextlib.suppress(OSError):
            self._socket.close()

    def _open(self) -> BinaryIO:
        """The stream of what the client sends; the first time after the TLS handshake, if there is one."""
        if self._reader is None:
            if self._tls is not None:
                self._socket = self._tls.wrap_socket(self._socket, server_side=True)
            self._reader = cast(BinaryIO, self._socket.makefile("rb", buffering=1 << 16))
        return self._reader

    def _read_head(self) -> Request | None:
        first = self._line()
        while first == b"\r\n":
            first = self._line()
        if not first:
            return None
        words = first.decode("latin-1").split()
        if len(words) != 3 or not words[2].startswith("HTTP/1."):
            raise BadRequest("not an HTTP request")
        headers: dict[str, str] = {}
        for _ in range(HEADERS_MAX):
            line = self._line()
            if line in (b"\r\n", b"\n"):
                break
            name, colon, value = line.decode("latin-1").partition(":")
            if not colon:
                raise BadRequest("a header line without a colon")
            headers[name.strip().lower()] = value.strip()
        else:
            raise BadRequest("too many headers")
        path, _, query = words[1].partition("?")
        return Request(words[0].upper(), path, query, headers, b"")

    def _line(self) -> bytes:
        line = self._open().readline(LINE_MAX_BYTES + 1)
        if len(line) > LINE_MAX_BYTES:
            raise BadRequest("a line is too long")
        return line

    def _exactly(self, length: int) -> bytes:
        body = self._open().read(length)
        if len(body) < length:
            raise ConnectionError("the client stopped in the middle of its request")
        return body

    def _read_chunks(self) -> bytes:
        parts: list[bytes] = []
        total = 0
        while True:
            size_text = self._line().split(b";")[0].strip()
            try:
                size = int(size_text, 16)
            except ValueError as problem:
                raise BadRequest("a chunk without a size") from problem
            total += size
            if size < 0 or total > BODY_MAX_BYTES:
                raise BadRequest("the body is too large")
            if size == 0:
                while self._line() not in (b"\r\n", b"\n", b""):
                    continue
                return b"".join(parts)
            parts.append(self._exactly(size))
            self._line()


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
