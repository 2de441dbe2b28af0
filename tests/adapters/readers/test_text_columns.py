"""Columns of values become the same text as cell by cell."""

from __future__ import annotations

import datetime
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from backfill_assistant.adapters.readers.cell_text import cell_text, number_text
from backfill_assistant.adapters.readers.shaping import fit
from backfill_assistant.adapters.readers.text_columns import filled, has_text, number_column, text_column, value_column

NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**17), 10**17).map(float)
VALUES = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",)), max_size=8),
    NUMBERS,
    st.booleans(),
    st.integers(-(2**40), 2**40),
    st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(9999, 12, 31)),
    st.dates(),
    st.times(),
    st.timedeltas(datetime.timedelta(0), datetime.timedelta(days=40)),
)


@given(st.lists(VALUES, max_size=30))
def test_a_column_of_any_values(values: list[Any]) -> None:
    assert value_column(values).to_pylist() == [cell_text(value) for value in values]


@given(st.lists(NUMBERS, max_size=30))
def test_a_column_of_numbers(values: list[float]) -> None:
    assert number_column(pa.array(values, pa.float64())).to_pylist() == [number_text(value) for value in values]


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=4), max_size=9))
def test_a_column_of_texts_and_what_is_in_it(texts: list[str]) -> None:
    column = text_column(texts)
    column.validate(full=True)
    assert column.to_pylist() == texts
    assert has_text(column) == any(texts)
    assert filled(column).tolist() == [bool(text) for text in texts]
    assert filled(column[1:]).tolist() == [bool(text) for text in texts[1:]]


def test_columns_of_a_sheet_are_fitted_to_the_names() -> None:
    columns = [text_column(texts) for texts in (["1", "2"], ["a", "b"], ["", "beyond"])]
    narrow, wide = fit(columns, 2), fit(columns, 4)
    assert narrow.extra == [None, '["beyond"]']
    assert narrow.short_by is not None
    assert narrow.short_by.tolist() == [0, -1]
    assert wide.columns[3].to_pylist() == [None, None]
    assert fit([*columns[:2], text_column(["", ""])], 2).short_by is None
    assert [column.to_pylist() for column in fit(columns, 3).columns] == [["1", "2"], ["a", "b"], ["", "beyond"]]
