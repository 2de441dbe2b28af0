"""Wishes: how one sitting of a run goes."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Wishes:
    """How this sitting goes."""

    # Send only so many rows of the run, counted from its beginning; the rest can follow.
    first_rows: int | None = None
    # None: as fast as the plan says.
    rows_per_second: float | None = None
    # The run stops when a larger share of the last 1,000 records is refused; above 1, it never does.
    refused_share_max: float = 0.25
    # Do not wait for the planned start: the person has approved what could start a campaign now.
    at_once: bool = False
    # Another key than the run began with feeds the same workspace: the person says so.
    another_key: bool = False
    chance: Callable[[], float] = field(default=random.random)
