"""Campaign, Trigger and TriggerWindow: what starts a campaign, and how young a row must be to do it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from backfill_assistant.core.limits import EVENT_WINDOW_MS, SEGMENT_WINDOW_MS


class TriggerKind(StrEnum):
    """What starts a campaign."""

    EVENT = "event"
    SEGMENT = "segment"
    DATE = "date"
    FORM = "form"
    WEBHOOK = "webhook"
    OBJECT = "object"
    OTHER = "other"


class CampaignState(StrEnum):
    """What Customer.io says a campaign is doing."""

    DRAFT = "draft"
    RUNNING = "running"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Trigger:
    """What starts a campaign: `event_name` for events, segment ids for segments, the attribute for dates."""

    kind: TriggerKind
    event_name: str = ""
    segment_ids: tuple[int, ...] = ()
    segment_names: tuple[str, ...] = ()
    date_attribute: str = ""
    # The person's statement: the segment's conditions look at events (entry cannot be predicted) or do not; None: not said.
    segment_uses_events: bool | None = None
    # The person's statement: attributes in this import can (True) or cannot (False) move people into the segment; None: not said.
    segment_touched: bool | None = None


@dataclass(frozen=True)
class Campaign:
    """A campaign as far as its start is concerned. Times are unix milliseconds."""

    id: int
    name: str
    trigger: Trigger
    state: CampaignState = CampaignState.RUNNING
    # The first time it could start; None when Customer.io does not say (then `created_ms` counts, and the forecast says so).
    first_started_ms: int | None = None
    created_ms: int | None = None
    # Typed by the person: the App API does not show it.
    opening_delay_ms: int = 0
    # Typed by the person: when it was last started again, if ever. Shown only: the forecast uses the earlier start, the safe side.
    restarted_ms: int | None = None
    # A delay that the API happened to show, to be confirmed by the person; never used by itself.
    delay_hint_ms: int | None = None

    @property
    def typed_in(self) -> bool:
        """Whether a person typed it in: its id is one that Customer.io never gives."""
        return self.id < 0

    @property
    def started_ms(self) -> int | None:
        """The start that counts: rows must be younger than it."""
        return self.first_started_ms if self.first_started_ms is not None else self.created_ms


@dataclass(frozen=True)
class TriggerWindow:
    """How old a row may be when it is processed, in milliseconds; strictly less counts."""

    limit_ms: int
    # True when the opening delay, not the published floor, sets the limit.
    from_delay: bool


def window_without_delay(of_events: bool) -> int:
    """How old a row of events, or of people alone, may be to start a campaign without an opening delay (milliseconds)."""
    return EVENT_WINDOW_MS if of_events else SEGMENT_WINDOW_MS


def trigger_window(campaign: Campaign) -> TriggerWindow | None:
    """The window of an event or segment campaign (limits.py, BACKFILL); None for kinds with no documented rule."""
    floors = {TriggerKind.EVENT: EVENT_WINDOW_MS, TriggerKind.SEGMENT: SEGMENT_WINDOW_MS}
    floor = floors.get(campaign.trigger.kind)
    if floor is None:
        return None
    return TriggerWindow(max(floor, campaign.opening_delay_ms), campaign.opening_delay_ms > floor)
