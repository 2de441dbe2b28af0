"""Runs and cargos made from plain lists, for tests of the sender that need neither a file nor an encoder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from backfill_assistant.core.forecast.forecast import Decision, SendingPlan
from backfill_assistant.core.journal.refusals import refused_by_customerio
from backfill_assistant.core.journal.runs import (
    LeftOutBy,
    LeftOutRows,
    Reason,
    RefusedBy,
    RefusedRows,
    Region,
    Run,
    WorkspaceAddress,
)
from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning, Target
from backfill_assistant.core.sending.cargo import Cargo
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.core.table.reading import ReadingChoices
from backfill_assistant.core.table.table import SourceFile

NOW_MS = 1_790_000_000_000
OUR_REASON = Reason(RefusedBy.US, "time.unreadable", Sentence("When cannot be read."), Sentence("Mend it."), "When")


def make_run(
    row_count: int,
    meaning: RowMeaning = RowMeaning.EVENT,
    approved: int = 0,
    rows_per_second: float = 1e9,
    budget_bytes: int = 450_000,
    run_id: str = "run-1",
) -> Run:
    return Run(
        id=run_id,
        workspace=WorkspaceAddress("w", "Practice", Region.EU, practice=True),
        workspace_key="practice-1",
        source=SourceFile("/somewhere/orders.csv", "orders.csv", 10, 20),
        choices=ReadingChoices(),
        row_count=row_count,
        fingerprint="f" * 64,
        mapping=Mapping(
            meaning, identifier_column=0, event_name="bought", time_column=1, fields=(Field(Target.ATTRIBUTE, "plan", column=2),)
        ),
        campaigns=(),
        plan=SendingPlan(NOW_MS, rows_per_second),
        decision=Decision(),
        approved_entries=approved,
        checked_at_ms=NOW_MS,
        created_ms=NOW_MS,
        record_budget_bytes=31_000,
        batch_budget_bytes=budget_bytes,
    )


@dataclass
class FakeEncoded:
    rows: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.uint8]
    bodies: pa.Array
    sizes: npt.NDArray[np.int64]


def make_cargo(
    run: Run,
    refused: Sequence[int] = (),
    left_out: Sequence[int] = (),
    bad: Sequence[int] = (),
    bad_kinds: Sequence[int] = (0, 1),
    people: Sequence[int] | None = None,
    entering: Sequence[int] = (),
    limited: Sequence[Sequence[int]] = (),
    order: Sequence[int] | None = None,
    filler: int = 0,
) -> Cargo:
    """Each record is `{"row":…,"kind":…,"id":…}`; rows in `bad` are refused by the workspace, rows in `entering` could enter.

    `limited`: the rows that could enter each campaign for which the run has a limit.
    """
    skipped, wrong = {*refused, *left_out}, set(bad)
    each = [set(rows) for rows in limited]
    risky = [set(entering).union(*each), *each]
    rows = [row for row in (order if order is not None else range(run.row_count)) if row not in skipped]
    kinds = [kind for kind, there in ((0, run.mapping.has_people), (1, run.mapping.has_events)) if there]

    def encode(some: npt.NDArray[np.int64]) -> FakeEncoded:
        made = [(int(row), kind) for row in some for kind in kinds]
        bodies = [
            json.dumps(
                {"row": row, "kind": kind, "id": f"{row}/{kind}", "fill": "x" * filler}
                | ({"bad": True} if row in wrong and kind in bad_kinds else {})
            ).encode()
            for row, kind in made
        ]
        return FakeEncoded(
            np.array([row for row, _ in made], dtype=np.int64),
            np.array([kind for _, kind in made], dtype=np.uint8),
            pa.array(bodies, pa.large_binary()),
            np.array([len(body) for body in bodies], dtype=np.int64),
        )

    def of(numbers: Sequence[int]) -> npt.NDArray[np.int64]:
        return np.array(sorted(numbers), dtype=np.int64)

    return Cargo(
        rows=np.array(rows, dtype=np.int64),
        people=np.array(people if people is not None else range(1, run.row_count + 1), dtype=np.uint64),
        refused=(RefusedRows(OUR_REASON, of(refused)),) if len(refused) else (),
        left_out=(LeftOutRows(LeftOutBy.DECISION, of(left_out)),) if len(left_out) else (),
        encode=encode,
        judge=lambda some, moment_ms: np.array([sum(int(row) in rows for row in some) for rows in risky], dtype=np.int64),
        refusal=lambda record, row: refused_by_customerio(record, row, run.mapping, ("Who", "When", "Plan")),
    )
