"""Zones named by letters (CET, PST): what they could mean. Several places share most of them, so a person says which is meant.

`CST` is Chicago, Shanghai or Havana; `EST` in July is an offset that holds all year, or a slip for New York's summer time. IANA's
own zones of these names (`EST`, `CET`) decide one of the readings in silence, so they are not taken either.
"""

from __future__ import annotations

import re
from typing import Final

# Behind a time of day; never a half of the day.
ZONE_WORD: Final = r"(?![AP]M\b)[A-Z]{2,5}"
_WORD: Final = re.compile(ZONE_WORD)
# They mean one thing everywhere.
_CERTAIN: Final = frozenset({"UTC", "GMT"})

# For each what is meant most often: an offset that holds all year, and places with their own summer time.
USUAL_MEANINGS: Final[dict[str, tuple[str, ...]]] = {
    "PST": ("-08:00", "America/Los_Angeles"),
    "PDT": ("-07:00", "America/Los_Angeles"),
    "PT": ("America/Los_Angeles",),
    "MST": ("-07:00", "America/Denver", "America/Phoenix"),
    "MDT": ("-06:00", "America/Denver"),
    "MT": ("America/Denver",),
    "CST": ("-06:00", "America/Chicago", "Asia/Shanghai"),
    "CDT": ("-05:00", "America/Chicago"),
    "CT": ("America/Chicago",),
    "EST": ("-05:00", "America/New_York"),
    "EDT": ("-04:00", "America/New_York"),
    "ET": ("America/New_York",),
    "AST": ("-04:00", "America/Halifax", "Asia/Riyadh"),
    "ADT": ("-03:00", "America/Halifax"),
    "AKST": ("-09:00", "America/Anchorage"),
    "AKDT": ("-08:00", "America/Anchorage"),
    "HST": ("Pacific/Honolulu",),
    "BRT": ("America/Sao_Paulo",),
    "ART": ("America/Argentina/Buenos_Aires",),
    "WET": ("+00:00", "Europe/Lisbon"),
    "WEST": ("+01:00", "Europe/Lisbon"),
    "BST": ("+01:00", "Europe/London", "Asia/Dhaka"),
    "IST": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "CET": ("+01:00", "Europe/Berlin"),
    "CEST": ("+02:00", "Europe/Berlin"),
    "MEZ": ("+01:00", "Europe/Berlin"),
    "MESZ": ("+02:00", "Europe/Berlin"),
    "MET": ("+01:00", "Europe/Berlin"),
    "EET": ("+02:00", "Europe/Helsinki"),
    "EEST": ("+03:00", "Europe/Helsinki"),
    "MSK": ("Europe/Moscow",),
    "TRT": ("Europe/Istanbul",),
    "SAST": ("Africa/Johannesburg",),
    "WAT": ("Africa/Lagos",),
    "EAT": ("Africa/Nairobi",),
    "GST": ("Asia/Dubai",),
    "PKT": ("Asia/Karachi",),
    "SGT": ("Asia/Singapore",),
    "HKT": ("Asia/Hong_Kong",),
    "JST": ("Asia/Tokyo",),
    "KST": ("Asia/Seoul",),
    "AWST": ("Australia/Perth",),
    "ACST": ("+09:30", "Australia/Adelaide"),
    "AEST": ("+10:00", "Australia/Sydney", "Australia/Brisbane"),
    "AEDT": ("+11:00", "Australia/Sydney"),
    "NZST": ("+12:00", "Pacific/Auckland"),
    "NZDT": ("+13:00", "Pacific/Auckland"),
}


def is_zone_word(text: str) -> bool:
    """Whether a text names a zone by letters alone, so that somebody must say what it means."""
    return text not in _CERTAIN and _WORD.fullmatch(text) is not None
