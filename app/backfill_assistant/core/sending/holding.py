"""Holding: rows that could start a campaign now become a run of their own, which waits until they no longer can."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from backfill_assistant.core.checked import CheckedRows
from backfill_assistant.core.errors import BackfillError
from backfill_assistant.core.forecast.forecast import prepare
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.forecast.plans import Choice, Decision
from backfill_assistant.core.journal.runs import LeftOutBy, Run
from backfill_assistant.core.mapping.repairs import Repairs
from backfill_assistant.core.ports import Journal, Journals
from backfill_assistant.core.sending.cargo import Cargo, load_cargo
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence
from backfill_assistant.core.table.table import Table

_MINUTE_MS: Final = 60_000


@dataclass(frozen=True, eq=False)
class Held:
    """The run of the rows that wait: none of them can enter a campaign any more when it starts."""

    run: Run
    cargo: Cargo

    @property
    def start_ms(self) -> int:
        """The quiet time of these rows, in unix milliseconds: a whole minute, so that it is not earlier than it is shown."""
        return self.run.plan.start_ms


def held_back(run: Run, cargo: Cargo, table: Table, checked: CheckedRows, repairs: Repairs) -> Held | None:
    """The second run of a run that holds rows back; None where it holds none. Raises BackfillError without a quiet time."""
    if run.decision.choice is not Choice.HOLD:
        return None
    rows = [part.rows for part in cargo.left_out if part.by is LeftOutBy.DECISION]
    held = np.sort(np.concatenate(rows)) if rows else np.empty(0, dtype=np.int64)
    if len(held) == 0:
        return None
    forecast = prepare(checked, run.campaigns, ImportKind.of(run.mapping), held)
    quiet_ms = forecast.quiet_time_ms(run.plan)
    if quiet_ms is None:
        raise BackfillError(
            Sentence(
                QT_TRANSLATE_NOOP("core", "{rows} row(s) cannot be held: there is no time at which [it|they] could start nothing."),
                rows=len(held),
            ),
            Sentence(
                QT_TRANSLATE_NOOP(
                    "core", "Rows without a time count as happening when they are sent. Leave them out, or give the times a column."
                )
            ),
        )
    later = replace(
        run,
        id=f"{run.id}-held",
        only_rows=held,
        decision=Decision(),
        plan=replace(run.plan, start_ms=-(-quiet_ms // _MINUTE_MS) * _MINUTE_MS),
        approved_entries=0,
    )
    waiting = load_cargo(later, table, checked, forecast, repairs)
    return Held(replace(later, subscriptions=checked.subscriptions_of(waiting.rows)), waiting)


def begin(journals: Journals, run: Run, held: Held | None) -> Journal:
    """The journal of a run that begins, and in the same step that of the run that waits; raises what `Journals.begin` raises.

    The waiting one is written first: should the program end in between, no row is in neither of them.
    """
    if held is None:
        return journals.begin(run)
    waiting = journals.begin(held.run)
    try:
        try:
            waiting.set_aside(held.cargo.refused, held.cargo.left_out)
        finally:
            waiting.close()
        return journals.begin(replace(run, held_run_id=held.run.id, held_until_ms=held.start_ms))
    except BackfillError:
        journals.delete(held.run.id)
        raise
