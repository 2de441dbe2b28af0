"""Likely slips of the pen in email domains, such as gmial.com, by one edit from the domains most people have."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from string import ascii_lowercase, digits

_COMMON = (
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "yahoo.de",
    "yahoo.fr",
    "yahoo.it",
    "yahoo.es",
    "yahoo.co.uk",
    "yahoo.co.in",
    "yahoo.com.br",
    "hotmail.com",
    "hotmail.de",
    "hotmail.fr",
    "hotmail.it",
    "hotmail.es",
    "hotmail.co.uk",
    "outlook.com",
    "outlook.de",
    "outlook.fr",
    "outlook.es",
    "icloud.com",
    "comcast.net",
    "verizon.net",
    "t-online.de",
    "freenet.de",
    "orange.fr",
    "wanadoo.fr",
    "laposte.net",
    "libero.it",
    "btinternet.com",
    "protonmail.com",
    "bigpond.com",
)
# Real providers that lie one edit from another.
_REAL = frozenset({*_COMMON, "mail.com", "ymail.com", "email.com", "hotmail.dk", "hotmail.se", "hotmail.be", "outlook.dk"})
_REAL_ENDINGS = frozenset(
    {"yahoo.dk", "yahoo.se", "yahoo.ie", "yahoo.ca", "yahoo.cn", "yahoo.in", "yahoo.gr", "yahoo.pl", "yahoo.ro"}
)


@cache
def _slips() -> dict[str, str]:
    slips: dict[str, str] = {}
    for right in _COMMON:
        for wrong in _one_edit(right):
            # The more common domain stands earlier.
            slips.setdefault(wrong, right)
    return {wrong: right for wrong, right in slips.items() if wrong not in _REAL and wrong not in _REAL_ENDINGS}


def _one_edit(text: str) -> Iterator[str]:
    letters = ascii_lowercase + digits + "-."
    # The country at the end is not touched where it is one: yahoo.de and yahoo.be are both real.
    safe = len(text) if text.endswith((".com", ".net")) else text.rindex(".") + 1
    for place in range(safe):
        head, tail = text[:place], text[place:]
        yield head + tail[1:]
        if len(tail) > 1 and place + 1 < safe:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in letters:
            yield head + letter + tail[1:]
            yield head + letter + tail
    if safe == len(text):
        yield from (text + letter for letter in ascii_lowercase)


def likely_domain(domain: str) -> str | None:
    """The domain that was probably meant, or None when nothing looks mistyped. Lower case."""
    return _slips().get(domain)
