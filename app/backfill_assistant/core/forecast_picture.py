"""ForecastPicture: everything a forecast report shows, without any data of people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.forecast import CampaignCount, Decision, Forecast, SendingPlan, Totals, Verdict
from backfill_assistant.core.near_names import NearMiss
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence
from backfill_assistant.core.timeline import Histogram, TimeScale, whole_scale

_BARS: Final = 90
_POSSIBLE: Final = frozenset({Verdict.COULD_ENTER, Verdict.TOO_CLOSE})


@dataclass(frozen=True)
class ForecastFile:
    """The file a forecast was made for."""

    name: str
    row_count: int
    # SHA-256 over the file and how it was read.
    fingerprint: str


@dataclass(frozen=True, eq=False)
class ForecastPicture:
    """One forecast at one moment. Times in unix milliseconds."""

    file: ForecastFile
    workspace_name: str
    made_at_ms: int
    # When the campaigns were read from Customer.io; None where they were typed in or come from a file.
    campaigns_read_ms: int | None
    plan: SendingPlan
    decision: Decision
    counts: tuple[CampaignCount, ...]
    totals: Totals
    quiet_time_ms: int | None
    scale: TimeScale
    histogram: Histogram
    rows_going: int
    rows_held_back: int
    possible_entries: int
    near_misses: tuple[NearMiss, ...]

    @property
    def valid_until_ms(self) -> int:
        """Up to here the numbers hold as they stand; sent later, the same rows could only enter less."""
        return max(self.plan.start_ms, self.made_at_ms) + self.plan.margin_ms


def picture_of(
    forecast: Forecast,
    plan: SendingPlan,
    decision: Decision,
    file: ForecastFile,
    workspace_name: str,
    made_at_ms: int,
    campaigns_read_ms: int | None = None,
) -> ForecastPicture:
    """Ask a forecast everything that a report shows."""
    going = forecast.rows_to_send(plan, decision)
    known = forecast.time_range_ms()
    scale = whole_scale(max(made_at_ms, plan.start_ms), known[0] if known else None)
    return ForecastPicture(
        file=file,
        workspace_name=workspace_name,
        made_at_ms=made_at_ms,
        campaigns_read_ms=campaigns_read_ms,
        plan=plan,
        decision=decision,
        counts=forecast.counts(plan),
        totals=forecast.totals(plan),
        quiet_time_ms=forecast.quiet_time_ms(plan),
        scale=scale,
        histogram=forecast.histogram(scale.edges(_BARS), plan),
        rows_going=len(going),
        rows_held_back=forecast.row_count - len(going),
        possible_entries=forecast.possible_entries(plan, decision),
        near_misses=forecast.near_misses(),
    )


def entry_reasons(
    forecast: Forecast, plan: SendingPlan, rows: npt.NDArray[np.int64], in_words: Callable[[Sentence], str] = str
) -> dict[int, str]:
    """For each of these rows, in words, which campaigns it could enter by the time it goes out."""
    touched = np.zeros((len(rows), len(forecast.campaigns)), dtype=bool)
    for index, standing in enumerate(forecast.standings):
        if standing.judged:
            touched[:, index] = np.isin(rows, forecast.rows_with(index, _POSSIBLE, plan))
    patterns, which = np.unique(touched, axis=0, return_inverse=True)
    words = [in_words(_entry_reason([forecast.campaigns[index].name for index in np.flatnonzero(each)])) for each in patterns]
    return dict(zip(rows.tolist(), (words[number] for number in which.ravel().tolist()), strict=True))


def _entry_reason(names: Sequence[str]) -> Sentence:
    if not names:
        return Sentence(QT_TRANSLATE_NOOP("core", "Could enter no campaign when it goes out"))
    return Sentence(QT_TRANSLATE_NOOP("core", "Could enter: {campaigns}"), campaigns=", ".join(names))
