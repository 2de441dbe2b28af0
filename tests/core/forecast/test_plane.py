"""Points on a plane, and people behind rows, counted as a plain loop counts them."""

from __future__ import annotations

import numpy as np
import pytest

from backfill_assistant.core.forecast import plane
from backfill_assistant.core.forecast.ascending import ascending
from backfill_assistant.core.forecast.plane import AgedRows, Plane, by_person


@pytest.fixture(autouse=True)
def small_cells(monkeypatch):
    monkeypatch.setattr(plane, "_CELL", 4)


@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 8, 33])
def test_points_beyond_two_edges(count):
    dice = np.random.default_rng(count)
    ranks = dice.permutation(count).astype(np.int32)
    ranks[dice.random(count) < 0.3] = -1
    places = np.full(count, -1, dtype=np.int32)
    there = np.flatnonzero(ranks >= 0)
    places[ranks[there]] = there
    points = Plane(ranks, places)
    asked = [(place, rank) for place in range(count + 1) for rank in range(count + 1)]
    beyond = [sum(each >= rank for each in ranks[place:] if each >= 0) for place, rank in asked]
    assert points.counts(*np.array(asked).T).tolist() == beyond


@pytest.mark.parametrize("seed", range(30))
def test_people_with_a_row_beyond_two_edges(seed):
    dice = np.random.default_rng(seed)
    count = int(dice.integers(0, 40))
    heights = dice.integers(-5, 15, count)
    people = dice.integers(0, max(1, count // 3), count).astype(np.int32)
    aged = AgedRows(heights, people, by_person(people))
    for place in range(count + 1):
        for height in range(-7, 17):
            beyond = [person for at, person in enumerate(people.tolist()) if at >= place and heights[at] > height]
            at = np.array([place]), aged.ranks_above(np.array([height]))
            assert (aged.rows.counts(*at).tolist(), aged.people(*at).tolist()) == ([len(beyond)], [len(set(beyond))])


@pytest.mark.parametrize("spread", [0, 3, 10**6, 2**61], ids=["equal", "many equal", "packed", "too wide to pack"])
def test_ascending_is_a_stable_sort(spread):
    values = np.random.default_rng(1).integers(-spread, spread + 1, 1_000)
    assert ascending(values).tolist() == sorted(range(1_000), key=lambda at: values[at])


def test_nothing_is_ascending():
    assert len(ascending(np.empty(0, dtype=np.int64))) == 0
