"""Connection: requests to one address, each answered by a Reply or ended by NoReply. The only file that knows httpx.

httpx finds the proxy, the connections and the headers. Requests then go to httpcore, httpx's own lower half: what httpx makes anew
for each (an address, headers, their reading) is half of a request's time in Python, and is the same for every batch.
"""

from __future__ import annotations

import ipaddress
import logging
import ssl
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import httpcore
import httpx

from backfill_assistant import __version__
from backfill_assistant.adapters.customerio.answer_watch import AnswerWatch, WatchedStream
from backfill_assistant.adapters.customerio.issuers import issuer_of_server
from backfill_assistant.adapters.customerio.replies import NoReply, Reply, Trouble
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

# Below this level these two write addresses and headers, and with them email addresses and keys.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

USER_AGENT: Final = f"BackfillAssistant/{__version__}"
# A batch of half a megabyte over a slow uplink takes a while; answers themselves come within a second or two.
_TIMEOUT: Final = httpx.Timeout(connect=15.0, read=30.0, write=60.0, pool=60.0)
# No answer of Customer.io that is used here comes near this.
_ANSWER_MAX_BYTES: Final = 32_000_000
_ANSWER_MAX_SECONDS: Final = 120.0

# Every exception class of httpx and httpcore; a test fails when one is missing.
TROUBLES: Final[dict[type[Exception], Trouble]] = {
    httpcore.TimeoutException: Trouble.TIMED_OUT,
    httpcore.ConnectTimeout: Trouble.UNREACHABLE,
    httpcore.ReadTimeout: Trouble.TIMED_OUT,
    httpcore.WriteTimeout: Trouble.TIMED_OUT,
    httpcore.PoolTimeout: Trouble.TIMED_OUT,
    httpcore.NetworkError: Trouble.UNREACHABLE,
    httpcore.ConnectError: Trouble.UNREACHABLE,
    httpcore.ConnectionNotAvailable: Trouble.UNREACHABLE,
    httpcore.ReadError: Trouble.CUT_OFF,
    httpcore.WriteError: Trouble.CUT_OFF,
    httpcore.ProxyError: Trouble.PROXY,
    httpcore.ProtocolError: Trouble.CUT_OFF,
    httpcore.LocalProtocolError: Trouble.UNUSABLE,
    httpcore.RemoteProtocolError: Trouble.CUT_OFF,
    httpcore.UnsupportedProtocol: Trouble.UNUSABLE,
    httpx.HTTPError: Trouble.UNREACHABLE,
    httpx.RequestError: Trouble.UNREACHABLE,
    httpx.TransportError: Trouble.UNREACHABLE,
    httpx.TimeoutException: Trouble.TIMED_OUT,
    httpx.ConnectTimeout: Trouble.UNREACHABLE,
    httpx.ReadTimeout: Trouble.TIMED_OUT,
    httpx.WriteTimeout: Trouble.TIMED_OUT,
    httpx.PoolTimeout: Trouble.TIMED_OUT,
    httpx.NetworkError: Trouble.UNREACHABLE,
    httpx.ConnectError: Trouble.UNREACHABLE,
    httpx.ReadError: Trouble.CUT_OFF,
    httpx.WriteError: Trouble.CUT_OFF,
    httpx.CloseError: Trouble.CUT_OFF,
    httpx.ProxyError: Trouble.PROXY,
    httpx.ProtocolError: Trouble.CUT_OFF,
    httpx.LocalProtocolError: Trouble.UNUSABLE,
    httpx.RemoteProtocolError: Trouble.CUT_OFF,
    httpx.UnsupportedProtocol: Trouble.UNUSABLE,
    httpx.DecodingError: Trouble.CUT_OFF,
    httpx.TooManyRedirects: Trouble.UNUSABLE,
    httpx.HTTPStatusError: Trouble.UNUSABLE,
    httpx.InvalidURL: Trouble.UNUSABLE,
    httpx.CookieConflict: Trouble.UNUSABLE,
    httpx.StreamError: Trouble.CUT_OFF,
    httpx.StreamConsumed: Trouble.CUT_OFF,
    httpx.StreamClosed: Trouble.CUT_OFF,
    httpx.ResponseNotRead: Trouble.CUT_OFF,
    httpx.RequestNotRead: Trouble.UNUSABLE,
}


