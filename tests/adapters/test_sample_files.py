"""The sample files are complete, and their times are recent whatever the day is."""

import csv
import errno
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backfill_assistant.adapters.sample_files import SampleFiles
from backfill_assistant.core.errors import DiskFull, FileProblem
from backfill_assistant.resource_paths import samples


class Noon:
    def now_ms(self):
        return 1_900_000_000_000

    def monotonic(self):
        return 0.0


@pytest.fixture
def files(tmp_path):
    return SampleFiles(samples(), tmp_path / "made", Noon())


def test_events_are_moved_to_the_present(files):
    with files.survey_events().open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    now = Noon().now_ms() / 1000
    ages = []
    for row in rows:
        try:
            ages.append(now - datetime.strptime(row["completed_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())
        except ValueError:
            continue
    assert len(rows) == 400
    assert len(ages) == 397
    assert len([age for age in ages if 0 < age < 24 * 3600]) >= 20
    assert len([age for age in ages if 24 * 3600 < age < 72 * 3600]) >= 20
    assert len([age for age in ages if age > 30 * 24 * 3600]) >= 50
    assert len([age for age in ages if age < 0]) == 1


def test_every_other_cell_stays_as_it_is(files):
    with (
        files.survey_events().open(encoding="utf-8", newline="") as made,
        (samples() / "survey_events.csv").open(encoding="utf-8", newline="") as original,
    ):
        for new, old in zip(csv.DictReader(made), csv.DictReader(original), strict=True):
            assert {**new, "completed_at": ""} == {**old, "completed_at": ""}


def test_campaigns_started_before_now_and_say_so_in_unix_seconds(files):
    campaigns = files.campaigns()
    now = Noon().now_ms() // 1000
    assert len(campaigns) == 9
    assert all(campaign["created"] < now for campaign in campaigns)
    assert {campaign["id"] for campaign in campaigns if "first_started" not in campaign} == {6, 9}


def test_leads_are_a_copy(files):
    assert files.conference_leads().read_bytes() == (samples() / "conference_leads.xlsx").read_bytes()


@pytest.mark.parametrize("asked", ["survey_events", "conference_leads"])
def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path, asked):
    (tmp_path / "made").write_text("a file where the folder should be")
    files = SampleFiles(samples(), tmp_path / "made", Noon())
    with pytest.raises(FileProblem, match="cannot keep its working copy"):
        getattr(files, asked)()


def test_a_full_disk_is_told_in_a_sentence(files, monkeypatch):
    def full(path, content):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DiskFull):
        files.survey_events()


def test_originals_that_are_gone_are_told_in_a_sentence(tmp_path):
    with pytest.raises(FileProblem, match=r"campaigns\.json is not there"):
        SampleFiles(tmp_path, tmp_path / "made", Noon())
    shutil.copy(samples() / "campaigns.json", tmp_path)
    files = SampleFiles(tmp_path, tmp_path / "made", Noon())
    for asked, name in ((files.survey_events, "survey_events.csv"), (files.conference_leads, "conference_leads.xlsx")):
        with pytest.raises(FileProblem, match=re.escape(f"{name} is not there")):
            asked()
