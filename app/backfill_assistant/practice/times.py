"""Times as the two families of API take them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final

# customerio-ruby lib/customerio/client.rb: a plausible unix second lies between these, both excluded.
_SECOND_ABOVE: Final = 999_999_999
_SECOND_BELOW: Final = 100_000_000_000
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?")


def track_time(value: Any) -> tuple[int | None, bool]:
    """Milliseconds, and whether something was given that is no plausible unix second (it then becomes now)."""
    if type(value) is int and _SECOND_ABOVE < value < _SECOND_BELOW:
        return value * 1000, False
    return None, value is not None


def iso_time(value: str) -> int | None:
    """Milliseconds of an ISO 8601 text; None when it is none. Without an offset it is taken as UTC."""
    if not _ISO.fullmatch(value):
        return None
    try:
        # Nine digits of a second are allowed, six are understood.
        moment = datetime.fromisoformat(re.sub(r"([.,]\d{6})\d+", r"\1", value))
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    whole = int(moment.replace(microsecond=0).timestamp())
    return whole * 1000 + moment.microsecond // 1000


def dates_to_seconds(value: Any) -> Any:
    """The same value with date-looking text as unix seconds, inside objects too but not inside arrays."""
    if isinstance(value, str):
        # A date begins with a four-digit year and a dash; nearly all text is told apart by that.
        if len(value) >= 10 and value[4:5] == "-" and (found := iso_time(value)) is not None:
            return found // 1000
        return value
    if isinstance(value, dict):
        return {name: dates_to_seconds(inner) for name, inner in value.items()}
    return value
