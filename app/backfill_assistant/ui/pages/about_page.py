"""About: which program this is, what it is made of and under which licences, and what support needs to know."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QListWidget, QPlainTextEdit, QWidget

from backfill_assistant import __version__
from backfill_assistant.ui import licences
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.card import Card
from backfill_assistant.ui.widgets.icon_label import IconLabel
from backfill_assistant.ui.widgets.page import Footer, Page
from backfill_assistant.ui.widgets.text import Text


class AboutPage(Page):
    """Identity and licences."""

    step = Step.ABOUT

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self.set_heading(self.tr("About Backfill Assistant"), self.tr("Version {version}").format(version=__version__))
        self._shipped: tuple[licences.Shipped, ...] = ()
        self._build_program()
        self._build_licences()
        self.set_footer(Footer())

    def entered(self) -> None:
        """Read the packages' metadata once."""
        self.clear_notice()
        if not self._shipped:
            self._shipped = licences.shipped()
            self.names.addItems([f"{each.name} {each.version}" for each in self._shipped])
            self.names.setCurrentRow(0)

    @Slot()
    def copy_details(self) -> None:
        """Put what support needs on the clipboard."""
        QApplication.clipboard().setText(licences.support_details())
        self.notice.say("good", self.tr("Copied. The details hold versions only: no rows, no keys, no file names."))

    @Slot(int)
    def show_licence(self, place: int) -> None:
        """Show the chosen package's licence."""
        if 0 <= place < len(self._shipped):
            chosen = self._shipped[place]
            self.licence.setPlainText(f"{chosen.name} {chosen.version}\n{chosen.licence}\n\n{chosen.text}".strip())

    def _build_program(self) -> None:
        card = Card(self, horizontal=True)
        words = Card(card, padding=2, role="")
        words.body.setSpacing(4)
        words.body.addWidget(
            Text(self.tr("Brings people and historic events into Customer.io, and says before what they could trigger."), words)
        )
        words.body.addWidget(
            Text(self.tr("Under the MIT licence. An independent program, not made by Customer.io."), words, role="muted")
        )
        card.body.setSpacing(14)
        card.body.addWidget(IconLabel("app", card, token="text", size=44), 0, Qt.AlignmentFlag.AlignTop)
        card.body.addWidget(words, 1)
        copy = push_button(self.tr("Copy details for support"), card, icon="copy")
        copy.clicked.connect(self.copy_details)
        card.body.addWidget(copy, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addWidget(card)

    def _build_licences(self) -> None:
        card = Card(self)
        title = Text(self.tr("What it is made of"), card, role="section")
        card.body.addWidget(title)
        card.body.addWidget(
            Text(
                self.tr(
                    "Qt and PySide6 are used under the LGPL, version 3: in an installed program their libraries lie as separate "
                    "files and can be replaced by your own builds. Icons are from Lucide, under the ISC licence."
                ),
                card,
                role="muted",
            )
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        self.names = QListWidget(card)
        self.names.setAccessibleName(self.tr("Packages"))
        self.names.setMaximumWidth(260)
        self.names.currentRowChanged.connect(self.show_licence)
        self.licence = QPlainTextEdit(card)
        self.licence.setReadOnly(True)
        self.licence.setTabChangesFocus(True)
        self.licence.setAccessibleName(self.tr("Licence of the chosen package"))
        self.licence.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        row.addWidget(self.names)
        row.addWidget(self.licence, 1)
        card.body.addLayout(row, 1)
        self.body.addWidget(card, 1)
