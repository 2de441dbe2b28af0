"""WorkspaceCard: which workspace everything goes to, in the rail; leads to the page where it is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from backfill_assistant.ui.tokens import tokens_of
from backfill_assistant.ui.widgets.text import scaled, set_role
from backfill_assistant.ui.wording import region

if TYPE_CHECKING:
    from backfill_assistant.core.journal.runs import WorkspaceAddress


class WorkspaceCard(QToolButton):
    """A button that shows the workspace's name and region."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCheckable(True)
        self._name = ""
        self._region = ""
        self._practice = False
        self.show_workspace(None)

    def show_workspace(self, workspace: WorkspaceAddress | None) -> None:
        """Show another workspace."""
        self._practice = workspace is not None and workspace.practice
        self._name = workspace.name if workspace is not None else self.tr("None chosen")
        self._region = ""
        if workspace is not None:
            self._region = self.tr("Practice") if workspace.practice else region(workspace.region)
        self.setAccessibleName(self.tr("Workspace: {name}").format(name=self._name))
        self.setAccessibleDescription(self._region)
        self.setToolTip(self.tr("Choose or add a workspace"))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Two lines and their padding."""
        return QSize(180, QFontMetrics(scaled(self.font(), 0.82)).height() + QFontMetrics(self.font()).height() + 26)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """A caption, the name, and the region as a chip."""
        super().paintEvent(event)
        tokens = tokens_of(self)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = self.rect().adjusted(12, 10, -12, -10)
        caption = scaled(self.font(), 0.82)
        painter.setFont(caption)
        painter.setPen(QColor(tokens.muted))
        top = inner.adjusted(0, 0, 0, QFontMetrics(caption).height() - inner.height())
        painter.drawText(top, flags, self.tr("Workspace"))
        bold = scaled(self.font(), 1.0, QFont.Weight.DemiBold)
        below = inner.adjusted(0, QFontMetrics(caption).height() + 4, 0, 0)
        chip_width = QFontMetrics(caption).horizontalAdvance(self._region) + 12 if self._region else 0
        beside = QFontMetrics(bold).horizontalAdvance(self._name) + 8 + chip_width <= below.width()
        room = below.width() - (chip_width + 8 if beside else 0)
        name = QFontMetrics(bold).elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        painter.setFont(bold)
        painter.setPen(QColor(tokens.text))
        painter.drawText(below, flags, name)
        if self._region:
            # Beside the name where there is room, else at the end of the line above it: the name matters more.
            if beside:
                chip = QRect(below.x() + QFontMetrics(bold).horizontalAdvance(name) + 8, below.y(), chip_width, below.height())
            else:
                chip = QRect(inner.right() - chip_width + 1, inner.y() - 3, chip_width, top.height() + 4)
            if mirrored:
                chip.moveLeft(inner.left() + inner.right() - chip.right())
            tone = "caution" if self._practice else "accent"
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(getattr(tokens, f"{tone}_soft")))
            painter.drawRoundedRect(chip, 4, 4)
            painter.setFont(caption)
            painter.setPen(QColor(getattr(tokens, f"{tone}_text")))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, self._region)
        painter.end()
