"""What the person must decide before rows go, each kind by its code: until then its rows are not sent.

Facts about Customer.io: Track API specification (`unsubscribed`: true stops messages, everything else lets them through).
"""

from __future__ import annotations

from typing import Final

from backfill_assistant.core.checked import Severity
from backfill_assistant.core.problems.problem_kind import Kind
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP

# Times for which a zone was assumed: of the row, and of its values.
ZONE_ASSUMED: Final = ("time.zone_assumed", "value.zone_assumed")
_DECIDES: Final = ("unsubscribe", "leave_out", "send_despite_no")


def _asking(text: str, advice: str, repairs: tuple[str, ...]) -> Kind:
    return Kind(Severity.REFUSED, text, advice, repairs, asks=True)


QUESTIONS: Final[dict[str, Kind]] = {
    "time.zone_assumed": _asking(
        QT_TRANSLATE_NOOP("core", "The times in {column} do not say in which time zone they are."),
        QT_TRANSLATE_NOOP("core", "Say which one it is. These rows are not sent before that: a few hours decide what they start."),
        ("choose_zone",),
    ),
    "value.zone_assumed": _asking(
        QT_TRANSLATE_NOOP("core", "The times in {column} do not say in which time zone they are."),
        QT_TRANSLATE_NOOP("core", "Say which one it is, or send the column as text. These rows are not sent before that."),
        ("choose_zone", "send_as_text"),
    ),
    "unsubscribed.inverted": _asking(
        QT_TRANSLATE_NOOP("core", "{column} is sent as unsubscribed the wrong way round: people who said no would get messages."),
        QT_TRANSLATE_NOOP("core", "Exchange the words for true and false, unless a yes in this column means no messages."),
        ("exchange_words", "keep_words"),
    ),
    "unsubscribed.unclear": _asking(
        QT_TRANSLATE_NOOP("core", "{column} is sent as unsubscribed, but its name does not say whether a yes wants messages."),
        QT_TRANSLATE_NOOP("core", "Say what a yes in this column means. No row is sent before that."),
        ("agrees", "refuses"),
    ),
    "preference.inverted": _asking(
        QT_TRANSLATE_NOOP(
            "core", "{column} is sent as a subscription preference the wrong way round: people who said no would be subscribed."
        ),
        QT_TRANSLATE_NOOP("core", "Exchange the words for true and false, unless a yes in this column wants messages."),
        ("exchange_words", "keep_words"),
    ),
    "preference.unclear": _asking(
        QT_TRANSLATE_NOOP(
            "core", "{column} is sent as a subscription preference, but its name does not say whether a yes wants messages."
        ),
        QT_TRANSLATE_NOOP("core", "Say what a yes in this column means. These rows are not sent before that."),
        ("agrees", "refuses"),
    ),
    "consent.unclear": _asking(
        QT_TRANSLATE_NOOP("core", "{column} may say who wants messages, but not whether a yes wants them or refuses them."),
        QT_TRANSLATE_NOOP("core", "Say what a yes in this column means. These rows are not sent before that."),
        ("agrees", "refuses", "not_consent"),
    ),
    "consent.opted_in": _asking(
        QT_TRANSLATE_NOOP("core", "{column} says no: these people do not want messages, and nothing that is sent stops them yet."),
        QT_TRANSLATE_NOOP("core", "Customer.io stops messages only by unsubscribed. These rows are not sent before you decide."),
        _DECIDES,
    ),
    "consent.opted_out": _asking(
        QT_TRANSLATE_NOOP("core", "{column} says yes: these people do not want messages, and nothing that is sent stops them yet."),
        QT_TRANSLATE_NOOP("core", "Customer.io stops messages only by unsubscribed. These rows are not sent before you decide."),
        _DECIDES,
    ),
    "consent.events": _asking(
        QT_TRANSLATE_NOOP("core", "{column} says that these people do not want messages, but their events can start campaigns."),
        QT_TRANSLATE_NOOP("core", "Events cannot unsubscribe anybody. These rows are not sent before you decide."),
        ("leave_out", "send_despite_no"),
    ),
}
