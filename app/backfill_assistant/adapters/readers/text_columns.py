"""Python's texts and numbers become columns of text: a column at a time, which takes a fraction of cell by cell."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from itertools import compress
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.adapters.readers.cell_text import ROUNDED_FROM, cell_text, moment_text, number_text


def text_column(texts: Sequence[str]) -> pa.Array:
    """A column of these texts. Joining them takes a quarter of handing them over one by one."""
    joined = "".join(texts)
    if not joined.isascii():
        return pa.array(texts, pa.string())
    return column_of(joined, np.fromiter(map(len, texts), np.int32, len(texts)))


def column_of(joined: str, lengths: npt.NDArray[np.int32]) -> pa.Array:
    """A column of texts of these lengths that are written one behind the other, in ASCII."""
    ends = np.zeros(len(lengths) + 1, np.int32)
    np.cumsum(lengths, out=ends[1:])
    return pa.StringArray.from_buffers(len(lengths), pa.py_buffer(ends), pa.py_buffer(joined.encode()))


def number_column(numbers: pa.Array) -> pa.Array:
    """The digits of a column of fractions, as `number_text` writes them; null stays null."""
    text = numbers.cast(pa.string())
    if pa.types.is_float64(numbers.type):
        whole = pc.and_(pc.equal(pc.trunc(numbers), numbers), pc.less(pc.abs(numbers), float(ROUNDED_FROM)))
        digits = pc.if_else(whole, numbers, pa.scalar(None, pa.float64())).cast(pa.int64()).cast(pa.string())
        text = pc.coalesce(digits, text)
    exponents = pc.fill_null(pc.match_substring(text, "e"), False)
    if pc.any(exponents).as_py():
        spelt = [None if value is None else number_text(float(value)) for value in text.filter(exponents).to_pylist()]
        text = pc.replace_with_mask(text, exponents, pa.array(spelt, pa.string()))
    return text


def empty_column(count: int) -> pa.Array:
    """So many empty texts."""
    return pa.StringArray.from_buffers(count, pa.py_buffer(np.zeros(count + 1, np.int32)), pa.py_buffer(b""))


def value_column(values: Sequence[Any], of_texts: Callable[[Sequence[str]], pa.Array] = text_column) -> pa.Array:
    """Text of a column of values as calamine gives them, each as `cell_text` writes it; `of_texts` makes it of texts."""
    kinds = set(map(type, values))
    if kinds <= {str}:
        return of_texts(values)
    if len(kinds) == 1:
        return _of_kind(kinds.pop(), values)
    column = of_texts([value if type(value) is str else "" for value in values])
    for kind in kinds - {str}:
        here = [type(value) is kind for value in values]
        column = pc.replace_with_mask(column, pa.array(here), _of_kind(kind, list(compress(values, here))))
    return column


def _of_kind(kind: type, values: Sequence[Any]) -> pa.Array:
    if kind is float:
        return number_column(pa.array(values, pa.float64()))
    as_text: Callable[[Any], str] = moment_text if kind is datetime.datetime else cell_text
    return text_column(list(map(as_text, values)))


def has_text(column: pa.Array) -> bool:
    """Whether any cell of a column of text has anything in it."""
    ends = _ends(column)
    return bool(ends[-1] > ends[0])


def filled(column: pa.Array) -> npt.NDArray[np.bool_]:
    """For each cell of a column of text, whether it has anything in it."""
    return np.diff(_ends(column)) > 0


def _ends(column: pa.Array) -> npt.NDArray[np.int32]:
    """Where each cell ends in the column's text, before them where the first begins."""
    if not len(column):
        return np.zeros(1, np.int32)
    return np.frombuffer(column.buffers()[1], np.int32)[column.offset : column.offset + len(column) + 1]
