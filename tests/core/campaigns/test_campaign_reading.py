"""Campaigns from the App API's JSON and from files."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from backfill_assistant.core.campaigns.campaign_files import campaigns_from_text, campaigns_to_text
from backfill_assistant.core.campaigns.campaign_reading import delay_hint_ms, keep_statements, read_campaign, read_campaigns
from backfill_assistant.core.campaigns.campaigns import Campaign, CampaignState, Trigger, TriggerKind
from backfill_assistant.core.errors import CampaignsUnreadable


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"event_name": "purchased", "trigger_segment_ids": [4], "type": "date"}, TriggerKind.EVENT),
        ({"event_name": "", "trigger_segment_ids": [4], "type": "transactional"}, TriggerKind.SEGMENT),
        ({"trigger_segment_ids": [], "date_attribute": "birthday"}, TriggerKind.DATE),
        ({"trigger_segment_ids": None, "webhook_id": 5}, TriggerKind.WEBHOOK),
        ({"object_type_id": "1"}, TriggerKind.OBJECT),
        ({"type": "behavioral"}, TriggerKind.SEGMENT),
        ({"type": "seg_attr"}, TriggerKind.SEGMENT),
        ({"type": "transactional"}, TriggerKind.EVENT),
        ({"type": "form"}, TriggerKind.FORM),
        ({"type": "something new"}, TriggerKind.OTHER),
        ({}, TriggerKind.OTHER),
    ],
)
def test_the_field_that_is_present_tells_what_starts_a_campaign(fields, kind):
    assert read_campaign({"id": 1, "name": "x", **fields}).trigger.kind is kind


def test_times_are_milliseconds_and_missing_ones_are_none():
    campaign = read_campaign({"id": 3, "name": " A ", "state": "running", "first_started": 1_700_000_000, "created": 0})
    assert (campaign.name, campaign.first_started_ms, campaign.created_ms) == ("A", 1_700_000_000_000, None)
    created_only = read_campaign({"id": 3, "name": "A", "state": "running", "created": 1_600_000_000})
    assert created_only.first_started_ms is None
    assert created_only.started_ms == 1_600_000_000_000


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"state": "draft"}, CampaignState.DRAFT),
        ({"state": "stopped"}, CampaignState.STOPPED),
        ({"state": "Running"}, CampaignState.RUNNING),
        ({"active": False}, CampaignState.STOPPED),
        ({"active": True}, CampaignState.RUNNING),
        ({"state": "archived?"}, CampaignState.RUNNING),
    ],
)
def test_unknown_states_count_as_running(fields, state):
    assert read_campaign({"id": 1, **fields}).state is state


def test_segments_get_the_names_that_are_known():
    campaign = read_campaign({"id": 1, "trigger_segment_ids": [7, 8]}, {8: "Big spenders"})
    assert campaign.trigger.segment_ids == (7, 8)
    assert campaign.trigger.segment_names == ("Big spenders",)


def test_a_delay_that_happens_to_show_is_only_a_hint():
    assert delay_hint_ms([{"type": "delay_seconds_action", "delay": 345_600}, {"type": "email"}]) == 345_600_000
    assert delay_hint_ms([{"type": "email"}, {"type": "delay_seconds_action", "delay": 345_600}]) is None
    assert delay_hint_ms([{"type": "delay_seconds_action", "id": 4}]) is None
    campaign = read_campaign({"id": 1, "event_name": "a", "actions": [{"type": "delay_seconds_action", "delay": 60}]})
    assert (campaign.delay_hint_ms, campaign.opening_delay_ms) == (60_000, 0)


@pytest.mark.parametrize("answer", [None, [], {}, {"campaigns": None}, {"campaigns": [3]}, {"campaigns": [{"name": "no id"}]}])
def test_what_is_no_list_of_campaigns_is_said_to_be_none(answer):
    with pytest.raises(CampaignsUnreadable):
        read_campaigns(answer)


def test_what_the_person_said_outlives_reading_again():
    segment = Trigger(TriggerKind.SEGMENT, segment_ids=(7,), segment_uses_events=False, segment_touched=True)
    known = Campaign(1, "old name", segment, opening_delay_ms=5, restarted_ms=9, first_started_ms=1)
    read = Campaign(1, "new name", Trigger(TriggerKind.SEGMENT, segment_ids=(7,)), first_started_ms=2)
    stranger = Campaign(2, "other", Trigger(TriggerKind.OTHER))
    kept, same = keep_statements([read, stranger], [known])
    assert kept == Campaign(1, "new name", segment, opening_delay_ms=5, restarted_ms=9, first_started_ms=2)
    assert same == stranger
    # Another segment: what was said about the old one says nothing about it.
    moved = replace(read, trigger=Trigger(TriggerKind.SEGMENT, segment_ids=(8,)))
    assert keep_statements([moved], [known])[0].trigger.segment_touched is None


def test_what_customerio_is_silent_about_stays_as_typed_in():
    said = Trigger(TriggerKind.EVENT, event_name="bought")
    known = [
        Campaign(1, "no start", said, first_started_ms=7),
        Campaign(2, "no name", said),
        Campaign(3, "of unknown kind", said),
        Campaign(4, "gone", said),
        Campaign(-1, "typed in", said),
    ]
    silent = [
        Campaign(1, "no start", Trigger(TriggerKind.EVENT, event_name="sold")),
        Campaign(2, "no name", Trigger(TriggerKind.EVENT)),
        Campaign(3, "of unknown kind", Trigger(TriggerKind.OTHER)),
    ]
    kept = keep_statements(silent, known)
    assert [campaign.id for campaign in kept] == [1, 2, 3, -1]
    assert [campaign.trigger.event_name for campaign in kept] == ["sold", "bought", "bought", "bought"]
    assert kept[0].first_started_ms == 7


def test_a_saved_file_reads_back_equal():
    campaigns = (
        Campaign(1, "Größe", Trigger(TriggerKind.EVENT, event_name="kauf"), CampaignState.STOPPED, 1, 2, 3, 4, 5),
        Campaign(2, "s", Trigger(TriggerKind.SEGMENT, segment_ids=(7,), segment_names=("x",), segment_touched=False)),
    )
    assert campaigns_from_text(campaigns_to_text(campaigns, 12)) == campaigns


def test_a_saved_answer_of_the_app_api_is_a_campaign_file():
    (campaign,) = campaigns_from_text('{"campaigns": [{"id": 4, "name": "n", "event_name": "e", "state": "draft"}]}')
    assert campaign == Campaign(4, "n", Trigger(TriggerKind.EVENT, event_name="e"), CampaignState.DRAFT)


def _saved(**changes):
    plain = json.loads(campaigns_to_text([Campaign(1, "a", Trigger(TriggerKind.EVENT, event_name="e"))]))
    plain["campaigns"][0].update(changes)
    return plain


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[" * 100_000,
        "{}",
        json.dumps(_saved(state="flying")),
        json.dumps(_saved(trigger={"kind": "event"})),
        json.dumps(_saved(opening_delay_ms="4 days")),
        json.dumps(_saved(surprise=1)),
        json.dumps({**_saved(), "version": 2}),
    ],
)
def test_damaged_files_are_named_so(text):
    with pytest.raises(CampaignsUnreadable) as told:
        campaigns_from_text(text)
    assert str(told.value.advice)


@pytest.mark.parametrize("name", ["first_started_ms", "created_ms", "restarted_ms", "delay_hint_ms", "opening_delay_ms"])
@pytest.mark.parametrize("number", [-1, 10**15, 10**30])
def test_moments_and_delays_that_no_calendar_has_are_refused(name, number):
    with pytest.raises(CampaignsUnreadable):
        campaigns_from_text(json.dumps(_saved(**{name: number})))
