"""Why a row has its verdict, in a sentence that carries the numbers."""

from __future__ import annotations

from backfill_assistant.core.forecast.verdicts import Standing, Verdict
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

_MINUTE_MS = 60_000


def duration(length_ms: int) -> str:
    """A length of time as people read it: 42 min, 71 h 52 min, 12 d 3 h (from four days on), rounded down."""
    minutes = abs(length_ms) // _MINUTE_MS
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 96:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"


def window_length(limit_ms: int) -> str:
    """A window's length, always in hours as Customer.io states it."""
    hours, minutes = divmod(limit_ms // _MINUTE_MS, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def row_reason(
    standing: Standing, verdict: Verdict, matches: bool, time_ms: int, moment_ms: int, margin_ms: int, untimed: bool
) -> Sentence:
    """The reason for one row's verdict; `time_ms` is the earliest that its time may mean."""
    if standing.reason is not None:
        return standing.reason
    if not matches and standing.event_name is None:
        return Sentence(
            QT_TRANSLATE_NOOP("core", "Another row sends the attributes of this person; this one is sent as an event only.")
        )
    if not matches:
        return Sentence(QT_TRANSLATE_NOOP("core", "Another event than the one that starts this campaign."))
    age_ms, window = moment_ms - time_ms, window_length(standing.limit_ms)
    since_start_ms = time_ms - standing.start_ms
    if verdict is Verdict.COULD_ENTER:
        if untimed:
            return Sentence(
                QT_TRANSLATE_NOOP("core", "It has no time, so it counts as the moment it is processed; the window is {window}."),
                window=window,
            )
        return Sentence(
            QT_TRANSLATE_NOOP("core", "{age} old when it is processed; the window is {window}."),
            age=duration(age_ms),
            window=window,
        )
    if verdict is Verdict.TOO_CLOSE:
        return _close(standing, age_ms, since_start_ms, margin_ms)
    if verdict is Verdict.NOT_PREDICTABLE:
        return Sentence(
            QT_TRANSLATE_NOOP(
                "core", "Outside the window of {window}, but Customer.io does not show whether the segment is built from events."
            ),
            window=window,
        )
    if since_start_ms <= 0:
        return Sentence(
            QT_TRANSLATE_NOOP("core", "It happened {before} before the campaign started; only later rows count."),
            before=duration(since_start_ms),
        )
    return Sentence(
        QT_TRANSLATE_NOOP("core", "{age} old when it is processed; the window of {window} is over."),
        age=duration(age_ms),
        window=window,
    )


def _close(standing: Standing, age_ms: int, since_start_ms: int, margin_ms: int) -> Sentence:
    window = window_length(standing.limit_ms)
    if age_ms < 0:
        return Sentence(
            QT_TRANSLATE_NOOP("core", "Its time is {ahead} after the moment it is processed; the window is {window}."),
            ahead=duration(age_ms),
            window=window,
        )
    if abs(since_start_ms) <= margin_ms:
        if since_start_ms > 0:
            return Sentence(
                QT_TRANSLATE_NOOP("core", "It happened only {gap} after the campaign started."), gap=duration(since_start_ms)
            )
        return Sentence(
            QT_TRANSLATE_NOOP("core", "It happened {gap} before the campaign started, within the margin of {margin}."),
            gap=duration(since_start_ms),
            margin=duration(margin_ms),
        )
    if abs(age_ms - standing.limit_ms) <= margin_ms:
        return Sentence(
            QT_TRANSLATE_NOOP("core", "{age} old when it is processed, too near the end of the window of {window}."),
            age=duration(age_ms),
            window=window,
        )
    return Sentence(
        QT_TRANSLATE_NOOP("core", "The file gives a date without an hour, and part of that day is inside the window of {window}."),
        window=window,
    )
