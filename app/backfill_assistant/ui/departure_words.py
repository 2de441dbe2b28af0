"""What is about to be sent, in words: how many of what, where to, what it could start, and the question before it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from backfill_assistant.ui.wording import day_and_time, in_words, number, region

if TYPE_CHECKING:
    from backfill_assistant.core.journal.runs import WorkspaceAddress
    from backfill_assistant.core.sending.departure import Departure


def rows_in_words(count: int, meaning: str) -> str:
    """What goes, in Customer.io's words: people, events, or people and events."""
    if meaning == "person":
        return QCoreApplication.translate("Departure", "%Ln [person|people]", None, count)
    if meaning == "event":
        return QCoreApplication.translate("Departure", "%Ln event(s)", None, count)
    return QCoreApplication.translate("Departure", "%Ln row(s), each a person and an event", None, count)


def rows_named(rows: Sequence[int]) -> str:
    """Rows of the file (numbered from 0) as people count them: "row 4", "rows 1, 2, 9"."""
    words = QCoreApplication.translate("Departure", "row(s) {numbers}", None, len(rows))
    return words.format(numbers=", ".join(number(row + 1) for row in rows))


def people_in_words(departure: Departure) -> str:
    """How many people become subscribed and unsubscribed; "" where nobody does."""
    from backfill_assistant.core.journal.report import subscriptions_in_words

    told = subscriptions_in_words(departure.subscriptions)
    return in_words(told) if told is not None else ""


def place_in_words(address: WorkspaceAddress) -> str:
    """The workspace and where it lives."""
    if address.practice:
        return address.name
    return QCoreApplication.translate("Departure", "{name} ({region})").format(name=address.name, region=region(address.region))


def entries_in_words(departure: Departure, campaigns_known: bool) -> tuple[str, str]:
    """How many rows could start a campaign, never more than is known, and the tone of it."""
    if not campaigns_known:
        return QCoreApplication.translate(
            "Departure", "Campaigns were not read, so it is not known which rows could start one."
        ), "caution"
    if departure.possible_entries:
        return QCoreApplication.translate(
            "Departure", "Up to %Ln row(s) could start a campaign.", None, departure.possible_entries
        ), "caution"
    if departure.unpredictable_campaigns:
        count = departure.unpredictable_campaigns
        told = QCoreApplication.translate(
            "Departure", "No row could start a campaign, as far as known: %Ln campaign(s) cannot be predicted.", None, count
        )
        return told, "caution"
    return QCoreApplication.translate("Departure", "No row could start a campaign."), "good"


def stop_words(entries: int) -> str:
    """What happens before more rows that could start a campaign go out than the person was told of."""
    if entries:
        return QCoreApplication.translate("Departure", "Sending stops before more than that go out.")
    return QCoreApplication.translate("Departure", "Should that change on the way, sending stops before such a row goes out.")


def held_in_words(rows: int, until_ms: int) -> str:
    """What waits in a second run."""
    words = QCoreApplication.translate("Departure", "%Ln row(s) [waits|wait] in a second run until {moment}", None, rows)
    return words.format(moment=day_and_time(until_ms))


@dataclass(frozen=True)
class Question:
    """What the person confirms, and the word for it."""

    sentence: str
    consequence: str
    tone: str
    send_words: str


def question_of(
    departure: Departure, what: str, address: WorkspaceAddress, planned_ms: int | None, held_until_ms: int | None, *, known: bool
) -> Question:
    """The question before rows go out; `known` says whether the campaigns are known."""
    words = QCoreApplication.translate("Departure", "Send {rows} to {workspace}?")
    send_words = QCoreApplication.translate("Departure", "Send now")
    moment = ""
    if planned_ms is not None:
        words = QCoreApplication.translate("Departure", "Send {rows} to {workspace}, from {moment} on?")
        send_words = QCoreApplication.translate("Departure", "Wait and send")
        moment = day_and_time(planned_ms)
    sentence = words.format(rows=what, workspace=place_in_words(address), moment=moment)
    consequence, tone = entries_in_words(departure, known)
    if known:
        consequence = f"{consequence} {stop_words(departure.possible_entries)}"
    if held_until_ms is not None:
        held = held_in_words(departure.left_out_by_decision, held_until_ms)
        if departure.rows == 0:
            sentence = QCoreApplication.translate("Departure", "Hold %Ln row(s)?", None, departure.left_out_by_decision)
            consequence = f"{held}."
            send_words = QCoreApplication.translate("Departure", "Hold")
        else:
            consequence = f"{consequence} {held}."
    if people := people_in_words(departure):
        consequence = f"{consequence} {people}."
    return Question(sentence, consequence, tone, send_words)
