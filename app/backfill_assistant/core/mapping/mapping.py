"""Mapping: what feeds the identifier, the time, the event name and each attribute or property, and what it still lacks."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, TypeVar

from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence


class RowMeaning(StrEnum):
    """What one row of the file is."""

    PERSON = "person"
    EVENT = "event"
    PERSON_AND_EVENT = "person and event"


class IdentifierKind(StrEnum):
    """What identifies a person."""

    ID = "id"
    EMAIL = "email"
    CIO_ID = "cio_id"
    # Of events whose person is not known yet.
    ANONYMOUS_ID = "anonymous_id"


class Target(StrEnum):
    """Where a column goes: to the person or to the event."""

    ATTRIBUTE = "attribute"
    PROPERTY = "property"


class ValueType(StrEnum):
    """What a cell's text becomes."""

    TEXT = "text"
    NUMBER = "number"
    TRUE_FALSE = "true/false"
    TIME = "time"
    LIST = "list"
    JSON = "json"


class EmptyCell(StrEnum):
    """What an empty cell means: nothing is sent, or the attribute is cleared."""

    LEAVE_OUT = "leave out"
    CLEAR = "clear"


class LetterCase(StrEnum):
    """Which letters a text is sent in."""

    AS_IT_IS = "as it is"
    LOWER = "lower"
    UPPER = "upper"
    TITLE = "title"


class RepeatedHour(StrEnum):
    """Which reading counts for a local time that exists twice in the night the clocks go back."""

    REFUSE = "refuse"
    EARLIER = "earlier"
    LATER = "later"


@dataclass(frozen=True)
class TimeReading:
    """How a column's text becomes an instant. `format` is a key of `values.times.FORMATS`; `zone` an IANA name."""

    format: str = "iso"
    # Used where the text itself names no zone or offset.
    zone: str = "UTC"
    # A column that names each row's zone instead of `zone`; None as a rule.
    zone_column: int | None = None
    # A column that holds the time of day where the text itself holds only the day; None as a rule.
    clock_column: int | None = None
    repeated_hour: RepeatedHour = RepeatedHour.REFUSE
    # What zones named by letters mean, such as ("PST", "America/Los_Angeles") or ("CET", "+01:00").
    zone_words: tuple[tuple[str, str], ...] = ()
    # Nobody has said `zone`: it was assumed, and what would be read with it is refused until somebody does.
    zone_assumed: bool = False

    def as_if_said(self) -> TimeReading:
        """The same with the assumed zone taken for right: to show or count what it would lead to, never to send."""
        return replace(self, zone_assumed=False)

    def in_zone(self, zone: str | int) -> TimeReading:
        """The same as somebody has said it: in a zone by name, or each row in the one that a column (by place) names."""
        if isinstance(zone, int):
            return replace(self, zone_column=zone, zone_assumed=False)
        return replace(self, zone=zone, zone_column=None, zone_assumed=False)


@dataclass(frozen=True)
class Field:
    """One attribute or property: a column (by position) or a fixed text, its name, and how the text becomes a value."""

    target: Target
    name: str
    # None: `fixed` is sent with every row.
    column: int | None = None
    fixed: str = ""
    type: ValueType = ValueType.TEXT
    empty: EmptyCell = EmptyCell.LEAVE_OUT
    trim: bool = True
    decimal_mark: str = "."
    time: TimeReading | None = None
    # Words (trimmed, any letter case) that mean true and false; any other word refuses the row.
    true_words: tuple[str, ...] = ("true", "yes", "1")
    false_words: tuple[str, ...] = ("false", "no", "0")
    # Of true/false: what reads as false is not sent at all, so that it changes nothing.
    only_true: bool = False
    list_separator: str = ","
    # True: dots in the name nest (`a.b` becomes b inside a). False: the name is sent with its dots, and Customer.io nests it.
    nested: bool = False
    # Exact cell texts that are replaced before they are read, in order.
    value_map: tuple[tuple[str, str], ...] = ()
    # Changes to the text that come before the value map, in this order: other columns (by position) joined on behind the
    # column's own text, one part of what is cut at `part_at` (from 0; negative from the end), pieces found and replaced, case.
    joined: tuple[int, ...] = ()
    join_with: str = " "
    part: int | None = None
    part_at: str = ""
    replaced: tuple[tuple[str, str], ...] = ()
    letter_case: LetterCase = LetterCase.AS_IT_IS

    @property
    def decides_messages(self) -> bool:
        """Whether it says who gets messages; only true and false are certain then (Track API specification)."""
        name = self.name.strip()
        return self.target is Target.ATTRIBUTE and (name == "unsubscribed" or name.startswith("cio_subscription_preferences."))


_NO_TIME_OF_EVENTS: Final = Sentence(
    QT_TRANSLATE_NOOP("core", "Choose the column that says when it happened, or agree that every row counts as now.")
)
_NO_TIME_OF_PEOPLE: Final = Sentence(
    QT_TRANSLATE_NOOP(
        "core", "Choose the column that says when the values were last changed, or agree that every row counts as now."
    )
)


