"""Times × campaigns × a sending plan become verdicts, counts and the quiet time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from backfill_assistant.core.limits import CLOSE_CALL_MARGIN_MS


class Verdict(StrEnum):
    """What one row could do to one campaign. Never "will enter": filters and frequency decide too."""

    COULD_ENTER = "could enter"
    TOO_CLOSE = "too close to call"
    WILL_NOT = "will not"
    NOT_PREDICTABLE = "not predictable"


class Order(StrEnum):
    """In which order rows are sent."""

    FILE = "file order"
    OLDEST_FIRST = "oldest first"
    SOONEST_TO_EXPIRE = "soonest to expire first"


class Choice(StrEnum):
    """What to do with rows that could enter a campaign (or are too close to call, or not predictable where marked)."""

    SEND_ALL = "send everything"
    LEAVE_OUT = "leave out"
    HOLD = "hold until quiet time"
    ONLY = "send only these"


@dataclass(frozen=True)
class SendingPlan:
    """When sending starts and how it goes; every row is judged at its own moment. Times in unix milliseconds."""

    start_ms: int
    rows_per_second: float = 1_000.0
    order: Order = Order.FILE
    # Rows this close to a limit or a start are too close to call.
    margin_ms: int = CLOSE_CALL_MARGIN_MS


@dataclass(frozen=True)
class Decision:
    """What the person decided; `at_most` caps entries per campaign id."""

    choice: Choice = Choice.SEND_ALL
    at_most: tuple[tuple[int, int], ...] = ()
