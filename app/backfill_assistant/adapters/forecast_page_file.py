"""A forecast as one HTML page that needs nothing else: chart, table, assumptions. No data of people is in it."""

from __future__ import annotations

from html import escape
from pathlib import Path

from backfill_assistant.adapters.forecast_chart import chart_svg
from backfill_assistant.adapters.forecast_curves import curves_panel
from backfill_assistant.adapters.html_page import Words, html_page, moment_text
from backfill_assistant.core.campaigns.campaigns import TriggerKind
from backfill_assistant.core.errors import BackfillError
from backfill_assistant.core.forecast.campaign_reasons import campaign_sentences, campaign_word
from backfill_assistant.core.forecast.forecast import CampaignCount, Choice, Order
from backfill_assistant.core.forecast.forecast_picture import ForecastPicture
from backfill_assistant.core.forecast.reasons import duration, window_length
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence


class ForecastPageFile:
    """Implements `ports.ForecastPage`."""

    def save(self, path: Path, picture: ForecastPicture, in_words: Words = str) -> None:
        """Write the page. Raises BackfillError when that is not possible."""
        try:
            path.write_text(forecast_html(picture, in_words), encoding="utf-8")
        except OSError as error:
            raise BackfillError(
                Sentence(QT_TRANSLATE_NOOP("core", "The forecast could not be saved as {name}."), name=path.name),
                Sentence(QT_TRANSLATE_NOOP("core", "Choose another folder, or free some room on the disk, and save it again.")),
            ) from error


def forecast_html(picture: ForecastPicture, in_words: Words = str) -> str:
    """The whole page."""

    def told(text: str, /, **values: object) -> str:
        return escape(in_words(Sentence(text, **values)))

    title = told(QT_TRANSLATE_NOOP("core", "Which rows could trigger a campaign"))
    depends = told(QT_TRANSLATE_NOOP("core", "Whether they do also depends on filters and frequency of each campaign."))
    table = (_row(count, in_words) for count in picture.outlook.counts)
    return html_page(
        title,
        (
            f'<p class="muted">{_about(picture, in_words)}</p>',
            f'<div class="notice"><p>{" ".join(escape(in_words(each)) for each in summary(picture))} {depends}</p></div>',
            f'<div class="panel">{chart_svg(picture, in_words)}</div>',
            *curves_panel(picture, in_words),
            f"<h2>{told(QT_TRANSLATE_NOOP('core', 'Campaigns'))}</h2>",
            f'<div class="panel"><table><thead>{_head(in_words)}</thead><tbody>{"".join(table)}</tbody></table></div>',
            f"<h2>{told(QT_TRANSLATE_NOOP('core', 'What this rests on'))}</h2>",
            f'<div class="panel">{"".join(f"<p>{escape(in_words(each))}</p>" for each in assumptions(picture))}',
            f"<p>{told(QT_TRANSLATE_NOOP('core', 'Fingerprint of the file and how it was read'))}: ",
            f"<code>{escape(picture.file.fingerprint)}</code></p></div>",
        ),
    )


def summary(picture: ForecastPicture) -> tuple[Sentence, ...]:
    """The forecast in sentences: as the rows go out, if all went out at once, and what cannot be said."""
    totals = picture.outlook.totals
    unsure = Sentence(
        QT_TRANSLATE_NOOP("core", "{campaigns} campaign(s) cannot be predicted."), campaigns=totals.not_predictable_campaigns
    )
    return (
        Sentence(
            QT_TRANSLATE_NOOP(
                "core", "By the time they go out, {rows} row(s) of {people} [person|people] could enter {campaigns} campaign(s)."
            ),
            rows=totals.rows,
            people=totals.people,
            campaigns=totals.campaigns,
        ),
        Sentence(
            QT_TRANSLATE_NOOP("core", "If all went out at once, it would be {rows} row(s) of {people} [person|people]."),
            rows=totals.rows_at_click,
            people=totals.people_at_click,
        ),
        *((unsure,) if totals.not_predictable_campaigns else ()),
    )


