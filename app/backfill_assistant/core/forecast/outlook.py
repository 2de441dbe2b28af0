"""Outlook: everything that is shown of a forecast under one plan and one decision, asked in one go."""

from __future__ import annotations

from dataclasses import dataclass

from backfill_assistant.core.forecast.forecast import CampaignCount, Choice, Decision, Forecast, SendingPlan, Totals
from backfill_assistant.core.forecast.near_names import NearMiss
from backfill_assistant.core.forecast.timeline import Histogram, TimeScale


@dataclass(frozen=True)
class ChoiceCount:
    """What one choice would mean: rows that go out, rows that do not, and how many of the first could enter a campaign."""

    choice: Choice
    going: int
    held_back: int
    possible_entries: int


@dataclass(frozen=True, eq=False)
class Outlook:
    """One forecast under one plan and decision."""

    plan: SendingPlan
    decision: Decision
    counts: tuple[CampaignCount, ...]
    totals: Totals
    # The first start at which nothing could enter, and None where there is none.
    quiet_time_ms: int | None
    scale: TimeScale
    histogram: Histogram
    choices: tuple[ChoiceCount, ...]
    near_misses: tuple[NearMiss, ...]

    @property
    def chosen(self) -> ChoiceCount:
        """What the decision means."""
        return next(each for each in self.choices if each.choice is self.decision.choice)


def look_ahead(forecast: Forecast, plan: SendingPlan, decision: Decision, scale: TimeScale, bar_count: int) -> Outlook:
    """Ask a forecast everything; the limits per campaign in `decision` hold for every choice."""
    choices = []
    for choice in Choice:
        going, entries = forecast.reckon(plan, Decision(choice, decision.at_most))
        choices.append(ChoiceCount(choice, going, forecast.row_count - going, entries))
    return Outlook(
        plan=plan,
        decision=decision,
        counts=forecast.counts(plan),
        totals=forecast.totals(plan),
        quiet_time_ms=forecast.quiet_time_ms(plan),
        scale=scale,
        histogram=forecast.histogram(scale.edges(bar_count), plan),
        choices=tuple(choices),
        near_misses=forecast.near_misses(),
    )
