"""A workspace that takes Track v2 records and refuses those whose note says so."""

from __future__ import annotations

from typing import Any

from backfill_assistant.core.journal.outcome import Outcome, OutcomeKind, RecordRefusal
from fakes.workspace import FakeWorkspace


class TrackLikeWorkspace(FakeWorkspace):
    """Implements ports.Workspace for bodies that our own encoder made; a record is known by its event id."""

    def _judge(self, records: list[dict[str, Any]]) -> tuple[Outcome, bool]:
        bad = [index for index, record in enumerate(records) if record.get("attributes", {}).get("note") == "refuse me"]
        for index in bad:
            records[index]["bad"] = True
        if not bad:
            return Outcome(OutcomeKind.ACCEPTED, 200), True
        refusals = tuple(RecordRefusal(index, "property value is invalid", "attributes.note") for index in bad)
        return Outcome(OutcomeKind.PARTLY_REFUSED, 207, refusals), True
