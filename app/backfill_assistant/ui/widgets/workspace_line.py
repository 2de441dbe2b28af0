"""WorkspaceLine: one workspace in the list: its name, where it is, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from backfill_assistant.ui.widgets.buttons import menu_button, push_button
from backfill_assistant.ui.widgets.card import Card
from backfill_assistant.ui.widgets.chip import Chip
from backfill_assistant.ui.widgets.icon_label import IconLabel
from backfill_assistant.ui.widgets.text import ElidedText
from backfill_assistant.ui.wording import region

if TYPE_CHECKING:
    from backfill_assistant.core.journal.runs import WorkspaceAddress


class WorkspaceLine(Card):
    """Tells what the person wants; each signal carries the workspace's address."""

    use_wanted = Signal(object)
    check_wanted = Signal(object)
    rename_wanted = Signal(object)
    keys_wanted = Signal(object)
    remove_wanted = Signal(object)
    holdings_wanted = Signal(object)

    def __init__(self, address: WorkspaceAddress, in_use: bool, parent: QWidget) -> None:
        super().__init__(parent, horizontal=True)
        self.address = address
        self.setAccessibleName(address.name)
        self.body.setSpacing(12)
        icon = "flask-conical" if address.practice else "server"
        self.body.addWidget(IconLabel(icon, self, token="caution_text" if address.practice else "accent_text", size=20))
        words = QVBoxLayout()
        words.setSpacing(2)
        top = QHBoxLayout()
        top.setSpacing(8)
        name = ElidedText(address.name, self, role="strong")
        name.setMaximumWidth(name.fontMetrics().horizontalAdvance(address.name) + 24)
        # It takes what it needs before the empty space does.
        top.addWidget(name, 100)
        where = self.tr("Practice") if address.practice else region(address.region)
        top.addWidget(Chip(where, "caution" if address.practice else "accent", self))
        if in_use:
            top.addWidget(Chip(self.tr("In use"), "good", self))
        top.addStretch(1)
        words.addLayout(top)
        words.addWidget(ElidedText(self._detail(), self, role="small", tone="neutral"))
        self.body.addLayout(words, 1)
        self._add_buttons(in_use)
        buttons = self.findChildren(QPushButton)
        if buttons:
            self.setFocusProxy(buttons[0])

    def _detail(self) -> str:
        if self.address.practice:
            return self.tr("A small Customer.io on this computer. Nothing leaves.")
        if self.address.route == "pipelines":
            return self.tr("Sends through the Pipelines API")
        return self.tr("Sends through the Track API")

    def _add_buttons(self, in_use: bool) -> None:
        name = self.address.name
        if not in_use:
            self.use = push_button(self.tr("Use"), self, name=self.tr("Use {workspace}").format(workspace=name))
            self.use.clicked.connect(self._use)
            self.body.addWidget(self.use, 0, Qt.AlignmentFlag.AlignVCenter)
        elif not self.address.practice:
            # Whoever is sent here because a key was refused finds the way at once.
            self.keys = push_button(self.tr("Change keys…"), self)
            self.keys.clicked.connect(self._change_keys)
            self.body.addWidget(self.keys, 0, Qt.AlignmentFlag.AlignVCenter)
        if self.address.practice:
            self.holdings = push_button(self.tr("What it received"), self, icon="eye")
            self.holdings.clicked.connect(self._show_holdings)
            self.body.addWidget(self.holdings, 0, Qt.AlignmentFlag.AlignVCenter)
            return
        self.check = push_button(self.tr("Check"), self, name=self.tr("Check {workspace}").format(workspace=name))
        self.check.clicked.connect(self._check)
        self.more = menu_button(self.tr("More"), self)
        self.more.setAccessibleName(self.tr("More for {workspace}").format(workspace=name))
        menu: QMenu = self.more.menu()
        for words, slot in (
            (self.tr("Rename…"), self._rename),
            (self.tr("Change keys, region or route…"), self._change_keys),
            (self.tr("Remove…"), self._remove),
        ):
            menu.addAction(words).triggered.connect(slot)
        for button in (self.check, self.more):
            self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    @Slot()
    def _use(self) -> None:
        self.use_wanted.emit(self.address)

    @Slot()
    def _check(self) -> None:
        self.check_wanted.emit(self.address)

    @Slot()
    def _rename(self) -> None:
        self.rename_wanted.emit(self.address)

    @Slot()
    def _change_keys(self) -> None:
        self.keys_wanted.emit(self.address)

    @Slot()
    def _remove(self) -> None:
        self.remove_wanted.emit(self.address)

    @Slot()
    def _show_holdings(self) -> None:
        self.holdings_wanted.emit(self.address)
