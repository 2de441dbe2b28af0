"""A first Mapping from headers and from the cells of the whole file, each guess with how sure it is and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa

from backfill_assistant.core.limits import RESERVED_ATTRIBUTES
from backfill_assistant.core.mapping.mapping import Field, IdentifierKind, Mapping, RowMeaning, Target, TimeReading
from backfill_assistant.core.progress import Monitor, Progress, Stopped, Unwatched
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence
from backfill_assistant.core.suggest.column_types import Typed, holds_answers, type_of
from backfill_assistant.core.table.table import Table
from backfill_assistant.core.values.consent import consent_of
from backfill_assistant.core.values.headers import Meaning, field_name, meaning_of, plain_words
from backfill_assistant.core.values.looks import AS_LIKELY_OTHERS, ColumnLook, Look, look_on, sampled, time_format_of

_SLICE_ROWS: Final = 50_000
_SAMPLE_ROWS: Final = 700
# So many columns of slices are kept at hand: some thirty megabytes of descriptions, while the text itself stays in the file.
_PIECES_KEPT: Final = 100_000
# Samples of so much text (a hundred columns of short cells) are looked at in one go, which takes some hundredths of a second.
_BYTES_AT_ONCE: Final = 700_000
# What belongs to the person even where a row is also an event.
_OF_PERSONS: Final = frozenset(
    {
        Meaning.EMAIL, Meaning.PHONE, Meaning.FIRST_NAME, Meaning.LAST_NAME, Meaning.NAME, Meaning.COMPANY, Meaning.COUNTRY,
        Meaning.CITY, Meaning.POSTCODE, Meaning.LANGUAGE, Meaning.TIME_ZONE, Meaning.BIRTHDAY, Meaning.CREATED_AT,
        Meaning.UNSUBSCRIBED, Meaning.OPTED_IN, Meaning.OPTED_OUT, Meaning.CONSENT, Meaning.PERSON_ID,
    }
)  # fmt: skip
_FIXED_NAMES: Final = {
    Meaning.EMAIL: "email",
    Meaning.PHONE: "phone",
    Meaning.FIRST_NAME: "first_name",
    Meaning.LAST_NAME: "last_name",
    Meaning.TIME_ZONE: "timezone",
    Meaning.CREATED_AT: "created_at",
    Meaning.UNSUBSCRIBED: "unsubscribed",
}


# Headers that say no more than that it is an id.
_BARE_IDS: Final = frozenset({"id", "ids", "uuid", "guid"})


@dataclass(frozen=True)
class ColumnGuess:
    """What a column was taken for. `sure` is 0 to 1; `why` names counts, never cells."""

    column: int
    sure: float
    why: Sentence
    meaning: Meaning | None
    look: ColumnLook
    # What its values are, in a word or two, such as "phone numbers".
    kind: Sentence
    # Day and month cannot be told apart in this column: ask, with both readings side by side.
    undecided: bool = False
    # What to watch out for, if anything.
    remark: Sentence | None = None


@dataclass(frozen=True)
class Suggestion:
    """A first mapping and what it rests on; one guess per column."""

    mapping: Mapping
    columns: tuple[ColumnGuess, ...]
    # How each column would be sent as a value, whether or not the mapping sends it.
    fields: tuple[Field, ...] = ()


def look_at_columns(table: Table, monitor: Monitor | None = None, sample_only: bool = False) -> tuple[ColumnLook, ...]:
    """What the cells of every column look like, over all rows (or for a first answer over a sample). Raises Stopped."""
    return _look_at(table, range(table.column_count), monitor or Unwatched(), sample_only)


def guess_column(table: Table, column: int, monitor: Monitor) -> ColumnGuess:
    """What one column was taken for, over all rows; the same as in a suggestion. Raises Stopped."""
    (look,) = _look_at(table, range(column, column + 1), monitor)
    says = _said(table.column_names[column], look) if column != reasons_column(table) else Meaning.NOTE
    return _guess(column, says, look, type_of(says, look, "UTC"))


def _look_at(table: Table, columns: range, watch: Monitor, sample_only: bool = False) -> tuple[ColumnLook, ...]:
    """A sample of many columns at once, then each of them whole where the sample is not all that is wanted."""
    total = len(columns) * table.row_count
    looks: list[ColumnLook] = []

    def show(rows: int) -> None:
        if watch.stopping():
            raise Stopped
        watch.show(Progress(len(looks) * table.row_count + rows, total))

    # A slice brings all columns along; made anew for each of three hundred, slices would take longer than the looks.
    kept: dict[int, pa.Table] = {}

    def slice_at(start: int) -> pa.Table:
        piece = kept.get(start)
        if piece is None:
            piece = table.slice(start, start + _SLICE_ROWS)
            if (len(kept) + 1) * table.column_count <= _PIECES_KEPT:
                kept[start] = piece
        return piece

    def slices(column: int) -> Iterator[pa.Array]:
        for start in range(0, table.row_count, _SLICE_ROWS):
            show(start)
            yield slice_at(start).column(column)

    whole = not (sample_only or sample_is_all(table))
    for samples in _samples_of(table, columns):
        show(0)
        for begun in sampled(samples):
            looks.append(look_on(begun, slices(columns[len(looks)]) if whole else None))
    return tuple(looks)


def _samples_of(table: Table, columns: range) -> Iterator[list[pa.ChunkedArray]]:
    """Some rows of each column; as many columns at a time as can be looked at side by side without taking long."""
    # A slice of a thousand columns is made once, not a thousand times.
    pieces = [table.slice(start, start + _SAMPLE_ROWS) for start in _sample_starts(table.row_count)]
    samples: list[pa.ChunkedArray] = []
    room = _BYTES_AT_ONCE
    for column in columns:
        samples.append(pa.chunked_array([chunk for piece in pieces for chunk in piece.column(column).chunks], pa.string()))
        room -= samples[-1].nbytes
        if room < 0:
            yield samples
            samples, room = [], _BYTES_AT_ONCE
    yield samples


def sample_is_all(table: Table) -> bool:
    """Whether the file is so short that a sample is the whole of it."""
    return table.row_count <= 3 * _SAMPLE_ROWS


def _sample_starts(row_count: int) -> tuple[int, ...]:
    """The beginning, the middle and the end, without overlap."""
    if row_count <= 3 * _SAMPLE_ROWS:
        return tuple(range(0, row_count, _SAMPLE_ROWS))
    return (0, row_count // 2, row_count - _SAMPLE_ROWS)


def suggest_mapping(table: Table, meaning: RowMeaning | None, zone: str, monitor: Monitor | None = None) -> Suggestion:
    """A first mapping. `meaning` says what a row is when the person has said so.

    `zone` is assumed for times that name none, and marked so: they are refused until somebody says it (`with_zone_said`).
    """
    return suggest_from_looks(table.column_names, look_at_columns(table, monitor), meaning, zone, reasons_column(table))


def reasons_column(table: Table) -> int | None:
    """The last column of a file of refused rows that this program saved: it says why, and is nothing about the person."""
    last = table.column_count - 1
    return last if table.choices.guarded and table.column_names[last] == "reason" else None


def suggest_from_looks(
    names: tuple[str, ...],
    looks: tuple[ColumnLook, ...],
    meaning: RowMeaning | None,
    zone: str,
    reasons: int | None = None,
) -> Suggestion:
    """The same when the columns have been looked at already, so that another meaning of a row costs nothing."""
    said = [
        _said(name, look) if column != reasons else Meaning.NOTE
        for column, (name, look) in enumerate(zip(names, looks, strict=True))
    ]
    typed = [type_of(says, look, zone) for says, look in zip(said, looks, strict=True)]
    meaning = meaning or _row_meaning(said, looks)
    identifier, kind = _identifier(names, said, looks, meaning)
    event_name = _event_name(said, looks, identifier) if meaning is not RowMeaning.PERSON else None
    time = _time_column(said, looks, meaning, {identifier, event_name})
    reading = _time_reading(looks[time], said, looks, zone) if time is not None else TimeReading(zone=zone, zone_assumed=True)
    used = {identifier, event_name, time, reading.clock_column, reasons}
    fields = _fields(names, said, looks, typed, meaning, used)
    mapping = Mapping(
        row_meaning=meaning,
        identifier_column=identifier,
        identifier_kind=kind,
        event_name_column=event_name,
        time_column=time,
        time=reading,
        fields=fields,
    )
    guesses = [_guess(column, said[column], looks[column], typed[column]) for column in range(len(names))]
    if identifier is not None and said[identifier] is Meaning.PLAIN_ID and meaning is not RowMeaning.PERSON:
        remark = QT_TRANSLATE_NOOP("core", "Its values repeat, so it is taken for the person's ID and not for the event's own.")
        guesses[identifier] = replace(guesses[identifier], sure=0.6, remark=Sentence(remark))
    if reasons is not None:
        why = QT_TRANSLATE_NOOP("core", "It says why rows were refused before, so it is left out.")
        guesses[reasons] = replace(guesses[reasons], sure=0.9, why=Sentence(why), remark=None)
    usual = _fields(names, said, looks, typed, meaning, set(), every=True)
    return Suggestion(mapping, tuple(guesses), usual)


def _said(header: str, look: ColumnLook) -> Meaning | None:
    """What a header says; words about consent count only where the cells answer them."""
    return (consent_of(header) if holds_answers(look) else None) or meaning_of(header)


def _row_meaning(said: list[Meaning | None], looks: tuple[ColumnLook, ...]) -> RowMeaning:
    """An event where a column names one, or where there is a time and nothing that describes a person."""
    if Meaning.EVENT_NAME in said:
        return RowMeaning.EVENT
    has_time = any(says is Meaning.HAPPENED_AT and look.share(Look.TIME) > 0.5 for says, look in zip(said, looks, strict=True))
    describes = {Meaning.FIRST_NAME, Meaning.LAST_NAME, Meaning.NAME, Meaning.COMPANY, Meaning.PHONE, Meaning.OPTED_IN}
    return RowMeaning.EVENT if has_time and not describes & set(said) else RowMeaning.PERSON


def _identifier(
    names: tuple[str, ...], said: list[Meaning | None], looks: tuple[ColumnLook, ...], meaning: RowMeaning
) -> tuple[int | None, IdentifierKind]:
    """The column that identifies the person: one that says so, then an email, then a plain id where rows are people.

    In a file of events a plain id whose values repeat cannot be the event's own, so it is the person's.
    """
    filled = {column for column, look in enumerate(looks) if look.filled}
    for wanted, kind in ((Meaning.CIO_ID, IdentifierKind.CIO_ID), (Meaning.PERSON_ID, IdentifierKind.ID)):
        for column in sorted(filled):
            if said[column] is wanted and looks[column].share(Look.EMAIL) < 0.5:
                return column, kind
    by_share = sorted(filled, key=lambda column: (said[column] is not Meaning.EMAIL, -looks[column].share(Look.EMAIL), column))
    for column in by_share:
        # In a file of refused rows most addresses may be broken; its header still says what they are.
        if looks[column].share(Look.EMAIL) > (0.0 if said[column] is Meaning.EMAIL else 0.5):
            return column, IdentifierKind.EMAIL
    if meaning is RowMeaning.PERSON and Meaning.PLAIN_ID in said:
        return said.index(Meaning.PLAIN_ID), IdentifierKind.ID
    if meaning is RowMeaning.EVENT and Meaning.ANONYMOUS_ID in said:
        return said.index(Meaning.ANONYMOUS_ID), IdentifierKind.ANONYMOUS_ID
    for column in sorted(filled):
        if plain_words(names[column]) in _BARE_IDS and looks[column].repeats and looks[column].share(Look.TIME) < 0.5:
            return column, IdentifierKind.ID
    return None, IdentifierKind.ID


def _event_name(said: list[Meaning | None], looks: tuple[ColumnLook, ...], identifier: int | None) -> int | None:
    """The column that says so, or one without a telling header whose few words are what people did."""
    for column, says in enumerate(said):
        if says is Meaning.EVENT_NAME and column != identifier and looks[column].filled and looks[column].share(Look.TIME) < 0.5:
            return column
    for column, says in enumerate(said):
        if says is None and column != identifier and _are_deeds(looks[column].words):
            return column
    return None


def _are_deeds(words: tuple[str, ...]) -> bool:
    """Whether most words have a past in them, as names of events have: `purchased`, `page_viewed`, `signed up`."""
    deeds = [word for word in words if re.search(r"[a-z]{2}ed(?:[^a-z]|$)", word)]
    return len(deeds) * 2 > len(words)


def _time_column(
    said: list[Meaning | None], looks: tuple[ColumnLook, ...], meaning: RowMeaning, used: set[int | None]
) -> int | None:
    """The column that says when it happened. When a person was created or born is no answer to that."""
    wanted: list[Meaning | None] = [Meaning.HAPPENED_AT, Meaning.UPDATED_AT]
    if meaning is not RowMeaning.PERSON:
        # An event's row was often created when the event happened; a column without a telling name is the last resort.
        wanted += [Meaning.CREATED_AT, None]
    for says in wanted:
        for column, look in enumerate(looks):
            if said[column] is says and column not in used and _is_time(look, says):
                return column
    return None


def _is_time(look: ColumnLook, says: Meaning | None) -> bool:
    best = look.best(Look.TIME)
    if best is None or look.share(Look.TIME) < 0.5:
        return False
    # Bare numbers are times only where the header says so.
    return says is not None or best.detail not in AS_LIKELY_OTHERS


def _time_reading(look: ColumnLook, said: list[Meaning | None], looks: tuple[ColumnLook, ...], zone: str) -> TimeReading:
    key, _ = time_format_of(look)
    reading = TimeReading(format=key or "iso", zone=zone, zone_assumed=True)
    if not look.has_clock:
        for column, says in enumerate(said):
            if says is Meaning.HAPPENED_AT and looks[column].share(Look.CLOCK) > 0.9:
                reading = replace(reading, clock_column=column)
                break
    if look.needs_zone:
        for column, says in enumerate(said):
            if says is Meaning.TIME_ZONE and looks[column].share(Look.ZONE) > 0.9 and not looks[column].empty:
                return reading.in_zone(column)
    return reading


def _fields(
    names: tuple[str, ...],
    said: list[Meaning | None],
    looks: tuple[ColumnLook, ...],
    typed: list[Typed],
    meaning: RowMeaning,
    used: set[int | None],
    every: bool = False,
) -> tuple[Field, ...]:
    """Every other column that holds something (or every column at all), under a name of its own."""
    taken: set[tuple[Target, str]] = set()
    fields = []
    for column, header in enumerate(names):
        says = said[column]
        stays = meaning is RowMeaning.PERSON and says is Meaning.CREATED_AT
        if not every and ((column in used and not stays) or not looks[column].filled):
            continue
        person = meaning is RowMeaning.PERSON or (meaning is RowMeaning.PERSON_AND_EVENT and says in _OF_PERSONS)
        target = Target.ATTRIBUTE if person else Target.PROPERTY
        name = _name_for(header, column, says, target)
        number = 2
        while (target, name) in taken:
            name = f"{_name_for(header, column, says, target)}_{number}"
            number += 1
        taken.add((target, name))
        fields.append(replace(typed[column].field, target=target, name=name, column=column))
    return tuple(fields)


def _name_for(header: str, column: int, says: Meaning | None, target: Target) -> str:
    plain = field_name(header) or f"column_{column + 1}"
    fixed = _FIXED_NAMES.get(says) if says is not None else None
    if fixed and target is Target.ATTRIBUTE:
        return fixed
    # A reserved name must be meant, not met by chance: a plain "id" beside another identifier would change who it is.
    if target is Target.ATTRIBUTE and plain in RESERVED_ATTRIBUTES:
        return f"file_{plain}"
    return plain


def _guess(column: int, says: Meaning | None, look: ColumnLook, typed: Typed) -> ColumnGuess:
    if not look.filled:
        why = Sentence(QT_TRANSLATE_NOOP("core", "Every cell is empty, so it is left out."))
        return ColumnGuess(column, 1.0, why, says, look, Sentence(QT_TRANSLATE_NOOP("core", "nothing")))
    named = says is not None
    if named and typed.fits is not None:
        why = Sentence(
            QT_TRANSLATE_NOOP("core", "From its name, and {fits} of {filled} filled cells read as {kind}."),
            fits=typed.fits, filled=look.filled, kind=Sentence(typed.words),
        )  # fmt: skip
    elif typed.fits is not None:
        why = Sentence(
            QT_TRANSLATE_NOOP("core", "{fits} of {filled} filled cells read as {kind}."),
            fits=typed.fits, filled=look.filled, kind=Sentence(typed.words),
        )  # fmt: skip
    elif named:
        why = Sentence(QT_TRANSLATE_NOOP("core", "From its name."))
    else:
        why = Sentence(QT_TRANSLATE_NOOP("core", "Neither its name nor its cells say more than text."))
    share = typed.fits / look.filled if typed.fits is not None else 1.0
    sure = (0.95 if named else 0.75 if typed.fits is not None else 0.5) * share * (0.4 if typed.undecided else 1.0)
    return ColumnGuess(column, round(sure, 2), why, says, look, typed.kind(says), typed.undecided, typed.remark)
