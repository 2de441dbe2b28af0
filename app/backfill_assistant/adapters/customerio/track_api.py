"""The Track API: the region check, and batches whose refused records are named (Track API specification)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from backfill_assistant.adapters.customerio.addresses import base_url
from backfill_assistant.adapters.customerio.credentials import track_credentials, wrong_region
from backfill_assistant.adapters.customerio.http import Connection
from backfill_assistant.adapters.customerio.in_flight import InFlight
from backfill_assistant.adapters.customerio.region_check import MEMORY_MARK, check_status, not_customerio, not_reached
from backfill_assistant.adapters.customerio.replies import NoReply, Reply
from backfill_assistant.core.journal.runs import Region, WorkspaceAddress
from backfill_assistant.core.ports import Answer, RegionCheck

IN_FLIGHT_MAX: Final = 16
_REGION_PATH: Final = "/api/v1/accounts/region"
_BATCH_PATH: Final = "/api/v2/batch"


class TrackWorkspace:
    """A workspace reached through `POST /api/v2/batch`."""

    def __init__(
        self, address: WorkspaceAddress, site_id: str, api_key: str, find_name: Callable[[str], str] | None = None
    ) -> None:
        """`find_name` tells the name of the workspace with a number, where a key allows it. Raises KeyRefused, WrongRegion."""
        credentials = track_credentials(site_id, api_key, address.region)
        self._region = address.region
        self._find_name = find_name
        try:
            self._connection = Connection(base_url(address, "track"), credentials.headers())
        except NoReply as problem:
            raise not_reached(problem) from None
        self._in_flight = InFlight(self._post, IN_FLIGHT_MAX)

    @property
    def in_flight_max(self) -> int:
        """How many requests may be under way at once."""
        return IN_FLIGHT_MAX

    def check(self) -> RegionCheck:
        """Ask the region endpoint. Raises KeyRefused, WrongRegion, WorkspaceProblem."""
        try:
            reply = self._connection.get(_REGION_PATH)
        except NoReply as problem:
            raise not_reached(problem) from None
        check_status(reply, _REGION_PATH, self._region)
        said = reply.json()
        region = said.get("region") if isinstance(said, dict) else None
        if region not in list(Region):
            raise not_customerio()
        if region != self._region:
            raise wrong_region(Region(region))
        number = said.get("environment_id")
        name = self._find_name(str(number)) if self._find_name is not None else ""
        return RegionCheck(region, f"track:{region}:{number}", name, memory_mark=reply.headers.get(MEMORY_MARK, ""))

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
