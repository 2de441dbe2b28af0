"""ReadingProgress: how far a file is read, and a button that stops it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from backfill_assistant.core.progress import Progress
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.text import Text
from backfill_assistant.ui.wording import duration, percent


class ReadingProgress(QWidget):
    """One line: words, a bar, Stop. Hidden while nothing is read."""

    stop_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = Text("", self, role="muted", wraps=False)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1_000)
        self._bar.setAccessibleName(self.tr("How much of the file is read"))
        self.stop = push_button(self.tr("Stop reading"), self)
        self.stop.clicked.connect(self.stop_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._words)
        row.addWidget(self._bar, 1)
        row.addWidget(self.stop)
        self.hide()

    def begin(self) -> None:
        """A reading has begun; nothing is known yet."""
        self._bar.setValue(0)
        self._words.setText(self.tr("These are the first rows. Reading the rest…"))
        self.show()

    def show_progress(self, progress: Progress) -> None:
        """Show a snapshot."""
        if not progress.total:
            return
        share = min(1.0, progress.done / progress.total)
        self._bar.setValue(round(share * 1_000))
        if progress.seconds_left is not None and progress.seconds_left >= 1:
            words = self.tr("These are the first rows. Reading the rest: {share}, {time} left")
            self._words.setText(words.format(share=percent(share), time=duration(progress.seconds_left)))
        else:
            self._words.setText(self.tr("These are the first rows. Reading the rest: {share}").format(share=percent(share)))
