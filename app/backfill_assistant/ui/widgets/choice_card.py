"""ChoiceCard: a large button with a title and a sentence, for choices that deserve an explanation."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from backfill_assistant.ui.widgets.icon_label import IconLabel
from backfill_assistant.ui.widgets.text import Text, set_role


class ChoiceCard(QToolButton):
    """A card that can be pressed. Its height follows its words."""

    def __init__(self, icon: str, title: str, sentence: str, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(6)
        words = Text(sentence, self, role="muted")
        words.setAlignment((words.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask) | Qt.AlignmentFlag.AlignTop)
        for widget in (IconLabel(icon, self, token="accent_text", size=20), Text(title, self, role="section"), words):
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(widget)
        column.setStretchFactor(words, 1)

    def sizeHint(self) -> QSize:  # noqa: N802
        """What its words need."""
        return QSize(200, self.heightForWidth(240))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Narrow, but never cut."""
        return QSize(160, self.heightForWidth(max(160, self.width())))

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Its words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """What the layout needs at a width."""
        return self._column.totalHeightForWidth(width)