class Connection:
    """Keeps connections to one address open. Several threads may use it at once. Redirects are never followed.

    Each request under way has a client with one connection to itself: a client with many asks each of those that rest, before and
    after every request, whether it is still good, and that takes longer than the request.
    """

    def __init__(self, base_url: str, headers: Mapping[str, str], timeout: httpx.Timeout = _TIMEOUT) -> None:
        self._base_url = base_url.rstrip("/")
        try:
            url = httpx.URL(self._base_url)
        except httpx.InvalidURL:
            raise _no_reply(Trouble.UNUSABLE, "", None) from None
        self._url, self.host = url, url.host
        here = _is_this_machine(url.host)
        if not url.host or not (url.scheme == "https" or (url.scheme == "http" and here)):
            # A key in plain text must not leave this machine.
            raise _no_reply(Trouble.UNUSABLE, url.host, None)
        self._port = url.port or 443
        verify = _system_certificates() if url.scheme == "https" else False
        self._watch = AnswerWatch()
        self._make_client = partial(
            httpx.Client,
            headers={"User-Agent": USER_AGENT, "Accept": "application/json", **headers},
            verify=verify,
            # The system's proxy, except on the way to this machine itself.
            trust_env=not here,
            timeout=timeout,
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=30.0),
            follow_redirects=False,
        )
        self._clients: list[httpx.Client] = []
        # Connections that rest; the one that was used last is used first, so that no more are opened than are needed.
        self._resting = [self._new_pool()]
        self._posts: dict[str, _Head] = {}

    def __repr__(self) -> str:
        return f"Connection({self._base_url!r})"

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Reply:
        """Ask for something. Raises NoReply."""
        return self._ask(_Head.of(self._clients[0].build_request("GET", self._base_url + path, params=query)), None)

    def post(self, path: str, body: bytes) -> Reply:
        """Send a JSON body. Raises NoReply."""
        head = self._posts.get(path)
        if head is None:
            headers = {"Content-Type": "application/json"}
            request = self._clients[0].build_request("POST", self._base_url + path, content=b"", headers=headers)
            head = self._posts[path] = _Head.of(request)
        return self._ask(head, body)

    def cut_off(self) -> None:
        """End all connections at once, from any thread: whoever waits for an answer gets NoReply, and nothing more leaves."""
        self._watch.cut_off()

    def spoilt(self, wait_seconds: float) -> frozenset[int]:
        """Numbers of connections whose answers may belong to other requests than they seemed to.

        With a wait, which is for when no request is under way, what comes until then that nobody asked for is seen, too.
        """
        if wait_seconds > 0:
            time.sleep(wait_seconds)
            self._watch.look()
        return frozenset(self._watch.spoilt)

    def close(self) -> None:
        """Let go of all connections."""
        for client in tuple(self._clients):
            client.close()

    def _new_pool(self) -> Any:
        try:
            client = self._make_client()
        except (ImportError, ValueError, httpx.InvalidURL):
            # Not chained: a proxy's address may hold its password. SOCKS would need a library that is not there.
            raise _no_reply(Trouble.PROXY_SETTINGS, self.host, None) from None
        self._clients.append(client)
        _put_under(self._watch, client)
        # Redirects, cookies and further logins, which `Client.send` would look after, are not wanted here.
        return _pool_of(client._transport_for_url(self._url))

    def _ask(self, head: _Head, body: bytes | None) -> Reply:
        try:
            pool = self._resting.pop()
        except IndexError:
            pool = self._new_pool()
        try:
            return self._ask_through(pool, head, body)
        finally:
            self._resting.append(pool)

    def _ask_through(self, pool: Any, head: _Head, body: bytes | None) -> Reply:
        began = time.monotonic()
        # One request for each connection once something is suspicious: then no answer can be taken for another's.
        request = head.with_body(body, self._watch.suspicious)
        try:
            response = pool.handle_request(request)
            try:
                # Half way back by the clock that nobody sets anew in between.
                moment_s = time.time() - (time.monotonic() - began) / 2
                answer = _body(response, began)
            finally:
                response.close()
        except tuple(TROUBLES) as error:
            # Not chained: these exceptions hold the request, and with it the key and the body.
            raise self._translated(error) from None
        stream = response.extensions.get("network_stream")
        if not (isinstance(stream, WatchedStream) and stream.is_believed()):
            raise _no_reply(Trouble.MIXED_UP, self.host, None)
        connection = 0 if stream.is_first_answer else stream.number
        return Reply(response.status, _headers(response), answer, moment_s, connection)

    def _translated(self, error: Exception) -> NoReply:
        trouble = next(TROUBLES[kind] for kind in type(error).__mro__ if kind in TROUBLES)
        if isinstance(error, httpcore.ConnectError) and _speaks_of_tls(error):
            return _no_reply(Trouble.UNTRUSTED, self.host, issuer_of_server(self.host, self._port))
        return _no_reply(trouble, self.host, None)


