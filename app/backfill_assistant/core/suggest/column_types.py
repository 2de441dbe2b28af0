"""Which type a column's cells have, and what to watch out for when they are sent as it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from backfill_assistant.core.mapping.mapping import Field, Target, TimeReading, ValueType
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence
from backfill_assistant.core.values.consent import CONSENTS, Answer, answer_of
from backfill_assistant.core.values.headers import Meaning
from backfill_assistant.core.values.looks import AS_LIKELY_OTHERS, ColumnLook, Look, time_format_of
from backfill_assistant.core.values.yes_no_words import FALSE_WORDS, TRUE_WORDS

_TIMES: Final = frozenset({Meaning.HAPPENED_AT, Meaning.UPDATED_AT, Meaning.CREATED_AT, Meaning.BIRTHDAY})
_TEXTS: Final = frozenset(
    {
        Meaning.PHONE,
        Meaning.POSTCODE,
        Meaning.PERSON_ID,
        Meaning.PLAIN_ID,
        Meaning.CIO_ID,
        Meaning.ANONYMOUS_ID,
        Meaning.EMAIL,
        Meaning.NAME,
        Meaning.REFERENCE,
        Meaning.NOTE,
    }
)
# What texts are when only the header says it.
_NAMED: Final = {
    Meaning.PERSON_ID: QT_TRANSLATE_NOOP("core", "ids"),
    Meaning.PLAIN_ID: QT_TRANSLATE_NOOP("core", "ids"),
    Meaning.ANONYMOUS_ID: QT_TRANSLATE_NOOP("core", "ids"),
    Meaning.CIO_ID: QT_TRANSLATE_NOOP("core", "ids"),
    Meaning.EVENT_NAME: QT_TRANSLATE_NOOP("core", "names of events"),
    Meaning.FIRST_NAME: QT_TRANSLATE_NOOP("core", "first names"),
    Meaning.LAST_NAME: QT_TRANSLATE_NOOP("core", "last names"),
    Meaning.NAME: QT_TRANSLATE_NOOP("core", "names"),
    Meaning.COMPANY: QT_TRANSLATE_NOOP("core", "companies"),
    Meaning.COUNTRY: QT_TRANSLATE_NOOP("core", "countries"),
    Meaning.CITY: QT_TRANSLATE_NOOP("core", "cities"),
    Meaning.POSTCODE: QT_TRANSLATE_NOOP("core", "postcodes"),
    Meaning.LANGUAGE: QT_TRANSLATE_NOOP("core", "languages"),
    Meaning.TIME_ZONE: QT_TRANSLATE_NOOP("core", "time zones"),
    Meaning.REFERENCE: QT_TRANSLATE_NOOP("core", "reference numbers"),
    Meaning.NOTE: QT_TRANSLATE_NOOP("core", "notes"),
}


@dataclass(frozen=True)
class Typed:
    """A Field that still lacks its name and column, and how many cells it reads; None where it is text and reads all."""

    field: Field
    fits: int | None
    # What kind of value that is, as a word on screen.
    words: str
    undecided: bool = False
    remark: Sentence | None = None

    def kind(self, says: Meaning | None) -> Sentence:
        """What the values are; where the cells show no more than text, by the header."""
        named = _NAMED.get(says) if says is not None and self.fits is None else None
        return Sentence(named or self.words)


def type_of(says: Meaning | None, look: ColumnLook, zone: str) -> Typed:
    """The type that the whole column supports, text when in doubt: text is never altered."""
    if says in CONSENTS and holds_answers(look):
        return _consent(says, look)
    if says in _TEXTS or look.best(Look.CODE):
        return _special_text(look)
    if says in _TIMES and look.share(Look.TIME) >= 0.5:
        return _time(look, zone)
    words = look.best(Look.TRUE_FALSE)
    if words and look.share(Look.TRUE_FALSE) >= 0.9 and set(look.words) - {"0", "1"}:
        return _true_false(look)
    best = look.best(Look.TIME)
    if best and look.share(Look.TIME) >= 0.9 and best.detail not in AS_LIKELY_OTHERS:
        return _time(look, zone)
    if look.share(Look.NUMBER) >= 0.9:
        return _number(look)
    return _special_text(look)


def holds_answers(look: ColumnLook) -> bool:
    """Whether the cells say yes and no, or who agreed and who refused."""
    certain = [word for word in look.words if answer_of(word) in (Answer.AGREES, Answer.REFUSES)]
    return look.share(Look.TRUE_FALSE) >= 0.5 or len(certain) * 2 > len(look.words)


def _plain(**more: object) -> Field:
    return Field(Target.ATTRIBUTE, "", **more)  # type: ignore[arg-type]


def _special_text(look: ColumnLook) -> Typed:
    """Text, or JSON; a list only by the person's wish, since a comma is no proof of one."""
    if look.share(Look.JSON) == 1.0:
        best = look.best(Look.JSON)
        return Typed(_plain(type=ValueType.JSON), best.fits if best else 0, QT_TRANSLATE_NOOP("core", "JSON"))
    for kind, words in (
        (Look.EMAIL, QT_TRANSLATE_NOOP("core", "email addresses")),
        (Look.PHONE, QT_TRANSLATE_NOOP("core", "phone numbers")),
        (Look.COUNTRY, QT_TRANSLATE_NOOP("core", "country codes")),
        (Look.CURRENCY, QT_TRANSLATE_NOOP("core", "currency codes")),
    ):
        best = look.best(kind)
        if best and look.share(kind) >= (0.9 if kind in (Look.COUNTRY, Look.CURRENCY) else 0.5):
            return Typed(_plain(), best.fits, words)
    remark = None
    if look.best(Look.CODE):
        remark = Sentence(
            QT_TRANSLATE_NOOP("core", "Sent as text, because a number would lose digits, or zeros and signs in front.")
        )
    return Typed(_plain(), None, QT_TRANSLATE_NOOP("core", "text"), remark=remark)


