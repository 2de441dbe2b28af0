"""Words for what a column can be for, its type, and how numbers and times are written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from backfill_assistant.core.mapping.mapping import EmptyCell, RepeatedHour, RowMeaning, ValueType
from backfill_assistant.core.mapping.mapping_changes import Use
from backfill_assistant.core.values.time_formats import FORMATS, formats_of
from backfill_assistant.ui.wording import in_words, number


def column_name(names: Sequence[str], place: int) -> str:
    """What a column is called; one without a name goes by its place."""
    return names[place].strip() or QCoreApplication.translate("Columns", "Column {number}").format(number=number(place + 1))


def use_words(use: Use) -> str:
    """What a column is for."""
    return {
        Use.PERSON_ID: QCoreApplication.translate("Columns", "Person ID"),
        Use.PERSON_EMAIL: QCoreApplication.translate("Columns", "Person email"),
        Use.PERSON_CIO_ID: QCoreApplication.translate("Columns", "Person cio_id"),
        Use.ANONYMOUS_ID: QCoreApplication.translate("Columns", "Anonymous ID"),
        Use.EVENT_NAME: QCoreApplication.translate("Columns", "Event name"),
        Use.TIME: QCoreApplication.translate("Columns", "Happened at"),
        Use.ATTRIBUTE: QCoreApplication.translate("Columns", "Attribute"),
        Use.PROPERTY: QCoreApplication.translate("Columns", "Property"),
        Use.LEFT_OUT: QCoreApplication.translate("Columns", "Leave out"),
    }[use]


def type_words(kind: ValueType) -> str:
    """What a cell's text becomes."""
    return {
        ValueType.TEXT: QCoreApplication.translate("Columns", "Text"),
        ValueType.NUMBER: QCoreApplication.translate("Columns", "Number"),
        ValueType.TRUE_FALSE: QCoreApplication.translate("Columns", "True / false"),
        ValueType.TIME: QCoreApplication.translate("Columns", "Date and time"),
        ValueType.LIST: QCoreApplication.translate("Columns", "List"),
        ValueType.JSON: QCoreApplication.translate("Columns", "JSON"),
    }[kind]


def meaning_words(meaning: RowMeaning) -> str:
    """What a row is, as a choice."""
    return {
        RowMeaning.PERSON: QCoreApplication.translate("Columns", "People"),
        RowMeaning.EVENT: QCoreApplication.translate("Columns", "Events"),
        RowMeaning.PERSON_AND_EVENT: QCoreApplication.translate("Columns", "Both"),
    }[meaning]


def empty_words(empty: EmptyCell) -> str:
    """What an empty cell does."""
    return {
        EmptyCell.LEAVE_OUT: QCoreApplication.translate("Columns", "Send nothing"),
        EmptyCell.CLEAR: QCoreApplication.translate("Columns", "Clear the value"),
    }[empty]


def hour_words(hour: RepeatedHour) -> str:
    """Which of two equal local times is meant."""
    return {
        RepeatedHour.REFUSE: QCoreApplication.translate("Columns", "Do not send"),
        RepeatedHour.EARLIER: QCoreApplication.translate("Columns", "The earlier one"),
        RepeatedHour.LATER: QCoreApplication.translate("Columns", "The later one"),
    }[hour]


def zone_words(zone: str) -> str:
    """A time zone: a place, or an offset that holds all year."""
    if zone[:1] in "+-":
        return QCoreApplication.translate("Columns", "UTC{offset} all year").format(offset=zone.replace("-", "−"))
    return zone


def decimal_words(mark: str) -> str:
    """How numbers are written."""
    return {".": "1,234.56", ",": "1.234,56"}[mark]


def format_words(key: str) -> str:
    """How times are written; several formats are joined."""
    return " + ".join(in_words(entry.name) for entry in formats_of(key))


def format_choices(key: str) -> list[tuple[str, str]]:
    """All formats with an example, and the combination that is chosen now."""
    choices = [(name, f"{in_words(entry.name)}  ·  {entry.example}") for name, entry in FORMATS.items()]
    if key not in FORMATS:
        choices.insert(0, (key, format_words(key)))
    return choices
