"""Chip: one or two words on a coloured ground: a state, a count, a region."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from backfill_assistant.ui.widgets.text import scaled, set_role, set_tone


class Chip(QLabel):
    """A state in words; the colour only repeats what the words say."""

    def __init__(self, text: str = "", tone: str = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        set_role(self, "chip", tone)
        self.setFont(scaled(self.font(), 0.88))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def say(self, text: str, tone: str) -> None:
        """Show another state."""
        self.setText(text)
        set_tone(self, tone)
