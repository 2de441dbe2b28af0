"""App API: campaigns, segments, people and activities of the workspace, read-only, ten requests a second."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import unquote

from backfill_assistant.practice.app_people import PeopleReading
from backfill_assistant.practice.messages import NOT_FOUND, Reply, Request, json_reply
from backfill_assistant.practice.replies import error, int_in, page_of
from backfill_assistant.practice.workspace import Workspace

_PAGE: Final = 10
_DAY_S: Final = 86_400.0


class AppApi:
    """Answers everything under /v1 that is read with GET."""

    def __init__(self, workspace: Workspace, clock_ms: Callable[[], int], monotonic: Callable[[], float]) -> None:
        self._workspace = workspace
        self._monotonic = monotonic
        self._people = PeopleReading(workspace, clock_ms)
        self._lock = threading.Lock()
        self._taken: deque[float] = deque()
        self._day: deque[float] = deque()

    def answer(self, request: Request) -> Reply:
        """The answer to a request whose key was right."""
        busy = self._too_many()
        if busy is not None:
            return busy
        if request.method != "GET":
            return error(405, "method not allowed")
        self._workspace.process_due()
        parts = [unquote(part) for part in request.path.split("/")[2:]]
        with self._workspace.lock:
            if parts[0] in ("customers", "activities"):
                return self._people.answer(parts, request.query())
            if parts[0] == "campaigns":
                return self._campaigns(parts[1:], request.query())
            if parts[0] == "segments":
                return self._segments(parts[1:], request.query())
            if parts == ["workspaces"]:
                return json_reply(200, {"workspaces": [self._described()]})
        return NOT_FOUND

    def _too_many(self) -> Reply | None:
        switches = self._workspace.switches
        with self._lock:
            now = self._monotonic()
            while self._taken and self._taken[0] <= now - 1:
                self._taken.popleft()
            while self._day and self._day[0] <= now - _DAY_S:
                self._day.popleft()
            if switches.app_requests_per_day is not None and len(self._day) >= switches.app_requests_per_day:
                return error(429, "daily quota reached")
            if len(self._taken) >= switches.app_requests_per_second:
                # App API specification: the text and the header of its 429.
                detail = f"rate limited to {switches.app_requests_per_second} requests per 1s (reference practice)"
                return error(429, detail, {"Retry-After": "1"})
            self._taken.append(now)
            if switches.app_requests_per_day is not None:
                self._day.append(now)
        return None

    def _campaigns(self, parts: list[str], query: dict[str, str]) -> Reply:
        campaigns = self._workspace.judge.campaigns
        if not parts:
            return json_reply(200, {"campaigns": [dict(campaign.shown) for campaign in campaigns]})
        campaign = next((found for found in campaigns if str(found.id) == parts[0]), None)
        if campaign is None:
            return NOT_FOUND
        if len(parts) == 1:
            return json_reply(200, {"campaign": dict(campaign.shown)})
        if parts[1:] == ["actions"]:
            page, following = page_of(campaign.actions, query.get("start", ""), _PAGE)
            return json_reply(200, {"actions": [dict(action) for action in page], "next": following})
        return NOT_FOUND

    def _segments(self, parts: list[str], query: dict[str, str]) -> Reply:
        shown = [{name: value for name, value in given.items() if name != "from_event"} for given in self._workspace.judge.segments]
        if not parts:
            return json_reply(200, {"segments": shown})
        segment = next((found for found in shown if str(found["id"]) == parts[0]), None)
        if segment is None:
            return NOT_FOUND
        if len(parts) == 1:
            return json_reply(200, {"segment": segment})
        members = [person for person in self._workspace.people.all() if segment["id"] in person.segments]
        if parts[1:] == ["customer_count"]:
            return json_reply(200, {"count": len(members)})
        if parts[1:] == ["membership"]:
            page, following = page_of(members, query.get("start", ""), int_in(query.get("limit"), 100, 30_000))
            people = [person.identifiers() for person in page]
            return json_reply(200, {"identifiers": people, "ids": [one.get("id", "") for one in people], "next": following})
        if parts[1:] == ["used_by"]:
            using = [campaign.id for campaign in self._workspace.judge.campaigns if segment["id"] in campaign.segment_ids()]
            return json_reply(200, {"used_by": {"campaigns": using, "sent_newsletters": [], "draft_newsletters": []}})
        return NOT_FOUND

    def _described(self) -> dict[str, Any]:
        return {"id": 3, "name": "Practice workspace", "people": len(self._workspace.people), "messages_sent": 0, "object_types": 0}
