"""Words without what people write differently: letter case, accents, punctuation."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Where a new word begins inside one: `firstName`.
CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# What NFKD leaves as it is.
_LETTERS: Final = str.maketrans({"ß": "ss", "ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "°": "o", "#": " no "})


def plain_words(header: str) -> str:
    """A header in lower case, without accents and punctuation, words apart by one space: `First-Name(s)` gives `first name s`."""
    spaced = CAMEL.sub(" ", header.strip())
    letters = unicodedata.normalize("NFKD", spaced.casefold().translate(_LETTERS))
    kept = letters if letters.isascii() else "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", kept))
