"""Kind: what all problems with one code have in common."""

from __future__ import annotations

from dataclasses import dataclass

from backfill_assistant.core.checked import Severity


@dataclass(frozen=True)
class Kind:
    """What all problems with one code have in common. Texts may have the gaps {column}, {limit} and {name}.

    `repairs` are names of what mends it, the best first; `offers` turns them into buttons.
    """

    severity: Severity
    text: str
    advice: str
    repairs: tuple[str, ...] = ("leave_out",)
    limit: int | None = None
