"""Route: which of Customer.io's doors records go through."""

from __future__ import annotations

from enum import StrEnum


class Route(StrEnum):
    """Track v2 names the refused record of a batch; Pipelines is what Customer.io recommends for general use."""

    TRACK = "track"
    PIPELINES = "pipelines"

    @property
    def words(self) -> str:
        """Its name, the same in every language."""
        return self.value.capitalize()
