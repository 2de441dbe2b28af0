"""Card: a panel with a hairline, a radius and padding; hairlines to divide it."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from backfill_assistant.ui.theme import CARD_PADDING
from backfill_assistant.ui.widgets.text import set_role


class Card(QFrame):
    """A panel on the page. Put things into `card.body`."""

    def __init__(
        self, parent: QWidget | None = None, *, horizontal: bool = False, padding: int = CARD_PADDING, role: str = "card"
    ) -> None:
        super().__init__(parent)
        set_role(self, role)
        self.body: QBoxLayout = QHBoxLayout(self) if horizontal else QVBoxLayout(self)
        self.body.setContentsMargins(padding, padding - 2, padding, padding - 2)
        self.body.setSpacing(8)


def hairline(parent: QWidget) -> QFrame:
    """A line of one pixel across."""
    line = QFrame(parent)
    set_role(line, "hairline")
    line.setFixedHeight(1)
    return line
