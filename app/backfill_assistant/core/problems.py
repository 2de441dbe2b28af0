"""Every problem a row can have: its code, whether it keeps the row back, what it means, and what mends it.

Facts about Customer.io: Track API specification (limits, `unsubscribed`, message overrides, dots), Pipelines API specification
(names that act as commands), "Backfill historical data" (activity logs, order of calls).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from backfill_assistant.core import limits
from backfill_assistant.core.checked import Problem, Severity, Suggestion
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence


@dataclass(frozen=True)
class Kind:
    """What all problems with one code have in common. Texts may have the gaps {column}, {limit} and {name}.

    `repairs` are names of what mends it, the best first; `offers` turns them into buttons.
    """

    severity: Severity
    text: str
    advice: str
    repairs: tuple[str, ...] = ("leave_out",)
    limit: int | None = None


_REFUSED: Final = Severity.REFUSED
_WARNING: Final = Severity.WARNING
_CORRECT: Final = ("correct", "edit", "leave_out")

# In the order in which a row's problems count: the first is the reason that a report gives.
KINDS: Final[dict[str, Kind]] = {
    "left_out.rows": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "Left out: you chose not to send this row."),
        QT_TRANSLATE_NOOP("core", "Undo the decision to send it after all."),
        ("undo",),
    ),
    "left_out.problem": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "Left out: you chose not to send rows with this problem."),
        QT_TRANSLATE_NOOP("core", "Undo the decision to see the problem again."),
        ("undo",),
    ),
    "left_out.duplicate": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "Left out: another row of the file stands for this person."),
        QT_TRANSLATE_NOOP("core", "Undo the decision about several rows for one person to send it after all."),
        ("undo",),
    ),
    "identifier.missing": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} is empty, so Customer.io could not tell whose row it is. It is not sent."),
        QT_TRANSLATE_NOOP("core", "Fill the cell, choose another column for the person, or leave these rows out."),
        ("leave_out", "edit"),
    ),
    "identifier.long": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} is longer than the {limit} bytes Customer.io takes to identify a person."),
        QT_TRANSLATE_NOOP("core", "Shorten the cell, or leave these rows out."),
        ("edit", "leave_out"),
        limits.IDENTIFIER_MAX_BYTES,
    ),
    "identifier.control": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} holds invisible control characters, so it would become a different person."),
        QT_TRANSLATE_NOOP("core", "Correct the cell, or leave these rows out."),
        _CORRECT,
    ),
    "email.malformed": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} is not an email address, and Customer.io would drop it without saying so."),
        QT_TRANSLATE_NOOP("core", "Correct the address, or leave these rows out."),
        _CORRECT,
    ),
    "event_name.missing": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} is empty: an event needs a name."),
        QT_TRANSLATE_NOOP("core", "Correct empty cells everywhere, use one fixed name, or leave these rows out."),
        _CORRECT,
    ),
    "event_name.long": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "The event name in {column} is longer than the {limit} bytes Customer.io takes."),
        QT_TRANSLATE_NOOP("core", "Correct the name, or leave these rows out."),
        _CORRECT,
        limits.EVENT_NAME_MAX_BYTES,
    ),
    "event_name.control": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "The event name in {column} holds invisible control characters; no campaign would match it."),
        QT_TRANSLATE_NOOP("core", "Correct the name, or leave these rows out."),
        _CORRECT,
    ),
    "event_name.command": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP(
            "core", "The event name in {column} is a command: Customer.io would act on it, such as delete the person."
        ),
        QT_TRANSLATE_NOOP("core", "Rename the event, or leave these rows out."),
        _CORRECT,
    ),
    "time.empty": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} is empty. Customer.io would take the row as happening now, so it is not sent."),
        QT_TRANSLATE_NOOP("core", "Fill the cell, or leave these rows out."),
        ("leave_out", "edit"),
    ),
    "time.unreadable": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP(
            "core", "{column} cannot be read as a time in the chosen format. Customer.io would take the row as happening now."
        ),
        QT_TRANSLATE_NOOP("core", "Choose another format, correct the cell, or leave these rows out."),
        _CORRECT,
    ),
    "time.ambiguous": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} can be read as two different dates, and nothing has decided which."),
        QT_TRANSLATE_NOOP("core", "Choose the order of day and month."),
        ("choose_format", "leave_out"),
    ),
    "time.skipped_hour": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} names a time that did not exist: the clocks went forward over it in that night."),
        QT_TRANSLATE_NOOP("core", "Check the time zone, correct the cell, or leave these rows out."),
        ("choose_zone", "edit", "leave_out"),
    ),
    "time.repeated_hour": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} names a time that existed twice: the clocks went back over it in that night."),
        QT_TRANSLATE_NOOP("core", "Say whether the earlier or the later one is meant, or leave these rows out."),
        ("choose_hour", "leave_out"),
    ),
    "time.zone": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "The time zone of the time in {column} is not known."),
        QT_TRANSLATE_NOOP("core", "Use names such as Europe/Berlin, choose one zone for all rows, or leave these rows out."),
        ("choose_zone", "edit", "leave_out"),
    ),
    "time.milliseconds": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} holds milliseconds but is read as seconds, which puts the row far into the future."),
        QT_TRANSLATE_NOOP("core", "Choose milliseconds as the format."),
        ("choose_format", "leave_out"),
    ),
    "time.seconds": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} holds seconds but is read as milliseconds, which puts the row into January 1970."),
        QT_TRANSLATE_NOOP("core", "Choose seconds as the format."),
        ("choose_format", "leave_out"),
    ),
    "time.out_of_range": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} names a time too far away to be meant."),
        QT_TRANSLATE_NOOP("core", "Choose another format, correct the cell, or leave these rows out."),
        _CORRECT,
    ),
    "time.future": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP(
            "core", "{column} lies more than {limit} minutes in the future; what Customer.io makes of that is unknown."
        ),
        QT_TRANSLATE_NOOP("core", "Check the time zone and the order of day and month, or leave these rows out."),
        ("choose_zone", "choose_format", "edit", "leave_out"),
        limits.FUTURE_TOLERANCE_MS // 60_000,
    ),
    "time.too_early": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} lies before 9 September 2001. Customer.io would take the row as happening now."),
        QT_TRANSLATE_NOOP("core", "Choose another format, correct the cell, or leave these rows out."),
        _CORRECT,
    ),
    "unsubscribed.unknown": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP(
            "core", "{column} is neither a word for unsubscribed nor for subscribed; Customer.io would take it as subscribed."
        ),
        QT_TRANSLATE_NOOP("core", "Say what the word means, correct it everywhere, or leave these rows out."),
        ("choose_words", *_CORRECT),
    ),
    "unsubscribed.empty": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} is empty, so it is not known whether this person said no. The row is not sent."),
        QT_TRANSLATE_NOOP("core", "Say what empty means by correcting it everywhere, or leave these rows out."),
        _CORRECT,
    ),
    "value.number": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} cannot be read as a number without guessing."),
        QT_TRANSLATE_NOOP("core", "Choose the decimal mark, send the column as text, correct the value, or leave these rows out."),
        ("send_as_text", *_CORRECT),
    ),
    "value.true_false": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} is neither a word for true nor for false."),
        QT_TRANSLATE_NOOP("core", "Say what the word means, send the column as text, or leave these rows out."),
        ("choose_words", "send_as_text", *_CORRECT),
    ),
    "value.time": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} cannot be read as a time without guessing."),
        QT_TRANSLATE_NOOP("core", "Choose another format or zone, send the column as text, or leave these rows out."),
        ("choose_format", "send_as_text", *_CORRECT),
    ),
    "value.list": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} cannot be read as a list."),
        QT_TRANSLATE_NOOP("core", "Choose another separator, send the column as text, or leave these rows out."),
        ("send_as_text", *_CORRECT),
    ),
    "value.json": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} is not valid JSON."),
        QT_TRANSLATE_NOOP("core", "Send the column as text, correct the value, or leave these rows out."),
        ("send_as_text", *_CORRECT),
    ),
    "value.long": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} is longer than the {limit} bytes Customer.io takes as an attribute."),
        QT_TRANSLATE_NOOP("core", "Leave the column out, shorten the value, or leave these rows out."),
        ("edit", "leave_out"),
        limits.VALUE_MAX_BYTES,
    ),
    "attributes.many": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "The row has more than the {limit} attributes Customer.io takes for a person."),
        QT_TRANSLATE_NOOP("core", "Leave out columns, or leave these rows out."),
        ("leave_out",),
        limits.ATTRIBUTES_MAX,
    ),
    "record.large": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "The row becomes more than {limit} bytes, which Customer.io would not take."),
        QT_TRANSLATE_NOOP("core", "Leave out long columns, or leave these rows out."),
        ("leave_out", "edit"),
        limits.RECORD_BUDGET_BYTES,
    ),
    "person.duplicate": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP(
            "core",
            "Several rows set different values for one person, and nothing says which is newer: "
            "Customer.io may process them in any order.",
        ),
        QT_TRANSLATE_NOOP("core", "Merge them, keep the first or the newest, or choose a column that says when it happened."),
        ("merge", "keep_newest", "keep_first", "leave_out"),
    ),
    "person.newest_wins": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP(
            "core", "Several rows set values for one person. Each is sent with its own time; the newest is meant to win."
        ),
        QT_TRANSLATE_NOOP("core", "Merge them or keep the newest if only one should be sent."),
        ("merge", "keep_newest", "keep_first"),
    ),
    "person.repeated": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP("core", "Several rows set the same values for one person. That changes nothing."),
        QT_TRANSLATE_NOOP("core", "Keep the first to send fewer rows."),
        ("keep_first",),
    ),
    "email.typo": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP("core", "Addresses in {column} end in something that looks like a slip of the pen."),
        QT_TRANSLATE_NOOP("core", "Look at the suggestions; correct those that are right."),
        ("correct_domain", "edit", "leave_out"),
    ),
    "created_at.unmapped": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP("core", "No column is sent as created_at: Customer.io takes new people as created now."),
        QT_TRANSLATE_NOOP("core", "Send the column that says since when you know the person as created_at."),
        (),
    ),
    "identifier.email": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP("core", "{column} holds email addresses, but people are identified by ID: they may become new people."),
        QT_TRANSLATE_NOOP("core", "Identify people by email, unless your workspace uses addresses as IDs."),
        ("choose_kind", "leave_out"),
    ),
    "created_at.text": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP("core", "{column} is sent as created_at but not as a time, so conditions on dates will not see it."),
        QT_TRANSLATE_NOOP("core", "Send the column as a date and time."),
        (),
    ),
    "time.not_in_logs": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP(
            "core", "{column} lies more than {limit} days back. Such events count for segments but are not shown in activity logs."
        ),
        QT_TRANSLATE_NOOP("core", "Nothing needs to be done."),
        (),
        limits.ACTIVITY_LOG_MS // 86_400_000,
    ),
    "update.events": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP("core", "Only attributes are kept back from people who do not exist; an event could still create them."),
        QT_TRANSLATE_NOOP("core", "Send people and events in two runs if nobody may be created."),
        (),
    ),
    "name.override": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP("core", "The property {name} changes to whom, or from whom, a triggered campaign sends."),
        QT_TRANSLATE_NOOP("core", "Rename it unless that is meant."),
        ("rename",),
    ),
    "name.reserved": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP("core", "Names such as {name} belong to Customer.io itself; what happens to the value is not published."),
        QT_TRANSLATE_NOOP("core", "Rename it unless that is meant."),
        ("rename",),
    ),
    "name.dots": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP("core", "The dots in {name} make Customer.io put the value inside another one."),
        QT_TRANSLATE_NOOP("core", "Rename it, or choose nesting if that is meant."),
        ("rename", "nest"),
    ),
    "name.case": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP("core", "{name} differs only in letter case from another name, and Customer.io keeps both."),
        QT_TRANSLATE_NOOP("core", "Give both the same name or clearly different ones."),
        ("rename",),
    ),
    "row.short": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP("core", "Rows end before {column}. The missing cell counts as empty."),
        QT_TRANSLATE_NOOP("core", "Look at the rows; if cells slipped to the left, leave them out."),
        ("leave_out", "edit"),
    ),
    "row.long": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP("core", "Rows have more cells than the header. Those cells are not sent, and others may have slipped."),
        QT_TRANSLATE_NOOP("core", "Look at the rows, or leave them out."),
        ("leave_out", "edit"),
    ),
}
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
    return Problem(
        code, kind.severity, column, count, rows, Sentence(kind.text, **gaps), Sentence(kind.advice), kind.repairs, suggestions
    )


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
    "unsubscribed": QT_TRANSLATE_NOOP("core", "Leave out rows whose {column} does not say yes or no."),
    "value.long": QT_TRANSLATE_NOOP("core", "Leave out rows whose {column} is too long."),
    "value": QT_TRANSLATE_NOOP("core", "Leave out rows whose {column} cannot be read."),
    "row": QT_TRANSLATE_NOOP("core", "Leave out rows that end before {column}."),
}
