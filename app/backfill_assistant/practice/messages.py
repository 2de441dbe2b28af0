"""Request and Reply: what comes in over HTTP and what goes back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

JSON_TYPE = "application/json; charset=utf-8"


@dataclass(frozen=True)
class Request:
    """One request, read completely. `path` is as sent (still percent-encoded); header names are lower case."""

    method: str
    path: str
    query_text: str
    headers: Mapping[str, str]
    body: bytes

    def query(self) -> dict[str, str]:
        """The query parameters; of a repeated one the last."""
        return dict(parse_qsl(self.query_text, keep_blank_values=True))


@dataclass(frozen=True)
class Reply:
    """One answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = JSON_TYPE


def json_reply(status: int, value: Any, headers: Mapping[str, str] | None = None) -> Reply:
    """An answer with a JSON body, ended by a newline as Customer.io does."""
    return Reply(status, json.dumps(value, ensure_ascii=False).encode() + b"\n", headers or {})


# customerio-node test/fixtures/responses/batch__success: two braces and a newline, content-length 3.
ACCEPTED = Reply(200, b"{}\n")
# App API specification, error envelope.
NOT_FOUND = json_reply(404, {"errors": [{"detail": "not found", "status": "404"}]})
