"""The Triggers page over a file of survey events."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from backfill_assistant.adapters.campaigns_file import CampaignsOnDisk
from backfill_assistant.adapters.forecast_page_file import ForecastPageFile
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.table.reading import ReadingChoices
from backfill_assistant.ui.steps import Step
from fakes.parts import PRACTICE, FakeParts
from fakes.triggers_scene import AGES, CAMPAIGNS, MAPPING, NAMES, NOW, RowsKept, TheseCampaigns, idle


@pytest.fixture
def parts(tmp_path):
    made = FakeParts(tmp_path, look="light")
    made.forecast_page, made.campaigns_file, made.rows_file = ForecastPageFile(), CampaignsOnDisk(), RowsKept()
    made.campaign_source = lambda address: TheseCampaigns(CAMPAIGNS)
    return made


@pytest.fixture
def window(make_window, parts, tmp_path, qtbot):
    lines = ["user,event,when,score"]
    for number, (age, name) in enumerate(zip(AGES, NAMES, strict=True)):
        when = datetime.fromtimestamp((NOW - age) / 1_000, UTC)
        lines.append(f"u{number % 7},{name},{when:%Y-%m-%dT%H:%M:%SZ},{number}")
    path = tmp_path / "survey.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    window = make_window(parts)
    session = window.desk.session
    session.workspace = PRACTICE
    session.table = parts.reader.read(path, ReadingChoices(), Unwatched())
    session.mapping = MAPPING
    window.activateWindow()
    window.go_to(Step.TRIGGERS)
    idle(window, qtbot)
    return window


@pytest.fixture
def page(window):
    return window.page(Step.TRIGGERS)
