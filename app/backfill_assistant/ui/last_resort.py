"""LastResort: what happens when the program itself makes a mistake: one dialog, whose details hold no cell values and no keys."""

from __future__ import annotations

import logging
import platform
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Slot, qVersion
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout
from shiboken6 import isValid

from backfill_assistant import __version__
from backfill_assistant.ui.theme import wire_font
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.text import Text

_log = logging.getLogger(__name__)


def details_of(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Where it happened and with which versions. The exception's own words are left out: they may quote a cell."""
    lines = [
        f"Backfill Assistant {__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}",
        kind.__name__,
    ]
    lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)]
    return "\n".join(lines)


class LastResortDialog(QDialog):
    """Says that the program made a mistake, and lets the details be copied."""

    def __init__(self, details: str) -> None:
        super().__init__(QApplication.activeWindow())
        self.setWindowTitle(self.tr("Something went wrong"))
        self.resize(560, 360)
        self._details = details
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        column.addWidget(Text(self.tr("The program made a mistake."), self, role="section"))
        column.addWidget(
            Text(
                self.tr(
                    "What was sent so far is written down and can be continued. "
                    "If it happens again, please send us these details. They contain no rows of yours and no keys."
                ),
                self,
                role="muted",
            )
        )
        shown = QPlainTextEdit(details, self)
        shown.setReadOnly(True)
        shown.setFont(wire_font(shown.font()))
        shown.setAccessibleName(self.tr("Details"))
        shown.setTabChangesFocus(True)
        column.addWidget(shown, 1)
        buttons = QHBoxLayout()
        copy = push_button(self.tr("Copy details"), self, icon="copy")
        copy.clicked.connect(self._copy)
        close = push_button(self.tr("Close"), self, role="primary")
        close.clicked.connect(self.accept)
        buttons.addStretch(1)
        buttons.addWidget(copy)
        buttons.addWidget(close)
        column.addLayout(buttons)

    @Slot()
    def _copy(self) -> None:
        QApplication.clipboard().setText(self._details)


class LastResort(QObject):
    """Stands in for `sys.excepthook`. One dialog at a time: a mistake that repeats must not bury the window."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.dialog: LastResortDialog | None = None

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log the place and show the dialog."""
        details = details_of(kind, trace)
        _log.error("%s", details)
        # It goes with the window that it stands over, and does not say so.
        if self.dialog is None or not isValid(self.dialog):
            self.dialog = LastResortDialog(details)
            self.dialog.finished.connect(self._closed)
            self.dialog.open()

    @Slot()
    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
