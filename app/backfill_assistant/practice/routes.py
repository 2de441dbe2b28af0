"""Which address belongs to which API, who may use it, and where an account of the other region is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from backfill_assistant.practice.app_api import AppApi
from backfill_assistant.practice.keys import Keys
from backfill_assistant.practice.messages import ACCEPTED, NOT_FOUND, Reply, Request, json_reply
from backfill_assistant.practice.pipelines import CALLS, Pipelines
from backfill_assistant.practice.replies import error
from backfill_assistant.practice.track_v1 import TrackV1
from backfill_assistant.practice.track_v2 import TrackV2
from backfill_assistant.practice.workspace import Workspace

_HOSTS: Final = {"us": "https://track.customer.io", "eu": "https://track-eu.customer.io"}


class Routes:
    """All addresses of the three APIs."""

    def __init__(self, workspace: Workspace, keys: Keys, clock_ms: Callable[[], int], monotonic: Callable[[], float]) -> None:
        self._workspace = workspace
        self._keys = keys
        self._v1 = TrackV1(workspace)
        self._v2 = TrackV2(workspace)
        self._pipelines = Pipelines(workspace)
        self._app = AppApi(workspace, clock_ms, monotonic)

    def answer(self, request: Request, number: int) -> tuple[Reply, int]:
        """The answer, and how many records were refused."""
        path = request.path
        if path.startswith(("/api/v1/", "/api/v2/")) or path == "/auth":
            return self._track(request, number)
        if path.startswith("/v1/") and path[4:] in CALLS:
            known = self._keys.opens("pipelines", request, self._workspace.switches)
            reply, refused = self._pipelines.answer(request, known, number)
            return replace(reply, headers={**reply.headers, **self._memory()}), refused
        if path.startswith("/v1/"):
            if not self._keys.opens("app", request, self._workspace.switches):
                return error(401, "unauthorized"), 0
            return self._app.answer(request), 0
        return NOT_FOUND, 0

    def _memory(self) -> dict[str, str]:
        """Not Customer.io's: whoever sends can tell from it that what was received before is gone."""
        return {"X-Practice-Memory": self._workspace.mark}

    def _track(self, request: Request, number: int) -> tuple[Reply, int]:
        switches = self._workspace.switches
        if not self._keys.opens("track", request, switches):
            return Reply(401), 0
        if (request.method, request.path) == ("GET", "/api/v1/accounts/region"):
            region = switches.account_region
            return json_reply(200, {"url": _HOSTS[region], "region": region, "environment_id": 3}, self._memory()), 0
        if switches.account_region != switches.host_region:
            # Track API specification: an account of the EU is redirected from the US host; the other way round fails.
            if switches.host_region == "eu":
                return Reply(401), 0
            question = f"?{request.query_text}" if request.query_text else ""
            return Reply(switches.redirect_status, b"", {"Location": f"{switches.other_host}{request.path}{question}"}), 0
        if request.path == "/auth":
            return ACCEPTED, 0
        if not switches.reads_bodies:
            return ACCEPTED, 0
        if (request.method, request.path) == ("POST", "/api/v2/batch"):
            return self._v2.batch(request.body, number)
        if (request.method, request.path) == ("POST", "/api/v2/entity"):
            return self._v2.entity(request.body, number)
        return self._v1.answer(request, number)
