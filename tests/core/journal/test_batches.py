"""Bodies within the budget, rows kept whole, order kept."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from backfill_assistant.core.journal.batches import batch_body, body_digest, first_batch, halves

records = st.lists(st.tuples(st.integers(1, 2), st.integers(2, 300)), min_size=1, max_size=60)


def spread(rows_and_sizes):
    rows = [row for row, (count, _) in enumerate(rows_and_sizes) for _ in range(count)]
    sizes = [size for count, size in rows_and_sizes for _ in range(count)]
    return np.array(rows, dtype=np.int64), np.array(sizes, dtype=np.int64)


@settings(deadline=None)
@given(records, st.integers(700, 3_000), st.integers(2, 40))
def test_batches_fit_keep_rows_whole_and_lose_nothing(rows_and_sizes, budget_bytes, records_max):
    rows, sizes = spread(rows_and_sizes)
    seen = []
    while len(rows):
        stop = first_batch(rows, sizes, budget_bytes, records_max)
        assert 1 <= stop <= records_max
        body = batch_body(pa.array([b'"' + b"x" * (size - 2) + b'"' for size in sizes[:stop].tolist()], pa.large_binary()))
        assert len(body) <= budget_bytes
        assert len(json.loads(body)["batch"]) == stop
        if stop < len(rows):
            assert rows[stop] != rows[stop - 1]
            # It was worth it: the next row would not have fitted, or would have been one too many.
            following = int(np.searchsorted(rows, rows[stop], side="right"))
            assert following > records_max or len(body) + int((sizes[stop:following] + 1).sum()) > budget_bytes
        seen += rows[:stop].tolist()
        rows, sizes = rows[stop:], sizes[stop:]
    assert seen == spread(rows_and_sizes)[0].tolist()


def test_a_row_too_large_for_the_budget_travels_alone():
    rows, sizes = np.array([0, 0, 1]), np.array([900, 900, 5])
    assert first_batch(rows, sizes, 1_000, 100) == 2


@settings(deadline=None)
@given(records.filter(lambda found: sum(count for count, _ in found) > 1))
def test_halves_are_not_empty_and_cut_between_rows_where_there_are_two(rows_and_sizes):
    rows, _ = spread(rows_and_sizes)
    middle = halves(rows)
    assert 0 < middle < len(rows)
    assert len(set(rows.tolist())) == 1 or rows[middle - 1] != rows[middle]


def test_bodies_are_byte_for_byte_the_records():
    made = batch_body(pa.array(['{"a":"é"}'.encode(), b'{"b":2}'], pa.large_binary()))
    assert made == '{"batch":[{"a":"é"},{"b":2}]}'.encode()
    assert body_digest(made) == body_digest(bytes(made))
    assert batch_body(pa.array([], pa.large_binary())) == b'{"batch":[]}'
