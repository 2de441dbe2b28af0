"""Sample files with their times moved to the present, in a folder of the program's own."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from backfill_assistant.adapters.readers import problems
from backfill_assistant.core.ports import Clock

_FORM = "%Y-%m-%dT%H:%M:%SZ"


class SampleFiles:
    """Copies the sample files into `folder` when they are asked for. The originals are small and lie in `resources`.

    Raises FileProblem when an original cannot be read.
    """

    def __init__(self, resources: Path, folder: Path, clock: Clock) -> None:
        self._resources = resources
        self._folder = folder
        self._clock = clock
        campaigns = resources / "campaigns.json"
        with problems.reading(campaigns):
            self._described: dict[str, Any] = json.loads(campaigns.read_text(encoding="utf-8"))

    def survey_events(self) -> Path:
        """The events, moved by whole seconds so that the moment they were written for is now."""
        moment = datetime.fromisoformat(self._described["moment"])
        moved_by = timedelta(seconds=self._clock.now_ms() // 1000 - int(moment.timestamp()))
        original = self._resources / "survey_events.csv"
        with problems.reading(original), original.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        column = header.index(self._described["time_column"])
        for row in rows:
            row[column] = _moved(row[column], moved_by)
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([header, *rows])
        return self._written("survey_events.csv", text.getvalue().encode())

    def conference_leads(self) -> Path:
        """The workbook, as it is."""
        original = self._resources / "conference_leads.xlsx"
        with problems.reading(original):
            content = original.read_bytes()
        return self._written(original.name, content)

    def _written(self, name: str, content: bytes) -> Path:
        """A file in the folder. Raises DiskFull, or FileProblem where the folder cannot be written."""
        path = self._folder / name
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise problems.not_written(error, self._folder, len(content)) from error
        return path

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
