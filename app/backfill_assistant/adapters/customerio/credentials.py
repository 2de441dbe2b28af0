"""Keys as headers: the classic pairs, and the keys of October 2026 that carry their region.

Customer.io, release note "Public and private API keys" (2026-10-30): `sk_us_…` and `sk_eu_…` are private keys for all APIs,
`pk_…` public ones. They travel as `Authorization: Bearer …` (customerio-cdp-analytics 1.1.0, request.py), everything else as Basic.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from typing import Final

from backfill_assistant.core.errors import KeyRefused, WrongRegion
from backfill_assistant.core.journal.runs import Region
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

_NEW_KEY: Final = re.compile(r"(pk|sk)_(us|eu)_")
# A key is printable and has no spaces inside.
_USABLE: Final = re.compile(r"[!-~]+")


@dataclass(frozen=True)
class Credentials:
    """What proves who we are. Never shown."""

    authorization: str = field(repr=False)

    def headers(self) -> dict[str, str]:
        """The header to send."""
        return {"Authorization": self.authorization}


def is_private_key(key: str) -> bool:
    """Whether this is one key for all of Customer.io's APIs."""
    found = _NEW_KEY.match(key.strip())
    return found is not None and found[1] == "sk"


def track_credentials(site_id: str, api_key: str, region: Region) -> Credentials:
    """Site id and API key as Basic, or a private key as Bearer. Raises KeyRefused, WrongRegion."""
    key = _usable(api_key, region)
    if is_private_key(key):
        return Credentials(f"Bearer {key}")
    return _basic(f"{_usable(site_id, region)}:{key}")


def pipelines_credentials(key: str, region: Region) -> Credentials:
    """A source's key as Basic user name without a password, or a private key as Bearer. Raises KeyRefused, WrongRegion."""
    key = _usable(key, region)
    return Credentials(f"Bearer {key}") if is_private_key(key) else _basic(f"{key}:")


def app_credentials(key: str, region: Region) -> Credentials:
    """An App API key or a private key, both as Bearer. Raises KeyRefused, WrongRegion."""
    if not key.strip():
        raise KeyRefused(
            Sentence(QT_TRANSLATE_NOOP("core", "There is no App API key for this workspace on this computer.")),
            Sentence(
                QT_TRANSLATE_NOOP("core", "Add one on the Workspace page. It is read with, nothing else; sending does without it.")
            ),
        )
    return Credentials(f"Bearer {_usable(key, region)}")


def _basic(pair: str) -> Credentials:
    return Credentials(f"Basic {base64.b64encode(pair.encode()).decode()}")


def _usable(text: str, region: Region) -> str:
    key = text.strip()
    found = _NEW_KEY.match(key)
    if found is not None and found[1] == "pk":
        raise KeyRefused(
            Sentence(QT_TRANSLATE_NOOP("core", "This is a public key, which may not send people and events from a file.")),
            Sentence(QT_TRANSLATE_NOOP("core", "Use the private key, which begins with sk_.")),
        )
    if not key:
        raise KeyRefused(
            Sentence(QT_TRANSLATE_NOOP("core", "There is no key for this workspace on this computer.")),
            Sentence(
                QT_TRANSLATE_NOOP(
                    "core",
                    "Give it on the Workspace page. If the workspace was removed there, its runs cannot go on: "
                    "add it again, then send what is left as a new run.",
                )
            ),
        )
    if not _USABLE.fullmatch(key):
        raise KeyRefused(
            Sentence(QT_TRANSLATE_NOOP("core", "The key has characters that no key has.")),
            Sentence(QT_TRANSLATE_NOOP("core", "Copy the key from Customer.io again, all of it and nothing else.")),
        )
    if found is not None and found[2] != region:
        raise wrong_region(Region(found[2]))
    return key


def wrong_region(lives_in: Region) -> WrongRegion:
    """The error for a workspace that lives in the other region."""
    return WrongRegion(
        Sentence(QT_TRANSLATE_NOOP("core", "This workspace is in the {region} region."), region=lives_in.upper()),
        Sentence(
            QT_TRANSLATE_NOOP("core", "Choose {region} as the workspace's region. No customer data has been sent."),
            region=lives_in.upper(),
        ),
    )
