"""Columns about consent in a mapping: sent as unsubscribed with the words the right way round, or under a name of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from backfill_assistant.core.mapping.mapping import Field, Mapping, Target, ValueType
from backfill_assistant.core.mapping.mapping_changes import field_of, with_field
from backfill_assistant.core.mapping.repairs import ConsentMeaning
from backfill_assistant.core.values.consent import answer_of, consent_of, refuses
from backfill_assistant.core.values.headers import Meaning

UNSUBSCRIBED: Final = "unsubscribed"
# TRACK documents this name, and dots in it, for the topics people subscribe to: true means subscribed.
PREFERENCES: Final = "cio_subscription_preferences"
_KNOWN: Final = (Meaning.OPTED_IN, Meaning.OPTED_OUT, Meaning.UNSUBSCRIBED)
_SAID: Final = {
    ConsentMeaning.AGREES: Meaning.OPTED_IN,
    ConsentMeaning.REFUSES: Meaning.OPTED_OUT,
    ConsentMeaning.NOTHING: None,
}


def meaning_for(header: str, said: ConsentMeaning | None) -> Meaning | None:
    """What a header means about consent, unless the person has said otherwise."""
    return consent_of(header) if said is None else _SAID[said]


def is_unsubscribed(field: Field) -> bool:
    """Whether the field is the attribute that stops messages when it is true (Track API specification)."""
    return field.target is Target.ATTRIBUTE and field.name == UNSUBSCRIBED


def subscribes(field: Field) -> bool:
    """Whether the field is a subscription preference, such as one topic: true then subscribes (Track API specification)."""
    return field.target is Target.ATTRIBUTE and field.name.startswith(f"{PREFERENCES}.")


def _true_refuses(field: Field, meaning: Meaning | None) -> bool:
    """Whether true says that no messages are wanted: by the field's name, else by the header's yes."""
    return is_unsubscribed(field) or (not subscribes(field) and meaning is not Meaning.OPTED_IN)


def turned(field: Field, meaning: Meaning | None, *, crosses: bool = False) -> Field:
    """The field with its words on the sides that its name asks for, under a header with this meaning.

    Under unsubscribed true refuses messages, under a subscription preference it wants them; under any other name true is the
    header's yes. Words that say nothing by themselves change sides with the others; where no word says anything, they change if
    the name `crosses` between the two. Without a certain meaning only words that are certain under any header change sides.
    """
    if meaning not in _KNOWN and not (is_unsubscribed(field) or subscribes(field)):
        return field
    true_refuses = _true_refuses(field, meaning)
    sides = dict.fromkeys(field.true_words, True) | dict.fromkeys(field.false_words, False)
    said = {word: refuses(answer_of(word), meaning) for word in sides}
    wanted = {word: says is true_refuses for word, says in said.items() if says is not None}
    if not wanted and meaning not in _KNOWN:
        return field
    misplaced = sum(sides[word] is not side for word, side in wanted.items())
    changing = misplaced * 2 > len(wanted) if wanted else crosses
    placed = {word: wanted.get(word, side is not changing) for word, side in sides.items()}
    return replace(
        field,
        true_words=tuple(word for word, side in placed.items() if side),
        false_words=tuple(word for word, side in placed.items() if not side),
    )


def as_unsubscribed(field: Field, meaning: Meaning | None) -> Field:
    """A true/false field sent as unsubscribed."""
    sent = replace(field, target=Target.ATTRIBUTE, name=UNSUBSCRIBED, type=ValueType.TRUE_FALSE)
    return turned(sent, meaning, crosses=not _true_refuses(field, meaning))


def renamed(field: Field, name: str, meaning: Meaning | None) -> Field:
    """The field under another name; its words change sides when the name begins or ceases to say who gets messages."""
    other = replace(field, name=name)
    if (is_unsubscribed(field), subscribes(field)) == (is_unsubscribed(other), subscribes(other)):
        return other
    if not is_unsubscribed(other):
        # What is not sent of unsubscribed is a value of its own.
        other = replace(other, only_true=False)
    return turned(other, meaning, crosses=_true_refuses(field, meaning) is not _true_refuses(other, meaning))


def with_unsubscribed(mapping: Mapping, column: int, usual: Field, meaning: Meaning | None) -> Mapping:
    """Send a column as unsubscribed, whatever it was sent as; `usual` is how it is read as true or false."""
    own = field_of(mapping, column)
    field = as_unsubscribed(own if own is not None and own.type is ValueType.TRUE_FALSE else replace(usual, column=column), meaning)
    if own is None:
        fields = (*mapping.fields, field)
        return replace(mapping, fields=tuple(sorted(fields, key=lambda each: (each.column is None, each.column or 0))))
    return with_field(
        mapping, column, **{name: getattr(field, name) for name in ("name", "target", "type", "true_words", "false_words")}
    )


def with_words_turned(mapping: Mapping, column: int, meaning: Meaning | None) -> Mapping:
    """The words of a column sent as unsubscribed, or as a subscription preference, on the sides they belong to."""
    fields = []
    for each in mapping.fields:
        if each.column == column and (is_unsubscribed(each) or subscribes(each)):
            each = turned(each, meaning)
        fields.append(each)
    return replace(mapping, fields=tuple(fields))


def with_only_no(mapping: Mapping, column: int | None) -> Mapping:
    """Of a column sent as unsubscribed, only those who said no."""
    fields = []
    for each in mapping.fields:
        if each.column == column and is_unsubscribed(each):
            each = replace(each, only_true=True)
        fields.append(each)
    return replace(mapping, fields=tuple(fields))
