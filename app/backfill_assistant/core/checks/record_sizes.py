"""Rows one of whose records is too large. Where all texts are far below the budget, no record is written to measure it."""

from __future__ import annotations

from typing import Final

import numpy as np

from backfill_assistant.core.json_text import byte_lengths
from backfill_assistant.core.limits import RECORD_BUDGET_BYTES
from backfill_assistant.core.mapping.mapping import Mapping
from backfill_assistant.core.records.writing import too_large
from backfill_assistant.core.routes import Route
from backfill_assistant.core.rows.fields import Fault
from backfill_assistant.core.rows.row_reading import RowsRead

# JSON writes one byte of a text as six at most (`\u0001`).
_ESCAPED: Final = 6
# More than what stands around a byte of a name: the escape, and the quotes and braces of a name that nests.
_AROUND_NAME: Final = 16
# More than what a record holds besides identifier, name and values: the words of either route, an id, a time.
_AROUND_RECORD: Final = 500


def large_records(read: RowsRead, mapping: Mapping, route: Route) -> tuple[Fault, ...]:
    """As `too_large`, which measures each record."""
    return too_large(read, mapping, route) if most_bytes(read) > RECORD_BUDGET_BYTES else ()


def most_bytes(read: RowsRead) -> int:
    """No record of these rows has more bytes."""
    sizes = byte_lengths(read.identifiers) * _ESCAPED
    literal = _AROUND_RECORD
    for each in (*read.attributes, *read.properties):
        sizes += byte_lengths(each.member.inner)
        literal += (len(each.field.name.encode()) + 1) * _AROUND_NAME
    if read.event_names is not None:
        literal += int(byte_lengths(read.event_names.dictionary).max(initial=0)) * _ESCAPED
    return literal + int(np.max(sizes, initial=0))
