"""People are told apart only where a campaign could be entered."""

from __future__ import annotations

from backfill_assistant.core.campaigns.campaigns import Campaign, Trigger, TriggerKind
from backfill_assistant.core.forecast.forecast import SendingPlan, prepare
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.forecast.row_groups import group_rows
from backfill_assistant.core.forecast.verdicts import standing_of
from fakes.checked_rows import checked_rows

NOW = 1_790_000_000_000
KIND = ImportKind(False, True)


def campaign() -> Campaign:
    return Campaign(1, "Welcome", Trigger(TriggerKind.EVENT, event_name="buy"), first_started_ms=NOW - 10**10)


def test_people_are_told_apart_only_where_a_campaign_is_judged() -> None:
    checked = checked_rows([1_000] * 4, ["buy"] * 4, people=[7, 8, 7, 9])
    none, one = (group_rows(checked, checked.sendable, [standing_of(each, KIND) for each in some]) for some in ((), (campaign(),)))
    assert (none.people_count, none.people.tolist()) == (1, [0, 0, 0, 0])
    assert (one.people_count, one.people.tolist()) == (3, [0, 1, 0, 2])
    assert none.everything.high.rows.tolist() == one.everything.high.rows.tolist()


def test_without_campaigns_nothing_starts_and_everything_goes() -> None:
    forecast = prepare(checked_rows([1_000] * 4, ["buy"] * 4, people=[7, 8, 7, 9]), (), KIND)
    totals = forecast.totals(SendingPlan(NOW))
    assert (totals.rows, totals.people, forecast.row_count) == (0, 0, 4)
    nothing = prepare(checked_rows([], []), (), KIND)
    assert (nothing.totals(SendingPlan(NOW)).people, nothing.row_count) == (0, 0)
