"""Run, JournalBatch, Refusal: what is written down about sending a file, without personal data and without keys."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.campaigns.campaigns import Campaign
from backfill_assistant.core.checked import NO_SUBSCRIPTIONS, Subscriptions
from backfill_assistant.core.forecast.forecast import Decision, SendingPlan
from backfill_assistant.core.mapping.mapping import Mapping
from backfill_assistant.core.mapping.repairs import NO_REPAIRS, CellDecision, Repairs
from backfill_assistant.core.routes import Route as Route
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.core.table.reading import ReadingChoices
from backfill_assistant.core.table.table import SourceFile


class Region(StrEnum):
    """Where a workspace lives."""

    US = "us"
    EU = "eu"


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
    """How a run ended; `OPEN` while it is under way, or when the program ended in the midst of it."""

    OPEN = "open"
    COMPLETE = "complete"
    COMPLETE_WITH_REFUSALS = "complete with rows refused"
    STOPPED_BY_PERSON = "stopped by you"
    STOPPED_BY_LIMIT = "stopped by a limit"
    COULD_NOT_CONTINUE = "could not continue"

    @property
    def can_continue(self) -> bool:
        """Whether rows may be left to send."""
        return self not in (RunEnd.COMPLETE, RunEnd.COMPLETE_WITH_REFUSALS)

    @property
    def is_a_stop(self) -> bool:
        """Whether it was stopped before its end by a wish or a limit."""
        return self in (RunEnd.STOPPED_BY_PERSON, RunEnd.STOPPED_BY_LIMIT)


@dataclass(frozen=True)
class Closing:
    """How a run ended, when, and why."""

    end: RunEnd
    ended_ms: int
    explanation: Sentence | None = None


class UnwrittenKind(StrEnum):
    """What a decision about cells changes."""

    CELL = "one cell"
    VALUE = "a value everywhere"
    ENDING = "how addresses end"


@dataclass(frozen=True)
class Unwritten:
    """A decision whose text is a cell's and so is not written down: where it stands among all decisions, and what it is about."""

    place: int
    kind: UnwrittenKind
    column: int
    # Of a single cell.
    row: int | None = None

    @property
    def about(self) -> tuple[UnwrittenKind, int, int | None]:
        """Decisions about the same cells have the same."""
        return self.kind, self.column, self.row


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
    # Decisions about problems, without those that hold a cell's text; the digest covers all of them.
    repairs: Repairs = NO_REPAIRS
    repairs_digest: str = ""
    unwritten: tuple[Unwritten, ...] = ()
    # Rows chosen by hand or by "fix and send again"; None means all that the decision allows.
    only_rows: npt.NDArray[np.int64] | None = None
    # The run that sends the rows this one holds back, and when it may start (unix milliseconds); "" where none does.
    held_run_id: str = ""
    held_until_ms: int = 0
    # How many people it lets messages through to, and stops them for, by what was confirmed.
    subscriptions: Subscriptions = NO_SUBSCRIPTIONS
    # See `ports.RegionCheck`; "" where the workspace says itself which one it is.
    key_mark: str = ""
    memory_mark: str = ""


def repairs_to_write(repairs: Repairs) -> Repairs:
    """The decisions that may be written down: none that holds a cell's text."""
    return Repairs(tuple(each for each in repairs.decisions if not isinstance(each, CellDecision)))


def repairs_digest(repairs: Repairs) -> str:
    """SHA-256 of all decisions that count; a continued run must have made the same ones."""
    return hashlib.sha256(json.dumps(repairs.to_plain(), sort_keys=True).encode()).hexdigest()


class BatchState(StrEnum):
    """Where a batch stands; see `OutcomeKind` for what answers mean."""

    # The request may have left and no answer is known: send again.
    SENDING = "sending"
    ACCEPTED = "accepted"
    PARTLY_REFUSED = "partly refused"
    REFUSED = "refused"
    # No answer came, so whether it arrived is not known: send again.
    UNANSWERED = "unanswered"
    # Nothing of it was taken, for sure (401, 403, 429, or a part of a batch that was too large): send again.
    NOT_TAKEN = "not taken"
    # Replaced by two smaller batches after a refusal or a 413.
    SPLIT = "split"

    @property
    def to_send(self) -> bool:
        """Whether a continued run sends it (again)."""
        return self in (BatchState.SENDING, BatchState.UNANSWERED, BatchState.NOT_TAKEN)

    @property
    def in_doubt(self) -> bool:
        """Whether it may have arrived without our knowing."""
        return self in (BatchState.SENDING, BatchState.UNANSWERED)


# In `JournalBatch.kinds`.
IDENTIFY: Final = 0
TRACK: Final = 1


@dataclass(frozen=True, eq=False)
class JournalBatch:
    """One request: the row of each record in it, in order (a row that is a person and an event appears once per record)."""

    number: int
    rows: npt.NDArray[np.int64]
    # IDENTIFY or TRACK; parallel to `rows`.
    kinds: npt.NDArray[np.uint8]
    state: BatchState = BatchState.SENDING
    attempts: int = 0
    status: int | None = None
    answered_ms: int | None = None
    # SHA-256 of the body: a continued run must build the same bytes.
    body_sha256: str = ""
    # Rows in it that could enter a campaign at the moment it was sent; they use up the approved number.
    entries: int = 0
    # The same for each campaign that the decision's `at_most` limits, parallel to it.
    campaign_entries: tuple[int, ...] = ()

    def using(self, entries: npt.NDArray[np.int64]) -> JournalBatch:
        """The batch with other entries: first those of any campaign, then those of each that is limited."""
        first, *others = entries.tolist()
        return replace(self, entries=first, campaign_entries=tuple(others))


class RefusedBy(StrEnum):
    """Who refused a row."""

    US = "us"
    CUSTOMERIO = "customer.io"


@dataclass(frozen=True)
class Reason:
    """Why rows were not accepted. `code` is stable; `column` is the name of a column of the file, or ""."""

    by: RefusedBy
    code: str
    # What is wrong and how to mend it, without cell values.
    sentence: Sentence
    advice: Sentence
    column: str = ""


@dataclass(frozen=True)
class Refusal:
    """One row that was not accepted."""

    row: int
    reason: Reason


@dataclass(frozen=True, eq=False)
class RefusedRows:
    """All rows refused for one reason, ascending."""

    reason: Reason
    rows: npt.NDArray[np.int64]


class LeftOutBy(StrEnum):
    """Why rows are not part of a run although nothing is wrong with them."""

    # They could enter a campaign (or could not, when only those are sent).
    DECISION = "decision"
    # A repair leaves them out.
    REPAIR = "repair"
    # Only other rows were chosen for this run.
    CHOICE = "choice"
    # What they say goes out with another row of the same person.
    MERGING = "merging"


@dataclass(frozen=True, eq=False)
class LeftOutRows:
    """Rows that a run does not send because the person decided so, ascending."""

    by: LeftOutBy
    rows: npt.NDArray[np.int64]
