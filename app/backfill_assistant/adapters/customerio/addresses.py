"""Where Customer.io's APIs are, per region (Track, Pipelines and App API specifications, "servers")."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from backfill_assistant.core.journal.runs import Region, WorkspaceAddress

_ADDRESSES: Final[dict[Region, dict[str, str]]] = {
    Region.US: {
        "track": "https://track.customer.io",
        "pipelines": "https://cdp.customer.io/v1",
        "app": "https://api.customer.io/v1",
    },
    Region.EU: {
        "track": "https://track-eu.customer.io",
        "pipelines": "https://cdp-eu.customer.io/v1",
        "app": "https://api-eu.customer.io/v1",
    },
}


def base_url(address: WorkspaceAddress, api: str) -> str:
    """Where "track", "pipelines" or "app" is for this workspace."""
    return dict(address.base_urls).get(api) or _ADDRESSES[address.region][api]


def region_of_url(url: str) -> Region | None:
    """The region one of Customer.io's own addresses belongs to; None for any other."""
    host = urlsplit(url).hostname
    for region, addresses in _ADDRESSES.items():
        if host is not None and host in (urlsplit(each).hostname for each in addresses.values()):
            return region
    return None
