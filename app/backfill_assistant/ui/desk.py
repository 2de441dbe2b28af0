"""Desk: what every page and every operation works with. There is one per window, handed over, never looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backfill_assistant.ui.jobs import Jobs
from backfill_assistant.ui.session import Session

if TYPE_CHECKING:
    from backfill_assistant.core.ports import Parts
    from backfill_assistant.ui.theme import Theme


@dataclass(frozen=True, eq=False)
class Desk:
    """The concrete parts, what was decided so far, who runs long work, and the look."""

    parts: Parts
    session: Session
    jobs: Jobs
    theme: Theme
