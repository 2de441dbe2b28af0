"""Reply: what a server answered. NoReply: why there is no answer, in words for the person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any, Final

from backfill_assistant.core.sentences import Sentence

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Reply:
    """One answer. Header names are lower case; `moment_s` is our clock, in unix seconds, half way through the exchange.

    `connection` is the number of the connection it came on; 0 where it is surely the answer to its request.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    moment_s: float
    connection: int = 0

    @property
    def is_html(self) -> bool:
        """Whether it is a page for people, which no API sends as its answer."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        # Whatever it calls itself: no JSON begins like a tag, and pages may begin with a comment.
        return kind in ("text/html", "application/xhtml+xml") or self.body.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"<")

    def json(self) -> Any:
        """The body as JSON; None when it is not."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def server_moment_s(self) -> float | None:
        """The server's clock in unix seconds, from the `Date` header; None when there is none."""
        moment = http_date_s(self.headers.get("date", ""))
        # The header is cut to whole seconds: half a second is the likeliest rest.
        return None if moment is None else moment + 0.5

    def clock_ahead_seconds(self) -> float | None:
        """Server clock minus our clock; None when it is not known, or when the answer lay in a cache."""
        moment = self.server_moment_s()
        return None if moment is None or "age" in self.headers else moment - self.moment_s

    def retry_after_seconds(self) -> float | None:
        """What `Retry-After` asks for: seconds, or a date that is compared with the server's own clock (RFC 9110, 10.2.3)."""
        text = self.headers.get("retry-after", "").strip()
        if not text:
            return None
        try:
            seconds = float(text)
        except ValueError:
            until = http_date_s(text)
            if until is None:
                return None
            server_moment = http_date_s(self.headers.get("date", ""))
            seconds = until - (self.moment_s if server_moment is None else server_moment)
        return min(max(seconds, 0.0), 7 * 86_400.0) if seconds == seconds else None


def http_date_s(text: str) -> float | None:
    """Unix seconds of an HTTP date; None when it is not one."""
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


class Trouble(StrEnum):
    """Why a request has no answer."""

    # No network, no such host, nobody listens there.
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed out"
    # The connection ended in the middle, or what came is not HTTP.
    CUT_OFF = "cut off"
    # An answer came on a connection on which answers were seen that belong to no request.
    MIXED_UP = "mixed up"
    # The certificate is not trusted, or what answers speaks no TLS.
    UNTRUSTED = "untrusted"
    # The proxy of this network refuses.
    PROXY = "proxy"
    # The proxy that is set on this computer is of a kind that cannot be used, or is written down wrongly.
    PROXY_SETTINGS = "proxy settings"
    # The address or the request cannot be used at all.
    UNUSABLE = "unusable"


class NoReply(Exception):
    """There is no answer. Carries no address with secrets in it, no header and no body."""

    def __init__(self, trouble: Trouble, title: Sentence, advice: Sentence) -> None:
        super().__init__(trouble, title, advice)
        self.trouble = trouble
        self.title = title
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.title} {self.advice}"
