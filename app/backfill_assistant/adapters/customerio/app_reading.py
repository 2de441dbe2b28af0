"""Reading from the App API: ten requests a second, pages, and what its refusals mean (App API specification, September 2026)."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from typing import Any, Final

from backfill_assistant.adapters.customerio.addresses import base_url
from backfill_assistant.adapters.customerio.credentials import app_credentials
from backfill_assistant.adapters.customerio.http import Connection
from backfill_assistant.adapters.customerio.region_check import check_status, not_customerio, not_reached
from backfill_assistant.adapters.customerio.replies import NoReply, Reply
from backfill_assistant.core.errors import KeyRefused, WorkspaceProblem
from backfill_assistant.core.journal.runs import WorkspaceAddress
from backfill_assistant.core.limits import APP_REQUESTS_PER_SECOND
from backfill_assistant.core.progress import Monitor, Stopped
from backfill_assistant.core.sending.retry import back_off
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

_TRIES: Final = 6
_WAIT_MAX_SECONDS: Final = 120.0
_PAGES_MAX: Final = 1_000


class AppReading:
    """Asks one question after the other, no faster than allowed."""

    def __init__(self, address: WorkspaceAddress, app_key: str, tries: int = _TRIES) -> None:
        """Raises KeyRefused, WrongRegion, WorkspaceProblem."""
        self._tries = tries
        self._region = address.region
        credentials = app_credentials(app_key, address.region)
        try:
            self._connection = Connection(base_url(address, "app"), credentials.headers())
        except NoReply as problem:
            raise not_reached(problem) from None
        self._asked: deque[float] = deque(maxlen=APP_REQUESTS_PER_SECOND)

    def read(self, path: str, query: Mapping[str, str], monitor: Monitor) -> dict[str, Any] | None:
        """A JSON object; None when there is no such thing. Raises KeyRefused, WrongRegion, WorkspaceProblem, Stopped."""
        for tries in range(1, self._tries + 1):
            self._keep_pace(monitor)
            try:
                reply = self._connection.get(path, query)
            except NoReply as problem:
                if tries == self._tries:
                    raise not_reached(problem) from None
                _wait(back_off(tries, 1.0), monitor)
                continue
            if reply.status == 429:
                _wait(_asked_wait(reply), monitor)
            elif reply.status in (408, 500, 502, 503, 504, 522, 524) and tries < self._tries:
                _wait(_bearable(reply.retry_after_seconds() or back_off(tries, 1.0)), monitor)
            else:
                return self._understood(reply, path)
        raise _busy()

    def read_pages(self, path: str, name: str, monitor: Monitor) -> dict[str, Any] | None:
        """The first answer, its list `name` completed by all further pages; None where there is nothing.

        Each page names in `next` where the following starts (App API specification, actions of a campaign). No paging is documented
        for lists of campaigns and segments; should they come in pages, a campaign that is overlooked would look harmless.
        """
        answer = self.read(path, {}, monitor)
        listed = None if answer is None else answer.get(name)
        if answer is None or not isinstance(listed, list):
            return answer
        found, seen, following = [*listed], {""}, str(answer.get("next") or "")
        while following not in seen and len(seen) < _PAGES_MAX:
            seen.add(following)
            page = self.read(path, {"start": following}, monitor) or {}
            more = page.get(name)
            if not isinstance(more, list):
                # Rather nothing than a part that is taken for the whole.
                return {**answer, name: None}
            found += more
            following = str(page.get("next") or "")
        return {**answer, name: found}

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def _keep_pace(self, monitor: Monitor) -> None:
        if monitor.stopping():
            raise Stopped
        now = time.monotonic()
        if len(self._asked) == APP_REQUESTS_PER_SECOND and now - self._asked[0] < 1.0:
            _wait(1.0 - (now - self._asked[0]), monitor)
        self._asked.append(time.monotonic())

    def _understood(self, reply: Reply, path: str) -> dict[str, Any] | None:
        if reply.status in (401, 403) and not reply.is_html:
            raise KeyRefused(
                Sentence(QT_TRANSLATE_NOOP("core", "Customer.io does not let this App API key read here.")),
                Sentence(
                    QT_TRANSLATE_NOOP(
                        "core",
                        "Check the key and its region ({region}). It must be an App API key that may read campaigns and segments.",
                    ),
                    region=self._region.upper(),
                ),
            )
        if reply.status == 404 and not reply.is_html:
            return None
        check_status(reply, path, self._region)
        answer = reply.json()
        if not isinstance(answer, dict):
            raise not_customerio()
        return answer


def _wait(seconds: float, monitor: Monitor) -> None:
    if monitor.pause(seconds):
        raise Stopped


def _asked_wait(reply: Reply) -> float:
    """How long to wait after a 429. The specification: without `Retry-After`, a daily quota is used up."""
    seconds = reply.retry_after_seconds()
    if seconds is None and b"per 1s" in reply.body:
        seconds = 1.0
    if seconds is None:
        raise WorkspaceProblem(
            Sentence(QT_TRANSLATE_NOOP("core", "This workspace has used up what the App API allows in a day.")),
            Sentence(QT_TRANSLATE_NOOP("core", "Try again tomorrow, open a saved campaign file, or type the campaigns in.")),
        )
    return _bearable(seconds)


def _bearable(seconds: float) -> float:
    """A wait that a person can be asked for. Raises WorkspaceProblem for a longer one."""
    if seconds > _WAIT_MAX_SECONDS:
        raise _busy()
    return seconds


def _busy() -> WorkspaceProblem:
    return WorkspaceProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "Customer.io is too busy to answer at the moment.")),
        Sentence(QT_TRANSLATE_NOOP("core", "Try again in a few minutes, open a saved campaign file, or type the campaigns in.")),
    )
