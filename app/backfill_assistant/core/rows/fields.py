"""One attribute or property of some rows: cells become JSON values, or faults that keep rows back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.iso_text import iso_texts
from backfill_assistant.core.json_text import Member, byte_lengths, escaped, list_texts
from backfill_assistant.core.limits import VALUE_MAX_BYTES
from backfill_assistant.core.mapping.mapping import EmptyCell, Field, Target, TimeReading, ValueType
from backfill_assistant.core.routes import Route
from backfill_assistant.core.rows.cells import Cells
from backfill_assistant.core.values import text_rules
from backfill_assistant.core.values.blanks import without_blanks
from backfill_assistant.core.values.converted import Converted, ValueProblem
from backfill_assistant.core.values.json_values import read_json
from backfill_assistant.core.values.lists import read_lists
from backfill_assistant.core.values.numbers import read_numbers
from backfill_assistant.core.values.times import read_times
from backfill_assistant.core.values.true_false import read_true_false
from backfill_assistant.core.values.unseen_ends import with_unseen_ends

UNSUBSCRIBED = "unsubscribed"
# The texts of another column in the same rows.
ColumnOf = Callable[[int], pa.StringArray]
_FAULT_CODES = {
    ValueType.NUMBER: "value.number",
    ValueType.TRUE_FALSE: "value.true_false",
    ValueType.TIME: "value.time",
    ValueType.LIST: "value.list",
    ValueType.JSON: "value.json",
}
# What a person can decide about times; all else about them is "value.time".
_TIME_CODES = {
    ValueProblem.SKIPPED_HOUR: "value.skipped_hour",
    ValueProblem.REPEATED_HOUR: "value.repeated_hour",
    ValueProblem.UNSAID_ZONE: "value.zone_word",
    ValueProblem.ASSUMED_ZONE: "value.zone_assumed",
}
# What a time can be in one zone and not be in another.
_BY_ZONE = (ValueProblem.FINE, ValueProblem.SKIPPED_HOUR, ValueProblem.REPEATED_HOUR, ValueProblem.OUT_OF_RANGE)


@dataclass(frozen=True, eq=False)
class Fault:
    """Rows (a mask over those being read) that a problem keeps back."""

    code: str
    column: int | None
    where: npt.NDArray[np.bool_]
    # The attribute's or property's name, where the problem is about that.
    name: str = ""


@dataclass(frozen=True, eq=False)
class FieldRead:
    """What a field sends in each row."""

    field: Field
    member: Member
    faults: tuple[Fault, ...]

    def present(self) -> npt.NDArray[np.bool_]:
        """True where the row sends the field."""
        return np.asarray(self.member.inner.is_valid())


def is_unsubscribed(field: Field) -> bool:
    """Whether the field decides if a person gets messages."""
    return field.target is Target.ATTRIBUTE and field.name == UNSUBSCRIBED


def is_empty(texts: pa.StringArray) -> npt.NDArray[np.bool_]:
    """True for cells that are missing or hold nothing."""
    return np.equal(byte_lengths(texts), 0)


def read_instants(texts: pa.StringArray, reading: TimeReading, column_of: ColumnOf | None) -> Converted:
    """Unix milliseconds of texts. `column_of` gives other columns of the same rows; a fixed text has none.

    What would be read with a zone that nobody has said is no instant, but ASSUMED_ZONE.
    """
    texts, zones = with_other_columns(texts, reading, column_of)
    read = read_times(texts, reading.format, reading.zone, zones, reading.repeated_hour.value, reading.zone_words)
    # What a column names each row's zone for, a fixed text cannot ask it: nobody has said that of the text.
    assumed = reading.zone_assumed or (column_of is None and reading.zone_column is not None)
    return _not_assumed(read) if assumed else read


def _not_assumed(read: Converted) -> Converted:
    """Without the instants that rest on an assumed zone. Whether the clocks changed over a time depends on the zone, too."""
    if read.zoneless is None or not read.zoneless.any():
        return read
    asked = read.zoneless & np.isin(read.problem, _BY_ZONE)
    problem = np.where(asked, ValueProblem.ASSUMED_ZONE, read.problem).astype(np.uint8)
    values = pc.if_else(pa.array(asked), pa.scalar(None, read.values.type), read.values)
    return replace(read, values=values, problem=problem)


def with_other_columns(
    texts: pa.StringArray, reading: TimeReading, column_of: ColumnOf | None
) -> tuple[pa.StringArray, pa.StringArray | None]:
    """Texts with the time of day that another column holds, and the zones that another column names."""
    if column_of is None:
        return texts, None
    zones = column_of(reading.zone_column) if reading.zone_column is not None else None
    if reading.clock_column is not None:
        texts = text_rules.with_clock(texts, column_of(reading.clock_column))
    return texts, zones


def read_field(field: Field, cells: Cells, route: Route) -> FieldRead:
    """The field's values in all rows of `cells`."""
    if field.column is None:
        texts = pa.array([field.fixed], pa.string())
    elif field.target is Target.ATTRIBUTE:
        texts = cells.attribute_column(field.column)
    else:
        texts = cells.column(field.column)
    texts = chosen_texts(field, texts, _beside(field, cells))
    empty = is_empty(texts)
    inner, problem = _values(texts, field, cells, route)
    problem = np.where(empty, 0, problem)
    if field.empty is EmptyCell.CLEAR and not is_unsubscribed(field):
        cleared = "" if field.type is ValueType.TEXT else '""'
        inner = pc.if_else(pa.array(empty), cleared, inner)
    else:
        inner = pc.if_else(pa.array(empty), None, inner) if empty.any() else inner
    faults = []
    if field.type is not ValueType.TEXT and field.column is not None and problem.any():
        unseen = (problem != 0) & with_unseen_ends(texts)
        faults.append(Fault("value.unseen", field.column, unseen))
        problem = np.where(unseen, 0, problem)
    if is_unsubscribed(field):
        faults += [Fault("unsubscribed.unknown", field.column, problem != 0), Fault("unsubscribed.empty", field.column, empty)]
    elif field.type is not ValueType.TEXT:
        faults += _wrong(field, problem)
    if field.target is Target.ATTRIBUTE:
        sizes = byte_lengths(texts if field.type is ValueType.TEXT else inner)
        faults.append(Fault("value.long", field.column, sizes > VALUE_MAX_BYTES))
    if field.column is None:
        inner = pa.repeat(inner[0], len(cells))
        faults = [Fault(each.code, None, np.full(len(cells), each.where[0]), field.name) for each in faults]
    member = Member(field.name, inner, field.type is ValueType.TEXT)
    return FieldRead(field, member, tuple(each for each in faults if each.where.any()))


