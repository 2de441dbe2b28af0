"""Rows are encoded and packed into whole batches a slice ahead, each lane's in order."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backfill_assistant.adapters.beside_thread import beside_thread
from backfill_assistant.core.beside import in_turn
from backfill_assistant.core.mapping.mapping import RowMeaning
from backfill_assistant.core.sending.lanes import Lanes, lanes_of
from backfill_assistant.core.sending.pace import FIRST_BATCH_RECORDS, OPENING_RECORDS
from backfill_assistant.core.sending.packing import Packing
from backfill_assistant.core.sending.supply import Supply
from fakes.cargo import make_cargo, make_run

Result = TypeVar("Result")
EVERYTHING = 1_000_000


def rows_of(body: bytes) -> list[int]:
    return [record["row"] for record in json.loads(body)["batch"]]


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=60),
    st.sampled_from(RowMeaning),
    st.integers(1, 5),
    st.integers(150, 900),
    st.integers(1, 12),
    st.integers(1, 12),
    st.randoms(use_true_random=False),
)
def test_every_record_comes_once_in_its_persons_order(people, meaning, lane_count, budget_bytes, records_most, records_max, chance):
    run = make_run(len(people), meaning)
    order = list(range(len(people)))
    chance.shuffle(order)
    cargo = make_cargo(run, people=people, order=order)
    lanes, seen = Lanes(lane_count, budget_bytes), []
    supply = Supply(cargo, np.arange(len(people)), Packing(lane_count, budget_bytes, records_most), in_turn)
    while not supply.empty:
        lanes.add(supply.take())
    while not lanes.empty:
        parcel = lanes.take(set(), records_max)
        assert rows_of(parcel.body) == parcel.batch.rows.tolist()
        assert parcel.batch.body_sha256 == hashlib.sha256(parcel.body).hexdigest()
        assert len(parcel.batch.rows) <= min(records_max, records_most) or len(set(parcel.batch.rows.tolist())) == 1
        assert len(parcel.body) <= budget_bytes or len(set(parcel.batch.rows.tolist())) == 1
        assert {int(lane) for lane in lanes_of(cargo.people[parcel.batch.rows], lane_count)} == {parcel.lane}
        seen += list(zip(parcel.batch.rows.tolist(), parcel.batch.kinds.tolist(), strict=True))
    assert lanes.size_bytes == 0
    kinds = [kind for kind, there in ((0, run.mapping.has_people), (1, run.mapping.has_events)) if there]
    for person in set(people):
        wanted = [(row, kind) for row in order if people[row] == person for kind in kinds]
        assert [key for key in seen if people[key[0]] == person] == wanted
    assert len(seen) == len(people) * len(kinds)


def test_the_next_slice_is_made_while_the_last_one_is_used():
    begun, asked = [], []

    def noting(work: Callable[[], Result]) -> Callable[[], Result]:
        number = len(begun)
        begun.append(number)

        def result() -> Result:
            asked.append(number)
            return work()

        return result

    run = make_run(45_000)
    supply = Supply(make_cargo(run), np.arange(45_000), Packing(1, EVERYTHING, 1_000), noting)
    supply.begin_next()
    counts = []
    while not supply.empty:
        counts.append([len(load.rows) for load in supply.take()])
        assert len(begun) == min(len(asked) + 1, 4)
    # The first slice, of 2,000 rows, leaves 900 after a first small batch and a full one; they go with the next.
    assert counts == [[100, 1_000], [1_000] * 20, [1_000] * 20, [1_000] * 3 + [900]]
    assert asked == begun == [0, 1, 2, 3]


def test_rows_that_are_in_a_batch_are_not_made_again():
    run = make_run(10)
    supply = Supply(make_cargo(run, order=[9, 8, 7, 6]), np.array([1, 3]), Packing(1, EVERYTHING, EVERYTHING), in_turn)
    (load,) = supply.take()
    assert (load.rows.tolist(), load.places.tolist(), supply.empty) == ([8, 6], [1, 3], True)


def test_what_goes_wrong_while_encoding_is_raised_where_the_rows_are_needed():
    run = make_run(3)
    cargo = make_cargo(run)
    object.__setattr__(cargo, "encode", lambda rows: 1 / 0)
    supply = Supply(cargo, np.arange(3), Packing(1, EVERYTHING, EVERYTHING), in_turn)
    supply.begin_next()
    with pytest.raises(ZeroDivisionError):
        supply.take()


def test_no_rows_no_loads():
    supply = Supply(make_cargo(make_run(3)), np.arange(0), Packing(1, EVERYTHING, EVERYTHING), in_turn)
    assert (supply.empty, supply.take(), supply.empty) == (True, (), True)


def test_the_first_batches_are_small_and_of_different_lanes():
    run = make_run(30_000)
    supply = Supply(make_cargo(run), np.arange(30_000), Packing(10, EVERYTHING, 1_000), in_turn)
    loads = [load for _ in range(3) for load in supply.take()]
    firsts = {}
    for load in loads:
        firsts.setdefault(load.lane, len(load.rows))
    assert sorted(firsts.values()) == sorted([*OPENING_RECORDS, 1_000, 1_000, 1_000])
    assert len(loads[0].rows) == FIRST_BATCH_RECORDS
    assert supply.empty


def test_a_batch_larger_than_the_next_may_be_is_cut_and_its_rest_is_not_held_back():
    run = make_run(2_500)
    lanes, supply = Lanes(1, EVERYTHING), Supply(make_cargo(run), np.arange(2_500), Packing(1, EVERYTHING, 1_000), in_turn)
    while not supply.empty:
        lanes.add(supply.take())
    sizes = [len(lanes.take(set(), most).batch.rows) for most in (100, 200, 1_000, 1_000, 1_000)]
    assert sizes == [100, 200, 800, 1_000, 400]
    assert (lanes.empty, lanes.size_bytes) == (True, 0)


def test_whether_a_slice_is_being_made_just_now_is_known():
    hold, run = threading.Event(), make_run(10)
    cargo = make_cargo(run)
    encode = cargo.encode
    object.__setattr__(cargo, "encode", lambda rows: (hold.wait(), encode(rows))[1])
    with beside_thread() as beside:
        supply = Supply(cargo, np.arange(10), Packing(1, EVERYTHING, EVERYTHING), beside)
        assert not supply.is_under_way
        supply.begin_next()
        while not supply.is_under_way:
            hold.wait(0.001)
        hold.set()
        (load,) = supply.take()
        assert (len(load.rows), supply.is_under_way, supply.empty) == (10, False, True)
