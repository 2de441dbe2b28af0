"""Campaigns and a file of survey events: everything the Triggers page needs."""

from __future__ import annotations

from backfill_assistant.core.campaigns.campaigns import Campaign, CampaignState, Trigger, TriggerKind
from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning, Target, TimeReading

HOUR = 3_600_000


DAY = 24 * HOUR


NOW = 1_790_000_000_000


AGES = [HOUR, 30 * HOUR, 71 * HOUR, 71.9 * HOUR, 80 * HOUR, 40 * DAY, 700 * DAY, 2 * HOUR]


NAMES = ["survey"] * 6 + ["other", "Survey"]


CAMPAIGNS = (
    Campaign(1, "Follow-up", Trigger(TriggerKind.EVENT, event_name="survey"), first_started_ms=NOW - 300 * DAY),
    Campaign(
        2,
        "VIP",
        Trigger(TriggerKind.SEGMENT, segment_ids=(7,), segment_names=("Big spenders",), segment_uses_events=False),
        first_started_ms=NOW - 300 * DAY,
    ),
    Campaign(3, "Autumn", Trigger(TriggerKind.EVENT, event_name="survey"), CampaignState.DRAFT),
    Campaign(4, "Re-engage", Trigger(TriggerKind.SEGMENT, segment_ids=(9,), segment_uses_events=True), created_ms=NOW - DAY),
)


MAPPING = Mapping(
    RowMeaning.PERSON_AND_EVENT,
    identifier_column=0,
    event_name_column=1,
    time_column=2,
    time=TimeReading("iso", "UTC"),
    fields=(Field(Target.PROPERTY, "score", 3),),
)


class TheseCampaigns:
    def __init__(self, campaigns):
        self.campaigns = campaigns

    def read(self, monitor):
        return self.campaigns


class RowsKept:
    """Implements ports.RefusedRowsFile by remembering."""

    def save(self, path, table, rows, reasons):
        self.saved = (list(rows), dict(reasons))


def idle(window, qtbot):
    qtbot.waitUntil(lambda: not window.desk.jobs.running())


def lines_of(model, *columns):
    return [[model.index(row, column).data() for column in columns] for row in range(model.rowCount())]
