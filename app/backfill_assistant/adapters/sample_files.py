"""Sample files with their times moved to the present, in a folder of the program's own."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from backfill_assistant.core.ports import Clock

_FORM = "%Y-%m-%dT%H:%M:%SZ"


class SampleFiles:
    """Copies the sample files into `folder` when they are asked for. The originals are small and lie in `resources`."""

    def __init__(self, resources: Path, folder: Path, clock: Clock) -> None:
        self._resources = resources
        self._folder = folder
        self._clock = clock
        self._described: dict[str, Any] = json.loads((resources / "campaigns.json").read_text(encoding="utf-8"))

    def survey_events(self) -> Path:
        """The events, moved by whole seconds so that the moment they were written for is now."""
        moment = datetime.fromisoformat(self._described["moment"])
        moved_by = timedelta(seconds=self._clock.now_ms() // 1000 - int(moment.timestamp()))
        with (self._resources / "survey_events.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        column = header.index(self._described["time_column"])
        for row in rows:
            row[column] = _moved(row[column], moved_by)
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / "survey_events.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
        return path

    def conference_leads(self) -> Path:
        """The workbook, as it is."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copyfile(self._resources / "conference_leads.xlsx", self._folder / "conference_leads.xlsx"))

    def campaigns(self) -> list[dict[str, Any]]:
        """The campaigns in the App API's own form, for the practice workspace."""
        now = self._clock.now_ms() // 1000
        found = []
        for described in self._described["campaigns"]:
            campaign = dict(described)
            for name in ("first_started", "created"):
                if name in campaign:
                    campaign[name] = now - campaign[name] * 3600
            found.append({**campaign, "updated": campaign["created"], "deduplicate_id": f"{campaign['id']}:{campaign['created']}"})
        return found


def _moved(text: str, by: timedelta) -> str:
    """The same time, later; text that is not one of our times is left alone (some rows are damaged on purpose)."""
    if text.endswith("Z"):
        return (datetime.strptime(text, _FORM) + by).strftime(_FORM)
    if text.isdigit():
        return str(int(text) + round(by.total_seconds() * 1000))
    return text
