"""The Pipelines API in strict mode: bad records are refused with 400, not lost behind a 200 (Pipelines API specification)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from backfill_assistant.adapters.customerio.addresses import base_url
from backfill_assistant.adapters.customerio.credentials import pipelines_credentials
from backfill_assistant.adapters.customerio.http import Connection
from backfill_assistant.adapters.customerio.in_flight import InFlight
from backfill_assistant.adapters.customerio.region_check import MEMORY_MARK, check_status, not_reached
from backfill_assistant.adapters.customerio.replies import NoReply, Reply
from backfill_assistant.core.journal.runs import WorkspaceAddress
from backfill_assistant.core.ports import Answer, RegionCheck

IN_FLIGHT_MAX: Final = 16
_BATCH_PATH: Final = "/batch"
_STRICT: Final = {"X-Strict-Mode": "1"}
# Without customer data: a refused key is told apart from everything else.
_NO_RECORDS: Final = b'{"batch":[]}'


class PipelinesWorkspace:
    """A workspace reached through `POST /v1/batch` of one source."""

    def __init__(self, address: WorkspaceAddress, key: str) -> None:
        """Raises KeyRefused, WrongRegion."""
        credentials = pipelines_credentials(key, address.region)
        self._address = address
        # Four bytes of a hash over a long random text: enough to tell keys apart, too few to try keys against.
        self._key_mark = hashlib.sha256(f"{address.id}:{key.strip()}".encode()).hexdigest()[:8]
        try:
            self._connection = Connection(base_url(address, "pipelines"), {**credentials.headers(), **_STRICT})
        except NoReply as problem:
            raise not_reached(problem) from None
        self._in_flight = InFlight(self._post, IN_FLIGHT_MAX)

    @property
    def in_flight_max(self) -> int:
        """How many requests may be under way at once."""
        return IN_FLIGHT_MAX

    def check(self) -> RegionCheck:
        """Send a batch without records: strict mode answers 401 to a wrong key, and 200 or 400 to a right one.

        This API does not say which workspace a source feeds, so the workspace is known by its place in our settings.
        Raises KeyRefused, WrongRegion, WorkspaceProblem.
        """
        try:
            reply = self._post(_NO_RECORDS)
        except NoReply as problem:
            raise not_reached(problem) from None
        if reply.status != 400 or reply.is_html:
            check_status(reply, _BATCH_PATH, self._address.region)
        region = self._address.region.value
        memory_mark = reply.headers.get(MEMORY_MARK, "")
        return RegionCheck(region, f"pipelines:{region}:{self._address.id}", "", self._key_mark, memory_mark)

    def start(self, number: int, body: bytes) -> None:
        """Begin sending one batch."""
        self._in_flight.start(number, body)

    def answers(self, wait_seconds: float) -> Sequence[Answer]:
        """Answers that have come."""
        return self._in_flight.answers(wait_seconds)

    def doubted(self, last: bool) -> Sequence[int]:
        """Batches whose answers may have been those to other requests."""
        return self._in_flight.doubted(self._connection.spoilt(self._in_flight.last_look_seconds if last else 0.0))

    def cut_off(self) -> None:
        """End requests under way without their answers."""
        self._connection.cut_off()
        self._in_flight.cut_off()

    def close(self) -> None:
        """Wait for requests under way and let go of connections."""
        self._in_flight.close()
        self._connection.close()

    def _post(self, body: bytes) -> Reply:
        return self._connection.post(_BATCH_PATH, body)
