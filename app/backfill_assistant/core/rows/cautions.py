"""What will happen to rows although nothing keeps them back: warnings, slice by slice and for the mapping as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core import limits
from backfill_assistant.core.checked import NO_TIME, Suggestion
from backfill_assistant.core.email_slips import likely_domain
from backfill_assistant.core.json_text import text_bytes
from backfill_assistant.core.mapping.consent_changes import PREFERENCES
from backfill_assistant.core.mapping.mapping import Field, IdentifierKind, Mapping, Target, ValueType
from backfill_assistant.core.mapping.mapping_changes import CREATED_AT, columns_used
from backfill_assistant.core.mapping.repairs import Repairs
from backfill_assistant.core.problems.problems import shown_name
from backfill_assistant.core.rows.consent_cautions import SAID_NO, ConsentColumns, consent_faults
from backfill_assistant.core.rows.fields import Fault
from backfill_assistant.core.rows.lost_digits import lacking_digits
from backfill_assistant.core.rows.row_reading import RowsRead, not_email
from backfill_assistant.core.table.table import Table
from backfill_assistant.core.values.headers import Meaning, meaning_of
from backfill_assistant.core.values.unseen_ends import with_unseen_ends

Mask = npt.NDArray[np.bool_]
# Escaped control characters (behind an even number of backslashes), and those that JSON takes as they are.
_INVISIBLE = r"(?:^|[^\\])(?:\\\\)*\\(?:u00|b|f)|[\x7f\x{80}-\x{9f}\x{200b}\x{2028}\x{2029}\x{feff}]"
# Their first bytes in UTF-8, and what stands behind the backslash of an escaped one.
_INVISIBLE_BEGINS = (0x7F, 0xC2, 0xE2, 0xEF)
_ESCAPED_BEGINS = tuple(b"ubf")


@dataclass(frozen=True, eq=False)
class Cautions:
    """Warnings about some rows, and corrections for likely slips by column."""

    faults: tuple[Fault, ...]
    suggestions: tuple[tuple[int, tuple[Suggestion, ...]], ...]
    # Rows, sound or not, whose people said no: left out for it, or not decided about yet.
    said_no: Mask


def cautions_of(
    read: RowsRead, sound: Mask, mapping: Mapping, table: Table, now_ms: int, consents: ConsentColumns, repairs: Repairs
) -> Cautions:
    """The warnings about a slice, and what must be decided about consent; all but those about missing cells only for rows that
    are sound so far.
    """
    told = (
        *_of_values(read, mapping, now_ms),
        *consent_faults(read, mapping, consents, repairs),
        *_of_lost_digits(read, mapping, table),
    )
    faults = [Fault(each.code, each.column, each.where & sound, each.name) for each in told]
    if table.ragged_count:
        faults += _ragged(read, mapping)
    suggestions = []
    for column, addresses in _addresses(read, mapping):
        where, found = mistyped(addresses, sound)
        faults.append(Fault("email.typo", column, where))
        if found:
            suggestions.append((column, tuple(found)))
    said_no = np.zeros(len(read), dtype=np.bool_)
    for each in told:
        if each.code in SAID_NO:
            said_no |= each.where
    return Cautions(tuple(each for each in faults if each.where.any()), tuple(suggestions), said_no)


def is_about_the_row(fault: Fault) -> bool:
    """Whether the warning is about this row's cells rather than about the mapping as a whole."""
    return fault.code == "row.long" or (fault.column is not None and not fault.name)


def mistyped(addresses: pa.StringArray, sound: Mask) -> tuple[Mask, list[Suggestion]]:
    """Where an address ends in a likely slip, and what was probably meant."""
    domains = pc.replace_substring_regex(pc.utf8_lower(addresses), r"^.*@", "").dictionary_encode()
    meant = [(each, likely_domain(each)) for each in domains.dictionary.to_pylist()]
    slips = np.asarray([right is not None for _, right in meant], dtype=np.bool_)
    if not slips.any():
        return np.zeros(len(addresses), dtype=np.bool_), []
    places = np.asarray(pc.fill_null(domains.indices, 0))
    where = slips[places] & sound & np.asarray(domains.indices.is_valid())
    counts = np.bincount(places[where], minlength=len(meant))
    found = [Suggestion(wrong, right, int(count)) for (wrong, right), count in zip(meant, counts, strict=True) if right and count]
    return where, found


def _addresses(read: RowsRead, mapping: Mapping) -> Iterator[tuple[int, pa.StringArray]]:
    if mapping.identifier_kind is IdentifierKind.EMAIL and mapping.identifier_column is not None:
        yield mapping.identifier_column, read.identifiers
    for attribute in read.attributes:
        column = attribute.field.column
        if attribute.field.name == "email" and column is not None and column != mapping.identifier_column:
            yield column, attribute.member.inner


