"""The App API: campaigns with what starts them, and the names of workspaces. Only ever reads."""

from __future__ import annotations

from typing import Any

from backfill_assistant.adapters.customerio.app_reading import AppReading
from backfill_assistant.core.campaigns.campaign_reading import read_campaigns
from backfill_assistant.core.campaigns.campaigns import Campaign
from backfill_assistant.core.errors import BackfillError, KeyRefused
from backfill_assistant.core.journal.runs import WorkspaceAddress
from backfill_assistant.core.progress import Monitor, Progress, Unwatched


class AppCampaigns:
    """Campaigns of a workspace; implements `ports.CampaignSource`."""

    def __init__(self, address: WorkspaceAddress, app_key: str) -> None:
        self._address = address
        self._app_key = app_key

    def __repr__(self) -> str:
        return f"AppCampaigns({self._address.name!r})"

    def read(self, monitor: Monitor) -> tuple[Campaign, ...]:
        """All campaigns. Raises CampaignsUnreadable, KeyRefused, WrongRegion, WorkspaceProblem, Stopped."""
        reading = AppReading(self._address, self._app_key)
        try:
            answer = reading.read_pages("/campaigns", "campaigns", monitor)
            campaigns = read_campaigns(answer)
            monitor.show(Progress(done=0, total=len(campaigns)))
            names = self._segment_names(reading, campaigns, monitor)
            listed: list[Any] = [] if answer is None else answer["campaigns"]
            shown = []
            for plain in listed:
                shown.append(self._with_delay(reading, plain, monitor))
                monitor.show(Progress(done=len(shown), total=len(campaigns)))
            return read_campaigns({"campaigns": shown}, names)
        finally:
            reading.close()

    def workspaces(self, monitor: Monitor) -> dict[str, str]:
        """Names of the workspaces that the key can see, by their number."""
        reading = AppReading(self._address, self._app_key, tries=2)
        try:
            answer = reading.read("/workspaces", {}, monitor) or {}
        finally:
            reading.close()
        listed = answer.get("workspaces")
        found = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
        return {str(each.get("id")): " ".join(str(each.get("name", "")).split()) for each in found}

    def name_of(self, number: str) -> str:
        """The name of one workspace; "" when the key may not see it. Only a courtesy, so nothing is raised."""
        try:
            return self.workspaces(Unwatched()).get(number, "")
        except BackfillError:
            return ""

    def _segment_names(self, reading: AppReading, campaigns: tuple[Campaign, ...], monitor: Monitor) -> dict[int, str]:
        if not any(campaign.trigger.segment_ids for campaign in campaigns):
            return {}
        try:
            answer = reading.read_pages("/segments", "segments", monitor) or {}
        except KeyRefused:
            # A key may be allowed to read campaigns and not segments: their names are only a courtesy.
            return {}
        listed = answer.get("segments")
        found = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
        return {each["id"]: str(each.get("name", "")) for each in found if isinstance(each.get("id"), int)}

    def _with_delay(self, reading: AppReading, plain: Any, monitor: Monitor) -> Any:
        """Where the list shows a delay as the first action, its length may stand in the action itself (not documented)."""
        actions = plain.get("actions") if isinstance(plain, dict) else None
        first = actions[0] if isinstance(actions, list) and actions else None
        if not isinstance(first, dict) or "delay" not in str(first.get("type", "")) or "delay" in first:
            return plain
        try:
            answer = reading.read(f"/campaigns/{plain.get('id')}/actions", {}, monitor) or {}
        except KeyRefused:
            return plain
        listed = answer.get("actions")
        return {**plain, "actions": listed} if isinstance(listed, list) and listed else plain
