"""StatTile: a small caption over a large number."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from backfill_assistant.ui.widgets.card import Card
from backfill_assistant.ui.widgets.text import Text, set_tone


class StatTile(Card):
    """A count on the page; the number may take a tone, the caption says what it is."""

    def __init__(self, caption: str, parent: QWidget, *, tone: str = "") -> None:
        super().__init__(parent)
        self.body.setSpacing(2)
        self._caption = Text(caption, self, role="muted", wraps=False)
        self._figure = Text("–", self, role="figure", tone=tone, wraps=False)
        self.body.addWidget(self._caption)
        self.body.addWidget(self._figure)
        self.setAccessibleName(caption)

    def say(self, caption: str) -> None:
        """Count something else."""
        self._caption.setText(caption)
        self.setAccessibleName(caption)

    def show_figure(self, figure: str, tone: str | None = None) -> None:
        """Show a number, already in words of the locale (`wording.number`)."""
        self._figure.setText(figure)
        self.setAccessibleDescription(figure)
        if tone is not None:
            set_tone(self._figure, tone)
