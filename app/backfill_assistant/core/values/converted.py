"""Converted: a column of values beside the reasons of those that could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.values.blanks import without_blanks

# Arrow's string column, in one piece (pa.Array) or several (pa.ChunkedArray); its package has no types.
Texts: TypeAlias = Any


class ValueProblem(IntEnum):
    """Why a cell's text is not a value. 0 means that nothing is wrong."""

    FINE = 0
    # The text has another form than the one that was chosen.
    UNREADABLE = 1
    # The form fits, but there is no such date, hour or offset (30 February, 25:00).
    IMPOSSIBLE = 2
    # Two chosen readings differ (03/04/2026), or a word means both true and false.
    AMBIGUOUS = 3
    # A local time that the clocks skipped.
    SKIPPED_HOUR = 4
    # A local time that exists twice.
    REPEATED_HOUR = 5
    # Beyond what a date (years 1 to 9999) or a number can be.
    OUT_OF_RANGE = 6
    # The row's zone is missing or is not the name of a time zone.
    UNKNOWN_ZONE = 7
    # The zone is named by letters (CET, PST), and nobody has said which zone they mean.
    UNSAID_ZONE = 8
    # Nothing in the row names a zone, and nobody has said which one holds.
    ASSUMED_ZONE = 9


@dataclass(frozen=True, eq=False)
class Converted:
    """Values are null where the text is empty or has a problem; `problem` holds a ValueProblem per row."""

    values: pa.Array
    problem: npt.NDArray[np.uint8]
    # Times only: True where the text names a day but no time of day, so that `values` is the start of that day.
    date_only: npt.NDArray[np.bool_] | None = None
    # Times only: True where neither the text nor a column names a zone, so that the column's own holds.
    zoneless: npt.NDArray[np.bool_] | None = None


def as_array(texts: Texts) -> pa.Array:
    """One piece of 32-bit strings, whatever came in."""
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
        if isinstance(texts, pa.ChunkedArray):
            texts = pa.concat_arrays(texts.chunks) if texts.num_chunks else pa.array([], pa.string())
    if texts.type == pa.string():
        return texts
    return texts.cast(pa.string())


def trimmed_or_null(texts: Texts) -> pa.Array:
    """Texts without surrounding white space; null where nothing is left."""
    trimmed = without_blanks(as_array(texts))
    empty = pc.equal(trimmed, "")
    if not pc.any(empty).as_py():
        return trimmed
    return pc.if_else(empty, pa.scalar(None, pa.string()), trimmed)


def flags(mask: pa.Array) -> npt.NDArray[np.bool_]:
    """An Arrow truth column as numpy; null counts as False."""
    result: npt.NDArray[np.bool_] = pc.fill_null(mask, False).to_numpy(zero_copy_only=False)
    return result


def with_problems(values: pa.Array, problem: npt.NDArray[np.uint8]) -> Converted:
    """A Converted whose values are null wherever there is a problem."""
    if problem.any():
        values = pc.if_else(pa.array(problem == 0), values, pa.scalar(None, values.type))
    return Converted(values, problem)
