"""What a forecast counts: verdicts per campaign, and totals over all campaigns."""

from __future__ import annotations

from dataclasses import dataclass

from backfill_assistant.core.campaigns.campaigns import Campaign
from backfill_assistant.core.forecast.verdicts import Standing


@dataclass(frozen=True)
class Tally:
    """How many rows have each verdict, and how many people are behind those that could enter or are too close to call."""

    could_enter: int
    too_close: int
    will_not: int
    not_predictable: int
    people: int


@dataclass(frozen=True)
class CampaignCount:
    """One campaign's rows: by the time they go out, and (`at_click`) if all were processed at the start."""

    campaign: Campaign
    could_enter: int
    too_close: int
    will_not: int
    not_predictable: int
    # Different people behind the rows that could enter or are too close to call.
    people: int
    at_click: Tally
    # From the start of sending until no row could enter any more; 0: none can now; None: rows without a time never grow too old.
    closes_in_ms: int | None
    standing: Standing
    # Rows of the kind that can start the campaign at all (its event, or people), and how many of these lie before its start.
    concerned: int
    before_start: int

    @property
    def possible(self) -> int:
        """Rows that could enter or are too close to call."""
        return self.could_enter + self.too_close


def campaign_count(
    standing: Standing, sent: Tally, at_click: Tally, closes_in_ms: int | None, concerned: int, before_start: int
) -> CampaignCount:
    """The numbers of one campaign; see CampaignCount."""
    return CampaignCount(
        standing.campaign,
        sent.could_enter,
        sent.too_close,
        sent.will_not,
        sent.not_predictable,
        sent.people,
        at_click,
        closes_in_ms,
        standing,
        concerned,
        before_start,
    )


@dataclass(frozen=True)
class Totals:
    """Over all campaigns together: each row and each person counts once. Could enter or too close to call."""

    rows: int
    people: int
    campaigns: int
    rows_at_click: int
    people_at_click: int
    not_predictable_campaigns: int
    # Rows whose time is older than what activity logs show, by the time they go out.
    older_than_log: int
    rows_without_time: int
