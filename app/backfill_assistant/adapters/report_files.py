"""A report as one HTML page that needs nothing else: what was sent, what was not, and why. No data of people is in it."""

from __future__ import annotations

import errno
from html import escape
from pathlib import Path
from typing import Final

from backfill_assistant.adapters.html_page import Words, html_page, moment_text
from backfill_assistant.core.errors import BackfillError, DiskFull, FileProblem
from backfill_assistant.core.journal.report import Report
from backfill_assistant.core.journal.runs import RefusedBy, RefusedRows, RunEnd
from backfill_assistant.core.routes import Route
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

_ROWS_NAMED: Final = 12
_ENDS: Final = {
    RunEnd.OPEN: QT_TRANSLATE_NOOP("core", "Under way"),
    RunEnd.COMPLETE: QT_TRANSLATE_NOOP("core", "Complete"),
    RunEnd.COMPLETE_WITH_REFUSALS: QT_TRANSLATE_NOOP("core", "Complete with rows refused"),
    RunEnd.STOPPED_BY_PERSON: QT_TRANSLATE_NOOP("core", "Stopped by you"),
    RunEnd.STOPPED_BY_LIMIT: QT_TRANSLATE_NOOP("core", "Stopped by a limit"),
    RunEnd.COULD_NOT_CONTINUE: QT_TRANSLATE_NOOP("core", "Could not continue"),
}
_GOOD: Final = frozenset({RunEnd.COMPLETE})


class ReportPageFile:
    """Implements `ports.ReportPage`."""

    def save(self, path: Path, report: Report, in_words: Words = str) -> None:
        """Write the page. Raises BackfillError when that is not possible."""
        try:
            path.write_text(report_html(report, in_words), encoding="utf-8")
        except OSError as error:
            raise _not_saved(error, path) from error


def report_html(report: Report, in_words: Words = str) -> str:
    """The whole page."""

    def told(text: str, /, **values: object) -> str:
        return escape(in_words(Sentence(text, **values)))

    tone = "good" if report.end in _GOOD else "caution"
    explanation = "" if report.explanation is None else f"<p>{escape(in_words(report.explanation))}</p>"
    refused = "".join(_refused_row(group, in_words) for group in report.refused)
    nothing = told(QT_TRANSLATE_NOOP("core", "No row was refused."))
    return html_page(
        told(QT_TRANSLATE_NOOP("core", "What was sent")),
        (
            f'<p class="muted">{_about(report, in_words)}</p>',
            f'<div class="notice"><p><strong class="{tone}">{told(_ENDS[report.end])}.</strong> ',
            f"{escape(in_words(report.summary))}</p>{explanation}</div>",
            f"<h2>{told(QT_TRANSLATE_NOOP('core', 'Every row of the file'))}</h2>",
            f'<div class="panel"><table>{_totals(report, in_words)}</table></div>',
            f"<h2>{told(QT_TRANSLATE_NOOP('core', 'Refused rows by reason'))}</h2>",
            f'<div class="panel"><table><thead>{_refused_head(in_words)}</thead><tbody>{refused}</tbody></table></div>'
            if refused
            else f'<div class="panel"><p>{nothing}</p></div>',
            f"<h2>{told(QT_TRANSLATE_NOOP('core', 'How it was sent'))}</h2>",
            f'<div class="panel">{"".join(f"<p>{escape(in_words(each))}</p>" for each in circumstances(report))}',
            f"<p>{told(QT_TRANSLATE_NOOP('core', 'Fingerprint of the file and how it was read'))}: ",
            f"<code>{escape(report.run.fingerprint)}</code></p></div>",
        ),
    )


def circumstances(report: Report) -> tuple[Sentence, ...]:
    """What a reader needs to judge the numbers, one sentence each."""
    run = report.run
    routes = {
        Route.TRACK: QT_TRANSLATE_NOOP(
            "core", "Sent through the Track API, which names every refused record, in {requests} requests."
        ),
        Route.PIPELINES: QT_TRANSLATE_NOOP("core", "Sent through the Pipelines API in strict mode, in {requests} requests."),
    }
    told = [
        Sentence(routes[run.workspace.route], requests=report.requests),
        Sentence(
            QT_TRANSLATE_NOOP(
                "core", "Up to {entries} rows that could enter campaigns were approved, judged against {campaigns} campaigns."
            ),
            entries=run.approved_entries,
            campaigns=len(run.campaigns),
        ),
        Sentence(
            QT_TRANSLATE_NOOP(
                "core",
                "Customer.io accepts rows first and processes them later: accepted is not yet proof that a change took effect.",
            )
        ),
    ]
    if run.subscriptions:
        told.insert(
            0,
            Sentence(
                QT_TRANSLATE_NOOP(
                    "core", "{subscribed} people were to be subscribed (can be mailed), {unsubscribed} unsubscribed."
                ),
                subscribed=run.subscriptions.subscribed,
                unsubscribed=run.subscriptions.unsubscribed,
            ),
        )
    if report.held is not None:
        told.insert(
            0,
            Sentence(
                QT_TRANSLATE_NOOP("core", "{rows} row(s) [waits|wait] until {moment} in the run {run}."),
                rows=report.held.rows,
                moment=moment_text(report.held.start_ms),
                run=report.held.run_id,
            ),
        )
    if run.workspace.practice:
        told.insert(0, Sentence(QT_TRANSLATE_NOOP("core", "This was the practice workspace: nothing left this computer.")))
    return tuple(told)


