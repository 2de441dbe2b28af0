"""TimelineCard: the timeline in a panel, with buttons to zoom and to save or copy what it shows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QWidget

from backfill_assistant.ui.run_operations import ask_where_to_save
from backfill_assistant.ui.widgets.buttons import icon_button
from backfill_assistant.ui.widgets.card import Card
from backfill_assistant.ui.widgets.text import ElidedText
from backfill_assistant.ui.widgets.timeline import LEAST_HEIGHT, LOW_HEIGHT, Timeline


class TimelineCard(Card):
    """`timeline` is the widget itself; `failed` tells that a picture could not be saved."""

    failed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, padding=8)
        self.body.setSpacing(0)
        self._text: Callable[[], str] = str
        self._caption = ElidedText("", self, role="small")
        self.timeline = Timeline(self)
        above = QHBoxLayout()
        above.setContentsMargins(8, 0, 0, 0)
        above.setSpacing(2)
        above.addWidget(self._caption, 1)
        for icon, name, slot in (
            ("zoom-in", self.tr("Zoom in on the last hours"), self._zoom_in),
            ("zoom-out", self.tr("Zoom out"), self._zoom_out),
            ("maximize-2", self.tr("Show the whole file"), self._show_all),
        ):
            button = icon_button(icon, name, self)
            button.clicked.connect(slot)
            above.addWidget(button)
        self.save_button = icon_button("download", self.tr("Save or copy the timeline"), self)
        self.save_button.setMenu(self._menu())
        self.save_button.setPopupMode(self.save_button.ToolButtonPopupMode.InstantPopup)
        above.addWidget(self.save_button)
        self.body.addLayout(above)
        self.body.addWidget(self.timeline, 1)

    def set_low(self, low: bool) -> None:
        """Where there is little room, the bars are lower."""
        self.body.setContentsMargins(8, 2 if low else 8, 8, 4 if low else 8)
        self.timeline.setMinimumHeight(LOW_HEIGHT if low else LEAST_HEIGHT)

    def say(self, caption: str, text: Callable[[], str]) -> None:
        """Show what the curve stands for; `text` makes what copying puts on the clipboard."""
        self._caption.set_text(caption)
        self._text = text

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for words, slot in (
            (self.tr("Save as PNG…"), self._ask_png),
            (self.tr("Save as SVG…"), self._ask_svg),
            (self.tr("Copy as text"), self.copy_text),
        ):
            action = QAction(words, menu)
            action.triggered.connect(slot)
            menu.addAction(action)
        return menu

    @Slot()
    def _zoom_in(self) -> None:
        self.timeline.zoomed.emit(0.5)

    @Slot()
    def _zoom_out(self) -> None:
        self.timeline.zoomed.emit(2.0)

    @Slot()
    def _show_all(self) -> None:
        self.timeline.zoomed.emit(1e9)

    @Slot()
    def _ask_png(self) -> None:
        ask_where_to_save(self, self.tr("Save the timeline"), self.tr("timeline") + ".png", self.save_picture)

    @Slot()
    def _ask_svg(self) -> None:
        ask_where_to_save(self, self.tr("Save the timeline"), self.tr("timeline") + ".svg", self.save_picture)

    @Slot(str)
    def save_picture(self, path: str) -> None:
        """Save what is shown."""
        if not self.timeline.save_picture(path):
            self.failed.emit(path)

    @Slot()
    def copy_text(self) -> None:
        """Put every bar on the clipboard as lines of text."""
        QApplication.clipboard().setText(self._text())
