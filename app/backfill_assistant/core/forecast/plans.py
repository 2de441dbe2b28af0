"""SendingPlan and Decision: when rows go out, how fast and in which order, and what happens to rows that could start a campaign."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from backfill_assistant.core.limits import CLOSE_CALL_MARGIN_MS


class Order(StrEnum):
    """In which order rows are sent."""

    FILE = "file order"
    OLDEST_FIRST = "oldest first"
    SOONEST_TO_EXPIRE = "soonest to expire first"


class Choice(StrEnum):
    """What to do with rows that could enter a campaign or are too close to call."""

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

    def __post_init__(self) -> None:
        if not self.rows_per_second > 0 or self.margin_ms < 0:
            raise ValueError("a plan needs a speed above zero and a margin of zero or more")

    @property
    def step_us(self) -> int:
        """From one row to the next, in whole microseconds."""
        return round(1_000_000 / self.rows_per_second)


@dataclass(frozen=True)
class Decision:
    """What the person decided; `at_most` caps entries per campaign id."""

    choice: Choice = Choice.SEND_ALL
    at_most: tuple[tuple[int, int], ...] = ()
