"""What keeps a row back: each kind by its code, in the order in which a row's problems count.

Facts about Customer.io: Track API specification (limits, times, `unsubscribed`), Pipelines API specification (names that act as
commands), "Backfill historical data" (order of calls).
"""

from __future__ import annotations

from typing import Final

from backfill_assistant.core import limits
from backfill_assistant.core.checked import Severity
from backfill_assistant.core.problems.problem_kind import Kind
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP

_REFUSED: Final = Severity.REFUSED
_CORRECT: Final = ("correct", "edit", "leave_out")
_TRIM: Final = ("trim", "edit", "leave_out")

REFUSALS: Final[dict[str, Kind]] = {
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
    "left_out.person": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "Not sent: this person said no in another row of the file."),
        QT_TRANSLATE_NOOP("core", "Decide otherwise about people who said no to send it after all."),
        ("undo",),
    ),
    "left_out.duplicate": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "Left out: another row of the file stands for this person."),
        QT_TRANSLATE_NOOP("core", "Undo the decision about several rows for one person to send it after all."),
        ("undo",),
    ),
    "left_out.merged": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "Merged: what the row says goes out with another row of the same person."),
        QT_TRANSLATE_NOOP("core", "Undo the decision about several rows for one person to send each by itself."),
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
    "identifier.spaces": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} begins or ends with something invisible, so it would become a different person."),
        QT_TRANSLATE_NOOP("core", "Trim these cells: what nobody sees at their ends is dropped. The file is not changed."),
        _TRIM,
    ),
    "identifier.control": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} holds invisible control characters, so it would become a different person."),
        QT_TRANSLATE_NOOP("core", "Correct the cell, or leave these rows out."),
        _CORRECT,
    ),
    "email.spaces": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} begins or ends with spaces or something invisible, so it is not an email address."),
        QT_TRANSLATE_NOOP("core", "Trim these cells: what nobody sees at their ends is dropped. The file is not changed."),
        _TRIM,
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
    "event_name.spaces": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP(
            "core", "The event name in {column} begins or ends with something invisible; no campaign would match it."
        ),
        QT_TRANSLATE_NOOP("core", "Trim these cells: what nobody sees at their ends is dropped. The file is not changed."),
        _TRIM,
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
    "time.unseen": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} begins or ends with something invisible, so it cannot be read as a time."),
        QT_TRANSLATE_NOOP("core", "Trim these cells: what nobody sees at their ends is dropped. The file is not changed."),
        _TRIM,
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
    "time.zone_word": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} names the time zone by letters, such as CET or PST, which several zones share."),
        QT_TRANSLATE_NOOP("core", "Say what the letters mean, correct the cell, or leave these rows out."),
        ("say_zone", *_CORRECT),
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
        QT_TRANSLATE_NOOP("core", "{column} lies before 9 September 2001. Customer.io could take the row as happening now."),
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
    "value.unseen": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} begins or ends with something invisible, so it cannot be read."),
        QT_TRANSLATE_NOOP("core", "Trim these cells: what nobody sees at their ends is dropped. The file is not changed."),
        _TRIM,
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
    "value.skipped_hour": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} names a time that did not exist: the clocks went forward over it in that night."),
        QT_TRANSLATE_NOOP("core", "Check the time zone, correct the cell, send the column as text, or leave these rows out."),
        ("choose_zone", "edit", "send_as_text", "leave_out"),
    ),
    "value.repeated_hour": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} names a time that existed twice: the clocks went back over it in that night."),
        QT_TRANSLATE_NOOP("core", "Say whether the earlier or the later one is meant, or leave these rows out."),
        ("choose_hour", "send_as_text", "leave_out"),
    ),
    "value.zone_word": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP("core", "{column} names the time zone by letters, such as CET or PST, which several zones share."),
        QT_TRANSLATE_NOOP("core", "Say what the letters mean, send the column as text, or leave these rows out."),
        ("say_zone", "send_as_text", *_CORRECT),
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
        QT_TRANSLATE_NOOP(
            "core", "The row becomes more than {limit} bytes. Customer.io takes at most 32 KB; this program stays a little below."
        ),
        QT_TRANSLATE_NOOP("core", "Leave out long columns, or leave these rows out."),
        ("leave_out", "edit"),
        limits.RECORD_BUDGET_BYTES,
    ),
    "person.duplicate": Kind(
        _REFUSED,
        QT_TRANSLATE_NOOP(
            "core",
            "Several rows set different values for one person, and no time, or an equal one, says which is newer: "
            "Customer.io may process them in any order.",
        ),
        QT_TRANSLATE_NOOP(
            "core", "Merge them, or keep the first or the newest. A column of times decides as well, where the times differ."
        ),
        ("merge", "keep_newest", "keep_first", "leave_out"),
    ),
}
