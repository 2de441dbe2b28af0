"""Keys: what opens which API, and for which region."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final

from backfill_assistant.practice.messages import Request
from backfill_assistant.practice.switches import Switches

_PRIVATE: Final = re.compile(r"sk_(us|eu)_")


@dataclass(frozen=True)
class Keys:
    """The keys of the practice workspace. They open nothing but this server."""

    site_id: str = "practice-site"
    api_key: str = "practice-api-key"
    pipelines_key: str = "practice-pipelines-key"
    app_key: str = "practice-app-key"
    # What follows `sk_us_` or `sk_eu_` in a private key, which opens all three.
    private_tail: str = "practice0000000000000000000000000_key001"

    def private_key(self, region: str) -> str:
        """The private key for a region (docs.customer.io release notes of 30 Oct 2026)."""
        return f"sk_{region}_{self.private_tail}"

    def opens(self, api: str, request: Request, switches: Switches) -> bool:
        """Whether a request may use "track", "pipelines" or "app"."""
        scheme, _, credential = request.headers.get("authorization", "").partition(" ")
        credential = credential.strip()
        if scheme.lower() == "bearer":
            return (api == "app" and credential == self.app_key) or self._private_opens(credential, switches)
        if scheme.lower() != "basic" or api == "app":
            return False
        try:
            name, _, password = base64.b64decode(credential, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        known = {"track": (self.site_id, self.api_key), "pipelines": (self.pipelines_key, "")}
        return (name, password) == known[api] or self._private_opens(name or password, switches)

    def _private_opens(self, credential: str, switches: Switches) -> bool:
        found = _PRIVATE.match(credential)
        if found is None or credential != self.private_key(found[1]):
            return False
        return found[1] == switches.account_region or switches.other_region_key == "accept"