def _time(look: ColumnLook, zone: str) -> Typed:
    key, undecided = time_format_of(look)
    field = _plain(type=ValueType.TIME, time=TimeReading(format=key, zone=zone, zone_assumed=True))
    fits = sum(reading.fits for reading in look.readings if reading.look is Look.TIME and reading.detail == key.split("+")[0])
    remark = None
    if undecided:
        remark = Sentence(
            QT_TRANSLATE_NOOP(
                "core", "Day and month cannot be told apart. Rows that could be either are not sent until you choose."
            )
        )
    return Typed(field, fits, QT_TRANSLATE_NOOP("core", "times"), undecided, remark)


def _number(look: ColumnLook) -> Typed:
    best = look.best(Look.NUMBER)
    readings = {reading.detail: reading for reading in look.readings if reading.look is Look.NUMBER}
    point, comma = readings.get("."), readings.get(",")
    if point and comma and look.numbers_undecided and not (bool(point.alone) ^ bool(comma.alone)):
        remark = Sentence(
            QT_TRANSLATE_NOOP(
                "core", "Point and comma could each be the decimal mark. Sent as text until you choose a number format."
            )
        )
        return Typed(_plain(), None, QT_TRANSLATE_NOOP("core", "text"), True, remark)
    mark = best.detail if best else "."
    return Typed(_plain(type=ValueType.NUMBER, decimal_mark=mark), best.fits if best else 0, QT_TRANSLATE_NOOP("core", "numbers"))


def _true_false(look: ColumnLook, remark: Sentence | None = None) -> Typed:
    best = look.best(Look.TRUE_FALSE)
    # Only words that occur, so that what will be read as what is short enough to be looked over.
    yes = tuple(word for word in TRUE_WORDS if not look.words or word in look.words) or TRUE_WORDS[:1]
    no = tuple(word for word in FALSE_WORDS if not look.words or word in look.words) or FALSE_WORDS[:1]
    field = _plain(type=ValueType.TRUE_FALSE, true_words=yes, false_words=no)
    return Typed(field, best.fits if best else 0, QT_TRANSLATE_NOOP("core", "true or false"), remark=remark)


def _consent(says: Meaning | None, look: ColumnLook) -> Typed:
    """Never turned into `unsubscribed` by itself unless the file calls it so: the opposite meaning would mail those who said no."""
    if says is Meaning.UNSUBSCRIBED:
        remark = QT_TRANSLATE_NOOP(
            "core", "Customer.io stops messages to people whose unsubscribed is true. Look at the words for true and false."
        )
    elif says is Meaning.OPTED_OUT:
        remark = QT_TRANSLATE_NOOP(
            "core",
            "Sent as an attribute of its own, which does not stop messages."
            " If true means that the person said no, name it unsubscribed.",
        )
    elif says is Meaning.CONSENT:
        remark = QT_TRANSLATE_NOOP("core", "Say whether a yes wants messages: its name does not tell.")
    else:
        remark = QT_TRANSLATE_NOOP("core", "Sent as an attribute of its own. It means the opposite of unsubscribed.")
    typed = _true_false(look, Sentence(remark))
    # Words that say which way they mean it: a header's yes agrees, but for those that ask who refuses.
    agreed = tuple(word for word in look.words if answer_of(word) is Answer.AGREES and word not in TRUE_WORDS)
    refused = tuple(word for word in look.words if answer_of(word) is Answer.REFUSES and word not in FALSE_WORDS)
    if not agreed and not refused:
        return typed
    yes, no = (refused, agreed) if says in (Meaning.OPTED_OUT, Meaning.UNSUBSCRIBED) else (agreed, refused)
    known = set(look.words)
    field = replace(
        typed.field,
        true_words=(*(word for word in typed.field.true_words if word in known), *yes),
        false_words=(*(word for word in typed.field.false_words if word in known), *no),
    )
    return replace(typed, field=field, fits=look.filled if known == {*field.true_words, *field.false_words} else typed.fits)
