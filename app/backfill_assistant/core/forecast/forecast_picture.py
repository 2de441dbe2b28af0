"""ForecastPicture: everything a forecast report shows, without any data of people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.forecast.forecast import Decision, Forecast, SendingPlan, Verdict
from backfill_assistant.core.forecast.outlook import Outlook, look_ahead
from backfill_assistant.core.forecast.timeline import whole_scale
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

_BARS: Final = 90
# A point an hour over the next seven days, both ends included.
_CURVE_POINTS: Final = 169
_CURVE_SPAN_MS: Final = 7 * 24 * 3_600_000
_POSSIBLE: Final = frozenset({Verdict.COULD_ENTER, Verdict.TOO_CLOSE})


@dataclass(frozen=True)
class ForecastFile:
    """The file a forecast was made for."""

    name: str
    row_count: int
    # SHA-256 over the file and how it was read.
    fingerprint: str


@dataclass(frozen=True, eq=False)
class Curves:
    """How many rows could enter each campaign (or are too close to call) if all were processed at each of these moments."""

    starts_ms: npt.NDArray[np.int64]
    # Per campaign, in the order of the forecast; one number for each moment, zeros where rows are not judged.
    rows: tuple[npt.NDArray[np.int64], ...]


@dataclass(frozen=True, eq=False)
class ForecastPicture:
    """One forecast at one moment. Times in unix milliseconds."""

    file: ForecastFile
    workspace_name: str
    made_at_ms: int
    # When the campaigns were read from Customer.io; None where they were typed in or come from a file.
    campaigns_read_ms: int | None
    outlook: Outlook
    curves: Curves

    @property
    def valid_until_ms(self) -> int:
        """Up to here the numbers hold as they stand; sent later, the same rows could only enter less."""
        return max(self.outlook.plan.start_ms, self.made_at_ms) + self.outlook.plan.margin_ms


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
    known = forecast.time_range_ms()
    scale = whole_scale(max(made_at_ms, plan.start_ms), known[0] if known else None)
    outlook = look_ahead(forecast, plan, decision, scale, _BARS)
    starts = scale.now_ms + np.linspace(0, _CURVE_SPAN_MS, _CURVE_POINTS).astype(np.int64)
    curves = Curves(starts, tuple(forecast.curve(index, plan, starts) for index in range(len(forecast.campaigns))))
    return ForecastPicture(file, workspace_name, made_at_ms, campaigns_read_ms, outlook, curves)


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
