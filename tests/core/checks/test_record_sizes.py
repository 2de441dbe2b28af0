"""What is said of sizes without measuring holds for every record, however its texts and names are written."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backfill_assistant.core.checks.record_sizes import large_records, most_bytes
from backfill_assistant.core.limits import RECORD_BUDGET_BYTES
from backfill_assistant.core.mapping.mapping import Field, IdentifierKind, Mapping, RowMeaning, Target
from backfill_assistant.core.mapping.repairs import NO_REPAIRS
from backfill_assistant.core.records.writing import too_large, writings
from backfill_assistant.core.routes import Route
from backfill_assistant.core.rows.cells import Cells
from backfill_assistant.core.rows.row_reading import RowsRead, read_rows
from fakes.random_rows import COLUMNS, NOW, TABLES, mappings, route_of
from fakes.tables import make_table

AWKWARD = ("\x01" * 40, "." * 9 + "a", '"' * 30, "ü\u2028" * 20, "a.b.c")


def read(folder: Path, rows: list[tuple[str, ...]], mapping: Mapping, route: Route) -> RowsRead:
    table = make_table(folder, COLUMNS, rows)
    return read_rows(Cells(table, np.arange(len(rows)), NO_REPAIRS), mapping, route, NOW)


def largest(found: RowsRead, mapping: Mapping, route: Route) -> int:
    return max(int(writing.sizes(len(found)).max(initial=0)) for writing in writings(found, mapping, route))


@settings(deadline=None)
@given(rows=TABLES, mapping=mappings(), wished=st.sampled_from(Route), names=st.permutations(AWKWARD))
def test_no_record_has_more_bytes(rows, mapping, wished, names):
    route = route_of(mapping, wished)
    fields = tuple(replace(field, name=name) for field, name in zip(mapping.fields, names, strict=False))
    mapping = replace(mapping, fields=fields, event_name="\x02" * 90 if mapping.event_name else "")
    with tempfile.TemporaryDirectory() as name:
        found = read(Path(name), rows, mapping, route)
        assert largest(found, mapping, route) <= most_bytes(found)


@pytest.mark.parametrize("route", Route)
def test_large_records_are_found_to_the_byte(tmp_path, route):
    mapping = Mapping(
        RowMeaning.EVENT,
        identifier_column=0,
        identifier_kind=IdentifierKind.ID,
        event_name_column=2,
        time_column=1,
        fields=(Field(Target.PROPERTY, "text", column=3), Field(Target.PROPERTY, "more", column=4)),
    )
    rows = [("1", "2026-01-01T00:00:00Z", "bought", "x" * size, "", "UTC") for size in (10, 20_000)]
    over = RECORD_BUDGET_BYTES - largest(read(tmp_path, rows, mapping, route), mapping, route)
    rows += [("1", "2026-01-01T00:00:00Z", "bought", "x" * (20_000 + over + more), "", "UTC") for more in (0, 1)]
    found = read(tmp_path, rows, mapping, route)
    (fault,) = large_records(found, mapping, route)
    assert fault.where.tolist() == too_large(found, mapping, route)[0].where.tolist() == [False, False, False, True]
    few = read(tmp_path, rows[:1], mapping, route)
    assert large_records(few, mapping, route) == ()
    assert most_bytes(few) < RECORD_BUDGET_BYTES