def assumptions(picture: ForecastPicture) -> tuple[Sentence, ...]:
    """What the numbers rest on, one sentence each."""
    plan, totals = picture.outlook.plan, picture.outlook.totals
    told = [
        _plan_sentence(picture),
        Sentence(
            QT_TRANSLATE_NOOP("core", "Rows within {margin} of a start or of the end of a window count as too close to call."),
            margin=duration(plan.margin_ms),
        ),
        _decision_sentence(picture),
        Sentence(
            QT_TRANSLATE_NOOP(
                "core",
                "The numbers hold until {moment}; sent later, no further rows could enter unless campaigns are started or changed.",
            ),
            moment=moment_text(picture.valid_until_ms),
        ),
        *_limit_sentences(picture),
        _quiet_sentence(picture),
    ]
    if totals.rows_without_time:
        told.append(
            Sentence(
                QT_TRANSLATE_NOOP(
                    "core", "{rows} row(s) without a time: [it counts|they count] as the moment of processing, whenever that is."
                ),
                rows=totals.rows_without_time,
            )
        )
    if totals.older_than_log:
        told.append(
            Sentence(
                QT_TRANSLATE_NOOP(
                    "core", "{rows} row(s) [is|are] older than 30 days: not shown in activity logs, but counted in segments."
                ),
                rows=totals.older_than_log,
            )
        )
    if picture.outlook.near_misses:
        told.append(
            Sentence(
                QT_TRANSLATE_NOOP(
                    "core", "{rows} row(s) with an event name that almost matches a campaign's: counted as not matching."
                ),
                rows=sum(miss.rows for miss in picture.outlook.near_misses),
            )
        )
    if picture.campaigns_read_ms is not None:
        told.append(
            Sentence(
                QT_TRANSLATE_NOOP("core", "The campaigns were read from Customer.io at {moment}."),
                moment=moment_text(picture.campaigns_read_ms),
            )
        )
    told.append(
        Sentence(
            QT_TRANSLATE_NOOP(
                "core", "Customer.io shows neither opening delays nor what segments look at; they are as typed in here."
            )
        )
    )
    told.append(
        Sentence(
            QT_TRANSLATE_NOOP(
                "core",
                "Windows are 72 h for events and 24 h for segments, or the opening delay if longer (Backfill historical data).",
            )
        )
    )
    return tuple(told)


def _plan_sentence(picture: ForecastPicture) -> Sentence:
    plan = picture.outlook.plan
    orders = {
        Order.FILE: QT_TRANSLATE_NOOP("core", "Sending starts at {moment} with {speed} rows a second, in the order of the file."),
        Order.OLDEST_FIRST: QT_TRANSLATE_NOOP("core", "Sending starts at {moment} with {speed} rows a second, oldest first."),
        Order.SOONEST_TO_EXPIRE: QT_TRANSLATE_NOOP(
            "core", "Sending starts at {moment} with {speed} rows a second, soonest to expire first."
        ),
    }
    return Sentence(orders[plan.order], moment=moment_text(plan.start_ms), speed=f"{plan.rows_per_second:,g}")


def _decision_sentence(picture: ForecastPicture) -> Sentence:
    sentences = {
        Choice.SEND_ALL: QT_TRANSLATE_NOOP(
            "core", "Chosen: {going} row(s) sent, {held} not; {possible} of those sent could enter."
        ),
        Choice.LEAVE_OUT: QT_TRANSLATE_NOOP("core", "Chosen: {going} row(s) sent; {held} that could enter left out."),
        Choice.HOLD: QT_TRANSLATE_NOOP("core", "Chosen: {going} row(s) sent; {held} that could enter held until quiet time."),
        Choice.ONLY: QT_TRANSLATE_NOOP("core", "Chosen: only the {going} row(s) that could enter; {held} not sent."),
    }
    return Sentence(
        sentences[picture.outlook.decision.choice],
        going=picture.outlook.chosen.going,
        held=picture.outlook.chosen.held_back,
        possible=picture.outlook.chosen.possible_entries,
    )


