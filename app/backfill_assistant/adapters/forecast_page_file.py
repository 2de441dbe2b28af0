"""A forecast as one HTML page that needs nothing else: chart, table, assumptions. No data of people is in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Final

from backfill_assistant.adapters.forecast_chart import chart_svg
from backfill_assistant.core.campaign_reasons import campaign_reason, campaign_word
from backfill_assistant.core.campaigns import TriggerKind
from backfill_assistant.core.errors import BackfillError
from backfill_assistant.core.forecast import CampaignCount, Choice, Order
from backfill_assistant.core.forecast_picture import ForecastPicture
from backfill_assistant.core.reasons import duration, window_length
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

Words = Callable[[Sentence], str]

_STYLE: Final = """
:root { color-scheme: light dark; --ground: #f6f7f9; --panel: #fff; --line: #e2e5ea; --text: #1b1f27; --muted: #626b7a;
  --accent: #2f5bea; --caution: #a05400; --soft: #fff2df; --good: #177a40; --bar: #c9d1de; }
@media (prefers-color-scheme: dark) { :root { --ground: #16181d; --panel: #1e2127; --line: #31363f; --text: #e8eaee;
  --muted: #9aa3b2; --accent: #7d9bff; --caution: #f0a850; --soft: #43300f; --good: #55c98a; --bar: #4a5261; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px; max-width: 1040px; background: var(--ground); color: var(--text);
  font: 14px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
h1 { font-size: 22px; margin: 0 0 4px; } h2 { font-size: 16px; margin: 24px 0 8px; } p { margin: 4px 0; }
.muted { color: var(--muted); } .notice { background: var(--soft); border-radius: 8px; padding: 12px 16px; margin: 16px 0; }
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: start; padding: 8px; border-bottom: 1px solid var(--line);
  vertical-align: top; } td.number, th.number { text-align: end; } .caution { color: var(--caution); fill: var(--caution); }
.good { color: var(--good); } .neutral { color: var(--muted); } code { overflow-wrap: anywhere; }
svg { width: 100%; height: auto; font: 11px system-ui, sans-serif; } svg text { fill: var(--muted); }
svg text.caution { fill: var(--caution); } svg text.accent { fill: var(--accent); }
.bar { fill: var(--bar); } .hit { fill: var(--caution); }
.band { fill: var(--soft); opacity: .7; } .axis { stroke: var(--line); } .send { stroke: var(--accent); stroke-width: 2; }
.log { stroke: var(--muted); stroke-dasharray: 4 3; }
@media print { body { background: #fff; padding: 0; } }
"""


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
    return "\n".join(
        (
            '<!DOCTYPE html><html><head><meta charset="utf-8">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            '<meta name="viewport" content="width=device-width">',
            f"<title>{title}</title><style>{_STYLE}</style></head><body>",
            f"<h1>{title}</h1>",
            f'<p class="muted">{_about(picture, in_words)}</p>',
            f'<div class="notice"><p>{" ".join(escape(in_words(each)) for each in summary(picture))} {depends}</p></div>',
            f'<div class="panel">{chart_svg(picture, in_words)}</div>',
            f"<h2>{told(QT_TRANSLATE_NOOP('core', 'Campaigns'))}</h2>",
            f'<div class="panel"><table><thead>{_head(in_words)}</thead><tbody>{"".join(table)}</tbody></table></div>',
            f"<h2>{told(QT_TRANSLATE_NOOP('core', 'What this rests on'))}</h2>",
            f'<div class="panel">{"".join(f"<p>{escape(in_words(each))}</p>" for each in assumptions(picture))}',
            f"<p>{told(QT_TRANSLATE_NOOP('core', 'Fingerprint of the file and how it was read'))}: ",
            f"<code>{escape(picture.file.fingerprint)}</code></p></div>",
            "</body></html>\n",
        )
    )


def summary(picture: ForecastPicture) -> tuple[Sentence, Sentence]:
    """The forecast in two sentences: as the rows go out, and if all went out at once."""
    totals = picture.outlook.totals
    return (
        Sentence(
            QT_TRANSLATE_NOOP("core", "By the time they go out, {rows} rows of {people} people could enter {campaigns} campaigns."),
            rows=totals.rows,
            people=totals.people,
            campaigns=totals.campaigns,
        ),
        Sentence(
            QT_TRANSLATE_NOOP("core", "If all went out at once, it would be {rows} rows of {people} people."),
            rows=totals.rows_at_click,
            people=totals.people_at_click,
        ),
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
            moment=_moment(picture.valid_until_ms),
        )
        if not totals.rows_without_time
        else Sentence(
            QT_TRANSLATE_NOOP("core", "{rows} rows have no time: they count as the moment they are processed, whenever that is."),
            rows=totals.rows_without_time,
        ),
        _quiet_sentence(picture),
    ]
    if totals.older_than_log:
        told.append(
            Sentence(
                QT_TRANSLATE_NOOP(
                    "core", "{rows} rows are older than 30 days and do not show in activity logs, but count in segments."
                ),
                rows=totals.older_than_log,
            )
        )
    if picture.outlook.near_misses:
        told.append(
            Sentence(
                QT_TRANSLATE_NOOP(
                    "core", "{rows} rows have an event name that almost matches a campaign's; they count as not matching."
                ),
                rows=sum(miss.rows for miss in picture.outlook.near_misses),
            )
        )
    if picture.campaigns_read_ms is not None:
        told.append(
            Sentence(
                QT_TRANSLATE_NOOP("core", "The campaigns were read from Customer.io at {moment}."),
                moment=_moment(picture.campaigns_read_ms),
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
    return Sentence(orders[plan.order], moment=_moment(plan.start_ms), speed=f"{plan.rows_per_second:,g}")


def _decision_sentence(picture: ForecastPicture) -> Sentence:
    sentences = {
        Choice.SEND_ALL: QT_TRANSLATE_NOOP(
            "core", "Chosen: {going} rows are sent, {held} are not; {possible} of those sent could enter."
        ),
        Choice.LEAVE_OUT: QT_TRANSLATE_NOOP("core", "Chosen: {going} rows are sent; {held} that could enter are left out."),
        Choice.HOLD: QT_TRANSLATE_NOOP("core", "Chosen: {going} rows are sent; {held} that could enter are held until quiet time."),
        Choice.ONLY: QT_TRANSLATE_NOOP("core", "Chosen: only the {going} rows that could enter are sent; {held} are not."),
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
        moment=_moment(picture.outlook.quiet_time_ms),
    )


def _about(picture: ForecastPicture, in_words: Words) -> str:
    sentence = Sentence(
        QT_TRANSLATE_NOOP("core", "{file}, {rows} rows · {workspace} · made {moment}"),
        file=picture.file.name,
        rows=picture.file.row_count,
        workspace=picture.workspace_name,
        moment=_moment(picture.made_at_ms),
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
    reasons = " ".join(escape(in_words(each)) for each in (campaign_reason(count), *standing.notes))
    cells = (
        ("", escape(campaign.name)),
        ("", escape(_trigger(count, in_words))),
        ("", "—" if started is None else escape(_moment(started))),
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


def _moment(unix_ms: int) -> str:
    """A moment in this computer's zone with its offset, so that it means the same everywhere."""
    moment = datetime.fromtimestamp(unix_ms / 1_000).astimezone()
    return moment.isoformat(sep=" ", timespec="minutes")
