"""What a column's header says it holds, in the languages files come in, whatever its punctuation, letter case or plural."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from backfill_assistant.core.values.header_names import NAMES, Meaning
from backfill_assistant.core.values.plain_words import CAMEL, plain_words

__all__ = ["Meaning", "field_name", "meaning_of", "plain_words"]

_SMALL_WORDS: Final = frozenset(
    [
        "a",
        "af",
        "alla",
        "av",
        "da",
        "das",
        "de",
        "del",
        "dell",
        "della",
        "dello",
        "den",
        "der",
        "di",
        "die",
        "do",
        "dos",
        "d",
        "el",
        "en",
        "il",
        "l",
        "la",
        "le",
        "les",
        "lo",
        "na",
        "of",
        "the",
        "to",
    ]
)
# Units and zones behind a name.
_UNITS: Final = frozenset(
    ["utc", "gmt", "cet", "cest", "ms", "s", "eur", "usd", "gbp", "chf", "pln", "sek", "dkk", "try", "iso", "value"]
)
# Whose it is, before what it is; for what belongs to the person alone.
_WHOSE: Final = frozenset(
    [
        "account",
        "attendee",
        "billing",
        "business",
        "buyer",
        "client",
        "contact",
        "customer",
        "home",
        "invitee",
        "kontakt",
        "kunden",
        "lead",
        "main",
        "member",
        "participant",
        "personal",
        "primary",
        "private",
        "privat",
        "respondent",
        "shipping",
        "subscriber",
        "user",
        "visitor",
        "work",
        "your",
    ]
)
_OF_CONTACTS: Final = frozenset(
    {
        Meaning.EMAIL,
        Meaning.PHONE,
        Meaning.FIRST_NAME,
        Meaning.LAST_NAME,
        Meaning.NAME,
        Meaning.COMPANY,
        Meaning.COUNTRY,
        Meaning.CITY,
        Meaning.POSTCODE,
        Meaning.LANGUAGE,
        Meaning.TIME_ZONE,
    }
)
# Whatever it numbers, a number of something is no quantity.
_NUMBER_OF: Final = re.compile(r"[^\W_]+ (?:id|ids|uuid|guid|no|nr|nummer|number|code|sku)")


def _without_small_words(words: str) -> str:
    return " ".join(word for word in words.split() if word not in _SMALL_WORDS)


@lru_cache(maxsize=1)
def _lookup() -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for meaning, names in NAMES.items():
        for name in names.split(","):
            plain = plain_words(name)
            for spelling in (plain, plain.replace(" ", ""), _without_small_words(plain)):
                found.setdefault(spelling, meaning)
    return found


@lru_cache(maxsize=5_000)
def meaning_of(header: str) -> Meaning | None:
    """What a header says, or None.

    A plural in s is taken like its singular; what stands in brackets, small words, units and numbers behind a name are left away,
    and so is whose it is (`Work email`) where it belongs to a person.
    """
    for name, meaning in ((name, _lookup().get(name)) for name in _spellings(header)):
        if meaning is not None:
            return meaning
        whose, _, what = name.partition(" ")
        belongs = _lookup().get(what) if whose in _WHOSE else None
        if belongs in _OF_CONTACTS:
            return belongs
    return Meaning.REFERENCE if _NUMBER_OF.fullmatch(" ".join(plain_words(header).split()[-2:])) else None


def _spellings(header: str) -> Iterator[str]:
    """A header as it stands, and with less and less of what does not matter."""
    whole = unicodedata.normalize("NFKC", header)
    for text in (header, whole, re.sub(r"[(\[{].*?[)\]}]", " ", whole), whole.rsplit(".", 1)[-1]):
        words = plain_words(text)
        for name in (words, _without_small_words(words), _without_units(words)):
            yield from (name, name.removesuffix(" s"), name.removesuffix("s"), name.replace(" ", ""))


def _without_units(words: str) -> str:
    kept = words.split()
    while len(kept) > 1 and (kept[-1] in _UNITS or (kept[-1].isdecimal() and len(kept[-1]) == 1)):
        kept.pop()
    return " ".join(kept)


def field_name(header: str) -> str:
    """A name Customer.io takes without trouble: lower case, words joined by `_` (it advises against spaces and dots in names)."""
    spaced = CAMEL.sub("_", header.strip())
    return "_".join(re.findall(r"\w+", spaced.lower())).strip("_")
