"""A few accepted rows to look up, and what is said about them."""

import numpy as np
import pytest

from backfill_assistant.core.journal.runs import BatchState, JournalBatch, Reason, RefusedBy, RefusedRows
from backfill_assistant.core.journal.sightings import Sample, Sight, Sighting, accepted_rows, choose_samples, told, too_old_to_see
from backfill_assistant.core.mapping.mapping import Mapping, RowMeaning
from backfill_assistant.core.mapping.repairs import NO_REPAIRS
from backfill_assistant.core.routes import Route
from backfill_assistant.core.sentences import Sentence
from fakes.tables import make_table

NOW_MS = 1_790_000_000_000
DAY_MS = 86_400_000
REASON = Reason(RefusedBy.CUSTOMERIO, "c", Sentence("no"), Sentence("mend"))


def batch(state, *rows):
    return JournalBatch(1, np.array(rows, dtype=np.int64), np.zeros(len(rows), dtype=np.uint8), state)


def test_only_rows_that_were_taken_are_looked_up():
    batches = [
        batch(BatchState.ACCEPTED, 5, 1, 1),
        batch(BatchState.PARTLY_REFUSED, 7, 8),
        batch(BatchState.REFUSED, 9),
        batch(BatchState.UNANSWERED, 2),
        batch(BatchState.SPLIT, 3),
    ]
    refused = [RefusedRows(REASON, np.array([8]))]
    assert accepted_rows(batches, refused).tolist() == [1, 5, 7]
    assert accepted_rows(batches[2:], []).tolist() == []


def test_samples_are_spread_evenly_and_know_who_and_what(tmp_path):
    rows = [[f" p{at}@example.com ", f"2026-09-{at + 1:02}T00:00:00Z"] for at in range(20)]
    table = make_table(tmp_path, ["email", "when"], rows)
    mapping = Mapping(RowMeaning.EVENT, identifier_column=0, event_name="bought", time_column=1)
    chosen = choose_samples(table, mapping, NO_REPAIRS, Route.TRACK, np.arange(0, 20, 2), NOW_MS)
    assert [sample.row for sample in chosen] == [0, 4, 8, 12, 18]
    assert chosen[1].identifier == "p4@example.com"
    assert chosen[1].event_name == "bought"
    assert chosen[1].identifier_kind == mapping.identifier_kind.value
    assert "example.com" not in repr(chosen)


def test_few_rows_give_few_samples(tmp_path):
    table = make_table(tmp_path, ["id"], [["a"], ["b"]])
    mapping = Mapping(RowMeaning.PERSON, identifier_column=0)
    assert [each.row for each in choose_samples(table, mapping, NO_REPAIRS, Route.TRACK, np.array([1]), NOW_MS)] == [1]
    assert choose_samples(table, mapping, NO_REPAIRS, Route.TRACK, np.array([], dtype=np.int64), NOW_MS) == ()


@pytest.mark.parametrize(
    ("name", "age_ms", "hidden"),
    [("e", 30 * DAY_MS, True), ("e", 30 * DAY_MS - 1, False), ("", 400 * DAY_MS, False), ("e", None, False)],
)
def test_events_of_more_than_thirty_days_cannot_be_seen(name, age_ms, hidden):
    time_ms = None if age_ms is None else NOW_MS - age_ms
    assert too_old_to_see(Sample(1, "id", "x", name, time_ms), NOW_MS) is hidden


def test_what_was_seen_is_said_with_row_numbers():
    sightings = [
        Sighting(0, Sight.THERE),
        Sighting(1, Sight.NOT_THERE),
        Sighting(2, Sight.CANNOT_TELL),
        Sighting(3, Sight.NOT_APPLIED, "skipped_update"),
        Sighting(4, Sight.NOT_APPLIED, "something_new"),
    ]
    words = [str(sentence) for sentence in told(sightings)]
    assert words[0] == "1 of 5 rows that were looked up are in the workspace."
    assert "Not there yet: 2." in words[1]
    assert words[2] == "Not applied, because the person already had newer data: 4."
    assert words[3] == "Customer.io's log says something_new: 5."
    assert words[4].endswith("only: 3.")
    assert len(told(sightings[:1])) == 1
