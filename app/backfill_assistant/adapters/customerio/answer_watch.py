"""AnswerWatch: notices bytes that answer no request on a connection that is kept open, as a faulty proxy or server sends them.

HTTP/1.1 matches answers to requests by their order alone. Whatever comes beyond the one answer would be taken for the answer to
the next request on the same connection (RFC 9112, 9.2: it must not be). httpx looks whether an idle connection has become
readable, but not at what it has read already together with the answer before. Once such bytes were seen, `suspicious` stays true.
A second answer that first comes while the next request is under way looks like the answer to that one: nothing in HTTP/1.1 tells
them apart. So each request uses its own connection from the first sign on, and the connection is `spoilt`: whoever took answers
from it asks again, except for the first, which is always the one to the first request. A connection that has mixed up answers has
one too many in the end: that is looked for whenever one is used again or closed, and once more after the last answer.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable
from typing import Any, Final

import h11
import httpcore

# What `socket_options` of httpcore's backends may hold.
SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]

_IGNORED_REQUEST: Final = h11.Request(method="POST", target="/", headers=[("Host", "-")])


class AnswerWatch(httpcore.NetworkBackend):
    """Opens connections whose bytes are watched. Several threads may use it at once."""

    def __init__(self) -> None:
        self._backend = httpcore.SyncBackend()
        self.suspicious = False
        # Numbers of connections on which more answers came than were asked for.
        self.spoilt: set[int] = set()
        self._made = 0
        self._is_cut_off = False
        self._lock = threading.Lock()
        self._open: set[WatchedStream] = set()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        """See httpcore."""
        return WatchedStream(self._backend.connect_tcp(host, port, timeout, local_address, socket_options), self)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[SocketOption] | None = None
    ) -> httpcore.NetworkStream:
        """See httpcore; not used."""
        return WatchedStream(self._backend.connect_unix_socket(path, timeout, socket_options), self)

    def cut_off(self) -> None:
        """End every connection at once, and let nothing more leave; may be called from any thread."""
        with self._lock:
            self._is_cut_off = True
            streams = tuple(self._open)
        for stream in streams:
            stream.cut_off()

    def opened(self, stream: WatchedStream) -> None:
        """A connection has been made. Raises ConnectError when none is wanted any more."""
        with self._lock:
            if not self._is_cut_off:
                self._open.add(stream)
                self._made += 1
                stream.number = self._made
                return
        stream.close()
        raise httpcore.ConnectError("cut off")

    def closed(self, stream: WatchedStream) -> None:
        """A connection is no more."""
        with self._lock:
            self._open.discard(stream)

    def spoil(self, stream: WatchedStream) -> None:
        """More answers came on a connection than were asked for."""
        self.suspicious = True
        self.spoilt.add(stream.number)

    def look(self) -> None:
        """See whether anything came that nobody asked for; no request is under way."""
        with self._lock:
            streams = tuple(self._open)
        for stream in streams:
            stream.get_extra_info("is_readable")

    def sleep(self, seconds: float) -> None:
        """See httpcore."""
        self._backend.sleep(seconds)


class WatchedStream(httpcore.NetworkStream):
    """One connection; it remembers what came since the latest request began."""

    def __init__(self, stream: httpcore.NetworkStream, watch: AnswerWatch) -> None:
        self._stream, self._watch = stream, watch
        self.number = 0
        self._received = bytearray()
        self._used_before = self._answered = False
        watch.opened(self)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """See httpcore."""
        piece = self._stream.read(max_bytes, timeout)
        self._received += piece
        return piece

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """See httpcore. Nothing is written between the parts of an answer, so a new request begins when something has come."""
        if self._received:
            self._used_before = True
            self._answered = False
            self._received = bytearray()
        self._stream.write(buffer, timeout)

    def is_believed(self) -> bool:
        """Ask when an answer has been read: whether it is the answer to the request that left last.

        The first answer on a connection always is. A later one need not be once answers were seen that belong to no request.
        """
        self._answered = True
        self._look_behind()
        return not (self._watch.suspicious and self._used_before)

    @property
    def is_first_answer(self) -> bool:
        """Whether the answer that was read last is the first on this connection, which is always the right one."""
        return not self._used_before

    def close(self) -> None:
        """See httpcore."""
        if self._used_before and (self._watch.suspicious or (self._answered and self._brings_more())):
            # What may still come is not waited for where others have mixed up answers.
            self._watch.spoil(self)
        self._watch.closed(self)
        self._stream.close()

    def cut_off(self) -> None:
        """End the connection under whoever waits for it; they get an error."""
        try:
            # Not the method of SSLSocket, which lets go of TLS first: what is being written could leave in plain text.
            socket.socket.shutdown(self._stream.get_extra_info("socket"), socket.SHUT_RDWR)
        except OSError:
            # It has ended by itself.
            return

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> WatchedStream:
        """See httpcore."""
        inner = self._stream.start_tls(ssl_context, server_hostname, timeout)
        self._watch.closed(self)
        return WatchedStream(inner, self._watch)

    def get_extra_info(self, info: str) -> Any:
        """See httpcore. Before each use it asks an idle connection whether it is readable, and closes it if so."""
        if info != "is_readable" or not self._received:
            return self._stream.get_extra_info(info)
        self._look_behind()
        if not self._watch.suspicious and not self._stream.get_extra_info(info):
            return False
        if self._says_something():
            self._watch.spoil(self)
        return True

    def _brings_more(self) -> bool:
        return bool(self._stream.get_extra_info("is_readable")) and self._says_something()

    def _look_behind(self) -> None:
        if _more_than_one_answer(bytes(self._received)):
            self._watch.spoil(self)

    def _says_something(self) -> bool:
        """What made an idle connection readable: bytes that nobody asked for, or its end, or nothing that concerns HTTP."""
        try:
            return bool(self._stream.read(1, timeout=0.001))
        except (httpcore.NetworkError, httpcore.TimeoutException):
            return False


def _more_than_one_answer(received: bytes) -> bool:
    """Whether bytes follow the first answer."""
    head, _, rest = received.partition(b"\r\n\r\n")
    if not head.startswith((b"HTTP/1.1 1", b"HTTP/1.0 1")):
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length" and value.strip().isdigit():
                return len(rest) > int(value)
    # Chunked, without a length, or after "100 Continue": rare enough to be read a second time.
    if not received:
        return False
    reading = h11.Connection(h11.CLIENT)
    reading.send(_IGNORED_REQUEST)
    reading.send(h11.EndOfMessage())
    reading.receive_data(received)
    try:
        while reading.their_state not in (h11.DONE, h11.MUST_CLOSE, h11.CLOSED):
            if reading.next_event() is h11.NEED_DATA:
                return False
    except h11.RemoteProtocolError:
        return True
    return bool(reading.trailing_data[0])
