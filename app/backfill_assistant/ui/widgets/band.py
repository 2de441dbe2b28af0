"""Band: the strip that says that everything stays on this computer."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from backfill_assistant.ui.theme import PAGE_MARGIN
from backfill_assistant.ui.widgets.icon_label import IconLabel
from backfill_assistant.ui.widgets.text import Text, set_role


class Band(QFrame):
    """Shown above the page while the practice workspace is chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "band", "caution")
        row = QHBoxLayout(self)
        row.setContentsMargins(PAGE_MARGIN, 6, PAGE_MARGIN, 6)
        row.setSpacing(8)
        row.addWidget(IconLabel("flask-conical", self, token="caution_text"))
        words = self.tr("Practice workspace: everything stays on this computer, nothing reaches Customer.io.")
        row.addWidget(Text(words, self, tone="caution"), 1)
        self.setAccessibleName(words)