def _wrong(field: Field, problem: npt.NDArray[np.uint8]) -> Iterator[Fault]:
    """Cells that are no value of the field's type, by what mends them."""
    told = _TIME_CODES if field.type is ValueType.TIME else {}
    for kind, code in told.items():
        yield Fault(code, field.column, problem == kind)
    yield Fault(_FAULT_CODES[field.type], field.column, (problem != 0) & ~np.isin(problem, list(told)))


def chosen_texts(field: Field, texts: pa.StringArray, column_of: ColumnOf | None) -> pa.StringArray:
    """The texts that a field reads, after all changes that were asked for; `column_of` as for `read_instants`."""
    if field.joined and column_of is not None:
        texts = text_rules.join([texts, *map(column_of, field.joined)], field.join_with)
    if field.part is not None and field.part_at:
        texts = text_rules.part(texts, field.part_at, field.part)
    if field.replaced:
        texts = text_rules.find_and_replace(texts, field.replaced)
    texts = text_rules.with_case(texts, field.letter_case)
    # Only text can mean the spaces around it.
    if field.trim or field.type is not ValueType.TEXT:
        texts = without_blanks(texts)
    if field.value_map:
        place = pc.index_in(pc.fill_null(texts, ""), value_set=pa.array([old for old, _ in field.value_map], pa.string()))
        texts = pc.coalesce(pc.take(pa.array([new for _, new in field.value_map], pa.string()), place), texts)
    return texts


def _values(texts: pa.StringArray, field: Field, cells: Cells, route: Route) -> tuple[pa.StringArray, npt.NDArray[np.uint8]]:
    """JSON text per row (of text: what stands between the quotes), and a ValueProblem where there is none."""
    match field.type:
        case ValueType.TEXT:
            return escaped(texts), np.zeros(len(texts), dtype=np.uint8)
        case ValueType.NUMBER:
            read = read_numbers(texts, field.decimal_mark)
            return read.values, read.problem
        case ValueType.TRUE_FALSE:
            read = read_true_false(texts, field.true_words, field.false_words)
            words = pc.if_else(read.values, "true", None if field.only_true else "false")
            return pc.cast(words, pa.string()), read.problem
        case ValueType.LIST:
            read = read_lists(texts, field.list_separator)
            return list_texts(read.values), read.problem
        case ValueType.JSON:
            read = read_json(texts)
            return read.values, read.problem
        case ValueType.TIME:
            reading = field.time or TimeReading()
            read = read_instants(texts, reading, _beside(field, cells))
            return instant_texts(read.values, route), read.problem


def _beside(field: Field, cells: Cells) -> ColumnOf | None:
    """Other columns of the rows that feed the field; a fixed value has none."""
    if field.column is None:
        return None
    return partial(cells.beside, field.column) if field.target is Target.ATTRIBUTE else cells.column


def instant_texts(instants: pa.Int64Array, route: Route) -> pa.StringArray:
    """Unix milliseconds as JSON: whole unix seconds on Track, an ISO text in quotes on Pipelines."""
    if route is Route.TRACK:
        missing = np.asarray(instants.is_null())
        seconds = np.floor_divide(np.asarray(pc.fill_null(instants, 0)), 1_000)
        return pc.cast(pa.array(seconds, mask=missing), pa.string())
    return pc.binary_join_element_wise('"', iso_texts(instants), '"', "")
