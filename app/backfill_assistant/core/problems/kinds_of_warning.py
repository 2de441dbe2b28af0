"""What will happen to a row although it is sent: each kind by its code.

Facts about Customer.io: Track API specification (`created_at`, message overrides, dots in names, system names),
"Backfill historical data" (activity logs, order of calls).
"""

from __future__ import annotations

from typing import Final

from backfill_assistant.core import limits
from backfill_assistant.core.checked import Severity
from backfill_assistant.core.problems.problem_kind import Kind
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP

_WARNING: Final = Severity.WARNING

WARNINGS: Final[dict[str, Kind]] = {
    "unsubscribed.false": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP(
            "core", "By {column} these people become subscribed: who had unsubscribed at Customer.io earlier can be mailed again."
        ),
        QT_TRANSLATE_NOOP("core", "Only mark those who said no, unless this file is newer than what Customer.io knows."),
        ("only_no",),
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
        QT_TRANSLATE_NOOP(
            "core", "Nothing says since when you know these people, so Customer.io takes those who are new as created now."
        ),
        QT_TRANSLATE_NOOP("core", "Only update people who already exist, or send a column that says since when you know them."),
        ("update_only",),
    ),
    "created_at.unsent": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP(
            "core",
            "Customer.io takes people who are new as created now, although {column} may say since when you know them.",
        ),
        QT_TRANSLATE_NOOP("core", "Send the column as created_at, or only update people who already exist."),
        ("send_created_at", "update_only"),
    ),
    "identifier.email": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP("core", "{column} holds email addresses, but people are identified by ID: they may become new people."),
        QT_TRANSLATE_NOOP("core", "Identify people by email, unless your workspace uses addresses as IDs."),
        ("leave_out",),
    ),
    "created_at.text": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP("core", "{column} is sent as created_at but not as a time, so conditions on dates will not see it."),
        QT_TRANSLATE_NOOP("core", "Send the column as a date and time."),
        ("send_as_time",),
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
    "events.anonymous": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP(
            "core", "The events belong to nobody until Customer.io learns, within {limit} days, whose anonymous ID it is."
        ),
        QT_TRANSLATE_NOOP("core", "Choose a column with an ID or an email instead if the file has one."),
        (),
        limits.ANONYMOUS_KEPT_DAYS,
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
    "name.spaces": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP("core", "The name {name} begins or ends with a space, so it is another one than the same without."),
        QT_TRANSLATE_NOOP("core", "Rename it without the space."),
        ("rename",),
    ),
    "name.case": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP("core", "{name} differs only in letter case from another name, and Customer.io keeps both."),
        QT_TRANSLATE_NOOP("core", "Give both the same name or clearly different ones."),
        ("rename",),
    ),
    "value.spaces": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP(
            "core", "{column} begins or ends with spaces or something invisible: conditions will not match the same text without."
        ),
        QT_TRANSLATE_NOOP("core", "Trim these cells: what nobody sees at their ends is dropped. The file is not changed."),
        ("trim", "edit", "leave_out"),
    ),
    "value.control": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP("core", "{column} holds invisible control characters, which are sent as they are."),
        QT_TRANSLATE_NOOP("core", "They often come along when text is copied. Correct the cells, or leave these rows out."),
        ("correct", "edit", "leave_out"),
    ),
    "value.digits_lost": Kind(
        _WARNING,
        QT_TRANSLATE_NOOP(
            "core", "{column} holds numbers that a spreadsheet has shortened or rounded: their last digits are lost."
        ),
        QT_TRANSLATE_NOOP(
            "core", "Export the file again with the column as text, or leave these rows out if they are ids or phones."
        ),
        ("leave_out", "edit"),
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