def _of_values(read: RowsRead, mapping: Mapping, now_ms: int) -> Iterator[Fault]:
    everyone = np.ones(len(read), dtype=np.bool_)
    if mapping.identifier_kind is not IdentifierKind.EMAIL:
        yield Fault("identifier.email", mapping.identifier_column, ~not_email(read.identifiers))
    if mapping.has_events and mapping.time_column is not None:
        old = (read.time_ms != NO_TIME) & (read.time_ms < now_ms - limits.ACTIVITY_LOG_MS)
        yield Fault("time.not_in_logs", mapping.time_column, old)
    if (
        mapping.has_people
        and not mapping.only_update_existing
        and not any(field.target is Target.ATTRIBUTE and field.name == CREATED_AT for field in mapping.fields)
    ):
        since = _known_since(mapping, read.cells.table.column_names)
        # The name keeps it a warning about the mapping, not about each row.
        yield Fault("created_at.unmapped" if since is None else "created_at.unsent", since, everyone, _name_of(read, since))
    if mapping.has_people and mapping.has_events and mapping.only_update_existing:
        yield Fault("update.events", None, everyone)
    if mapping.identifier_kind is IdentifierKind.ANONYMOUS_ID:
        yield Fault("events.anonymous", mapping.identifier_column, everyone)
    same_but_case = _same_but_case(mapping)
    for each in (*read.attributes, *read.properties):
        if each.field.target is Target.ATTRIBUTE and each.field.name == CREATED_AT and each.field.type is ValueType.TEXT:
            yield Fault("created_at.text", each.field.column, each.present())
        if each.member.in_quotes and each.field.column is not None:
            ends = with_unseen_ends(each.member.inner, in_json=True)
            yield Fault("value.spaces", each.field.column, ends)
            # What is left when the ends are trimmed is told then.
            yield Fault("value.control", each.field.column, _holds_invisible(each.member.inner) & ~ends)
        for code in name_cautions(each.field, same_but_case):
            yield Fault(code, each.field.column, each.present(), each.field.name)


def _known_since(mapping: Mapping, column_names: tuple[str, ...]) -> int | None:
    """The column that may say since when people are known: by its header, else the time of the row."""
    named = (column for column, header in enumerate(column_names) if meaning_of(header) is Meaning.CREATED_AT)
    return next((column for column in named if column != mapping.identifier_column), mapping.time_column)


def _name_of(read: RowsRead, column: int | None) -> str:
    return shown_name(read.cells.table.column_names, column)


def _of_lost_digits(read: RowsRead, mapping: Mapping, table: Table) -> Iterator[Fault]:
    """Ids and texts that a spreadsheet has shortened or rounded before they came here."""
    columns = [(mapping.identifier_column, read.identifiers)]
    fields = (*read.attributes, *read.properties)
    columns += [(each.field.column, each.member.inner) for each in fields if each.field.type is ValueType.TEXT]
    for column, texts in dict(columns).items():
        if column is not None:
            yield Fault("value.digits_lost", column, lacking_digits(texts, table, column))


def _holds_invisible(inner: pa.StringArray) -> Mask:
    """Where a text, written as it stands in JSON, holds control characters other than tabs and ends of lines."""
    content = text_bytes(inner)
    bare = content.max(initial=0) >= min(_INVISIBLE_BEGINS) and any((content == byte).any() for byte in _INVISIBLE_BEGINS)
    escapes = content[:-1] == ord("\\")
    if not bare and not (escapes.any() and any((escapes & (content[1:] == byte)).any() for byte in _ESCAPED_BEGINS)):
        return np.zeros(len(inner), dtype=np.bool_)
    return np.asarray(pc.fill_null(pc.match_substring_regex(inner, _INVISIBLE), False))


def name_cautions(field: Field, same_but_case: frozenset[tuple[Target, str]]) -> Iterator[str]:
    """Codes of what is unusual about a field's name."""
    name = field.name
    if field.target is Target.PROPERTY and name.strip().casefold() in limits.MESSAGE_OVERRIDE_KEYS:
        yield "name.override"
    preferences = name.split(".")[0] == PREFERENCES
    if name.startswith(("_", "cio_")) and not preferences:
        yield "name.reserved"
    if "." in name and not field.nested and not preferences:
        yield "name.dots"
    if name != name.strip():
        yield "name.spaces"
    if (field.target, name) in same_but_case:
        yield "name.case"


def _same_but_case(mapping: Mapping) -> frozenset[tuple[Target, str]]:
    """Names that differ only in letter case from another, or from one that Customer.io reserves."""
    names = [(field.target, field.name) for field in mapping.fields]
    reserved = [(Target.ATTRIBUTE, name) for name in limits.RESERVED_ATTRIBUTES]
    spellings: dict[tuple[Target, str], set[str]] = {}
    for target, name in (*names, *reserved):
        spellings.setdefault((target, name.casefold()), set()).add(name)
    return frozenset(
        (target, name)
        for target, name in names
        if len(spellings[target, name.casefold()]) > 1 and (target is Target.PROPERTY or name not in limits.RESERVED_ATTRIBUTES)
    )


def _ragged(read: RowsRead, mapping: Mapping) -> Iterator[Fault]:
    for column in sorted(columns_used(mapping)):
        yield Fault("row.short", column, read.cells.lacking(column))
    yield Fault("row.long", None, read.cells.surplus())