def _about(report: Report, in_words: Words) -> str:
    run = report.run
    ended = report.ended_ms
    text = (
        QT_TRANSLATE_NOOP("core", "{file}, {rows} rows · {workspace} ({region}) · begun {begun}, ended {ended}")
        if ended is not None
        else QT_TRANSLATE_NOOP("core", "{file}, {rows} rows · {workspace} ({region}) · begun {begun}")
    )
    return escape(
        in_words(
            Sentence(
                text,
                file=run.source.name,
                rows=run.row_count,
                workspace=run.workspace.name,
                region=run.workspace.region.upper(),
                begun=moment_text(run.created_ms),
                ended="" if ended is None else moment_text(ended),
            )
        )
    )


def _totals(report: Report, in_words: Words) -> str:
    """One line per place where rows can be; they add up to the last one."""
    totals = report.totals
    lines = (
        (QT_TRANSLATE_NOOP("core", "accepted by Customer.io"), totals.accepted),
        (QT_TRANSLATE_NOOP("core", "refused by Customer.io"), totals.refused_by_customerio),
        (QT_TRANSLATE_NOOP("core", "refused by this program and not sent"), totals.refused_by_us),
        (
            QT_TRANSLATE_NOOP("core", "left out because they could enter a campaign, or could not")
            if report.held is None
            else QT_TRANSLATE_NOOP("core", "waiting in a second run"),
            totals.left_out_by_decision,
        ),
        (QT_TRANSLATE_NOOP("core", "left out as a repair"), totals.left_out_by_repair),
        (QT_TRANSLATE_NOOP("core", "not chosen for this run"), totals.left_out_by_choice),
        (QT_TRANSLATE_NOOP("core", "merged into another row of the same person"), totals.left_out_by_merging),
        (QT_TRANSLATE_NOOP("core", "not sent yet"), totals.not_sent),
        (QT_TRANSLATE_NOOP("core", "sent, and not known to have arrived"), totals.unknown),
    )
    shown = [
        f'<tr><td class="number">{rows:,}</td><td>{escape(in_words(Sentence(text)))}</td></tr>' for text, rows in lines if rows
    ]
    all_rows = escape(in_words(Sentence(QT_TRANSLATE_NOOP("core", "rows in the file"))))
    shown.append(f'<tr><td class="number"><strong>{totals.rows:,}</strong></td><td><strong>{all_rows}</strong></td></tr>')
    return "".join(shown)


def _refused_head(in_words: Words) -> str:
    texts = (
        (QT_TRANSLATE_NOOP("core", "Rows"), "number"),
        (QT_TRANSLATE_NOOP("core", "Column"), ""),
        (QT_TRANSLATE_NOOP("core", "Refused by"), ""),
        (QT_TRANSLATE_NOOP("core", "What is wrong, and how to mend it"), ""),
        (QT_TRANSLATE_NOOP("core", "Which rows"), ""),
    )
    return "".join(f'<th class="{kind}" scope="col">{escape(in_words(Sentence(text)))}</th>' for text, kind in texts)


def _refused_row(group: RefusedRows, in_words: Words) -> str:
    reason = group.reason
    by = {
        RefusedBy.US: QT_TRANSLATE_NOOP("core", "this program"),
        RefusedBy.CUSTOMERIO: QT_TRANSLATE_NOOP("core", "Customer.io"),
    }[reason.by]
    numbers = ", ".join(f"{row + 1:,}" for row in group.rows[:_ROWS_NAMED].tolist())
    more = ", …" if len(group.rows) > _ROWS_NAMED else ""
    wrong = f"{escape(in_words(reason.sentence))}<br>{escape(in_words(reason.advice))}"
    cells = (
        ("number", f"{len(group.rows):,}"),
        ("", escape(reason.column) or "—"),
        ("", escape(in_words(Sentence(by)))),
        ("", wrong),
        ("", f"{numbers}{more}"),
    )
    return "<tr>" + "".join(f'<td class="{kind}">{text}</td>' for kind, text in cells) + "</tr>"


def _not_saved(error: OSError, path: Path) -> BackfillError:
    title = Sentence(QT_TRANSLATE_NOOP("core", "The report could not be saved as {name}."), name=path.name)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(title, Sentence(QT_TRANSLATE_NOOP("core", "Make room on the disk, or save to another one.")))
    return FileProblem(title, Sentence(QT_TRANSLATE_NOOP("core", "Choose another folder that may be written to.")))
