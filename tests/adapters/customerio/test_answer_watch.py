"""Answers that belong to no request: they are noticed, and none of them is taken for the answer to another request."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from backfill_assistant.adapters.customerio.answer_watch import WatchedStream, _more_than_one_answer
from backfill_assistant.adapters.customerio.http import Connection
from backfill_assistant.adapters.customerio.replies import NoReply, Trouble
from fakes.certificates import certificate_files, server_context
from fakes.doubling_proxy import doubling_proxy
from fakes.http_server import HttpServer, Told

ONE = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{}\n\r\n0\r\n\r\n"
EMPTY = b"HTTP/1.1 204 No Content\r\n\r\n"
LONG = b"HTTP/1.1 200 OK\r\n\r\nuntil the connection ends"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


@pytest.mark.parametrize("answer", [ONE, CHUNKED, EMPTY, LONG, CONTINUE + ONE, ONE.replace(b"Length", b"LENGTH"), ONE[:20], b""])
def test_one_answer_is_one(answer: bytes) -> None:
    assert not _more_than_one_answer(answer)


@pytest.mark.parametrize("answer", [ONE, CHUNKED, EMPTY, CONTINUE + ONE])
@pytest.mark.parametrize("behind", [ONE, b"H", b"\r\n"])
def test_whatever_comes_behind_it_is_seen(answer: bytes, behind: bytes) -> None:
    assert _more_than_one_answer(answer + behind)


def test_what_is_no_http_is_not_believed() -> None:
    assert _more_than_one_answer(b"220 mail.example.net ready\r\n\r\n")


@pytest.mark.parametrize("between", [lambda: 0.0, lambda: 0.002])
def test_only_the_first_answer_of_a_connection_is_believed_then_each_request_has_its_own(between: Callable[[], float]) -> None:
    with HttpServer([Told(200), *[Told(503)] * 9]) as server, doubling_proxy(server.url, between) as url:
        connection = Connection(url, {})
        found = []
        for _ in range(10):
            found.append(connection.post("/", b"{}").status)
            time.sleep(0.02)
        connection.close()
    assert found == [200, *[503] * 9]
    assert connection._watch.suspicious


def test_a_later_answer_of_a_connection_is_not_believed_when_more_comes_with_it() -> None:
    waits: list[float | None] = [None, None, 0.0, *[None] * 9]
    with HttpServer([Told(200)]) as server, doubling_proxy(server.url, lambda: waits.pop(0)) as url:
        connection = Connection(url, {})
        assert [connection.post("/", b"{}").status for _ in range(2)] == [200, 200]
        with pytest.raises(NoReply) as caught:
            connection.post("/", b"{}")
        assert caught.value.trouble is Trouble.MIXED_UP
        assert [connection.post("/", b"{}").status for _ in range(3)] == [200] * 3
        connection.close()
    assert [asked.headers.get("connection") for asked in server.asked[-3:]] == ["close"] * 3


def test_a_server_that_ends_idle_connections_is_not_suspicious() -> None:
    with HttpServer([Told()]) as server:
        connection = Connection(server.url, {})
        for _ in range(3):
            assert connection.get("/").status == 200
            with server._lock:
                for each in server._sockets:
                    each.shutdown(2)
        connection.close()
    assert not connection._watch.suspicious


def test_with_tls_too(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, _ = certificate_files(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with HttpServer([Told()], tls=server_context()) as server:
        connection = Connection(server.url, {})
        assert [connection.post("/", b"x" * 100_000).status for _ in range(5)] == [200] * 5
        connection.close()
    assert not connection._watch.suspicious


@pytest.mark.parametrize("proxy", ["", "http://127.0.0.1:9", "https://127.0.0.1:9"])
def test_all_connections_are_watched(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, proxy)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    connection = Connection("https://track.customer.invalid", {})
    (client,) = connection._clients
    transport = client._transport_for_url(client._merge_url("https://track.customer.invalid"))
    assert transport._pool._network_backend is connection._watch
    connection.close()
    with HttpServer([Told()]) as server:
        connection = Connection(server.url, {})
        with connection._clients[0].stream("GET", server.url) as response:
            assert isinstance(response.extensions["network_stream"], WatchedStream)
        connection.close()
