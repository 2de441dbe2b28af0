"""Settings: look, direction of writing, usual speed, and what the program keeps on this computer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from backfill_assistant import __version__
from backfill_assistant.core.errors import BackfillError
from backfill_assistant.ui import settings_operations
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.log_file import log_folder
from backfill_assistant.ui.settings_operations import Wished
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.theme import Look
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.card import Card, hairline
from backfill_assistant.ui.widgets.page import Footer, Page
from backfill_assistant.ui.widgets.segmented import SegmentedChoice
from backfill_assistant.ui.widgets.text import ElidedText, Text
from backfill_assistant.ui.wishes import Direction
from backfill_assistant.ui.wording import size

_GENTLE, _NORMAL, _FAST = 200.0, 1_000.0, 10_000.0


class SettingsPage(Page):
    """What is chosen here counts at once and for every session to come."""

    step = Step.SETTINGS

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent, scrolls=True)
        self.set_heading(self.tr("Settings"), self.tr("Changes count at once. Keys are never kept here."))
        self._folders: dict[QPushButton, Path] = {}
        self._build_window_part()
        self._build_sending_part()
        self._build_storage_part()
        self._build_about_part()
        self.body.addStretch(1)
        self.set_footer(Footer())

    def entered(self) -> None:
        """Look at what was set."""
        self.clear_notice()
        settings_operations.read_settings(self.desk, self.show_wished).failed.connect(self.show_error)

    def show_wished(self, wished: Wished) -> None:
        """Show it."""
        self.look.choose(wished.look)
        self.direction.choose(wished.direction)
        self.speed.choose(wished.rows_per_second)
        self.cache_size.setText(self.tr("{size} of files read before").format(size=size(wished.cache_bytes)))
        self.clear.setEnabled(wished.cache_bytes > 0)
        self.data_path.set_text(str(wished.data_folder))
        self.cache_path.set_text(str(wished.cache_folder))
        self._folders = {self.open_data: wished.data_folder, self.open_cache: wished.cache_folder}
        self._folders[self.open_log] = log_folder(wished.data_folder)

    @Slot(object)
    def choose_look(self, look: Look) -> None:
        """Light, dark, or as the system."""
        settings_operations.choose_look(self.desk, look).failed.connect(self.show_error)

    @Slot(object)
    def choose_direction(self, direction: Direction) -> None:
        """From which side the window is read."""
        settings_operations.choose_direction(self.desk, direction).failed.connect(self.show_error)

    @Slot(object)
    def choose_speed(self, rows_per_second: float) -> None:
        """What new runs start with."""
        settings_operations.choose_speed(self.desk, rows_per_second).failed.connect(self.show_error)

    @Slot()
    def clear_cache(self) -> None:
        """Remove files that were read before."""
        self.clear.setEnabled(False)
        settings_operations.clear_cache(self.desk, self._say_cleared).failed.connect(self._not_cleared)

    @Slot()
    def open_folder(self) -> None:
        """Show the folder of the button that was pressed."""
        folder = self._folders.get(self.sender())  # type: ignore[call-overload]
        if folder is None:
            return
        if not settings_operations.open_folder(folder):
            self.notice.say("caution", self.tr("The folder could not be opened."), str(folder))

    @Slot()
    def show_about(self) -> None:
        """What the program is made of, and what support needs."""
        self.go_to.emit(Step.ABOUT)

    @Slot(object)
    def _not_cleared(self, error: BackfillError) -> None:
        """It can be tried again."""
        self.clear.setEnabled(True)
        self.show_error(error)

    def _say_cleared(self, freed_bytes: int) -> None:
        self.notice.say("good", self.tr("{size} are free again.").format(size=size(freed_bytes)))
        settings_operations.read_settings(self.desk, self.show_wished).failed.connect(self.show_error)

    def _build_window_part(self) -> None:
        card = self._card(self.tr("Window"))
        looks = ((Look.SYSTEM, self.tr("As the system")), (Look.LIGHT, self.tr("Light")), (Look.DARK, self.tr("Dark")))
        self.look = SegmentedChoice(self.tr("Look"), looks, card)
        self.look.choose(self.desk.theme.look)
        self.look.chosen.connect(self.choose_look)
        self._add_line(card, self.tr("Look"), "", self.look)
        card.body.addWidget(hairline(card))
        sides = (
            (Direction.LANGUAGE, self.tr("As the language")),
            (Direction.LEFT, self.tr("Left to right")),
            (Direction.RIGHT, self.tr("Right to left")),
        )
        self.direction = SegmentedChoice(self.tr("Direction of writing"), sides, card)
        self.direction.chosen.connect(self.choose_direction)
        self._add_line(card, self.tr("Direction of writing"), self.tr("Cells of files stay left to right."), self.direction)

    def _build_sending_part(self) -> None:
        card = self._card(self.tr("Sending"))
        speeds = ((_GENTLE, self.tr("Gentle")), (_NORMAL, self.tr("Normal")), (_FAST, self.tr("Fast")))
        self.speed = SegmentedChoice(self.tr("Usual speed"), speeds, card)
        self.speed.chosen.connect(self.choose_speed)
        words = self.tr("200, 1,000 or 10,000 rows per second. Each run can still have its own.")
        self._add_line(card, self.tr("Usual speed"), words, self.speed)

    def _build_storage_part(self) -> None:
        card = self._card(self.tr("On this computer"))
        self.clear = push_button(self.tr("Empty the cache"), card, icon="trash-2")
        self.clear.clicked.connect(self.clear_cache)
        self.clear.setEnabled(False)
        self.cache_size = Text("", card, role="muted")
        self._add_line(card, self.tr("Cache"), self.cache_size, self.clear)
        card.body.addWidget(hairline(card))
        self.data_path, self.cache_path = (ElidedText("", card, role="small", tone="neutral") for _ in range(2))
        self.open_data, self.open_cache = (
            push_button(self.tr("Open"), card, icon="folder-open", name=name)
            for name in (self.tr("Open the folder of runs and settings"), self.tr("Open the folder of the cache"))
        )
        for button in (self.open_data, self.open_cache):
            button.clicked.connect(self.open_folder)
        self._add_line(card, self.tr("Runs and settings"), self.data_path, self.open_data)
        card.body.addWidget(hairline(card))
        self._add_line(card, self.tr("Cached files"), self.cache_path, self.open_cache)
        card.body.addWidget(hairline(card))
        self.open_log = push_button(self.tr("Open"), card, icon="folder-open", name=self.tr("Open the folder of logs"))
        self.open_log.clicked.connect(self.open_folder)
        words = self.tr("What the program did and what went wrong, for support: no rows, no keys, no file names.")
        self._add_line(card, self.tr("Logs"), words, self.open_log)

    def _build_about_part(self) -> None:
        card = self._card(self.tr("This program"))
        self.about = push_button(self.tr("About and licences"), card, icon="info")
        self.about.clicked.connect(self.show_about)
        words = self.tr("Version {version}").format(version=__version__)
        self._add_line(card, self.tr("Backfill Assistant"), words, self.about)

    def _card(self, title: str) -> Card:
        card = Card(self)
        card.body.addWidget(Text(title, card, role="section"))
        self.body.addWidget(card)
        return card

    def _add_line(self, card: Card, title: str, words: str | QWidget, control: QWidget) -> None:
        """A name with an explanation on one side, the control on the other."""
        row = QHBoxLayout()
        row.setSpacing(16)
        told = Card(card, padding=2, role="")
        told.body.setSpacing(2)
        told.body.addWidget(Text(title, told, role="strong"))
        if isinstance(words, QWidget):
            told.body.addWidget(words)
        elif words:
            told.body.addWidget(Text(words, told, role="muted"))
        row.addWidget(told, 1)
        row.addWidget(control)
        card.body.addLayout(row)
