"""A forecast without a window: said in sentences, as an object for scripts, saved as a page, and its rows as a file."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

import numpy as np

from backfill_assistant.compose import ConcreteParts
from backfill_assistant.core.campaigns.campaigns import Campaign
from backfill_assistant.core.errors import BackfillError
from backfill_assistant.core.forecast.plans import Choice, Decision
from backfill_assistant.core.journal.report import subscriptions_in_words
from backfill_assistant.core.journal.runs import WorkspaceAddress
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence
from backfill_assistant.headless.walk import Way
from backfill_assistant.headless.words import Printer, moment


def decision_of(chosen: Namespace, campaigns: tuple[Campaign, ...]) -> Decision:
    """What is to happen with rows that could start a campaign. Raises BackfillError for a campaign that is not there."""
    limits: dict[int, int] = {}
    for named, most in chosen.at_most:
        found = [campaign.id for campaign in campaigns if named in (campaign.name, str(campaign.id))]
        if len(found) != 1:
            raise BackfillError(
                Sentence(QT_TRANSLATE_NOOP("core", "There is not one campaign that is called {name}."), name=named),
                Sentence(
                    QT_TRANSLATE_NOOP("core", "Name it by its id. Known are: {campaigns}."),
                    campaigns=", ".join(f"{campaign.name} ({campaign.id})" for campaign in campaigns) or "–",
                ),
            )
        limits[found[0]] = most
    return Decision(Choice(chosen.choice), tuple(sorted(limits.items())))


def say_forecast(printer: Printer, way: Way) -> None:
    """Numbers first, then what else is worth knowing."""
    totals = way.forecast.totals(way.plan)
    refused = int((way.checked.refused > 0).sum())
    printer.line(f"{way.table.source.name}: {way.table.row_count:,} rows, {refused:,} cannot be sent as they are.")
    if way.zone_not_used is not None:
        printer.line(f"The mapping says in which time zone times are; {way.zone_not_used} was not used where it says another.")
    printer.line(f"{totals.rows:,} rows of {totals.people:,} people could start {totals.campaigns:,} campaigns.")
    if totals.rows_at_click != totals.rows:
        printer.line(f"If all went out at once, it would be {totals.rows_at_click:,} rows of {totals.people_at_click:,} people.")
    for count in way.forecast.counts(way.plan):
        unclear = f", {count.not_predictable:,} not predictable" if count.not_predictable else ""
        printer.line(
            f"  {count.campaign.name}: {count.could_enter:,} could enter, {count.too_close:,} too close to call, "
            f"{count.will_not:,} will not{unclear}"
        )
    people = subscriptions_in_words(way.checked.subscriptions_of(np.flatnonzero(way.checked.sendable)))
    if people is not None:
        printer.line(f"People: {people}.")
    for miss in way.forecast.near_misses():
        wanted = (miss.campaign.trigger.event_name or "").strip()
        printer.line(
            f"{miss.rows:,} rows: their event almost matches {wanted} of {miss.campaign.name}, but does not ({miss.difference})."
        )
    if totals.older_than_log:
        printer.line(f"{totals.older_than_log:,} rows are over 30 days old: activity logs do not show them.")
    quiet_ms = way.forecast.quiet_time_ms(way.plan)
    if quiet_ms is None:
        printer.line("There is no quiet time: rows without a time count as the moment they are processed.")
    elif quiet_ms > way.plan.start_ms:
        printer.line(f"From {moment(quiet_ms)} on, no row could start a campaign that can be predicted.")


def plain_forecast(way: Way) -> dict[str, Any]:
    """The same for scripts."""
    totals, plan = way.forecast.totals(way.plan), way.plan
    return {
        "file": way.table.source.name,
        "rows": way.table.row_count,
        "refused": int((way.checked.refused > 0).sum()),
        "start_ms": plan.start_ms,
        "quiet_time_ms": way.forecast.quiet_time_ms(plan),
        "could_start": {"rows": totals.rows, "people": totals.people, "campaigns": totals.campaigns},
        "at_once": {"rows": totals.rows_at_click, "people": totals.people_at_click},
        "older_than_log": totals.older_than_log,
        "campaigns": [
            {
                "id": count.campaign.id,
                "name": count.campaign.name,
                "could_enter": count.could_enter,
                "too_close": count.too_close,
                "will_not": count.will_not,
                "not_predictable": count.not_predictable,
                "people": count.people,
            }
            for count in way.forecast.counts(plan)
        ],
    }


def save_page(parts: ConcreteParts, path: Path, way: Way, address: WorkspaceAddress, campaigns_read: bool) -> None:
    """The forecast as one page to show to others, without data of people."""
    # Pages and lists of rows are loaded where they are asked for: sending starts without them.
    from backfill_assistant.core.forecast.forecast_picture import ForecastFile, picture_of

    now_ms = parts.clock.now_ms()
    file = ForecastFile(way.table.source.name, way.table.row_count, way.table.fingerprint)
    read_ms = now_ms if campaigns_read else None
    parts.forecast_page.save(path, picture_of(way.forecast, way.plan, Decision(), file, address.name, now_ms, read_ms))


def save_entering_rows(parts: ConcreteParts, path: Path, way: Way) -> None:
    """The rows that could start a campaign, with the campaigns' names."""
    from backfill_assistant.core.forecast.forecast_picture import entry_reasons

    rows = np.flatnonzero(way.forecast.rows_that_could_enter(way.plan))
    parts.rows_file.save(path, way.table, rows, entry_reasons(way.forecast, way.plan, rows))
