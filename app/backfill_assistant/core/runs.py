"""Run, JournalBatch, Refusal: what is written down about sending a file, without personal data and without keys."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.campaigns import Campaign
from backfill_assistant.core.forecast import Decision, SendingPlan
from backfill_assistant.core.mapping import Mapping
from backfill_assistant.core.reading import ReadingChoices
from backfill_assistant.core.table import SourceFile


class Region(StrEnum):
    """Where a workspace lives."""

    US = "us"
    EU = "eu"


class Route(StrEnum):
    """Which of Customer.io's doors records go through."""

    TRACK = "track"
    PIPELINES = "pipelines"


@dataclass(frozen=True)
class WorkspaceAddress:
    """A workspace as the settings know it; its keys are in the keyring under `id`.

    `base_urls` replaces Customer.io's own addresses (keys "track", "pipelines", "app"): the practice workspace, and nothing else.
    """

    id: str
    name: str
    region: Region
    route: Route = Route.TRACK
    practice: bool = False
    base_urls: tuple[tuple[str, str], ...] = ()


class RunEnd(StrEnum):
    """How a run ended; `OPEN` runs can be continued."""

    OPEN = "open"
    COMPLETE = "complete"
    COMPLETE_WITH_REFUSALS = "complete with rows refused"
    STOPPED_BY_PERSON = "stopped by you"
    STOPPED_BY_LIMIT = "stopped by a limit"
    COULD_NOT_CONTINUE = "could not continue"


@dataclass(frozen=True)
class Run:
    """Everything needed to send, continue and report, except cells and keys. Times are unix milliseconds."""

    id: str
    workspace: WorkspaceAddress
    # What event ids are derived from, so that the same row gets the same id whenever it is sent to the same workspace.
    workspace_key: str
    source: SourceFile
    choices: ReadingChoices
    row_count: int
    fingerprint: str
    mapping: Mapping
    campaigns: tuple[Campaign, ...]
    plan: SendingPlan
    decision: Decision
    # Rows that could enter a campaign may not exceed this number while sending.
    approved_entries: int
    # The moment against which "in the future" is judged, so that continuing refuses the same rows.
    checked_at_ms: int
    created_ms: int
    record_budget_bytes: int
    batch_budget_bytes: int
    # Rows chosen by hand or by "fix and send again"; None means all that the decision allows.
    only_rows: npt.NDArray[np.int64] | None = None


class BatchState(StrEnum):
    """Where a batch stands; see `OutcomeKind` for what answers mean."""

    SENDING = "sending"
    ACCEPTED = "accepted"
    PARTLY_REFUSED = "partly refused"
    REFUSED = "refused"
    UNANSWERED = "unanswered"
    # Replaced by two smaller batches after a refusal or a 413.
    SPLIT = "split"


@dataclass(frozen=True, eq=False)
class JournalBatch:
    """One request: the row of each record in it, in order (a row that is a person and an event appears once per record)."""

    number: int
    rows: npt.NDArray[np.int64]
    # 0 identify, 1 track; parallel to `rows`.
    kinds: npt.NDArray[np.uint8]
    state: BatchState = BatchState.SENDING
    attempts: int = 0
    status: int | None = None
    answered_ms: int | None = None
    # SHA-256 of the body: a continued run must build the same bytes.
    body_sha256: str = ""


class RefusedBy(StrEnum):
    """Who refused a row."""

    US = "us"
    CUSTOMERIO = "customer.io"


@dataclass(frozen=True)
class Refusal:
    """Why one row was not accepted. `code` groups; `reason` is a sentence without cell values; `column` is a name or ""."""

    row: int
    code: str
    reason: str
    column: str
    advice: str
    by: RefusedBy
