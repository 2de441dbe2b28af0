"""Event names that almost match a campaign's: the rows will not match, and the person may not have meant that."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.campaigns.campaigns import Campaign
from backfill_assistant.core.checked import CheckedRows
from backfill_assistant.core.forecast.verdicts import Standing

# How alike two names must be to pass for a slip of the keys: one letter in eight.
_ALIKE: Final = 0.87
# With more different names than this, spelling is compared no more: it grows with names × campaigns.
_SPELLING_NAMES_MAX: Final = 5_000


class Difference(StrEnum):
    """How a name differs from the campaign's."""

    CASE = "case"
    PUNCTUATION = "spaces or signs"
    PLURAL = "plural or ending"
    SPELLING = "spelling"


@dataclass(frozen=True)
class NearMiss:
    """An event name in the file, taken for another event than the campaign's. `event_name` comes from the file."""

    campaign: Campaign
    event_name: str
    difference: Difference
    rows: int


def near_misses(checked: CheckedRows, sendable: npt.NDArray[np.bool_], standings: Sequence[Standing]) -> tuple[NearMiss, ...]:
    """Names of rows that can be sent, per campaign, the most frequent first."""
    events = checked.event[sendable]
    row_counts = np.bincount(events[events >= 0], minlength=len(checked.event_names))
    present = [(name, int(count)) for name, count in zip(checked.event_names, row_counts, strict=True) if count]
    likely = defaultdict(list)
    for name, count in present:
        likely[_stem(_letters(name))].append((name, count))
    with_spelling = len(present) <= _SPELLING_NAMES_MAX
    found = [
        NearMiss(standing.campaign, name, difference, count)
        for standing in standings
        # But for spelling, names differ only a little where their stems are equal.
        for name, count in (present if with_spelling else likely[_stem(_letters(standing.event_name or ""))])
        if (difference := difference_of(standing.event_name or "", name, with_spelling)) is not None
    ]
    return tuple(sorted(found, key=lambda miss: -miss.rows))


def difference_of(wanted: str, name: str, with_spelling: bool = True) -> Difference | None:
    """How a name differs from the wanted one if only a little; None if it is equal or quite different."""
    if name == wanted:
        return None
    one, other = wanted.casefold(), name.casefold()
    if one == other:
        return Difference.CASE
    one, other = _letters(wanted), _letters(name)
    if not one or not other:
        return None
    if one == other:
        return Difference.PUNCTUATION
    if _stem(one) == _stem(other):
        return Difference.PLURAL
    return Difference.SPELLING if with_spelling and _alike(one, other) else None


def _letters(name: str) -> str:
    """A name in lower case, without spaces and signs."""
    return re.sub(r"[\W_]+", "", name.casefold())


def _stem(name: str) -> str:
    for ending in ("ies", "ed", "es", "s", "y", "e"):
        if name.endswith(ending) and len(name) - len(ending) >= 3:
            return name[: -len(ending)]
    return name


def _alike(one: str, other: str) -> bool:
    # Numbered names (step 1, step 2) are different events, not slips.
    if re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE
