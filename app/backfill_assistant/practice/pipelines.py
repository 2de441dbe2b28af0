"""Pipelines API: identify, track, page, screen, group, alias and batch; permissive, or strict with X-Strict-Mode: 1."""

from __future__ import annotations

from typing import Final

from backfill_assistant.practice import pipelines_records as records
from backfill_assistant.practice import record_rules as rules
from backfill_assistant.practice.json_reading import NotJson, read_batch, read_json
from backfill_assistant.practice.messages import Reply, Request, json_reply
from backfill_assistant.practice.operations import Operation
from backfill_assistant.practice.replies import error
from backfill_assistant.practice.workspace import Workspace

CALLS: Final = frozenset({"identify", "track", "page", "screen", "group", "alias", "batch"})
# Pipelines API specification: an empty object.
_ACCEPTED: Final = json_reply(200, {})


class Pipelines:
    """Answers the calls. Permissive means: 200 whatever came, and what is wrong is not stored."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def answer(self, request: Request, key_is_right: bool, number: int) -> tuple[Reply, int]:
        """The answer, and how many records were refused or silently not stored."""
        strict = request.headers.get("x-strict-mode") == "1"
        if request.method != "POST":
            return error(405, "method not allowed"), 0
        if not key_is_right:
            return (Reply(401) if strict else _ACCEPTED), 0
        call = request.path[4:]
        if not self._workspace.switches.reads_bodies:
            return _ACCEPTED, 0
        if call == "batch":
            return self._batch(request.body, strict, number)
        return self._single(call, request.body, strict, number)

    def _single(self, call: str, body: bytes, strict: bool, number: int) -> tuple[Reply, int]:
        switches = self._workspace.switches
        if len(body) > rules.OPERATION_KB * switches.kilobyte:
            return self._oversize(strict), 1
        try:
            found = records.read_record(read_json(body), call, switches, number)
        except NotJson:
            found = "the body is not JSON"
        if isinstance(found, str):
            return (_refusal([found]) if strict else _ACCEPTED), 1
        self._workspace.accept([found])
        return _ACCEPTED, 0

    def _batch(self, body: bytes, strict: bool, number: int) -> tuple[Reply, int]:
        switches = self._workspace.switches
        if len(body) > rules.BATCH_KB * switches.kilobyte:
            return self._oversize(strict), 0
        try:
            value, sizes = read_batch(body)
        except NotJson:
            return (_refusal(["the body is not JSON"]) if strict else _ACCEPTED), 0
        given = value.get("batch") if isinstance(value, dict) else None
        if not isinstance(given, list):
            return (_refusal(["batch must be an array"]) if strict else _ACCEPTED), 0
        record_bytes = rules.OPERATION_KB * switches.kilobyte
        if strict and switches.strict_oversize != "drop" and any(size > record_bytes for size in sizes):
            return self._oversize(strict), len(given)
        operations: list[Operation] = []
        problems: list[str] = []
        dropped = 0
        for record, size in zip(given, sizes, strict=True):
            if size > record_bytes:
                dropped += 1
                continue
            found = records.read_record(record, None, switches, number)
            if isinstance(found, str):
                problems.append(found)
            else:
                operations.append(found)
        if problems and strict and switches.strict_bad_item == "whole":
            return _refusal(sorted(set(problems))), len(given)
        self._workspace.accept(operations)
        return _ACCEPTED, len(problems) + dropped

    def _oversize(self, strict: bool) -> Reply:
        how = self._workspace.switches.strict_oversize
        if not strict or how == "drop":
            return _ACCEPTED
        return _refusal(["the request is too large"]) if how == "400" else Reply(413)


def _refusal(texts: list[str]) -> Reply:
    return json_reply(400, {"meta": {"errors": texts}})