@dataclass(frozen=True)
class Mapping:
    """What a row means. Columns are positions in the Table, from 0; a column used nowhere is left out."""

    row_meaning: RowMeaning
    identifier_column: int | None = None
    identifier_kind: IdentifierKind = IdentifierKind.ID
    # Exactly one of the two for rows that are events.
    event_name_column: int | None = None
    event_name: str = ""
    # None: the row is sent without a time, which Customer.io takes as now.
    time_column: int | None = None
    time: TimeReading = TimeReading()
    fields: tuple[Field, ...] = ()
    # Never create people (`_update`).
    only_update_existing: bool = False
    # The person agreed that rows are sent without a time and so count as now.
    now_accepted: bool = False

    @property
    def has_events(self) -> bool:
        """Whether rows become events."""
        return self.row_meaning is not RowMeaning.PERSON

    @property
    def has_people(self) -> bool:
        """Whether rows set attributes of people."""
        return self.row_meaning is not RowMeaning.EVENT

    def lacks(self) -> tuple[Sentence, ...]:
        """What must still be said before rows can be sent; empty when the mapping is complete."""
        missing = []
        if self.identifier_column is None:
            missing.append(Sentence(QT_TRANSLATE_NOOP("core", "Choose the column that identifies the person.")))
        if self.has_events and self.event_name_column is None and not self.event_name.strip():
            missing.append(Sentence(QT_TRANSLATE_NOOP("core", "Name the event, or choose the column that names it.")))
        if self.time_column is None and not self.now_accepted:
            missing.append(_NO_TIME_OF_EVENTS if self.has_events else _NO_TIME_OF_PEOPLE)
        for field in self.fields:
            if not field.name.strip():
                missing.append(Sentence(QT_TRANSLATE_NOOP("core", "Give every column that is sent a name.")))
                break
        names = Counter((field.target, field.name) for field in self.fields if field.name.strip())
        for (_, name), count in sorted(names.items()):
            if count > 1:
                missing.append(
                    Sentence(QT_TRANSLATE_NOOP("core", "Two columns are sent as {name}. Rename one of them."), name=name)
                )
        return tuple(missing)

    def to_dict(self) -> dict[str, Any]:
        """A plain form for files, without data from the table; `from_dict` reads it back."""
        plain = dataclasses.asdict(self)
        for reading in (plain["time"], *(field["time"] for field in plain["fields"] if field["time"])):
            if not reading["zone_assumed"]:
                # As runs and saved mappings have it that were written before anybody was asked.
                del reading["zone_assumed"]
        return plain

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Mapping:
        """Read the plain form. Raises KeyError, TypeError or ValueError when it is not one."""
        values = dict(plain)
        values["row_meaning"] = RowMeaning(values["row_meaning"])
        values["identifier_kind"] = IdentifierKind(values["identifier_kind"])
        values["time"] = _time_reading(values["time"])
        values["fields"] = tuple(_field(entry) for entry in values["fields"])
        return rightly_typed(cls(**values))

    def digest(self) -> str:
        """SHA-256 of the plain form: equal digests mean that equal cells become equal records."""
        return hashlib.sha256(json.dumps(self.to_dict(), sort_keys=True).encode()).hexdigest()


# What the annotations of values that are read from files ask for.
_PLAIN: dict[Any, tuple[type, ...]] = {"str": (str,), "bool": (bool,), "int": (int,), "int | None": (int, type(None))}
Made = TypeVar("Made")


def rightly_typed(made: Made) -> Made:
    """A frozen value read from a file, whose texts are texts and whose numbers are numbers; else TypeError."""
    for field in dataclasses.fields(made):  # type: ignore[arg-type]
        value, wanted = getattr(made, field.name), _PLAIN.get(field.type)
        if wanted is not None and type(value) not in wanted:
            raise TypeError("not the type that belongs there")
    return made


def _texts(plain: Any) -> tuple[str, ...]:
    if not (isinstance(plain, list | tuple) and all(isinstance(each, str) for each in plain)):
        raise TypeError("not a list of texts")
    return tuple(plain)


def _pairs(plain: Any) -> tuple[tuple[str, str], ...]:
    return tuple((old, new) for old, new in map(_texts, plain))


def _time_reading(plain: dict[str, Any]) -> TimeReading:
    words = _pairs(plain.get("zone_words", ()))
    return rightly_typed(TimeReading(**{**plain, "repeated_hour": RepeatedHour(plain["repeated_hour"]), "zone_words": words}))


def _field(plain: dict[str, Any]) -> Field:
    values = dict(plain)
    values["target"] = Target(values["target"])
    values["type"] = ValueType(values["type"])
    values["empty"] = EmptyCell(values["empty"])
    values["time"] = _time_reading(values["time"]) if values["time"] else None
    values["true_words"] = _texts(values["true_words"])
    values["false_words"] = _texts(values["false_words"])
    values["value_map"] = _pairs(values["value_map"])
    values["joined"] = tuple(int(place) for place in values.get("joined", ()))
    values["replaced"] = _pairs(values.get("replaced", ()))
    values["letter_case"] = LetterCase(values.get("letter_case", LetterCase.AS_IT_IS))
    made = rightly_typed(Field(**values))
    if made.decimal_mark not in (".", ","):
        raise ValueError("the decimal mark is a point or a comma")
    return made
