"""The preview of a row and the bytes that are sent for it are equal, whatever the rows, the mapping and the decisions."""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.mapping.mapping import Mapping
from backfill_assistant.core.mapping.repairs import (
    CorrectValue,
    EditCell,
    Keep,
    KeepOfDuplicates,
    LeaveOutProblem,
    LeaveOutRows,
    Repairs,
    SendAsText,
)
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.records.records import encode_rows, preview_row
from backfill_assistant.core.routes import Route
from fakes.random_rows import COLUMNS, NOW, TABLES, mappings, route_of
from fakes.tables import make_table

DECISIONS = st.lists(
    st.sampled_from(
        [
            LeaveOutRows((0, 2)),
            LeaveOutProblem("time.empty", 1),
            EditCell(1, 1, "2026-11-02T08:00:00Z"),
            CorrectValue(0, "", "someone@example.com"),
            CorrectValue(3, "yes", "1"),
            SendAsText(3),
            KeepOfDuplicates(Keep.FIRST),
            KeepOfDuplicates(Keep.NEWEST),
            KeepOfDuplicates(Keep.MERGE),
        ]
    ),
    max_size=4,
).map(lambda decisions: Repairs(tuple(decisions)))


@settings(max_examples=80, deadline=None)
@given(TABLES, mappings(), DECISIONS, st.sampled_from(Route), st.randoms(use_true_random=False))
def test_preview_and_sent_body_are_byte_equal(
    rows: list[tuple[str, ...]], mapping: Mapping, repairs: Repairs, route: Route, chance: random.Random
) -> None:
    route = route_of(mapping, route)
    with tempfile.TemporaryDirectory() as folder:
        table = make_table(Path(folder), COLUMNS, rows, rows_per_batch=3)
        checked = check_rows(table, mapping, repairs, route, NOW, Unwatched())
        order = list(range(len(rows)))
        chance.shuffle(order)
        sent = encode_rows(table, np.asarray(order), mapping, repairs, checked, route, "workspace")

        by_row: dict[int, list[bytes]] = {row: [] for row in order}
        for row, body in zip(sent.rows.tolist(), sent.bodies.to_pylist(), strict=True):
            by_row[row].append(body)
        for row in order:
            shown = preview_row(table, row, mapping, repairs, checked, route, "workspace", NOW)
            assert list(shown.bodies) == by_row[row]
            # A row is sent exactly when nothing keeps it back.
            assert bool(shown.bodies) == bool(checked.sendable[row])

        assert sent.sizes.tolist() == [len(body) for body in sent.bodies.to_pylist()]
        assert list(dict.fromkeys(sent.rows.tolist())) == [row for row in order if checked.sendable[row]]
        parsed = [json.loads(body) for body in sent.bodies.to_pylist()]
        ids = [each.get("id", each.get("messageId")) for each in parsed if each.get("action") == "event" or each["type"] == "track"]
        assert len(set(ids)) == len(ids)
        again = check_rows(table, mapping, repairs, route, NOW, Unwatched())
        assert encode_rows(table, np.asarray(order), mapping, repairs, again, route, "workspace").bodies.equals(sent.bodies)
