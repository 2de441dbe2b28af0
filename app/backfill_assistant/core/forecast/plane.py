"""Plane: points on a plane, of which those beyond two edges are counted by one look into a table and two short scans."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.forecast.ascending import ascending

# Places (and ranks) per cell of the table: a scan of half as many takes about a microsecond.
_CELL: Final = 4_096

Small = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.int64]


class Plane:
    """At most one point for each place and for each rank, both from 0 to below the length of the two arrays.

    `ranks`: the rank of the point at each place; `places`: the place of the point at each rank; -1 where there is none.
    """

    def __init__(self, ranks: Small, places: Small) -> None:
        self.ranks, self._places = ranks, places
        side = len(ranks) // _CELL + 2
        counts = np.zeros((side, side), dtype=np.int32)
        for column in range(0, len(ranks), _CELL):
            there = ranks[column : column + _CELL]
            counts[column // _CELL] = np.bincount(there[there >= 0] // _CELL, minlength=side)
        # How many points lie at or beyond the lower corner of each cell.
        self._beyond = counts[::-1, ::-1].cumsum(axis=0, dtype=np.int32).cumsum(axis=1, dtype=np.int32)[::-1, ::-1]

    def counts(self, places: Numbers, ranks: Numbers) -> Numbers:
        """How many points are at each of these places or later, and at the rank beside it or higher."""
        columns, rows = -(-places // _CELL), -(-ranks // _CELL)
        counted = self._beyond[columns, rows].astype(np.int64)
        edges = zip(places.tolist(), ranks.tolist(), (columns * _CELL).tolist(), (rows * _CELL).tolist(), strict=True)
        for number, (place, rank, next_place, next_rank) in enumerate(edges):
            left = np.count_nonzero(self.ranks[place:next_place] >= rank)
            counted[number] += left + np.count_nonzero(self._places[rank:next_rank] >= next_place)
        return counted


def by_person(people: Small) -> Small:
    """All places, those of one person together and the latest of them first."""
    return (len(people) - 1 - ascending(people[::-1].astype(np.int64))).astype(np.int32)


class AgedRows:
    """Places in time and heights (see `Ageing`) of rows and of the people behind them."""

    def __init__(self, heights: Numbers, people: Small, latest_first: Small) -> None:
        """`heights` and `people`: one entry per place; equal numbers mean the same person. `latest_first`: see `by_person`."""
        count = len(heights)
        by_height = ascending(heights)
        self._heights = heights[by_height]
        places = by_height.astype(np.int32)
        ranks = np.empty(count, dtype=np.int32)
        ranks[places] = np.arange(count, dtype=np.int32)
        self.rows = Plane(ranks, places)
        # Of each person only the rows matter that are higher than all later ones: they are the steps of a stair. Some step lies
        # beyond two edges in as many people as there are steps beyond them, less the inner corners between two steps.
        owner = people[latest_first].astype(np.int64)
        highest = np.maximum.accumulate(owner * count + ranks[latest_first])
        step = np.append(True, highest[1:] > highest[:-1]) if count else np.empty(0, dtype=bool)
        steps, owners = latest_first[step], owner[step]
        self._steps = _plane_of(count, steps, ranks[steps])
        joined = owners[1:] == owners[:-1]
        self._corners = _plane_of(count, steps[1:][joined], ranks[steps[:-1][joined]])

    def ranks_above(self, heights: Numbers) -> Numbers:
        """The first rank of those that are higher, for each of these heights."""
        return self._heights.searchsorted(heights, "right")

    def people(self, places: Numbers, ranks: Numbers) -> Numbers:
        """How many different people have a row at each of these places or later, and at the rank beside it or higher."""
        return self._steps.counts(places, ranks) - self._corners.counts(places, ranks)


def _plane_of(count: int, places: Small, ranks: Small) -> Plane:
    rank_at, place_at = np.full(count, -1, dtype=np.int32), np.full(count, -1, dtype=np.int32)
    rank_at[places], place_at[ranks] = ranks, places
    return Plane(rank_at, place_at)
