"""The forecast report: complete in itself, valid, without data of people, and never sure of an entry."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from backfill_assistant.adapters.forecast_page_file import ForecastPageFile, forecast_html
from backfill_assistant.core.campaigns.campaigns import Campaign, CampaignState, Trigger, TriggerKind
from backfill_assistant.core.errors import BackfillError
from backfill_assistant.core.forecast.forecast import Choice, Decision, Order, SendingPlan, prepare
from backfill_assistant.core.forecast.forecast_picture import ForecastFile, entry_reasons, picture_of
from backfill_assistant.core.forecast.import_kind import ImportKind
from fakes.checked_rows import checked_rows

HOUR = 3_600_000
DAY = 24 * HOUR
NOW = 1_790_000_000_000
FILE = ForecastFile("orders <2026>.csv", 6, "f1n9e2")
PLAN = SendingPlan(NOW + HOUR)

CAMPAIGNS = (
    Campaign(1, "Thanks & <b>gift</b>", Trigger(TriggerKind.EVENT, event_name="buy"), first_started_ms=NOW - 90 * DAY),
    Campaign(2, "Welcome", Trigger(TriggerKind.SEGMENT, segment_ids=(7,), segment_names=("New",)), created_ms=NOW - 90 * DAY),
    Campaign(3, "Draft", Trigger(TriggerKind.EVENT, event_name="buy"), CampaignState.DRAFT),
    Campaign(4, "Birthday", Trigger(TriggerKind.DATE, date_attribute="birthday")),
)
TIMES = [NOW - HOUR, NOW - 71 * HOUR, NOW - 40 * DAY, NOW - 400 * DAY, NOW - 2 * HOUR, NOW - 3 * HOUR]


def forecast_of(times=TIMES, names=("buy", "buy", "buy", "buy", "Buy", "secret-name")):
    return prepare(checked_rows(times, names), CAMPAIGNS, ImportKind(True, True))


def picture(decision=Decision(), plan=PLAN, times=TIMES):  # noqa: B008
    return picture_of(forecast_of(times), plan, decision, FILE, "Acme", NOW, NOW - HOUR)


class Page(HTMLParser):
    """Collects text and addresses, and fails on tags that do not close."""

    def __init__(self, text):
        super().__init__()
        self.open, self.words, self.addresses = [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.addresses += [value for name, value in attrs if name in ("src", "href", "action", "data")]
        if tag not in ("meta", "br", "rect", "line"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.addresses += [value for name, value in attrs if name in ("src", "href")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def test_the_page_is_whole_and_loads_nothing():
    html = forecast_html(picture())
    page = Page(html)
    assert page.addresses == []
    assert "url(" not in html
    assert "<script" not in html
    text = " ".join(page.words)
    for wanted in ("Thanks & <b>gift</b>", "orders <2026>.csv", "f1n9e2", "Acme", "start of sending", "72 h", "Draft", "birthday"):
        assert wanted in text


def test_numbers_on_the_page_are_the_forecast():
    shown = picture()
    text = " ".join(Page(forecast_html(shown)).words)
    totals = shown.outlook.totals
    assert f"{totals.rows} rows of {totals.people} people could enter {totals.campaigns} campaigns" in text
    assert "2 rows are older than 30 days" in text
    assert "1 row with an event name that almost matches" in text


def test_a_later_start_is_shown_as_lines_and_as_numbers():
    shown = picture()
    curves, html = shown.curves, forecast_html(shown)
    assert len(curves.starts_ms) == 169
    assert int(curves.starts_ms[-1] - curves.starts_ms[0]) == 7 * DAY
    # Each number is what the forecast says for rows that are all processed at that moment.
    forecast = forecast_of()
    for at in (0, 1, 30, 72, 168):
        plan = SendingPlan(int(curves.starts_ms[at]), 1e9, margin_ms=PLAN.margin_ms)
        assert [int(rows[at]) for rows in curves.rows] == [count.possible for count in forecast.counts(plan)]
    assert html.count("<polyline") == 2
    assert html.count('class="quiet"') == 2
    text = " ".join(Page(html).words)
    for wanted in ("If sending started later", "quiet", "1 day later", "6 days later"):
        assert wanted in text


def test_a_page_without_possible_entries_has_no_lines():
    html = forecast_html(picture(times=[NOW - 900 * DAY] * 6))
    assert "<polyline" not in html
    assert "If sending started later" not in html
    assert 'class="quiet"' not in html


def test_more_campaigns_than_lines_are_counted():
    campaigns = tuple(replace(CAMPAIGNS[0], id=number, name=f"c{number}") for number in range(8))
    forecast = prepare(checked_rows(TIMES, ["buy"] * 6), campaigns, ImportKind(True, True))
    html = forecast_html(picture_of(forecast, PLAN, Decision(), FILE, "Acme", NOW, None))
    assert html.count("<polyline") == 5
    assert "3 more campaigns are not shown here" in html


def test_names_of_events_that_only_the_file_knows_stay_out():
    assert "secret-name" not in forecast_html(picture())


@pytest.mark.parametrize("choice", list(Choice))
@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("times", [TIMES, [None] * 6, [NOW - 900 * DAY] * 6])
def test_no_page_is_sure_of_an_entry(choice, order, times):
    text = " ".join(Page(forecast_html(picture(Decision(choice), SendingPlan(NOW, order=order), times))).words)
    assert not re.search(r"\b(will|shall|going to|certainly)\s+(enter|start|trigger|get|receive)", text, re.IGNORECASE)
    assert "could enter" in text


def test_the_words_can_be_translated():
    html = forecast_html(picture(), lambda sentence: f"«{sentence}»")
    text = " ".join(Page(html).words)
    assert "«Which rows could trigger a campaign»" in text
    assert "«Sending starts at" in text


def test_saving_and_not_being_able_to(tmp_path):
    path = tmp_path / "forecast.html"
    ForecastPageFile().save(path, picture())
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    with pytest.raises(BackfillError, match="could not be saved"):
        ForecastPageFile().save(tmp_path / "missing" / "forecast.html", picture())


def test_rows_are_listed_with_the_campaigns_they_could_enter():
    forecast = forecast_of()
    reasons = entry_reasons(forecast, PLAN, np.asarray([0, 1, 3, 4]))
    assert reasons == {
        0: "Could enter: Thanks & <b>gift</b>, Welcome",
        1: "Could enter: Thanks & <b>gift</b>",
        3: "Could enter no campaign when it goes out",
        4: "Could enter: Welcome",
    }
