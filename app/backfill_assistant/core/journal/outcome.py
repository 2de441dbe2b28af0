"""Outcome: what came of one request, told apart by what must happen next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from backfill_assistant.core.sentences import Sentence


class OutcomeKind(StrEnum):
    """What became of a batch."""

    ACCEPTED = "accepted"
    # 207, or 200 with errors: `refusals` names the records, all others are in.
    PARTLY_REFUSED = "partly refused"
    # 400: nothing of this request was taken.
    REFUSED = "refused"
    # 413: too large as a whole.
    TOO_LARGE = "too large"
    # 401 or 403.
    KEY_REFUSED = "key refused"
    # 429.
    BUSY = "busy"
    # 408, 5xx, time-outs, cut-off answers, no network: whether it arrived is not known.
    UNANSWERED = "unanswered"
    # A redirect, an HTML page, a certificate that is not trusted: something stands between us and Customer.io.
    INTERCEPTED = "intercepted"


@dataclass(frozen=True)
class RecordRefusal:
    """One record that Customer.io refused; `index` is its place in the request, from 0. No cell value."""

    index: int
    reason: str
    field: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of one request."""

    kind: OutcomeKind
    status: int | None = None
    refusals: tuple[RecordRefusal, ...] = ()
    # What the server said about the whole request, without values.
    reason: str = ""
    # What `Retry-After` asked for.
    wait_seconds: float | None = None
    # What to tell the person while waiting or when stopping.
    explanation: Sentence | None = None
    # Server clock minus our clock, from the `Date` header, in seconds; None when it was not there.
    clock_ahead_seconds: float | None = None
