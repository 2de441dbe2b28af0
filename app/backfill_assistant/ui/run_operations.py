"""Operations on runs: everything a person can do on the Send and Report pages, one function each (see `operations.py`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.jobs import Job, Lane
from backfill_assistant.ui.wording import in_words

if TYPE_CHECKING:
    from backfill_assistant.core.journal.report import Report
    from backfill_assistant.core.ports import RegionCheck
    from backfill_assistant.ui.run_work import LookedOver, Ready


def check_region(desk: Desk) -> Job:
    """Ask Customer.io where the workspace lives, before any row leaves."""
    from backfill_assistant.ui import run_work

    session = desk.session

    def keep(found: RegionCheck) -> None:
        session.region_check = found

    forget_region_checks(desk)
    return desk.jobs.start(
        run_work.check_workspace,
        desk.parts,
        session.workspace,
        name="region",
        lane=Lane.OUTSIDE,
        keep=keep,
        # Its key goes into event ids: that of another workspace must never get there.
        valid_while=session.still("workspace"),
        watched=False,
    )


def is_checking_region(desk: Desk) -> bool:
    """Whether an answer is still waited for."""
    return any(job.name == "region" and not job.is_stopping for job in desk.jobs.running())


def forget_region_checks(desk: Desk) -> None:
    """What a workspace answers that was asked before is not wanted any more."""
    for job in desk.jobs.running():
        if job.name == "region":
            job.stop()


def count_departure(desk: Desk, rows_per_second: float, keep: Callable[[Ready], None]) -> Job:
    """Count what would be sent now at this speed; checks and judges the rows if no page did."""
    from dataclasses import replace

    from backfill_assistant.core.forecast.plans import Decision, SendingPlan
    from backfill_assistant.core.mapping.repairs import NO_REPAIRS
    from backfill_assistant.ui import run_work

    session = desk.session
    if session.table is None or session.mapping is None or session.workspace is None:
        raise RuntimeError("file, columns or workspace are not decided")
    plan = session.plan or SendingPlan(desk.parts.clock.now_ms())
    asked = run_work.Asked(
        table=session.table,
        mapping=session.mapping,
        repairs=session.repairs or NO_REPAIRS,
        campaigns=session.campaigns or (),
        plan=replace(plan, rows_per_second=rows_per_second),
        decision=session.decision or Decision(),
        address=session.workspace,
        only_rows=session.only_rows,
        known=run_work.Known(session.checked, session.forecast),
    )
    return desk.jobs.start(run_work.make_ready, desk.parts, asked, name="departure", keep=keep)


def is_sending(desk: Desk) -> bool:
    """Whether a run goes out, or is about to."""
    return bool(desk.jobs.running(Lane.SEND))


def send(desk: Desk, ready: Ready, first_rows: int | None = None) -> Job:
    """Begin a run with exactly what was counted and confirmed."""
    from dataclasses import replace

    from backfill_assistant.core.sending.new_run import new_run
    from backfill_assistant.core.sending.sender import Wishes
    from backfill_assistant.ui import run_work

    session = desk.session
    if session.workspace is None or session.region_check is None:
        raise RuntimeError("the workspace was not checked")
    run = new_run(
        ready.prepared,
        session.workspace,
        session.region_check.workspace_key,
        # What was confirmed for a few rows is not agreed to for the rest.
        ready.departure.possible_entries if first_rows is None else ready.first_entries,
        desk.parts.clock.now_ms(),
        ready.only_rows,
        session.region_check.key_mark,
    )
    run = replace(run, memory_mark=session.region_check.memory_mark)
    if run.unwritten:
        session.repairs_begun_with[run.repairs_digest] = ready.prepared.repairs
    job = _sending(desk, run.id, run_work.send_new, ready, run, Wishes(first_rows=first_rows))
    session.run_id = run.id
    return job


def continue_sending(
    desk: Desk, approved: int = 0, rows_per_second: float | None = None, *, at_once: bool = False, another_key: bool = False
) -> Job:
    """Go on with the run of the session; `approved` is the number of rows that may start a campaign, if it grew.

    `at_once` does not wait for a planned start; `another_key` says that another key feeds the same workspace.
    """
    from backfill_assistant.core.mapping.repairs import NO_REPAIRS
    from backfill_assistant.core.sending.sender import Wishes
    from backfill_assistant.ui import run_work

    session = desk.session
    if session.run_id is None:
        raise RuntimeError("there is no run to continue")
    known = run_work.Known(session.checked, session.forecast)
    repairs = session.repairs or NO_REPAIRS
    wishes = Wishes(rows_per_second=rows_per_second, at_once=at_once, another_key=another_key)
    return _sending(desk, session.run_id, run_work.send_on, session.run_id, session.table, repairs, known, approved, wishes)


def look_over(desk: Desk, keep: Callable[[LookedOver], None]) -> Job:
    """Judge what is left of the session's run as of now, before it goes on."""
    from backfill_assistant.core.mapping.repairs import NO_REPAIRS
    from backfill_assistant.ui import run_work

    session = desk.session
    known = run_work.Known(session.checked, session.forecast)

    def keep_judged(looked: LookedOver) -> None:
        session.checked = looked.forecast.checked
        session.forecast = looked.forecast
        keep(looked)

    asked = (session.run_id, session.table, session.repairs or NO_REPAIRS, known)
    still = session.still("run_id", "table")
    return desk.jobs.start(run_work.look_over, desk.parts, *asked, name="look over", keep=keep_judged, valid_while=still)


