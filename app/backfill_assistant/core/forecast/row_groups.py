"""RowGroups: the rows that can be sent, and those among them that concern each campaign, sorted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.checked import NO_TIME, CheckedRows
from backfill_assistant.core.forecast.sorted_rows import UNTIMED, SortedRows
from backfill_assistant.core.forecast.verdicts import Standing


@dataclass(frozen=True, eq=False)
class Group:
    """The same rows by the latest and by the earliest that their times may mean (a date alone means a whole day)."""

    high: SortedRows
    low: SortedRows


@dataclass(frozen=True, eq=False)
class RowGroups:
    """All rows that can be sent; by name of event those that a campaign waits for, under None those that set attributes."""

    everything: Group
    by_event: dict[str | None, Group]
    # The number that CheckedRows gives each event name.
    event_numbers: dict[str, int]
    # A number from 0 for the person of each row, and how many there are; all 0 where no campaign is judged.
    people: npt.NDArray[np.int32]
    people_count: int

    def of(self, standing: Standing) -> Group:
        """The rows that concern a campaign."""
        return self.by_event.get(standing.event_name, self.everything)

    def count_people(self, rows: npt.NDArray[np.bool_]) -> int:
        """How many different people these rows belong to."""
        seen = np.zeros(self.people_count, dtype=bool)
        seen[self.people[np.flatnonzero(rows)]] = True
        return int(np.count_nonzero(seen))


def group_rows(checked: CheckedRows, sendable: npt.NDArray[np.bool_], standings: Sequence[Standing]) -> RowGroups:
    """Sort what these campaigns need of the rows that are sent."""
    rows = np.flatnonzero(sendable)
    times = checked.time_ms[rows]
    low = np.where(times == NO_TIME, UNTIMED, times)
    high = low if checked.time_span_ms is None else np.where(times == NO_TIME, UNTIMED, times + checked.time_span_ms[rows])
    # People are counted where a campaign could be entered; who is who takes longer to find out than all else here.
    told_apart = any(standing.judged for standing in standings)
    people, people_count = _numbered(checked.person[rows]) if told_apart else (np.zeros(len(rows), dtype=np.int32), 1)

    def sorted_pair(keep: npt.NDArray[np.bool_] | slice) -> Group:
        high_rows = SortedRows(rows[keep], high[keep], people[keep], people_count)
        return Group(high_rows, high_rows if low is high else SortedRows(rows[keep], low[keep], people[keep], people_count))

    numbers = {name: number for number, name in enumerate(checked.event_names)}
    everything = sorted_pair(slice(None))
    events_only = checked.event_only_rows
    as_people = everything if events_only is None else sorted_pair(~np.isin(rows, events_only, assume_unique=True))
    by_event: dict[str | None, Group] = {None: as_people}
    for name in {standing.event_name for standing in standings if standing.judged} - {None}:
        by_event[name] = sorted_pair(checked.event[rows] == numbers.get(str(name), -2))
    all_people = np.zeros(checked.row_count, dtype=np.int32)
    all_people[rows] = people
    return RowGroups(everything, by_event, numbers, all_people, people_count)


def _numbered(person: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.int32], int]:
    """A number from 0 for the person of each row, and how many there are."""
    encoded = pc.dictionary_encode(pa.array(person))
    return encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32), len(encoded.dictionary)
