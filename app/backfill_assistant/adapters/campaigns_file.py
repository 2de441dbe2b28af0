"""A file of campaigns: saved here or saved answers of Customer.io, and back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from backfill_assistant.core.campaigns.campaign_files import campaigns_from_text, campaigns_to_text
from backfill_assistant.core.campaigns.campaigns import Campaign
from backfill_assistant.core.errors import CampaignsUnreadable, SettingsProblem
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

# Thousands of campaigns fit; a file of rows chosen by mistake is not read into memory.
_SIZE_MAX_BYTES: Final = 50_000_000


class CampaignsOnDisk:
    """Implements `ports.CampaignsFile`."""

    def read(self, path: Path) -> tuple[Campaign, ...]:
        """All campaigns of a file. Raises CampaignsUnreadable."""
        try:
            if path.stat().st_size > _SIZE_MAX_BYTES:
                raise _unreadable(path)
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise _unreadable(path) from error
        return campaigns_from_text(text)

    def save(self, path: Path, campaigns: Sequence[Campaign], read_at_ms: int | None = None) -> None:
        """Write campaigns with what the person said about them. Raises SettingsProblem."""
        try:
            path.write_text(campaigns_to_text(campaigns, read_at_ms), encoding="utf-8")
        except OSError as error:
            raise SettingsProblem(
                Sentence(QT_TRANSLATE_NOOP("core", "The campaigns could not be saved as {name}."), name=path.name),
                Sentence(QT_TRANSLATE_NOOP("core", "Choose another folder, or free some room on the disk, and save again.")),
            ) from error


def _unreadable(path: Path) -> CampaignsUnreadable:
    return CampaignsUnreadable(
        Sentence(QT_TRANSLATE_NOOP("core", "{name} cannot be read as a file of campaigns."), name=path.name),
        Sentence(
            QT_TRANSLATE_NOOP("core", "Choose a file saved by this program, or a saved answer of Customer.io's list of campaigns.")
        ),
    )
