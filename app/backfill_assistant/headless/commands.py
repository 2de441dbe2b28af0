"""One function per command; each returns the exit code."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from backfill_assistant.compose import ConcreteParts
from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.errors import BackfillError, JournalProblem, SettingsProblem
from backfill_assistant.core.forecast.forecast import prepare
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.forecast.plans import Choice
from backfill_assistant.core.journal.kept_workspaces import WORKSPACES, other_way_now
from backfill_assistant.core.journal.report import Report, make_report
from backfill_assistant.core.journal.runs import Run, RunEnd
from backfill_assistant.core.journal.unwritten import as_begun_with
from backfill_assistant.core.mapping.mapping_changes import times_of
from backfill_assistant.core.mapping.repairs import Repairs
from backfill_assistant.core.mapping.saved_mappings import from_text, repairs_for, save_mapping, to_text
from backfill_assistant.core.ports import Journal, RunSummary, Workspace
from backfill_assistant.core.progress import Monitor
from backfill_assistant.core.sending.cargo import Cargo, check_file, load_cargo
from backfill_assistant.core.sending.holding import begin, held_back
from backfill_assistant.core.sending.ledger import sent_before
from backfill_assistant.core.sending.left_over import left_over
from backfill_assistant.core.sending.new_run import Prepared, new_run
from backfill_assistant.core.sending.sender import Wishes, send
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence
from backfill_assistant.core.table.table import Table
from backfill_assistant.headless.forecasts import decision_of, plain_forecast, save_entering_rows, save_page, say_forecast
from backfill_assistant.headless.opening import Opening, open_table, read_text
from backfill_assistant.headless.walk import find_mapping, walk
from backfill_assistant.headless.words import Printer, moment, plain_report, say_report


def sample(parts: ConcreteParts, chosen: Namespace, printer: Printer, opening: Opening) -> int:
    """The sample events, from the file to a report; rows that could start a campaign are left out.

    Its damaged rows are there to be refused, so reaching the report is success.
    """
    printer.line("The sample: survey events of invented people, sent to the practice workspace on this machine.")
    asked = Namespace(
        file=parts.samples.survey_events(),
        sheet=None,
        reading=None,
        zone=None,
        meaning="event",
        mapping=None,
        said_no=None,
        campaigns=None,
        start=None,
        rows_per_second=1_000.0,
        order="file order",
        workspace=None,
        route=None,
        choice=Choice.LEAVE_OUT.value,
        approve=0,
        at_most=[],
        first=None,
        batch_bytes=None,
    )
    code = send_file(parts, asked, printer, replace(opening, table=partial(open_table, parts, asked, opening.watch)))
    held = parts.practice.counts()
    printer.line(f"The practice workspace now holds {held.events:,} events; {held.entries:,} campaign entries came of them.")
    if code == 1:
        printer.line("The rows that were refused are damaged on purpose, to show what a report says of them.")
    return 2 if code == 2 else 0


def suggest(parts: ConcreteParts, chosen: Namespace, printer: Printer, opening: Opening) -> int:
    """Guess what each column means."""
    table = opening.table()
    mapping, repairs = find_mapping(chosen, table)
    text = to_text(save_mapping(Path(table.source.name).stem, table.column_names, mapping, repairs))
    for sentence in mapping.lacks():
        printer.line(str(sentence))
    if any(reading.zone_assumed for _, reading, _ in times_of(mapping)):
        printer.line("Nobody has said the zone of times that name none: if there are any, say it with --zone.")
    printer.result(json.loads(text))
    if chosen.save:
        _write(chosen.save, text)
        printer.line(f"Saved. Look it over, then use it with --mapping {chosen.save.name}.")
    else:
        printer.line(text)
    return 0


def forecast(parts: ConcreteParts, chosen: Namespace, printer: Printer, opening: Opening) -> int:
    """Which rows could start which campaign."""
    way = walk(parts, chosen, opening)
    if chosen.page:
        save_page(parts, chosen.page, way, way.address, campaigns_read=not chosen.campaigns)
    if chosen.rows:
        save_entering_rows(parts, chosen.rows, way)
    say_forecast(printer, way)
    printer.result(plain_forecast(way))
    return 1 if way.checked.refused.any() else 0


def send_file(parts: ConcreteParts, chosen: Namespace, printer: Printer, opening: Opening) -> int:
    """From the file to a report."""
    way = walk(parts, chosen, opening)
    way = replace(way, plan=replace(way.plan, start_ms=max(way.plan.start_ms, parts.clock.now_ms())))
    say_forecast(printer, way)
    decision = decision_of(chosen, way.campaigns)
    entries = way.forecast.possible_entries(way.plan, decision)
    if entries > chosen.approve:
        raise BackfillError(
            Sentence(
                QT_TRANSLATE_NOOP("core", "{rows} rows that would be sent could start a campaign; {approved} are approved."),
                rows=entries,
                approved=chosen.approve,
            ),
            Sentence(
                QT_TRANSLATE_NOOP("core", "Leave them out with --choice, or approve them with --approve {rows}."), rows=entries
            ),
        )
    with closing(parts.open_workspace(way.address)) as workspace:
        found = workspace.check()
        prepared = Prepared(way.table, way.mapping, way.repairs, way.checked, way.campaigns, way.plan, decision)
        # Where such rows are not to go, none is approved, whatever else was said.
        approved = 0 if decision.choice in (Choice.LEAVE_OUT, Choice.HOLD) else chosen.approve
        run = new_run(prepared, way.address, found.workspace_key, approved, parts.clock.now_ms(), key_mark=found.key_mark)
        run = replace(run, memory_mark=found.memory_mark)
        if chosen.batch_bytes:
            run = replace(run, batch_budget_bytes=chosen.batch_bytes)
        if run.unwritten:
            printer.line("Texts that the mapping corrects are written into no run: `resume` needs the same --mapping.")
        cargo = load_cargo(run, way.table, way.checked, way.forecast, way.repairs)
        run = replace(run, subscriptions=way.checked.subscriptions_of(cargo.rows))
        _say_sent_before(parts, run, cargo, printer)
        with closing(begin(parts.journals, run, held_back(run, cargo, way.table, way.checked, way.repairs))) as journal:
            return _carry(parts, journal, cargo, workspace, Wishes(first_rows=chosen.first), (printer, opening))


def _say_sent_before(parts: ConcreteParts, run: Run, cargo: Cargo, printer: Printer) -> None:
    """A script may send the same file twice on purpose; whoever reads along is told."""
    before = sent_before(parts.journals, run.fingerprint, run.workspace, run.row_count)
    count = 0 if before is None else int(np.isin(before.rows, cargo.rows).sum())
    if before is not None and count:
        known = "the same events do not count twice there"
        if before.other_route is not None:
            known = f"some went by {before.other_route.words}, and by {run.workspace.route.words} their events count twice"
        printer.line(
            f"{count:,} of these rows were sent to this workspace before (run {before.run_ids[0]}). They are sent again: {known},"
            " attributes of people are set again."
        )


def resume(parts: ConcreteParts, chosen: Namespace, printer: Printer, opening: Opening) -> int:
    """Go on where a run stopped."""
    journal = parts.journals.open(_run_id(parts, chosen.run))
    try:
        run = journal.run()
        if run.plan.start_ms > parts.clock.now_ms() and not (chosen.wait or chosen.now):
            raise _too_early(run)
        if chosen.approve is not None:
            journal.approve(chosen.approve)
        table = _table_of(parts, run, chosen.file, opening.watch)
        repairs = as_begun_with(run, _known_corrections(parts, chosen, table))
        checked = check_rows(table, run.mapping, repairs, run.workspace.route, run.checked_at_ms, opening.watch, opening.beside)
        judged = prepare(checked, run.campaigns, ImportKind.of(run.mapping), run.only_rows)
        cargo = load_cargo(run, table, checked, judged, repairs)
        left = left_over(journal, cargo, judged, parts.clock.now_ms())
        entries = left.entries_now if chosen.now else left.entries
        if left.rows and entries > left.approved:
            raise _not_approved(entries, left.approved)
        if left.rows and (exceeded := left.exceeded_now if chosen.now else left.exceeded):
            raise _over_its_limit(exceeded)
        if (other_way := other_way_now(run, parts.settings.read(WORKSPACES))) is not None:
            printer.line(str(other_way))
        if run.campaigns:
            printer.line(f"Judged by the campaigns as they were on {moment(run.created_ms)}; what has changed since is not known.")
        with closing(parts.open_workspace(run.workspace)) as workspace:
            return _carry(
                parts, journal, cargo, workspace, Wishes(at_once=chosen.now, another_key=chosen.other_key), (printer, opening)
            )
    finally:
        journal.close()


def _known_corrections(parts: ConcreteParts, chosen: Namespace, table: Table) -> Iterator[Repairs]:
    """Corrected texts are in no journal: they come from the mapping given, or from one that was saved in the window."""
    texts = [read_text(chosen.mapping)] if chosen.mapping else parts.settings.read("saved_mappings") or ()
    return (repairs_for(from_text(text), table.column_names) for text in texts)


def runs(parts: ConcreteParts, chosen: Namespace, printer: Printer, opening: Opening) -> int:
    """The runs on this machine."""
    found, unreadable, now_ms = parts.journals.summaries(), parts.journals.unreadable(), parts.clock.now_ms()
    for each in found:
        printer.line(
            f"{each.id}  {_state(each, now_ms):<28} {each.file_name}  {each.own_rows:,} rows, {each.accepted:,} accepted"
            f"  {each.workspace_name}"
        )
    for run_id in unreadable:
        printer.line(f"{run_id}  its record cannot be read: it may be damaged.")
    if not found and not unreadable:
        printer.line("There are no runs yet.")
    printer.result(
        {
            "runs": [
                {
                    "id": each.id,
                    "end": each.end.value,
                    "file": each.file_name,
                    "rows": each.own_rows,
                    "accepted": each.accepted,
                    "refused": each.refused,
                    "workspace": each.workspace_name,
                    "created_ms": each.created_ms,
                    "start_ms": each.start_ms,
                    "waits": each.waits(now_ms),
                }
                for each in found
            ]
        }
    )
    return 0


def _state(run: RunSummary, now_ms: int) -> str:
    return f"waits until {moment(run.start_ms)}" if run.waits(now_ms) else run.end.value


def report(parts: ConcreteParts, chosen: Namespace, printer: Printer, opening: Opening) -> int:
    """What became of a run; with --refused, the refused rows as a file."""
    run_id = _run_id(parts, chosen.run)
    journal = parts.journals.open(run_id, to_send=False)
    try:
        made = make_report(journal, parts.journals.is_being_sent(run_id))
        run = journal.run()
    finally:
        journal.close()
    if chosen.refused:
        table = _table_of(parts, run, chosen.file, opening.watch)
        # Another file has other rows in these places.
        check_file(run, table)
        reasons = {row: " ".join(str(reason.sentence) for reason in found) for row, found in made.reasons_by_row().items()}
        parts.rows_file.save(chosen.refused, table, made.refused_rows(), reasons)
    say_report(printer, made)
    printer.result(plain_report(made))
    return _exit_code(made)


def _too_early(run: Run) -> BackfillError:
    return BackfillError(
        Sentence(QT_TRANSLATE_NOOP("core", "This run is planned to start {moment}."), moment=moment(run.plan.start_ms)),
        Sentence(QT_TRANSLATE_NOOP("core", "Resume it then, wait for it with --wait, or send it now all the same with --now.")),
    )


def _not_approved(entries: int, approved: int) -> BackfillError:
    return BackfillError(
        Sentence(
            QT_TRANSLATE_NOOP(
                "core", "Judged as of now, {rows} row(s) of the run could start a campaign; {approved} are approved."
            ),
            rows=entries,
            approved=approved,
        ),
        Sentence(QT_TRANSLATE_NOOP("core", "Approve them with --approve {rows}, or resume the run later."), rows=entries),
    )


def _over_its_limit(campaign: str) -> BackfillError:
    return BackfillError(
        Sentence(
            QT_TRANSLATE_NOOP(
                "core", "Judged as of now, more rows of the run could start {campaign} than it was decided to let go."
            ),
            campaign=campaign,
        ),
        Sentence(QT_TRANSLATE_NOOP("core", "Resume the run later, when rows have grown too old, or begin a new run.")),
    )


def _carry(
    parts: ConcreteParts, journal: Journal, cargo: Cargo, workspace: Workspace, wishes: Wishes, shown: tuple[Printer, Opening]
) -> int:
    printer, opening = shown
    run = journal.run()
    if run.plan.start_ms > parts.clock.now_ms() and not wishes.at_once:
        printer.line(f"Run {run.id} waits: sending starts {moment(run.plan.start_ms)}. It can be stopped, and resumed then.")
    try:
        send(journal, cargo, workspace, parts.clock, opening.watch, wishes, opening.beside)
    except BackfillError:
        printer.so_far = _so_far(journal)
        raise
    made = make_report(journal)
    say_report(printer, made)
    printer.result(plain_report(made))
    asked = None if wishes.first_rows is None else min(wishes.first_rows, len(cargo.rows))
    return _exit_code(made, asked)


def _so_far(journal: Journal) -> Report | None:
    """What was done until it went wrong; None when the record is what went wrong."""
    try:
        return make_report(journal)
    except BackfillError:
        return None


def _exit_code(made: Report, asked: int | None = None) -> int:
    """`asked`: how many rows were to be sent for now; None for all."""
    if made.end is RunEnd.STOPPED_BY_LIMIT and made.totals.accepted + made.totals.refused_by_customerio == asked:
        # Exactly what was asked for has happened, although rows are left.
        return 1 if made.totals.refused else 0
    if made.end is RunEnd.COMPLETE:
        return 0
    return 1 if made.end is RunEnd.COMPLETE_WITH_REFUSALS else 2


def _table_of(parts: ConcreteParts, run: Run, moved_to: Path | None, watch: Monitor) -> Table:
    """The run's file, read as it was read then."""
    return parts.reader.read(moved_to or Path(run.source.path), run.choices, watch)


def _run_id(parts: ConcreteParts, named: str) -> str:
    if named != "last":
        return named
    found = parts.journals.summaries()
    if not found:
        raise JournalProblem(
            Sentence(QT_TRANSLATE_NOOP("core", "There is no run on this machine yet.")),
            Sentence(QT_TRANSLATE_NOOP("core", "Begin one with `send`.")),
        )
    return found[0].id


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingsProblem(
            Sentence(QT_TRANSLATE_NOOP("core", "The file {name} cannot be written."), name=path.name),
            Sentence(QT_TRANSLATE_NOOP("core", "Choose another folder.")),
        ) from error


COMMANDS: dict[str, Callable[[ConcreteParts, Namespace, Printer, Opening], int]] = {
    "sample": sample,
    "suggest": suggest,
    "forecast": forecast,
    "send": send_file,
    "resume": resume,
    "runs": runs,
    "report": report,
}
