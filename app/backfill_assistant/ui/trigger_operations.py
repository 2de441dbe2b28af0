"""Operations on campaigns and forecasts: everything a person can do on the Triggers page (see `operations.py`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from backfill_assistant.ui.column_operations import route_of
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.jobs import Job, Lane
from backfill_assistant.ui.wording import in_words

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from backfill_assistant.core.campaigns.campaigns import Campaign
    from backfill_assistant.core.forecast.forecast import Forecast
    from backfill_assistant.core.forecast.outlook import Outlook
    from backfill_assistant.core.forecast.plans import Decision, SendingPlan
    from backfill_assistant.core.forecast.timeline import TimeScale
    from backfill_assistant.ui.trigger_work import Judged, Known, Pictured

    Rows = npt.NDArray[np.int64]

# ---- Campaigns


def recall_campaigns(desk: Desk) -> Job:
    """Bring back the campaigns that were known of the workspace; the session keeps None where there were none."""
    from backfill_assistant.ui import trigger_work

    session = desk.session

    def keep(known: Known | None) -> None:
        if known is not None:
            session.campaigns_read_ms = known.read_at_ms
            session.campaigns = known.campaigns

    return desk.jobs.start(
        trigger_work.recall_campaigns,
        desk.parts,
        session.workspace,
        name="recall campaigns",
        lane=Lane.OUTSIDE,
        keep=keep,
        valid_while=session.still("workspace", "campaigns"),
        watched=False,
    )


def read_campaigns(desk: Desk) -> Job:
    """Read the campaigns from the workspace; what the person said about those already known stays."""
    from backfill_assistant.ui import trigger_work

    session = desk.session

    def keep(known: Known) -> None:
        session.campaigns_read_ms = known.read_at_ms
        session.campaigns = known.campaigns

    asked = (session.workspace, session.campaigns or ())
    still = session.still("workspace")
    return desk.jobs.start(
        trigger_work.read_campaigns, desk.parts, *asked, name="campaigns", lane=Lane.OUTSIDE, keep=keep, valid_while=still
    )


def change_campaigns(desk: Desk, campaigns: tuple[Campaign, ...]) -> Job | None:
    """Use other campaigns (typed in, edited, left out), and remember them for the workspace."""
    from backfill_assistant.ui import trigger_work

    desk.session.campaigns = campaigns
    workspace = desk.session.workspace
    if workspace is None:
        return None

    known = trigger_work.Known(campaigns, desk.session.campaigns_read_ms)
    return desk.jobs.start(
        trigger_work.keep_campaigns, desk.parts, workspace, known, name="keep campaigns", lane=Lane.OUTSIDE, watched=False
    )


def ask_for_campaigns_file(window: QWidget, chosen: Callable[[str], None]) -> QFileDialog:
    """Let the person choose a file of campaigns; `chosen` is a bound method of a QObject."""
    words = QCoreApplication.translate("Operations", "Campaign files (*.json);;All files (*)")
    dialog = QFileDialog(window, QCoreApplication.translate("Operations", "Open campaigns"), "", words)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(chosen)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def open_campaigns(desk: Desk, path: str) -> Job:
    """Use the campaigns of a file."""

    def keep(campaigns: tuple[Campaign, ...]) -> None:
        desk.session.campaigns_read_ms = None
        change_campaigns(desk, campaigns)

    return desk.jobs.start(
        desk.parts.campaigns_file.read, Path(path), name="open campaigns", lane=Lane.OUTSIDE, keep=keep, watched=False
    )


def save_campaigns(desk: Desk, path: str) -> Job:
    """Keep the campaigns, with what the person said about them, in a file."""
    session, save = desk.session, desk.parts.campaigns_file.save
    known = session.campaigns or (), session.campaigns_read_ms
    return desk.jobs.start(save, Path(path), *known, name="save campaigns", lane=Lane.OUTSIDE, watched=False)


# ---- Forecast


def make_forecast(desk: Desk) -> Job:
    """Check the rows if no page did, and sort them for the campaigns; `look_ahead` then answers at once."""
    from backfill_assistant.core.mapping.repairs import NO_REPAIRS
    from backfill_assistant.ui import trigger_work

    session = desk.session
    if session.table is None or session.mapping is None:
        raise RuntimeError("file or columns are not decided")
    rows = trigger_work.Rows(
        session.table,
        session.mapping,
        session.repairs or NO_REPAIRS,
        route_of(desk),
        session.checked,
        session.campaigns or (),
        session.only_rows,
    )

    def keep(judged: Judged) -> None:
        session.checked = judged.checked
        session.forecast = judged.forecast

    for job in desk.jobs.running():
        if job.name == "forecast":
            job.stop()
    still = session.still("table", "mapping", "repairs", "route", "campaigns", "only_rows")
    return desk.jobs.start(trigger_work.judge_rows, desk.parts, rows, name="forecast", keep=keep, valid_while=still)


def look_ahead(
    desk: Desk, plan: SendingPlan, decision: Decision, scale: TimeScale, bar_count: int, keep: Callable[[Outlook], None]
) -> Job:
    """Count what a plan and a decision mean; `keep` is called with the Outlook."""
    from backfill_assistant.ui import trigger_work

    return desk.jobs.start(
        trigger_work.outlook,
        desk.session.forecast,
        plan,
        decision,
        scale,
        bar_count,
        name="outlook",
        lane=Lane.QUICK,
        keep=keep,
        valid_while=desk.session.still("forecast"),
        watched=False,
    )


def list_entering_rows(desk: Desk, campaign: int, plan: SendingPlan, keep: Callable[[Rows], None]) -> Job:
    """Find the rows that could enter the campaign on a line, or are too close to call."""
    from backfill_assistant.core.forecast.verdicts import Verdict

    possible = frozenset({Verdict.COULD_ENTER, Verdict.TOO_CLOSE})
    return _list_rows(desk, _forecast(desk).rows_with, (campaign, possible, plan), keep)


def list_rows_between(desk: Desk, from_ms: int, to_ms: int, keep: Callable[[Rows], None]) -> Job:
    """Find the rows whose time is at or after one moment and before another."""
    return _list_rows(desk, _forecast(desk).rows_between, (from_ms, to_ms), keep)


def save_forecast(desk: Desk, path: str) -> Job:
    """Write the forecast as one page to show to others, without data of people."""
    from backfill_assistant.ui import trigger_work

    return desk.jobs.start(
        trigger_work.save_forecast, desk.parts, Path(path), _pictured(desk), in_words, name="save forecast", watched=False
    )


def save_entering_rows(desk: Desk, path: str) -> Job:
    """Write the rows that could enter a campaign, with the campaigns, as the person's own columns."""
    from backfill_assistant.ui import trigger_work

    return desk.jobs.start(
        trigger_work.save_entering_rows, desk.parts, Path(path), _pictured(desk), in_words, name="save rows", watched=False
    )


def _list_rows(desk: Desk, find: Callable[..., Rows], asked: tuple[object, ...], keep: Callable[[Rows], None]) -> Job:
    still = desk.session.still("forecast")
    return desk.jobs.start(find, *asked, name="rows", lane=Lane.QUICK, keep=keep, valid_while=still, watched=False)


def _forecast(desk: Desk) -> Forecast:
    if desk.session.forecast is None:
        raise RuntimeError("there is no forecast")
    return desk.session.forecast


def _pictured(desk: Desk) -> Pictured:
    from backfill_assistant.core.forecast.plans import Decision
    from backfill_assistant.ui import trigger_work

    session = desk.session
    if session.forecast is None or session.plan is None or session.table is None or session.workspace is None:
        raise RuntimeError("there is no forecast to save")
    return trigger_work.Pictured(
        session.forecast,
        session.plan,
        session.decision or Decision(),
        session.table,
        session.workspace,
        session.campaigns_read_ms,
    )
