"""Gate: every request passes it; faults strike here, and the request log is written here."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import NamedTuple

from backfill_assistant.practice.connection import Connection
from backfill_assistant.practice.faults import Fault, FaultKind, Faults
from backfill_assistant.practice.messages import Reply, Request, json_reply
from backfill_assistant.practice.replies import error

_PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Accept the terms to use this network.</body></html>\n"
_CUTS = (FaultKind.CUT_AFTER, FaultKind.TRUNCATED)


class LoggedRequest(NamedTuple):
    """A line of the request log. Status 0: there was no answer."""

    number: int
    at_ms: int
    method: str
    path: str
    bytes: int
    status: int
    refused: int
    faults: tuple[str, ...]


Routing = Callable[[Request, int], tuple[Reply, int]]


class Gate:
    """Lets a request through to `route`, unless a fault strikes."""

    def __init__(self, route: Routing, faults: Faults, clock_ms: Callable[[], int], stopping: threading.Event) -> None:
        self._route = route
        self._faults = faults
        self._clock_ms = clock_ms
        self._stopping = stopping
        self._lock = threading.Lock()
        self.log: list[LoggedRequest] = []
        self._number = 0

    def answer(self, request: Request, connection: Connection) -> Reply | None:
        """The answer; None when the connection was cut."""
        with self._lock:
            self._number += 1
            number = self._number
        struck = {fault.kind: fault for fault in self._faults.strike(request.path)}
        if FaultKind.CUT_BEFORE in struck:
            connection.cut()
            self._write(number, request, 0, 0, struck)
            return None
        request = connection.read_body(request)
        skew = struck.get(FaultKind.CLOCK_SKEW)
        connection.clock_skew_s = skew.seconds if skew else 0.0
        now_ms = self._clock_ms()
        instead = next((reply for fault in struck.values() if (reply := instead_of_answering(fault, request, now_ms))), None)
        reply, refused = (instead, 0) if instead else self._route(request, number)
        cut = next((kind for kind in _CUTS if kind in struck), None)
        for fault in struck.values():
            reply = spoilt(fault, reply, now_ms)
        self._write(number, request, 0 if cut else reply.status, refused, struck)
        if FaultKind.SLOW in struck:
            self._stopping.wait(struck[FaultKind.SLOW].seconds)
        if cut is None:
            return reply
        if cut is FaultKind.TRUNCATED:
            connection.write(reply, keep_bytes=len(reply.body) // 2)
        else:
            connection.cut()
        return None

    def _write(self, number: int, request: Request, status: int, refused: int, struck: dict[FaultKind, Fault]) -> None:
        names = tuple(kind.value for kind in struck)
        line = LoggedRequest(number, self._clock_ms(), request.method, request.path, len(request.body), status, refused, names)
        with self._lock:
            self.log.append(line)


def instead_of_answering(fault: Fault, request: Request, now_ms: int) -> Reply | None:
    """What a fault answers before anything is stored."""
    if fault.kind in (FaultKind.BUSY, FaultKind.RATE):
        return json_reply(
            fault.status or 429, {"errors": [{"detail": "too many requests", "status": "429"}]}, fault.headers(now_ms)
        )
    if fault.kind is FaultKind.ERROR:
        status = fault.status or 503
        return Reply(status, b"upstream failed\n", fault.headers(now_ms), "text/plain; charset=utf-8")
    if fault.kind is FaultKind.HTML:
        return Reply(fault.status or 200, _PAGE, {}, "text/html; charset=utf-8")
    if fault.kind is FaultKind.REVOKED:
        return error(fault.status or 401, "unauthorized")
    if fault.kind is FaultKind.REDIRECT:
        return Reply(fault.status or 302, b"", {"Location": fault.location})
    if fault.kind is FaultKind.TOO_LARGE and len(request.body) > fault.bytes:
        return Reply(413, b"request entity too large\n", {}, "text/plain; charset=utf-8")
    return None


def spoilt(fault: Fault, reply: Reply, now_ms: int) -> Reply:
    """What a fault makes of an answer after the request was stored."""
    if fault.kind is FaultKind.ERROR_AFTER:
        return Reply(fault.status or 504, b"gateway timeout\n", fault.headers(now_ms), "text/plain; charset=utf-8")
    if reply.status != 200:
        return reply
    if fault.kind is FaultKind.EMPTY:
        return Reply(200)
    if fault.kind is FaultKind.NO_CONTENT:
        return Reply(204)
    if fault.kind is FaultKind.NOT_JSON:
        return Reply(200, b'{"half":', {})
    return reply
