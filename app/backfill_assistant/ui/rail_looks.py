"""How each step of the rail stands, read from the session: pure, so that the rail can never disagree with what was decided."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from backfill_assistant.ui.session import Session
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets.rail import StepLook, StepState
from backfill_assistant.ui.wording import number

if TYPE_CHECKING:
    from backfill_assistant.core.mapping.mapping import Mapping


def rail_looks(
    session: Session, steps: frozenset[Step], sending: bool, waiting: bool = False, halting: str = ""
) -> tuple[StepLook, ...]:
    """What the rail shows. Steps without a page cannot be chosen; a run being sent can always be looked at.

    `halting` says that it does not go on at the moment.
    """
    mapping = session.mapping
    file_done = session.table is not None
    columns_done = mapping is not None and not session.lacks
    looks = (
        StepLook(Step.START, QCoreApplication.translate("Rail", "Start"), icon="house"),
        StepLook(
            Step.FILE,
            QCoreApplication.translate("Rail", "File"),
            "1",
            state=_done(file_done),
            detail=PurePath(session.opened.path).name if session.opened is not None else "",
        ),
        StepLook(
            Step.COLUMNS,
            QCoreApplication.translate("Rail", "Columns"),
            "2",
            state=_done(columns_done),
            detail=_columns_detail(session, mapping),
            enabled=file_done,
        ),
        StepLook(
            Step.TRIGGERS,
            QCoreApplication.translate("Rail", "Triggers"),
            "3",
            state=_done(session.forecast is not None),
            detail=_campaigns_detail(session),
            enabled=file_done and columns_done,
        ),
        StepLook(
            Step.SEND,
            QCoreApplication.translate("Rail", "Send"),
            "4",
            state=_sent(session, sending),
            detail=halting or _sending_detail(session, sending, waiting),
            enabled=sending or (file_done and columns_done and not session.previews_only),
        ),
        StepLook(
            Step.REPORT,
            QCoreApplication.translate("Rail", "Report"),
            "5",
            state=_done(session.report is not None),
            enabled=session.run_id is not None,
        ),
        StepLook(Step.HISTORY, QCoreApplication.translate("Rail", "Run history"), icon="history"),
        StepLook(Step.SETTINGS, QCoreApplication.translate("Rail", "Settings"), icon="settings"),
    )
    return tuple(look if look.step in steps else _without_page(look) for look in looks)


def _done(done: bool) -> StepState:
    return StepState.DONE if done else StepState.OPEN


def _sent(session: Session, sending: bool) -> StepState:
    if session.report is None or sending:
        return StepState.OPEN
    return StepState.ATTENTION if session.report.can_continue else StepState.DONE


def _columns_detail(session: Session, mapping: Mapping | None) -> str:
    if mapping is None or session.table is None:
        return ""
    from backfill_assistant.core.mapping.mapping_changes import columns_used

    words = QCoreApplication.translate("Rail", "{used} of %Ln column(s) used", None, session.table.column_count)
    return words.format(used=number(len(columns_used(mapping))))


def _sending_detail(session: Session, sending: bool, waiting: bool) -> str:
    if waiting:
        return QCoreApplication.translate("Rail", "Waiting…")
    if sending:
        return QCoreApplication.translate("Rail", "Sending…")
    if session.report is not None and session.report.can_continue:
        totals = session.report.totals
        return QCoreApplication.translate("Rail", "%Ln row(s) still to send", None, totals.not_sent + totals.unknown)
    return QCoreApplication.translate("Rail", "Preview only") if session.previews_only else ""


def _campaigns_detail(session: Session) -> str:
    if not session.campaigns:
        return ""
    return QCoreApplication.translate("Rail", "%Ln campaign(s)", None, len(session.campaigns))


def _without_page(look: StepLook) -> StepLook:
    return StepLook(look.step, look.name, look.number, look.icon, look.state, look.detail, enabled=False)
