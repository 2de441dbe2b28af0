"""A file of campaigns on disk."""

from __future__ import annotations

import pytest

from backfill_assistant.adapters.campaigns_file import CampaignsOnDisk
from backfill_assistant.core.campaigns.campaigns import Campaign, Trigger, TriggerKind
from backfill_assistant.core.errors import CampaignsUnreadable, SettingsProblem

CAMPAIGNS = (Campaign(1, "Grüße", Trigger(TriggerKind.EVENT, event_name="kauf"), opening_delay_ms=5),)


def test_what_is_saved_is_read_back(tmp_path):
    CampaignsOnDisk().save(tmp_path / "c.json", CAMPAIGNS, 7)
    assert CampaignsOnDisk().read(tmp_path / "c.json") == CAMPAIGNS


def test_a_byte_order_mark_does_no_harm(tmp_path):
    (tmp_path / "c.json").write_text('\ufeff{"campaigns": []}', encoding="utf-8")
    assert CampaignsOnDisk().read(tmp_path / "c.json") == ()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a,b,c\n1,2,3\n"])
def test_other_files_are_told_apart(tmp_path, content):
    (tmp_path / "rows.csv").write_bytes(content)
    with pytest.raises(CampaignsUnreadable):
        CampaignsOnDisk().read(tmp_path / "rows.csv")


def test_a_folder_a_missing_file_and_a_huge_one_are_told(tmp_path):
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(60_000_000)
    for path in (tmp_path, tmp_path / "missing.json", tmp_path / "huge"):
        with pytest.raises(CampaignsUnreadable, match="cannot be read"):
            CampaignsOnDisk().read(path)


def test_no_room_to_save_is_told(tmp_path):
    with pytest.raises(SettingsProblem):
        CampaignsOnDisk().save(tmp_path / "no folder" / "c.json", CAMPAIGNS)
