"""FooterBar: the window's one footer: Back and left buttons, a sentence, right buttons, one primary button."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from backfill_assistant.ui.icons import clear_icon, set_icon
from backfill_assistant.ui.theme import GAP, PAGE_MARGIN
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.notice import Action
from backfill_assistant.ui.widgets.page import Footer
from backfill_assistant.ui.widgets.text import Text, set_role


class FooterBar(QFrame):
    """Shows a Footer. Buttons are kept and renamed, so that the focus stays where it is while a page's state changes."""

    back_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "footer")
        self.setAccessibleName(self.tr("What happens next"))
        self._footer = Footer()
        self._back = push_button(self.tr("Back"), self)
        self._back.clicked.connect(self.back_wanted)
        self._sentence = Text("", self, role="muted")
        self._primary = push_button("", self, role="primary")
        self._primary.clicked.connect(self._act)
        self._left: list[QPushButton] = []
        self._right: list[QPushButton] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(PAGE_MARGIN, GAP, PAGE_MARGIN, GAP)
        row.setSpacing(GAP)
        row.addWidget(self._back)
        self._left_row = QHBoxLayout()
        self._left_row.setSpacing(GAP)
        row.addLayout(self._left_row)
        row.addWidget(self._sentence, 1)
        self._right_row = QHBoxLayout()
        self._right_row.setSpacing(GAP)
        row.addLayout(self._right_row)
        row.addWidget(self._primary)

    @property
    def primary(self) -> QPushButton:
        """The one primary button."""
        return self._primary

    def show_footer(self, footer: Footer) -> None:
        """Show what a page wants."""
        self._footer = footer
        self._back.setVisible(footer.back)
        self._sentence.setText(footer.sentence)
        self._show_row(self._left, self._left_row, footer.left)
        self._show_row(self._right, self._right_row, footer.right)
        self._primary.setVisible(footer.primary is not None)
        if footer.primary is not None:
            _dress(self._primary, footer.primary, "on_accent")
        self.setVisible(footer != Footer(back=False))
        self._order_tabs()

    def _show_row(self, buttons: list[QPushButton], row: QHBoxLayout, actions: tuple[Action, ...]) -> None:
        while len(buttons) < len(actions):
            button = push_button("", self)
            button.clicked.connect(self._act)
            row.addWidget(button)
            buttons.append(button)
        for index, button in enumerate(buttons):
            button.setVisible(index < len(actions))
            if index < len(actions):
                _dress(button, actions[index], "text")

    def _order_tabs(self) -> None:
        order = [self._back, *self._left, *self._right, self._primary]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    @Slot()
    def _act(self) -> None:
        pairs = [*zip(self._left, self._footer.left, strict=False), *zip(self._right, self._footer.right, strict=False)]
        if self._footer.primary is not None:
            pairs.append((self._primary, self._footer.primary))
        for button, action in pairs:
            if button is self.sender():
                action.callback()
                return


def _dress(button: QPushButton, action: Action, token: str) -> None:
    button.setText(action.text)
    button.setAccessibleName(action.text.replace("&", ""))
    button.setEnabled(action.enabled)
    if action.icon:
        set_icon(button, action.icon, token)
    else:
        clear_icon(button)
