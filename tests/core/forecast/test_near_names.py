"""Names that almost match a campaign's are found among many as among few, but for mere spelling."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from backfill_assistant.core.campaigns.campaigns import Campaign, Trigger, TriggerKind
from backfill_assistant.core.forecast import near_names
from backfill_assistant.core.forecast.near_names import difference_of, near_misses
from backfill_assistant.core.forecast.verdicts import Standing, Verdict
from fakes.checked_rows import checked_rows

NAMES = (
    "order placed",
    "Order Placed",
    "order_placed!",
    "orders placed",
    "order",
    "Orders",
    "ordres",
    "bought",
    "buy",
    "!!",
    "İstanbul",
)


@pytest.mark.parametrize("spelling_names_max", [0, 1_000])
def test_the_same_are_found_however_many_names_there_are(monkeypatch: pytest.MonkeyPatch, spelling_names_max: int) -> None:
    monkeypatch.setattr(near_names, "_SPELLING_NAMES_MAX", spelling_names_max)
    standings = [
        Standing(Campaign(number, wanted, Trigger(TriggerKind.EVENT, event_name=wanted)), Verdict.WILL_NOT, judged=True)
        for number, wanted in enumerate((*NAMES, "something else"))
    ]
    checked = checked_rows([0] * len(NAMES), NAMES)
    found = near_misses(checked, np.ones(len(NAMES), dtype=np.bool_), standings)
    expected = {
        (standing.campaign.name, name, difference)
        for standing, name in product(standings, NAMES)
        if (difference := difference_of(standing.campaign.name, name, spelling_names_max > 0)) is not None
    }
    assert {(miss.campaign.name, miss.event_name, miss.difference) for miss in found} == expected
    assert len(expected) > 6
