"""Rules that change a column's text on purpose, before it is read: trim, letter case, find and replace, join, part."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.values.blanks import without_blanks
from backfill_assistant.core.values.converted import Texts, as_array


def trim(texts: Texts) -> pa.Array:
    """Without white space at both ends."""
    return without_blanks(as_array(texts))


def with_case(texts: Texts, case: str) -> pa.Array:
    """In "lower", "upper" or "title" letters; any other word leaves the text as it is."""
    rules = {"lower": pc.utf8_lower, "upper": pc.utf8_upper, "title": pc.utf8_title}
    rule = rules.get(case)
    return rule(as_array(texts)) if rule else as_array(texts)


def find_and_replace(texts: Texts, pairs: Sequence[tuple[str, str]]) -> pa.Array:
    """Every occurrence of each text replaced, in order; an empty text to find changes nothing."""
    result = as_array(texts)
    for find, replacement in pairs:
        if find:
            result = pc.replace_substring(result, find, replacement)
    return result


def join(columns: Sequence[Texts], between: str) -> pa.Array:
    """One text from several columns; empty cells add nothing, not even what stands between."""
    joined = pa.nulls(len(columns[0]), pa.string())
    for column in columns:
        cells = as_array(column)
        cells = pc.if_else(pc.equal(trim(cells), ""), pa.scalar(None, pa.string()), cells)
        # Null where either is missing, so what is there of the two stands in.
        joined = pc.coalesce(pc.binary_join_element_wise(joined, cells, pa.scalar(between)), joined, cells)
    return joined


def with_clock(texts: Texts, clocks: Texts) -> pa.Array:
    """Days with the time of day that stands in another column; what holds no day stays empty."""
    days, times = trim(texts), trim(clocks)
    both = pc.and_kleene(pc.not_equal(days, ""), pc.not_equal(times, ""))
    return pc.if_else(pc.fill_null(both, False), pc.binary_join_element_wise(days, times, " "), days)


def part(texts: Texts, separator: str, number: int) -> pa.Array:
    """Part `number` (from 0; negative counts from the end) of each text cut at the separator; null where there is none."""
    cut = pc.split_pattern(as_array(texts), separator)
    counts = pc.list_value_length(cut)
    at = pc.add(counts, number) if number < 0 else pc.add(pc.multiply(counts, 0), number)
    there = pc.and_(pc.greater_equal(at, 0), pc.less(at, counts))
    starts = cut.offsets.slice(0, len(cut))
    positions = pc.if_else(there, pc.add(starts, at.cast(pa.int32())), pa.scalar(None, pa.int32()))
    return cut.values.take(positions)
