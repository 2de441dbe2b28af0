"""CampaignsModel: one line per campaign with its counts and its state, as Qt wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QDateTime, QObject, Qt

from backfill_assistant.ui.cell_roles import TONE_ROLE
from backfill_assistant.ui.models.table_model import TableModel
from backfill_assistant.ui.wording import day, day_and_time, duration, in_words, number, recent_moment, trigger_kind, utc

if TYPE_CHECKING:
    from backfill_assistant.core.campaigns.campaigns import Campaign
    from backfill_assistant.core.forecast.counts import CampaignCount

NAME, TRIGGER, STARTED, WINDOW, COULD, PEOPLE, CLOSES, STATE = range(8)
_RECENT_MS = 14 * 24 * 3_600_000
_UNKNOWN = "–"


class CampaignsModel(TableModel):
    """Campaigns, and what the forecast says of them once there is one.

    A campaign's place is where it stands in the workspace's list; lines begin with what most rows could enter.
    """

    columns = STATE + 1
    numbers = (COULD, PEOPLE, CLOSES)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._campaigns: tuple[Campaign, ...] = ()
        self._counts: tuple[CampaignCount, ...] = ()
        # The place of each line; it stays while the start is moved, so that nothing jumps.
        self._order: tuple[int, ...] = ()
        self._in_order = False

    def show_campaigns(self, campaigns: tuple[Campaign, ...]) -> None:
        """Show other campaigns, their counts not yet known."""
        self.beginResetModel()
        self._campaigns, self._counts = campaigns, ()
        self._order, self._in_order = tuple(range(len(campaigns))), False
        self.endResetModel()

    def forget_order(self) -> None:
        """The rows were judged anew: the next counts say again which campaigns come first."""
        self._in_order = False

    def show_counts(self, counts: tuple[CampaignCount, ...]) -> None:
        """Show what a forecast says of the campaigns; the selection stays unless they come in another order."""
        if tuple(count.campaign for count in counts) != self._campaigns:
            self.show_campaigns(tuple(count.campaign for count in counts))
        order = self._order
        if not self._in_order:
            order = tuple(sorted(range(len(counts)), key=lambda place: -counts[place].possible))
        self._in_order = True
        if order != self._order:
            self.beginResetModel()
            self._counts, self._order = counts, order
            self.endResetModel()
            return
        self._counts = counts
        if counts:
            self.dataChanged.emit(self.index(0, 0), self.index(len(counts) - 1, STATE))

    def count(self, place: int) -> CampaignCount | None:
        """What the forecast says of a campaign, if it says something."""
        return self._counts[place] if 0 <= place < len(self._counts) else None

    def place_at(self, line: int) -> int:
        """Which campaign a line is, -1 for no line."""
        return self._order[line] if 0 <= line < len(self._order) else -1

    def line_of(self, place: int) -> int:
        """Where a campaign is shown, -1 where it is not."""
        return self._order.index(place) if place in self._order else -1

    def line_count(self) -> int:
        """How many campaigns."""
        return len(self._campaigns)

    def title(self, column: int) -> str:
        """What stands above a column."""
        return (
            QCoreApplication.translate("Campaigns", "Campaign"),
            QCoreApplication.translate("Campaigns", "Triggered by"),
            QCoreApplication.translate("Campaigns", "Started"),
            QCoreApplication.translate("Campaigns", "Window"),
            QCoreApplication.translate("Campaigns", "Could enter"),
            QCoreApplication.translate("Campaigns", "People"),
            QCoreApplication.translate("Campaigns", "Closes in"),
            QCoreApplication.translate("Campaigns", "Forecast"),
        )[column]

    def cell(self, row: int, column: int, role: int) -> Any:
        """One cell."""
        place = self._order[row]
        campaign, count = self._campaigns[place], self.count(place)
        if role == Qt.ItemDataRole.DisplayRole:
            return _before(campaign, column) if column <= STARTED else _after(count, column)
        if role == TONE_ROLE and count is not None:
            return _word(count)[1]
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(campaign, count, column)
        return None


def trigger_words(campaign: Campaign) -> str:
    """What starts a campaign, such as: event survey_completed."""
    trigger = campaign.trigger
    segments = trigger.segment_names or tuple(f"#{each}" for each in trigger.segment_ids)
    detail = trigger.event_name.strip() or ", ".join(segments) or trigger.date_attribute
    return f"{trigger_kind(trigger.kind.value)} {detail}".strip()


def reasons_of(count: CampaignCount) -> str:
    """Why a campaign's state is what it is, with numbers, and what to know about the campaign."""
    from backfill_assistant.core.forecast.campaign_reasons import campaign_sentences

    return " ".join(in_words(each) for each in campaign_sentences(count))


def window_words(count: CampaignCount) -> str:
    """The length of a campaign's window in hours, as Customer.io states it."""
    from backfill_assistant.core.forecast.reasons import window_length

    return window_length(count.standing.limit_ms)


def _before(campaign: Campaign, column: int) -> str:
    if column == NAME:
        return campaign.name
    if column == TRIGGER:
        return trigger_words(campaign)
    if campaign.started_ms is None:
        return _UNKNOWN
    # The hour matters only while the start can lie inside a window.
    recent = QDateTime.currentMSecsSinceEpoch() - campaign.started_ms < _RECENT_MS
    return recent_moment(campaign.started_ms) if recent else day(campaign.started_ms)


def _after(count: CampaignCount | None, column: int) -> str:
    if count is None:
        return "…"
    if column == STATE:
        return _word(count)[0]
    if not count.standing.judged:
        return _UNKNOWN
    if column == WINDOW:
        return window_words(count)
    if column == CLOSES:
        return _closes(count)
    if column == PEOPLE:
        return number(count.people)
    if not count.too_close:
        return number(count.could_enter)
    words = QCoreApplication.translate("Campaigns", "{could} + {close} close")
    return words.format(could=number(count.could_enter), close=number(count.too_close))


def _closes(count: CampaignCount) -> str:
    if count.closes_in_ms is None:
        return QCoreApplication.translate("Campaigns", "never")
    return duration(count.closes_in_ms / 1000) if count.possible else _UNKNOWN


def _word(count: CampaignCount) -> tuple[str, str]:
    from backfill_assistant.core.forecast.campaign_reasons import campaign_word

    word, tone = campaign_word(count)
    return in_words(word), tone


def _tip(campaign: Campaign, count: CampaignCount | None, column: int) -> str:
    if column == STARTED and campaign.started_ms is not None:
        return f"{day_and_time(campaign.started_ms)} ({utc(campaign.started_ms)})"
    if column in (NAME, TRIGGER):
        return _before(campaign, column)
    return reasons_of(count) if count is not None else ""