def _quiet_sentence(picture: ForecastPicture) -> Sentence:
    if picture.outlook.quiet_time_ms is None:
        return Sentence(QT_TRANSLATE_NOOP("core", "There is no quiet time: rows without a time never grow too old."))
    if picture.outlook.quiet_time_ms <= picture.outlook.plan.start_ms:
        return Sentence(QT_TRANSLATE_NOOP("core", "At this start no row could enter a campaign that is predictable."))
    return Sentence(
        QT_TRANSLATE_NOOP("core", "Quiet time: from {moment} on no row could enter a campaign that is predictable."),
        moment=moment_text(picture.outlook.quiet_time_ms),
    )


def _limit_sentences(picture: ForecastPicture) -> list[Sentence]:
    limits = dict(picture.outlook.decision.at_most)
    told = QT_TRANSLATE_NOOP("core", "At most {most} row(s) that could enter {campaign} [is|are] sent.")
    limited = (count.campaign for count in picture.outlook.counts if count.campaign.id in limits)
    return [Sentence(told, most=limits[campaign.id], campaign=campaign.name) for campaign in limited]


def _about(picture: ForecastPicture, in_words: Words) -> str:
    sentence = Sentence(
        QT_TRANSLATE_NOOP("core", "{file}, {rows} row(s) · {workspace} · made {moment}"),
        file=picture.file.name,
        rows=picture.file.row_count,
        workspace=picture.workspace_name,
        moment=moment_text(picture.made_at_ms),
    )
    return escape(in_words(sentence))


def _head(in_words: Words) -> str:
    texts = (
        (QT_TRANSLATE_NOOP("core", "Campaign"), ""),
        (QT_TRANSLATE_NOOP("core", "Triggered by"), ""),
        (QT_TRANSLATE_NOOP("core", "Started"), ""),
        (QT_TRANSLATE_NOOP("core", "Window"), ""),
        (QT_TRANSLATE_NOOP("core", "Could enter"), "number"),
        (QT_TRANSLATE_NOOP("core", "Too close"), "number"),
        (QT_TRANSLATE_NOOP("core", "People"), "number"),
        (QT_TRANSLATE_NOOP("core", "What is known"), ""),
    )
    cells = (f'<th class="{kind}" scope="col">{escape(in_words(Sentence(text)))}</th>' for text, kind in texts)
    return f"<tr>{''.join(cells)}</tr>"


def _row(count: CampaignCount, in_words: Words) -> str:
    campaign, standing = count.campaign, count.standing
    started = campaign.started_ms
    word, tone = campaign_word(count)
    reasons = " ".join(escape(in_words(each)) for each in campaign_sentences(count))
    cells = (
        ("", escape(campaign.name)),
        ("", escape(_trigger(count, in_words))),
        ("", "—" if started is None else escape(moment_text(started))),
        ("", escape(window_length(standing.limit_ms)) if standing.judged else "—"),
        ("number", f"{count.could_enter:,}" if standing.judged else "—"),
        ("number", f"{count.too_close:,}" if standing.judged else "—"),
        ("number", f"{count.people:,}" if standing.judged else "—"),
        ("", f'<strong class="{tone}">{escape(in_words(word))}</strong><br>{reasons}'),
    )
    return "<tr>" + "".join(f'<td class="{kind}">{text}</td>' for kind, text in cells) + "</tr>"


def _trigger(count: CampaignCount, in_words: Words) -> str:
    trigger = count.campaign.trigger
    kind = {
        TriggerKind.EVENT: QT_TRANSLATE_NOOP("core", "event"),
        TriggerKind.SEGMENT: QT_TRANSLATE_NOOP("core", "segment"),
        TriggerKind.DATE: QT_TRANSLATE_NOOP("core", "date"),
        TriggerKind.FORM: QT_TRANSLATE_NOOP("core", "form"),
        TriggerKind.WEBHOOK: QT_TRANSLATE_NOOP("core", "webhook"),
        TriggerKind.OBJECT: QT_TRANSLATE_NOOP("core", "object"),
        TriggerKind.OTHER: QT_TRANSLATE_NOOP("core", "other"),
    }[trigger.kind]
    names = trigger.segment_names or tuple(f"#{number}" for number in trigger.segment_ids)
    detail = trigger.event_name or ", ".join(names) or trigger.date_attribute
    return f"{in_words(Sentence(kind))} {detail}".strip()
