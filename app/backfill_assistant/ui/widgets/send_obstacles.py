"""What still keeps a person from sending, in words, and the step that mends it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from backfill_assistant.ui.session import Session
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.wording import in_words


@dataclass(frozen=True)
class Obstacle:
    """A title, advice, and a button that leads to a step; no button where none helps."""

    title: str
    advice: str
    button: str = ""
    step: Step | None = None


def obstacle_of(session: Session) -> Obstacle | None:
    """The first thing that is missing on the path; None when rows can be counted."""
    if session.previews_only:
        return Obstacle(
            QCoreApplication.translate("Send", "This is a preview"),
            QCoreApplication.translate("Send", "Nothing is sent in a preview. Start with people or events to send."),
        )
    if session.table is None or session.mapping is None:
        return Obstacle(
            QCoreApplication.translate("Send", "There is nothing to send yet"),
            QCoreApplication.translate("Send", "Choose a file and say what its columns mean; then come back."),
            QCoreApplication.translate("Send", "Choose a file"),
            Step.FILE,
        )

    lacks = session.lacks
    if lacks:
        return Obstacle(
            QCoreApplication.translate("Send", "The columns are not described completely yet"),
            in_words(lacks[0]),
            QCoreApplication.translate("Send", "Go to columns"),
            Step.COLUMNS,
        )
    waiting = session.checked.waiting if session.checked is not None else 0
    if waiting:
        # The others could go: but nobody has been asked yet, only because the rail was quicker.
        words = QCoreApplication.translate("Send", "%Ln row(s) [waits|wait] for your decision there.", None, waiting)
        return Obstacle(
            QCoreApplication.translate("Send", "Decide first what the columns page asks"),
            words,
            QCoreApplication.translate("Send", "Go to columns"),
            Step.COLUMNS,
        )
    if session.workspace is None:
        return Obstacle(
            QCoreApplication.translate("Send", "No workspace is chosen"),
            QCoreApplication.translate("Send", "Add your workspace, or use the practice workspace."),
            QCoreApplication.translate("Send", "Choose a workspace"),
            Step.WORKSPACE,
        )
    return None
