"""Every problem a row can have, in words: by its code, with the column it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from backfill_assistant.core.checked import Problem, Suggestion
from backfill_assistant.core.problems.kinds_of_question import QUESTIONS
from backfill_assistant.core.problems.kinds_of_refusal import REFUSALS
from backfill_assistant.core.problems.kinds_of_warning import WARNINGS
from backfill_assistant.core.problems.problem_kind import Kind
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence, shortened

# In the order in which a row's problems count: the first is the reason that a report gives.
KINDS: Final[dict[str, Kind]] = {**REFUSALS, **QUESTIONS, **WARNINGS}
_PLACES: Final = {code: place for place, code in enumerate(KINDS)}


def order_of(code: str) -> int:
    """Where the problem stands among all kinds: the lowest of a row's problems is the reason given."""
    return _PLACES[code]


def problem(
    code: str,
    column: int | None,
    name: str,
    count: int,
    rows: tuple[int, ...],
    suggestions: tuple[Suggestion, ...] = (),
) -> Problem:
    """A Problem in words; `name` is the column's, or that of the attribute or property."""
    kind = KINDS[code]
    gaps: dict[str, object] = {}
    if "{column}" in kind.text:
        gaps["column"] = name
    if "{name}" in kind.text:
        gaps["name"] = name
    if kind.limit is not None:
        gaps["limit"] = kind.limit
    told = Sentence(kind.text, **gaps)
    return Problem(code, kind.severity, column, count, rows, told, Sentence(kind.advice), kind.repairs, suggestions, kind.asks)


def shown_name(column_names: Sequence[str], column: int | None) -> str:
    """What to call a column in a sentence; one without a name goes by its place."""
    if column is None:
        return ""
    return shortened(column_names[column].strip()) or f"#{column + 1}"


def leaving_out(code: str, column: str) -> Sentence:
    """The decision to leave out rows with this problem, in words; `column` is "" where the problem is not one column's."""
    group = code.partition(".")[0]
    if not column:
        return Sentence(_LEFT_OUT.get(group, _LEFT_OUT_ANY))
    return Sentence(_LEFT_OUT_COLUMN.get(code, _LEFT_OUT_COLUMN.get(group, _LEFT_OUT_COLUMN_ANY)), column=column)


_LEFT_OUT_ANY: Final = QT_TRANSLATE_NOOP("core", "Leave out rows with a certain problem.")
_LEFT_OUT: Final = {
    "record": QT_TRANSLATE_NOOP("core", "Leave out rows that are too large."),
    "attributes": QT_TRANSLATE_NOOP("core", "Leave out rows with too many attributes."),
    "person": QT_TRANSLATE_NOOP("core", "Leave out people who have several rows."),
    "row": QT_TRANSLATE_NOOP("core", "Leave out rows with too many cells."),
}
_LEFT_OUT_COLUMN_ANY: Final = QT_TRANSLATE_NOOP("core", "Leave out rows with a certain problem in {column}.")
_LEFT_OUT_COLUMN: Final = {
    "identifier.missing": QT_TRANSLATE_NOOP("core", "Leave out rows without {column}."),
    "identifier": QT_TRANSLATE_NOOP("core", "Leave out rows whose {column} cannot identify a person."),
    "email.malformed": QT_TRANSLATE_NOOP("core", "Leave out rows whose {column} is no email address."),
    "email.typo": QT_TRANSLATE_NOOP("core", "Leave out rows whose {column} looks mistyped."),
    "event_name": QT_TRANSLATE_NOOP("core", "Leave out rows whose event name in {column} cannot be used."),
    "time.empty": QT_TRANSLATE_NOOP("core", "Leave out rows without a time in {column}."),
    "time.future": QT_TRANSLATE_NOOP("core", "Leave out rows whose {column} lies in the future."),
    "time.not_in_logs": QT_TRANSLATE_NOOP("core", "Leave out rows whose {column} lies far back."),
    "time": QT_TRANSLATE_NOOP("core", "Leave out rows whose time in {column} cannot be used."),
    "consent": QT_TRANSLATE_NOOP("core", "Leave out people who said no in {column}, with all their rows."),
    "unsubscribed": QT_TRANSLATE_NOOP("core", "Leave out rows whose {column} does not say yes or no."),
    "value.long": QT_TRANSLATE_NOOP("core", "Leave out rows whose {column} is too long."),
    "value": QT_TRANSLATE_NOOP("core", "Leave out rows whose {column} cannot be read."),
    "row": QT_TRANSLATE_NOOP("core", "Leave out rows that end before {column}."),
}
