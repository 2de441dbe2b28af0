"""One connection: what it sends, and what every failure becomes."""

from __future__ import annotations

import gzip
import inspect
import logging
import socket
import ssl
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpcore
import httpx
import pytest

from backfill_assistant.adapters.customerio.http import TROUBLES, Connection
from backfill_assistant.adapters.customerio.issuers import issuer_of
from backfill_assistant.adapters.customerio.replies import NoReply, Trouble
from fakes.certificates import certificate_files, server_context
from fakes.http_server import HttpServer, Told

KEY = "planted-key-4711"


def test_every_exception_of_httpx_and_httpcore_has_a_translation() -> None:
    classes = {
        each
        for module in (httpx, httpx._exceptions, httpcore, httpcore._exceptions)
        for each in vars(module).values()
        if inspect.isclass(each) and issubclass(each, Exception)
    }
    assert len(classes) > 40
    assert {each.__name__ for each in classes - set(TROUBLES)} == set()


@pytest.mark.parametrize("kind", sorted(TROUBLES, key=lambda each: (each.__name__, each.__module__)))
def test_every_exception_comes_out_as_ours_without_its_request(kind: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    with HttpServer([Told()]) as server:
        connection = Connection(server.url, {"Authorization": KEY})

        def fail(*args: object, **kwargs: object) -> None:
            error = kind.__new__(kind)
            Exception.__init__(error, KEY)
            raise error

        monkeypatch.setattr(httpcore.ConnectionPool, "handle_request", fail)
        with pytest.raises(NoReply) as caught:
            connection.get("/")
        connection.close()
    assert caught.value.trouble is TROUBLES[kind]
    assert caught.value.__suppress_context__
    assert KEY not in repr(caught.value) + str(caught.value)


def test_a_request_carries_key_agent_and_type_and_the_body_as_it_is() -> None:
    with HttpServer([Told()]) as server:
        connection = Connection(server.url + "/", {"Authorization": KEY})
        reply = connection.post("/api/v2/batch", b'{"batch":[]}')
        connection.get("/x", {"q": "a+b@x.org"})
        connection.close()
    assert reply.status == 200
    assert reply.json() == {}
    assert reply.clock_ahead_seconds() == pytest.approx(0, abs=2)
    post, get = server.asked
    assert "content-length" not in get.headers
    assert (post.method, post.path, post.body) == ("POST", "/api/v2/batch", b'{"batch":[]}')
    assert post.headers["authorization"] == KEY
    assert post.headers["content-type"] == "application/json"
    assert post.headers["user-agent"].startswith("BackfillAssistant/")
    assert get.path == "/x?q=a%2Bb%40x.org"
    assert KEY not in repr(connection) + repr(connection._posts)


def test_nothing_of_a_request_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with HttpServer([Told()]) as server:
        connection = Connection(server.url, {"Authorization": KEY})
        connection.get("/customers", {"email": "planted@example.com"})
        connection.post("/", b'{"planted": 1}')
        connection.close()
    assert not [record for record in caplog.records if "planted" in record.getMessage()]


def test_a_packed_answer_is_unpacked_and_headers_that_come_twice_are_joined() -> None:
    headers = {"Content-Encoding": "gzip", "X-Said": "one", "x-said": "two"}
    with HttpServer([Told(body=gzip.compress(b'{"errors": []}'), headers=headers)]) as server:
        connection = Connection(server.url, {})
        reply = connection.post("/", b"{}")
        connection.close()
    assert reply.json() == {"errors": []}
    assert reply.headers["x-said"] == "one, two"


def test_a_packed_answer_that_cannot_be_unpacked_is_no_answer() -> None:
    with HttpServer([Told(body=b"no gzip", headers={"Content-Encoding": "gzip"})]) as server:
        assert _trouble(server.url) is Trouble.CUT_OFF


def test_requests_use_the_connection_that_rests_and_as_many_as_are_under_way_at_once() -> None:
    hold = threading.Event()
    with HttpServer([Told(), Told(hold=hold), Told(hold=hold), Told()]) as server:
        connection = Connection(server.url, {})
        connection.get("/")
        with ThreadPoolExecutor(2) as threads:
            both = [threads.submit(connection.post, "/", b"{}") for _ in range(2)]
            while len(server.asked) < 3:
                hold.wait(0.001)
            hold.set()
            assert [each.result().status for each in both] == [200, 200]
        for _ in range(5):
            connection.get("/")
        assert len(server._sockets) == 2
        connection.close()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(status: int) -> None:
    with HttpServer([Told()]) as elsewhere, HttpServer([Told(status, b"", {"Location": elsewhere.url + "/x"})]) as server:
        connection = Connection(server.url, {"Authorization": KEY})
        assert connection.post("/", b"{}").status == status
        connection.close()
    assert elsewhere.asked == []


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert _trouble(f"http://127.0.0.1:{port}") is Trouble.UNREACHABLE


@pytest.mark.parametrize("cut_after", [-1, 5])
def test_a_connection_that_is_cut_off(cut_after: int) -> None:
    with HttpServer([Told(body=b'{"errors": []}', cut_after=cut_after)]) as server:
        assert _trouble(server.url) is Trouble.CUT_OFF


def test_an_answer_that_does_not_come() -> None:
    hold = threading.Event()
    with HttpServer([Told(hold=hold)]) as server:
        assert _trouble(server.url, httpx.Timeout(5, read=0.05)) is Trouble.TIMED_OUT
        hold.set()


def test_what_is_not_http_is_cut_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk() -> None:
            accepted, _ = listening.accept()
            with accepted:
                accepted.recv(4096)
                accepted.sendall(b"220 mail.example.net ready\r\n")

        thread = threading.Thread(target=talk)
        thread.start()
        assert _trouble(f"http://127.0.0.1:{listening.getsockname()[1]}") is Trouble.CUT_OFF
        thread.join()


def test_an_unknown_certificate_is_named_by_its_issuer_and_nothing_is_sent() -> None:
    with HttpServer([Told()], tls=server_context()) as server:
        connection = Connection(server.url, {"Authorization": KEY})
        with pytest.raises(NoReply) as caught:
            connection.post("/", b"{}")
        connection.close()
    assert caught.value.trouble is Trouble.UNTRUSTED
    assert "Example Inspection Ltd" in str(caught.value)
    assert server.asked == []


def test_a_certificate_of_the_systems_store_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, _ = certificate_files(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with HttpServer([Told()], tls=server_context()) as server:
        connection = Connection(server.url, {})
        assert connection.get("/").status == 200
        connection.close()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there the system itself looks certificates up")
def test_the_systems_store_is_read_once_however_many_connections_are_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, _ = certificate_files(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    reading, times = ssl.SSLContext.set_default_verify_paths, []

    def read(context: ssl.SSLContext) -> None:
        times.append(context.verify_mode)
        reading(context)

    monkeypatch.setattr(ssl.SSLContext, "set_default_verify_paths", read)
    closing = {"Connection": "close"}
    with HttpServer([Told(headers=closing), Told(headers=closing), Told()], tls=server_context()) as server:
        connection = Connection(server.url, {})
        assert [connection.get("/").status for _ in range(3)] == [200, 200, 200]
        connection.close()
    assert times == [ssl.CERT_REQUIRED]


def test_https_to_a_server_without_tls_is_not_trusted() -> None:
    with HttpServer([Told()]) as server:
        assert _trouble(server.url.replace("http:", "https:")) is Trouble.UNTRUSTED


def test_the_issuer_is_read_from_a_certificate(tmp_path: Path) -> None:
    certificate, _ = certificate_files(tmp_path)
    assert issuer_of(ssl.PEM_cert_to_DER_cert(certificate.read_text())) == "Example Inspection Ltd"
    assert issuer_of(b"") is None
    assert issuer_of(b"\x30\x82\xff\xff\x30") is None


def test_no_proxy_stands_between_us_and_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with HttpServer([Told(502)]) as proxy, HttpServer([Told()]) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        connection = Connection(server.url, {})
        assert connection.get("/").status == 200
        connection.close()
    assert proxy.asked == []


def test_elsewhere_the_systems_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with HttpServer([Told(407)]) as proxy:
        for name in ("HTTPS_PROXY", "https_proxy"):
            monkeypatch.setenv(name, proxy.url)
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        # Never resolved: the proxy is asked instead.
        assert _trouble("https://track.customer.invalid") is Trouble.PROXY


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALL_PROXY", "socks5://me:planted-key-4711@127.0.0.1:9"),
        ("HTTPS_PROXY", "gopher://planted-key-4711@127.0.0.1:9"),
        ("NO_PROXY", "[::1"),
    ],
)
def test_proxy_settings_that_cannot_be_used_are_told_without_their_password(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in ("HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(each, raising=False)
        monkeypatch.delenv(each.lower(), raising=False)
    monkeypatch.setenv(name, value)
    with pytest.raises(NoReply) as caught:
        Connection("https://track.customer.invalid", {})
    assert caught.value.trouble is Trouble.PROXY_SETTINGS
    assert KEY not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "url", ["http://track.customer.io", "ftp://127.0.0.1", "https://", "", "https://x:port", "http://192.168.1.7:8080"]
)
def test_addresses_that_would_show_the_key_or_make_no_sense_are_refused(url: str) -> None:
    with pytest.raises(NoReply) as caught:
        Connection(url, {})
    assert caught.value.trouble is Trouble.UNUSABLE


def test_an_endless_answer_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backfill_assistant.adapters.customerio.http._ANSWER_MAX_BYTES", 1_000)
    with HttpServer([Told(body=b"x" * 100_000)]) as server:
        assert _trouble(server.url) is Trouble.CUT_OFF


def _trouble(url: str, timeout: httpx.Timeout | None = None) -> Trouble:
    connection = Connection(url, {"Authorization": KEY}) if timeout is None else Connection(url, {}, timeout=timeout)
    with pytest.raises(NoReply) as caught:
        connection.post("/", b"{}")
    connection.close()
    assert KEY not in str(caught.value)
    return caught.value.trouble