def send_now_after_all(desk: Desk) -> None:
    """Give up a planned start; what goes is judged and counted anew."""
    from dataclasses import replace

    if desk.session.plan is not None:
        desk.session.plan = replace(desk.session.plan, start_ms=desk.parts.clock.now_ms())


def read_report(desk: Desk) -> Job:
    """Read what became of the session's run."""
    from backfill_assistant.ui import run_work

    session = desk.session

    def keep(report: Report) -> None:
        session.report = report

    return desk.jobs.start(
        run_work.read_report,
        desk.parts,
        session.run_id,
        name="report",
        lane=Lane.OUTSIDE,
        keep=keep,
        valid_while=session.still("run_id"),
        watched=False,
    )


def ask_where_to_save(window: QWidget, title: str, name: str, chosen: Callable[[str], None]) -> QFileDialog:
    """Let the person choose a file to write; `chosen` is a bound method of a QObject."""
    dialog = QFileDialog(window, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
    dialog.selectFile(name)
    dialog.fileSelected.connect(chosen)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def save_refused_rows(desk: Desk, path: str) -> Job:
    """Write the refused rows with their reasons, as the person's own columns."""
    from backfill_assistant.ui import run_work

    session = desk.session
    return desk.jobs.start(
        run_work.save_refused_rows,
        desk.parts,
        Path(path),
        session.report,
        session.table,
        in_words,
        name="save refused rows",
        watched=False,
    )


def save_report(desk: Desk, path: str) -> Job:
    """Write the report as one page."""
    from backfill_assistant.ui import run_work

    return desk.jobs.start(
        run_work.save_report, desk.parts, Path(path), desk.session.report, in_words, name="save report", watched=False
    )


def fix_and_send_again(desk: Desk) -> None:
    """Begin a new run of only the refused rows; the file, its columns and repairs stay."""
    report = desk.session.report
    if report is not None:
        rows = report.refused_rows()
        desk.session.run_id = None
        desk.session.only_rows = rows


def leave_out_sent_before(desk: Desk, ready: Ready) -> None:
    """Send only rows that no earlier run on this machine brought to this workspace."""
    if ready.sent_before is not None:
        from numpy import flatnonzero, ones

        # Marks instead of sorting: millions of rows in some hundredths of a second.
        is_other = ones(ready.prepared.table.row_count, dtype=bool)
        is_other[ready.sent_before.rows] = False
        desk.session.only_rows = flatnonzero(is_other) if ready.only_rows is None else ready.only_rows[is_other[ready.only_rows]]


def start_over(desk: Desk) -> None:
    """Forget the file and everything made from it."""
    desk.session.run_id = None
    desk.session.start_over()


def file_name_beside(desk: Desk, words: str, ending: str) -> str:
    """A name for a file to save, made from the name of the file that was sent."""
    report = desk.session.report
    stem = Path(report.run.source.name).stem if report is not None else QCoreApplication.translate("Operations", "report")
    return f"{stem} {words}.{ending}"


def _sending(desk: Desk, run_id: str, work: Callable[..., Report], *args: object) -> Job:
    def keep(report: Report) -> None:
        # Decisions for another run may have been taken meanwhile; what became of this one is shown all the same.
        if desk.session.run_id in (None, run_id):
            desk.session.run_id = run_id
            desk.session.report = report

    return desk.jobs.start(work, desk.parts, *args, name="send", lane=Lane.SEND, keep=keep)
