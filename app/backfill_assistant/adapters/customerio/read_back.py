"""Looking rows up through the App API: people by their identifier, events and failures in the log of the last 30 days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from backfill_assistant.adapters.customerio.app_reading import AppReading
from backfill_assistant.core.errors import KeyRefused
from backfill_assistant.core.journal.runs import WorkspaceAddress
from backfill_assistant.core.journal.sightings import Sample, Sight, Sighting, too_old_to_see
from backfill_assistant.core.ports import Clock
from backfill_assistant.core.progress import Monitor, Progress
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

# App API specification, activity types that say that something was not applied.
_PERSON_FAILURES: Final = ("skipped_update", "failed_attribute_change")
_EVENT_FAILURES: Final = ("failed_event",)
_LIMIT: Final = "100"


class AppReadBack:
    """Implements `ports.ReadBack`."""

    def __init__(self, address: WorkspaceAddress, app_key: str, clock: Clock) -> None:
        """Raises KeyRefused when there is no App API key."""
        if not app_key.strip():
            raise KeyRefused(
                Sentence(QT_TRANSLATE_NOOP("core", "Rows can be looked up only with an App API key.")),
                Sentence(QT_TRANSLATE_NOOP("core", "Add one to the workspace, then look again.")),
            )
        self._address = address
        self._app_key = app_key
        self._clock = clock

    def __repr__(self) -> str:
        return f"AppReadBack({self._address.name!r})"

    def look(self, samples: Sequence[Sample], monitor: Monitor) -> tuple[Sighting, ...]:
        """Look each row up. Raises KeyRefused, WorkspaceProblem, Stopped."""
        reading = AppReading(self._address, self._app_key)
        found = []
        try:
            for sample in samples:
                found.append(self._look_up(reading, sample, monitor))
                monitor.show(Progress(done=len(found), total=len(samples)))
        finally:
            reading.close()
        return tuple(found)

    def _look_up(self, reading: AppReading, sample: Sample, monitor: Monitor) -> Sighting:
        if sample.identifier_kind == "anonymous_id":
            return Sighting(sample.row, Sight.NOT_SHOWN)
        if too_old_to_see(sample, self._clock.now_ms()):
            return Sighting(sample.row, Sight.CANNOT_TELL)
        if not self._person_is_there(reading, sample, monitor):
            return Sighting(sample.row, Sight.NOT_THERE)
        if sample.event_name:
            sight = self._event_sight(reading, sample, monitor)
            if sight is not Sight.NOT_THERE:
                return Sighting(sample.row, sight)
        for activity in _EVENT_FAILURES if sample.event_name else _PERSON_FAILURES:
            if self._logged(reading, sample, {"type": activity}, monitor):
                return Sighting(sample.row, Sight.NOT_APPLIED, activity)
        if sample.event_name:
            return Sighting(sample.row, Sight.NOT_THERE)
        return Sighting(sample.row, Sight.THERE, of_person=True)

    def _person_is_there(self, reading: AppReading, sample: Sample, monitor: Monitor) -> bool:
        if sample.identifier_kind == "email":
            answer = reading.read("/customers", {"email": sample.identifier}, monitor) or {}
            return bool(answer.get("results"))
        path = f"/customers/{quote(sample.identifier, safe='')}/attributes"
        return reading.read(path, {"id_type": sample.identifier_kind}, monitor) is not None

    def _event_sight(self, reading: AppReading, sample: Sample, monitor: Monitor) -> Sight:
        """There when one of that name has the row's second; what `timestamp` means is not published, so others only may be it."""
        logged = self._logged(reading, sample, {"type": "event", "name": sample.event_name}, monitor)
        if not logged:
            return Sight.NOT_THERE
        if sample.time_ms is None or any(each.get("timestamp") == sample.time_ms // 1000 for each in logged):
            return Sight.THERE
        return Sight.CANNOT_TELL

    def _logged(self, reading: AppReading, sample: Sample, wanted: dict[str, str], monitor: Monitor) -> list[dict[str, Any]]:
        person = {"customer_id": sample.identifier, "id_type": sample.identifier_kind, "limit": _LIMIT}
        answer = reading.read("/activities", {**wanted, **person}, monitor) or {}
        listed = answer.get("activities")
        return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
