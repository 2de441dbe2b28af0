"""Rows that earlier runs brought to the same workspace are known again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import numpy as np

from backfill_assistant.adapters.journal_folder import JournalFolder
from backfill_assistant.core.journal.runs import BatchState, JournalBatch, Region, WorkspaceAddress
from backfill_assistant.core.routes import Route
from backfill_assistant.core.sending.ledger import sent_before
from fakes.cargo import make_run

HERE = WorkspaceAddress("w", "Practice", Region.EU)


def sent(folder, run_id, rows, **changes):
    journal = folder.begin(replace(make_run(10, run_id=run_id), **changes))
    numbers = np.array(rows, dtype=np.int64)
    batch = JournalBatch(1, numbers, np.ones(len(rows), dtype=np.uint8))
    journal.begin_batch(batch)
    journal.settle_batch(replace(batch, state=BatchState.ACCEPTED))
    journal.begin_batch(JournalBatch(2, np.array([9]), np.ones(1, dtype=np.uint8), BatchState.UNANSWERED))
    journal.close()


def test_accepted_rows_of_all_earlier_runs_count(tmp_path):
    folder = JournalFolder(tmp_path)
    sent(folder, "a", [1, 2], created_ms=5)
    sent(folder, "b", [2, 4], created_ms=7)
    found = sent_before(folder, "f" * 64, HERE, 10)
    assert found.rows.tolist() == [1, 2, 4]
    assert (set(found.run_ids), found.latest_ms) == ({"a", "b"}, 7)


def test_other_files_and_other_workspaces_do_not(tmp_path):
    folder = JournalFolder(tmp_path)
    sent(folder, "a", [1, 2])
    assert sent_before(folder, "e" * 64, HERE, 10) is None
    assert sent_before(folder, "f" * 64, replace(HERE, id="another"), 10) is None


def test_a_damaged_record_says_nothing_and_keeps_nobody_from_sending(tmp_path):
    folder = JournalFolder(tmp_path)
    sent(folder, "a", [1, 2])
    sent(folder, "b", [4])
    with closing(sqlite3.connect(tmp_path / "a.run", isolation_level=None)) as database:
        database.execute("UPDATE run SET ended = 'complete', ended_ms = 5")
        database.execute("UPDATE batch SET rows = x'00'")
    assert [summary.id for summary in folder.summaries()] == ["a", "b"]
    assert sent_before(folder, "f" * 64, HERE, 10).rows.tolist() == [4]


def test_rows_that_went_by_another_route_have_other_event_ids(tmp_path):
    folder = JournalFolder(tmp_path)
    sent(folder, "a", [1, 2], workspace_key="track:eu:3")
    by_pipelines = replace(HERE, route=Route.PIPELINES)
    assert sent_before(folder, "f" * 64, HERE, 10).other_route is None
    assert sent_before(folder, "f" * 64, by_pipelines, 10).other_route is Route.TRACK
    sent(folder, "b", [4], workspace_key="pipelines:eu:w")
    assert sent_before(folder, "f" * 64, HERE, 10).other_route is Route.PIPELINES
