"""Who issued the certificate that a server shows, so that a person can tell whose it is."""

from __future__ import annotations

import ssl
from typing import Final

_SEQUENCE: Final = 0x30
# Object identifiers 2.5.4.10 (organisation) and 2.5.4.3 (common name), as X.509 writes them.
_ORGANISATION: Final = b"\x55\x04\x0a"
_COMMON_NAME: Final = b"\x55\x04\x03"
_WAIT_SECONDS: Final = 5.0


def issuer_of_server(host: str, port: int) -> str | None:
    """Look at the certificate without sending anything; None when it cannot be seen."""
    try:
        shown = ssl.get_server_certificate((host, port), timeout=_WAIT_SECONDS)
    except (OSError, ValueError):
        return None
    return issuer_of(ssl.PEM_cert_to_DER_cert(shown))


def issuer_of(certificate: bytes) -> str | None:
    """The issuer's organisation, else its common name, from a certificate in DER (RFC 5280, 4.1)."""
    try:
        return _issuer(certificate)
    except (IndexError, UnicodeDecodeError):
        return None


def _issuer(certificate: bytes) -> str | None:
    signed_part = _inner(_inner(certificate)[0][1])[0][1]
    # Version (optional, tagged), serial number, signature algorithm, then the issuer.
    parts = _inner(signed_part)
    issuer = [content for tag, content in parts if tag == _SEQUENCE][1]
    found: dict[bytes, str] = {}
    for _, names in _inner(issuer):
        for _, pair in _inner(names):
            (_, kind), (tag, text) = _inner(pair)[:2]
            found[kind] = text.decode("utf-16-be" if tag == 0x1E else "utf-8")
    said = found.get(_ORGANISATION) or found.get(_COMMON_NAME) or ""
    return " ".join(said.split())[:80] or None


def _inner(content: bytes) -> list[tuple[int, bytes]]:
    """The tag and content of each element that stands in `content`, one after the other."""
    parts, at = [], 0
    while at < len(content):
        tag, length, at = content[at], content[at + 1], at + 2
        if length & 0x80:
            width = length & 0x7F
            length, at = int.from_bytes(content[at : at + width], "big"), at + width
        parts.append((tag, content[at : at + length]))
        at += length
    return parts
