"""The sample files are complete, and their times are recent whatever the day is."""

import csv
from datetime import UTC, datetime

import pytest

from backfill_assistant.adapters.sample_files import SampleFiles
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
