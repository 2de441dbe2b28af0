"""RowsRead: what some rows of a table mean under a mapping, by columns, with every fault that keeps a row back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core import limits
from backfill_assistant.core.checked import NO_TIME
from backfill_assistant.core.json_text import byte_lengths, text_bytes
from backfill_assistant.core.mapping.mapping import IdentifierKind, Mapping, Target
from backfill_assistant.core.routes import Route
from backfill_assistant.core.rows.cells import Cells
from backfill_assistant.core.rows.fields import Fault, FieldRead, is_empty, read_field, read_instants
from backfill_assistant.core.values.blanks import without_blanks
from backfill_assistant.core.values.converted import ValueProblem
from backfill_assistant.core.values.unseen_ends import with_unseen_ends, without_unseen_ends

# Invisible characters: controls, formatting characters such as zero-width spaces, line and paragraph separators.
_INVISIBLE = r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]"
_ATOM = r"[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?"
# RFC 5322 without comments: dotted atoms or a quoted name, then a domain with a dot.
_EMAIL = rf'^(?:{_ATOM}(?:\.{_ATOM})*|"[^"\\\p{{Cc}}]+")@{_LABEL}(?:\.{_LABEL})+$'
_TIME_CODES = {
    ValueProblem.AMBIGUOUS: "time.ambiguous",
    ValueProblem.SKIPPED_HOUR: "time.skipped_hour",
    ValueProblem.REPEATED_HOUR: "time.repeated_hour",
    ValueProblem.OUT_OF_RANGE: "time.out_of_range",
    ValueProblem.UNKNOWN_ZONE: "time.zone",
    ValueProblem.UNSAID_ZONE: "time.zone_word",
    ValueProblem.ASSUMED_ZONE: "time.zone_assumed",
}


@dataclass(frozen=True, eq=False)
class RowsRead:
    """Everything about some rows that records are made of, one entry per row."""

    cells: Cells
    # Trimmed; "" where there is none.
    identifiers: pa.StringArray
    # Trimmed; None when rows are no events.
    event_names: pa.DictionaryArray | None
    # Unix milliseconds, or NO_TIME.
    time_ms: npt.NDArray[np.int64]
    # True where the file names a day without a time of day.
    date_only: npt.NDArray[np.bool_]
    attributes: tuple[FieldRead, ...]
    properties: tuple[FieldRead, ...]
    faults: tuple[Fault, ...]

    def __len__(self) -> int:
        return len(self.cells)

    def sound(self) -> npt.NDArray[np.bool_]:
        """True where nothing keeps the row back."""
        good = np.ones(len(self), dtype=np.bool_)
        for fault in self.faults:
            good &= ~fault.where
        return good


def read_rows(cells: Cells, mapping: Mapping, route: Route, now_ms: int) -> RowsRead:
    """Read rows under a complete mapping; `now_ms` is the moment against which the future is judged."""
    identifiers, faults = _identifiers(cells, mapping)
    names = None
    if mapping.has_events:
        names, name_faults = _event_names(cells, mapping)
        faults += name_faults
    time_ms, date_only, time_faults = _times(cells, mapping, now_ms)
    faults += time_faults
    attributes, properties = [], []
    for field in mapping.fields:
        if field.target is Target.ATTRIBUTE and mapping.has_people:
            attributes.append(read_field(field, cells, route))
        elif field.target is Target.PROPERTY and mapping.has_events:
            properties.append(read_field(field, cells, route))
    for read in (*attributes, *properties):
        faults += read.faults
    faults += _email_attribute(attributes)
    faults += _too_many(attributes)
    return RowsRead(
        cells=cells,
        identifiers=identifiers,
        event_names=names,
        time_ms=time_ms,
        date_only=date_only,
        attributes=tuple(attributes),
        properties=tuple(properties),
        faults=tuple(each for each in faults if each.where.any()),
    )


def _matches(texts: pa.StringArray, pattern: str) -> npt.NDArray[np.bool_]:
    return np.asarray(pc.fill_null(pc.match_substring_regex(texts, pattern), False))


def _invisible(texts: pa.StringArray) -> npt.NDArray[np.bool_]:
    """True where a text holds invisible characters. Plain ASCII, as a rule, needs no search."""
    content = text_bytes(texts)
    if not ((content < 0x20) | (content > 0x7E)).any():
        return np.zeros(len(texts), dtype=np.bool_)
    return _matches(texts, _INVISIBLE)


def not_email(texts: pa.StringArray) -> npt.NDArray[np.bool_]:
    """True where a text has not the shape of an address, or is longer than mail servers take."""
    if not (text_bytes(texts) == ord("@")).any():
        return np.ones(len(texts), dtype=np.bool_)
    return ~_matches(texts, _EMAIL) | (byte_lengths(texts) > limits.EMAIL_MAX_BYTES)


def _identifiers(cells: Cells, mapping: Mapping) -> tuple[pa.StringArray, list[Fault]]:
    column = mapping.identifier_column
    if column is None:
        raise ValueError("a mapping without an identifier reads no rows")
    texts = pc.fill_null(without_blanks(cells.column(column)), "")
    seen = without_unseen_ends(texts)
    empty = is_empty(seen)
    faults = [
        Fault("identifier.missing", column, empty),
        Fault("identifier.spaces", column, with_unseen_ends(texts) & ~empty),
        Fault("identifier.control", column, _invisible(seen)),
    ]
    if mapping.identifier_kind is IdentifierKind.EMAIL:
        faults.append(Fault("email.malformed", column, not_email(seen) & ~empty))
    else:
        faults.append(Fault("identifier.long", column, byte_lengths(seen) > limits.IDENTIFIER_MAX_BYTES))
    return texts, faults


def _event_names(cells: Cells, mapping: Mapping) -> tuple[pa.DictionaryArray, list[Fault]]:
    column = mapping.event_name_column
    texts = pa.repeat(mapping.event_name, len(cells)) if column is None else pc.fill_null(cells.column(column), "")
    coded = texts.dictionary_encode()
    names = without_blanks(coded.dictionary)
    # What was typed for all events is no cell that could be trimmed.
    seen = names if column is None else without_unseen_ends(names)
    plain = pc.utf8_lower(pc.utf8_normalize(seen, form="NFKC"))
    commands = pc.is_in(plain, value_set=pa.array(sorted(limits.COMMAND_EVENT_NAMES)))
    bad = {
        "event_name.missing": is_empty(seen),
        "event_name.spaces": with_unseen_ends(names) & ~is_empty(seen) & (column is not None),
        "event_name.long": byte_lengths(names) > limits.EVENT_NAME_MAX_BYTES,
        "event_name.control": _invisible(seen),
        "event_name.command": np.asarray(commands),
    }
    places = np.asarray(coded.indices)
    faults = [Fault(code, column, which[places]) for code, which in bad.items() if which.any()]
    return pa.DictionaryArray.from_arrays(coded.indices, names), faults


def _times(cells: Cells, mapping: Mapping, now_ms: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_], list[Fault]]:
    column = mapping.time_column
    no_row = np.zeros(len(cells), dtype=np.bool_)
    if column is None:
        return np.full(len(cells), NO_TIME, dtype=np.int64), no_row, []
    texts = without_blanks(cells.column(column))
    read = read_instants(texts, mapping.time, cells.column)
    empty = is_empty(texts)
    missing = np.asarray(read.values.is_null())
    moments = np.where(missing, NO_TIME, np.asarray(pc.fill_null(read.values, 0)).astype(np.int64))
    unseen = (missing | np.not_equal(read.problem, 0)) & with_unseen_ends(texts)
    faults = [Fault("time.empty", column, empty), Fault("time.unseen", column, unseen)]
    named = unseen.copy()
    for kind, code in _TIME_CODES.items():
        where = np.equal(read.problem, kind.value) & ~empty & ~unseen
        faults.append(Fault(code, column, where))
        named |= where
    # Whatever else left the row without an instant is unreadable: no row passes for lack of a name for its problem.
    faults.append(Fault("time.unreadable", column, (missing | np.not_equal(read.problem, 0)) & ~empty & ~named))
    faults += _wrong_unit(texts, mapping.time.format, column)
    faults += _out_of_bounds(moments, ~missing, column, now_ms)
    return moments, read.date_only if read.date_only is not None else no_row, faults


def _wrong_unit(texts: pa.StringArray, time_format: str, column: int) -> list[Fault]:
    """Milliseconds taken for seconds and the reverse: both land thousands of years or decades away."""
    if time_format == "unix_s":
        return [Fault("time.milliseconds", column, _matches(texts, r"^\d{12,14}(?:\.\d*)?$"))]
    if time_format == "unix_ms":
        return [Fault("time.seconds", column, _matches(texts, r"^\d{9,10}(?:\.\d*)?$"))]
    return []


def _out_of_bounds(moments: npt.NDArray[np.int64], known: npt.NDArray[np.bool_], column: int, now_ms: int) -> list[Fault]:
    """Track takes such times for now; what Pipelines makes of them is not published, so they stay here too."""
    early = known & (moments < limits.TIME_MIN_SECONDS * 1_000)
    far = known & (moments > limits.TIME_MAX_SECONDS * 1_000)
    future = known & (moments > now_ms + limits.FUTURE_TOLERANCE_MS)
    return [
        Fault("time.too_early", column, early),
        Fault("time.out_of_range", column, far),
        Fault("time.future", column, future & ~far),
    ]


def _email_attribute(attributes: list[FieldRead]) -> list[Fault]:
    faults = []
    for read in attributes:
        if read.field.name == "email" and read.member.in_quotes:
            wrong = not_email(read.member.inner) & read.present() & (byte_lengths(read.member.inner) > 0)
            unseen = wrong & with_unseen_ends(read.member.inner, in_json=True) & (read.field.column is not None)
            faults.append(Fault("email.spaces", read.field.column, unseen))
            faults.append(Fault("email.malformed", read.field.column, wrong & ~unseen))
    return faults


def _too_many(attributes: list[FieldRead]) -> list[Fault]:
    if len(attributes) <= limits.ATTRIBUTES_MAX:
        return []
    counts = sum(read.present().astype(np.int64) for read in attributes)
    return [Fault("attributes.many", None, np.asarray(counts > limits.ATTRIBUTES_MAX))]
