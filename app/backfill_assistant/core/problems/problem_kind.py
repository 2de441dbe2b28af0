"""Kind: what all problems with one code have in common."""

from __future__ import annotations

from dataclasses import dataclass

from backfill_assistant.core.checked import Severity


@dataclass(frozen=True)
class Kind:
    """What all problems with one code have in common. Texts may have the gaps {column}, {limit} and {name}.

    `repairs` names what mends it, the best first: decisions of `repairs` ("leave_out", "edit", "correct", "correct_domain",
    "send_as_text", "trim", "merge", "keep_first", "keep_newest", "undo") or changes of the mapping ("choose_format", "choose_zone",
    "choose_hour", "choose_words", "say_zone", "rename", "nest", "unsubscribe", "only_no",
    "exchange_words", "send_created_at", "send_as_time", "update_only").
    "agrees", "refuses", "not_consent", "keep_words" and "send_despite_no" say what a column about consent means, or
    that it is known who will get messages. `asks`: the person must decide it before going on.
    """

    severity: Severity
    text: str
    advice: str
    repairs: tuple[str, ...] = ("leave_out",)
    limit: int | None = None
    asks: bool = False
