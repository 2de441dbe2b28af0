"""How long the forecast takes: python tests/benchmarks/forecast_speed.py [rows] [campaigns].

Three files: two years of events of which few are young, a file whose rows are all inside a window, and one sent so slowly that
every row's verdict depends on its place. Medians of several rounds, in milliseconds. A step of the slider is all that the page
shows for another start: counts, people, totals, choices, histogram, quiet time, and the curve of one campaign; also with at most
100 rows for each campaign, and with half of what could enter for three of them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from backfill_assistant.core.campaigns.campaigns import Campaign, Trigger, TriggerKind
from backfill_assistant.core.checked import CheckedRows
from backfill_assistant.core.forecast.forecast import Decision, Forecast, Order, SendingPlan, prepare
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.forecast.outlook import look_ahead
from backfill_assistant.core.forecast.timeline import whole_scale

HOUR = 3_600_000
DAY = 24 * HOUR
NOW = 1_790_000_000_000
TEN_MIN = 10 * 60_000


def file_of(row_count: int, longest_ago_ms: int) -> CheckedRows:
    """Rows with random times, eight event names, and a person for every fourth row."""
    dice = np.random.default_rng(7)
    return CheckedRows(
        row_count=row_count,
        checked_at_ms=NOW,
        refused=np.zeros(row_count, dtype=np.uint16),
        problems=(),
        time_ms=NOW - dice.integers(0, longest_ago_ms, row_count),
        event=dice.integers(0, 8, row_count).astype(np.int32),
        event_names=tuple(f"event {number}" for number in range(8)),
        person=dice.integers(1, max(2, row_count // 4), row_count).astype(np.uint64),
        repeated_rows=np.empty(0, dtype=np.int64),
        repeated_counts=np.empty(0, dtype=np.int32),
    )


def campaigns_of(count: int) -> tuple[Campaign, ...]:
    """Three event campaigns to one segment campaign, with different starts and opening delays."""
    made = []
    for number in range(count):
        trigger = Trigger(TriggerKind.EVENT, event_name=f"event {number % 8}")
        if number % 4 == 3:
            trigger = Trigger(TriggerKind.SEGMENT, segment_ids=(number,), segment_uses_events=False)
        started = NOW - (number * 7 % 40) * 6 * HOUR - HOUR
        made.append(
            Campaign(number, f"campaign {number}", trigger, first_started_ms=started, opening_delay_ms=(number % 6) * 24 * HOUR)
        )
    return tuple(made)


def median_ms(ask: Callable[[int], object], rounds: int = 9) -> float:
    """The middle of several rounds; the round's number is handed over, so that each may ask for another start."""
    took = []
    for number in range(rounds):
        began = time.perf_counter()
        ask(number)
        took.append((time.perf_counter() - began) * 1_000)
    return sorted(took)[rounds // 2]


def measure(title: str, checked: CheckedRows, campaigns: tuple[Campaign, ...], rows_per_second: float) -> None:
    """Print one block."""
    plan = SendingPlan(NOW, rows_per_second)
    made: list[Forecast] = []
    sorting = median_ms(lambda _: made.append(prepare(checked, campaigns, ImportKind(True, True))), rounds=3)
    forecast = made[-1]
    forecast.counts(plan)

    def moved(number: int) -> SendingPlan:
        return replace(plan, start_ms=NOW + number * 10 * 60_000)

    print(f"{title}: {forecast.totals(plan).rows:,} rows could enter by the time they go out")
    print(f"  sorting once                                {sorting:9.1f} ms")
    print(f"  counts of every campaign (click and sent)   {median_ms(lambda n: forecast.counts(moved(n))):9.2f} ms")
    print(f"  totals over all campaigns                   {median_ms(lambda n: forecast.totals(moved(n))):9.2f} ms")
    print(f"  quiet time                                  {median_ms(lambda n: forecast.quiet_time_ms(moved(n))):9.2f} ms")
    starts = NOW + np.arange(169, dtype=np.int64) * HOUR
    curves = median_ms(lambda n: [forecast.curve(index, plan, starts) for index in range(len(campaigns))])
    print(f"  curves of 7 days, all campaigns             {curves:9.2f} ms")
    batch = np.arange(1_000, dtype=np.int64)
    print(f"  judging a batch of 1,000 rows               {median_ms(lambda n: forecast.judge(batch, NOW + n)):9.2f} ms")
    print(f"  verdicts of one row                         {median_ms(lambda n: forecast.verdicts_of(n, plan)):9.2f} ms")
    scale = whole_scale(NOW, int(checked.time_ms.min()))

    def step(plan: SendingPlan, decision: Decision) -> None:
        look_ahead(forecast, plan, decision, scale, 180)
        forecast.curve(0, plan, starts)

    few = Decision(at_most=tuple((campaign.id, 100) for campaign in campaigns))
    half = Decision(at_most=tuple((count.campaign.id, count.possible // 2) for count in forecast.counts(plan)[:3]))
    for order in Order:
        sent_so = replace(plan, order=order)
        for words, decision in (("", Decision()), (", 100 a campaign", few), (", half of three", half)):
            first = median_ms(lambda n, so=sent_so, decision=decision: step(so, decision), rounds=1)
            took = median_ms(lambda n, so=sent_so, decision=decision: step(replace(so, start_ms=NOW + (n + 1) * TEN_MIN), decision))
            print(f"  a step of the slider, {order.value + words:<40}{took:9.2f} ms, the first {first:,.0f} ms")


def main() -> None:
    """Measure with a million rows and fifty campaigns unless told otherwise."""
    row_count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    campaigns = campaigns_of(int(sys.argv[2]) if len(sys.argv) > 2 else 50)
    print(f"{row_count:,} rows × {len(campaigns)} campaigns")
    measure("two years, 1,000 rows a second", file_of(row_count, 730 * DAY), campaigns, 1_000)
    measure("all within three days, 1,000 rows a second", file_of(row_count, 3 * DAY), campaigns, 1_000)
    measure("all within three days, 10 rows a second", file_of(row_count, 3 * DAY), campaigns, 10)


if __name__ == "__main__":
    main()
