"""Digits that a spreadsheet has not kept: numbers written with an exponent, and those of more digits than it holds.

ECMA-376: cells of workbooks hold numbers as binary floating point; spreadsheets keep 15 digits of them and make the rest zeros.
"""

from __future__ import annotations

from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.json_text import text_bytes
from backfill_assistant.core.table.reading import FileKind
from backfill_assistant.core.table.table import Table
from backfill_assistant.core.values.converted import flags, trimmed_or_null

# Digits that a spreadsheet has not written, and a number of more digits than it keeps.
_SHORTENED: Final = r"^[-+]?\d(?:[.,]\d{1,14})?[eE]\+\d{2,3}$"
_LONG, _ROUNDED = r"^[-+]?\d{16,}$", r"^[-+]?\d{15}0+$"
_KEPT_DIGITS: Final = 15
# Of ids that were never rounded, one in ten ends in a zero as well.
_ROUNDED_SHARE: Final = 0.9
_SLICE_ROWS: Final = 50_000
# Of tables that are open, the columns that were asked about: whether their long numbers were rounded.
_known: WeakKeyDictionary[Table, dict[int, bool]] = WeakKeyDictionary()


def lacking_digits(texts: pa.StringArray, table: Table, column: int) -> npt.NDArray[np.bool_]:
    """Where a text that comes from this column is a number that lacks digits."""
    content = text_bytes(texts)
    found = np.zeros(len(texts), dtype=np.bool_)
    signs = content[1:] == ord("+")
    if signs.any() and (signs & (content[:-1] | 0x20 == ord("e"))).any():
        found = flags(pc.match_substring_regex(texts, _SHORTENED))
    if table.choices.kind is FileKind.SPREADSHEET and _has_long(texts):
        rounded = flags(pc.match_substring_regex(texts, _ROUNDED))
        if rounded.any() and _rounds(table, column):
            found = found | rounded
    return found


def _rounds(table: Table, column: int) -> bool:
    """Whether the long numbers of a column, all rows of the file together, were rounded: the same answer for every row of it."""
    known = _known.setdefault(table, {})
    if column not in known:
        long = rounded = 0
        for start in range(0, table.row_count, _SLICE_ROWS):
            texts = trimmed_or_null(table.slice(start, start + _SLICE_ROWS).column(column))
            if _has_long(texts):
                long += int(flags(pc.match_substring_regex(texts, _LONG)).sum())
                rounded += int(flags(pc.match_substring_regex(texts, _ROUNDED)).sum())
        known[column] = rounded >= _ROUNDED_SHARE * long
    return known[column]


def _has_long(texts: pa.StringArray) -> bool:
    return bool(pc.any(pc.greater(pc.binary_length(texts), _KEPT_DIGITS)).as_py())