@dataclass(frozen=True)
class _Head:
    """What comes before the body, as httpcore takes it."""

    method: bytes
    url: httpcore.URL
    # Without the length of the body and what becomes of the connection; the key is among them.
    headers: tuple[tuple[bytes, bytes], ...] = field(repr=False)
    extensions: dict[str, Any]

    @classmethod
    def of(cls, request: httpx.Request) -> _Head:
        """The head of a request that httpx built."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path
        )
        headers = tuple(pair for pair in request.headers.raw if pair[0].lower() not in (b"connection", b"content-length"))
        return cls(request.method.encode(), url, headers, request.extensions)

    def with_body(self, body: bytes | None, alone: bool) -> httpcore.Request:
        """The request; `alone`: its connection ends with it."""
        headers = [*self.headers, (b"Connection", b"close" if alone else b"keep-alive")]
        if body is not None:
            headers.append((b"Content-Length", b"%d" % len(body)))
        return httpcore.Request(self.method, self.url, headers=headers, content=body, extensions=self.extensions)


def _body(response: httpcore.Response, began: float) -> bytes:
    body = bytearray()
    for piece in _pieces(response):
        body += piece
        if len(body) > _ANSWER_MAX_BYTES:
            raise httpx.StreamError("the answer is too long")
        if time.monotonic() - began > _ANSWER_MAX_SECONDS:
            raise httpx.ReadTimeout("the answer takes too long")
    return bytes(body)


def _pieces(response: httpcore.Response) -> Iterable[bytes]:
    """The body of an answer, unpacked."""
    if not any(name.lower() == b"content-encoding" for name, _ in response.headers):
        return response.iter_stream()
    return httpx.Response(response.status, headers=response.headers, content=response.iter_stream()).iter_bytes()


def _headers(response: httpcore.Response) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in response.headers:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _put_under(watch: AnswerWatch, client: httpx.Client) -> None:
    """Let all connections of a client be opened by the watch. httpx has no public way to; tests tell when this one is gone."""
    for transport in (client._transport, *client._mounts.values()):
        if isinstance(transport, httpx.HTTPTransport):
            _pool_of(transport)._network_backend = watch


def _pool_of(transport: Any) -> Any:
    """The connections that httpx keeps, of which `handle_request` is public in httpcore."""
    return transport._pool


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _system_certificates() -> ssl.SSLContext:
    # Imported here because it patches nothing and is needed only for real connections.
    import truststore

    if sys.platform in ("win32", "darwin"):
        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # Elsewhere all it does is to find the system's store. It would read it anew for each connection: 22 ms during which nothing
    # else goes on in the program, not even the window.
    from truststore._openssl import _configure_context

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with _configure_context(context):
        return context


def _speaks_of_tls(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def _no_reply(trouble: Trouble, host: str, issuer: str | None) -> NoReply:
    title, advice = _SAID[trouble]
    if trouble is Trouble.UNREACHABLE and _is_this_machine(host):
        title = QT_TRANSLATE_NOOP("core", "The practice workspace on this computer ({host}) does not answer.")
        advice = QT_TRANSLATE_NOOP("core", "Stop the run, then continue it: the practice workspace is started again, empty.")
    if trouble is Trouble.UNTRUSTED and issuer:
        title = QT_TRANSLATE_NOOP("core", "The connection to {host} is not trusted: its certificate was issued by {issuer}.")
        return NoReply(trouble, Sentence(title, host=host, issuer=issuer), Sentence(advice))
    return NoReply(trouble, Sentence(title, host=host), Sentence(advice))


_SAID: Final[dict[Trouble, tuple[str, str]]] = {
    Trouble.UNREACHABLE: (
        QT_TRANSLATE_NOOP("core", "{host} cannot be reached from this computer."),
        QT_TRANSLATE_NOOP("core", "Check the network connection, then try again."),
    ),
    Trouble.TIMED_OUT: (
        QT_TRANSLATE_NOOP("core", "{host} took too long to answer."),
        QT_TRANSLATE_NOOP("core", "The network or the server is slow. Try again in a while."),
    ),
    Trouble.CUT_OFF: (
        QT_TRANSLATE_NOOP("core", "The connection to {host} was cut off."),
        QT_TRANSLATE_NOOP("core", "Check the network connection, then try again."),
    ),
    Trouble.MIXED_UP: (
        QT_TRANSLATE_NOOP("core", "Something between this computer and {host} mixes up answers."),
        QT_TRANSLATE_NOOP("core", "It may be a proxy. Ask whoever looks after the network, or use another network."),
    ),
    Trouble.UNTRUSTED: (
        QT_TRANSLATE_NOOP("core", "The connection to {host} is not trusted."),
        QT_TRANSLATE_NOOP(
            "core",
            "A company network or security software may be looking into connections. "
            "Ask whoever looks after this computer to add its certificate to the system's own.",
        ),
    ),
    Trouble.PROXY: (
        QT_TRANSLATE_NOOP("core", "The proxy of this network does not let through to {host}."),
        QT_TRANSLATE_NOOP("core", "Check the system's proxy settings, or ask whoever looks after the network."),
    ),
    Trouble.PROXY_SETTINGS: (
        QT_TRANSLATE_NOOP("core", "The proxy that is set on this computer cannot be used to reach {host}."),
        QT_TRANSLATE_NOOP(
            "core",
            "It must be an HTTP proxy. Check the system's proxy settings, then the variables HTTPS_PROXY, ALL_PROXY, NO_PROXY.",
        ),
    ),
    Trouble.UNUSABLE: (
        QT_TRANSLATE_NOOP("core", "The address {host} cannot be used."),
        QT_TRANSLATE_NOOP("core", "Check the workspace's settings. Connections must be encrypted, that is begin with https."),
    ),
}
